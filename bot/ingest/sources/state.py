"""What is remembered of a previewed channel from one look to the next, beside what its row in the database says."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import datetime

from bot.ingest.sources.preview import PreviewPage
from bot.ingest.sources.preview_post import WORDLESS, PreviewPost
from bot.ingest.sources.rhythm import Rhythm, rhythm_from_json, rhythm_of, rhythm_to_json
from storage import Poll

logger = logging.getLogger(__name__)

# A page shows about half as many; where others were deleted, it reaches further back.
REMEMBERED = 40
SEVERAL = 2  # one post without its words can be an edit that hides its mark
SOME, MANY, USUALLY = 4, 10, 0.75  # posts of a page, posts remembered, and how many of these have words


@dataclass(slots=True)
class ChannelState:
    """`seen`: fingerprints of the newest posts by id. `unread`: ids of blocks that could not be read, though new.
    `told`: the trouble the admins know of; `silent`: they know that nothing is published. `reports_to`: who added the
    channel (a subscriber's id) and has not heard yet how that went. `lost_since`: when its page was first seen without
    the posts it had. `history`: how many older posts it shall begin with, None for the usual number.
    """

    rhythm: Rhythm
    seen: dict[int, str] = field(default_factory=dict)
    unread: frozenset[int] = frozenset()
    told: str = ""
    silent: bool = False
    reports_to: int | None = None
    lost_since: datetime | None = None
    history: int | None = None

    def to_json(self) -> str:
        """As it is stored."""
        return json.dumps(
            {
                "rhythm": rhythm_to_json(self.rhythm),
                "seen": {str(number): mark for number, mark in self.seen.items()},
                "unread": sorted(self.unread),
                "told": self.told,
                "silent": self.silent,
                "reports_to": self.reports_to,
                "lost_since": self.lost_since and self.lost_since.isoformat(),
                "history": self.history,
            },
            separators=(",", ":"),
        )

    def remember(self, page: PreviewPage, gone: tuple[int, ...]) -> None:
        """The page said this, and no longer the posts that are gone."""
        self.seen |= {post.id: post.fingerprint for post in page.posts}
        newest = sorted(set(self.seen) - set(gone))[-REMEMBERED:]
        self.seen = {number: self.seen[number] for number in newest}
        unread = self.unread.union(page.unreadable) - set(self.seen)
        self.unread = frozenset(sorted(unread)[-REMEMBERED:])

    def new(self, posts: tuple[PreviewPost, ...], cursor: int) -> list[PreviewPost]:
        """Posts beyond the cursor, and those before it that could not be read until now."""
        return [post for post in posts if post.id > cursor or post.id in self.unread]

    def changed(self, posts: tuple[PreviewPost, ...]) -> list[PreviewPost]:
        """Posts that say something else than when they were seen last."""
        return [post for post in posts if self.seen.get(post.id, post.fingerprint) != post.fingerprint]

    def lost_words(self, posts: tuple[PreviewPost, ...]) -> bool:
        """The words stand somewhere else now: several posts had some and have none, though nobody edited them, or of
        many posts none has any, though they usually do.
        """
        spoke = {number for number, mark in self.seen.items() if not mark.startswith(WORDLESS)}
        if sum(not post.text and not post.edited for post in posts if post.id in spoke) >= SEVERAL:
            return True
        usual = len(self.seen) >= MANY and len(spoke) >= len(self.seen) * USUALLY
        news = [post for post in posts if not post.service]
        return usual and len(news) >= SOME and not any(post.text for post in news)

    def gone(self, page: PreviewPage) -> tuple[int, ...]:
        """Posts that were seen before and are missing between two that are there."""
        present = {number for post in page.posts for number in post.ids}.union(page.unreadable)
        low, high = min(present, default=0), max(present, default=0)
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
            frozenset(map(int, stored.get("unread", ()))),
            str(stored["told"]),
            bool(stored.get("silent")),
            stored["reports_to"],
            datetime.fromisoformat(lost) if (lost := stored.get("lost_since")) else None,
            stored.get("history"),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        logger.warning("what was remembered of source %d cannot be read", poll.source_id)
        return new_state(now)
