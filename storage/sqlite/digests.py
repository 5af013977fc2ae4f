"""Which digests were built."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import from_ms_or_none, to_ms

_SQL = load("digests")


class SqliteDigests:
    """storage.Digests."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def open(self, subscriber_id: int, slot: str, local_day: date, at: datetime) -> int | None:
        values = {
            "subscriber_id": subscriber_id,
            "slot": slot,
            "local_day": local_day.isoformat(),
            "at": to_ms(at),
        }
        row = await self._session.run(lambda db: db.execute(_SQL["open"], values).fetchone())
        return None if row is None else row["id"]

    async def last_built(self, subscriber_id: int, slot: str) -> datetime | None:
        values = {"subscriber_id": subscriber_id, "slot": slot}
        row = await self._session.run(lambda db: db.execute(_SQL["last_built"], values).fetchone())
        return from_ms_or_none(row["built_at"])

    async def add_items(self, digest_id: int, post_ids: Sequence[int]) -> None:
        values = [{"digest_id": digest_id, "post_id": post_id} for post_id in post_ids]
        await self._session.run(lambda db: db.executemany(_SQL["add_item"], values))
