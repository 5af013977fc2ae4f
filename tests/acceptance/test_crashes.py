"""The real program, killed again and again for about two minutes at every commit and around every send."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tests.crash import faults
from tests.crash.__main__ import append
from tests.crash.trial import attempt

SECONDS = 100.0  # becoming quiet in the end comes to it
SEED = 7
LEAST_KILLS = 5  # however busy the machine is
A_WHOLE_DECK = 40  # kills after which every fault must have come


async def test_no_crash_loses_an_alert_or_a_command(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    report = await attempt(tmp_path, SECONDS, SEED, print)
    record_property("crash test", str(report))
    if file := os.environ.get("RASID_CRASH_REPORT"):
        append(report, Path(file))
    assert report.complaints == []
    assert report.findings.due > 0
    assert report.kills.killed >= LEAST_KILLS
    if report.kills.killed >= A_WHOLE_DECK:
        assert {way.partition(":")[0] for way in report.kills.ends} >= {*faults.COMMITS, *faults.REQUESTS}
