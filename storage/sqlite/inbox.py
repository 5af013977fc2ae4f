"""Raw updates."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.model import InboxRow, InboxState
from storage import RawUpdate
from storage.sqlite import meta
from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import from_ms, from_ms_or_none, to_ms, to_ms_or_none

_SQL = load("inbox")
_OFFSET = "inbox_offset"
_EPOCH = "inbox_epoch"
_POLLED = -1  # the epoch of what has no update id


class SqliteInbox:
    """storage.Inbox. Telegram may number its updates anew after a quiet week; `epoch` counts those numberings."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, updates: Sequence[RawUpdate], received_at: datetime) -> int:
        def add(db: sqlite3.Connection) -> int:
            if not updates:
                return 0
            epoch = int(meta.read(db, _EPOCH) or 0)
            at = to_ms(received_at)
            added = db.executemany(
                _SQL["add"],
                [
                    {
                        "epoch": epoch,
                        "update_id": u.update_id,
                        "lane": u.lane,
                        "body": u.body,
                        "received_at": at,
                    }
                    for u in updates
                ],
            ).rowcount
            following = max(update.update_id for update in updates) + 1
            meta.write(db, _OFFSET, str(max(following, int(meta.read(db, _OFFSET) or 0))))
            return added

        return await self._session.run(add)

    async def add_polled(self, lane: str, bodies: Sequence[bytes], received_at: datetime) -> None:
        def add(db: sqlite3.Connection) -> None:
            following = db.execute(_SQL["next_polled"]).fetchone()["number"]
            rows = [
                {"epoch": _POLLED, "update_id": n, "lane": lane, "body": body, "received_at": to_ms(received_at)}
                for n, body in enumerate(bodies, following)
            ]
            db.executemany(_SQL["add"], rows)

        await self._session.run(add)

    async def offset(self) -> int | None:
        text = await self._session.run(lambda db: meta.read(db, _OFFSET))
        return None if text is None else int(text)

    async def set_offset(self, offset: int) -> None:
        def set_offset(db: sqlite3.Connection) -> None:
            present = meta.read(db, _OFFSET)
            if present is not None and offset < int(present):
                meta.write(db, _EPOCH, str(int(meta.read(db, _EPOCH) or 0) + 1))
            meta.write(db, _OFFSET, str(offset))

        await self._session.run(set_offset)

    async def pending(self, now: datetime, *, after: int = 0, limit: int = 500) -> list[InboxRow]:
        values = {"now": to_ms(now), "after": after, "limit": limit}
        return await self._session.run(lambda db: [_row(r) for r in db.execute(_SQL["pending"], values)])

    async def get(self, row_id: int) -> InboxRow | None:
        row = await self._session.run(lambda db: db.execute(_SQL["get"], {"id": row_id}).fetchone())
        return None if row is None else _row(row)

    async def done(self, row_id: int, at: datetime) -> bool:
        def done(db: sqlite3.Connection) -> bool:
            if db.execute(_SQL["done"], {"id": row_id, "at": to_ms(at)}).rowcount:
                return True
            # A row that is gone was forgotten with its person, by the very update that it holds.
            return db.execute(_SQL["get"], {"id": row_id}).fetchone() is None

        return await self._session.run(done)

    async def failed(self, row_id: int, error: str, retry_at: datetime | None) -> None:
        await self._change("failed", {"id": row_id, "error": error, "retry_at": to_ms_or_none(retry_at)})

    async def wait(self, row_id: int) -> None:
        await self._change("wait", {"id": row_id})

    async def release(self, lane: str) -> int:
        return await self._change("release", {"lane": lane})

    async def drop_waiting(self, lane: str, *, before: datetime | None = None) -> int:
        return await self._change("drop_waiting", {"lane": lane, "before": to_ms_or_none(before)})

    async def retry_dead(self, row_id: int | None = None) -> int:
        return await self._change("retry_dead", {"id": row_id})

    async def counts(self) -> Mapping[InboxState, int]:
        rows = await self._session.run_long(lambda db: db.execute(_SQL["counts"]).fetchall())
        return {InboxState(row["state"]): row["rows"] for row in rows}

    async def next_retry(self, now: datetime) -> datetime | None:
        row = await self._session.run(lambda db: db.execute(_SQL["next_retry"], {"now": to_ms(now)}).fetchone())
        return from_ms_or_none(row["at"])

    async def prune(self, before: datetime) -> int:
        values = {"before": to_ms(before)}
        return await self._session.run_long(lambda db: db.execute(_SQL["prune"], values).rowcount)

    async def _change(self, query: str, values: dict[str, Any]) -> int:
        return await self._session.run(lambda db: db.execute(_SQL[query], values).rowcount)


def _row(row: sqlite3.Row) -> InboxRow:
    return InboxRow(
        id=row["id"],
        update_id=row["update_id"],
        lane=row["lane"],
        body=row["body"],
        attempts=row["attempts"],
        received_at=from_ms(row["received_at"]),
    )
