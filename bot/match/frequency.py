"""How many posts a key is in: what decides which keys are rare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final

_ALL_OF_THE_FIRST: Final = 400  # posts, which are counted one by one
_EVERY: Final = 64  # posts: later one of so many is counted, because counting costs as much as matching
_MOST_KEYS: Final = 400_000
_PRIOR_POSTS: Final = 20  # what the guess of a key's frequency weighs, in counted posts
_LONG: Final = 16  # letters from which on length says no more
_GUESSED: Final = tuple(0.5**length for length in range(_LONG + 1))
_WATCHED: Final = 200  # what many watch for is in many posts: so much of its share of the watches is its share of posts


class Frequency:
    """Running counts over a sample of the posts seen.

    Before any post, and for keys never met, two things are guessed from: long words are rarer, and what many watches
    ask for is more common.
    """

    def __init__(self) -> None:
        self._posts = 0
        self._counted = 0
        self._counts: Counter[str] = Counter()

    def is_due(self) -> bool:
        """Whether the next post is one of those to be counted; asked once for each post."""
        self._posts += 1
        return self._posts <= _ALL_OF_THE_FIRST or self._posts % _EVERY == 1

    def count(self, keys: AbstractSet[str]) -> None:
        """Take a post with these keys into account."""
        self._counted += 1
        self._counts.update(keys)
        if len(self._counts) > _MOST_KEYS:
            self._counts = Counter({key: count // 2 for key, count in self._counts.items() if count > 1})
            self._counted //= 2

    def of(self, keys: Iterable[str], watched: float) -> float:
        """How many of `keys` a post has, estimated; `watched` of all watches ask for them beside the one in question.

        Counts add up, though keys of one word often come together; the guess is one for all, or words of many
        readings, which are mostly names nobody has met, would pass for common.
        """
        found, shortest = 0, _LONG
        for key in keys:
            found += self._counts.get(key, 0)
            shortest = min(shortest, len(key))
        guess = min(1.0, _GUESSED[shortest] + _WATCHED * watched)
        return (found + _PRIOR_POSTS * guess) / (self._counted + _PRIOR_POSTS)
