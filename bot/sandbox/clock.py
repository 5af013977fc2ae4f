"""The sandbox's own clock, injected so that flood limits and ages can be tested without waiting."""

import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since 1970-01-01 UTC."""
        ...


class SystemClock:
    def now(self) -> float:
        return time.time()
