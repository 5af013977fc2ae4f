"""What is told is on disk, what was forgotten is not, and many works share one commit."""

from __future__ import annotations

import asyncio
import signal
import struct
from pathlib import Path

import pytest

from bot.model import AwaitedAnswer, DraftKind
from storage import Storage, StorageError, Unit
from storage.sqlite import database
from tests.crash.faults import Fault
from tests.storage.given import LAYLA, NOON, SAMI, forward, hit, join, message, owe, publish, read, ref, update, watch
from tests.storage.sqlite.conftest import OpenFile, ask_writer, content, names_in, python


async def test_the_write_ahead_log_is_on_and_every_commit_reaches_the_disk(path: Path, open_file: OpenFile) -> None:
    storage = await open_file(path)

    assert await ask_writer(storage, "pragma journal_mode") == "wal"
    assert await ask_writer(storage, "pragma synchronous") == 2  # FULL: https://www.sqlite.org/pragma.html
    assert await ask_writer(storage, "pragma foreign_keys") == 1
    assert await ask_writer(storage, "pragma secure_delete") == 1


def commits_in(log: Path) -> int:
    """How many commits a write-ahead log holds: a frame that ends one carries the database's size in pages.

    https://www.sqlite.org/fileformat2.html#the_write_ahead_log
    """
    data = log.read_bytes()
    page_size, salts = struct.unpack(">I", data[8:12])[0], data[16:24]
    commits = 0
    for start in range(32, len(data), 24 + page_size):
        size = struct.unpack(">I", data[start + 4 : start + 8])[0]
        if data[start + 8 : start + 16] != salts:
            break
        commits += size > 0
    return commits


async def test_works_that_come_together_share_a_commit(path: Path, open_file: OpenFile) -> None:
    storage = await open_file(path)
    log = path.with_name("rasid.db-wal")
    before = commits_in(log)
    for chat in range(500, 510):
        await join(storage, chat)
    one_by_one = commits_in(log) - before
    await asyncio.gather(*(join(storage, chat) for chat in range(1_000, 1_200)))
    together = commits_in(log) - before - one_by_one

    assert one_by_one == 10
    assert 1 <= together <= 40


# Three works, one after another, each told before the next begins.
TELLING = """
import asyncio, sys
from datetime import UTC, datetime
from storage.opening import open_storage
from tests.crash import faults

async def tell():
    faults.install(sys.argv[2])
    storage = await open_storage(sys.argv[1])
    for number in range(3):
        await storage.transact(lambda unit: unit.audit.record(datetime.now(UTC), None, str(number)))
        print(number, flush=True)

asyncio.run(tell())
"""


@pytest.mark.parametrize(("moment", "on_disk"), [("before-commit:any:2", ["0"]), ("after-commit:any:2", ["1", "0"])])
async def test_a_process_killed_at_a_commit_has_told_nothing_that_is_not_on_disk(
    path: Path, open_file: OpenFile, moment: str, on_disk: list[str]
) -> None:
    code, told = await python(TELLING, f"sqlite:///{path}", moment)
    assert (code, told.split()) == (-signal.SIGKILL, ["0"])

    storage = await open_file(path)
    assert [entry[2] for entry in await read(storage, lambda unit: unit.audit.latest())] == on_disk
    assert await storage.check() == []


def test_a_fault_that_nobody_knows_is_refused() -> None:
    for wrong in ("sometimes:any:3", "before-commit:nothing:3", "before-commit:any:soon"):
        with pytest.raises(ValueError):
            Fault.read(wrong)


# -- forgetting: what is left in the files ------------------------------------------------------------

SECRET = "البيت الأزرق خلف الجامع"
FORMERLY = "السرداب"  # a word of hers that an edit took out
OVERTAKEN = "الملجأ"  # one that a second edit took out before it was on disk
NAME = "شخص لا يريد أن يُعرف"
QUERY = "كلمة المرور للملجأ"


async def confide(storage: Storage) -> int:
    """Somebody leaves traces of every kind; their id."""
    layla = await join(storage, LAYLA, name=NAME)
    hers = await forward(storage, layla, ref(1), text=f"اللقاء في {SECRET} مساءً", keys=frozenset({FORMERLY}))

    async def edited_twice(unit: Unit) -> None:
        await unit.posts.index(hers.id, [frozenset({OVERTAKEN})])
        await unit.posts.index(hers.id, [frozenset(SECRET.split())])

    await storage.transact(edited_twice)
    await publish(storage, ref(2), keys=frozenset({"قافلة"}))
    await hit(storage, await watch(storage, layla, QUERY), hers)
    await owe(storage, message(LAYLA, f"<b>{SECRET}</b>"), to=layla)

    async def more(unit: Unit) -> None:
        await unit.posts.revise(hers, NOON)
        await unit.drafts.add(layla.id, DraftKind.PASTE, f"{QUERY} {SECRET}", NOON)
        await unit.posts.await_answer(hers.id, AwaitedAnswer(layla.id, LAYLA, 3, None))
        await unit.inbox.add(
            [update(n, f"chat:{LAYLA}", f'{{"text":"{SECRET}"}}'.encode() * 50) for n in range(30)], NOON
        )

    await storage.transact(more)
    return layla.id


def traces(path: Path) -> set[str]:
    """Which private words stand in which of the database's files."""
    return {
        f"{word} in {name}"
        for name in names_in(path.parent)
        for word in (*SECRET.split(), FORMERLY, OVERTAKEN, NAME, QUERY)
        if word.encode() in content(path.parent / name)
    }


async def test_no_byte_of_a_forgotten_persons_words_is_left_in_the_files(path: Path, open_file: OpenFile) -> None:
    storage = await open_file(path)
    await join(storage, SAMI)
    who = await confide(storage)
    assert {trace.rpartition(" in ")[0] for trace in traces(path)} == {*SECRET.split(), FORMERLY, NAME, QUERY}

    await storage.transact(lambda unit: unit.subscribers.forget(who))
    await storage.compact()
    assert traces(path) == set()
    assert await storage.check() == []
    await storage.close()
    assert traces(path) == set()


async def test_compacting_gives_space_back_and_leaves_the_search_index_in_one_piece(
    path: Path, open_file: OpenFile
) -> None:
    storage = await open_file(path)
    layla = await join(storage)
    for number in range(10):
        words = frozenset(f"كلمة {number} {n}" for n in range(100))
        await forward(storage, layla, ref(number), text=SECRET * 300, keys=words)
        await publish(storage, ref(f"public {number}"), keys=frozenset({f"قافلة {number}"}))
    pieces = "select count(distinct segid) from search_index_idx"
    before = await ask_writer(storage, pieces), await ask_writer(storage, "pragma page_count")
    await storage.transact(lambda unit: unit.subscribers.forget(layla.id))
    await storage.compact()

    after = await ask_writer(storage, pieces), await ask_writer(storage, "pragma page_count")
    assert before[0] > after[0] == 1
    assert before[1] > 1.4 * after[1]
    assert await ask_writer(storage, "pragma freelist_count") == 0


async def test_a_word_of_theirs_that_others_use_too_stays_findable(path: Path, open_file: OpenFile) -> None:
    storage = await open_file(path)
    who = await confide(storage)
    other = await publish(storage, ref(3), keys=frozenset({"الأزرق"}))
    await storage.transact(lambda unit: unit.subscribers.forget(who))
    await storage.compact()

    needs = [frozenset({"الأزرق"})]
    assert await read(storage, lambda unit: unit.posts.candidates(needs, viewer=None)) == [other]
    assert traces(path) == {"الأزرق in rasid.db"}


async def test_compacting_says_so_when_a_long_view_keeps_the_log(
    path: Path, open_file: OpenFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_CHECKPOINT_TRIES", 2)
    monkeypatch.setattr(database, "_CHECKPOINT_PAUSE", 0)
    storage = await open_file(path)
    who = await confide(storage)
    async with storage.reading() as unit:
        await unit.posts.count()
        await storage.transact(lambda unit: unit.subscribers.forget(who))
        with pytest.raises(StorageError) as refused:
            await storage.compact()
        assert refused.value.key == "storage-error-busy"

    await storage.compact()
    assert traces(path) == set()
