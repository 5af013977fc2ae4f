"""Messages that are owed to people, until Telegram said yes or a person parked them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import Operation, OutboxRow, OutboxState, Outgoing


@dataclass(frozen=True, slots=True)
class Backlog:
    """How the outbox stands. `due` could go now, the `oldest` of them since then; `waiting` are held or for later.

    `possible_duplicates`: all sends so far whose answer nobody heard.
    """

    due: int
    waiting: int
    oldest: datetime | None
    sending: int
    parked: int
    possible_duplicates: int


@dataclass(frozen=True, slots=True)
class Parked:
    """A message that rests until a person decides. `error` is why, without anybody's words."""

    id: int
    operation: Operation
    error: str
    due_since: datetime


class Outbox(Protocol):
    """Rows go from DUE by SENDING to SENT, or back to DUE, or to PARKED. What is done to a row that is gone, is not."""

    async def queue(
        self, message: Outgoing, subscriber_id: int | None, now: datetime, *, due_since: datetime | None = None
    ) -> int | None:
        """Store a message; return its row id, or None when its dedupe key is known already.

        It counts as due from its `not_before` (or now) on, or since an earlier instant if that is given.
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

    async def replace_unsent(self, alert_id: int, message: Outgoing) -> bool:
        """Give a due (not yet sending) SEND or EDIT of an alert a newer text; False when there is none."""

    async def overdue_alerts(self, chat_id: int, before: datetime) -> list[int]:
        """The alerts of a chat that are due since `before` or longer, and of which no SEND can have arrived.

        The oldest first; without those that answer something, and those under way. A hold of the chat is not looked at.
        """

    async def fold(self, row_id: int, message: Outgoing, alert_ids: Sequence[int]) -> None:
        """Let a SEND say something else in its place; whatever else is unsent of these alerts is SUPERSEDED."""

    async def is_unsent(self, alert_id: int) -> bool:
        """Whether the message of an alert is DUE as a SEND that cannot have arrived."""

    async def put_off(self, alert_id: int, until: datetime) -> None:
        """The SEND of an alert is meant for `until`, as if it had never been tried: DUE then, and due since then.

        Only for one that is not with Telegram: DUE, or claimed in this unit.
        """

    async def supersede(self, alert_ids: Sequence[int]) -> None:
        """What is DUE of these alerts, changes included, is SUPERSEDED."""

    async def last_text(self, alert_id: int) -> str | None:
        """What the message of an alert says, or will say when all of it is sent; None when that is not kept."""

    async def sent_as(self, dedupe: str) -> int | None:
        """The id of the message that was sent under a dedupe key; None while, or when, there is none."""

    async def withdraw(self, beginning: str) -> None:
        """What is DUE under dedupe keys that begin so is SUPERSEDED."""

    async def send_anew(self, row_id: int) -> None:
        """The message that this EDIT is about is gone: DUE as a new message of its alert."""

    async def recover(self, now: datetime) -> int:
        """At start-up: rows found SENDING go back to DUE and are counted as possible duplicates. Return how many.

        If the clock has been set back since the last claim, waits for another try and holds (of less than a year) are
        moved back with it, and what was due at once is due now. What was meant for a later time stays.
        """

    async def next_due(self, now: datetime) -> datetime | None:
        """The earliest instant after `now` at which something may become sendable, holds included."""

    async def hold(self, chat_id: int | None, until: datetime) -> None:
        """Nothing to this chat (to anybody when None) before this instant; an earlier one lifts the hold there was."""

    async def holds(self) -> Mapping[int | None, datetime]:
        """What is held until when, past holds included until they are pruned."""

    async def counts(self) -> Mapping[OutboxState, int]:
        """How many rows stand where; every state has its count."""

    async def backlog(self, now: datetime) -> Backlog:
        """How the outbox stands."""

    async def parked(self, limit: int) -> list[Parked]:
        """What rests until a person decides, the oldest first."""

    async def retry_parked(self, row_id: int | None, now: datetime) -> int:
        """Send a parked row (all of them when None) as if it had never failed; return how many."""

    async def give_up_parked(self, row_id: int | None) -> int:
        """Send a parked row (all when None) never: FAILED, its contents deleted. Return how many."""

    async def prune(self, before: datetime) -> int:
        """Delete the contents of rows sent or superseded before an instant; their dedupe keys stay.

        Return how many. Holds that ended before it go as well. Changes queued before it to a message that was never
        sent, and will not be, are superseded.
        """
