"""Spellings that a reader sees through: stretched letters, a hamza on another seat, dialect prefixes, joined words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

_STRETCHED = regex.compile(r"(\p{L})\1{2,}")
_SEATS: Final = {"ؤ": "ئوءأ", "ئ": "ؤيءأ", "ء": "ئؤ", "أ": "ؤئ", "و": "ؤ", "ي": "ئ"}
# بيقول, حيقول, رحيقول, عميقول: each before an imperfect only, whose first letter follows.
_DIALECT = regex.compile(r"(?P<conjunction>[وف]?)(?:عمب|رح|عم|[بحه])(?P<verb>[يتنا]\p{L}{2,})")
_NEGATED = regex.compile(r"(?P<conjunction>[وف]?)(?:ما|م)?(?P<verb>\p{L}{3,})ش")
# ة and ى end a word and إ begins one, wherever they stand.
_CERTAIN_CUT = regex.compile(r"(?<=[\p{L}]{2}[ةى])(?=\p{L}{3})|(?<=\p{L}{3})(?=إ\p{L}{2})|(?<=\p{L}{3})(?=ال\p{L}{3})")


def unstretched(letters: str) -> Iterator[str]:
    """The word with each letter that stands three times or more written once, then twice."""
    if _STRETCHED.search(letters):
        yield _STRETCHED.sub(r"\1", letters)
        yield _STRETCHED.sub(r"\1\1", letters)


def reseated(letters: str) -> Iterator[str]:
    """The word with one hamza on another seat, or one put where a bare seat is written (مسئول, مسوول: مسؤول)."""
    for index in range(1, len(letters)):
        for seat in _SEATS.get(letters[index], ""):
            yield f"{letters[:index]}{seat}{letters[index + 1 :]}"


def undialectal(letters: str) -> Iterator[str]:
    """What is left for a verb without the prefixes and the negation of the dialects."""
    if match := _DIALECT.fullmatch(letters):
        yield match["conjunction"] + match["verb"]
    if match := _NEGATED.fullmatch(letters):
        yield match["conjunction"] + match["verb"]
        if inner := _DIALECT.fullmatch(match["verb"]):
            yield match["conjunction"] + inner["verb"]


def cuts(letters: str) -> Iterator[int]:
    """Where two words may have been written as one."""
    for match in _CERTAIN_CUT.finditer(letters):
        yield match.start()
