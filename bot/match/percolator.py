"""Which of very many watches does a post satisfy, and where.

Watches that ask the same are one plan. Every plan is filed under the rarest keys that a post must have to satisfy it,
one for each branch of a disjunction; the words of a post propose the few plans that are tried. Proposing may only err
towards too many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final

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
from bot.match.terms import Terms
from bot.match.vocabulary import Vocabulary, asked_by
from bot.model import Match, Post
from bot.query import Query, parse
from bot.text import Engine, Prepared, Reading, default_engine, fold

_LOOKED_AT: Final = 400  # plans in one turn of filing better: a few milliseconds
_WORTH_GOING_ON: Final = 20  # one plan of so many moved: the next turn comes soon
_LONGEST_REST: Final = 64  # counted posts
_WORTH_MOVING: Final = 0.5


class Percolator:
    """Watches by id, ready to be matched. `engine` None takes the default one when it is first needed.

    Not for use by several threads at once; between two calls watches may be added and removed freely.
    """

    def __init__(self, engine: Engine | None = None) -> None:
        self._given_engine = engine
        self._plans: list[Plan | None] = []
        self._filed: list[int] = []  # by slot: the term it stands under
        self._others: list[tuple[int, ...]] = []  # by slot: the terms of the plain words that must be there beside it
        self._is_plain = bytearray()  # by slot: whether these words are the whole plan
        self._owners: list[Hashable | set[Hashable]] = []  # a set, which no id can be, where there are several
        self._free: list[int] = []
        self._slot_of_plan: dict[Plan, int] = {}
        self._slot_of_watch: dict[Hashable, int] = {}
        self._vocabulary = Vocabulary()
        self._terms = Terms(self._keys_of_word)
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
        slots = self._proposed(post, prepared)
        if self._frequency.is_due() and self._learn(self._keys(post, prepared), slots):
            slots = self._proposed(post, prepared)
        if not slots:
            return []
        words = prepared.words
        unique = set(words)
        held = self._with_all_words(slots, unique)
        if not held:
            return []
        filed, others, plain = self._filed, self._others, self._is_plain
        asked = {filed[slot] for slot in held}.union(*[others[slot] for slot in held])
        where = self._terms.where(asked, words, unique)
        found = self._plain_matches([slot for slot in held if plain[slot]], where, prepared.spans)
        open_ones = [slot for slot in held if not plain[slot]]
        if open_ones:
            known = {self._terms.keys(term): positions for term, positions in where.items()}
            found += self._open_matches(open_ones, Sight(prepared, post, self._derived(prepared), known))
        return found

    def _proposed(self, post: Post | None, prepared: Prepared) -> set[int]:
        """The slots of the plans that may hold."""
        slots = self._terms.proposed(prepared.words)
        if other_keys := _other_keys(post, prepared):
            slots |= self._terms.proposed_by(other_keys)
        return slots

    def _with_all_words(self, slots: set[int], unique: set[Reading]) -> list[int]:
        """Those of `slots` whose plain words are all there. Most lack one and end here."""
        others = [self._others[slot] for slot in slots]
        lacks_none = self._terms.lacking(set().union(*others), unique).isdisjoint
        return [slot for slot, words in zip(slots, others, strict=True) if lacks_none(words)]

    def _plain_matches(
        self, slots: Iterable[int], where: Mapping[int, list[int]], spans: Sequence[Span]
    ) -> list[Match]:
        """The matches of plain plans, which hold."""
        found: list[Match] = []
        filed, others, owners = self._filed, self._others, self._owners
        for slot in slots:
            positions = where[filed[slot]]
            if others[slot]:
                positions = positions.copy()
                for term in others[slot]:
                    positions += where[term]
                positions = sorted(set(positions))
            if len(positions) == 1:
                placed: tuple[Span, ...] = (spans[positions[0]],)
            else:
                placed = _in_order([spans[position] for position in positions])
            owner = owners[slot]
            if isinstance(owner, set):
                found += [Match(one, placed) for one in owner]
            else:
                found.append(Match(owner, placed))
        return found

    def _open_matches(self, slots: Iterable[int], sight: Sight) -> list[Match]:
        """The matches of other plans, which have to be evaluated."""
        found: list[Match] = []
        for slot in slots:
            plan, owners = self._plans[slot], self._owners[slot]
            assert plan is not None
            if holds(plan, sight):
                placed = spans_of(plan, sight)
                found += [Match(owner, placed) for owner in (owners if isinstance(owners, set) else (owners,))]
        return found

    def count_candidates(self, post: Post | str) -> int:
        """How many different queries a post makes `match` try: what its cost depends on."""
        text = post if isinstance(post, str) else post.text
        return len(self._proposed(None if isinstance(post, str) else post, self.engine.prepare(text)))

    def _keys_of_word(self, word: Reading) -> Iterable[str]:
        if not self._vocabulary:
            return word.keys
        return word.keys.union(map(_key, self._vocabulary.satisfied_by(word)))

    def _keys(self, post: Post | None, prepared: Prepared) -> set[str]:
        """All keys of a post."""
        return set().union(*map(self._keys_of_word, prepared.words), _other_keys(post, prepared))

    def _derived(self, prepared: Prepared) -> dict[Places, list[int]]:
        """What the words of a post satisfy of the vocabulary, with their positions."""
        derived: defaultdict[Places, list[int]] = defaultdict(list)
        if self._vocabulary:
            for position, parts in enumerate(map(self._vocabulary.satisfied_by, prepared.words)):
                for part in parts:
                    derived[part].append(position)
        return derived

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
            self._plans[slot], self._owners[slot] = plan, owner
        else:
            slot = len(self._plans)
            self._plans.append(plan)
            self._filed.append(0)
            self._others.append(())
            self._is_plain.append(False)
            self._owners.append(owner)
        self._slot_of_plan[plan] = slot
        for part in asked_by(plan):
            self._vocabulary.add(part)
        self._put(slot, plan, keys)
        return slot

    def _put(self, slot: int, plan: Plan, keys: Keys) -> None:
        words, self._is_plain[slot] = _plain_words(plan)
        words.discard(keys)
        self._filed[slot] = filed = self._terms.use(keys)
        self._others[slot] = tuple(map(self._terms.use, words))
        self._terms.put(slot, filed)

    def _clear(self, slot: int) -> None:
        plan = self._plans[slot]
        assert plan is not None
        del self._slot_of_plan[plan]
        for part in asked_by(plan):
            self._vocabulary.discard(part)
        self._terms.take(slot, self._filed[slot])
        for term in (self._filed[slot], *self._others[slot]):
            self._terms.release(term)
        self._plans[slot] = self._owners[slot] = None
        self._free.append(slot)

    # Which keys a plan stands under

    def _rarest(self, plan: Plan) -> Keys:
        sets = necessary(plan, part_keys, self._cost)
        if not sets:
            raise ValueError("a query that names nothing to find cannot be watched")
        return sets[0] if len(sets) == 1 else min(sets, key=self._cost)

    def _cost(self, keys: Keys) -> float:
        return self._frequency.of(keys, max(0, self._terms.uses(keys) - 1) / (len(self._plans) + 1))

    def _learn(self, keys: set[str], slots: set[int]) -> bool:
        """Count a post, and file some of the plans it proposes anew, now that more is known of what is common. Whether
        one has moved.

        Rests the longer the less there was to move, so that it costs nothing in the long run.
        """
        self._frequency.count(keys)
        self._rest -= 1
        if self._rest > 0:
            return False
        some = sorted(slots)
        if len(some) > _LOOKED_AT:  # others each time
            self._turn = (self._turn + _LOOKED_AT) % len(some)
            some = (some[self._turn :] + some)[:_LOOKED_AT]
        moved = sum(map(self._move, some))
        self._longest_rest = 1 if moved * _WORTH_GOING_ON > len(some) else min(self._longest_rest * 2, _LONGEST_REST)
        self._rest = self._longest_rest
        return moved > 0

    def _move(self, slot: int) -> bool:
        plan, former = self._plans[slot], self._filed[slot]
        assert plan is not None
        keys, former_keys = self._rarest(plan), self._terms.keys(former)
        if keys == former_keys or self._cost(keys) > self._cost(former_keys) * _WORTH_MOVING:
            return False
        others = self._others[slot]
        self._terms.take(slot, former)
        self._put(slot, plan, keys)
        for term in (former, *others):
            self._terms.release(term)
        return True


def _in_order(spans: list[Span]) -> tuple[Span, ...]:
    """Ascending spans of words; those that overlap, as the words of one ligature do, as one."""
    behind = 0
    for start, end in spans:
        if start < behind:
            return joined(spans)
        behind = end
    return tuple(spans)


def _plain_words(plan: Plan) -> tuple[set[Keys], bool]:
    """Of each word without other names that a post must have to satisfy `plan` the keys, and whether there is nothing
    else."""
    parts = plan if isinstance(plan, AllOf) else (plan,)
    words = [part.keys for part in parts if isinstance(part, SameWord) and not part.aliases]
    return set(words), len(words) == len(parts)


def _other_keys(post: Post | None, prepared: Prepared) -> set[str]:
    """The keys of a post that are none of its words'."""
    keys: set[str] = set()
    if "#" in prepared.text or "＃" in prepared.text:
        keys.update(f"#{tag.folded}" for tag in prepared.tags)
    if post is not None:
        keys.add(f"@{post.source_username.lower()}")
        keys.update(f"@#{fold(tag)}" for tag in post.source_tags)
    return keys


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
