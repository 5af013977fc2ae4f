"""Prefixes, near spellings and exact forms that some watch asks for, and which of them a word satisfies.

Each is found from the word by look-ups, however many are asked for: a prefix by the beginnings of the word, a near
spelling by what is left of it (`bot.match.edits`), an exact form by itself.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from bot.match.edits import compared, resembles, shortened
from bot.match.plan import Begins, Close, Places, Plan, Resembles, SameWord, Spelled, single_forms
from bot.text import Reading

_CACHED: Final = 100_000
_NONE: Final[frozenset[Places]] = frozenset()


class Vocabulary:
    """Counts what is asked for; `satisfied_by` a word is remembered until that changes."""

    def __init__(self) -> None:
        self._asked: Counter[Places] = Counter()
        self._beginnings: dict[str, Begins] = {}
        self._lengths: set[int] = set()
        self._left_over: tuple[dict[str, list[Resembles]], ...] = ({}, {})  # by edits - 1
        self._longest = 0
        self._spelled: dict[str, Spelled] = {}
        self._known: dict[Reading, frozenset[Places]] = {}

    def __bool__(self) -> bool:
        return bool(self._asked)

    def add(self, part: Places) -> None:
        """Ask for one more part that a single word satisfies."""
        self._asked[part] += 1
        if self._asked[part] > 1:
            return
        self._known.clear()
        match part:
            case Begins(start):
                self._beginnings[start] = part
                self._lengths.add(len(start))
            case Resembles(form):
                self._longest = max(self._longest, len(form) + part.edits)
                for left in shortened(form, part.edits):
                    self._left_over[part.edits - 1].setdefault(left, []).append(part)
            case Spelled(raws):
                self._spelled[raws[0]] = part

    def discard(self, part: Places) -> None:
        """Ask for it once less."""
        self._asked[part] -= 1
        if self._asked[part]:
            return
        del self._asked[part]
        self._known.clear()
        match part:
            case Begins(start):
                del self._beginnings[start]
                self._lengths = set(map(len, self._beginnings))
            case Resembles(form):
                table = self._left_over[part.edits - 1]
                for left in shortened(form, part.edits):
                    table[left].remove(part)
                    if not table[left]:
                        del table[left]
            case Spelled(raws):
                del self._spelled[raws[0]]

    def satisfied_by(self, word: Reading) -> frozenset[Places]:
        """All that is asked for and that `word` satisfies."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _CACHED:
                self._known.clear()
            self._known[word] = found = frozenset(self._find(word)) or _NONE
        return found

    def _find(self, word: Reading) -> set[Places]:
        found: set[Places] = set()
        if self._beginnings:
            for stem in word.stems:
                found.update(
                    self._beginnings[stem[:length]]
                    for length in self._lengths
                    if length <= len(stem) and stem[:length] in self._beginnings
                )
        for edits, table in enumerate(self._left_over, 1):
            for form in compared(word.bare) if table else ():
                if len(form) <= self._longest:
                    for left in shortened(form, edits):
                        found.update(part for part in table.get(left, ()) if resembles(form, part.form, edits))
        spelled = self._spelled.get(word.raw)
        if spelled is not None:
            found.add(spelled)
        return found


def asked_by(plan: Plan) -> list[Places]:
    """What a plan asks for that belongs into a vocabulary, exclusions included."""
    if isinstance(plan, SameWord):
        return []
    if isinstance(plan, tuple):
        found: list[Places] = []
        for inner in plan:
            if not isinstance(inner, SameWord):
                found += asked_by(inner)
        return found
    if isinstance(plan, Close):
        return [part for side in (plan.left, plan.right) for inner in side for part in single_forms(inner)]
    if isinstance(plan, Begins | Resembles | Spelled):
        return list(single_forms(plan))
    inner_plan: Plan | None = getattr(plan, "part", None)
    return [] if inner_plan is None else asked_by(inner_plan)
