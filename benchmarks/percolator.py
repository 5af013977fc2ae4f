"""Many watches against a stream of posts, beside what else does such work, in one run.

    python -m benchmarks.percolator            up to 100,000 watches
    python -m benchmarks.percolator --million  a million too: some minutes more, some 2 GiB
    python -m benchmarks.percolator --write    into docs/performance.md and its chart

`benchmarks.percolator_shapes` varies posts and watches.

(a) is the loop of other monitors: one compiled pattern for each term of each watch. (b) is PostgreSQL with its
`tsquery` stored in a table, where the Debian package is installed. (c) is an Aho-Corasick automaton over all terms,
which only spots terms: the limit of what can be had. Ours is the full path: words, keys, percolation, spans.

A figure is posts a second of processor time, so what else the machine does counts as little as possible. Each is taken
in a process of its own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks import _percolator_postgres as postgres
from benchmarks._percolator_chart import Line, chart
from benchmarks._percolator_measure import Case, Measured, alone, measure, rates
from benchmarks._percolator_rivals import looped, spotted
from benchmarks._percolator_stream import WORDS, stream
from benchmarks._report import Report, table

MILLION = 1_000_000
MISSED = "**missed**"
LOOPED = {1_000: 60, 10_000: 10, 100_000: 2}  # posts: as many as take some seconds
SCANNED = {1_000: 800, 10_000: 200, 100_000: 40}


def main() -> int:
    """Measure; 1 when a floor was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--million", action="store_true", help="a million watches too")
    parser.add_argument("--write", action="store_true", help="write into docs/performance.md too")
    asked = parser.parse_args()
    report = Report("percolator")
    counts = (*LOOPED, *((MILLION,) if asked.million else ()))
    missed = _beside_others(report, counts)
    if asked.write:
        report.write()
    return int(missed)


def _beside_others(report: Report, counts: Sequence[int]) -> bool:
    """Measure all; whether a floor was missed."""
    ours = {count: alone(measure, Case(count)) for count in counts}
    loops = {count: alone(_loop, count) for count in counts if count in LOOPED}
    spots = {count: alone(_spot, count) for count in counts}
    scans = _scans(report)
    rows = []
    for count, here in ours.items():
        rivals = [f"{rate:,.2f}" if (rate := others.get(count)) else "" for others in (loops, scans)]
        found = [f"{here.hits:.1f}", f"{here.candidates:.1f}", f"{here.most}"]
        rows.append([f"{count:,}", *found, *rates(here), *rivals, f"{spots[count]:,.0f}"])
    head = "watches|hits|candidates|most|first pass|**second**|keys|percolation|(a) loop|(b) PostgreSQL|(c) spotting"
    report.add(f"Posts of {WORDS} words:", table(head, rows))
    report.add(
        "Start and memory:",
        table(
            "watches|bytes a watch|ready, s",
            [[f"{n:,}", f"{m.bytes_each:,.0f}", f"{m.ready:.2f}"] for n, m in ours.items()],
        ),
    )
    floors = _floors(ours, loops, scans)
    report.add("What must hold:", table("|measured|floor|", floors))
    lines = [Line("Rasid, full path", {n: m.second for n, m in ours.items()}, is_ours=True)]
    lines.append(Line("(c) Aho-Corasick, spotting only", spots))
    lines.append(Line("(b) PostgreSQL tsquery", scans))
    lines.append(Line("(a) a pattern for each term", loops))
    report.picture("performance.svg", chart("Posts a second on one core", "watches", lines))
    return any(verdict == MISSED for *_, verdict in floors)


def _loop(count: int) -> float:
    return looped(stream(count, LOOPED[count]), LOOPED[count])


def _spot(count: int) -> float:
    return spotted(stream(count, Case(count).posts))


def _scans(report: Report) -> dict[int, float]:
    """(b), under the faster of its configurations."""
    binaries = postgres.programs()
    if binaries is None:
        report.add("(b) was not measured: PostgreSQL is not installed (on Debian: `apt install postgresql`).")
        return {}
    found: dict[int, float] = {}
    with postgres.server(binaries) as database:
        for count, posts in SCANNED.items():
            given = stream(count, posts + 1)
            each = {name: database.rate(given, posts, name) for name in postgres.CONFIGURATIONS}
            found[count] = max(rate for rate, _ in each.values())
            print(f"(b) {count:,}", {name: f"{rate:.1f}/s, {hits:.1f} hits" for name, (rate, hits) in each.items()})
    return found


def _floors(ours: dict[int, Measured], loops: dict[int, float], scans: dict[int, float]) -> list[list[str]]:
    small, middle, large = (ours[count] for count in LOOPED)
    rows = [
        _floor("second pass against (a), 10,000 watches", middle.second / loops[10_000], 20, "×"),
        _floor("second pass against (a), 100,000", large.second / loops[100_000], 200, "×"),
        _floor("second pass, 100,000", large.second, 2_000, " posts/s"),
    ]
    if scans:
        rows.append(_floor("second pass against (b), 100,000", large.second / scans[100_000], 25, "×"))
    for here in (small, middle, large):
        name = f"keys against percolation alone, {here.watches:,}: time for time"
        rows.append(_floor(name, here.percolation / here.keys, 1, ""))
        rows.append(_floor(f"hits of a post, {here.watches:,}", here.hits, 8, ""))
        rows.append(_ceiling(f"hits of a post, {here.watches:,}", here.hits, 12, ""))
        rows.append(_ceiling(f"candidates of a post at most, {here.watches:,}", here.most, 50, ""))
    rows.append(_ceiling("100,000 watches ready", large.ready, 5, " s"))
    million = ours.get(MILLION)
    if million:
        slower = small.percolation / million.percolation
        rows.append(_ceiling("percolation, from 1,000 to 1,000,000 watches: dearer", slower, 3, "×"))
        rows.append(_ceiling("memory of a watch, 1,000,000", million.bytes_each, 1_024, " bytes"))
    return rows


def _floor(name: str, value: float, least: float, unit: str) -> list[str]:
    return [name, _shown(value, unit), f"≥ {least:,}{unit}", "holds" if value >= least else MISSED]


def _ceiling(name: str, value: float, most: float, unit: str) -> list[str]:
    return [name, _shown(value, unit), f"≤ {most:,}{unit}", "holds" if value <= most else MISSED]


def _shown(value: float, unit: str) -> str:
    return f"{value:,.2f}{unit}" if value < 100 else f"{value:,.0f}{unit}"


if __name__ == "__main__":
    sys.exit(main())
