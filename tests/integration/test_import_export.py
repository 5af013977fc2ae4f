"""History comes in by the command line and goes out again: each post once, whole, and without an alert."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.stage import OWNER_ID, Stage
from storage.opening import open_storage

EXPORTS = Path(__file__).parents[1] / "data" / "desktop_export"
POSTS = 3_000
SECONDS = 120


def environment(database: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
    return inherited | {"RASID_DATABASE": f"sqlite:///{database}", "RASID_LEXICON": "none", "LC_ALL": "C.UTF-8"}


def rasid(database: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        cwd=database.parent,
        env=environment(database),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


def stored(database: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return db.execute(question).fetchall()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A channel's export, long enough to be killed in the middle."""
    path = tmp_path_factory.mktemp("archive") / "result.json"
    towns = ["صيدا", "طرطوس", "العريش", "المكلا", "صفاقس"]
    messages = [
        {
            "id": number,
            "type": "message",
            "date": "2026-01-01T00:00:00",
            "date_unixtime": str(1767225600 + number * 60),
            "text": f"النشرة رقم {number}: أعلنت بلدية {towns[number % 5]} برنامج توزيع المياه هذا الأسبوع.",
        }
        for number in range(1, POSTS + 1)
    ]
    chat = {"name": "بلديات الساحل", "type": "public_channel", "id": 1500000777, "messages": messages}
    path.write_text(json.dumps(chat, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


@dataclass
class Interrupted:
    """A database into which an export came in two parts; `before` posts were there when the first was killed."""

    database: Path
    before: int
    second: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def interrupted(archive: Path) -> Interrupted:
    database = archive.parent / "rasid.db"
    first = subprocess.Popen(
        [sys.executable, "-m", "bot", "import", str(archive)],
        cwd=archive.parent,
        env=environment(database),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert first.stderr is not None
    assert "%" in first.stderr.readline()
    first.send_signal(signal.SIGKILL)
    first.wait(SECONDS)
    first.stderr.close()
    ((before,),) = stored(database, "select count(*) from posts")
    assert isinstance(before, int)
    return Interrupted(database, before, rasid(database, "import", archive))


@pytest.fixture(scope="module")
def imported(interrupted: Interrupted) -> Path:
    """The database, with the whole export in it."""
    return interrupted.database


def test_an_import_that_was_killed_goes_on_and_takes_each_post_once(interrupted: Interrupted) -> None:
    assert 0 < interrupted.before < POSTS
    second = interrupted.second
    assert second.returncode == 0, second.stderr
    assert "went on" in second.stdout
    assert f"{POSTS - interrupted.before:,} new posts" in second.stdout
    assert "100" in second.stderr
    database = interrupted.database
    assert stored(database, "select count(*), count(distinct item_key) from post_refs") == [(POSTS, POSTS)]
    assert stored(database, "select count(*) from posts where mode <> 'history'") == [(0,)]


def test_importing_once_more_changes_nothing(archive: Path, imported: Path) -> None:
    once_more = rasid(imported, "import", archive)
    assert once_more.returncode == 0
    assert "No new posts" in once_more.stdout
    assert stored(imported, "select count(*) from posts") == [(POSTS,)]


def test_what_was_imported_is_found(imported: Path) -> None:
    found = rasid(imported, "search", "طرطوس", "--limit", "3")
    assert found.returncode == 0
    assert found.stdout.count("**طرطوس**") == 3
    assert "https://t.me/c/1500000777/" in found.stdout


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_an_export_imported_elsewhere_is_the_same(imported: Path, tmp_path: Path, ending: str) -> None:
    out, back = tmp_path / f"posts.{ending}", tmp_path / f"back.{ending}"
    exported = rasid(imported, "export", "--output", out)
    assert exported.returncode == 0, exported.stderr
    assert f"{POSTS:,} posts" in exported.stderr
    other = tmp_path / "other.db"
    assert rasid(other, "import", out).returncode == 0
    assert rasid(other, "export", "--output", back).returncode == 0
    assert out.read_bytes() == back.read_bytes()
    assert out.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_export_like_telegrams_own_is_read_as_one(tmp_path: Path) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    assert rasid(first, "import", EXPORTS / "result-full-account.json").returncode == 0
    out = tmp_path / "export.json"
    assert rasid(first, "export", "--output", out).returncode == 0
    assert rasid(second, "import", out).returncode == 0
    kept = "select text, origin, published_at, edited_at, media, link, reply_item from posts order by link"
    assert stored(first, kept) == stored(second, kept)


def test_an_export_of_a_query_has_what_the_search_finds(imported: Path) -> None:
    exported = rasid(imported, "export", "المكلا")
    rows = [json.loads(line) for line in exported.stdout.splitlines()]
    assert len(rows) == POSTS // 5
    assert all("المكلا" in row["text"] for row in rows)
    assert [row["published_at"] for row in rows] == sorted(row["published_at"] for row in rows)
    refused = rasid(imported, "export", "(المكلا")
    assert refused.returncode == 2
    assert refused.stdout == ""


def test_private_chats_are_left_out(tmp_path: Path) -> None:
    chat = {"name": "أختي", "type": "personal_chat", "id": 9, "messages": []}
    chat["messages"] = [{"id": 1, "type": "message", "date_unixtime": "1767225600", "text": "وصلت بالسلامة"}]
    private = tmp_path / "result.json"
    private.write_text(json.dumps(chat), encoding="utf-8")
    done = rasid(tmp_path / "r.db", "import", tmp_path)
    assert done.returncode == 0
    assert "One message of a private chat" in done.stdout
    assert stored(tmp_path / "r.db", "select count(*) from posts") == [(0,)]


def test_what_cannot_be_imported_is_said_in_one_line(tmp_path: Path, archive: Path) -> None:
    page, empty, missing = tmp_path / "messages.html", tmp_path / "empty.json", tmp_path / "missing.json"
    page.write_text("<!DOCTYPE html><html></html>")
    empty.write_text("{}")
    for path, said in ((page, "JSON"), (tmp_path, "JSON"), (empty, "result.json"), (missing, "missing.json")):
        refused = rasid(tmp_path / "r.db", "import", path)
        assert refused.returncode == 2
        (line,) = refused.stderr.strip().splitlines()
        assert said in line


def test_a_damaged_file_is_taken_as_far_as_it_goes(tmp_path: Path, archive: Path) -> None:
    cut = tmp_path / "cut.json"
    cut.write_bytes(archive.read_bytes()[: archive.stat().st_size // 10])
    done = rasid(tmp_path / "r.db", "import", cut)
    assert done.returncode == 1
    assert "damaged" in done.stderr
    ((count,),) = stored(tmp_path / "r.db", "select count(*) from posts")
    assert isinstance(count, int)
    assert POSTS // 12 < count < POSTS // 9


async def test_beside_a_running_bot_an_import_is_refused(tmp_path: Path, archive: Path) -> None:
    database = tmp_path / "rasid.db"
    running = await open_storage(f"sqlite:///{database}")
    try:
        refused = rasid(database, "import", archive)
    finally:
        await running.close()
    assert refused.returncode == 2
    (line,) = refused.stderr.strip().splitlines()
    assert "rasid.db" in line


async def test_history_alerts_nobody_and_is_the_bots_to_find(stage: Stage) -> None:
    await stage.people.user(OWNER_ID, first_name="نادر", language_code="ar")
    sent = await stage.people.say(OWNER_ID, "/watch كهرباء")
    shown = await stage.people.wait_message(OWNER_ID, after=sent.message_id, timeout=30)
    save = next(label for label in shown.labels if "حفظ" in label)
    await stage.people.tap(OWNER_ID, label=save, message_id=shown.message_id)
    await stage.people.wait_edit(OWNER_ID, shown.message_id, lambda seen: "✅" in seen.text, timeout=30)
    stage.stop_bot()
    assert rasid(stage.database, "import", EXPORTS / "result.json").returncode == 0
    stage.start_bot()
    asked = await stage.people.say(OWNER_ID, "/search كهرباء")
    answer = await stage.people.wait_message(OWNER_ID, containing="الكهرباء", after=asked.message_id, timeout=30)
    assert "انقطاع" in answer.text
    assert stored(stage.database, "select count(*) from alerts") == [(0,)]
    assert stored(stage.database, "select count(*) from outbox where dedupe like 'alert:%'") == [(0,)]
