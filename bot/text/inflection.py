"""The citation forms that a word may be an inflected form of, by its letters alone: for reading without a lexicon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_SHORTEST: Final = 3

# Ending of a noun or adjective, and what stands in its place in the citation form (folded: ة is ه).
_NOMINAL: Final = (
    ("تين", "ه"),
    ("تان", "ه"),
    ("ات", "ه"),
    ("ات", ""),
    ("ين", ""),
    ("ون", ""),
    ("ان", ""),
    ("ا", ""),
    ("ه", ""),
    ("ت", "ه"),
)
_CERTAIN: Final = (("ات", "ه"), ("ات", ""), ("ون", ""), ("يين", "ي"), ("يه", "ي"), ("تين", "ه"))
_SURE: Final = (("ات", "ه"), ("ات", ""), ("ون", ""), ("ين", ""), ("ه", ""))
_PERFECT: Final = ("تا", "تم", "نا", "وا", "ت", "ا", "ن", "و")
_IMPERFECT: Final = ("ون", "وا", "ان", "ين", "ن", "و", "")
_IMPERFECT_PREFIXES: Final = "يتنا"
_WEAK: Final = "وي"


def citations(form: str, *, definite: bool) -> Iterator[str]:
    """The folded citation forms of a folded form without clitics; `definite` where it has an article (no verb)."""
    for ending, instead in _NOMINAL:
        stem = form[: -len(ending)]
        if form.endswith(ending) and len(stem) >= _SHORTEST:
            yield f"{stem}{instead}"
    if not definite:
        yield from _verbs(form)


def _verbs(form: str) -> Iterator[str]:
    for ending in _PERFECT:
        stem = form.removesuffix(ending)
        if stem != form and len(stem) >= _SHORTEST:
            yield stem
    if form[0] not in _IMPERFECT_PREFIXES:
        return
    for ending in _IMPERFECT:
        stem = form[1:].removesuffix(ending) if ending else form[1:]
        if len(stem) >= _SHORTEST and form.endswith(ending):
            yield from _perfects(stem)


def _perfects(stem: str) -> Iterator[str]:
    """The perfects of an imperfect's stem: as it is (هدد), with the alef of derived stems (علن: أعلن), weak ones."""
    yield stem
    yield f"ا{stem}"
    if stem[-2] in _WEAK:
        yield f"{stem[:-2]}ا{stem[-1]}"
        yield f"ا{stem[:-2]}ا{stem[-1]}"
    if stem[-1] == "و":
        yield f"{stem[:-1]}ا"


def of_unknown(form: str) -> Iterator[str]:
    """The citation forms of a word that a lexicon doesn't have: it is mostly a name, and few endings come off."""
    for ending, instead in _SURE:
        stem = form[: -len(ending)]
        if form.endswith(ending) and len(stem) > _SHORTEST:
            yield f"{stem}{instead}"


def meant(form: str) -> Iterator[str]:
    """The citation forms of a folded form as a person types it, where its ending or beginning leaves little doubt."""
    for ending, instead in _CERTAIN:
        stem = form[: -len(ending)]
        if form.endswith(ending) and len(stem) >= _SHORTEST:
            yield f"{stem}{instead}"
    if form[0] == "ي" and len(form) > _SHORTEST:
        yield from _verbs(form)
