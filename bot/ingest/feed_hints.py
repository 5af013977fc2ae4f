"""When a feed wants to be looked at: how often at most, and at which hours and days not at all. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

_PERIODS: Final = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_LONGEST: Final = timedelta(days=1)
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SKIPPED: Final = re.compile(rb"<skip(Hours|Days)\s*>", re.IGNORECASE)
_SKIPPED_END: Final = re.compile(rb"</skip", re.IGNORECASE)
_MOST_SKIPPED, _LONGEST_SKIPPED = 10, 2_000  # lists, and bytes of one
_HOUR: Final = re.compile(rb"<hour\s*>\s*(\d{1,2})\s*</hour\s*>", re.IGNORECASE)
_DAY: Final = re.compile(rb"<day\s*>\s*([a-z]+)\s*</day\s*>", re.IGNORECASE)
_MAX_AGE: Final = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Skips:
    """Hours (UTC) and weekdays (0 is Monday) at which a feed says that nothing is to be had."""

    hours: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()

    def put_off(self, at: datetime) -> datetime:
        """The first instant from `at` (UTC) on at which the feed may be looked at."""
        for _ in range(7 * 24):
            if at.weekday() in self.days or at.hour in self.hours:
                at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            else:
                break
        return at


def every(told: Mapping[str, object]) -> timedelta | None:
    """`ttl` of RSS in minutes, or https://web.resource.org/rss/1.0/modules/syndication/; None where neither is said.

    `told` is feedparser's feed.
    """
    ttl = _word(told, "ttl")
    if ttl.isascii() and ttl.isdecimal() and len(ttl) < 8:
        return min(timedelta(minutes=int(ttl)), _LONGEST) or None
    period = _PERIODS.get(_word(told, "sy_updateperiod").lower())
    times = _word(told, "sy_updatefrequency") or "1"
    if period is None or not times.isascii() or not times.isdecimal() or int(times[:6]) == 0:
        return None
    return min(period / int(times[:6]), _LONGEST)


def skips(body: bytes) -> Skips:
    """`skipHours` and `skipDays` of RSS (https://www.rssboard.org/skip-hours-days); who skips all of them skips none.

    Read from the bytes of the document: feedparser keeps the last hour only.
    """
    hours: set[int] = set()
    days: set[int] = set()
    for begun in islice(_SKIPPED.finditer(body), _MOST_SKIPPED):
        content = body[begun.end() : begun.end() + _LONGEST_SKIPPED]
        end = _SKIPPED_END.search(content)
        if end is None:
            continue
        content = content[: end.start()]
        if begun[1].lower() == b"hours":
            hours |= {int(hour) % 24 for hour in _HOUR.findall(content) if int(hour) <= 24}
        else:
            named = {day.decode("ascii").lower() for day in _DAY.findall(content)}
            days |= {number for number, name in enumerate(_DAYS) if name in named}
    return Skips(
        frozenset(hours) if len(hours) < 24 else frozenset(), frozenset(days) if len(days) < 7 else frozenset()
    )


def max_age(cache_control: str) -> timedelta:
    """How long an answer stays good by its Cache-Control header (RFC 9111, 5.2.2.1); zero where it does not say."""
    found = _MAX_AGE.search(cache_control)
    return min(timedelta(seconds=int(found[1])), _LONGEST) if found else timedelta(0)


def _word(told: Mapping[str, object], name: str) -> str:
    value = told.get(name)
    return value.strip() if isinstance(value, str) else ""
