"""What the analyser says about one word, reduced to what decides which word it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import regex

from bot.text.normalise import ARABIC_MARKS, fold_seats

Analyse = Callable[[str], Sequence[Mapping[str, Any]]]

_MARKS = regex.compile(f"[{ARABIC_MARKS}]+")
_WASLA: Final = str.maketrans("ٱ", "ا")

# Features and values are those of CALIMA's databases, which the converted tables share
# (https://camel-tools.readthedocs.io/en/latest/reference/camel_morphology_features.html).
_PROCLITICS: Final = ("prc3", "prc2", "prc1", "prc0")
_TWO_LETTERS: Final = frozenset({"Al", "mA", "lA"})
_NOTHING: Final = frozenset({"0", "na", "-", None, ""})
_PRONOUNS: Final = {
    **{f"3{who}": form for who, form in (("ms", "ه"), ("fs", "ها"), ("d", "هما"), ("mp", "هم"), ("fp", "هن"))},
    **{f"2{who}": form for who, form in (("ms", "ك"), ("fs", "ك"), ("d", "كما"), ("mp", "كم"), ("fp", "كن"))},
    **{"1s": "ي", "1p": "نا"},
}
_KINDS: Final = {"noun_prop": "name", "noun": "noun", "noun_num": "noun", "noun_quant": "noun", "adj": "adj"} | {
    "adj_comp": "adj",
    "adj_num": "adj",
    "verb": "verb",
}


class Analysis(NamedTuple):
    """One reading of a word.

    `lemma` is vocalised; `form` is how the whole word would be spelled, `bare` without clitics and pronoun, both
    without vowels but with hamza, ة and ى. `kind` is noun, adj, name, verb or particle. `proclitics` are the letters'
    names ("wa", "bi", "Al"), `pronoun` who is attached ("3ms") or empty. `number` s, d, p; `person` and `aspect`
    (p, i, c) only of verbs. `stem` is the spelled stem without inflection.
    """

    lemma: str
    kind: str
    form: str
    bare: str
    stem: str
    diac: str
    proclitics: tuple[str, ...]
    pronoun: str
    number: str
    gender: str
    person: str
    aspect: str

    @property
    def spelled_lemma(self) -> str:
        """The folded form of the lemma, as a person types it."""
        return folded_lemma(self.lemma)

    @property
    def has_clitics(self) -> bool:
        return bool(self.proclitics or self.pronoun)


def without_vowels(vocalised: str) -> str:
    return _MARKS.sub("", vocalised).translate(_WASLA)


@lru_cache(maxsize=50_000)
def folded_lemma(lemma: str) -> str:
    return fold_seats(without_vowels(lemma))


def analyses(analyse: Analyse, letters: str) -> list[Analysis]:
    """All different readings of a word, given as Arabic letters without marks."""
    return list(dict.fromkeys(_reduced(analyse(letters))))


def _reduced(found: Iterable[Mapping[str, Any]]) -> Iterable[Analysis]:
    for features in found:
        form = without_vowels(features["diac"])
        proclitics = tuple(
            value.partition("_")[0] for name in _PROCLITICS if (value := features.get(name)) not in _NOTHING
        )
        enclitic = features.get("enc0")
        pronoun = "" if enclitic in _NOTHING else str(enclitic).partition("_")[0]
        verb = features["pos"] == "verb"
        yield Analysis(
            features["lex"],
            _KINDS.get(features["pos"], "particle"),
            form,
            _bare(form, proclitics, pronoun, features),
            without_vowels(features["stem"]),
            features["diac"],
            proclitics,
            pronoun,
            features.get("num", "s"),
            features.get("gen", "m"),
            features.get("per", "3") if verb else "",
            features.get("asp", "") if verb else "",
        )


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
