"""Who has to wait, and how long: flood waits, which Telegram tells, and silence, when it tells nothing at all.

In memory, by time that does not step. Flood waits are also rows (bot.deliver.fate), for the next start.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.deliver.outage import WORTH_TELLING

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0
_DOUBLINGS: Final = 6  # the longest pause is reached with them


def pause_before_retry(attempts: int, jitter: float) -> timedelta:
    """How long to wait after a message was lost: 1, 2, 4 … 60 seconds, and up to a quarter more.

    `attempts`: how often it had failed before; `jitter`: 0 to 1, random, so that not all come back at once.
    """
    pause = min(_FIRST_PAUSE * (1 << min(attempts, _DOUBLINGS)), _LONGEST_PAUSE)
    return timedelta(seconds=pause * (1 + jitter / 4))


class Waits:
    """Whom nothing is sent to for now. A chat's key is its id; None stands for everybody."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[int | None, timedelta] = {}
        self._flooded: set[int] = set()  # chats that met a 429 since the last success
        self._unheard: set[int] = set()  # chats from which no answer came since the last one
        self._losses = 0
        self._silent_since: datetime | None = None

    def hold(self, chat_id: int | None, wait: timedelta) -> None:
        """Nothing to this chat for so long; never shortens a wait there is."""
        until = self._clock.elapsed() + wait
        self._until[chat_id] = max(until, self._until.get(chat_id, until))

    def flooded(self, chat_id: int, wait: timedelta) -> Mapping[int | None, timedelta]:
        """A 429; returns who waits now, and how long.

        When chats meet it one after another, it is the bot that is to wait, not one of them.
        """
        self._flooded.add(chat_id)
        held = (chat_id,) if len(self._flooded) == 1 else (chat_id, None)
        for one in held:
            self.hold(one, wait)
        return {one: self._until[one] - self._clock.elapsed() for one in held}

    def delivered(self) -> None:
        """A success."""
        self._flooded.clear()

    def lost(self, chat_id: int, now: datetime, jitter: float) -> None:
        """No answer. When chats meet that one after another, everybody waits, longer each time."""
        self._silent_since = self._silent_since or now
        self._unheard.add(chat_id)
        if self.is_silent:
            self.hold(None, pause_before_retry(self._losses, jitter))
            self._losses += 1

    def answered(self, now: datetime) -> datetime | None:
        """An answer of Telegram's, whatever it says. Returns since when there was none, if that is worth telling."""
        since = self.silent_since(now)
        self._silent_since = None
        self._unheard.clear()
        self._losses = 0
        return since

    def resume_silence(self, since: datetime) -> None:
        """Telegram was away already when the program started."""
        self._silent_since = since

    def silent_since(self, now: datetime) -> datetime | None:
        """Since when no answer has come, if that is worth telling."""
        since = self._silent_since
        return since if since is not None and now - since >= WORTH_TELLING else None

    @property
    def is_silent(self) -> bool:
        """Whether Telegram seems to be away: then one message at a time is enough to find out."""
        return len(self._unheard) > 1

    def concern(self, chat_id: int) -> bool:
        """Whether this chat has to wait, alone or with everybody."""
        self._drop_past()
        return None in self._until or chat_id in self._until

    @property
    def everybody(self) -> bool:
        self._drop_past()
        return None in self._until

    def chats(self) -> frozenset[int]:
        """The chats that wait each by itself."""
        self._drop_past()
        return frozenset(chat_id for chat_id in self._until if chat_id is not None)

    def next_end(self) -> timedelta | None:
        """How long until the next of the waits is over; None when nobody waits."""
        self._drop_past()
        return min((until - self._clock.elapsed() for until in self._until.values()), default=None)

    def _drop_past(self) -> None:
        now = self._clock.elapsed()
        self._until = {chat_id: until for chat_id, until in self._until.items() if until > now}
