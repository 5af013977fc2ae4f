"""The ways in which a word may begin with proclitics and the article, by letters alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_LONGEST: Final = 40
_CONJUNCTIONS: Final = {"و": "wa", "ف": "fa"}
_PREPOSITIONS: Final = {"ب": "bi", "ل": "li", "ك": "ka"}
_ARTICLE: Final = "ال"
_ARTICLE_AFTER_LAM: Final = "لل"
_FIRST_LETTERS: Final = frozenset({*_CONJUNCTIONS, *_PREPOSITIONS, _ARTICLE[0]})
_SHORTEST: Final = 2


def splits(folded: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every split of a folded word into proclitics, by name, and what is left; first the word whole.

    A word that has the article after ل (للقدس) is also given with the article written out.
    """
    if folded[:1] not in _FIRST_LETTERS or len(folded) > _LONGEST:
        yield (), folded
        return
    for conjunction, after in _heads((), folded, _CONJUNCTIONS):
        for proclitics, rest in _heads(conjunction, after, _PREPOSITIONS):
            yield proclitics, rest
            if rest.startswith(_ARTICLE) and len(rest) >= len(_ARTICLE) + _SHORTEST:
                yield (*proclitics, "Al"), rest[len(_ARTICLE) :]
        if after.startswith(_ARTICLE_AFTER_LAM) and len(after) >= len(_ARTICLE_AFTER_LAM) + _SHORTEST:
            rest = after[len(_ARTICLE_AFTER_LAM) :]
            yield (*conjunction, "li", "Al"), rest
            yield (*conjunction, "li"), f"{_ARTICLE}{rest}"


def _heads(before: tuple[str, ...], word: str, letters: dict[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
    yield before, word
    name = letters.get(word[:1])
    if name and len(word) > _SHORTEST:
        yield (*before, name), word[1:]
