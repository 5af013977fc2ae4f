"""The part of a text to show around its matches, and which pieces of it are matches.

Spans are (start, end) code points, sorted and not overlapping. Lengths are UTF-16 code units, as Telegram counts
(https://core.telegram.org/api/entities#entity-length).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

import regex

Span = tuple[int, int]

ELLIPSIS: Final = "…"
_BEFORE: Final = f"{ELLIPSIS} "
_AFTER: Final = f" {ELLIPSIS}"

# The end of a sentence, or of a line; tried once per run of stops, so that a hostile run stays linear.
_STOP = regex.compile(r"(?<![.!?؟۔…])[.!?؟۔…]++[\"'»”’)\]]*+(?=\s|$)|\n")
# What stands between two spaces is never cut; a mark or joiner behind a space belongs to the cluster of the space.
_UNBROKEN = regex.compile(r"\S+(?:\s+[\p{M}\u200d]\S*)*")
_CLUSTER = regex.compile(r"\X")


class Excerpt(NamedTuple):
    """What is shown of a text, with the spans moved to where they are in it."""

    text: str
    spans: tuple[Span, ...]


def utf16_length(text: str) -> int:
    """The length of `text` in UTF-16 code units; a lone surrogate counts as one."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def excerpt(text: str, spans: Sequence[Span], limit: int) -> Excerpt:
    """The part of `text` that shows its matches best, in at most `limit` UTF-16 units, ellipses included.

    Whole sentences around the matches come first, what follows them next, what precedes them last. A sentence too
    long is cut between words, a word too long between grapheme clusters; only a match that alone exceeds
    `limit` is cut itself. A `limit` that nothing fits into gives an empty excerpt.
    """
    if utf16_length(text) <= limit:
        return Excerpt(text, tuple(spans))
    page = _Page(text, limit)
    core = page.densest(spans)
    sentences = _sentences(text)
    covering = _covering(sentences, core)
    words = [match.span() for match in _UNBROKEN.finditer(text, *covering)]
    window = (
        page.grown(sentences, core, alternate=False)
        or page.grown(words, core, alternate=True)
        or page.grown(words, (core[0], core[0]), alternate=True)
        or page.clusters(core[0])
    )
    return page.cut(spans, window) if window[0] < window[1] else Excerpt("", ())


def mark(text: str, spans: Sequence[Span]) -> list[tuple[str, bool]]:
    """`text` in pieces, each with whether it is a match. Joined, the pieces are `text`."""
    pieces: list[tuple[str, bool]] = []
    position = 0
    for start, end in spans:
        pieces += [(text[position:start], False), (text[start:end], True)]
        position = end
    pieces.append((text[position:], False))
    return [piece for piece in pieces if piece[0]]


def _sentences(text: str) -> list[Span]:
    sentences = []
    start = 0
    for stop in (*(match.end() for match in _STOP.finditer(text)), len(text)):
        sentence = text[start:stop].strip()
        if sentence:
            begin = text.index(sentence[0], start)
            sentences.append((begin, begin + len(sentence)))
        start = stop
    return sentences


def _covering(units: Sequence[Span], core: Span) -> Span:
    touched = _touched(units, core)
    return (units[touched[0]][0], units[touched[-1]][1]) if touched else core


def _touched(units: Sequence[Span], core: Span) -> range:
    start, end = core
    first = bisect_right(units, start, key=lambda unit: unit[1])
    last = bisect_left(units, max(end, start + 1), key=lambda unit: unit[0])
    return range(first, last)


class _Page:
    """A text that is too long for `limit` UTF-16 units, and the windows that fit."""

    def __init__(self, text: str, limit: int) -> None:
        self._text = text
        self._limit = limit
        self._begin = len(text) - len(text.lstrip())
        self._finish = len(text.rstrip())

    def densest(self, spans: Sequence[Span]) -> Span:
        """From the first to the last of the most spans that fit together; the earliest of equals."""
        best = (self._begin, self._begin)
        most = 0
        left = 0
        for right, (_, end) in enumerate(spans):
            while left < right and not self._fits((spans[left][0], end)):
                left += 1
            if right - left + 1 > most:
                most, best = right - left + 1, (spans[left][0], end)
        return best

    def grown(self, units: Sequence[Span], core: Span, *, alternate: bool) -> Span | None:
        """The units that `core` touches, and as many more around them as fit; None where not even those fit.

        What follows is added first; with `alternate`, one behind and one before in turn.
        """
        touched = _touched(units, core)
        if not touched or not self._fits((units[touched[0]][0], units[touched[-1]][1])):
            return None
        first, last = touched[0], touched[-1]
        behind = before = True
        while behind or before:
            behind = behind and last + 1 < len(units) and self._fits((units[first][0], units[last + 1][1]))
            last += behind
            if behind and not alternate:
                continue
            before = before and first > 0 and self._fits((units[first - 1][0], units[last][1]))
            first -= before
        return units[first][0], units[last][1]

    def clusters(self, start: int) -> Span:
        """As many whole grapheme clusters from `start` on as fit: the last resort."""
        end = start
        for cluster in _CLUSTER.finditer(self._text, start, start + self._limit):
            if not self._fits((start, cluster.end())):
                break
            end = cluster.end()
        return start, end

    def cut(self, spans: Sequence[Span], window: Span) -> Excerpt:
        """The window with ellipses where the text goes on, and the spans that lie in it."""
        start, end = window
        prefix, suffix = self._ellipses(window)
        moved = len(prefix) - start
        kept = tuple((max(a, start) + moved, min(b, end) + moved) for a, b in spans if a < end and b > start)
        return Excerpt(f"{prefix}{self._text[start:end]}{suffix}", kept)

    def _ellipses(self, window: Span) -> tuple[str, str]:
        return (_BEFORE if window[0] > self._begin else "", _AFTER if window[1] < self._finish else "")

    def _fits(self, window: Span) -> bool:
        start, end = window
        room = self._limit - sum(map(len, self._ellipses(window)))
        return end - start <= room and utf16_length(self._text[start:end]) <= room
