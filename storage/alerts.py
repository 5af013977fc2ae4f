"""What was told to whom."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.model import Alert


class Alerts(Protocol):
    """One row per subscriber, story, kind and n."""

    async def open(
        self,
        subscriber_id: int,
        story_id: int,
        post_id: int,
        chat_id: int,
        at: datetime,
        *,
        kind: str = "story",
        n: int = 1,
    ) -> Alert | None:
        """A new alert, or None when there is one already."""

    async def find(self, subscriber_id: int, story_id: int, *, kind: str = "story", n: int = 1) -> Alert | None:
        """What this subscriber was told of a story."""

    async def get(self, alert_id: int) -> Alert | None:
        """An alert by its id."""

    async def latest(self, subscriber_id: int, kind: str) -> Alert | None:
        """The newest alert of a kind that begins so."""

    async def sent_since(self, subscriber_id: int, since: datetime) -> int:
        """How many alerts this subscriber was given since an instant, each on its own: folded ones do not count."""

    async def fold_into(self, alert_id: int, fold_id: int) -> None:
        """The first, or what its message tells of if it is a fold itself, is told of in the message of the second."""

    async def take_out(self, alert_id: int) -> None:
        """An alert is told of in a message of its own, and no longer in that of a fold."""

    async def is_urgent(self, alert_id: int) -> bool:
        """Whether a watch marked urgent fired on the post of an alert, or on one that a fold tells of."""

    async def folded(self, fold_id: int, limit: int) -> list[Alert]:
        """What the message of a fold tells of, the newest first."""

    async def count_folded(self, fold_id: int) -> int:
        """How many alerts the message of a fold tells of."""

    async def of_post(self, post_id: int) -> list[Alert]:
        """Who was told of a post, or is to be: one alert a subscriber."""

    async def bump(self, alert_id: int) -> int:
        """Count one more revision of its message; return it. Raises LookupError when there is no such alert."""
