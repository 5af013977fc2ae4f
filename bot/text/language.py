"""The language of a text, by its letters and its most frequent words: enough to sort a channel's posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

import regex

OTHER: Final = "other"

_ENOUGH: Final = 20_000  # code points; what a long text is written in shows in its beginning
_LINK = regex.compile(r"(?:https?://|www\.|t\.me/|[@#])\S+", regex.IGNORECASE)
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_ARABIC_SCRIPT = regex.compile(r"[\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_LATIN_SCRIPT = regex.compile(r"[A-Za-z\u00c0-\u024f]")

# Letters that only one of the languages has, and words that make up a tenth or more of any text in it.
_LETTERS: Final[Mapping[str, str]] = {
    **dict.fromkeys("ڵڕێۆڤە", "ku"),
    **dict.fromkeys("ٹڈڑںےہھۓ", "ur"),
    **dict.fromkeys("پچژگ", "fa"),
    **dict.fromkeys("ğışİĞŞ", "tr"),
    **dict.fromkeys("êîûÊÎÛ", "ku"),
}
_WORDS: Final[Mapping[str, str]] = {
    word: language
    for language, words in {
        "ar": "في من على إلى الى أن ان عن مع هذا هذه التي الذي ما لا بعد قبل بين كان كانت قال كل أو ثم لم قد هو هي",
        "fa": "در به از که این است را با برای آن بر تا شد شده های می خود کرد یک هم باید نیز بود اما وی شود",
        "ur": "کے میں کی ہے اور سے کا کو نے پر ہیں کہ یہ اس ایک بھی کر تھا گیا ہو لیے",
        "ku": "لە بۆ کە ئەو بە لەگەڵ دوای بەڵام ئەم هەر û ji li bi de ku di bo ev ew jî dike hat",
        "tr": "ve bir bu için ile de da olarak olan daha çok en sonra kadar gibi ise oldu olduğunu var ne",
        "en": "the of and to in a is for on that with was by at from as are has have it be said will this after",
        OTHER: "le la les des et du une que est au el los las por der die und das nicht il che della dans pour",
    }.items()
    for word in words.split()
}
_WORD_WEIGHT: Final = 3
_LETTER_WEIGHT: Final = 1
_PERSIAN_SHAPES = regex.compile(r"[یک]")
_ARABIC_ONLY = regex.compile(r"[ةىيكإأ]")


def detect(text: str) -> str:
    """The language that most of `text` is in: ar, fa, ku, ur, tr, en or other. Links, mentions, tags don't count."""
    words = _WORD.findall(_LINK.sub(" ", text[:_ENOUGH]))
    arabic = sum(_ARABIC_SCRIPT.match(word) is not None for word in words)
    latin = sum(_LATIN_SCRIPT.match(word) is not None for word in words)
    if not words or max(arabic, latin) * 2 < len(words):
        return OTHER
    return _in_arabic_script(words) if arabic >= latin else _in_latin_script(words)


def _in_arabic_script(words: list[str]) -> str:
    scores = _scores(words)
    joined = "".join(words)
    scores["ar"] += len(_ARABIC_ONLY.findall(joined))
    scores["fa"] += len(_PERSIAN_SHAPES.findall(joined)) if scores["ur"] <= scores["fa"] else 0
    best = max(("ar", "fa", "ku", "ur"), key=lambda language: scores[language])
    return best if scores[best] else "ar"


def _in_latin_script(words: list[str]) -> str:
    scores = _scores(words)
    best = max(("en", "tr", "ku", OTHER), key=lambda language: scores[language])
    if scores[best]:
        return best
    # A headline may have no frequent word; without a letter from elsewhere it is most likely English.
    return "en" if all(word.isascii() for word in words) else OTHER


def _scores(words: list[str]) -> Counter[str]:
    scores: Counter[str] = Counter()
    for word in words:
        if language := _WORDS.get(word) or _WORDS.get(word.lower()):
            scores[language] += _WORD_WEIGHT
        for letter in word:
            if language := _LETTERS.get(letter):
                scores[language] += _LETTER_WEIGHT
    return scores
