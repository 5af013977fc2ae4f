"""What the analyser says about one word, reduced to what decides which word it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from bot.text.normalise import ARABIC_MARKS, fold_seats

Analyse = Callable[[str], Sequence[Mapping[str, Any]]]

_MARKS: Final = re.compile(f"[{ARABIC_MARKS}]+")

# Features and values are those of CALIMA's databases, which the converted tables share
# (https://camel-tools.readthedocs.io/en/latest/reference/camel_morphology_features.html).
_PROCLITICS: Final = ("prc3", "prc2", "prc1", "prc0")
_TWO_LETTERS: Final = frozenset({"Al", "mA", "lA"})
_DECISIVE: Final = ("lex", "stem", "pos", *_PROCLITICS, "enc0", "num", "gen", "per", "asp")
_NOTHING: Final = frozenset({"0", "na", "-", ""})
_PRONOUNS: Final = {
    **{f"3{who}": form for who, form in (("ms", "ه"), ("fs", "ها"), ("d", "هما"), ("mp", "هم"), ("fp", "هن"))},
    **{f"2{who}": form for who, form in (("ms", "ك"), ("fs", "ك"), ("d", "كما"), ("mp", "كم"), ("fp", "كن"))},
    **{"1s": "ي", "1p": "نا"},
}
_KINDS: Final = {
    "noun_prop": "name",
    **dict.fromkeys(("noun", "noun_num", "noun_quant"), "noun"),
    **dict.fromkeys(("adj", "adj_comp", "adj_num"), "adj"),
    "verb": "verb",
}


class Analysis(NamedTuple):
    """One reading of a word.

    `lemma` is vocalised, empty for a name of our lists. `form` is how the whole word would be spelled, `bare` without
    clitics and pronoun, both without vowels but with hamza, ة and ى; `folded` is `bare` folded, `stem` what is left
    without inflection, `diac` the whole word vocalised. `kind` is noun, adj, name, verb or particle. `proclitics` are
    named ("wa", "bi", "Al"), `pronoun` is who is attached ("3ms") or empty. `number` is s, d or p, `gender` m or f;
    `person` and `aspect` (p, i, c) are only of verbs.
    """

    lemma: str
    kind: str
    form: str
    bare: str
    folded: str
    stem: str
    diac: str
    proclitics: tuple[str, ...]
    pronoun: str
    number: str
    gender: str
    person: str
    aspect: str

    @property
    def is_construct(self) -> bool:
        """Whether it is a dual or plural that only stands before a pronoun like this: مسؤوليهم is not of «مسؤولي»."""
        plural = self.number == "p" and self.bare.endswith(("ي", "و"))
        return self.kind != "verb" and bool(self.pronoun) and (self.number == "d" or plural)


def _letters(vocalised: str) -> str:
    bare = _MARKS.sub("", vocalised)
    return bare.replace("ٱ", "ا") if "ٱ" in bare else bare


@lru_cache(maxsize=20_000)
def without_vowels(vocalised: str) -> str:
    """The letters of a vocalised word, a connecting alef as a bare one."""
    return _letters(vocalised)


@lru_cache(maxsize=50_000)
def folded_lemma(lemma: str) -> str:
    return fold_seats(without_vowels(lemma))


def analyses(analyse: Analyse, letters: str) -> list[Analysis]:
    """All different readings of a word, given as Arabic letters without marks; no name has a pronoun."""
    found: dict[tuple[object, ...], Mapping[str, Any]] = {}
    for features in analyse(letters):
        # Databases tell apart what is one reading here: moods, cases, the genders of a spelling.
        found.setdefault(tuple(map(features.get, _DECISIVE)), features)
    return [reading for reading in map(_reduced, found.values()) if not (reading.pronoun and reading.kind == "name")]


def _reduced(features: Mapping[str, Any]) -> Analysis:
    form = _letters(features["diac"])
    proclitics = _names_of_proclitics(*map(features.get, _PROCLITICS))
    enclitic = features.get("enc0", "0")
    pronoun = "" if enclitic in _NOTHING else enclitic.partition("_")[0]
    verb = features["pos"] == "verb"
    bare = _bare(form, proclitics, pronoun, features) if proclitics or pronoun else form
    return Analysis(
        features["lex"],
        _KINDS.get(features["pos"], "particle"),
        form,
        bare,
        fold_seats(bare),
        without_vowels(features["stem"]),
        features["diac"],
        proclitics,
        pronoun,
        features.get("num", "s"),
        features.get("gen", "m"),
        features.get("per", "3") if verb else "",
        features.get("asp", "") if verb else "",
    )


@lru_cache(maxsize=1_000)
def _names_of_proclitics(*values: str | None) -> tuple[str, ...]:
    return tuple(value.partition("_")[0] for value in values if value is not None and value not in _NOTHING)


def _bare(form: str, proclitics: tuple[str, ...], pronoun: str, features: Mapping[str, Any]) -> str:
    start = sum(2 if name in _TWO_LETTERS else 1 for name in proclitics)
    if "li" in proclitics and "Al" in proclitics:
        start -= 1  # لل
    attached = _PRONOUNS.get(pronoun, "")
    if not attached or not form.endswith(attached):
        return form[start:]
    bare = form[start : -len(attached)]
    if bare.endswith("ت") and features.get("gen") == "f" and features.get("num") == "s" and features["pos"] != "verb":
        return f"{bare[:-1]}ة"
    return bare
