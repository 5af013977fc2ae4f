"""Imports and exports that are still to be carried out."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.model import ArchiveJob, ArchiveKind
from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import from_ms, to_ms

_SQL = load("archives")


class SqliteArchives:
    """storage.Archives."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, subscriber_id: int, kind: ArchiveKind, details: str, at: datetime) -> ArchiveJob:
        values = {"subscriber_id": subscriber_id, "kind": kind.value, "details": details, "at": to_ms(at)}
        return _job(await self._session.run(lambda db: db.execute(_SQL["add"], values).fetchone()))

    async def waiting(self) -> list[ArchiveJob]:
        return await self._session.run(lambda db: [_job(row) for row in db.execute(_SQL["waiting"])])

    async def begin(self, job_id: int) -> int:
        row = await self._session.run(lambda db: db.execute(_SQL["begin"], {"id": job_id}).fetchone())
        attempts: int = row["attempts"] if row is not None else 0
        return attempts

    async def finish(self, job_id: int) -> bool:
        return await self._session.run(lambda db: db.execute(_SQL["finish"], {"id": job_id}).rowcount > 0)


def _job(row: sqlite3.Row) -> ArchiveJob:
    return ArchiveJob(
        row["id"], row["subscriber_id"], ArchiveKind(row["kind"]), row["details"], from_ms(row["created_at"])
    )
