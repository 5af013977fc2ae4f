"""Single values by name."""

from __future__ import annotations

import sqlite3

from storage.sqlite.queries import load
from storage.sqlite.session import Session

_SQL = load("meta")


def read(db: sqlite3.Connection, key: str) -> str | None:
    row = db.execute(_SQL["get"], {"key": key}).fetchone()
    return None if row is None else row["value"]


def write(db: sqlite3.Connection, key: str, value: str) -> None:
    db.execute(_SQL["set"], {"key": key, "value": value})


class SqliteMeta:
    """storage.Meta."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, key: str) -> str | None:
        return await self._session.run(lambda db: read(db, key))

    async def set(self, key: str, value: str) -> None:
        await self._session.run(lambda db: write(db, key, value))
