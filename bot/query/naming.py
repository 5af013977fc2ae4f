"""The other names that a word brings with it (داعش: تنظيم الدولة), and queries that leave some of them out."""

from __future__ import annotations

from collections.abc import Iterator

from bot.query.errors import QueryError
from bot.query.reading import parse
from bot.query.tree import Or, Phrase, Query, Term, leaves, parts_of, with_leaves, with_parts
from bot.text import Engine, scan


def other_names(query: Query, engine: Engine) -> Iterator[tuple[str, Query]]:
    """Each other name that the words of `query` bring with them, as it is spelled, and the query without it.

    Also those that are written out beside their word since one was left out, so that all can go one by one.
    """
    for word in dict.fromkeys(part.word for part in leaves(query) if isinstance(part, Term)):
        read = engine.query_word(word)
        for alias, written in zip(read.aliases, read.written, strict=True):
            narrower = without_alias(query, word, alias, engine)
            if _is_query(narrower):
                yield written, narrower
    written_out = (name for some in _alternatives(query) for name in _written_out(some, engine))
    for name in dict.fromkeys(written_out):
        yield " ".join(name.words), _without(query, engine, name)


def without_other_names(query: Query, engine: Engine) -> Query:
    """`query` where each word stands for itself only, in quotes where it brings other names with it."""

    def alone(part: Query) -> Query:
        if isinstance(part, Term) and engine.query_word(part.word).aliases:
            return _phrase(part.word)
        return part

    return _without(with_leaves(query, alone), engine)


def without_alias(query: Query, word: str, alias: tuple[str, ...], engine: Engine) -> Query:
    """`query` where `word` no longer stands for its other name `alias`: the word and its remaining names as phrases.

    Phrases, because a bare word brings all its other names with it.
    """
    read = engine.query_word(word)
    kept = [written for other, written in zip(read.aliases, read.written, strict=True) if other != alias]
    phrases = tuple(map(_phrase, (word, *kept)))
    instead = Or(phrases) if len(phrases) > 1 else phrases[0]
    return with_leaves(query, lambda part: instead if part == Term(word) else part)


def _alternatives(query: Query) -> Iterator[Or]:
    if isinstance(query, Or):
        yield query
    for part in parts_of(query):
        yield from _alternatives(part)


def _written_out(query: Or, engine: Engine) -> Iterator[Phrase]:
    """The alternatives that are other names of a word in quotes before them."""
    left = [part for part in query.parts if isinstance(part, Phrase)]
    while left:
        # The first is the word: a name that follows it may have the word among its own names.
        word = left.pop(0)
        if len(word.words) == 1:
            known = set(map(_phrase, engine.query_word(word.words[0]).written))
            yield from (part for part in left if part in known)
            left = [part for part in left if part not in known]


def _without(query: Query, engine: Engine, name: Phrase | None = None) -> Query:
    """`query` without `name` where it is written out as another name; None: without all of these."""
    if isinstance(query, Or):
        gone = {one for one in _written_out(query, engine) if name in {None, one}}
        kept = tuple(_without(part, engine, name) for part in query.parts if part not in gone)
        return Or(kept) if len(kept) > 1 else kept[0]
    return with_parts(query, lambda part: _without(part, engine, name))


def _phrase(name: str) -> Phrase:
    return Phrase(tuple(part.spelled for part in scan(name)))


def _is_query(query: Query) -> bool:
    """Whether the names written out leave it short enough."""
    try:
        parse(str(query), search=True)
    except QueryError:
        return False
    return True
