"""A day of three channels, written down before it happens: what they publish, what goes wrong, what has to come of it.

The oracle is the script. A version of a post has to be stored when it stood for STANDS while its page could be read;
what stood for less may be, or may not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.locale import Html, texts
from tests.acceptance.preview_host import Fault, PreviewHost
from tests.acceptance.sentences import Sentences
from tests.preview_site import PAGE_MESSAGES, Channel

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
END = START + timedelta(hours=26)
LOOKS = 600.0  # seconds between two looks at a channel
STANDS = timedelta(seconds=LOOKS + 120)
HISTORY = 100
# How long the page may be left alone after the host, or a channel, is well again: bot.ingest.sources has the pauses.
HOST_RETURNS, CHANNEL_RETURNS = timedelta(minutes=20), timedelta(minutes=63)
# Of how many posts speak of what: each figure includes the ones before it.
_TOPIC_CHANCES = ((0.03, ("blast", "port")), (0.12, ("blast",)), (0.2, ("port",)), (0.26, ("wheat",)))
OLD_POSTS = timedelta(minutes=20)  # from one post of the time before to the next


def at(hour: float) -> datetime:
    """So many hours after the day began."""
    return START + timedelta(hours=hour)


@dataclass(frozen=True)
class Version:
    """What a post said from an instant on, and of which of TOPICS that is."""

    since: datetime
    text: str
    topics: frozenset[str]


@dataclass
class Truth:
    """What happens to one post. `story` is the same for a post and those who pass it on."""

    channel: Channel
    published_at: datetime
    versions: list[Version]
    pictures: int = 0
    source: Truth | None = None
    deleted_at: datetime | None = None
    id: int = 0

    @property
    def story(self) -> int:
        return id(self.source or self)

    @property
    def key(self) -> tuple[int, int]:
        """The channel's number and the message's."""
        return self.channel.number, self.id


@dataclass(frozen=True)
class Named:
    """What the admin has to be told, once, between two instants; `words` is a pattern for the whole message."""

    words: str
    since: datetime
    until: datetime


@dataclass(order=True)
class Event:
    """Something that happens at an instant."""

    at: datetime
    act: Callable[[], Awaitable[object] | None] = field(compare=False)


def said(key: str, **values: str) -> str:
    """A pattern for a text of bot.locale; values not given may be anything."""
    rest = dict.fromkeys(("title", "delay", "name", "lasting", "silent", "usual", "old", "new"), "ANYTHING")
    text = texts("ar").say(key, **{**rest, **{name: Html(value) for name, value in values.items()}})
    return re.escape(text).replace("ANYTHING", ".+")


def trouble(kind: str, channel: Channel, name: str = "") -> str:
    """A pattern for how a trouble of a channel is told."""
    why = texts("ar").say(f"source-why-{kind}", name=name or channel.name, silent="ANYTHING", usual="ANYTHING")
    return re.escape(texts("ar").say("source-trouble", title=channel.title, why=why)).replace("ANYTHING", ".+")


class Day:
    """Three channels on one host, and all that is going to happen to them."""

    def __init__(self, host: PreviewHost, seed: int) -> None:
        self.host = host
        self.truths: list[Truth] = []
        self.events: list[Event] = []
        self.named: list[Named] = []
        self._dark: list[tuple[Channel | None, datetime, datetime]] = []
        self._random = random.Random(seed)
        self._sentences = Sentences(self._random)
        self.paper = host.channel("Jaridat_Alsahel", "جريدة الساحل", 7001)
        self.watchers = host.channel("Marsad_Aljabal", "مرصد الجبل", 7002)
        self.radio = host.channel("Sawt_Alwadi", "صوت الوادي", 7003)
        self.channels = (self.paper, self.watchers, self.radio)
        for channel, posts in ((self.paper, 130), (self.watchers, 25), (self.radio, 25)):
            for number in range(posts):
                text = self._sentences.next(*(("blast",) if number % 9 == 0 else ()))
                channel.publish(text, START - OLD_POSTS * (posts - number))
        self.old = {(channel.number, number) for channel in self.channels for number in channel.posts}

    # -- what is published ------------------------------------------------------------------------

    def publish(self, channel: Channel, since: float, until: float, an_hour: float, *, passes_on: float = 0.0) -> None:
        """So many posts an hour between two hours of the day, some of them edited or deleted afterwards."""
        moment = at(since)
        while (moment := moment + timedelta(hours=self._random.uniform(0.4, 1.6) / an_hour)) < at(until):
            truth = Truth(channel, moment, [])
            self.truths.append(truth)
            others = [one for one in self.truths if one.channel is not channel and one.source is None]
            near = [one for one in others if timedelta(minutes=15) < moment - one.published_at < timedelta(hours=2)]
            if near and self._random.random() < passes_on:
                truth.source = self._random.choice(near)
                last = max((v for v in truth.source.versions if v.since <= moment), key=lambda v: v.since)
                truth.versions = [Version(moment, last.text, last.topics)]
            else:
                self._write(truth)
            self.events.append(Event(moment, lambda truth=truth: self._appear(truth)))

    def _write(self, truth: Truth) -> None:
        chance = self._random.random()
        spoken_of = (topics for below, topics in _TOPIC_CHANCES if chance < below)
        topics = frozenset(next(spoken_of, ()))
        text = self._sentences.next(*sorted(topics))
        truth.versions = [Version(truth.published_at, text, topics)]
        truth.pictures = self._random.choice((0, 0, 0, 0, 0, 0, 1, 2, 3, 5))
        later = truth.published_at + timedelta(minutes=self._random.uniform(15, 50))
        fate = self._random.random()
        if fate < 0.12:
            more = frozenset({"blast"}) if fate < 0.06 else frozenset[str]()
            words = self._sentences.correction(text, *(more - topics))
            truth.versions.append(Version(later, words, topics | more))
            self.events.append(Event(later, lambda: truth.channel.edit(truth.id, words)))
        elif fate < 0.22:
            truth.deleted_at = later
            self.events.append(Event(later, lambda: truth.channel.delete(truth.id)))

    def _appear(self, truth: Truth) -> None:
        address = f"https://t.me/{truth.source.channel.name}/{truth.source.id}" if truth.source else ""
        forwarded = (truth.source.channel.title, address) if truth.source else None
        version = truth.versions[0]
        truth.id = truth.channel.publish(version.text, version.since, pictures=truth.pictures, forwarded=forwarded)

    # -- what goes wrong --------------------------------------------------------------------------

    def happens(self, hour: float, act: Callable[[], Awaitable[object] | None]) -> None:
        """Something happens at an hour."""
        self.events.append(Event(at(hour), act))

    def host_fails(self, since: float, until: float, *faults: tuple[float, Fault]) -> None:
        """Every page of the host fails between two hours; each fault from its hour on."""
        for hour, fault in faults:
            self.happens(hour, lambda fault=fault: self.host.fails(fault))
        self.happens(until, lambda: self.host.fails(None))
        self._dark.append((None, at(since), at(until) + HOST_RETURNS))

    def channel_fails(
        self, channel: Channel, since: float, until: float, begin: Callable[[], None], end: Callable[[], None]
    ) -> None:
        """A channel's page cannot be read between two hours."""
        self.happens(since, begin)
        self.happens(until, end)
        self._dark.append((channel, at(since), at(until) + CHANNEL_RETURNS))

    def bot_is_away(self, since: float, until: float) -> None:
        """Nobody reads between two hours."""
        self._dark.append((None, at(since), at(until) + timedelta(minutes=1)))

    def tells(self, words: str, since: float, until: float) -> None:
        """The admin has to hear this between two hours."""
        self.named.append(Named(words, at(since), at(until)))

    # -- the oracle -------------------------------------------------------------------------------

    def stood(self, channel: Channel, since: datetime, until: datetime) -> bool:
        """Whether there was a stretch of STANDS between two instants in which the channel could be read."""
        dark = sorted((a, b) for one, a, b in self._dark if (one is None or one is channel) and a < until and b > since)
        moment = since
        for begins, ends in [*dark, (until, until)]:
            if min(begins, until) - moment >= STANDS:
                return True
            moment = max(moment, ends)
        return False

    def has_to_be_stored(self, truth: Truth) -> bool:
        """The post stood long enough, whatever it said."""
        return self.stood(truth.channel, truth.published_at, truth.deleted_at or END)

    def versions_to_store(self, truth: Truth) -> list[Version]:
        """Those that stood long enough, and not only on an older page than the newest."""
        ends = [*(version.since for version in truth.versions[1:]), END]
        last = min(truth.deleted_at or ends[-1], self._leaves_the_newest_page(truth))
        return [
            version
            for version, end in zip(truth.versions, ends, strict=True)
            if self.stood(truth.channel, version.since, min(end, last))
        ]

    def deletion_has_to_show(self, truth: Truth) -> bool:
        """Somebody who had seen the post could see that it is missing between two others."""
        if truth.deleted_at is None or not self.stood(truth.channel, truth.published_at, truth.deleted_at):
            return False
        later = [one.published_at for one in self.truths if one.channel is truth.channel and one.id > truth.id]
        since = max(truth.deleted_at, min(later, default=at(99)))
        return self.stood(truth.channel, since, self._leaves_the_newest_page(truth))

    def _leaves_the_newest_page(self, truth: Truth) -> datetime:
        """When so much is newer that it is not on the channel's newest page any more."""
        end, messages = END, max(truth.pictures, 1)
        for one in sorted(self.truths, key=lambda one: one.published_at):
            if one.channel is truth.channel and one.published_at > truth.published_at:
                messages += max(one.pictures, 1)
                if messages >= PAGE_MESSAGES:
                    return min(end, one.published_at)
        return end
