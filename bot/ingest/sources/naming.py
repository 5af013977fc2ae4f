"""Which sources watches ask for by name: `from:@name`, `from:#tag`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import Source
from bot.query.tree import And, From, Near, Not, Or, Query
from bot.text import fold
from bot.watches import query_of
from storage import Unit

_FILTER = "from:"  # without it, a query need not be parsed


def names(query: Query) -> Iterator[From]:
    """The sources that a query asks for; those that it excludes do not count."""
    match query:
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from names(part)
        case Near(left, right):
            yield from names(left)
            yield from names(right)
        case Not():
            return
        case From():
            yield query


def is_named(source: Source, named: From) -> bool:
    """Whether a filter means this source."""
    if named.group:
        return any(fold(tag) == named.name for tag in source.tags)
    return source.username.lower() == named.name


async def named_sources(unit: Unit) -> frozenset[int]:
    """The ids of the sources that live watches name, whoever's they are. Scans all watches: not for each look."""
    wanted = set[From]()
    for watch in await unit.watches.live_with(_FILTER):
        if (query := query_of(watch)) is not None:
            wanted.update(names(query))
    if not wanted:
        return frozenset()
    sources = await unit.sources.all()
    return frozenset(source.id for source in sources if any(is_named(source, one) for one in wanted))
