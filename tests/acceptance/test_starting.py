"""What stands in the way of starting is said in one line, with what to do, and exit code 2."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.stage import Stage

VERBS = ["run", "sandbox", "demo", "evaluate", "search", "export", "import", "digest", "backup", "restore", "doctor"]


def bot(*arguments: str, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")} | settings
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that says why; nothing else may be there."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str, tmp_path: Path) -> None:
    done = bot(verb, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert verb in done.stdout


@pytest.mark.parametrize("verb", ["digest", "backup", "restore"])
def test_a_verb_whose_turn_has_not_come_says_so(verb: str, tmp_path: Path) -> None:
    assert "not there yet" in refused(bot(verb, cwd=tmp_path))


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert str(port) in refused(bot("sandbox", "--port", str(port), cwd=tmp_path))
        assert "--port" in refused(bot("run", "--port", str(port), cwd=tmp_path))


async def test_an_invalid_token_is_said_and_not_shown(stage: Stage) -> None:
    stage.stop_bot()
    settings = stage.environment | {"RASID_BOT_TOKEN": "7000000001:quite-another-secret-than-that-one"}
    line = refused(bot("run", cwd=stage.folder, **{k: v for k, v in settings.items() if k.startswith("RASID_")}))
    assert "BotFather" in line
    assert "another-secret" not in line


@pytest.mark.parametrize("token", ["hello", "12:short", ":", "٧٠٠٠:abc", "7000000001:\x00"])
async def test_what_is_no_token_is_no_traceback(stage: Stage, token: str) -> None:
    if "\x00" in token:
        token = token.replace("\x00", "\n")
    stage.stop_bot()
    settings = {k: v for k, v in stage.environment.items() if k.startswith("RASID_")} | {"RASID_BOT_TOKEN": token}
    assert "BotFather" in refused(bot("run", cwd=stage.folder, **settings))


async def start_on(stage: Stage, database: str) -> str:
    stage.stop_bot()
    settings = {k: v for k, v in stage.environment.items() if k.startswith("RASID_")} | {"RASID_DATABASE": database}
    return refused(bot("run", cwd=stage.folder, **settings))


async def test_a_database_that_is_none_is_refused_and_left_alone(stage: Stage) -> None:
    file = stage.folder / "notes.txt"
    file.write_text("ملاحظات لا علاقة لها بالبوت")
    assert "notes.txt" in await start_on(stage, f"sqlite:///{file}")
    assert file.read_text() == "ملاحظات لا علاقة لها بالبوت"


async def test_somebody_elses_sqlite_database_is_refused(stage: Stage) -> None:
    file = stage.folder / "other.db"
    with sqlite3.connect(file) as db:
        db.execute("create table accounts (id integer)")
    assert "other.db" in await start_on(stage, f"sqlite:///{file}")


async def test_a_database_of_a_newer_version_is_refused(stage: Stage) -> None:
    await stage.people.wait_calls("getUpdates", timeout=30)
    stage.stop_bot()
    with sqlite3.connect(stage.database) as db:
        db.execute("pragma user_version = 9999")
    assert "newer" in await start_on(stage, f"sqlite:///{stage.database}")


async def test_a_database_of_another_bot_is_refused(stage: Stage) -> None:
    await stage.people.wait_calls("getUpdates", timeout=30)
    stage.stop_bot()
    with sqlite3.connect(stage.database) as db:
        db.execute("update meta set value = '12345' where key = 'bot_id'")
    assert "12345" in await start_on(stage, f"sqlite:///{stage.database}")


async def test_a_folder_that_cannot_be_made_is_named(stage: Stage) -> None:
    blocked = stage.folder / "file"
    blocked.write_text("")
    assert "file" in await start_on(stage, f"sqlite:///{blocked}/rasid.db")


async def test_an_address_that_is_no_database_is_named(stage: Stage) -> None:
    assert "RASID_DATABASE" in await start_on(stage, "mysql://localhost/rasid")


async def test_a_second_bot_on_the_same_database_is_refused(stage: Stage) -> None:
    await stage.people.wait_calls("getUpdates", timeout=30)
    settings = {k: v for k, v in stage.environment.items() if k.startswith("RASID_")}
    assert "Another Rasid" in refused(bot("run", cwd=stage.folder, **settings))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_stops_at_once_and_cleanly(stage: Stage, number: signal.Signals) -> None:
    await stage.people.wait_calls("getUpdates", timeout=30)
    begun = time.monotonic()
    assert stage.stop_bot(number) == 0
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("settings", "used"), [({}, "var/sandbox.db"), ({"RASID_DATABASE": "sqlite:///mine.db"}, "mine.db")]
)
def test_without_a_token_it_runs_on_a_sandbox_of_its_own(tmp_path: Path, settings: dict[str, str], used: str) -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RASID_")}
    environment = inherited | settings
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--port", "0"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(2)]
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=15)
    assert process.returncode == 0, errors
    assert "127.0.0.1" in said[0]
    assert "rasid_sandbox_bot" in said[1]
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.db") if "telegram" not in path.name] == [used]
