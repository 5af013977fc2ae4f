"""One connection to the database file, in aiosqlite's thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import aiosqlite

from storage.sqlite.errors import storage_error

T = TypeVar("T")

BUSY_SECONDS = 5.0


class Connection(aiosqlite.Connection):
    """aiosqlite's connection, running whole functions of statements: a hop to its thread costs more than a statement.

    Raises StorageError where the file or the disk is at fault, sqlite3's own errors otherwise.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
        super().__init__(lambda: _connect(uri), iter_chunk_size=64)
        # A program that ends without closing, by an error of its own, must end all the same.
        self._thread.daemon = True

    @classmethod
    async def open(cls, path: Path, *, read_only: bool = False) -> Connection:
        """Connect to a file that exists."""
        try:
            connection = cls(path, read_only=read_only)
            await connection
            return connection
        except sqlite3.Error as error:
            raise storage_error(error, str(path)) or error from error

    async def run(self, statements: Callable[[sqlite3.Connection], T]) -> T:
        """Run in the connection's thread. Goes on there if the caller is cancelled; later calls come after it."""
        try:
            result: T = await self._execute(statements, self._conn)  # type: ignore[no-untyped-call] # untyped there
        except sqlite3.Error as error:
            raise storage_error(error, str(self.path)) or error from error
        return result

    def run_here(self, statements: Callable[[sqlite3.Connection], T]) -> T:
        """Run in the caller's thread; nothing may be under way in the connection's own."""
        try:
            return statements(self._conn)
        except sqlite3.Error as error:
            raise storage_error(error, str(self.path)) or error from error


def _connect(uri: str) -> sqlite3.Connection:
    db = sqlite3.connect(
        uri,
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,  # transactions are begun and ended by us alone
        check_same_thread=False,  # see Session: never two threads at once
        cached_statements=512,
    )
    db.row_factory = sqlite3.Row
    return db


def configure_writer(db: sqlite3.Connection) -> None:
    """Settings that the writing connection needs, once the file is known to be ours."""
    db.execute("pragma journal_mode = wal").fetchone()
    db.execute("pragma synchronous = full")
    db.execute("pragma foreign_keys = on")
    db.execute("pragma secure_delete = on")
    db.execute("pragma cache_size = -32000")
    db.execute("pragma journal_size_limit = 67108864")


def configure_reader(db: sqlite3.Connection) -> None:
    """Settings of a connection that only reads."""
    db.execute("pragma query_only = on")
    db.execute("pragma cache_size = -8000")
