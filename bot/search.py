"""Looking things up in stored posts. The index proposes; the evaluator that matches watches decides."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial

from bot.match import compiled_version, evaluate, post_keys, proposing_keys
from bot.model import Found, Post, Results
from bot.query import parse
from bot.text import Engine
from storage import Storage, Unit

PAGE = 200
RENEWED_AT_ONCE = 50
_VERSION, _LEFT = "index_version", "index_left"


async def search(
    unit: Unit,
    text: str,
    engine: Engine,
    *,
    viewer: int | None,
    limit: int = 10,
    since: datetime | None = None,
    looked_at: int | None = None,
    patterns: bool = True,
) -> Results:
    """Posts that satisfy the query `text`, newest first, at most `limit`.

    With `looked_at` the search ends after so many posts that the index proposed, and says that there may be more.

    With a viewer (a subscriber id): public posts and those that person forwarded; with None: public ones only.
    Dates (since:, until:) are part of the language here, regular expressions where `patterns` says so. Raises
    QueryError when the text is no query.
    """
    query = parse(text, search=True, patterns=patterns)
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


async def renew_index(storage: Storage, engine: Engine) -> None:
    """Index the posts anew that another version of the engine read, newest first, some at a time so that nobody waits.

    How far it came is on disk, so a restart goes on. Until it has come to a post, that post is found by its old keys.
    Raises StorageError.
    """
    left = await storage.transact(partial(_begin_renewing, version=compiled_version(engine)))
    while left:
        async with storage.reading() as unit:
            posts = await unit.posts.up_to(left, limit=RENEWED_AT_ONCE)
        keys = {}
        for post in posts:
            keys[post.id] = post_keys(engine.prepare(post.text))
            await asyncio.sleep(0)
        left = posts[-1].id - 1 if posts else 0
        await storage.transact(partial(_renew_index, posts=posts, keys=keys, left=left))


async def _begin_renewing(unit: Unit, *, version: str) -> int:
    """The newest post that is still to be indexed anew, 0 when none is."""
    if await unit.meta.get(_VERSION) != version:
        newest = await unit.posts.newest()
        await unit.meta.set(_LEFT, str(newest))
        await unit.meta.set(_VERSION, version)
        return newest
    return int(await unit.meta.get(_LEFT) or 0)


async def _renew_index(
    unit: Unit, *, posts: Sequence[Post], keys: Mapping[int, Collection[frozenset[str]]], left: int
) -> None:
    for post in posts:
        current = await unit.posts.get(post.id)
        if current is not None and current.version == post.version:
            await unit.posts.index(post.id, keys[post.id])
    await unit.meta.set(_LEFT, str(left))
