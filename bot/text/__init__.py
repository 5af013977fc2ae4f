"""Reading text: words with offsets into the original, and the keys by which the same word is recognised (pure)."""

from bot.text.engine import CacheInfo, Engine, default_engine
from bot.text.highlight import Excerpt, excerpt, mark, utf16_length
from bot.text.normalise import fold, plain
from bot.text.prepared import Prepared, Tag
from bot.text.reading import QueryWord, Reader, Reading
from bot.text.words import Word, scan

__all__ = [
    "CacheInfo",
    "Engine",
    "Excerpt",
    "Prepared",
    "QueryWord",
    "Reader",
    "Reading",
    "Tag",
    "Word",
    "default_engine",
    "excerpt",
    "fold",
    "mark",
    "plain",
    "scan",
    "utf16_length",
]
