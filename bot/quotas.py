"""How much one person may ask in a minute."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

_MINUTE = timedelta(minutes=1)


class Verdict(Enum):
    """What to do with a request."""

    ALLOWED = auto()
    REFUSED_FIRST = auto()  # refuse, and say so: the first refusal in a minute
    REFUSED = auto()  # refuse in silence


@dataclass(slots=True)
class _Record:
    allowed: deque[datetime] = field(default_factory=deque)
    told: datetime | None = None

    def forget_before_a_minute_ago(self, now: datetime) -> None:
        """Keep the last minute's; what lies ahead of a clock that stepped back happened now at the latest."""
        self.allowed = deque(min(at, now) for at in self.allowed if now - at < _MINUTE)
        if self.told is not None:
            self.told = min(self.told, now) if now - self.told < _MINUTE else None


class Quotas:
    """Counts requests per person and kind over a sliding minute, in memory.

    `per_minute` maps each kind of request to how many a person has in any minute. At most `people` pairs of a
    person and a kind are remembered; beyond, the one unheard of for longest starts anew.
    """

    def __init__(self, per_minute: Mapping[str, int], *, people: int = 10_000) -> None:
        self._per_minute = dict(per_minute)
        self._people = people
        self._records: OrderedDict[tuple[int, str], _Record] = OrderedDict()

    def take(self, who: int, kind: str, now: datetime) -> Verdict:
        """Count one request of a kind by a person at an instant; refused ones don't count.

        Raises KeyError for a kind that has no quota.
        """
        limit = self._per_minute[kind]
        record = self._records.setdefault((who, kind), _Record())
        self._records.move_to_end((who, kind))
        if len(self._records) > self._people:
            self._records.popitem(last=False)
        record.forget_before_a_minute_ago(now)
        if len(record.allowed) < limit:
            record.allowed.append(now)
            return Verdict.ALLOWED
        if record.told is not None:
            return Verdict.REFUSED
        record.told = now
        return Verdict.REFUSED_FIRST
