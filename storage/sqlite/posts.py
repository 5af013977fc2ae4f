"""Posts with their names, versions and viewers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.model import AwaitedAnswer, Mode, Post, PostRef, RefKind, Visibility
from storage.sqlite import search
from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import (
    captions_from_json,
    captions_to_json,
    from_ms,
    from_ms_or_none,
    media_from_json,
    media_to_json,
    origin_from_json,
    origin_to_json,
    to_ms,
    to_ms_or_none,
)

_SQL = load("posts")


class SqlitePosts:
    """storage.Posts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, refs: Iterable[PostRef]) -> Post | None:
        def find(db: sqlite3.Connection) -> Post | None:
            for ref in refs:
                row = db.execute(_SQL["find"], _ref_values(ref)).fetchone()
                if row is not None:
                    return post_from(row)
            return None

        return await self._session.run(find)

    async def find_album(self, kind: RefKind, source_key: str, album: str) -> Post | None:
        return await self._one("find_album", {"kind": kind.value, "source_key": source_key, "album": album})

    async def get(self, post_id: int) -> Post | None:
        return await self._one("get", {"id": post_id})

    async def add(self, post: Post, *, source_id: int | None = None) -> Post:
        if post.arrived_at is None:
            raise ValueError("a post is stored with the instant it arrived at")
        values = _post_values(post) | {"source_id": source_id}

        def add(db: sqlite3.Connection) -> Post:
            values["story_id"] = db.execute(_SQL["add_story"], {"at": values["arrived_at"]}).lastrowid
            post_id = db.execute(_SQL["add"], values).lastrowid
            assert post_id is not None
            try:
                db.executemany(_SQL["add_ref"], [_ref_values(ref) | {"post_id": post_id} for ref in post.refs])
            except sqlite3.IntegrityError as error:
                raise ValueError("another post has one of these names") from error
            return _get(db, post_id)

        return await self._session.run(add)

    async def add_refs(self, post_id: int, refs: Iterable[PostRef]) -> None:
        values = [_ref_values(ref) | {"post_id": post_id} for ref in refs]
        await self._session.run(lambda db: db.executemany(_SQL["add_ref_if_new"], values))

    async def revise(self, post: Post, at: datetime) -> Post:
        def revise(db: sqlite3.Connection) -> Post:
            db.execute(_SQL["keep_version"], {"id": post.id, "at": to_ms(at)})
            db.execute(_SQL["revise"], _post_values(post) | {"id": post.id})
            return _get(db, post.id)

        return await self._session.run(revise)

    async def amend(self, post: Post) -> None:
        await self._change("amend", _post_values(post) | {"id": post.id})

    async def vanish(self, ref: PostRef, at: datetime) -> None:
        values = {"kind": ref.kind.value, "source": ref.source_key, "item": ref.item_key, "at": to_ms(at)}
        await self._session.run(lambda db: db.execute(_SQL["vanish"], values))

    async def versions(self, post_id: int) -> list[tuple[int, str, datetime]]:
        rows = await self._session.run(lambda db: db.execute(_SQL["versions"], {"id": post_id}).fetchall())
        return [(row["version"], row["text"], from_ms(row["replaced_at"])) for row in rows]

    async def publish(self, post_id: int, mode: str, source_id: int | None) -> None:
        await self._change("publish", {"id": post_id, "mode": Mode(mode).value, "source_id": source_id})

    async def add_viewer(self, post_id: int, subscriber_id: int, at: datetime) -> datetime | None:
        values = {"id": post_id, "subscriber_id": subscriber_id, "at": to_ms(at)}

        def add_viewer(db: sqlite3.Connection) -> datetime | None:
            row = db.execute(_SQL["viewer_since"], values).fetchone()
            if row is not None:
                return from_ms(row["since"])
            db.execute(_SQL["add_viewer"], values)
            return None

        return await self._session.run(add_viewer)

    async def viewers(self, post_id: int) -> set[int]:
        rows = await self._session.run(lambda db: db.execute(_SQL["viewers"], {"id": post_id}).fetchall())
        return {row["subscriber_id"] for row in rows}

    async def story_of(self, post_id: int) -> int:
        row = await self._session.run(lambda db: db.execute(_SQL["story_of"], {"id": post_id}).fetchone())
        if row is None:
            raise LookupError(f"no post {post_id}")
        story: int = row["story_id"]
        return story

    async def set_match_due(self, post_id: int, at: datetime | None) -> None:
        await self._change("set_match_due", {"id": post_id, "at": to_ms_or_none(at)})

    async def due_for_matching(self, now: datetime) -> list[int]:
        rows = await self._session.run(lambda db: db.execute(_SQL["due_for_matching"], {"now": to_ms(now)}).fetchall())
        return [row["id"] for row in rows]

    async def match_due(self, post_id: int) -> datetime | None:
        row = await self._session.run(lambda db: db.execute(_SQL["match_due"], {"id": post_id}).fetchone())
        return None if row is None else from_ms_or_none(row["match_due_at"])

    async def next_match_due(self) -> datetime | None:
        row = await self._session.run(lambda db: db.execute(_SQL["next_match_due"]).fetchone())
        return from_ms_or_none(row["at"])

    async def hasten(self, now: datetime, longest: timedelta) -> None:
        await self._change("hasten", {"now": to_ms(now), "latest": to_ms(now + longest)})

    async def await_answer(self, post_id: int, answer: AwaitedAnswer) -> None:
        await self._change(
            "await_answer",
            {
                "id": post_id,
                "subscriber_id": answer.subscriber_id,
                "chat_id": answer.chat_id,
                "message_id": answer.message_id,
                "known_since": to_ms_or_none(answer.known_since),
            },
        )

    async def take_answers(self, post_id: int) -> list[AwaitedAnswer]:
        def take(db: sqlite3.Connection) -> list[sqlite3.Row]:
            rows = db.execute(_SQL["awaited_answers"], {"id": post_id}).fetchall()
            db.execute(_SQL["remove_answers"], {"id": post_id})
            return rows

        return [
            AwaitedAnswer(
                subscriber_id=row["subscriber_id"],
                chat_id=row["chat_id"],
                message_id=row["message_id"],
                known_since=from_ms_or_none(row["known_since"]),
            )
            for row in await self._session.run(take)
        ]

    async def index(self, post_id: int, keys: Collection[frozenset[str]]) -> None:
        await self._session.run(lambda db: search.index(db, post_id, keys))

    async def candidates(
        self,
        needs: Sequence[frozenset[str]],
        *,
        viewer: int | None,
        before_id: int | None = None,
        since: datetime | None = None,
        limit: int = 200,
    ) -> list[Post]:
        scope = search.Scope(viewer=viewer, before_id=before_id, since=to_ms_or_none(since))
        rows = await self._session.run_long(lambda db: search.candidates(db, needs, scope, limit))
        return [post_from(row) for row in rows]

    async def up_to(self, post_id: int, *, limit: int) -> list[Post]:
        values = {"id": post_id, "limit": limit}
        rows = await self._session.run(lambda db: db.execute(_SQL["up_to"], values).fetchall())
        return [post_from(row) for row in rows]

    async def newest(self) -> int:
        row = await self._session.run(lambda db: db.execute(_SQL["newest"]).fetchone())
        newest: int = row["newest"]
        return newest

    async def count(self) -> int:
        row = await self._session.run_long(lambda db: db.execute(_SQL["count"]).fetchone())
        count: int = row["posts"]
        return count

    async def _one(self, query: str, values: dict[str, Any]) -> Post | None:
        row = await self._session.run(lambda db: db.execute(_SQL[query], values).fetchone())
        return None if row is None else post_from(row)

    async def _change(self, query: str, values: dict[str, Any]) -> None:
        await self._session.run(lambda db: db.execute(_SQL[query], values))


def post_from(row: sqlite3.Row) -> Post:
    """A row of `whole_posts` as the model has it."""
    refs = [PostRef(RefKind(kind), source, item) for kind, source, item in json.loads(row["refs"])]
    # Message ids in the order they were given, not as text: 9 before 10.
    refs.sort(key=lambda ref: (ref.kind, ref.source_key, len(ref.item_key), ref.item_key))
    reply_to = None
    if row["reply_kind"] is not None:
        reply_to = PostRef(RefKind(row["reply_kind"]), row["reply_source"], row["reply_item"])
    return Post(
        text=row["text"],
        refs=tuple(refs),
        source_title=row["source_title"],
        source_username=row["source_username"],
        source_tags=tuple(sorted(json.loads(row["tags"]))),
        origin=origin_from_json(row["origin"]),
        published_at=from_ms_or_none(row["published_at"]),
        arrived_at=from_ms(row["arrived_at"]),
        edited_at=from_ms_or_none(row["edited_at"]),
        media=media_from_json(row["media"]),
        links=bool(row["links"]),
        link=row["link"],
        reply_to=reply_to,
        album=row["album"],
        captions=captions_from_json(row["captions"]),
        mode=Mode(row["mode"]),
        visibility=Visibility(row["visibility"]),
        submitted_by=row["submitted_by"],
        vanished_at=from_ms_or_none(row["vanished_at"]),
        id=row["id"],
        version=row["version"],
    )


def _get(db: sqlite3.Connection, post_id: int) -> Post:
    row = db.execute(_SQL["get"], {"id": post_id}).fetchone()
    if row is None:
        raise LookupError(f"no post {post_id}")
    return post_from(row)


def _ref_values(ref: PostRef) -> dict[str, Any]:
    return {"kind": ref.kind.value, "source_key": ref.source_key, "item_key": ref.item_key}


def _post_values(post: Post) -> dict[str, Any]:
    reply = post.reply_to
    return {
        "version": post.version,
        "text": post.text,
        "source_title": post.source_title,
        "source_username": post.source_username,
        "origin": origin_to_json(post.origin),
        "published_at": to_ms_or_none(post.published_at),
        "arrived_at": to_ms_or_none(post.arrived_at),
        "edited_at": to_ms_or_none(post.edited_at),
        "media": media_to_json(post.media),
        "links": post.links,
        "link": post.link,
        "reply_kind": reply.kind.value if reply else None,
        "reply_source": reply.source_key if reply else None,
        "reply_item": reply.item_key if reply else None,
        "album": post.album,
        "captions": captions_to_json(post.captions),
        "mode": post.mode.value,
        "visibility": post.visibility.value,
        "submitted_by": post.submitted_by,
    }
