"""Narrower queries for a post that a watch fired on and that its owner did not mean."""

from __future__ import annotations

from collections.abc import Callable

from bot.match.evaluation import evaluate
from bot.model import Post
from bot.query import Exact, Phrase, Query, Term, with_leaves
from bot.text import Engine


def narrower(query: Query, post: Post | str, engine: Engine) -> list[Query]:
    """`query` with its bare words that are in `post` between quotes, and as these very forms; only what `post` no
    longer satisfies, the wider first.
    """

    def narrowed(instead: Callable[[tuple[str, ...]], Query]) -> Query:
        def change(part: Query) -> Query:
            if isinstance(part, Term) and evaluate(part, post, engine) is not None:
                return instead((part.word,))
            return part

        return with_leaves(query, change)

    return [one for one in (narrowed(Phrase), narrowed(Exact)) if evaluate(one, post, engine) is None]
