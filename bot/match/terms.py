"""What plans ask for, by number: which of it a word satisfies, and which plans that proposes."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias

from bot.match.proposing import Keys
from bot.text import Reading

_Several: TypeAlias = "int | array[int] | None"

_CODE: Final = "I"
_REMEMBERED: Final = 50_000  # words, as many as an engine remembers
_NO_KEYS: Final[Keys] = frozenset()
_NO_WORDS: Final[frozenset[Reading]] = frozenset()


class Terms:
    """A term is a set of keys; whatever has one of them satisfies it. Plans, by number (slot), stand under terms.

    `keys_of` names the keys of a word; it may change only together with the terms or with what stands under them,
    because what a word satisfies is remembered until then. After `proposed(words)`, and until it is called again or
    something changes, terms can be looked for among these words.
    """

    def __init__(self, keys_of: Callable[[Reading], Iterable[str]]) -> None:
        self._keys_of = keys_of
        self._number: dict[Keys, int] = {}
        self._keys: list[Keys] = []
        self._uses = array(_CODE)
        self._slots: list[_Several] = []
        self._free: list[int] = []
        self._under: dict[str, int | tuple[int, ...]] = {}
        self._proposed = _Proposed(self._read)  # by word: the slots under the terms that it satisfies
        self._words: dict[int, set[Reading]] = {}  # by term: those of these words that satisfy it

    def use(self, keys: Keys) -> int:
        """The number of the term with these keys, used once more."""
        number = self._number.get(keys)
        if number is None:
            number = self._new(keys)
        self._uses[number] += 1
        return number

    def release(self, number: int) -> None:
        """Use a term once less; one that nobody uses is forgotten, and its number may be another's."""
        self._uses[number] -= 1
        if not self._uses[number]:
            self._forget()
            keys = self._keys[number]
            for key in keys:
                self._remove(key, number)
            del self._number[keys]
            self._keys[number] = _NO_KEYS
            self._free.append(number)

    def uses(self, keys: Keys) -> int:
        """How often the term with these keys is used."""
        number = self._number.get(keys)
        return 0 if number is None else self._uses[number]

    def keys(self, number: int) -> Keys:
        """The keys of a term."""
        return self._keys[number]

    def put(self, slot: int, number: int) -> None:
        """Let `slot` stand under a term, where it does not yet."""
        self._forget()
        self._slots[number] = _with(self._slots[number], slot)

    def take(self, slot: int, number: int) -> None:
        """Let `slot` stand there no more."""
        self._forget()
        self._slots[number] = _without(self._slots[number], slot)

    def proposed(self, words: Sequence[Reading]) -> set[int]:
        """The slots under the terms that one of `words` satisfies."""
        if len(self._proposed) > _REMEMBERED:
            self._forget()
        return set().union(*filter(None, map(self._proposed.__getitem__, words)))

    def proposed_by(self, keys: Iterable[str]) -> set[int]:
        """The slots under the terms that something with these keys satisfies."""
        slots: set[int] = set()
        for term in self._satisfied(keys):
            several = self._slots[term]
            if isinstance(several, int):
                slots.add(several)
            elif several is not None:
                slots.update(several)
        return slots

    def lacking(self, terms: Iterable[int], words: AbstractSet[Reading]) -> set[int]:
        """Those of `terms` that none of the words satisfies."""
        known, lack = self._words, words.isdisjoint
        return {term for term in terms if term not in known or lack(known[term])}

    def where(
        self, terms: Iterable[int], words: Sequence[Reading], unique: AbstractSet[Reading]
    ) -> dict[int, list[int]]:
        """For each of `terms` the positions, ascending, of the words that satisfy it. `unique` are the same words."""
        known, none = self._words, _NO_WORDS
        satisfying = {term: unique & known.get(term, none) for term in terms}
        wanted: set[Reading] = set().union(*satisfying.values())
        positions: defaultdict[Reading, list[int]] = defaultdict(list)
        for position in [position for position, word in enumerate(words) if word in wanted]:
            positions[words[position]].append(position)
        return {
            term: positions[next(iter(some))]
            if len(some) == 1
            else sorted([i for word in some for i in positions[word]])
            for term, some in satisfying.items()
        }

    def _read(self, word: Reading) -> tuple[int, ...]:
        keys = self._keys_of(word)
        for term in self._satisfied(keys):
            self._words.setdefault(term, set()).add(word)
        return tuple(self.proposed_by(keys))

    def _satisfied(self, keys: Iterable[str]) -> set[int]:
        terms: set[int] = set()
        for key in keys:
            numbers = self._under.get(key)
            if isinstance(numbers, int):
                terms.add(numbers)
            elif numbers is not None:
                terms.update(numbers)
        return terms

    def _forget(self) -> None:
        if self._proposed:
            self._proposed.clear()
            self._words.clear()

    def _new(self, keys: Keys) -> int:
        self._forget()
        if self._free:
            number = self._free.pop()
            self._keys[number] = keys
        else:
            number = len(self._keys)
            self._keys.append(keys)
            self._uses.append(0)
            self._slots.append(None)
        self._number[keys] = number
        for key in keys:
            others = self._under.get(key)
            if others is None:
                self._under[key] = number
            else:
                self._under[key] = (*(others if isinstance(others, tuple) else (others,)), number)
        return number

    def _remove(self, key: str, number: int) -> None:
        numbers = self._under[key]
        if isinstance(numbers, int):
            del self._under[key]
        else:
            others = tuple([other for other in numbers if other != number])
            self._under[key] = others if len(others) > 1 else others[0]


class _Proposed(dict[Reading, tuple[int, ...]]):
    """What each word proposes, found when it is first asked for."""

    def __init__(self, find: Callable[[Reading], tuple[int, ...]]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: Reading) -> tuple[int, ...]:
        self[word] = found = self._find(word)
        return found


# Slots under a term, of which there are mostly one and sometimes very many: None, a number, or an ascending array.


def _with(numbers: _Several, one: int) -> _Several:
    if numbers is None:
        return one
    if isinstance(numbers, int):
        return array(_CODE, sorted((numbers, one)))
    insort(numbers, one)
    return numbers


def _without(numbers: _Several, one: int) -> _Several:
    if numbers is None or isinstance(numbers, int):
        return None
    del numbers[bisect_left(numbers, one)]
    return numbers[0] if len(numbers) == 1 else numbers
