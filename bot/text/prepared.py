"""A text read once: its words in order, its hashtags, its language, and where each key stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import regex

from bot.text.language import detect
from bot.text.normalise import fold
from bot.text.reading import Reading

_TAG = regex.compile(r"(?<![\w&])[#＃]([\w\p{M}\p{Cf}]*\w[\w\p{M}\p{Cf}]*)")


class Tag(NamedTuple):
    """A hashtag: (start, end) code points with its `#`, and its folded text without it; underscores are kept."""

    start: int
    end: int
    folded: str


class Prepared:
    """A text with its words. Not to be changed.

    `spans` are (start, end) code points, one per word, in order; `words` are parallel to them. The words of a
    hashtag are words too; a mention and a URL are one word each.
    """

    __slots__ = ("__dict__", "spans", "text", "words")

    def __init__(self, text: str, spans: Sequence[tuple[int, int]], words: Sequence[Reading]) -> None:
        self.text = text
        self.spans = spans
        self.words = words

    @cached_property
    def where(self) -> Mapping[str, Sequence[int]]:
        """For each key the positions in `words` that carry it, ascending."""
        where: dict[str, list[int]] = {}
        for position, word in enumerate(self.words):
            for key in word.keys:
                where.setdefault(key, []).append(position)
        return where

    @cached_property
    def tags(self) -> Sequence[Tag]:
        """The hashtags of the text, in order."""
        if "#" not in self.text and "＃" not in self.text:
            return ()
        return tuple(Tag(*match.span(), fold(match[1])) for match in _TAG.finditer(self.text))

    @cached_property
    def language(self) -> str:
        """The language that most of the text is in: ar, fa, ku, ur, tr, en or other."""
        return detect(self.text)
