"""Where posts come from."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import Any

from bot.model import Mode, RefKind, Source, SourceStatus
from storage import Gap, Poll
from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import from_ms, from_ms_or_none, to_ms, to_ms_or_none

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

    async def remove(self, source_id: int) -> None:
        await self._change("remove", {"id": source_id})

    async def identify(self, source_id: int, key: str) -> Source:
        def identify(db: sqlite3.Connection) -> Source:
            source = db.execute(_SQL["get"], {"id": source_id}).fetchone()
            if source is None:
                raise LookupError(f"there is no source {source_id}")
            values = {"id": source_id, "kind": source["kind"], "old": source["key"], "key": key}
            other = db.execute(_SQL["find"], values).fetchone()
            db.execute(_SQL["rename_posts"], values)
            if other is None:
                db.execute(_SQL["set_key"], values)
            elif other["id"] != source_id:
                values["other"] = other["id"]
                for step in ("give_posts", "give_gaps", "give_tags", "give_poll", "remove"):
                    db.execute(_SQL[step], values)
            return _source(db.execute(_SQL["find"], values).fetchone())

        return await self._session.run(identify)

    async def poll(self, source_id: int) -> Poll | None:
        row = await self._session.run(lambda db: db.execute(_SQL["poll"], {"id": source_id}).fetchone())
        return None if row is None else _poll(row)

    async def polls(self, kind: RefKind) -> list[Poll]:
        values = {"kind": kind.value}
        return await self._session.run_long(lambda db: [_poll(row) for row in db.execute(_SQL["polls"], values)])

    async def first_poll(self, kind: RefKind) -> Poll | None:
        row = await self._session.run(lambda db: db.execute(_SQL["first_poll"], {"kind": kind.value}).fetchone())
        return None if row is None else _poll(row)

    async def set_poll(self, poll: Poll) -> None:
        await self._change(
            "set_poll",
            {
                "id": poll.source_id,
                "due_at": to_ms(poll.due_at),
                "cursor": poll.cursor,
                "state": poll.state,
                "last_success_at": to_ms_or_none(poll.last_success_at),
                "failures": poll.failures,
                "failure": poll.failure or None,
            },
        )

    async def stop_poll(self, source_id: int) -> None:
        await self._change("stop_poll", {"id": source_id})
        await self._change("drop_gaps", {"id": source_id})

    async def bring_forward(self, source_id: int, at: datetime) -> None:
        await self._change("bring_forward", {"id": source_id, "at": to_ms(at)})

    async def follow_clock(self, now: datetime) -> int:
        def follow_clock(db: sqlite3.Connection) -> int:
            values = {"now": to_ms(now)}
            db.execute(_SQL["bring_gaps_back"], values)
            return db.execute(_SQL["bring_polls_back"], values).rowcount

        return await self._session.run(follow_clock)

    async def add_gap(self, gap: Gap) -> Gap:
        row = await self._session.run(lambda db: db.execute(_SQL["add_gap"], _gap_values(gap)).fetchone())
        return _gap(row)

    async def first_gap(self, kind: RefKind) -> Gap | None:
        row = await self._session.run(lambda db: db.execute(_SQL["first_gap"], {"kind": kind.value}).fetchone())
        return None if row is None else _gap(row)

    async def set_gap(self, gap: Gap) -> None:
        await self._change("set_gap", _gap_values(gap))

    async def close_gap(self, gap_id: int) -> None:
        await self._change("close_gap", {"id": gap_id})

    async def _change(self, query: str, values: dict[str, Any]) -> None:
        await self._session.run(lambda db: db.execute(_SQL[query], values))

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


def _poll(row: sqlite3.Row) -> Poll:
    return Poll(
        source_id=row["id"],
        due_at=from_ms(row["poll_due_at"]),
        cursor=row["poll_cursor"] or "",
        state=row["poll_state"],
        last_success_at=from_ms_or_none(row["last_success_at"]),
        failures=row["failures"],
        failure=row["failure"] or "",
    )


def _gap(row: sqlite3.Row) -> Gap:
    return Gap(
        id=row["id"],
        source_id=row["source_id"],
        low=row["low"],
        high=row["high"],
        mode=Mode(row["mode"]),
        wanted=row["wanted"],
        due_at=from_ms(row["due_at"]),
    )


def _gap_values(gap: Gap) -> dict[str, Any]:
    return {
        "id": gap.id,
        "source_id": gap.source_id,
        "low": gap.low,
        "high": gap.high,
        "mode": gap.mode.value,
        "wanted": gap.wanted,
        "due_at": to_ms(gap.due_at),
    }
