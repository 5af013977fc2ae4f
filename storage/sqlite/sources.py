"""Where posts come from."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import Any

from bot.model import RefKind, Source, SourceStatus
from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import from_ms_or_none, to_ms

_SQL = load("sources")


class SqliteSources:
    """storage.Sources."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, kind: RefKind, key: str) -> Source | None:
        return await self._one("find", {"kind": kind.value, "key": key})

    async def get(self, source_id: int) -> Source | None:
        return await self._one("get", {"id": source_id})

    async def by_chat(self, chat_id: int) -> Source | None:
        return await self._one("by_chat", {"chat_id": chat_id})

    async def save(self, source: Source, at: datetime) -> Source:
        values = {
            "kind": source.kind.value,
            "key": source.key,
            "title": source.title,
            "username": source.username,
            "chat_id": source.chat_id,
            "status": source.status.value,
            "added_by": source.added_by,
            "at": to_ms(at),
        }

        def save(db: sqlite3.Connection) -> Source:
            source_id = db.execute(_SQL["save"], values).fetchone()["id"]
            if source.tags:
                db.execute(_SQL["remove_tags"], {"id": source_id})
                db.executemany(_SQL["add_tag"], [{"id": source_id, "tag": tag} for tag in source.tags])
            return _source(db.execute(_SQL["get"], {"id": source_id}).fetchone())

        return await self._session.run(save)

    async def set_status(self, source_id: int, status: SourceStatus, by: int | None) -> None:
        values = {"id": source_id, "status": status.value, "by": by}
        await self._session.run(lambda db: db.execute(_SQL["set_status"], values))

    async def seen(self, source_id: int, at: datetime) -> None:
        await self._session.run(lambda db: db.execute(_SQL["seen"], {"id": source_id, "at": to_ms(at)}))

    async def all(self) -> list[Source]:
        rows = await self._session.run_long(lambda db: db.execute(_SQL["all"]).fetchall())
        return [_source(row) for row in rows]

    async def _one(self, query: str, values: dict[str, Any]) -> Source | None:
        row = await self._session.run(lambda db: db.execute(_SQL[query], values).fetchone())
        return None if row is None else _source(row)


def _source(row: sqlite3.Row) -> Source:
    return Source(
        id=row["id"],
        kind=RefKind(row["kind"]),
        key=row["key"],
        title=row["title"],
        username=row["username"],
        chat_id=row["chat_id"],
        status=SourceStatus(row["status"]),
        tags=tuple(sorted(json.loads(row["tags"]))),
        added_by=row["added_by"],
        last_post_at=from_ms_or_none(row["last_post_at"]),
    )
