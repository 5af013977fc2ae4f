"""Looking things up in stored posts. The index proposes; the evaluator that matches watches decides."""

from __future__ import annotations

from datetime import datetime

from bot.match import evaluate, proposing_keys
from bot.model import Found, Results
from bot.query import parse
from bot.text import Engine
from storage import Unit

PAGE = 200


async def search(
    unit: Unit,
    text: str,
    engine: Engine,
    *,
    viewer: int | None,
    limit: int = 10,
    since: datetime | None = None,
    looked_at: int | None = None,
) -> Results:
    """Posts that satisfy the query `text`, newest first, at most `limit`.

    With `looked_at` the search ends after so many posts that the index proposed, and says that there may be more.

    With a viewer (a subscriber id): public posts and those that person forwarded; with None: public ones only.
    Dates (since:, until:) are part of the language here. Raises QueryError when the text is no query.
    """
    query = parse(text, search=True)
    needs = proposing_keys(query, engine)
    found: list[Found] = []
    before: int | None = None
    proposed = 0
    while True:
        page = await unit.posts.candidates(needs, viewer=viewer, before_id=before, since=since, limit=PAGE)
        for post in page:
            spans = evaluate(query, post, engine)
            if spans is not None:
                if len(found) == limit:
                    return Results(tuple(found), more=True)
                found.append(Found(post, spans))
        proposed += len(page)
        if looked_at is not None and proposed >= looked_at:
            return Results(tuple(found), more=True)
        if len(page) < PAGE:
            return Results(tuple(found), more=False)
        before = page[-1].id
