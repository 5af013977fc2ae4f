"""Telegram's flood limits as token buckets: about 30 messages a second in all, one a second a chat with
short bursts, 20 a minute in a group (Bots FAQ, "My bot is hitting limits"). The true thresholds are not
published; what is exact is the refusal: 429 with `retry_after` in whole seconds. Sends and edits count; an
album counts once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from bot.sandbox.clock import Clock

OVERALL: Final = (30.0, 30)
CHAT: Final = (1.0, 3)
GROUP: Final = (20 / 60, 20)


@dataclass(slots=True)
class _Bucket:
    rate: float
    burst: int
    tokens: float
    at: float

    def refill(self, now: float) -> None:
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now

    def wait(self) -> float:
        # the tolerance keeps rounding from asking for one more second after exactly the wait
        return max(0.0, 1 - self.tokens - 1e-9) / self.rate


@dataclass(slots=True)
class Flood:
    """The buckets. A refused send takes nothing."""

    clock: Clock
    _buckets: dict[object, _Bucket] = field(default_factory=dict)

    def take(self, chat_id: int) -> int:
        """Count one send to the chat: 0, or the seconds after which it may be tried again."""
        now = self.clock.now()
        buckets = [self._bucket("overall", OVERALL, now), self._bucket(chat_id, CHAT, now)]
        if chat_id < 0:
            buckets.append(self._bucket(("group", chat_id), GROUP, now))
        wait = max(bucket.wait() for bucket in buckets)
        if wait > 0:
            return math.ceil(wait)
        for bucket in buckets:
            bucket.tokens -= 1
        return 0

    def _bucket(self, key: object, shape: tuple[float, int], now: float) -> _Bucket:
        rate, burst = shape
        bucket = self._buckets.setdefault(key, _Bucket(rate, burst, burst, now))
        bucket.refill(now)
        return bucket
