"""How many posts a key is in: what decides which keys are rare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from typing import Final

_EVERY: Final = 16  # posts: one of so many is counted, because counting costs as much as looking the keys up
_MOST_KEYS: Final = 400_000
_PRIOR_POSTS: Final = 20  # what the guess of a key's frequency weighs, in counted posts


class Frequency:
    """Running counts over a sample of the posts seen. Before any post, and for a key never met, its length decides:
    long words are rarer."""

    def __init__(self) -> None:
        self._posts = 0
        self._counted = 0
        self._counts: Counter[str] = Counter()

    def count(self, keys: AbstractSet[str]) -> None:
        """Take a post with these keys into account."""
        self._posts += 1
        if self._posts % _EVERY == 1:
            self._counted += 1
            self._counts.update(keys)
            if len(self._counts) > _MOST_KEYS:
                self._counts = Counter({key: count // 2 for key, count in self._counts.items() if count > 1})
                self._counted //= 2

    def cost(self, keys: AbstractSet[str]) -> float:
        """The share of posts, estimated, that have one of `keys`."""
        return sum(self._of(key) for key in keys)

    def _of(self, key: str) -> float:
        guess = 0.5 ** min(len(key), 16)
        return (self._counts.get(key, 0) + guess * _PRIOR_POSTS) / (self._counted + _PRIOR_POSTS)
