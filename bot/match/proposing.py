"""The keys that a post must have: what the percolator files watches under, and what the search index is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from sys import intern
from typing import Final

from bot.match.plan import (
    AllOf,
    AnyOf,
    Begins,
    Close,
    ComesFrom,
    InARow,
    Places,
    Plan,
    Resembles,
    SameWord,
    Spelled,
    Tagged,
    plan_of,
)
from bot.query import Query
from bot.text import Engine, Prepared, Reading, fold

Keys = frozenset[str]
Cost = Callable[[Keys], float]
"""How many posts a set of keys proposes, the less the better."""

_CACHED_WORDS: Final = 50_000
_SHORT: Final = 2
_LONG: Final = 4  # letters of a beginning that are a key of their own


def proposing_keys(query: Query, engine: Engine) -> tuple[Keys, ...]:
    """Sets of keys: in a stored post that satisfies `query` a word, by `post_keys`, has a key of each.

    May be empty: then any post may satisfy it (a source alone, a near spelling alone).
    """
    return tuple(dict.fromkeys(necessary(plan_of(query, engine), _index_keys, len)))


def post_keys(prepared: Prepared) -> set[Keys]:
    """The keys under which the search index keeps a post with this text, together those of one word or hashtag."""
    keys = set(map(_word_keys, set(prepared.words)))
    keys.update(frozenset({f"#{tag.folded}"}) for tag in prepared.tags)
    return keys


@lru_cache(maxsize=_CACHED_WORDS)
def _word_keys(word: Reading) -> Keys:
    beginnings = {f"^{stem[:length]}" for stem in word.stems for length in (_SHORT, _LONG)}
    if len(word.surface) < _LONG:
        beginnings.add(f"^{word.surface}$")
    # The same key comes with many words: one string for all is found at once in a set, without comparing letters.
    return frozenset(map(intern, word.keys | beginnings))


def necessary(plan: Plan, keys_of: Callable[[Places | ComesFrom], Iterator[Keys]], cost: Cost) -> list[Keys]:
    """Sets of keys one of each of which every post that satisfies `plan` has; `keys_of` names those of a part.

    Of a disjunction only one set can be asked for: the cheapest of each branch together.
    """
    if isinstance(plan, AllOf):
        found: list[Keys] = []
        for part in plan:
            if isinstance(part, SameWord) and not part.aliases:
                found.append(part.keys)
            else:
                found += necessary(part, keys_of, cost)
        return found
    match plan:
        case AnyOf():
            return _together((necessary(part, keys_of, cost) for part in plan), cost)
        case Close(left, right):
            return [
                *_together((list(keys_of(part)) for part in left), cost),
                *_together((list(keys_of(part)) for part in right), cost),
            ]
        case SameWord(keys, aliases):
            if not aliases:
                return [keys]
            return _together(([keys], *(list(alias) for alias in aliases)), cost)
        case InARow() | Spelled() | Begins() | Resembles() | Tagged() | ComesFrom():
            return list(keys_of(plan))
    return []


def _together(branches: Iterable[list[Keys]], cost: Cost) -> list[Keys]:
    united: Keys = frozenset()
    for sets in branches:
        if not sets:
            return []
        rarest: Keys = min(sets, key=cost)
        united |= rarest
    return [united]


def _index_keys(part: Places | ComesFrom) -> Iterator[Keys]:
    match part:
        case SameWord():
            yield from necessary(part, _index_keys, len)
        case InARow(run):
            yield from run
        case Spelled(raws):
            for raw in raws:
                yield _spelled_key(raw)
        case Begins(start):
            yield frozenset({f"^{start[: _LONG if len(start) >= _LONG else _SHORT]}"})
        case Tagged(name):
            yield frozenset({f"#{name}"})


def _spelled_key(raw: str) -> Keys:
    surface = fold(raw)
    return frozenset({f"^{surface[:_LONG]}" if len(surface) >= _LONG else f"^{surface}$"})
