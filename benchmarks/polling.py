"""How long posts wait: 500 channels over a simulated week at one request a second, against polling them in turn."""

from __future__ import annotations

import heapq
import math
import random
import sys
import time
from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.ingest.sources.rhythm import DAY, HOUR, Budget, rhythm_of

SEED = 20260302
CHANNELS, SIGMA, MEDIAN = 500, 1.5, 5.0
FEWEST, MOST = 0.1, 300.0  # posts a day
BEFORE, WEEK = 60 * DAY, 7 * DAY
FIRST_PAGE = 20
START = datetime(2026, 3, 2, tzinfo=UTC)
MEASURE_EVERY = 1800.0
LEAST_GAIN, LONGEST_OF_RARE = 0.35, 70 * 60.0

Posts = Sequence[float]


def channels() -> list[list[float]]:
    """When each channel publishes, in seconds from the start; the weeks before it are there to learn from."""
    chance = random.Random(SEED)
    made = []
    for _ in range(CHANNELS):
        a_day = min(max(chance.lognormvariate(math.log(MEDIAN), SIGMA), FEWEST), MOST)
        peak, weekend = chance.uniform(0, 24), chance.uniform(0.4, 1.0)
        posts, at = [], -BEFORE
        while at < WEEK:
            at += chance.expovariate(a_day * 2 / DAY)
            hour, weekday = at % DAY / HOUR, int(at // DAY) % 7
            share = (1 + 0.9 * math.cos((hour - peak) / 24 * math.tau)) / 2 * (weekend if weekday in {4, 5} else 1.0)
            if chance.random() < share and at < WEEK:
                posts.append(at)
        made.append(posts)
    return made


def in_turn(made: list[list[float]]) -> list[list[float]]:
    """Delays when each is looked at every CHANNELS seconds."""
    return [[(number - at) % CHANNELS for at in posts if at >= 0] for number, posts in enumerate(made)]


def by_yield(made: list[list[float]]) -> list[list[float]]:
    """Delays under Rasid's budget, learning from the first page on."""
    budget = Budget()
    chance = random.Random(SEED + 1)
    rhythms, following, delays = [], [], [[] for _ in made]
    for posts in made:
        first = bisect_left(posts, 0.0)
        page = [START + timedelta(seconds=at) for at in posts[max(first - FIRST_PAGE, 0) : first]]
        rhythms.append(rhythm_of(page, START))
        following.append(first)
    due = [(chance.uniform(0, CHANNELS), number) for number in range(CHANNELS)]
    heapq.heapify(due)
    free, measured, scale = 0.0, -math.inf, 0.0
    while due:
        planned, number = heapq.heappop(due)
        at = max(planned, free)
        if at >= WEEK:
            continue
        free = at + 1 / budget.a_second
        now = START + timedelta(seconds=at)
        if at - measured >= MEASURE_EVERY:
            scale, measured = budget.scale([one.rate(now) for one in rhythms]), at
        posts, first = made[number], following[number]
        last = bisect_left(posts, at)
        delays[number] += [at - published for published in posts[first:last]]
        following[number] = last
        rhythms[number] = rhythms[number].seen([START + timedelta(seconds=p) for p in posts[first:last]], now)
        heapq.heappush(due, (at + budget.interval(rhythms[number].rate(now), scale), number))
    return delays


def quantile(sample: list[float], share: float) -> float:
    return sorted(sample)[min(int(len(sample) * share), len(sample) - 1)] if sample else 0.0


def figures(name: str, delays: list[list[float]]) -> tuple[float, float]:
    """Print and return the mean delay, and the 99th percentile of the rarest tenth of the channels."""
    everything = [one for of_channel in delays for one in of_channel]
    rarest = sorted(delays, key=len)[: len(delays) // 10]
    rare = [one for of_channel in rarest for one in of_channel]
    mean, late = sum(everything) / len(everything), quantile(rare, 0.99)
    print(
        f"{name:12} mean {mean:6.1f} s   p95 {quantile(everything, 0.95):7.1f} s   "
        f"p99 of the rarest tenth {late / 60:5.1f} min   ({len(everything)} posts)"
    )
    return mean, late


def main() -> int:
    """Both ways over the same posts; 1 when the gain or the rarest channels' delay misses its floor."""
    made = channels()
    turn, _ = figures("in turn", in_turn(made))
    began = time.perf_counter()
    mean, late = figures("by yield", by_yield(made))
    gain = 1 - mean / turn
    print(f"mean delay {gain:.0%} lower (floor {LEAST_GAIN:.0%}); simulated in {time.perf_counter() - began:.1f} s")
    return int(gain < LEAST_GAIN or late > LONGEST_OF_RARE)


if __name__ == "__main__":
    sys.exit(main())
