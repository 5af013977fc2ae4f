"""camel-tools' analyser, opened without what its modules do at import: ask the network, and read all of Unicode."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any, Final

PACKAGE: Final = "camel-tools"

_LETTERS: Final = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيٱپچڤگ")
_MARKS: Final = frozenset("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670")

_UNSPECIFIED: Final = frozenset({"-", ""})
_JOINED: Final = frozenset({"diac", "gloss", "bw"})  # of these a word's is not its affix's

_Features = dict[str, str]
_Part = tuple[str, _Features]  # category, features
_Affixes = tuple[str, str, str, str, _Features]

# camel_tools.morphology.analyzer.DEFAULT_NORMALIZE_MAP
_NORMALISED: Final = str.maketrans("أإآٱىة", "اااايه", "ـ")

Analyse = Callable[[str], Sequence[Mapping[str, Any]]]


def analyser_version() -> str:
    """The version of camel-tools, which decides with the database how words are read."""
    return version(PACKAGE)


def open_analyser(database: Path) -> Analyse:
    """The analyser on an ALMOR database: a word of Arabic letters to its analyses, each a map of features.

    Raises ImportError without camel-tools, OSError, ValueError and camel-tools' MorphologyError for a database that
    cannot be read.
    """
    _stand_in("camel_tools.data", CATALOGUE=None)  # imported, it would download a catalogue
    # Imported, it would sort a million code points into sets: half a second and 30 MiB. Only letters are analysed.
    _stand_in(
        "camel_tools.utils.charsets",
        UNICODE_PUNCT_SYMBOL_CHARSET=frozenset("!-./:;?«»،؛؟"),
        AR_CHARSET=_LETTERS | _MARKS,
        AR_DIAC_CHARSET=_MARKS,
        BW_DIAC_CHARSET=frozenset("FKN`aiou~"),
        SAFEBW_DIAC_CHARSET=frozenset("FKNaeiou~"),
        XMLBW_DIAC_CHARSET=frozenset("FKN`aiou~"),
        HSB_DIAC_CHARSET=frozenset(".aiu~\u00c4\u00e1\u00e3\u0129\u0169"),
    )
    from camel_tools.morphology.analyzer import Analyzer
    from camel_tools.morphology.database import MorphologyDB

    class Compact(MorphologyDB):  # type: ignore[misc]  # camel-tools is not typed
        """The database with each name and value in memory once, not once for each of 80,000 stems."""

        def _parse_analysis_line_toks(self, toks: Sequence[str]) -> dict[str, str]:
            pairs = (tok.split(":", 1) for tok in toks if tok)
            return {sys.intern(name): sys.intern(value) for name, value in pairs}

    with _without_garbage():
        opened = Compact(str(database), "a")
    if not opened.stem_hash or not opened.prefix_suffix_compat:
        # Its last table is missing: camel-tools reads an empty or cut off file without a word.
        raise ValueError("not a whole database")
    combine = Combiner(opened)

    class Quick(Analyzer):  # type: ignore[misc]  # camel-tools is not typed
        """The analyser for words of letters only, its loops written for speed; what the tables allow is its own."""

        def analyze(self, word: str) -> list[dict[str, str]]:
            word = word.translate(_NORMALISED)
            length = len(word)
            # The few affixes first: most ways to cut a word fail there, and a look-up among the many stems is slow.
            ends = [
                (end, suffixes)
                for end in range(max(1, length - opened.max_suffix_size), length + 1)
                if (suffixes := opened.suffix_hash.get(word[end:])) is not None
            ]
            found: list[dict[str, str]] = []
            for start in range(min(opened.max_prefix_size, length - 1) + 1):
                prefixes = opened.prefix_hash.get(word[:start])
                if prefixes is None:
                    continue
                for end, suffixes in ends:
                    stems = opened.stem_hash.get(word[start:end]) if end > start else None
                    if stems is not None:
                        found += combine(prefixes, stems, suffixes)
            return found

    analyse: Analyse = Quick(opened).analyze
    return analyse


@contextmanager
def _without_garbage() -> Iterator[None]:
    """For making some hundred thousand objects that never go away: no collection visits them, now or ever after."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if enabled:
            gc.enable()


class Combiner:
    """Prefix, stem and suffix put together where the tables allow it (`Analyzer._combined_analyses`).

    `database` is camel-tools' `MorphologyDB`. Two thirds of a first reading were spent on merging and vocalising what
    nobody reads, and on trying the same pairs of affixes with every stem. A word's `diac` is its parts joined, without
    the assimilation of the article: its letters are the same.
    """

    def __init__(self, database: Any) -> None:
        self._after_prefix: Mapping[str, Set[str]] = database.prefix_stem_compat
        self._after_stem: Mapping[str, Set[str]] = database.stem_suffix_compat
        self._around: Mapping[str, Set[str]] = database.prefix_suffix_compat
        self._pairs: dict[tuple[int, int], list[_Affixes]] = {}

    def __call__(self, prefixes: Sequence[_Part], stems: Sequence[_Part], suffixes: Sequence[_Part]) -> list[_Features]:
        # The database keeps one list for each affix, so identity names them; there are some thousand pairs in all.
        pair = (id(prefixes), id(suffixes))
        affixes = self._pairs.get(pair)
        if affixes is None:
            affixes = self._pairs[pair] = list(self._compatible(prefixes, suffixes))
        found = []
        for stem, features in stems:
            may_follow = self._after_stem.get(stem, ())
            for prefix, suffix, before, after, changed in affixes:
                if suffix in may_follow and stem in self._after_prefix.get(prefix, ()):
                    found.append(self._merged(features, before, after, changed))
        return found

    def _compatible(self, prefixes: Sequence[_Part], suffixes: Sequence[_Part]) -> Iterator[_Affixes]:
        for prefix, before in prefixes:
            for suffix, after in suffixes:
                if suffix in self._around.get(prefix, ()):
                    changed = {
                        name: value
                        for name, value in (*after.items(), *before.items())
                        if value not in _UNSPECIFIED and name not in _JOINED
                    }
                    yield prefix, suffix, _joinable(before), _joinable(after), changed

    def _merged(self, stem: _Features, before: str, after: str, changed: _Features) -> _Features:
        merged = stem | {name: value for name, value in changed.items() if name in stem}
        diac = stem["diac"]
        merged["stem"] = diac
        merged["diac"] = f"{before}{diac}{after}"
        return merged


def _joinable(affix: _Features) -> str:
    """An affix as it is written: CALIMA marks its borders and the assimilating article by + and #."""
    return affix.get("diac", "").replace("+", "").replace("#", "")


def _stand_in(name: str, **names: object) -> None:
    if name not in sys.modules:
        module = ModuleType(name)
        vars(module).update(names)
        sys.modules[name] = module
