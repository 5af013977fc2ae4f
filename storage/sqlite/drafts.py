"""What people have begun and not finished."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Any

from bot.model import Draft, DraftKind
from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import from_ms, from_ms_or_none, to_ms, to_ms_or_none

_SQL = load("drafts")


class SqliteDrafts:
    """storage.Drafts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(
        self,
        subscriber_id: int,
        kind: DraftKind,
        text: str,
        at: datetime,
        *,
        watch_id: int | None = None,
        ready_at: datetime | None = None,
    ) -> Draft:
        values = {
            "subscriber_id": subscriber_id,
            "kind": kind.value,
            "text": text,
            "watch_id": watch_id,
            "ready_at": to_ms_or_none(ready_at),
            "at": to_ms(at),
        }
        return _draft(await self._session.run(lambda db: db.execute(_SQL["add"], values).fetchone()))

    async def get(self, draft_id: int) -> Draft | None:
        return await self._one("get", {"id": draft_id})

    async def arriving(self, subscriber_id: int) -> Draft | None:
        return await self._one("arriving", {"subscriber_id": subscriber_id})

    async def extend(self, draft_id: int, text: str, ready_at: datetime | None) -> None:
        values = {"id": draft_id, "text": text, "ready_at": to_ms_or_none(ready_at)}
        await self._session.run(lambda db: db.execute(_SQL["extend"], values))

    async def ready(self, now: datetime) -> list[Draft]:
        rows = await self._session.run(lambda db: db.execute(_SQL["ready"], {"now": to_ms(now)}).fetchall())
        return [_draft(row) for row in rows]

    async def next_ready(self) -> datetime | None:
        row = await self._session.run(lambda db: db.execute(_SQL["next_ready"]).fetchone())
        return from_ms_or_none(row["ready_at"])

    async def hasten(self, now: datetime, longest: timedelta) -> None:
        values = {"now": to_ms(now), "latest": to_ms(now + longest)}
        await self._session.run(lambda db: db.execute(_SQL["hasten"], values))

    async def remove(self, draft_id: int) -> None:
        await self._session.run(lambda db: db.execute(_SQL["remove"], {"id": draft_id}))

    async def prune(self, before: datetime) -> int:
        return await self._session.run(lambda db: db.execute(_SQL["prune"], {"before": to_ms(before)}).rowcount)

    async def _one(self, query: str, values: dict[str, Any]) -> Draft | None:
        row = await self._session.run(lambda db: db.execute(_SQL[query], values).fetchone())
        return None if row is None else _draft(row)


def _draft(row: sqlite3.Row) -> Draft:
    return Draft(
        id=row["id"],
        subscriber_id=row["subscriber_id"],
        kind=DraftKind(row["kind"]),
        text=row["text"],
        watch_id=row["watch_id"],
        ready_at=from_ms_or_none(row["ready_at"]),
        created_at=from_ms(row["created_at"]),
    )
