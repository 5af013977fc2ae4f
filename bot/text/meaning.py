"""What a person most probably means with a word typed alone: which of its readings a query follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.text.analysis import Analysis, folded_lemma, without_vowels
from bot.text.normalise import fold_seats

_TANWIN: Final = ("ً", "ًا", "اً")
_LENGTH_OF_TAFAAAL: Final = 5


def meant(readings: Sequence[Analysis], raw: str) -> Sequence[Analysis]:
    """Of the plausible `readings` of a query's word those to match through; at least one.

    A citation form means itself. Beside it, or where there is none, the inflected form that is typed as often: a
    broken plural, the feminine of an adjective, an adverb's noun, a feminine imperfect.
    """
    forms = {reading.folded for reading in readings}
    own = [r for r in readings if not r.lemma or folded_lemma(r.lemma) in forms]
    exact = [r for r in own if not r.lemma or without_vowels(r.lemma)[-1:] == raw[-1:]]
    if any(r.kind == "name" for r in exact):
        own = exact  # a name ends as it is typed: ماري is not the verb مارى
    chosen = list(own or readings)
    if any(not r.lemma for r in own):
        return chosen  # a name: its letters may also be the plural of a common word, which is not meant
    chosen += [r for r in readings if r.kind != "verb" and fold_seats(r.stem) in forms]
    if any(r.kind == "particle" and r.lemma.endswith(_TANWIN) for r in own):
        chosen += [r for r in readings if r.kind in {"noun", "adj"}]
    if raw.endswith("ة"):
        chosen += [r for r in readings if r.kind == "adj" and r.gender == "f" and r.number == "s"]
    if any(r.kind == "verb" and _may_be_feminine(r.bare, readings) for r in own):
        chosen += [r for r in readings if r.kind == "verb" and r.person == "3"]
    return list(dict.fromkeys(chosen))


def _may_be_feminine(bare: str, readings: Sequence[Analysis]) -> bool:
    """Whether a verb is as probably the feminine imperfect of another: تواجه always, تهدد as it is no noun."""
    if bare[0] != "ت" or bare[-1] == "ى":
        return False
    tafaaal = len(bare) == _LENGTH_OF_TAFAAAL and bare[2] == "ا"
    return tafaaal or not any(reading.kind == "noun" for reading in readings)
