"""`python -m tests.crash`: the crash test for an hour, or RASID_CRASH_SECONDS. Figures go to RASID_CRASH_REPORT too."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.crash.trial import attempt

HOUR = 3600.0
REPORT = Path("var/crashes.txt")


def main() -> int:
    """0 when everything held, 1 otherwise: then the folder with both databases and the bot's log is kept."""
    seconds = float(os.environ.get("RASID_CRASH_SECONDS") or HOUR)
    seed = int(os.environ.get("RASID_CRASH_SEED") or secrets.randbelow(1_000_000))
    folder = Path(tempfile.mkdtemp(prefix="rasid-crash-"))
    print(f"seed {seed}, {seconds:.0f} s, in {folder}", flush=True)
    report = asyncio.run(attempt(folder, seconds, seed, lambda line: print(line, flush=True)))
    print(report)
    append(report, Path(os.environ.get("RASID_CRASH_REPORT") or REPORT))
    if report.complaints:
        print(f"kept: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def append(report: object, file: Path) -> None:
    """Add the figures to a file that grows from run to run."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {report}\n", file=out)


if __name__ == "__main__":
    sys.exit(main())
