"""What is remembered of a feed from one look to the next, beside what its row in the database says."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.ingest.feed_hints import Skips
from bot.ingest.feeds import FeedItem
from bot.ingest.sources.rhythm import Rhythm, rhythm_from_json, rhythm_of, rhythm_to_json
from storage import Poll

logger = logging.getLogger(__name__)

SHORTEST: Final = 300.0  # seconds from one look to the next
LONGEST: Final = 3600.0
# Looks for each post that is expected: an unchanged feed costs its site a few bytes.
LOOKS_A_POST: Final = 10.0


@dataclass(slots=True)
class FeedState:
    """`told`: the trouble the admins know of; `silent`: they know that nothing is published. `reports_to`: who added
    the feed and has not heard yet how that went.

    `asked` is the address that was given, a site's perhaps; `named` that an admin chose the title. `seen`: fingerprints
    of the entries that the feed had last time, by their names' hashes. `etag` and `modified` are its validators,
    `wanted` the shortest interval it asks for (seconds), `due` when the next look was meant to be.
    """

    rhythm: Rhythm
    asked: str = ""
    named: bool = False
    seen: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    modified: str = ""
    wanted: float = 0.0
    skips: Skips = field(default_factory=Skips)
    due: datetime | None = None
    failing_since: datetime | None = None
    told: str = ""
    silent: bool = False
    reports_to: int | None = None

    def to_json(self) -> str:
        """As it is stored."""
        plain = asdict(self)
        plain["rhythm"] = rhythm_to_json(self.rhythm)
        plain["skips"] = [sorted(self.skips.hours), sorted(self.skips.days)]
        plain["due"], plain["failing_since"] = _written(self.due), _written(self.failing_since)
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    def interval(self, now: datetime) -> float:
        """Seconds from one look to the next: by the feed's rhythm, and not more often than it wants."""
        usual = 1 / (self.rhythm.rate(now) * LOOKS_A_POST)
        return min(max(usual, SHORTEST, self.wanted), LONGEST)

    def next_look(self, now: datetime) -> datetime:
        """When to look again."""
        return self.skips.put_off(now + timedelta(seconds=self.interval(now)))

    def new(self, items: Sequence[FeedItem]) -> list[FeedItem]:
        """Entries that were not there last time, under their name or, word for word, under another."""
        marks = set(self.seen.values())
        return [item for item in items if _hash(item.key) not in self.seen and _mark(item) not in marks]

    def changed(self, items: Sequence[FeedItem]) -> list[FeedItem]:
        """Entries that say something else than last time."""
        return [item for item in items if self.seen.get(_hash(item.key), _mark(item)) != _mark(item)]

    def remember(self, items: Sequence[FeedItem]) -> None:
        """The feed has these entries now."""
        self.seen = {_hash(item.key): _mark(item) for item in items}


def new_feed_state(now: datetime, asked: str, reports_to: int | None = None) -> FeedState:
    """Nothing is known yet."""
    return FeedState(rhythm_of((), now), asked=asked, reports_to=reports_to)


def feed_state_of(poll: Poll, now: datetime) -> FeedState:
    """What was stored; a state that cannot be read (another version's) is begun anew."""
    try:
        stored = json.loads(poll.state)
        hours, days = stored["skips"]
        return FeedState(
            rhythm_from_json(stored["rhythm"]),
            asked=str(stored["asked"]),
            named=bool(stored["named"]),
            seen=dict(stored["seen"]),
            etag=str(stored["etag"]),
            modified=str(stored["modified"]),
            wanted=float(stored["wanted"]),
            skips=Skips(frozenset(hours), frozenset(days)),
            due=_instant(stored["due"]),
            failing_since=_instant(stored["failing_since"]),
            told=str(stored["told"]),
            silent=bool(stored.get("silent")),
            reports_to=stored["reports_to"],
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        if poll.state != "{}":
            logger.warning("what was remembered of source %d cannot be read", poll.source_id)
        return new_feed_state(now, "")


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _instant(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written).astimezone(UTC)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _mark(item: FeedItem) -> str:
    """What an entry says, whatever it is called: some feeds make new names at every look."""
    return _hash(item.text, item.link, _written(item.published_at) or "", *item.media)
