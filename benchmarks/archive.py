"""Import of a Telegram Desktop export: posts a second and memory, through the real command.

Beside it what the same machine needs for the two halves of the work, each in one process: reading with keys, and
inserting the bare texts into a table of SQLite's.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from benchmarks.text import _ADJECTIVES, _NAMES, _NOUNS, _VERBS, _dressed
from bot.ingest.archive import Choices
from bot.ingest.batches import Job, batches
from bot.text import default_engine

POSTS = int(os.environ.get("POSTS", "100000"))
WORDS = 60
SEED = 8
_LOOK_EVERY = 0.2  # seconds
FLOOR, CEILING_MIB = 1_500.0, 300.0


def write_export(path: Path, posts: int) -> None:
    """A channel's `result.json` as Telegram Desktop lays it out."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{\n "name": "قناة القياس",\n "type": "public_channel",\n "id": 1500000001,\n "messages": [\n')
        for number, text in enumerate(_texts(posts), 1):
            message = {
                "id": number,
                "type": "message",
                "date": "2026-01-01T00:00:00",
                "date_unixtime": str(1767225600 + number * 60),
                "from": "قناة القياس",
                "from_id": "channel1500000001",
                "text": text,
                "text_entities": [{"type": "plain", "text": text}],
            }
            file.write(json.dumps(message, ensure_ascii=False, indent=1) + (",\n" if number < posts else "\n"))
        file.write(" ]\n}")


def _texts(count: int) -> Iterator[str]:
    """Inflected words with clitics, their stems drawn by rank."""
    chance = random.Random(SEED)
    stems = [*_NOUNS.split(), *_ADJECTIVES.split(), *_VERBS.split(), *_NAMES.split()]
    chance.shuffle(stems)
    weights = [1 / rank for rank in range(1, len(stems) + 1)]
    for _ in range(count):
        yield " ".join(_dressed(stem, chance) for stem in chance.choices(stems, weights, k=WORDS))


def imported(path: Path, folder: Path) -> tuple[float, float, float]:
    """Seconds, seconds of CPU and peak MiB of `python -m bot import`, its reader's process included."""
    environment = os.environ | {"RASID_DATABASE": f"sqlite:///{folder / 'rasid.db'}"}
    began, peak = time.perf_counter(), 0.0
    process = subprocess.Popen([sys.executable, "-m", "bot", "import", str(path)], env=environment, stderr=sys.stderr)
    while process.returncode is None:
        peak = max(peak, _resident(process.pid))
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_EVERY)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(process.returncode)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, used.ru_utime + used.ru_stime, peak


def _resident(pid: int) -> float:
    """MiB of a process and its children, what they share counted once (Pss, as Linux says)."""
    total = 0.0
    with suppress(OSError, IndexError):  # it has just ended
        mapped = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(mapped.partition("Pss:")[2].split()[0]) / 1024
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            total += _resident(int(child))
    return total


def seconds_of_reading(path: Path) -> float:
    """Reading with keys alone."""
    began = time.perf_counter()
    for _ in batches(Job(path, Choices(), 0, 500)):
        pass
    return time.perf_counter() - began


def seconds_of_inserting(folder: Path) -> float:
    """The texts alone, without keys, names or versions."""
    texts = list(_texts(POSTS // 10))
    with closing(sqlite3.connect(folder / "bare.db")) as db:
        db.execute("create table posts (id integer primary key, text text)")
        began = time.perf_counter()
        for start in range(0, len(texts), 500):
            with db:
                db.executemany("insert into posts (text) values (?)", [(t,) for t in texts[start : start + 500]])
        return (time.perf_counter() - began) * 10


def main() -> int:
    """1 when a floor is missed."""
    default_engine()  # converts the tables where that has not been done yet
    with tempfile.TemporaryDirectory(prefix="rasid-bench-") as name:
        folder = Path(name)
        path = folder / "result.json"
        write_export(path, POSTS)
        seconds, cpu, peak = imported(path, folder)
        database = (folder / "rasid.db").stat().st_size
        size = path.stat().st_size
        reading, inserting = seconds_of_reading(path), seconds_of_inserting(folder)
    print(f"{POSTS:,} posts of {WORDS} words, {size / 2**20:,.0f} MiB; database {database / 2**20:,.0f} MiB")
    print(f"import                {POSTS / seconds:8,.0f} posts/s (floor {FLOOR:,.0f}), {seconds:.1f} s")
    print(f"  CPU of both         {cpu:8,.1f} s: at most {POSTS / cpu * 2:,.0f} posts/s on two free cores")
    print(f"  reading with keys   {POSTS / reading:8,.0f} posts/s")
    print(f"  bare texts, SQLite  {POSTS / inserting:8,.0f} posts/s")
    print(f"resident at most      {peak:8,.0f} MiB, both processes (ceiling {CEILING_MIB:.0f})")
    return int(POSTS / seconds < FLOOR or peak >= CEILING_MIB)


if __name__ == "__main__":
    sys.exit(main())
