"""camel-tools' analyser, opened without what its modules do at import: ask the network, and read all of Unicode."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any, Final

PACKAGE: Final = "camel-tools"

_LETTERS: Final = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيٱپچڤگ")
_MARKS: Final = frozenset("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670")

Analyse = Callable[[str], Sequence[Mapping[str, Any]]]


def analyser_version() -> str:
    """The version of camel-tools, which decides with the database how words are read."""
    return version(PACKAGE)


def open_analyser(database: Path) -> Analyse:
    """The analyser on an ALMOR database: a word of Arabic letters to its analyses, each a map of features.

    Raises ImportError without camel-tools, OSError and camel-tools' MorphologyError for a database that it cannot
    read.
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

    analyse: Analyse = Analyzer(MorphologyDB(str(database), "a")).analyze
    return analyse


def _stand_in(name: str, **names: object) -> None:
    if name not in sys.modules:
        module = ModuleType(name)
        vars(module).update(names)
        sys.modules[name] = module
