"""An opened SQLite database."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from typing import TypeVar

from storage import StorageError, Unit
from storage.sqlite import files, lanes, meta, migrating, search
from storage.sqlite.connection import BUSY_SECONDS, Connection, configure_writer
from storage.sqlite.readers import Readers
from storage.sqlite.writer import Writer

T = TypeVar("T")

_BOT_ID = "bot_id"
_CHECKPOINT_TRIES = 40
_CHECKPOINT_PAUSE = 0.25


class SqliteStorage:
    """storage.Storage; without a writer it only reads. `opened` holds what is to be closed, in order."""

    def __init__(self, path: Path, readers: Readers, writer: Writer | None, opened: AsyncExitStack) -> None:
        self._path = path
        self._readers = readers
        self._writer = writer
        self._opened = opened

    async def transact(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        return await self._writing().transact(work)

    def reading(self) -> AbstractAsyncContextManager[Unit]:
        return self._readers.reading()

    async def check(self) -> list[str]:
        findings: list[str] = []
        async with self._readers.lend() as connection:
            findings += await _findings(connection.run(_check_file))
        if self._writer is not None:
            findings += await _findings(self._writer.alone(_check_contents))
        return findings

    async def compact(self) -> None:
        """Merge the search index and write the file anew; takes some seconds for each gigabyte, in which nobody writes.

        Raises StorageError when somebody reads for so long that the write-ahead log cannot be emptied.
        """
        writer = self._writing()
        await writer.alone(search.optimize)
        await writer.alone(_vacuum)
        for _ in range(_CHECKPOINT_TRIES):
            if await writer.alone(_empty_log):
                return
            await asyncio.sleep(_CHECKPOINT_PAUSE)
        raise StorageError("storage-error-busy", path=str(self._path))

    async def close(self) -> None:
        await self._opened.aclose()

    def _writing(self) -> Writer:
        if self._writer is None:
            raise StorageError("storage-error-read-only", path=str(self._path))
        return self._writer


async def open_database(path: Path | None, *, bot_id: int | None, read_only: bool) -> SqliteStorage:
    """Open a file, or a temporary one that is gone after closing when `path` is None. Raises StorageError."""
    async with AsyncExitStack() as opened:
        if path is None:
            folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="rasid-", ignore_cleanup_errors=True))
            path = Path(folder) / "rasid.db"
        if read_only:
            await _prepare_to_read(path, bot_id)
            writer = None
        else:
            writer = await _open_writer(path, bot_id, opened)
        readers = Readers(path)
        opened.push_async_callback(readers.close)
        await readers.open(read_only=read_only)
        if writer is not None:
            opened.push_async_callback(writer.close)
        return SqliteStorage(path, readers, writer, opened.pop_all())
    raise AssertionError  # the stack swallows nothing


async def _open_writer(path: Path, bot_id: int | None, opened: AsyncExitStack) -> Writer:
    files.make_folder(path)
    files.recognise_file(path)
    opened.callback(files.Lock(path).release)
    files.make_file(path)
    connection = await Connection.open(path)
    opened.push_async_callback(connection.close)
    version = await connection.run(lambda db: migrating.recognise(db, str(path)))
    await connection.run(configure_writer)
    await connection.run(lambda db: migrating.migrate(db, version))
    if bot_id is not None:
        await connection.run(lambda db: _belong(db, bot_id, path, may_write=True))
    return Writer(connection)


async def _prepare_to_read(path: Path, bot_id: int | None) -> None:
    """Raises StorageError unless there is a database of this version."""
    files.require_file(path)
    files.recognise_file(path)
    connection = await Connection.open(path, read_only=True)
    try:
        version = await connection.run(lambda db: migrating.recognise(db, str(path)))
        if version < migrating.latest():
            known = str(migrating.latest())
            raise StorageError("storage-error-older", path=str(path), found=str(version), known=known)
        if bot_id is not None:
            await connection.run(lambda db: _belong(db, bot_id, path, may_write=False))
    finally:
        await connection.close()


def _belong(db: sqlite3.Connection, bot_id: int, path: Path, *, may_write: bool) -> None:
    """A database is one bot's: remember whose, and refuse another's."""
    known = meta.read(db, _BOT_ID)
    if known is None:
        if may_write:
            meta.write(db, _BOT_ID, str(bot_id))
    elif known != str(bot_id):
        raise StorageError("storage-error-other-bot", path=str(path), bot=known)


async def _findings(check: Awaitable[list[str]]) -> list[str]:
    try:
        return await check
    except StorageError as error:
        return [str(error.__cause__ or error)]


def _check_file(db: sqlite3.Connection) -> list[str]:
    findings = [str(row[0]) for row in db.execute("pragma integrity_check") if row[0] != "ok"]
    return findings + [
        f"{row['table']} row {row['rowid']} names a missing row of {row['parent']}"
        for row in db.execute("pragma foreign_key_check")
    ]


def _check_contents(db: sqlite3.Connection) -> list[str]:
    search.check(db)
    return [f"outbox row {row_id} is due and in no lane" for row_id in lanes.missing(db)]


def _vacuum(db: sqlite3.Connection) -> None:
    """Write the file anew, by way of a temporary one: the whole database would not fit into memory."""
    db.execute("pragma temp_store = file")
    try:
        db.execute("vacuum")
    finally:
        db.execute("pragma temp_store = memory")


def _empty_log(db: sqlite3.Connection) -> bool:
    """Move the write-ahead log into the file and cut it to nothing; False when a reader still needs it."""
    db.execute("pragma busy_timeout = 50")
    try:
        busy: int = db.execute("pragma wal_checkpoint(truncate)").fetchone()["busy"]
        return not busy
    finally:
        db.execute(f"pragma busy_timeout = {int(BUSY_SECONDS * 1000)}")
