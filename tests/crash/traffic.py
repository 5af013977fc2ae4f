"""What channels publish and people forward, at random from a seed; each act is entered in the ledger."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from bot.sandbox.person import Sandbox
from tests.crash.ledger import WORDS, Ledger

SERIAL = r"برقية (\d{6})"
VERSION = r"نسخة (\d+)"

SENTENCES = (
    "وصلت قافلة من {} إلى الجسر صباح اليوم",
    "أفاد مراسلنا قرب {} بعودة التيار إلى الحي القديم",
    "لقاء في بلدة {} بعد انقطاع طويل",
    "أُغلق الطريق المؤدي إلى {} بسبب السيول",
    "نفى متحدث باسم {} ما تداولته صفحات محلية",
)


@dataclass
class Item:
    """One thing that was published: a post, a photo with a caption, or an album. `ids` are its messages."""

    serial: int
    channel: int
    words: tuple[str, ...]
    ids: tuple[int, ...]
    told: int  # the message that carries the text
    ours: bool  # the bot is in the channel
    apart: tuple[str, ...] = ()  # words that only another caption of the album has
    version: int = 1


class Traffic:
    """Channels in which the bot is (`ours`) and is not (`foreign`), and people who forward from both."""

    def __init__(
        self, people: Sandbox, ledger: Ledger, chance: random.Random, *, owner: int, ours: list[int], foreign: int
    ) -> None:
        self._people = people
        self._ledger = ledger
        self._chance = chance
        self._owner = owner
        self._ours = ours
        self._foreign = foreign
        self._items: list[Item] = []
        self._last_serial = 0
        self.counts: Counter[str] = Counter()

    async def act(self, held: frozenset[str]) -> None:
        """Something happens that concerns none of the `held` words."""
        acts = {
            self._post: 40,
            self._photo: 8,
            self._album: 12,
            self._edit: 20,
            self._forward_ours: 8,
            self._forward_foreign: 12,
        }
        (act,) = self._chance.choices(list(acts), list(acts.values()))
        await act(held)

    # -- channels -----------------------------------------------------------------------------------

    async def _post(self, held: frozenset[str]) -> None:
        await self._publish(held, self._chance.choice(self._ours))
        self.counts["posts"] += 1

    async def _photo(self, held: frozenset[str]) -> None:
        await self._publish(held, self._chance.choice(self._ours), photo=True)
        self.counts["posts with a photo"] += 1

    async def _publish(self, held: frozenset[str], channel: int, *, photo: bool = False) -> Item:
        serial, words = self._next(held)
        message = await self._people.publish(channel, self._text(serial, words, 1), photo=photo)
        item = Item(serial, channel, words, (message.message_id,), message.message_id, channel in self._ours)
        return self._entered(item)

    async def _album(self, held: frozenset[str]) -> None:
        channel = self._chance.choice([*self._ours, self._foreign])
        serial, words = self._next(held)
        captions: list[str | None] = [None] * self._chance.randint(2, 4)
        spoken = self._chance.randrange(len(captions))
        ours = channel in self._ours
        # A second caption has a word that the first lacks: an alert on it, or on both, needs the two of them.
        apart = 1 if ours and len(words) > 1 else 0
        captions[spoken] = self._text(serial, words[apart:], 1)
        if apart:
            captions[spoken - 1] = self._said(serial, words[:apart])
            self.counts["albums with two captions"] += 1
        messages = await self._people.album(channel, captions)
        ids = tuple(message.message_id for message in messages)
        self._entered(Item(serial, channel, words, ids, ids[spoken], ours, words[:apart]))
        self.counts["albums"] += 1

    def _entered(self, item: Item) -> Item:
        self._items.append(item)
        if item.ours:
            self._ledger.published(item.serial, frozenset(item.words), 1)
        return item

    async def _edit(self, held: frozenset[str]) -> None:
        """A later version says what the earlier one said, and perhaps more."""
        item = self._any(held, ours=True)
        if item is None:
            return
        more = self._some(held, 1) if self._chance.random() < 0.7 else ()
        item.words = tuple(dict.fromkeys([*item.words, *more]))
        item.version += 1
        told = tuple(word for word in item.words if word not in item.apart)
        await self._people.edit(item.channel, item.told, self._text(item.serial, told, item.version))
        self._ledger.published(item.serial, frozenset(item.words), item.version)
        self.counts["edits"] += 1

    # -- people -------------------------------------------------------------------------------------

    async def _forward_ours(self, held: frozenset[str]) -> None:
        item = self._any(held, ours=True)
        if item is not None and not item.apart:  # an item that is handled before its album is a post of its own
            await self._forward(item)

    async def _forward_foreign(self, held: frozenset[str]) -> None:
        item = self._any(held, ours=False) if self._chance.random() < 0.4 else None
        await self._forward(item or await self._publish(held, self._foreign, photo=self._chance.random() < 0.2))

    async def _forward(self, item: Item) -> None:
        """By the owner, whose forwards are everybody's, or by a reader. Of an album all items, or the one with text."""
        by = self._chance.choice([self._owner, *self._ledger.readers, *self._ledger.readers])
        ids = item.ids if self._chance.random() < 0.6 else (item.told,)
        await self._people.forward_album(by, from_chat=item.channel, message_ids=ids)
        self._ledger.forwarded(item.serial, frozenset(item.words), by, to_all=by == self._owner)
        self.counts["forwards"] += 1

    # -- words --------------------------------------------------------------------------------------

    def _next(self, held: frozenset[str]) -> tuple[int, tuple[str, ...]]:
        self._last_serial += 1
        return self._last_serial, self._some(held, self._chance.choice([1, 1, 1, 2, 3]))

    def _some(self, held: frozenset[str], count: int) -> tuple[str, ...]:
        return tuple(self._chance.sample([word for word in WORDS if word not in held], count))

    def _any(self, held: frozenset[str], *, ours: bool) -> Item | None:
        """One of the last things published; the older, the rarer."""
        fitting = [i for i in self._items[-60:] if i.ours is ours and held.isdisjoint(i.words) and len(i.words) < 6]
        return self._chance.choice(fitting) if fitting else None

    def _text(self, serial: int, words: tuple[str, ...], version: int) -> str:
        return f"{self._said(serial, words)} (نسخة {version})"

    def _said(self, serial: int, words: tuple[str, ...]) -> str:
        said = ". ".join(self._chance.choice(SENTENCES).format(word) for word in words)
        return f"برقية {serial:06}: {said}"
