"""Queries of subscribers, and what they caught."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.model import Hit, Watch, WatchMode
from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import from_ms, from_ms_or_none, spans_from_json, to_json, to_ms, to_ms_or_none

_SQL = load("watches")


class SqliteWatches:
    """storage.Watches."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, subscriber_id: int, text: str, canonical: str, engine_version: str, at: datetime) -> Watch:
        values = {
            "subscriber_id": subscriber_id,
            "text": text,
            "canonical": canonical,
            "engine_version": engine_version,
            "at": to_ms(at),
        }

        def add(db: sqlite3.Connection) -> Watch:
            db.execute(_SQL["add"], values)
            return _watch(db.execute(_SQL["find"], values).fetchone())

        return await self._session.run(add)

    async def get(self, watch_id: int) -> Watch | None:
        return await self._one("get", {"id": watch_id})

    async def of(self, subscriber_id: int) -> list[Watch]:
        values = {"subscriber_id": subscriber_id}
        rows = await self._session.run(lambda db: db.execute(_SQL["of"], values).fetchall())
        return [_watch(row) for row in rows]

    async def find(self, subscriber_id: int, canonical: str) -> Watch | None:
        return await self._one("find", {"subscriber_id": subscriber_id, "canonical": canonical})

    async def count(self, subscriber_id: int) -> int:
        values = {"subscriber_id": subscriber_id}
        row = await self._session.run(lambda db: db.execute(_SQL["count"], values).fetchone())
        count: int = row["watches"]
        return count

    async def all_live(self) -> list[Watch]:
        rows = await self._session.run_long(lambda db: db.execute(_SQL["all_live"]).fetchall())
        return [_watch(row) for row in rows]

    async def live_with(self, part: str) -> list[Watch]:
        rows = await self._session.run_long(lambda db: db.execute(_SQL["live_with"], {"part": part}).fetchall())
        return [_watch(row) for row in rows]

    async def compiled(self, engine_version: str) -> Mapping[int, bytes]:
        values = {"engine_version": engine_version}
        rows = await self._session.run_long(lambda db: db.execute(_SQL["compiled"], values).fetchall())
        return {row["id"]: row["compiled"] for row in rows}

    async def compile(self, watch_id: int, compiled: bytes, engine_version: str) -> None:
        values = {"id": watch_id, "compiled": compiled, "engine_version": engine_version}
        await self._session.run(lambda db: db.execute(_SQL["compile"], values))

    async def set_mode(self, watch_id: int, mode: WatchMode) -> None:
        values = {"id": watch_id, "mode": mode.value}
        await self._session.run(lambda db: db.execute(_SQL["set_mode"], values))

    async def mute(self, watch_id: int, until: datetime | None) -> None:
        values = {"id": watch_id, "until": to_ms_or_none(until)}
        await self._session.run(lambda db: db.execute(_SQL["mute"], values))

    async def set_urgent(self, watch_id: int, urgent: bool) -> None:
        await self._session.run(lambda db: db.execute(_SQL["set_urgent"], {"id": watch_id, "urgent": urgent}))

    async def rewrite(self, watch_id: int, text: str, canonical: str, engine_version: str) -> bool:
        values = {"id": watch_id, "text": text, "canonical": canonical, "engine_version": engine_version}

        def rewrite(db: sqlite3.Connection) -> bool:
            db.execute(_SQL["remove_buried_twin"], values)
            return db.execute(_SQL["rewrite"], values).rowcount == 1

        return await self._session.run(rewrite)

    async def bury(self, watch_id: int, at: datetime) -> None:
        await self._session.run(lambda db: db.execute(_SQL["bury"], {"id": watch_id, "at": to_ms(at)}))

    async def restore(self, watch_id: int, subscriber_id: int) -> Watch | None:
        return await self._one("restore", {"id": watch_id, "subscriber_id": subscriber_id})

    async def purge(self, before: datetime) -> int:
        return await self._session.run(lambda db: db.execute(_SQL["purge"], {"before": to_ms(before)}).rowcount)

    async def record_hits(self, hits: Sequence[Hit]) -> set[int]:
        return await self._session.run(
            lambda db: {hit.watch_id for hit in hits if db.execute(_SQL["record_hit"], _hit_values(hit)).rowcount == 1}
        )

    async def renew_hit(self, hit: Hit) -> None:
        await self._session.run(lambda db: db.execute(_SQL["renew_hit"], _hit_values(hit)))

    async def hits_on(self, post_id: int, subscriber_id: int | None = None) -> list[Hit]:
        values = {"post_id": post_id, "subscriber_id": subscriber_id}
        rows = await self._session.run(lambda db: db.execute(_SQL["hits_on"], values).fetchall())
        return [_hit(row) for row in rows]

    async def last_hit(self, watch_id: int) -> Hit | None:
        row = await self._session.run(lambda db: db.execute(_SQL["last_hit"], {"watch_id": watch_id}).fetchone())
        return None if row is None else _hit(row)

    async def hits_of(self, subscriber_id: int, since: datetime, until: datetime) -> list[Hit]:
        values = {"subscriber_id": subscriber_id, "since": to_ms(since), "until": to_ms(until)}
        rows = await self._session.run_long(lambda db: db.execute(_SQL["hits_of"], values).fetchall())
        return [_hit(row) for row in rows]

    async def _one(self, query: str, values: dict[str, Any]) -> Watch | None:
        row = await self._session.run(lambda db: db.execute(_SQL[query], values).fetchone())
        return None if row is None else _watch(row)


def _watch(row: sqlite3.Row) -> Watch:
    return Watch(
        id=row["id"],
        subscriber_id=row["subscriber_id"],
        text=row["text"],
        mode=WatchMode(row["mode"]),
        muted_until=from_ms_or_none(row["muted_until"]),
        urgent=bool(row["urgent"]),
        created_at=from_ms(row["created_at"]),
    )


def _hit_values(hit: Hit) -> dict[str, Any]:
    return {
        "watch_id": hit.watch_id,
        "post_id": hit.post_id,
        "version": hit.version,
        "subscriber_id": hit.subscriber_id,
        "spans": to_json(hit.spans),
        "at": to_ms(hit.at),
    }


def _hit(row: sqlite3.Row) -> Hit:
    return Hit(
        watch_id=row["watch_id"],
        post_id=row["post_id"],
        version=row["version"],
        subscriber_id=row["subscriber_id"],
        spans=spans_from_json(row["spans"]),
        at=from_ms(row["at"]),
    )
