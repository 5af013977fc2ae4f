"""Which readings of a word are plausible: agreement with what is written, and how likely each way to split it is.

Undiacritised Arabic can nearly always be read in several ways. What makes a reading unlikely in news is known from
grammar and use, not from single words: an imperative, a second person, a rare proclitic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.text.analysis import Analysis

_EXPLICIT: Final = frozenset("أإآؤئءةى")
_SHORT_VOWELS: Final = frozenset("\u064e\u064f\u0650")
_SHADDA: Final = "\u0651"
_VOWELLED: Final = frozenset("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670")

_MARGIN: Final = 1.0
_PROCLITICS: Final = {"wa": 0.4, "bi": 0.4, "li": 0.4, "sa": 1.1, "fa": 1.2, "ka": 1.6, "la": 4.0, "Aa": 4.0, "Al": 0.0}
_OTHER_PROCLITIC: Final = 2.0
_SHORT: Final = 3  # letters; a word so short is more often a part of the longer word than a word behind a proclitic
_BEFORE_SHORT: Final = 0.5
_PRONOUN: Final = 0.5
_OF_A_DIALOGUE: Final = 4.0  # second person, imperative, "my": news hardly has them
_RARE_EVEN_THERE: Final = 1.0
_IMPLAUSIBLE: Final = 4.9  # better no reading than one like this: كيبيك is a name
_FIRST_PERSON: Final = {"s": 1.0}
_FIRST_PERSON_PLURAL: Final = 0.5
_FEMININE_PLURAL_VERB: Final = 1.5
_FUNCTION_WORD: Final = -0.5
_FUNCTION_WORD_WITH_PRONOUN: Final = -0.7
_LISTED_NAME: Final = -1.0


def agreeing(readings: Sequence[Analysis], raw: str) -> Sequence[Analysis]:
    """Those that are spelled with the hamzas, ta marbuta and alef maqsura that `raw` has; all where none is.

    A bare ا, ه or ي may stand for any of its kind: that is how people write. Only «علي» is not «على» where it can be
    the name: the preposition is in every post.
    """
    if raw[-1] == "ي":
        readings = [r for r in readings if r.kind != "particle" or r.form[-1] != "ى"] or readings
    readings = [r for r in readings if not _is_respelled(r.form, raw)] or readings
    marks = [(index, letter) for index, letter in enumerate(raw) if letter in _EXPLICIT]
    if not marks or len(readings) < 2:
        return readings
    kept = [r for r in readings if len(r.form) == len(raw) and all(r.form[i] == letter for i, letter in marks)]
    return kept or readings


def _is_respelled(form: str, raw: str) -> bool:
    """Whether the hamza of a reading is written as a bare ي or و: القاري may be القارئ, if it is nothing else."""
    return form != raw and (form.count("ئ") > raw.count("ئ") or form.count("ؤ") > raw.count("ؤ"))


def vowelled_alike(readings: Sequence[Analysis], spelled: str) -> Sequence[Analysis]:
    """Those that don't contradict the vowels and shaddas written inside `spelled`; all where none is left."""
    if len(readings) < 2 or _VOWELLED.isdisjoint(spelled):
        return readings
    written = _clusters(spelled)[:-1]  # the last letter's vowel is the case, which the readings leave open
    kept = [r for r in readings if _compatible(written, _clusters(r.diac)[:-1])]
    return kept or readings


def plausible(readings: Sequence[Analysis]) -> Sequence[Analysis]:
    """Those that are not much less likely than the likeliest; none where even that one is hardly ever meant."""
    weights = list(map(weight, readings))
    most = min(min(weights, default=0.0) + _MARGIN, _IMPLAUSIBLE)
    return [reading for reading, unlikely in zip(readings, weights, strict=True) if unlikely <= most]


def weight(reading: Analysis) -> float:
    """How unlikely a reading is, by its parts alone; 0 for a plain word without clitics."""
    total = 0.0
    for proclitic in reading.proclitics:
        total += _PROCLITICS.get(proclitic, _OTHER_PROCLITIC)
    if total and len(reading.bare) <= _SHORT and "Al" not in reading.proclitics:
        total += _BEFORE_SHORT
    pronoun = reading.pronoun
    if pronoun:
        total += _weight_of_pronoun(reading)
    if reading.kind == "particle":
        total += _FUNCTION_WORD_WITH_PRONOUN if pronoun else _FUNCTION_WORD
    elif not reading.lemma:
        total += _LISTED_NAME
    elif reading.kind == "verb":
        total += _weight_of_person(reading)
    return total


def _weight_of_pronoun(reading: Analysis) -> float:
    if reading.pronoun[0] == "2" or reading.pronoun == "1s":
        return _OF_A_DIALOGUE + (_RARE_EVEN_THERE if reading.is_construct else 0.0)
    return 0.0 if reading.kind == "particle" else _PRONOUN


def _weight_of_person(verb: Analysis) -> float:
    if verb.aspect == "c" or verb.person == "2":
        return _OF_A_DIALOGUE
    if verb.person == "1":
        return _FIRST_PERSON.get(verb.number, _FIRST_PERSON_PLURAL)
    if verb.number == "p" and not verb.pronoun and verb.form.endswith("ن") and not verb.form.endswith("ون"):
        return _FEMININE_PLURAL_VERB
    return 0.0


def _clusters(vocalised: str) -> list[tuple[str, frozenset[str]]]:
    clusters: list[tuple[str, frozenset[str]]] = []
    for character in vocalised:
        if character in _VOWELLED and clusters:
            letter, marks = clusters[-1]
            clusters[-1] = (letter, marks | {character})
        else:
            clusters.append((character, frozenset()))
    return clusters


def _compatible(written: list[tuple[str, frozenset[str]]], read: list[tuple[str, frozenset[str]]]) -> bool:
    if len(written) != len(read):
        return False
    for (_, ours), (_, theirs) in zip(written, read, strict=True):
        vowel, other = ours & _SHORT_VOWELS, theirs & _SHORT_VOWELS
        if vowel and other and vowel != other:
            return False
        if _SHADDA in ours and _SHADDA not in theirs and other:
            return False
    return True
