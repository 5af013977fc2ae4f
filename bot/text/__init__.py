"""Reading text: words with offsets into the original, and the keys by which the same word is recognised (pure)."""

from bot.text.engine import Engine, Prepared, Reader, Token, default_engine
from bot.text.highlight import Excerpt, excerpt, mark, utf16_length
from bot.text.normalise import fold
from bot.text.words import Word, scan

__all__ = [
    "Engine",
    "Excerpt",
    "Prepared",
    "Reader",
    "Token",
    "Word",
    "default_engine",
    "excerpt",
    "fold",
    "mark",
    "scan",
    "utf16_length",
]
