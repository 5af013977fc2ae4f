"""How many posts a key is in: what decides which keys are rare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from typing import Final

_EVERY: Final = 16  # posts: one of so many is counted, because counting costs as much as looking the keys up
_MOST_KEYS: Final = 400_000
_PRIOR_POSTS: Final = 20  # what the guess of a key's frequency weighs, in counted posts
_LONG: Final = 16  # letters from which on length says no more
_GUESSED: Final = tuple(_PRIOR_POSTS * 0.5**length for length in range(_LONG + 1))


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
        posts = 0.0
        for key in keys:
            posts += _GUESSED[len(key)] if len(key) < _LONG else _GUESSED[-1]
            if key in self._counts:
                posts += self._counts[key]
        return posts / (self._counted + _PRIOR_POSTS)
