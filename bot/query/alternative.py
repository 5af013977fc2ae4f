"""The other way a typed text could be read, as a query text to offer beside the one chosen."""

from __future__ import annotations

from bot.query.errors import QueryError
from bot.query.reading import parse
from bot.query.tree import And, Or, Query


def alternative(text: str, *, search: bool = False) -> str | None:
    """The other reading of `text` as query text; None when there is only one. Raises QueryError like `parse`.

    Where AND and OR stand together without brackets it is the one that ties OR first; else, where أو or بدون stands,
    the one that takes it as a word instead of an operator, or the reverse.
    """
    query = parse(text, search=search)
    other = bracketed_otherwise(query)
    if other is None:
        try:
            swapped = parse(text, search=search, swapped=True)
        except QueryError:
            return None
        other = swapped if swapped != query else None
    return None if other is None or not _is_query(other, search=search) else str(other)


def bracketed_otherwise(query: Query) -> Query | None:
    """`a b | c`, which is read as `(a b) | c`, with the brackets where OR binds first; None where it is no matter."""
    if isinstance(query, And):
        others = [bracketed_otherwise(part) for part in query.parts]
        if not any(others):
            return None
        return And(tuple(other or part for other, part in zip(others, query.parts, strict=True)))
    if not isinstance(query, Or) or not any(isinstance(part, And) and not part.grouped for part in query.parts):
        return None
    groups: list[list[Query]] = []
    for branch in query.parts:
        parts = branch.parts if isinstance(branch, And) and not branch.grouped else (branch,)
        if groups:
            groups[-1].append(parts[0])
            groups.extend([part] for part in parts[1:])
        else:
            groups.extend([part] for part in parts)
    joined = [Or(tuple(group)) if len(group) > 1 else group[0] for group in groups]
    return And(tuple(joined)) if len(joined) > 1 else joined[0]


def _is_query(query: Query, *, search: bool) -> bool:
    try:
        parse(str(query), search=search)
    except QueryError:
        return False
    return True
