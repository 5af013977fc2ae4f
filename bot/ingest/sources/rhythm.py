"""How often a source publishes, learned from when it did; and how often to look, so that posts wait least. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

HOUR = 3600.0
DAY = 24 * HOUR
HALF_LIFE = 14 * DAY
LONGEST_LOOK_BACK = timedelta(days=28)

# A post of a source that watches name counts as so many of another: it is waited for.
NAMED_WEIGHT = 4.0

# What is believed of a channel before anything is known: this many posts in this time.
_PRIOR_POSTS = 1.0
_PRIOR_SECONDS = 0.25 * DAY
# Posts that every hour and every weekday has had by belief: without them an hour not seen yet would be silent for ever.
_PRIOR_HOUR = 3.0
_PRIOR_WEEKDAY = 10.0


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What was seen of a channel up to `until`, older things counting less: a half every HALF_LIFE.

    `posts` were published in `seconds` of watching; `hours` (UTC) and `weekdays` (Monday first) are when.
    """

    until: datetime
    posts: float = 0.0
    seconds: float = 0.0
    hours: tuple[float, ...] = (0.0,) * 24
    weekdays: tuple[float, ...] = (0.0,) * 7

    def seen(self, published: Sequence[datetime], now: datetime) -> Rhythm:
        """Watched on until `now` (UTC); these were published meanwhile."""
        passed = max((now - self.until).total_seconds(), 0.0)
        kept = 0.5 ** (passed / HALF_LIFE)
        hours, weekdays = [n * kept for n in self.hours], [n * kept for n in self.weekdays]
        for at in published:
            hours[at.hour] += 1
            weekdays[at.weekday()] += 1
        return Rhythm(
            max(now, self.until),
            self.posts * kept + len(published),
            self.seconds * kept + passed,
            tuple(hours),
            tuple(weekdays),
        )

    @property
    def mean_rate(self) -> float:
        """Posts a second, over all hours."""
        return (self.posts + _PRIOR_POSTS) / (self.seconds + _PRIOR_SECONDS)

    def rate(self, at: datetime) -> float:
        """Posts a second expected at this instant (UTC)."""
        hour = (self.hours[at.hour] + _PRIOR_HOUR) / (sum(self.hours) + 24 * _PRIOR_HOUR) * 24
        weekday = (self.weekdays[at.weekday()] + _PRIOR_WEEKDAY) / (sum(self.weekdays) + 7 * _PRIOR_WEEKDAY) * 7
        return self.mean_rate * hour * weekday

    def expected(self, since: datetime, until: datetime) -> float:
        """Posts expected between two instants."""
        at, total = max(since, until - LONGEST_LOOK_BACK), 0.0
        while at < until:
            end = min(at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1), until)
            total += self.rate(at) * (end - at).total_seconds()
            at = end
        return total


def rhythm_of(published: Sequence[datetime], now: datetime) -> Rhythm:
    """The rhythm that the last posts of a channel show, from the first of them until now."""
    first = min(published, default=now)
    return Rhythm(until=min(first, now)).seen(published, now)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a host is asked at most. `a_second` requests; each source at intervals of `shortest` to `longest` seconds.

    Not all of the budget is given to regular turns: `kept` of it is for back-fills and for what comes in between.
    """

    a_second: float = 1.0
    shortest: float = 20.0
    longest: float = HOUR
    kept: float = 0.02

    @classmethod
    def of_pace(cls, seconds: float) -> Budget:
        """One request in so many seconds."""
        usual = cls()
        return replace(usual, a_second=1 / seconds, shortest=max(usual.shortest, seconds))

    def scale(self, rates: Sequence[float]) -> float:
        """The c for which intervals of c/√rate use the budget up.

        Posts that come at rate r to a source looked at every T seconds wait r·T/2 seconds together in each second.
        Under a fixed number of looks that sum is least when every T is proportional to 1/√r.
        """
        if not rates:
            return 0.0
        looks = self.a_second * (1 - self.kept)
        low, high = 0.0, self.longest * math.sqrt(max(rates))  # at `high` every interval is the longest
        for _ in range(40):
            middle = (low + high) / 2
            if sum(1 / self.interval(rate, middle) for rate in rates) > looks:
                low = middle
            else:
                high = middle
        return high

    def interval(self, rate: float, scale: float) -> float:
        """Seconds from one look to the next."""
        return min(max(scale / math.sqrt(rate), self.shortest), self.longest)

    def mean_delay(self, rates: Sequence[float], yields: Sequence[float] | None = None) -> float:
        """Seconds that a post of these sources waits on average before it is seen.

        The budget is shared by `yields`, one for each rate; by the rates themselves when None.
        """
        if not rates:
            return 0.0
        shares = rates if yields is None else yields
        scale = self.scale(shares)
        waits = (rate * self.interval(share, scale) / 2 for rate, share in zip(rates, shares, strict=True))
        return sum(waits) / sum(rates)


def yield_of(rate: float, *, named: bool) -> float:
    """What the budget is shared by: posts a second, weighed by whether watches name their source."""
    return rate * NAMED_WEIGHT if named else rate


def rhythm_to_json(rhythm: Rhythm) -> dict[str, object]:
    """As it is stored with the source; figures to three digits."""
    return {
        "until": rhythm.until.isoformat(),
        "posts": round(rhythm.posts, 3),
        "seconds": round(rhythm.seconds),
        "hours": [round(n, 3) for n in rhythm.hours],
        "weekdays": [round(n, 3) for n in rhythm.weekdays],
    }


def rhythm_from_json(stored: dict[str, object]) -> Rhythm:
    """The inverse. Raises KeyError, TypeError or ValueError for anything else."""
    return replace(
        Rhythm(datetime.fromisoformat(str(stored["until"])).astimezone(UTC)),
        posts=float(str(stored["posts"])),
        seconds=float(str(stored["seconds"])),
        hours=_floats(stored["hours"], 24),
        weekdays=_floats(stored["weekdays"], 7),
    )


def _floats(stored: object, length: int) -> tuple[float, ...]:
    if not isinstance(stored, list) or len(stored) != length:
        raise ValueError("no rhythm")
    return tuple(float(n) for n in stored)
