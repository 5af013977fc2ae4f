"""People and groups, and what they chose."""

from __future__ import annotations

from datetime import datetime, time
from typing import Protocol

from bot.model import Role, Status, Subscriber


class Subscribers(Protocol):
    """Whoever receives alerts, one a chat. Changing one that is not there changes nothing."""

    async def get(self, subscriber_id: int) -> Subscriber | None:
        """A subscriber by its id."""

    async def by_chat(self, chat_id: int) -> Subscriber | None:
        """The subscriber whose messages go to this chat."""

    async def add(self, subscriber: Subscriber, at: datetime) -> Subscriber:
        """Store a new subscriber (`id` is ignored); return it with its id. An existing chat's is returned as it is."""

    async def set_name(self, subscriber_id: int, name: str) -> None:
        """What Telegram calls them now."""

    async def set_language(self, subscriber_id: int, language: str) -> None:
        """The language they are spoken to in."""

    async def awaited(self, subscriber_id: int) -> str:
        """What their next text answers, such as "zone" or "edit:17"; empty when it answers nothing."""

    async def set_awaited(self, subscriber_id: int, what: str) -> None:
        """Their next text answers this; empty: it answers nothing."""

    async def choose(self, subscriber: Subscriber) -> None:
        """Store what a person chose: language, zone, digest days, quiet hours, pace, names of months."""

    async def set_status(self, subscriber_id: int, status: Status) -> None:
        """Whether unasked-for messages go to them; GONE is no status to store."""

    async def set_role(self, subscriber_id: int, role: Role) -> None:
        """What they may do."""

    async def set_digest(self, subscriber_id: int, at: time | None, due: datetime | None) -> None:
        """Local time of the digest and the next instant it is due; None and None: off."""

    async def set_digest_due(self, subscriber_id: int, due: datetime | None) -> None:
        """The next instant the digest is due."""

    async def digests_due(self, now: datetime) -> list[tuple[Subscriber, datetime]]:
        """Active subscribers whose digest is due, with the due instant, oldest first."""

    async def with_role(self, *roles: Role) -> list[Subscriber]:
        """Everybody who has one of these roles, the oldest subscriber first."""

    async def migrate_chat(self, old_chat_id: int, new_chat_id: int) -> None:
        """A group became a supergroup: follow it everywhere the chat is named.

        Posts keep the names they came with, and alerts forget their message: a supergroup numbers its messages anew.
        """

    async def forget(self, subscriber_id: int) -> None:
        """Delete the subscriber and all that is theirs alone: watches, hits, alerts, digests, private posts, inbox."""
