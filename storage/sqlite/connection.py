"""One connection to the database file, in aiosqlite's thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar, cast

import aiosqlite

from storage.sqlite.errors import storage_error

T = TypeVar("T")

BUSY_SECONDS = 5.0
START = (0, 0)


class Database(sqlite3.Connection):
    """sqlite3's connection, with what the one that writes knows of its transaction.

    `key_words`: the words of keys in the search index (`storage.sqlite.search`), of which every post has hundreds;
    `key_sets`: those of keys that come together, joined.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.key_words: dict[str, str] = {}
        self.key_sets: dict[frozenset[str], str] = {}
        self._put_off: list[tuple[Callable[[Database, Sequence[Any]], object], Any]] = []
        self._settled = 0

    def put_off(self, statements: Callable[[Database, Sequence[T]], object], one: T) -> None:
        """Run these once for all that was put off for them, ahead of the commit: FTS5 writes what it was given to disk
        at every savepoint.
        """
        self._put_off.append((statements, one))

    def settle(self) -> None:
        """Run now what was put off: whoever commits, or reads what it writes, calls this first."""
        for statements, some in groupby(self._put_off[self._settled :], key=itemgetter(0)):
            statements(self, [one for _, one in some])
        self._settled = len(self._put_off)

    def mark(self) -> tuple[int, int]:
        """Where we are; taken together with a savepoint."""
        return len(self._put_off), self._settled

    def go_back(self, mark: tuple[int, int]) -> None:
        """Know only what was known at the mark; taken together with a rollback."""
        length, self._settled = mark
        del self._put_off[length:]
        self.key_words.clear()
        self.key_sets.clear()

    def forget_key(self, key: str) -> None:
        """A key has no word in the search index any more."""
        self.key_words.pop(key, None)
        self.key_sets.clear()

    def commit_all(self) -> None:
        """Settle and commit."""
        self.settle()
        self.execute("commit")
        self._put_off.clear()
        self._settled = 0

    def roll_back_all(self) -> None:
        """Undo the transaction, if SQLite has not done so by itself."""
        self.go_back(START)
        if self.in_transaction:
            self.execute("rollback")


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

    async def run(self, statements: Callable[[Database], T]) -> T:
        """Run in the connection's thread. Goes on there if the caller is cancelled; later calls come after it."""
        try:
            result: T = await self._execute(statements, self._conn)  # type: ignore[no-untyped-call] # untyped there
        except sqlite3.Error as error:
            raise storage_error(error, str(self.path)) or error from error
        return result

    def run_here(self, statements: Callable[[Database], T]) -> T:
        """Run in the caller's thread; nothing may be under way in the connection's own."""
        try:
            return statements(cast(Database, self._conn))
        except sqlite3.Error as error:
            raise storage_error(error, str(self.path)) or error from error


def _connect(uri: str) -> Database:
    db = sqlite3.connect(
        uri,
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,  # transactions are begun and ended by us alone
        check_same_thread=False,  # see Session: never two threads at once
        cached_statements=512,
        factory=Database,
    )
    db.row_factory = sqlite3.Row
    return db


def configure_writer(db: sqlite3.Connection) -> None:
    """Settings that the writing connection needs, once the file is known to be ours."""
    db.execute("pragma journal_mode = wal").fetchone()
    db.execute("pragma synchronous = full")
    db.execute("pragma foreign_keys = on")
    db.execute("pragma secure_delete = on")
    db.execute("pragma cache_size = -96000")
    # What a savepoint may have to bring back is else written to a temporary file, page by page.
    db.execute("pragma temp_store = memory")
    # Each post touches the same pages of many indexes: the longer the log, the fewer of them are copied twice.
    db.execute("pragma wal_autocheckpoint = 8000")
    db.execute("pragma journal_size_limit = 67108864")


def configure_reader(db: sqlite3.Connection) -> None:
    """Settings of a connection that only reads."""
    db.execute("pragma query_only = on")
    db.execute("pragma cache_size = -8000")
