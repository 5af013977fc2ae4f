"""Migrations: each once, whole or not at all, in the order of their numbers."""

from __future__ import annotations

import re
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.sqlite import migrating
from tests.storage.given import join, read
from tests.storage.sqlite.conftest import OpenFile, ask_writer, fill, python

MIGRATIONS = Path(migrating.__file__).parent / "migrations"


def schema(path: Path) -> tuple[int, set[str]]:
    """The schema's number and the names of its tables."""
    db = sqlite3.connect(path)
    try:
        (version,) = db.execute("pragma user_version").fetchone()
        return version, {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")}
    finally:
        db.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This version's migrations, to which a test adds the next."""
    copy = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, copy)
    monkeypatch.setattr(migrating, "_FOLDER", copy)
    return copy


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = sorted(int(file.name.partition("_")[0]) for file in MIGRATIONS.glob("*.sql"))

    assert numbers == list(range(1, migrating.latest() + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.sql", file.name) for file in MIGRATIONS.iterdir())


async def test_an_empty_file_is_brought_to_this_version(path: Path, open_file: OpenFile) -> None:
    fill(path)
    storage = await open_file(path)

    assert await ask_writer(storage, "pragma user_version") == migrating.latest()
    assert await ask_writer(storage, "pragma application_id") == migrating.APPLICATION_ID
    assert await storage.check() == []


async def test_opening_again_changes_neither_schema_nor_data(path: Path, open_file: OpenFile) -> None:
    storage = await open_file(path)
    layla = await join(storage)
    before = await ask_writer(storage, "pragma schema_version")
    await storage.close()
    storage = await open_file(path)

    assert await ask_writer(storage, "pragma schema_version") == before
    assert await read(storage, lambda unit: unit.subscribers.get(layla.id)) == layla


async def test_what_is_missing_is_applied_in_the_order_of_the_numbers(
    path: Path, open_file: OpenFile, folder: Path
) -> None:
    storage = await open_file(path)
    layla = await join(storage)
    await storage.close()
    first = migrating.latest() + 1
    for number in range(first, first + 10):
        created = f"create table n{number} (x);" + (f" drop table n{number - 1};" if number > first else "")
        (folder / f"{number:04}_more.sql").write_text(created)
    storage = await open_file(path)

    assert await read(storage, lambda unit: unit.subscribers.get(layla.id)) == layla
    version, tables = schema(path)
    assert (version, {name for name in tables if re.fullmatch(r"n\d+", name)}) == (first + 9, {f"n{first + 9}"})


def taken_out(folder: Path, *, since: str) -> dict[Path, str]:
    """The later migrations' files, which are gone now, and what stood in them."""
    later = {file: file.read_text() for file in folder.glob("*.sql") if file.name >= since}
    for file in later:
        file.unlink()
    return later


async def test_an_album_from_before_its_captions_were_told_apart_keeps_its_text(
    path: Path, open_file: OpenFile, folder: Path
) -> None:
    later = taken_out(folder, since="0008")
    storage = await open_file(path)
    await storage.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(
            "insert into stories (id, started_at, last_at) values (1, 0, 0);"
            "insert into posts (id, story_id, text, arrived_at, album, mode, visibility)"
            " values (1, 1, 'القافلة تعبر الجسر', 0, '5566', 'live', 'all')"
        )
    for file, script in later.items():
        file.write_text(script)
    storage = await open_file(path)

    album = await read(storage, lambda unit: unit.posts.get(1))
    assert album is not None
    assert (album.text, album.captions) == ("القافلة تعبر الجسر", ())


async def test_a_migration_that_fails_leaves_the_version_before_it(
    path: Path, open_file: OpenFile, folder: Path
) -> None:
    latest = migrating.latest()
    good, bad = folder / f"{latest + 1:04}_good.sql", folder / f"{latest + 2:04}_bad.sql"
    good.write_text("create table good (x);")
    bad.write_text("create table half (x); insert into half values (1); insert into missing values (1);")
    with pytest.raises(sqlite3.OperationalError, match="missing"):
        await open_file(path)

    version, tables = schema(path)
    assert (version, "good" in tables, "half" in tables) == (latest + 1, True, False)
    bad.write_text("create table half (x);")
    await open_file(path)
    assert schema(path)[0] == latest + 2


# SQLite calls the handler at each of its steps: at the chosen one, in the middle of the script, the process dies.
DYING = """
import asyncio, os, signal, sys
from pathlib import Path
from storage.sqlite import migrating
from storage.sqlite.connection import Connection, configure_writer

left = int(sys.argv[2])

def step():
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

async def migrate(path):
    path.touch()
    connection = await Connection.open(path)
    await connection.run(configure_writer)
    await connection.set_progress_handler(step, 1)
    await connection.run(lambda db: migrating.migrate(db, 0))

asyncio.run(migrate(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("step", [1, 100, 3_000, 9_000])
async def test_a_process_killed_while_migrating_leaves_nothing_half_done(
    path: Path, open_file: OpenFile, step: int
) -> None:
    code, _ = await python(DYING, str(path), str(step))
    assert code == -signal.SIGKILL
    assert schema(path) == (0, set())

    storage = await open_file(path)
    await join(storage)
    assert await storage.check() == []


def test_the_search_index_asks_for_nothing_newer_than_sqlite_3_40() -> None:
    """`contentless_delete` came with 3.43 (https://www.sqlite.org/fts5.html)."""
    scripts = "\n".join(file.read_text(encoding="utf-8") for file in MIGRATIONS.glob("*.sql"))

    assert "contentless_delete" not in scripts
    assert re.search(r"using fts5 \(.*content=''.*detail='none'.*\)", scripts)
