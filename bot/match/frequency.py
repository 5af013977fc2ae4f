"""How many posts a key is in: what decides which keys are rare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from typing import Final

EVERY: Final = 16  # posts: one of so many is counted, because counting costs as much as looking the keys up
_MOST_KEYS: Final = 400_000
_PRIOR_POSTS: Final = 20  # what the guess of a key's frequency weighs, in counted posts
_LONG: Final = 16  # letters from which on length says no more
_GUESSED: Final = tuple(0.5**length for length in range(_LONG + 1))
_WATCHED: Final = 200  # what many watch for is in many posts: so much of its share of the watches is its share of posts


class Frequency:
    """Running counts over a sample of the posts seen.

    Before any post, and for a key never met, two things are guessed from: long words are rarer, and what many watches
    stand under already is more common.
    """

    def __init__(self) -> None:
        self._posts = 0
        self._counted = 0
        self._counts: Counter[str] = Counter()

    def is_due(self) -> bool:
        """Whether the next post is one of those to be counted; asked once for each post."""
        self._posts += 1
        return self._posts % EVERY == 1

    def count(self, keys: AbstractSet[str]) -> None:
        """Take a post with these keys into account."""
        self._counted += 1
        self._counts.update(keys)
        if len(self._counts) > _MOST_KEYS:
            self._counts = Counter({key: count // 2 for key, count in self._counts.items() if count > 1})
            self._counted //= 2

    def of(self, key: str, watched: float) -> float:
        """The share of posts, estimated, that have `key`, under which `watched` of all watches stand."""
        guess = (_GUESSED[len(key)] if len(key) < _LONG else _GUESSED[_LONG]) + _WATCHED * watched
        return (self._counts.get(key, 0) + _PRIOR_POSTS * guess) / (self._counted + _PRIOR_POSTS)
