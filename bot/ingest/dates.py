"""Instants as feeds and tables write them, in every form that was met in real life. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_tz
from typing import Final

_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)  # 1970-01-01 and 0001-01-01 are how programs write "unknown"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_SECONDS: Final = 253_402_300_799  # the end of the year 9999
_MILLISECONDS_FROM: Final = 100_000_000_000  # as seconds that would be the year 5138

_LONGEST: Final = 100

_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_INVISIBLE: Final = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

# CLDR's names: Arabic as in Egypt, the Gulf and Syria, the Maghreb's own, English, French, and Turkish.
_MONTHS: Final = (
    "يناير كانون‌الثاني جانفي january jan janvier ocak",
    "فبراير شباط فيفري february feb février şubat",
    "مارس آذار march mar mars mart",
    "أبريل نيسان أفريل april apr avril nisan",
    "مايو أيار ماي may mai mayıs",
    "يونيو حزيران جوان june jun juin haziran",
    "يوليو تموز جويلية july jul juillet temmuz",
    "أغسطس آب أوت august aug août ağustos",
    "سبتمبر أيلول شتنبر september sep sept septembre eylül",
    "أكتوبر تشرين‌الأول october oct octobre ekim",
    "نوفمبر تشرين‌الثاني نونبر november nov novembre kasım",
    "ديسمبر كانون‌الأول دجنبر december dec décembre aralık",
)


def _bare(name: str) -> str:
    """A month's name in lower case, with one letter for the forms of alef."""
    return re.sub("[أإآ]", "ا", name.casefold()).replace("\N{ZERO WIDTH NON-JOINER}", "")


_MONTH_OF: Final = {_bare(name): number for number, names in enumerate(_MONTHS, 1) for name in names.split()}

_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?|ص|م)?"
_ZONE = r"\s*(?P<zone>z|utc|gmt|(?:utc|gmt)?\s*[+-]\d{1,2}:?\d{0,2})?"
_CLOCK = rf"(?:[\s,،tT–-]+(?:الساعة\s*|at\s*)?{_TIME}{_ZONE})?\s*"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_CLOCK}",
        rf"(?P<day>\d{{1,2}})[-/.](?P<month>\d{{1,2}})[-/.](?P<year>\d{{4}}){_CLOCK}",
        rf"(?:[^\W\d]+[\s,،.]+)?(?P<day>\d{{1,2}})[\s,،.-]+(?P<name>[^\W\d]+(?:\s(?:الأول|الاول|الثاني))?)[\s,،./-]+"
        rf"(?P<year>\d{{4}}){_CLOCK}",
        rf"(?:[^\W\d]+,\s*)?(?P<name>[^\W\d]+)\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_CLOCK}",
    )
)


def read_instant(written: str | float | None, zone: tzinfo = UTC) -> datetime | None:
    """The instant in UTC, None for what is none or stands for "unknown".

    Understood are RFC 822 and 3339 with their usual faults, seconds and milliseconds since 1970, days before months
    where both are numbers, and names of months in Arabic, English, French and Turkish. `zone` is where an instant
    without a zone is local.
    """
    if isinstance(written, bool) or written is None:
        return None
    if isinstance(written, int | float):
        return _counted(written)
    if len(written) > _LONGEST:
        return None
    text = " ".join(_INVISIBLE.sub("", written).translate(_DIGITS).split())
    if re.fullmatch(r"\d{9,14}(\.\d+)?", text):
        return _counted(float(text))
    try:
        found = _iso(text, zone) or _written_out(text, zone) or _mail(text, zone)
        return found if found is not None and found >= _EARLIEST else None
    except (OverflowError, ValueError):
        return None


def _counted(number: float) -> datetime | None:
    if not 0 < number <= _LATEST_SECONDS * 1000:
        return None
    seconds = number / 1000 if number >= _MILLISECONDS_FROM else number
    if seconds > _LATEST_SECONDS:
        return None
    instant = _EPOCH + timedelta(seconds=seconds)
    return instant if instant >= _EARLIEST else None


def _iso(text: str, zone: tzinfo) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)


def _mail(text: str, zone: tzinfo) -> datetime | None:
    """RFC 822, as RSS wants it (https://www.rssboard.org/rss-specification)."""
    if not re.search("[A-Za-z]{3}", text):
        return None
    parts = parsedate_tz(text)
    if parts is None or not 1 <= parts[1] <= 12:
        return None
    local = datetime(*parts[:5], min(parts[5], 59))  # noqa: DTZ001 - its zone comes in the next line
    offset = parts[9]
    if offset is None or (offset == 0 and not re.search(r"(GMT|UTC?|Z|[+-]0000)\W*$", text, re.IGNORECASE)):
        return local.replace(tzinfo=zone).astimezone(UTC)
    return local.replace(tzinfo=UTC) - timedelta(seconds=offset)


def _written_out(text: str, zone: tzinfo) -> datetime | None:
    for form in _FORMS:
        if found := form.fullmatch(text):
            parts = found.groupdict()
            month = int(parts["month"]) if parts.get("month") else _MONTH_OF.get(_bare(parts["name"].replace(" ", "")))
            if month is None:
                continue
            hour = _hour(int(parts["hour"] or 0), parts["half"] or "")
            day, year = int(parts["day"]), int(parts["year"])
            if month > 12 >= day:  # 11/20/2026 can only be the American order
                day, month = month, day
            local = datetime(year, month, day, hour, int(parts["minute"] or 0), int(parts["second"] or 0))  # noqa: DTZ001 - see the return
            return _from_zone(local, parts["zone"], zone)
    return None


def _hour(hour: int, half: str) -> int:
    if half[:1].lower() in {"p", "م"}:
        return hour % 12 + 12
    return hour % 12 if half else hour


def _from_zone(local: datetime, written: str | None, zone: tzinfo) -> datetime:
    if not written:
        return local.replace(tzinfo=zone).astimezone(UTC)
    offset = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", written)
    if offset is None:
        return local.replace(tzinfo=UTC)
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return local.replace(tzinfo=UTC) - (ahead if offset[1] == "+" else -ahead)
