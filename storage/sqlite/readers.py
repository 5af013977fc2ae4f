"""Connections that only read, beside the writer."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from storage import StorageError, Unit
from storage.sqlite.connection import Connection, configure_reader
from storage.sqlite.session import Session
from storage.sqlite.unit import SqliteUnit

READERS = 3


class Readers:
    """A few connections lent out one view at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connections: list[Connection] = []
        self._free: asyncio.Queue[Connection] = asyncio.Queue()
        self._closed = False

    async def open(self, *, read_only: bool) -> None:
        for _ in range(READERS):
            connection = await Connection.open(self._path, read_only=read_only)
            self._connections.append(connection)
            await connection.run(configure_reader)
            self._free.put_nowait(connection)

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[Connection]:
        """A connection for the caller alone. Whatever view was left open on it is ended."""
        if self._closed:
            raise StorageError("storage-error-closed", path=str(self._path))
        connection = await self._free.get()
        try:
            yield connection
        finally:
            try:
                if not self._closed:
                    await connection.run(_end)
            finally:
                self._free.put_nowait(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Unit]:
        """One consistent view: what was committed when its first statement ran."""
        async with self.lend() as connection:
            session = Session(connection, ("begin",), writing=False)
            try:
                yield SqliteUnit(session)
            finally:
                session.close()

    async def close(self) -> None:
        self._closed = True
        for connection in self._connections:
            await connection.close()


def _end(db: sqlite3.Connection) -> None:
    if db.in_transaction:
        db.execute("rollback")
