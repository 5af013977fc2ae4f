"""The figures of a trial, to be read and to be quoted."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.crash.kills import Kills
from tests.crash.verdict import Findings


@dataclass(frozen=True)
class Report:
    """What happened in a trial. `lived` is seconds of traffic and kills; `settled` those until nothing was owed."""

    seed: int
    lived: float
    settled: float
    traffic: Counter[str]
    asked: Counter[str]
    asked_again: int
    kills: Kills
    findings: Findings

    @property
    def complaints(self) -> list[str]:
        """Everything that is not as promised; empty when the trial was passed."""
        return [*self.kills.complaints, *self.findings.complaints]

    def __str__(self) -> str:
        kills, found = self.kills, self.findings
        lines = [
            f"seed {self.seed}: {self.lived:.0f} s of traffic and kills, then {self.settled:.1f} s until all was sent",
            f"published and forwarded: {_counts(self.traffic)}",
            f"asked for: {_counts(self.asked)}; asked again, since an answer had not come: {self.asked_again}",
            f"kill -9: {kills.killed}; SIGTERM: {len(kills.stops)} (exit 0, longest {max(kills.stops):.2f} s)",
            *(f"    {way}: {count}" for way, count in sorted(kills.ends.items())),
            f"    starts that were spared, since kills left no time: {kills.spared}",
            f"    faults that did not come before the kill: {_counts(kills.missed) or 'none'}",
            f"cold start to the first getUpdates: {_times(kills.starts)}",
            f"messages under way at an end: {', '.join(f'{n}: {c}' for n, c in sorted(kills.in_flight.items()))}",
            f"alerts due: {found.due}, arrived: {found.arrived}, lost: {found.due - found.arrived};"
            f" folded: {found.folded}; brought up to date after an edit: {found.edited}",
            f"duplicates: {found.duplicates} of {kills.sending.total()} messages under way at a kill",
            *(f"NOT AS PROMISED: {complaint}" for complaint in self.complaints),
        ]
        return "\n".join(lines)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counter.items()))


def _times(seconds: Sequence[float]) -> str:
    if not seconds:
        return "not measured"
    return f"median {statistics.median(seconds):.2f} s, longest {max(seconds):.2f} s ({len(seconds)} starts)"
