"""Messages that are owed to people, until Telegram said yes or a person parked them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.model import OutboxRow, OutboxState, Outgoing


class Outbox(Protocol):
    """Rows go from DUE by SENDING to SENT, or back to DUE, or to PARKED. What is done to a row that is gone, is not."""

    async def queue(self, message: Outgoing, subscriber_id: int | None, now: datetime) -> int | None:
        """Store a message; return its row id, or None when its dedupe key is known already.

        An EDIT of an alert takes the place of unsent ones before it (SUPERSEDED). Raises ValueError for an ANSWER.
        """

    async def claim(self, now: datetime, *, limit: int, busy: frozenset[int] = frozenset()) -> list[OutboxRow]:
        """Mark due rows as SENDING and return them: by priority, then fairly (one a chat, oldest first).

        Chats in `busy`, and chats or everything held until after `now`, are left out. A row follows the older rows of
        its chat and priority that are under way or will be tried again (replies do not wait for the latter); one meant
        for later lets others pass. An EDIT, BUTTONS or DELETE whose alert has no message id yet waits. Rows come with
        `message.message_id` filled in from their alert.
        """

    async def sent(self, row_id: int, message_id: int | None, at: datetime) -> None:
        """Telegram said yes; the message id goes to the row and to its alert."""

    async def retry(self, row_id: int, not_before: datetime, error: str, *, possible_duplicate: bool = False) -> None:
        """It did not go: count the attempt, DUE again from `not_before` on. An edit gives way to a later one."""

    async def park(self, row_id: int, error: str) -> None:
        """It cannot be sent as it is: keep it, with the reason, for a person to look at."""

    async def park_chat(self, chat_id: int, error: str) -> int:
        """The chat refuses everything: park all its due rows; return how many."""

    async def replace_unsent(self, alert_id: int, message: Outgoing) -> bool:
        """Give a due (not yet sending) SEND or EDIT of an alert a newer text; False when there is none."""

    async def recover(self) -> int:
        """At start-up: rows found SENDING go back to DUE and are counted as possible duplicates. Return how many."""

    async def next_due(self, now: datetime) -> datetime | None:
        """The earliest instant after `now` at which something may become sendable, holds included."""

    async def hold(self, chat_id: int | None, until: datetime) -> None:
        """Nothing to this chat (to anybody when None) before this instant; an earlier one lifts the hold there was."""

    async def holds(self) -> Mapping[int | None, datetime]:
        """What is held until when, past holds included until they are pruned."""

    async def counts(self) -> Mapping[OutboxState, int]:
        """How many rows stand where; every state has its count."""

    async def prune(self, before: datetime) -> int:
        """Delete the contents of rows sent or superseded before an instant; their dedupe keys stay.

        Return how many. Holds that ended before it go as well.
        """
