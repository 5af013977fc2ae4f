"""Words that are not in Arabic letters: by their folded form, English ones by their stem too."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import regex
import snowballstemmer  # type: ignore[import-untyped]  # ships no types

from bot.text.reading import QueryWord, Reading

_ENGLISH: Final = regex.compile(r"[a-z]{3,}")
_NUMBER: Final = regex.compile(r"[\d.]+")


@cache
def _stemmer() -> Any:
    return snowballstemmer.stemmer("english")


def _keys(raw: str) -> frozenset[str]:
    keys = {f"S:{raw}"}
    if len(raw) <= 40 and _ENGLISH.fullmatch(raw):
        keys.add(f"E:{_stemmer().stemWord(raw)}")
    return frozenset(keys)


def read(raw: str) -> Reading:
    """A word of a post, `plain`."""
    return Reading(raw, _keys(raw))


def query_word(raw: str) -> QueryWord:
    """A word of a query, `plain`."""
    return QueryWord(_keys(raw), gloss="number" if _NUMBER.fullmatch(raw) else "foreign")
