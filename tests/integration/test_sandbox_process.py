"""The sandbox as a process of its own: starts, speaks, survives, ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.sandbox.person import NotSeen, RefusedBySandbox, Sandbox
from bot.sandbox.process import running
from bot.sandbox.state import NotASandboxFile

SERVE = """
import asyncio, sys
from pathlib import Path
from bot.sandbox.process import serve
state, parent = Path(sys.argv[1]), int(sys.argv[2]) or None
asyncio.run(serve(port=0, state=state, transcript=True, parent_pid=parent,
                  on_ready=lambda url: print(url, flush=True)))
"""
PARENT = """
import os, subprocess, sys
command = [sys.executable, "-c", sys.argv[1], sys.argv[2], str(os.getpid())]
child = subprocess.Popen(command, stdout=subprocess.PIPE)
print(child.pid, child.stdout.readline().decode().strip(), flush=True)
sys.stdin.read()
"""


@contextmanager
def served(state: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(state), "0"], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith("http://127.0.0.1:")
        yield process, line.strip()
    finally:
        process.kill()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


async def test_a_killed_sandbox_finds_everything_again(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "sandbox.db"
    with served(file) as (process, url):
        async with Sandbox(url) as sandbox:
            await sandbox.user(501, first_name="سلمى")
            await sandbox.say(501, "/watch الجسر")
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    with served(file) as (_, url):
        async with Sandbox(url) as sandbox:
            assert (await sandbox.state()).pending_updates == 1
            assert [one.text for one in await sandbox.messages(501)] == ["/watch الجسر"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_at_once_and_the_transcript_was_told(tmp_path: Path, number: signal.Signals) -> None:
    with served(tmp_path / "sandbox.db") as (process, url):
        async with Sandbox(url) as sandbox:
            await sandbox.user(501, first_name="سلمى")
            await sandbox.say(501, "صباح الخير")
        process.send_signal(number)
        assert process.stdout
        assert "سلمى → راصد\n  صباح الخير\n" in process.stdout.read()
        assert process.wait(5) == 0


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, SERVE, str(tmp_path / "sandbox.db")],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout
    assert parent.stdin
    child = int(parent.stdout.readline().split()[0])
    parent.kill()
    parent.wait(10)
    deadline = time.monotonic() + 10
    while _runs(child) and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    parent.stdout.close()
    parent.stdin.close()
    assert not _runs(child)


def _runs(pid: int) -> bool:
    """Whether the process lives (a zombie nobody has reaped does not)."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


async def test_a_taken_port_a_foreign_host_and_a_foreign_file_are_refused(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError):
            async with running(port=taken.getsockname()[1]):
                pass
    with pytest.raises(ValueError, match="this machine only"):
        async with running(host="0.0.0.0"):
            pass
    file = tmp_path / "notes.txt"
    file.write_text("ليست قاعدة بيانات" * 100)
    with pytest.raises(NotASandboxFile):
        async with running(state=file):
            pass


async def test_what_a_person_cannot_do_is_refused_with_the_reason() -> None:
    async with running() as url, Sandbox(url) as sandbox:
        with pytest.raises(RefusedBySandbox, match="no user 9"):
            await sandbox.say(9, "من أنا؟")
        await sandbox.user(501)
        with pytest.raises(RefusedBySandbox, match="no button 'حفظ'"):
            await sandbox.tap(501, label="حفظ")
        await sandbox.block(501)
        with pytest.raises(RefusedBySandbox, match="unblock first"):
            await sandbox.say(501, "مرحبا")


async def test_what_does_not_come_is_told_with_what_was_there() -> None:
    async with running() as url, Sandbox(url) as sandbox:
        await sandbox.user(501)
        with pytest.raises(NotSeen, match="no message in chat 501 containing 'تنبيه'"):
            await sandbox.wait_message(501, containing="تنبيه", timeout=0.05)
