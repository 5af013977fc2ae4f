"""What else finds watches in posts: the loop of other monitors, and an Aho-Corasick automaton."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import ahocorasick  # type: ignore[import-not-found]  # a C extension without stubs

from benchmarks._percolator_stream import Stream
from bot.text import fold

_PASSES = 3

_Piece = TypeVar("_Piece")


def rate(work: Callable[[_Piece], object], pieces: Sequence[_Piece]) -> float:
    """How many of `pieces` are done in a second of processor time."""
    start = time.process_time()
    for piece in pieces:
        work(piece)
    return len(pieces) / (time.process_time() - start)


def looped(given: Stream, posts: int) -> float:
    """Every pattern of every watch, until one is missing; equal patterns are compiled once, in its favour."""
    known: dict[str, re.Pattern[str]] = {}
    for word in _words(given):
        known.setdefault(word, re.compile(rf"\b(?:[وفبكل]|ال)?{re.escape(word)}\b"))
    patterns = [[known[word] for word in words] for words in given.watches]

    def match(text: str) -> list[int]:
        return [number for number, some in enumerate(patterns) if all(pattern.search(text) for pattern in some)]

    return rate(match, given.posts[:posts])


def spotted(given: Stream) -> float:
    """Where any term stands in a text folded already; no watch is decided."""
    automaton = ahocorasick.Automaton()
    for word in _words(given):
        automaton.add_word(fold(word), None)
    automaton.make_automaton()
    folded = [" ".join(map(fold, text.split())) for text in given.posts]
    return max(rate(lambda text: list(automaton.iter(text)), folded) for _ in range(_PASSES))


def _words(given: Stream) -> Iterable[str]:
    return dict.fromkeys(word for words in given.watches for word in words)
