"""What only SQLite has: a file, statements, and a process that can be killed while it writes."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from storage import Storage
from storage.opening import open_storage
from storage.sqlite.database import SqliteStorage

OpenFile = Callable[..., Awaitable[Storage]]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database may be made."""
    return tmp_path / "rasid.db"


@pytest.fixture
async def open_file() -> AsyncIterator[OpenFile]:
    """Open a file as a user's address does; closed at the end of the test."""
    async with AsyncExitStack() as opened:

        async def open_it(file: Path, **options: Any) -> Storage:
            storage = await open_storage(f"sqlite:///{file}", **options)
            opened.push_async_callback(storage.close)
            return storage

        yield open_it


async def ask_writer(storage: Storage, statement: str) -> Any:
    """Run a pragma on the connection that writes; its value, None when it has none."""
    assert isinstance(storage, SqliteStorage)

    def run(db: sqlite3.Connection) -> Any:
        row = db.execute(statement).fetchone()
        return None if row is None else row[0]

    return await storage._writing().alone(run)


def content(file: Path) -> bytes:
    return file.read_bytes()


def fill(file: Path, data: bytes | bytearray = b"") -> None:
    file.write_bytes(data)


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


async def python(program: str, *arguments: str) -> tuple[int, str]:
    """Run a Python program in a process of its own; its exit code (negative: the signal) and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()
