"""A query as the evaluator has it: conditions on keys, forms and metadata. Equal parts are one object.

A plan is made of a query with an engine (`plan_of`), or of the compiled form that was stored (`bot.match.compiled`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.match.edits import ARTICLE
from bot.query import (
    And,
    Dated,
    Exact,
    Filter,
    From,
    Fuzzy,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Query,
    Tag,
    Term,
)
from bot.text import Engine, fold, plain

Run = tuple[frozenset[str], ...]
"""Words in a row: for each the keys one of which it must carry."""

_SHORTEST_FUZZY: Final = 4
_TWO_EDITS_FROM: Final = 8


@dataclass(frozen=True, slots=True)
class SameWord:
    """A word that carries one of `keys`, or one of its other names."""

    keys: frozenset[str]
    aliases: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class InARow:
    """A phrase."""

    run: Run


@dataclass(frozen=True, slots=True)
class Spelled:
    """These very forms in a row, as `bot.text.plain` gives them."""

    raws: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begins:
    """A word one of whose stems begins with the folded `start`."""

    start: str


@dataclass(frozen=True, slots=True)
class Resembles:
    """A word one of whose clitic-free forms is at most `edits` edits away from the folded `form`."""

    form: str

    @property
    def edits(self) -> int:
        return 2 if len(self.form) >= _TWO_EDITS_FROM else 1


@dataclass(frozen=True, slots=True)
class Tagged:
    """A hashtag, folded."""

    name: str


@dataclass(frozen=True, slots=True)
class Matches:
    """A regular expression."""

    source: str


@dataclass(frozen=True, slots=True)
class ComesFrom:
    """The source of the post, or a group of sources."""

    name: str
    group: bool


@dataclass(frozen=True, slots=True)
class Is:
    """A filter: `lang`, `has` or `is`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class On:
    """`since` or `until` a day, as `date.toordinal`."""

    name: str
    day: int


Places = SameWord | InARow | Spelled | Begins | Resembles | Tagged
"""What stands at word positions of a text."""


@dataclass(frozen=True, slots=True)
class Close:
    """Two of these, not one word, at most `distance` positions apart."""

    left: tuple[Places, ...]
    right: tuple[Places, ...]
    distance: int


class _Parts(tuple["Plan", ...]):
    """Parts in order. A tuple, because a million of them must be small; unlike tuples, two kinds are never equal."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and tuple.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = tuple.__hash__


class AllOf(_Parts):
    """All parts hold."""

    __slots__ = ()


class AnyOf(_Parts):
    """One part holds."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Excludes:
    """The part does not hold."""

    part: Plan


Plan = Places | Matches | ComesFrom | Is | On | Close | AllOf | AnyOf | Excludes


@lru_cache(maxsize=512)
def plan_of(query: Query, engine: Engine) -> Plan:
    """What `query` asks of a post, by the keys of `engine`."""
    match query:
        case And(parts=parts):
            return AllOf(plan_of(part, engine) for part in parts)
        case Or(parts=parts):
            return AnyOf(plan_of(part, engine) for part in parts)
        case Not(part):
            return Excludes(plan_of(part, engine))
        case Near(left, right, distance):
            return Close(_alternatives(left, engine), _alternatives(right, engine), distance)
        case Pattern(source):
            return Matches(source)
        case From(name, group):
            return ComesFrom(name, group)
        case Filter(name, value):
            return Is(name, value)
        case Dated(name, day):
            return On(name, day.toordinal())
    return _places(query, engine)


def _alternatives(operand: Query, engine: Engine) -> tuple[Places, ...]:
    parts: Iterable[Query] = operand.parts if isinstance(operand, Or) else (operand,)
    return tuple(_places(part, engine) for part in parts)


def _places(query: Query, engine: Engine) -> Places:
    match query:
        case Term(word):
            read = engine.query_word(word)
            return SameWord(read.keys, tuple(engine.phrase_keys(alias) for alias in read.aliases))
        case Phrase(words):
            return InARow(tuple(engine.phrase_keys(words)))
        case Exact(words):
            return Spelled(tuple(map(plain, words)))
        case Prefix(start):
            return Begins(fold(start))
        case Fuzzy(word):
            return Resembles(_without_article(fold(word)))
        case Tag(name):
            return Tagged(name)
    raise TypeError(f"not a query: {query!r}")


def _without_article(form: str) -> str:
    """The form that distances are measured from: posts are compared without clitics, so the query is too."""
    bare = form.removeprefix(ARTICLE)
    return bare if len(bare) >= _SHORTEST_FUZZY else form


def single_forms(part: Places) -> tuple[Places, ...]:
    """The parts of `part` that a single word satisfies and that no key of the engine finds."""
    match part:
        case Begins() | Resembles():
            return (part,)
        case Spelled(raws):
            return tuple(Spelled((raw,)) for raw in raws)
    return ()
