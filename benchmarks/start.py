"""How long a bot with many watches takes until all of them can fire, and until they are made anew after an upgrade.

    python -m benchmarks.start [--watches N]

In a process of its own: open the database, load the engine, take the watches from their compiled forms. Beside it, what
the same start costs without compiled forms: each query parsed and compiled anew (`bot.watches.renew`), during which
posts wait on disk and everything else is answered.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks._newsroom import WATCHES, Newsroom
from bot import watches
from bot.clock import SystemClock
from bot.text import default_engine
from bot.watches import LiveWatches
from storage.opening import open_storage

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
FLOOR = 5.0


def main() -> int:
    """Measure; 1 when the floor was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--watches", type=int, default=WATCHES)
    parser.add_argument("--measure", metavar="URL", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    logging.getLogger("bot").setLevel(logging.ERROR)  # a few of the words that are drawn are operators when typed
    if asked.measure:
        return int(asyncio.run(_measure(asked.measure)) > FLOOR)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'rasid.db'}"
        asyncio.run(_furnish(url, asked.watches))
        print(f"{asked.watches:,} watches; floor: all of them ready within {FLOOR:.0f} s of the start", flush=True)
        began = time.perf_counter()
        measured = subprocess.run([sys.executable, "-m", "benchmarks.start", "--measure", url], check=False)
        print(f"{'  the process from its start to its end':52} {time.perf_counter() - began:8.2f} s")
    return measured.returncode


async def _furnish(url: str, count: int) -> None:
    storage = await open_storage(url)
    try:
        await Newsroom(count).furnish(storage, default_engine(), NOW)
    finally:
        await storage.close()


async def _measure(url: str) -> float:
    """Seconds until all watches were ready."""
    began_loading = time.perf_counter()
    engine = default_engine()
    loaded = time.perf_counter()
    storage = await open_storage(url)
    try:
        live = LiveWatches(engine)
        async with storage.reading() as unit:
            await watches.go_live(unit, live)
        ready = time.perf_counter()
        if not live.is_whole:
            raise RuntimeError("some watches had no compiled form")
        print(f"{'from compiled forms, the engine included':52} {ready - began_loading:8.2f} s")
        print(f"{'  of it the engine':52} {loaded - began_loading:8.2f} s")
        outdated = LiveWatches(engine)
        async with storage.reading() as unit:
            for watch in await unit.watches.all_live():
                outdated.hold(watch)
        began = time.perf_counter()
        await watches.renew(storage, outdated, SystemClock())
        print(f"{'compiled anew, in the background after an upgrade':52} {time.perf_counter() - began:8.2f} s")
        return ready - began_loading
    finally:
        await storage.close()


if __name__ == "__main__":
    sys.exit(main())
