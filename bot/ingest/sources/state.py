"""What is remembered of a previewed channel from one look to the next, beside what its row in the database says."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import datetime

from bot.ingest.sources.preview_post import PreviewPost
from bot.ingest.sources.rhythm import Rhythm, rhythm_from_json, rhythm_of, rhythm_to_json
from storage import Poll

logger = logging.getLogger(__name__)

# Two pages' worth: an edit of an older post is not noticed.
REMEMBERED = 40


@dataclass(slots=True)
class ChannelState:
    """`seen`: fingerprints of the newest posts by id. `told`: the trouble the admins know of. `reports_to`: who added
    the channel and has not heard yet how that went.
    """

    rhythm: Rhythm
    seen: dict[int, str] = field(default_factory=dict)
    told: str = ""
    reports_to: int | None = None

    def to_json(self) -> str:
        """As it is stored."""
        return json.dumps(
            {
                "rhythm": rhythm_to_json(self.rhythm),
                "seen": {str(number): mark for number, mark in self.seen.items()},
                "told": self.told,
                "reports_to": self.reports_to,
            },
            separators=(",", ":"),
        )

    def remember(self, posts: tuple[PreviewPost, ...], gone: tuple[int, ...]) -> None:
        """The page said these posts, and no longer those."""
        self.seen |= {post.id: post.fingerprint for post in posts}
        newest = sorted(set(self.seen) - set(gone))[-REMEMBERED:]
        self.seen = {number: self.seen[number] for number in newest}

    def changed(self, posts: tuple[PreviewPost, ...]) -> list[PreviewPost]:
        """Posts that say something else than when they were seen last."""
        return [post for post in posts if self.seen.get(post.id, post.fingerprint) != post.fingerprint]

    def gone(self, posts: tuple[PreviewPost, ...]) -> tuple[int, ...]:
        """Posts that were seen before and are missing between two that are there."""
        present = {number for post in posts for number in post.ids}
        low, high = min(present), max(present)
        return tuple(number for number in self.seen if low < number < high and number not in present)


def new_state(now: datetime, reports_to: int | None = None) -> ChannelState:
    """Nothing is known yet."""
    return ChannelState(rhythm_of((), now), reports_to=reports_to)


def state_of(poll: Poll, now: datetime) -> ChannelState:
    """What was stored; a state that cannot be read (another version's) is begun anew."""
    try:
        stored = json.loads(poll.state)
        if not stored:
            return new_state(now)
        return ChannelState(
            rhythm_from_json(stored["rhythm"]),
            {int(number): str(mark) for number, mark in stored["seen"].items()},
            str(stored["told"]),
            stored["reports_to"],
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        logger.warning("what was remembered of source %d cannot be read", poll.source_id)
        return new_state(now)
