"""Spelling folded: what makes two spellings of one word equal before any knowledge of words.

Works on one word at a time; `bot.text.words` finds the words and knows their offsets.
"""

from __future__ import annotations

import unicodedata
from typing import Final

import regex

TATWEEL: Final = "ـ"

# Koranic and vowel signs, tanwin, shadda, superscript alef and hamza or madda written as combining marks.
ARABIC_MARKS: Final = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff"
_DROPPED = regex.compile(rf"[{TATWEEL}{ARABIC_MARKS}\u0591-\u05c7\ufe00-\ufe0f\p{{Cf}}\p{{Me}}]+")

# Unicode sorts marks on one base by insertion, which is quadratic on a hostile run; 30 is its own bound for
# text that can be normalised in a stream (UAX #15, "Stream-Safe Text Format").
_EXCESS_MARKS = regex.compile(r"(\p{M}{30})\p{M}+")

# Other languages' shapes of letters that Arabic has too; گ پ چ ژ ڤ are letters of their own and stay.
_SHAPES: Final = str.maketrans(
    {
        **dict.fromkeys("کڪ", "ك"),
        **dict.fromkeys("یېێؠےۍ", "ي"),
        **dict.fromkeys("ەہھۀۂ", "ه"),
        "ۓ": "ئ",
        "ۃ": "ة",
        "ۆ": "و",
        "ڕ": "ر",
        "ڵ": "ل",
        "ں": "ن",
        "ٱ": "ا",
        "ٲ": "أ",
        "ٳ": "إ",
    }
)
_SEATS: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ئ": "ي", "ى": "ي", "ة": "ه"})
# Most words are of these, which stay as they are in every step of `plain`.
_PLAIN_LETTERS = regex.compile(r"[\u0621-\u063a\u0641-\u064a]+")
_LETTERS = regex.compile(r"[\u0621-\u064a\u0671-\u06d3]+")


def plain(word: str) -> str:
    """`word` in NFKC, without marks, tatweel and invisible characters, in Arabic letter shapes, case folded.

    Hamza, alef maqsura and ta marbuta keep their spelling: they tell readings apart. Calling it twice changes
    nothing more. Linear in the length of `word`.
    """
    if is_plain_arabic(word):
        return word
    if word.isascii():
        return word.lower()
    while (simpler := _plain_once(word)) != word:
        if is_arabic(simpler):
            return simpler
        word = simpler
    return word


def _plain_once(word: str) -> str:
    bare = _EXCESS_MARKS.sub(r"\1", _DROPPED.sub("", word))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", bare).casefold())
    return _DROPPED.sub("", folded).translate(_SHAPES)


def fold(word: str) -> str:
    """`plain(word)` with alef, hamza seats, final ya and ta marbuta folded: the form that is compared."""
    return plain(word).translate(_SEATS)


def fold_seats(plain_word: str) -> str:
    """The last step of `fold` alone, for a word that `plain` gave; the length stays."""
    return plain_word.translate(_SEATS)


def is_plain_arabic(word: str) -> bool:
    """Whether a word consists of the letters of Arabic itself only, without marks and tatweel."""
    return _PLAIN_LETTERS.fullmatch(word) is not None


def is_arabic(plain_word: str) -> bool:
    """Whether a word consists of letters of the Arabic script only."""
    return _LETTERS.fullmatch(plain_word) is not None
