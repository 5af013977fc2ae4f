"""People and groups, and what they chose."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, time
from typing import Any

from bot.model import Role, Status, Subscriber
from storage.sqlite import forgetting, moving
from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import (
    from_ms,
    from_ms_or_none,
    time_from_text,
    time_to_text,
    to_json,
    to_ms,
    to_ms_or_none,
)

_SQL = load("subscribers")


class SqliteSubscribers:
    """storage.Subscribers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, subscriber_id: int) -> Subscriber | None:
        return await self._one("get", {"id": subscriber_id})

    async def by_chat(self, chat_id: int) -> Subscriber | None:
        return await self._one("by_chat", {"chat_id": chat_id})

    async def add(self, subscriber: Subscriber, at: datetime) -> Subscriber:
        quiet_from, quiet_until = subscriber.quiet or (None, None)
        values = {
            "chat_id": subscriber.chat_id,
            "is_group": subscriber.is_group,
            "thread_id": subscriber.thread_id,
            "name": subscriber.name,
            "role": subscriber.role.value,
            "status": subscriber.status.value,
            "language": subscriber.language,
            "zone": subscriber.zone,
            "digest_at": time_to_text(subscriber.digest_at),
            "quiet_from": time_to_text(quiet_from),
            "quiet_until": time_to_text(quiet_until),
            "pace": subscriber.pace,
            "watch_quota": subscriber.watch_quota,
            "invited_by": subscriber.invited_by,
            "created_at": to_ms(at),
        }

        def add(db: sqlite3.Connection) -> Subscriber:
            db.execute(_SQL["add"], values)
            return _subscriber(db.execute(_SQL["by_chat"], {"chat_id": subscriber.chat_id}).fetchone())

        return await self._session.run(add)

    async def set_name(self, subscriber_id: int, name: str) -> None:
        await self._change("set_name", {"id": subscriber_id, "name": name})

    async def set_language(self, subscriber_id: int, language: str) -> None:
        await self._change("set_language", {"id": subscriber_id, "language": language})

    async def awaited(self, subscriber_id: int) -> str:
        row = await self._session.run(lambda db: db.execute(_SQL["awaited"], {"id": subscriber_id}).fetchone())
        return "" if row is None else row["awaited"]

    async def set_awaited(self, subscriber_id: int, what: str) -> None:
        await self._change("set_awaited", {"id": subscriber_id, "awaited": what})

    async def choose(self, subscriber: Subscriber) -> None:
        quiet_from, quiet_until = subscriber.quiet or (None, None)
        values = {
            "id": subscriber.id,
            "language": subscriber.language,
            "zone": subscriber.zone,
            "digest_days": "".join(str(day) for day in sorted(subscriber.digest_days)),
            "quiet_from": time_to_text(quiet_from),
            "quiet_until": time_to_text(quiet_until),
            "pace": subscriber.pace,
            "months": subscriber.months,
        }
        await self._change("choose", values)

    async def set_status(self, subscriber_id: int, status: Status) -> None:
        await self._change("set_status", {"id": subscriber_id, "status": status.value})

    async def set_role(self, subscriber_id: int, role: Role) -> None:
        await self._change("set_role", {"id": subscriber_id, "role": role.value})

    async def set_digest(self, subscriber_id: int, at: time | None, due: datetime | None) -> None:
        await self._change("set_digest", {"id": subscriber_id, "at": time_to_text(at), "due": to_ms_or_none(due)})

    async def set_digest_due(self, subscriber_id: int, due: datetime | None) -> None:
        await self._change("set_digest_due", {"id": subscriber_id, "due": to_ms_or_none(due)})

    async def digests_due(self, now: datetime) -> list[tuple[Subscriber, datetime]]:
        rows = await self._session.run_long(lambda db: db.execute(_SQL["digests_due"], {"now": to_ms(now)}).fetchall())
        return [(_subscriber(row), from_ms(row["digest_due_at"])) for row in rows]

    async def with_role(self, *roles: Role) -> list[Subscriber]:
        values = {"roles": to_json([role.value for role in roles])}
        rows = await self._session.run_long(lambda db: db.execute(_SQL["with_role"], values).fetchall())
        return [_subscriber(row) for row in rows]

    async def migrate_chat(self, old_chat_id: int, new_chat_id: int) -> None:
        await self._session.run_long(lambda db: moving.migrate_chat(db, old_chat_id, new_chat_id))

    async def forget(self, subscriber_id: int) -> None:
        await self._session.run_long(lambda db: forgetting.forget(db, subscriber_id))

    async def _one(self, query: str, values: dict[str, Any]) -> Subscriber | None:
        row = await self._session.run(lambda db: db.execute(_SQL[query], values).fetchone())
        return None if row is None else _subscriber(row)

    async def _change(self, query: str, values: dict[str, Any]) -> None:
        await self._session.run(lambda db: db.execute(_SQL[query], values))


def _subscriber(row: sqlite3.Row) -> Subscriber:
    quiet_from, quiet_until = time_from_text(row["quiet_from"]), time_from_text(row["quiet_until"])
    return Subscriber(
        id=row["id"],
        chat_id=row["chat_id"],
        name=row["name"],
        language=row["language"],
        is_group=bool(row["is_group"]),
        thread_id=row["thread_id"],
        role=Role(row["role"]),
        status=Status(row["status"]),
        zone=row["zone"],
        digest_at=time_from_text(row["digest_at"]),
        quiet=None if quiet_from is None or quiet_until is None else (quiet_from, quiet_until),
        pace=row["pace"],
        months=json.loads(row["settings"]).get("months", "standard"),
        digest_days=frozenset(range(1, 8) if row["digest_days"] is None else map(int, row["digest_days"])),
        watch_quota=row["watch_quota"],
        invited_by=row["invited_by"],
        created_at=from_ms_or_none(row["created_at"]),
    )
