"""How polled sources stand: how long their posts wait until they are here, what one more would cost, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.ingest.sources.feed_state import feed_state_of
from bot.ingest.sources.naming import named_sources
from bot.ingest.sources.preview_host import nothing_since
from bot.ingest.sources.rhythm import Budget, rhythm_of, yield_of
from bot.ingest.sources.state import state_of
from bot.ingest.sources.telling import span
from bot.ingest.sources.trouble import Trouble
from bot.locale import Html, Texts
from bot.model import RefKind
from storage import Unit


@dataclass(frozen=True, slots=True)
class Delays:
    """Mean seconds from publication to arrival at this time of day; None where nothing of the kind is polled.

    `channels` is None as well when their host gives nothing: `pages_silent_since` (UTC) says since when.
    `with_another`: of channels, if there were one more. A further feed costs the others nothing: each host has a
    budget of its own.
    """

    channels: float | None
    with_another: float
    feeds: float | None
    pages_silent_since: datetime | None = None


async def expected_delays(unit: Unit, now: datetime, pace: float) -> Delays:
    """What to expect, by the rhythms that were learned; `pace` is seconds between two looks at the previews' host."""
    budget = Budget.of_pace(pace)
    named, polls = await named_sources(unit), await unit.sources.polls(RefKind.CHANNEL)
    rates = [state_of(poll, now).rhythm.rate(now) for poll in polls]
    yields = [yield_of(rate, named=poll.source_id in named) for rate, poll in zip(rates, polls, strict=True)]
    another = rhythm_of((), now).rate(now)
    silent_since = await pages_silent_since(unit)
    feeds = [feed_state_of(poll, now) for poll in await unit.sources.polls(RefKind.FEED)]
    weights = [state.rhythm.rate(now) for state in feeds]
    waits = [weight * state.interval(now) / 2 for weight, state in zip(weights, feeds, strict=True)]
    return Delays(
        channels=budget.mean_delay(rates, yields) if rates and silent_since is None else None,
        with_another=budget.mean_delay([*rates, another], [*yields, another]),
        feeds=sum(waits) / sum(weights) if feeds else None,
        pages_silent_since=silent_since,
    )


def delay_lines(delays: Delays, say: Texts) -> list[Html]:
    """The delays in words, a line for channels and one for feeds, where there are such."""
    lines = []
    if delays.channels is not None:
        delay, then = span(delays.channels, say), span(delays.with_another, say)
        lines.append(say.say("sources-delay", delay=delay, then=then))
    if delays.feeds is not None:
        lines.append(say.say("feeds-delay", delay=span(delays.feeds, say)))
    return lines


async def pages_silent_since(unit: Unit) -> datetime | None:
    """Since when (UTC) the public pages give nothing; None when they do, and when no channel is read by them."""
    return await nothing_since(unit) if await unit.sources.polls(RefKind.CHANNEL) else None


async def troubles(unit: Unit) -> Mapping[int, Trouble]:
    """What is wrong with sources that are polled, by their ids."""
    polls = [poll for kind in (RefKind.CHANNEL, RefKind.FEED) for poll in await unit.sources.polls(kind)]
    return {poll.source_id: Trouble(poll.failure) for poll in polls if poll.failure}
