"""What was told to whom."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from bot.model import Alert
from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import from_ms, to_ms

_SQL = load("alerts")


class SqliteAlerts:
    """storage.Alerts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def open(
        self,
        subscriber_id: int,
        story_id: int,
        post_id: int,
        chat_id: int,
        at: datetime,
        *,
        kind: str = "story",
        n: int = 1,
    ) -> Alert | None:
        return await self._one(
            "open",
            {
                "subscriber_id": subscriber_id,
                "story_id": story_id,
                "kind": kind,
                "n": n,
                "post_id": post_id,
                "chat_id": chat_id,
                "at": to_ms(at),
            },
        )

    async def find(self, subscriber_id: int, story_id: int, *, kind: str = "story", n: int = 1) -> Alert | None:
        return await self._one("find", {"subscriber_id": subscriber_id, "story_id": story_id, "kind": kind, "n": n})

    async def get(self, alert_id: int) -> Alert | None:
        return await self._one("get", {"id": alert_id})

    async def latest(self, subscriber_id: int, kind: str) -> Alert | None:
        return await self._one("latest", {"subscriber_id": subscriber_id, "kind": kind})

    async def sent_since(self, subscriber_id: int, since: datetime) -> int:
        values = {"subscriber_id": subscriber_id, "since": to_ms(since)}
        row = await self._session.run(lambda db: db.execute(_SQL["sent_since"], values).fetchone())
        sent: int = row["sent"]
        return sent

    async def fold_into(self, alert_id: int, fold_id: int) -> None:
        await self._session.run(lambda db: db.execute(_SQL["fold_into"], {"id": alert_id, "fold_id": fold_id}))

    async def take_out(self, alert_id: int) -> None:
        await self._session.run(lambda db: db.execute(_SQL["take_out"], {"id": alert_id}))

    async def is_urgent(self, alert_id: int) -> bool:
        row = await self._session.run(lambda db: db.execute(_SQL["is_urgent"], {"id": alert_id}).fetchone())
        return bool(row["urgent"])

    async def folded(self, fold_id: int, limit: int) -> list[Alert]:
        values = {"fold_id": fold_id, "limit": limit}
        rows = await self._session.run(lambda db: db.execute(_SQL["folded"], values).fetchall())
        return [_alert(row) for row in rows]

    async def count_folded(self, fold_id: int) -> int:
        row = await self._session.run(lambda db: db.execute(_SQL["count_folded"], {"fold_id": fold_id}).fetchone())
        count: int = row["alerts"]
        return count

    async def of_post(self, post_id: int) -> list[Alert]:
        rows = await self._session.run(lambda db: db.execute(_SQL["of_post"], {"post_id": post_id}).fetchall())
        return [_alert(row) for row in rows]

    async def bump(self, alert_id: int) -> int:
        row = await self._session.run(lambda db: db.execute(_SQL["bump"], {"id": alert_id}).fetchone())
        if row is None:
            raise LookupError(f"no alert {alert_id}")
        revision: int = row["revision"]
        return revision

    async def _one(self, query: str, values: dict[str, Any]) -> Alert | None:
        row = await self._session.run(lambda db: db.execute(_SQL[query], values).fetchone())
        return None if row is None else _alert(row)


def _alert(row: sqlite3.Row) -> Alert:
    return Alert(
        id=row["id"],
        subscriber_id=row["subscriber_id"],
        story_id=row["story_id"],
        post_id=row["post_id"],
        chat_id=row["chat_id"],
        message_id=row["message_id"],
        revision=row["revision"],
        created_at=from_ms(row["created_at"]),
        kind=row["kind"],
        fold_id=row["fold_id"],
    )
