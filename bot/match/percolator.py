"""Which of very many watches does a post satisfy, and where.

Watches that ask the same are one plan. Every plan is filed under the rarest keys that a post must have to satisfy it,
one for each branch of a disjunction; a post looks up its keys and tries the few plans it finds there. Proposing may
only err towards too many.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Hashable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias, cast

from bot.match.compiled import compiled_plan, shared
from bot.match.evaluation import holds, joined, spans_of
from bot.match.frequency import Frequency
from bot.match.plan import (
    AllOf,
    Begins,
    ComesFrom,
    InARow,
    Places,
    Plan,
    Resembles,
    SameWord,
    Spelled,
    Tagged,
    plan_of,
    single_forms,
)
from bot.match.proposing import Keys, necessary
from bot.match.sight import Sight, Span
from bot.match.vocabulary import Vocabulary, asked_by
from bot.model import Match, Post
from bot.query import Query, parse
from bot.text import Engine, Prepared, default_engine, fold

_Slots: TypeAlias = "int | array[int]"
_CODE: Final = "I"

_LOOKED_AT: Final = 400  # plans in one turn of filing better: a few milliseconds
_LOOKED_AT_ONE_KEY: Final = 50
_WORTH_GOING_ON: Final = 20  # one plan of so many moved: the next turn comes soon
_LONGEST_REST: Final = 256  # counted posts
_WORTH_MOVING: Final = 0.5


class Percolator:
    """Watches by id, ready to be matched. `engine` None takes the default one when it is first needed.

    Not for use by several threads at once; between two calls watches may be added and removed freely.
    """

    def __init__(self, engine: Engine | None = None) -> None:
        self._given_engine = engine
        self._plans: list[Plan | None] = []
        self._words: list[Sequence[SameWord]] = []  # by slot: plain words that must all be there
        self._is_plain = bytearray()  # by slot: whether these words are the whole plan
        self._filed: list[Keys] = []  # by slot: the keys it stands under
        self._owners: list[Hashable | set[Hashable]] = []  # a set, which no id can be, where there are several
        self._free: list[int] = []
        self._slot_of_plan: dict[Plan, int] = {}
        self._slot_of_watch: dict[Hashable, int] = {}
        self._slots: dict[str, _Slots] = {}
        self._vocabulary = Vocabulary()
        self._frequency = Frequency()
        self._turn = 0
        self._rest = self._longest_rest = 1
        self._interned: dict[object, Plan] = {}

    def __len__(self) -> int:
        return len(self._slot_of_watch)

    @property
    def engine(self) -> Engine:
        """The engine that keys come from."""
        if self._given_engine is None:
            self._given_engine = default_engine()
        return self._given_engine

    def add(self, watch_id: Hashable, query: Query | str) -> None:
        """Let a watch match from now on, in place of what it was. Raises QueryError when a text is no query."""
        plan = plan_of(parse(query) if isinstance(query, str) else query, self.engine)
        self._add(watch_id, shared(plan, self._interned))

    def add_compiled(self, watch_id: Hashable, compiled: bytes) -> None:
        """The same with what `compile_query` made under this engine's version. Raises ValueError for other bytes."""
        self._add(watch_id, compiled_plan(compiled, self._interned))

    def remove(self, watch_id: Hashable) -> None:
        """Let a watch match no more; an unknown one is no error."""
        slot = self._slot_of_watch.pop(watch_id, None)
        if slot is None:
            return
        owners = self._owners[slot]
        if not isinstance(owners, set):
            self._clear(slot)
            return
        owners.remove(watch_id)
        if len(owners) == 1:
            self._owners[slot] = owners.pop()

    def match(self, post: Post | str) -> list[Match]:
        """The watches that a post satisfies; a text is a post without metadata."""
        text = post if isinstance(post, str) else post.text
        return self.match_prepared(None if isinstance(post, str) else post, self.engine.prepare(text))

    def match_prepared(self, post: Post | None, prepared: Prepared) -> list[Match]:
        """The same for a text that `engine.prepare` has read."""
        derived: set[Places] = set()
        keys = self._keys(post, prepared, derived)
        hits = self._slots.keys() & keys
        if self._frequency.is_due():
            self._frequency.count(keys)
            self._file_better(hits)
            hits = self._slots.keys() & keys
        found: list[Match] = []
        settled, open_ones, asked = self._sifted(self._candidates(hits), keys)
        sight = Sight(prepared, post, derived, keys, asked)
        for slot, words in settled:
            found += self._matches(slot, joined(sight.word_spans(words)))
        for slot, plan in open_ones:
            if holds(plan, sight):
                found += self._matches(slot, spans_of(plan, sight))
        return found

    def _sifted(
        self, slots: Iterable[int], keys: set[str]
    ) -> tuple[list[tuple[int, Iterable[SameWord]]], list[tuple[int, Plan]], set[str]]:
        """Of the plans in `slots` those that hold, being plain words that are all there; those still to be looked at;
        and the keys of all words to look for. Most candidates lack a word and end here, so this is kept short."""
        settled: list[tuple[int, Iterable[SameWord]]] = []
        open_ones: list[tuple[int, Plan]] = []
        asked: set[str] = set()
        lacking = keys.isdisjoint
        for slot in slots:
            plan = self._plans[slot]
            assert plan is not None
            words = self._words[slot]
            for word in words:
                if lacking(word.keys):
                    break
            else:
                for word in words:
                    asked |= word.keys
                if self._is_plain[slot]:
                    settled.append((slot, words))
                else:
                    open_ones.append((slot, plan))
        return settled, open_ones, asked

    def _matches(self, slot: int, spans: tuple[Span, ...]) -> list[Match]:
        owners = self._owners[slot]
        return [Match(owner, spans) for owner in (owners if isinstance(owners, set) else (owners,))]

    def count_candidates(self, post: Post | str) -> int:
        """How many different queries a post makes `match` try: what its cost depends on."""
        text = post if isinstance(post, str) else post.text
        keys = self._keys(None if isinstance(post, str) else post, self.engine.prepare(text), set())
        return len(self._candidates(self._slots.keys() & keys))

    def _candidates(self, keys: AbstractSet[str]) -> set[int]:
        """The slots of the plans that stand under one of `keys`, which all have some."""
        slots: set[int] = set()
        for key in keys:
            filed = self._slots[key]
            if isinstance(filed, int):
                slots.add(filed)
            else:
                slots.update(filed)
        return slots

    def _keys(self, post: Post | None, prepared: Prepared, derived: set[Places]) -> set[str]:
        """All keys of a post; what its words satisfy of the vocabulary goes into `derived` too."""
        keys: set[str] = set().union(*[word.keys for word in prepared.words])
        if self._vocabulary:
            derived.update(*map(self._vocabulary.satisfied_by, prepared.words))
            keys.update(map(_key, derived))
        if "#" in prepared.text or "＃" in prepared.text:
            keys.update(f"#{tag.folded}" for tag in prepared.tags)
        if post is not None:
            keys.add(f"@{post.source_username.lower()}")
            keys.update(f"@#{fold(tag)}" for tag in post.source_tags)
        return keys

    def _add(self, watch_id: Hashable, plan: Plan) -> None:
        if watch_id in self._slot_of_watch:
            if self._plans[self._slot_of_watch[watch_id]] == plan:
                return
            self.remove(watch_id)
        slot = self._slot_of_plan.get(plan)
        if slot is None:
            slot = self._file(plan, watch_id)
        else:
            owners = self._owners[slot]
            if isinstance(owners, set):
                owners.add(watch_id)
            else:
                self._owners[slot] = {owners, watch_id}
        self._slot_of_watch[watch_id] = slot

    def _file(self, plan: Plan, owner: Hashable) -> int:
        keys = self._rarest(plan)
        if self._free:
            slot = self._free.pop()
            self._plans[slot], self._owners[slot], self._filed[slot] = plan, owner, keys
        else:
            slot = len(self._plans)
            self._plans.append(plan)
            self._words.append(())
            self._is_plain.append(False)
            self._owners.append(owner)
            self._filed.append(keys)
        self._words[slot], self._is_plain[slot] = _plain_words(plan)
        self._slot_of_plan[plan] = slot
        for part in asked_by(plan):
            self._vocabulary.add(part)
        for key in keys:
            self._put(key, slot)
        return slot

    def _rarest(self, plan: Plan) -> Keys:
        sets = necessary(plan, part_keys, self._cost)
        if not sets:
            raise ValueError("a query that names nothing to find cannot be watched")
        return sets[0] if len(sets) == 1 else min(sets, key=self._cost)

    def _cost(self, keys: Keys) -> float:
        watches = len(self._plans) + 1
        return sum(self._frequency.of(key, self._count_under(key) / watches) for key in keys)

    def _count_under(self, key: str) -> int:
        filed = self._slots.get(key, ())
        return 1 if isinstance(filed, int) else len(filed)

    def _file_better(self, hits: AbstractSet[str]) -> None:
        """File some plans anew that stand under common keys, now that more is known of what is common.

        Rests the longer the less there was to move, so that it costs nothing in the long run.
        """
        self._rest -= 1
        if self._rest > 0:
            return
        tried = moved = 0
        for key in sorted(hits, key=self._count_under, reverse=True):
            filed = self._slots.get(key, 0)
            if isinstance(filed, int) or tried >= _LOOKED_AT:
                continue
            start = self._turn % len(filed)  # from another place each time, as those that stay would stand in front
            for slot in list(filed[start : start + _LOOKED_AT_ONE_KEY]):
                moved += self._move(slot)
                tried += 1
        self._turn += _LOOKED_AT_ONE_KEY
        self._longest_rest = 1 if moved * _WORTH_GOING_ON > tried else min(self._longest_rest * 2, _LONGEST_REST)
        self._rest = self._longest_rest

    def _move(self, slot: int) -> bool:
        plan, former = self._plans[slot], self._filed[slot]
        assert plan is not None
        keys = self._rarest(plan)
        if keys == former or self._cost(keys) > self._cost(former) * _WORTH_MOVING:
            return False
        for old in former:
            self._take(old, slot)
        for new in keys:
            self._put(new, slot)
        self._filed[slot] = keys
        return True

    def observe(self, text: str) -> None:
        """Learn from a post what is common, without matching it: some hundred recent posts before the watches are added
        spare the first posts a search for better keys."""
        self._frequency.count(self._keys(None, self.engine.prepare(text), set()))

    def _clear(self, slot: int) -> None:
        plan = self._plans[slot]
        assert plan is not None
        del self._slot_of_plan[plan]
        for part in asked_by(plan):
            self._vocabulary.discard(part)
        for key in self._filed[slot]:
            self._take(key, slot)
        self._plans[slot], self._owners[slot], self._filed[slot] = None, None, frozenset()
        self._words[slot] = ()
        self._free.append(slot)

    def _put(self, key: str, slot: int) -> None:
        filed = self._slots.get(key)
        if filed is None:
            self._slots[key] = slot
        elif isinstance(filed, int):
            self._slots[key] = array(_CODE, sorted((filed, slot)))
        else:
            insort(filed, slot)

    def _take(self, key: str, slot: int) -> None:
        filed = self._slots[key]
        if isinstance(filed, int):
            del self._slots[key]
            return
        del filed[bisect_left(filed, slot)]
        if len(filed) == 1:
            self._slots[key] = filed[0]


def _plain_words(plan: Plan) -> tuple[Sequence[SameWord], bool]:
    """The words without other names that a post must have to satisfy `plan`, and whether there is nothing else."""
    parts = plan if isinstance(plan, AllOf) else (plan,)
    words = tuple(part for part in parts if isinstance(part, SameWord) and not part.aliases)
    is_plain = len(words) == len(parts)
    return (cast(Sequence[SameWord], plan) if is_plain and isinstance(plan, AllOf) else words), is_plain


def part_keys(part: Places | ComesFrom) -> Iterator[Keys]:
    """The keys that the percolator files a part of a plan under, and that `_keys` gives a post."""
    match part:
        case SameWord():
            yield from necessary(part, part_keys, len)
        case InARow(run):
            yield from run
        case Begins() | Resembles() | Spelled():
            for single in single_forms(part):
                yield frozenset({_key(single)})
        case Tagged(name):
            yield frozenset({f"#{name}"})
        case ComesFrom(name, group):
            yield frozenset({f"@#{name}" if group else f"@{name}"})


def _key(part: Places) -> str:
    match part:
        case Begins(start):
            return f"*{start}"
        case Resembles(form):
            return f"~{form}"
        case Spelled(raws):
            return f"={raws[0]}"
    raise TypeError(f"no single word satisfies {part!r}")
