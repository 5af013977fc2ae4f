"""Which readings of a word are plausible: the filters and weights behind "the same word"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.text.analysis import Analysis

_EXPLICIT: Final = frozenset("أإآؤئءة")


def agreeing(readings: Sequence[Analysis], raw: str) -> Sequence[Analysis]:
    """Those spelled with the hamzas and ta marbuta that are written; all where none is."""
    marks = [(index, letter) for index, letter in enumerate(raw) if letter in _EXPLICIT]
    if not marks:
        return readings
    kept = [r for r in readings if len(r.form) == len(raw) and all(r.form[i] == letter for i, letter in marks)]
    return kept or readings


def plausible(readings: Sequence[Analysis], margin: float = 1.0) -> Sequence[Analysis]:
    weights = [weight(r) for r in readings]
    if not weights:
        return readings
    most = min(weights) + margin
    return [r for r, w in zip(readings, weights, strict=True) if w <= most]


_PROCLITIC_WEIGHTS = {"la": 4.0, "Aa": 4.0, "ka": 1.6, "fa": 1.2, "wa": 0.4, "bi": 0.4, "li": 0.4, "sa": 0.4, "Al": 0.0}


def weight(r: Analysis) -> float:
    w = 0.0
    for p in r.proclitics:
        w += _PROCLITIC_WEIGHTS.get(p, 2.0)
    if r.pronoun:
        w += 4.0 if r.pronoun[0] == "2" or r.pronoun == "1s" else 0.5
    if r.kind == "verb":
        if r.aspect == "c" or r.person == "2":
            w += 4.0
        elif r.person == "1":
            w += 2.0 if r.number == "s" else 0.5
    return w
