"""Pacing: how fast we mean to send. Only a hint: what counts is Telegram's own `retry_after` (bot.deliver.sender).

Pure: time comes in as an argument. The figures are those of https://core.telegram.org/bots/faq ("My bot is hitting
limits"): about 30 messages a second in all, one a second in a chat with short bursts, 20 a minute in a group. The
defaults stay a little below, since messages do not all take equally long on their way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """So many `messages` in so many `seconds`; after a rest, `burst` of them at once."""

    messages: int
    seconds: float
    burst: int

    @property
    def interval(self) -> timedelta:
        return timedelta(seconds=self.seconds) / self.messages


OVERALL = Pace(29, seconds=1, burst=10)
CHAT = Pace(1, seconds=1.05, burst=3)
GROUP = Pace(18, seconds=60, burst=2)


class _Meter:
    """One pace being kept: `full_at` is the instant at which the whole burst is there again."""

    __slots__ = ("_burst", "_full_at", "_interval")

    def __init__(self, pace: Pace, now: datetime) -> None:
        self._interval = pace.interval
        self._burst = pace.burst * pace.interval
        self._full_at = now

    def room(self, now: datetime) -> int:
        return (self._burst - self._owed(now)) // self._interval

    def ready_at(self, now: datetime) -> datetime:
        return now + max(timedelta(), self._owed(now) - (self._burst - self._interval))

    def took(self, now: datetime) -> None:
        self._full_at = now + self._owed(now) + self._interval

    def is_full(self, now: datetime) -> bool:
        return not self._owed(now)

    def _owed(self, now: datetime) -> timedelta:
        # More than a whole burst can only be owed when the clock was set back, and is then forgiven.
        return min(max(timedelta(), self._full_at - now), self._burst)


class Limits:
    """Remembers what was sent lately; chats that have been quiet for a while are forgotten.

    Chat ids below zero are groups and channels (https://core.telegram.org/bots/api#chat).
    """

    def __init__(self, overall: Pace = OVERALL, chat: Pace = CHAT, group: Pace = GROUP) -> None:
        self._overall_pace = overall
        self._chat_pace = chat
        self._group_pace = group
        self._overall: _Meter | None = None
        self._chats: dict[int, _Meter] = {}  # the one that was written to longest ago comes first

    def ready_at(self, chat_id: int, now: datetime) -> datetime:
        """The earliest instant, `now` or later, at which this chat may be written to."""
        meters = [meter for meter in (self._overall, self._chats.get(chat_id)) if meter is not None]
        return max((meter.ready_at(now) for meter in meters), default=now)

    def took(self, chat_id: int, now: datetime) -> None:
        """Something is being sent to this chat."""
        if self._overall is None:
            self._overall = _Meter(self._overall_pace, now)
        self._overall.took(now)
        meter = self._chats.pop(chat_id, None) or _Meter(self._pace_of(chat_id), now)
        meter.took(now)
        self._chats[chat_id] = meter
        self._forget_quiet_chats(now)

    def room(self, now: datetime) -> int:
        """How many messages, to different chats, may be sent now."""
        return self._overall_pace.burst if self._overall is None else self._overall.room(now)

    def resting(self, now: datetime) -> frozenset[int]:
        """Chats that have had enough for now."""
        return frozenset(chat_id for chat_id, meter in self._chats.items() if meter.ready_at(now) > now)

    def next_ready(self, now: datetime) -> datetime | None:
        """The earliest instant after `now` at which more may be sent than now; None when nothing has to wait."""
        meters = [*self._chats.values(), *([self._overall] if self._overall is not None else [])]
        return min((ready for meter in meters if (ready := meter.ready_at(now)) > now), default=None)

    def _pace_of(self, chat_id: int) -> Pace:
        return self._group_pace if chat_id < 0 else self._chat_pace

    def _forget_quiet_chats(self, now: datetime) -> None:
        while self._chats:
            oldest = next(iter(self._chats))
            if not self._chats[oldest].is_full(now):
                return
            del self._chats[oldest]
