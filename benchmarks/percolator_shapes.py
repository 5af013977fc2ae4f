"""What percolation costs for other posts and other watches: many hits, long posts, operators; and what is refused.

    python -m benchmarks.percolator_shapes [--write]

Measured like `benchmarks.percolator`, which holds the floors. `--write` puts the tables into docs/performance.md.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks._percolator_measure import Case, alone, measure, rates, refusals
from benchmarks._percolator_stream import KINDS
from benchmarks._report import Report, table

CROWDED = 100_000  # watches, where the hits vary
HITS = {5: 400, 50: 200, 500: 50}  # posts, by how many times as many hits as usual
VARIED = 10_000  # watches, where posts and operators vary
LENGTHS = (50, 150, 500, 2_000)
ANSWERED_WITHIN = 10  # ms
SHARES = (0.0, 0.05, 0.25)


def main() -> int:
    """Measure; 1 when something was refused too late."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the tables into docs/performance.md")
    asked = parser.parse_args()
    report = Report("percolator-shapes")
    in_time = _refused(report)
    _lengths(report)
    _kinds(report)
    _many_hits(report)
    if asked.write:
        report.write()
    return int(not in_time)


def _many_hits(report: Report) -> None:
    rows = []
    for times, posts in HITS.items():
        here = alone(measure, Case(CROWDED, posts=posts, crowding=times))
        rows.append([f"{here.hits:,.0f}", f"{here.candidates:,.0f}", *rates(here)])
    report.add(f"Many hits, {CROWDED:,} watches:", table("hits|candidates|first pass|second|keys|percolation", rows))


def _lengths(report: Report) -> None:
    rows = []
    for words in LENGTHS:
        here = alone(measure, Case(VARIED, posts=max(100, 80_000 // words), words=words))
        rows.append([f"{words:,}", f"{here.hits:.1f}", f"{here.candidates:.1f}", *rates(here)])
    report.add(
        f"Length of a post, {VARIED:,} watches:",
        table("words|hits|candidates|first pass|second|keys|percolation", rows),
    )


def _kinds(report: Report) -> None:
    rows = []
    for kind in KINDS:
        for share in SHARES if kind == KINDS[0] else SHARES[1:]:
            here = alone(measure, Case(VARIED, posts=500, kind=kind, share=share))
            name = f"{kind}, {share:.0%}" if share else "none"
            rows.append([name, f"{here.hits:.1f}", f"{here.candidates:.1f}", *rates(here), f"{here.ready:.2f}"])
    report.add(
        f"Operators, {VARIED:,} watches, such a share of them with one:",
        table("operator|hits|candidates|first pass|second|keys|percolation|ready, s", rows),
    )


def _refused(report: Report) -> bool:
    measured = alone(refusals)
    rows = [[name, answer, f"{milliseconds:.2f}"] for name, answer, milliseconds in measured]
    report.add(f"Bad input, each to be answered within {ANSWERED_WITHIN} ms:", table("what|answer|ms", rows))
    return all(milliseconds <= ANSWERED_WITHIN for _, _, milliseconds in measured)


if __name__ == "__main__":
    sys.exit(main())
