"""When a digest is due: a subscriber's local time of day, through changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(1, 8))

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def next_due(after: datetime, zone: str, at: time, days: frozenset[int] = EVERY_DAY) -> datetime:
    """The first instant (UTC) strictly after `after` at which a digest for the local time `at` is due.

    `days` are the ISO weekdays on which there is one, at least one of them.

    Each local day has exactly one such instant, and it lies in that day. It is when the clock first shows
    `at`; on a day when the clock jumps over `at`, the first instant after the jump (or the last second
    before it, where a jump over midnight would lead into the next day). A day that a zone left out has
    none. `after` is timezone-aware; `zone` is an IANA name.
    """
    tz = ZoneInfo(zone)
    day = local_day(after, zone)
    while True:
        due = _due_on(day, tz, at)
        if due is not None and due > after and day.isoweekday() in days:
            return due
        day += _DAY


def local_day(instant: datetime, zone: str) -> date:
    """The calendar day of an instant in a zone (IANA name)."""
    return instant.astimezone(ZoneInfo(zone)).date()


def day_window(due: datetime, zone: str, at: time | None = None) -> tuple[datetime, datetime]:
    """What a digest at `due` covers, in UTC: from the same local time on the local day before until `due`.

    `at` is the local time the digest is set to: with it the windows of successive days touch each other even
    where the clock jumped over that time. Without it (a digest asked for now) the local time of `due` counts.
    """
    tz = ZoneInfo(zone)
    local = due.astimezone(tz)
    wall = local.time() if at is None else at
    day = local.date() - _DAY
    while (start := _due_on(day, tz, wall)) is None:
        day -= _DAY
    return start, due.astimezone(UTC)


def _due_on(day: date, tz: ZoneInfo, at: time) -> datetime | None:
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    instant = wall.replace(tzinfo=tz).astimezone(UTC)
    if instant.astimezone(tz).replace(tzinfo=None) == wall:
        return instant
    # PEP 495: for a skipped time, fold=1 reads it with the offset after the jump and so lies before the jump.
    jump = _first_instant_after_jump(wall.replace(tzinfo=tz, fold=1).astimezone(UTC), instant, tz)
    in_this_day = (due for due in (jump, jump - _SECOND) if due.astimezone(tz).date() == day)
    return next(in_this_day, None)


def _first_instant_after_jump(before: datetime, after: datetime, tz: ZoneInfo) -> datetime:
    old_offset = before.astimezone(tz).utcoffset()
    early, late = int(before.timestamp()), int(after.timestamp())
    while late - early > 1:
        middle = (early + late) // 2
        if datetime.fromtimestamp(middle, tz).utcoffset() == old_offset:
            early = middle
        else:
            late = middle
    return datetime.fromtimestamp(late, UTC)
