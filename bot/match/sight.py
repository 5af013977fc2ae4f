"""A post as plans look at it: where each part of a plan stands, looked up once however many watches ask."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from bot.match.edits import resembles
from bot.match.plan import (
    Begins,
    Close,
    ComesFrom,
    InARow,
    Is,
    Matches,
    On,
    Places,
    Resembles,
    Run,
    SameWord,
    Spelled,
    Tagged,
)
from bot.model import MediaKind, Post
from bot.query.pattern import FoldedText, compile_pattern, fold_text
from bot.text import Prepared, fold

Place = tuple[int, int]
"""First and last word position of an occurrence."""

Span = tuple[int, int]

_MEDIA = {"photo": MediaKind.PHOTO, "video": MediaKind.VIDEO, "document": MediaKind.DOCUMENT}


class Sight:
    """One post, or a text without metadata (`post` None).

    `derived` are the prefixes, near spellings and exact forms that words of the post satisfy, as
    `bot.match.vocabulary` names them, with the positions of these words; None when nobody has looked, and each is then
    looked for word by word. `known` are the positions of the words that carry one of some keys, where these have been
    found already. Positions ascend.
    """

    def __init__(
        self,
        prepared: Prepared,
        post: Post | None = None,
        derived: Mapping[Places, Sequence[int]] | None = None,
        known: Mapping[frozenset[str], Sequence[int]] | None = None,
    ) -> None:
        self.prepared = prepared
        self.post = post
        self._derived = derived
        self._known: dict[frozenset[str], Sequence[int]] = dict(known or {})
        self._places: dict[Places, Sequence[Place]] = {}
        self._close: dict[Close, dict[Places, None]] = {}

    def places(self, part: Places) -> Sequence[Place]:
        """Where `part` stands, ascending; empty when it does not."""
        if isinstance(part, SameWord) and not part.aliases:
            return self._words(part.keys)
        found = self._places.get(part)
        if found is None:
            self._places[part] = found = self._look(part)
        return found

    def _look(self, part: Places) -> Sequence[Place]:
        match part:
            case SameWord(keys, aliases):
                return sorted({*self._words(keys), *(place for alias in aliases for place in self._run(alias))})
            case InARow(run):
                return self._run(run)
            case Tagged():
                return self._tag_places(part)
        if isinstance(part, Spelled):
            size = len(part.raws)
            raws = [word.raw for word in self.prepared.words]
            starts = self._single(Spelled(part.raws[:1]))
            return [(i, i + size - 1) for i in starts if tuple(raws[i : i + size]) == part.raws]
        return [(i, i) for i in self._single(part)]

    def _single(self, part: Places) -> Iterable[int]:
        """Positions of the words that satisfy a part which no key of the engine finds."""
        if self._derived is not None:
            return self._derived.get(part, ())
        words = enumerate(self.prepared.words)
        match part:
            case Begins(start):
                return [i for i, word in words if any(stem.startswith(start) for stem in word.stems)]
            case Resembles(form):
                edits = part.edits
                return [i for i, word in words if any(resembles(bare, form, edits) for bare in word.bare)]
            case Spelled((raw,)):
                return [i for i, word in words if word.raw == raw]
        raise TypeError(f"stands nowhere: {part!r}")

    def _words(self, keys: frozenset[str]) -> Sequence[Place]:
        return [(i, i) for i in self._positions(keys)]

    def _positions(self, keys: frozenset[str]) -> Sequence[int]:
        """Of the words that carry one of `keys`, ascending."""
        found = self._known.get(keys)
        if found is None:
            self._known[keys] = found = self._find(keys)
        return found

    def _find(self, keys: frozenset[str]) -> Sequence[int]:
        if self._keys.isdisjoint(keys):
            return ()
        return [i for i, word in enumerate(self.prepared.words) if not keys.isdisjoint(word.keys)]

    @cached_property
    def _keys(self) -> set[str]:
        return set().union(*[word.keys for word in self.prepared.words])

    def _run(self, run: Run) -> Sequence[Place]:
        words, size = self.prepared.words, len(run)
        starts = self._words(run[0])
        if size == 1 or not starts:
            return starts
        last = len(words) - size
        return [
            (first, first + size - 1)
            for first, _ in starts
            if first <= last and all(words[first + i].keys & run[i] for i in range(1, size))
        ]

    def _tag_places(self, part: Tagged) -> Sequence[Place]:
        found = []
        for tag in self.prepared.tags:
            if tag.folded == part.name:
                first, behind = bisect_left(self._starts, tag.start), bisect_left(self._starts, tag.end)
                found.append((first, behind - 1))
        return found

    def spans(self, part: Places) -> list[Span]:
        """The same in code points, whole words."""
        if isinstance(part, Tagged):
            return [(tag.start, tag.end) for tag in self.prepared.tags if tag.folded == part.name]
        if isinstance(part, SameWord) and not part.aliases:
            return [self.prepared.spans[i] for i in self._positions(part.keys)]
        spans = self.prepared.spans
        return [(spans[first][0], spans[last][1]) for first, last in self.places(part)]

    # Nearness

    def close(self, part: Close) -> dict[Places, None]:
        """The operands of `part` that stand close to one of the other side; empty when it does not hold."""
        found = self._close.get(part)
        if found is None:
            self._close[part] = found = {}
            for left in part.left:
                for right in part.right:
                    if _are_close(self.places(left), self.places(right), part.distance):
                        found[left] = found[right] = None
        return found

    # Patterns

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.prepared.spans]

    @cached_property
    def _ends(self) -> list[int]:
        return [end for _, end in self.prepared.spans]

    @cached_property
    def _folded(self) -> FoldedText:
        return fold_text(self.prepared.text)

    def pattern_spans(self, part: Matches) -> list[Span]:
        """What a pattern takes, widened to whole words."""
        starts, ends = self._starts, self._ends
        found = []
        for start, end in compile_pattern(part.source).find(self._folded):
            first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
            if first <= last:
                start, end = min(start, starts[first]), max(end, ends[last])  # noqa: PLW2901
            found.append((start, end))
        return found

    # What the post is

    def is_so(self, part: Is) -> bool:
        """Whether a filter lets the post pass."""
        if part.name == "lang":
            return self.prepared.language == part.value
        if self.post is None:
            return False
        if part.name == "is":
            return self.post.is_forward
        if part.value == "link":
            return self.post.links
        return any(media.kind is _MEDIA[part.value] for media in self.post.media)

    def comes_from(self, part: ComesFrom) -> bool:
        """Whether the post is from this source, or from one of this group."""
        if self.post is None:
            return False
        if part.group:
            return any(fold(tag) == part.name for tag in self.post.source_tags)
        return self.post.source_username.lower() == part.name

    def is_on(self, part: On) -> bool:
        """Whether the day (UTC) of the post, of its publication where known, is in time."""
        at = (self.post.published_at or self.post.arrived_at) if self.post is not None else None
        if at is None:
            return False
        return at.toordinal() >= part.day if part.name == "since" else at.toordinal() <= part.day


def _are_close(left: Sequence[Place], right: Sequence[Place], distance: int) -> bool:
    """Whether two occurrences that share no word are at most `distance` apart, counted between their nearest edges."""
    return _follows(left, right, distance) or _follows(right, left, distance)


def _follows(ahead: Sequence[Place], behind: Sequence[Place], distance: int) -> bool:
    if not ahead or not behind:
        return False
    starts = [first for first, _ in behind]
    for _, last in ahead:
        next_one = bisect_right(starts, last)
        if next_one < len(starts) and starts[next_one] - last <= distance:
            return True
    return False
