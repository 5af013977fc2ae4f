"""Who must have heard of which post, by a rule of our own: a watch is a set of rare words that must all stand in it.

Nothing here asks the product anything. The words are invented; no other word of a post resembles them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

WORDS = (
    *("خشمقور", "زغطموش", "شقمظور", "خضغروف", "طزقنود", "صغمدوخ", "ذخشروط", "جغطموز", "ظرقشوم", "غضنشور"),
    *("قزخطوم", "شظغروب", "دغشقوط", "رخضموش", "سزغطور", "نغظروش", "مشخطوز", "ضقزنور", "عطزخوم", "حظقشور"),
)


@dataclass(eq=False)
class Watch:
    """One watch of a reader, from the instant on at which it is surely stored. `told` are serials it has fired on."""

    words: frozenset[str]
    paused: bool = False
    told: set[int] = field(default_factory=set)

    @property
    def query(self) -> str:
        """As a person types it."""
        return " ".join(sorted(self.words))


@dataclass(eq=False)
class Reader:
    """A subscriber. `folds`: has the pace that everybody begins with; the others get every alert as a message."""

    user: int
    name: str
    language: str
    folds: bool = False
    resting: bool = False  # said /stop
    watches: list[Watch] = field(default_factory=list)

    @property
    def words(self) -> frozenset[str]:
        """All words of all watches."""
        return frozenset().union(*(watch.words for watch in self.watches))


Due = tuple[int, int]  # (a reader's user id, a post's serial)


class Ledger:
    """What is owed. Its owner sees to it that no watch changes while a post that concerns it is under way."""

    def __init__(self, readers: Iterable[Reader]) -> None:
        self.readers = {reader.user: reader for reader in readers}
        # The version of the post that the alert must show, or a later one.
        self.due: dict[Due, int] = {}
        # What the database must hold of each post: the words of its last version.
        self.versions: dict[int, int] = {}

    def published(self, serial: int, words: frozenset[str], version: int) -> None:
        """A post, or a later version of it, reached everybody; whoever was told of it must see that version.

        Not those who rest, and those who have deleted what had fired.
        """
        self.versions[serial] = version
        for reader in self.readers.values():
            if self._fire(reader, serial, words) or self._knows(reader, serial):
                self.due[reader.user, serial] = version

    def forwarded(self, serial: int, words: frozenset[str], by: int, *, to_all: bool) -> None:
        """Somebody forwarded a post: it reaches them, or everybody when the owner did.

        Who forwards is told in the answer, and only if they had not been told before.
        """
        self.versions.setdefault(serial, 1)
        for reader in self.readers.values():
            if (to_all or reader.user == by) and self._fire(reader, serial, words):
                self.due.setdefault((reader.user, serial), 1)

    @staticmethod
    def _knows(reader: Reader, serial: int) -> bool:
        return not reader.resting and any(serial in watch.told for watch in reader.watches)

    @staticmethod
    def _fire(reader: Reader, serial: int, words: frozenset[str]) -> bool:
        if reader.resting:
            return False
        fresh = [w for w in reader.watches if not w.paused and serial not in w.told and w.words <= words]
        for watch in fresh:
            watch.told.add(serial)
        return bool(fresh)
