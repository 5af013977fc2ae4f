"""Opening a database file: whose it is, whether it is one, and who may write to it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage import StorageError
from storage.opening import open_storage
from storage.sqlite import migrating
from tests.storage.given import BOT_ID, LAYLA, join, publish, read
from tests.storage.sqlite.conftest import ROOT, OpenFile, content, fill, names_in

unless_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


async def refusal(open_file: OpenFile, path: Path, **options: object) -> StorageError:
    with pytest.raises(StorageError) as refused:
        await open_file(path, **options)
    return refused.value


@contextmanager
def permitted(path: Path, mode: int) -> Iterator[None]:
    """With other rights than the file or folder has."""
    before = stat.S_IMODE(path.stat().st_mode)
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


def statements(path: Path, *some: str) -> None:
    """Another program writes to the file."""
    db = sqlite3.connect(path)
    for statement in some:
        db.execute(statement)
    db.commit()
    db.close()


async def test_a_missing_database_is_made_with_its_folder_for_its_owner_only(
    tmp_path: Path, open_file: OpenFile
) -> None:
    path = tmp_path / "var" / "rasid" / "rasid.db"
    await join(await open_file(path))

    files = [path.parent, *path.parent.iterdir()]
    assert {file.name for file in files[1:]} == {"rasid.db", "rasid.db-wal", "rasid.db-shm", "rasid.db.lock"}
    assert [file.name for file in files if stat.S_IMODE(file.stat().st_mode) & 0o077] == []


async def test_a_relative_path_counts_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_file: OpenFile
) -> None:
    monkeypatch.chdir(tmp_path)
    await open_file(Path("rasid.db"))

    assert (tmp_path / "rasid.db").exists()


@pytest.mark.parametrize("name", ["مراقبة الأخبار.db", "a?b#c%20d&mode=ro.db", "it's 100%.db"])
async def test_a_file_may_have_any_name(tmp_path: Path, open_file: OpenFile, name: str) -> None:
    layla = await join(await open_file(tmp_path / name))

    reader = await open_file(tmp_path / name, read_only=True)
    assert await read(reader, lambda unit: unit.subscribers.get(layla.id)) == layla
    assert names_in(tmp_path) == {name, f"{name}-wal", f"{name}-shm", f"{name}.lock"}


@pytest.mark.parametrize(
    "url", ["", "rasid.db", "sqlite://rasid.db", "sqlite:///", "postgresql://localhost/rasid", "SQLITE:///x"]
)
async def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(StorageError) as refused:
        await open_storage(url)
    assert (refused.value.key, refused.value.values) == ("storage-error-url", {"url": url})


async def test_a_database_in_memory_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    storage = await open_storage("sqlite:///:memory:", bot_id=BOT_ID)
    layla = await join(storage)
    assert await read(storage, lambda unit: unit.subscribers.get(layla.id)) == layla
    await storage.close()

    assert names_in(tmp_path) == set()


async def test_a_database_of_a_newer_rasid_is_left_as_it_is(path: Path, open_file: OpenFile) -> None:
    await (await open_file(path)).close()
    statements(path, "pragma user_version = 999")
    before = content(path)

    for read_only in (False, True):
        refused = await refusal(open_file, path, read_only=read_only)
        known = str(migrating.latest())
        assert (refused.key, refused.values["found"], refused.values["known"]) == ("storage-error-newer", "999", known)
    assert content(path) == before


async def test_a_database_belongs_to_the_first_bot_that_opens_it(path: Path, open_file: OpenFile) -> None:
    await (await open_file(path)).close()
    await (await open_file(path, bot_id=BOT_ID)).close()

    for read_only in (False, True):
        refused = await refusal(open_file, path, bot_id=7002, read_only=read_only)
        assert (refused.key, refused.values["bot"]) == ("storage-error-other-bot", str(BOT_ID))
    await (await open_file(path, bot_id=BOT_ID, read_only=True)).close()
    await open_file(path, bot_id=BOT_ID)


async def test_the_database_of_no_bot_yet_can_be_read_by_any(path: Path, open_file: OpenFile) -> None:
    await (await open_file(path)).close()
    await (await open_file(path, bot_id=7002, read_only=True)).close()

    await open_file(path, bot_id=BOT_ID)


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_file_that_is_no_database_is_left_as_it_is(path: Path, open_file: OpenFile, read_only: bool) -> None:
    fill(path, "قائمة المشتريات: خبز، حليب\n".encode() * 100)
    before = content(path)

    assert (await refusal(open_file, path, read_only=read_only)).key == "storage-error-not-a-database"
    assert content(path) == before
    assert names_in(path.parent) == {path.name}


@pytest.mark.parametrize(
    "foreign",
    ["create table notes (id integer)", "pragma application_id = 77", "pragma user_version = 3"],
)
async def test_another_programs_database_is_left_as_it_is(path: Path, open_file: OpenFile, foreign: str) -> None:
    statements(path, "create table t (x)", "drop table t", foreign)
    before = content(path)

    assert (await refusal(open_file, path)).key == "storage-error-not-a-database"
    assert content(path) == before


async def test_a_folder_is_no_database(tmp_path: Path, open_file: OpenFile) -> None:
    assert (await refusal(open_file, tmp_path)).key == "storage-error-not-a-database"


async def test_a_damaged_database_is_called_so(path: Path, open_file: OpenFile) -> None:
    storage = await open_file(path)
    await publish(storage)
    await storage.close()
    damaged = bytearray(content(path))
    damaged[100:4096] = b"\xff" * 3996
    fill(path, damaged)

    assert (await refusal(open_file, path)).key == "storage-error-damaged"


async def test_damage_within_is_found_by_the_check(path: Path, open_file: OpenFile) -> None:
    storage = await open_file(path)
    for number in range(50):
        await join(storage, 500 + number, name="اسم طويل " * 50)
    await storage.close()
    damaged = bytearray(content(path))
    middle = damaged.index("اسم طويل ".encode() * 20) // 4096 * 4096
    damaged[middle : middle + 64] = b"\xff" * 64
    fill(path, damaged)

    storage = await open_file(path, read_only=True)
    assert await storage.check() != []


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, open_file: OpenFile) -> None:
    (tmp_path / "file").write_text("x")
    refused = await refusal(open_file, tmp_path / "file" / "deeper" / "rasid.db")

    assert (refused.key, refused.values) == ("storage-error-folder", {"path": str(tmp_path / "file" / "deeper")})


@unless_root
async def test_a_read_only_folder_is_refused(path: Path, open_file: OpenFile) -> None:
    await (await open_file(path)).close()
    with permitted(path.parent, 0o500):
        assert (await refusal(open_file, path)).key == "storage-error-read-only"


@unless_root
async def test_a_read_only_file_is_refused(path: Path, open_file: OpenFile) -> None:
    await (await open_file(path)).close()
    with permitted(path, 0o400):
        assert (await refusal(open_file, path)).key == "storage-error-read-only"


@unless_root
async def test_an_unreadable_file_is_refused(path: Path, open_file: OpenFile) -> None:
    await (await open_file(path)).close()
    with permitted(path, 0o000):
        assert (await refusal(open_file, path, read_only=True)).key == "storage-error-read-only"


async def test_a_second_rasid_on_one_database_is_refused_until_the_first_ends(path: Path, open_file: OpenFile) -> None:
    first = await open_file(path)
    refused = await refusal(open_file, path)
    assert (refused.key, refused.values) == ("storage-error-locked", {"path": str(path)})

    layla = await join(first)
    await first.close()
    second = await open_file(path)
    assert await read(second, lambda unit: unit.subscribers.get(layla.id)) == layla


async def test_a_second_rasid_is_refused_also_by_another_name_of_the_database(path: Path, open_file: OpenFile) -> None:
    elsewhere = path.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "link.db").symlink_to(path)
    (elsewhere / "folder").symlink_to(path.parent)
    await open_file(path)
    for name in (elsewhere / "link.db", elsewhere / "folder" / path.name):
        assert (await refusal(open_file, name)).key == "storage-error-locked"
    assert names_in(elsewhere) == {"link.db", "folder"}


async def test_a_failed_opening_lets_the_right_one_in(path: Path, open_file: OpenFile) -> None:
    await (await open_file(path, bot_id=BOT_ID)).close()
    await refusal(open_file, path, bot_id=7002)

    await open_file(path, bot_id=BOT_ID)


HOLDER = """
import asyncio, sys
from storage.opening import open_storage

async def hold():
    await open_storage(sys.argv[1])
    print("open", flush=True)
    await asyncio.sleep(60)

asyncio.run(hold())
"""


async def test_a_killed_rasid_does_not_keep_the_next_one_out(path: Path, open_file: OpenFile) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, f"sqlite:///{path}", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None
    async with asyncio.timeout(30):
        assert await holder.stdout.readline() == b"open\n"
    assert (await refusal(open_file, path)).key == "storage-error-locked"
    holder.kill()
    await holder.wait()

    await join(await open_file(path))


async def test_reading_needs_a_database_and_makes_none(path: Path, open_file: OpenFile) -> None:
    assert (await refusal(open_file, path, read_only=True)).key == "storage-error-missing"
    assert names_in(path.parent) == set()


async def test_reading_needs_a_database_of_this_version(path: Path, open_file: OpenFile) -> None:
    fill(path)
    refused = await refusal(open_file, path, read_only=True)

    known = str(migrating.latest())
    assert (refused.key, refused.values) == ("storage-error-older", {"path": str(path), "found": "0", "known": known})
    assert content(path) == b""


async def test_reading_goes_beside_a_rasid_that_writes(path: Path, open_file: OpenFile) -> None:
    writer = await open_file(path)
    reader = await open_file(path, read_only=True)
    layla = await join(writer)

    assert await read(reader, lambda unit: unit.subscribers.by_chat(LAYLA)) == layla
    assert await reader.check() == []
    for use in (join(reader, 502), reader.compact()):
        with pytest.raises(StorageError) as refused:
            await use
        assert refused.value.key == "storage-error-read-only"
    await reader.close()
    await join(writer, 502)
