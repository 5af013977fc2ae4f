"""Raw updates."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.model import InboxRow, InboxState
from storage import DeadUpdate, RawUpdate
from storage.sqlite import meta
from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import from_ms, from_ms_or_none, to_ms, to_ms_or_none

_SQL = load("inbox")
_OFFSET = "inbox_offset"
_OFFSET_SET_AT = "inbox_offset_set_at"
_EPOCH = "inbox_epoch"
_POLLED = -1  # the epoch of what has no update id


class SqliteInbox:
    """storage.Inbox. Telegram may number its updates anew after a quiet week; `epoch` counts those numberings."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, updates: Sequence[RawUpdate], received_at: datetime) -> int:
        at = to_ms(received_at)
        return await self._session.run(lambda db: sum(_add(db, update, at) for update in updates))

    async def add_polled(self, lane: str, bodies: Sequence[bytes], received_at: datetime) -> None:
        def add(db: sqlite3.Connection) -> None:
            following = db.execute(_SQL["next_polled"]).fetchone()["number"]
            rows = [
                {"epoch": _POLLED, "update_id": n, "lane": lane, "body": body, "received_at": to_ms(received_at)}
                for n, body in enumerate(bodies, following)
            ]
            db.executemany(_SQL["add"], rows)

        await self._session.run(add)

    async def offset(self, since: datetime) -> int | None:
        def offset(db: sqlite3.Connection) -> int | None:
            number, set_at = meta.read(db, _OFFSET), meta.read(db, _OFFSET_SET_AT)
            if number is None or set_at is None or int(set_at) < to_ms(since):
                return None
            return int(number)

        return await self._session.run(offset)

    async def set_offset(self, offset: int, at: datetime) -> None:
        def set_offset(db: sqlite3.Connection) -> None:
            meta.write(db, _OFFSET, str(offset))
            meta.write(db, _OFFSET_SET_AT, str(to_ms(at)))

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

    async def recover(self) -> int:
        return await self._change("recover", {})

    async def dead(self, limit: int) -> list[DeadUpdate]:
        rows = await self._session.run(lambda db: db.execute(_SQL["dead"], {"limit": limit}).fetchall())
        return [DeadUpdate(row["id"], row["error"] or "", from_ms(row["received_at"])) for row in rows]

    async def give_up_dead(self, row_id: int | None, at: datetime) -> int:
        return await self._change("give_up_dead", {"id": row_id, "at": to_ms(at)})

    async def oldest_pending(self) -> datetime | None:
        row = await self._session.run(lambda db: db.execute(_SQL["oldest_pending"]).fetchone())
        return None if row is None else from_ms(row["received_at"])

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


def _add(db: sqlite3.Connection, update: RawUpdate, at: int) -> bool:
    epoch = int(meta.read(db, _EPOCH) or 0)
    values = {
        "epoch": epoch,
        "before": max(epoch - 1, 0),
        "update_id": update.update_id,
        "lane": update.lane,
        "body": update.body,
        "received_at": at,
    }
    # Only where numbering has begun anew can an update be known under an older one.
    if epoch and db.execute(_SQL["known"], values).fetchone():
        return False
    if db.execute(_SQL["add"], values).rowcount:
        return True
    if db.execute(_SQL["known"], values).fetchone():
        return False
    meta.write(db, _EPOCH, str(epoch + 1))
    db.execute(_SQL["add"], {**values, "epoch": epoch + 1})
    return True


def _row(row: sqlite3.Row) -> InboxRow:
    return InboxRow(
        id=row["id"],
        update_id=row["update_id"],
        lane=row["lane"],
        body=row["body"],
        attempts=row["attempts"],
        received_at=from_ms(row["received_at"]),
    )
