"""What a query says, as an immutable tree. `str()` of a tree is a query text that parses to an equal tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date


class Query:
    """Any node; a whole query is one of these."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Term(Query):
    """A bare word, spelled as `bot.text.Word.spelled`: found in every form that is the same word."""

    word: str

    def __str__(self) -> str:
        return self.word


@dataclass(frozen=True, slots=True)
class Phrase(Query):
    """Words between quotes: found in a row, clitics forgiven."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return f'"{" ".join(self.words)}"'


@dataclass(frozen=True, slots=True)
class Exact(Query):
    """`=word` or `="words in a row"`: this very form of each."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"={self.words[0]}" if len(self.words) == 1 else f'="{" ".join(self.words)}"'


@dataclass(frozen=True, slots=True)
class Prefix(Query):
    """`start*`: words that begin so; `start` as typed."""

    start: str

    def __str__(self) -> str:
        return f"{self.start}*"


@dataclass(frozen=True, slots=True)
class Fuzzy(Query):
    """`word~`: words spelled nearly so."""

    word: str

    def __str__(self) -> str:
        return f"{self.word}~"


@dataclass(frozen=True, slots=True)
class Tag(Query):
    """`#name`: this hashtag; `name` is folded, without the sign."""

    name: str

    def __str__(self) -> str:
        return f"#{self.name}"


@dataclass(frozen=True, slots=True)
class Pattern(Query):
    """`/source/`: a regular expression in RE2's syntax, as typed."""

    source: str

    def __str__(self) -> str:
        return f"/{self.source}/"


@dataclass(frozen=True, slots=True)
class Near(Query):
    """Two terms, phrases or alternatives of these at most `distance` word positions apart, in either order."""

    left: Query
    right: Query
    distance: int

    def __str__(self) -> str:
        return f"{_bracketed(self.left)} NEAR/{self.distance} {_bracketed(self.right)}"


@dataclass(frozen=True, slots=True)
class From(Query):
    """`from:@channel` or, with `group`, `from:#tag`; `name` is in lower case, without the sign."""

    name: str
    group: bool = False

    def __str__(self) -> str:
        return f"from:{'#' if self.group else '@'}{self.name}"


@dataclass(frozen=True, slots=True)
class Filter(Query):
    """`lang:ar`, `has:photo`, `is:forward`: what the post is, by name and value."""

    name: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}:{self.value}"


@dataclass(frozen=True, slots=True)
class Dated(Query):
    """`since:` or `until:` a day (UTC), the day itself included; in searches only."""

    name: str
    day: date

    def __str__(self) -> str:
        return f"{self.name}:{self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class And(Query):
    """Two or more parts that must all hold. `grouped`: typed in brackets, so that precedence decided nothing."""

    parts: tuple[Query, ...]
    grouped: bool = field(default=False, compare=False, repr=False)

    def __str__(self) -> str:
        return " ".join(_bracketed(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or(Query):
    """Two or more parts one of which must hold."""

    parts: tuple[Query, ...]

    def __str__(self) -> str:
        return " | ".join(map(str, self.parts))


@dataclass(frozen=True, slots=True)
class Not(Query):
    """What must not hold."""

    part: Query

    def __str__(self) -> str:
        return f"-({self.part})" if isinstance(self.part, And | Or | Not | Near) else f"-{self.part}"


def _bracketed(part: Query) -> str:
    return f"({part})" if isinstance(part, Or) else str(part)


def parts_of(query: Query) -> tuple[Query, ...]:
    """What a query is directly made of, in the order it was typed; nothing for a term and its like."""
    match query:
        case And(parts=parts) | Or(parts=parts):
            return parts
        case Not(part):
            return (part,)
        case Near(left, right):
            return (left, right)
    return ()


def with_parts(query: Query, change: Callable[[Query], Query]) -> Query:
    """`query` with each of its direct parts as `change` gives it."""
    match query:
        case And(parts=parts):
            return And(tuple(map(change, parts)))
        case Or(parts=parts):
            return Or(tuple(map(change, parts)))
        case Not(part):
            return Not(change(part))
        case Near(left, right, distance):
            return Near(change(left), change(right), distance)
    return query


def leaves(query: Query) -> Iterator[Query]:
    """The parts of a query that have no parts, in the order they were typed."""
    parts = parts_of(query)
    if not parts:
        yield query
    for part in parts:
        yield from leaves(part)


def with_leaves(query: Query, change: Callable[[Query], Query]) -> Query:
    """`query` with each part that has no parts as `change` gives it; an OR in an OR loses its brackets."""
    if not parts_of(query):
        return change(query)
    changed = with_parts(query, lambda part: with_leaves(part, change))
    if not isinstance(changed, Or):
        return changed
    return Or(tuple(inner for part in changed.parts for inner in (part.parts if isinstance(part, Or) else (part,))))
