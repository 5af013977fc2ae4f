"""What happens in the day of tests/acceptance/day.py, hour by hour, and what the admin has to hear of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.acceptance.day import Day, said, trouble
from tests.acceptance.preview_host import consent, refusal, reset, with_other_texts, without_times, without_wraps
from tests.acceptance.simulated import SimulatedBot
from tests.preview_site import Channel

NADIR: dict[str, Any] = {"id": 1001, "is_bot": False, "first_name": "نادر", "language_code": "ar"}
NEW_NAME = "Aljabal_Alaan"  # of the watchers, from the fifth hour on
RESTARTED_AT = (12.9, 16.1)  # hours of the day


def plan(day: Day, bot: SimulatedBot, base: str) -> None:
    """Everything."""
    _publications(day)
    _first_looks(day, bot)
    _passing_faults(day)
    _another_name(day, bot)
    _other_shapes(day)
    _outage_and_restarts(day, bot, base)
    _silence_and_closed_pages(day)
    _consent_page(day)
    _single_pages_fail(day)


def _publications(day: Day) -> None:
    """The paper publishes day and night, the radio passes on what others say, the watchers stop for nine hours."""
    paper, watchers, radio = day.channels
    day.publish(paper, 0.5, 26, 6)
    day.publish(watchers, 0.5, 13, 5)
    day.publish(watchers, 22, 26, 5)
    day.publish(radio, 0.5, 7.5, 4, passes_on=0.3)
    day.publish(radio, 7.5, 9, 16)
    day.publish(radio, 9, 26, 4, passes_on=0.3)


def _first_looks(day: Day, bot: SimulatedBot) -> None:
    for number, channel in enumerate(day.channels):
        day.happens(0.1 + number / 100, partial(bot.ask, NADIR, f"/source add @{channel.name}"))
        day.tells(said("source-looking", name=channel.name), 0.1, 0.2)
        day.tells(said("source-added", title=channel.title), 0.1, 0.3)


def _passing_faults(day: Day) -> None:
    """Connections break now and then, and the host asks for a pause: too short to be told."""
    day.host_fails(3, 3.3, (3, reset(chance=0.4)))
    day.host_fails(4, 4.1, (4, refusal(429, 200)))


def _another_name(day: Day, bot: SimulatedBot) -> None:
    """The watchers change their name; an hour later the admin knows the new one."""
    channel = day.watchers
    old_name = channel.name
    day.tells(trouble("nobody", channel), 5, 5.3)
    day.channel_fails(channel, 5, 6, partial(day.host.rename, channel, NEW_NAME), _nothing)
    day.happens(6, partial(bot.ask, NADIR, f"/source add https://t.me/s/{NEW_NAME}?before=9"))
    day.tells(said("source-looking", name=NEW_NAME), 6, 6.1)
    day.tells(said("source-renamed", title=channel.title, old=old_name, new=NEW_NAME), 6, 6.1)
    day.tells(said("source-added", title=channel.title), 6, 6.1)
    day.tells(said("source-back", title=channel.title), 6, 6.1)


def _other_shapes(day: Day) -> None:
    """The radio's pages lose their words, then their shape. The paper's lose the times of some posts: no news."""
    spoil, radio, paper = day.host.spoil, day.radio, day.paper
    day.channel_fails(radio, 7.5, 9, partial(spoil, radio, with_other_texts), partial(spoil, radio, None))
    day.happens(8.2, partial(spoil, radio, without_wraps))
    day.tells(trouble("shape", radio), 7.5, 7.8)
    day.tells(said("source-back", title=radio.title), 9, 10)
    day.channel_fails(paper, 7.1, 9.4, partial(spoil, paper, without_times), partial(spoil, paper, None))


def _outage_and_restarts(day: Day, bot: SimulatedBot, base: str) -> None:
    """The host gives nothing for four hours and a half; the bot is restarted in the middle of that, and once more."""
    faults = (10, refusal(429, 3000)), (10.5, refusal(503)), (11.5, reset()), (12.4, refusal(429, 2400))
    day.host_fails(10, 14.5, *faults, (13.6, refusal(503)))
    day.tells(said("source-host-trouble"), 10 + 1 / 6, 10.4)
    day.tells(said("source-host-back"), 14.5, 14.8)
    for begins, ends in zip((12.8, 15.7), RESTARTED_AT, strict=True):
        day.bot_is_away(begins, ends)
        day.happens(begins, bot.stop)
        day.happens(ends, partial(bot.start, base, NADIR["id"]))


def _silence_and_closed_pages(day: Day) -> None:
    """The watchers' silence is told once, though their page is closed and opened meanwhile."""
    watchers, radio = day.watchers, day.radio
    day.tells(trouble("silent", watchers, NEW_NAME), 16, 19)
    for channel, name, begins, ends in ((radio, radio.name, 17, 18.2), (watchers, NEW_NAME, 19.5, 20)):
        day.channel_fails(channel, begins, ends, _showing(channel, False), _showing(channel, True))
        day.tells(trouble("no_preview", channel, name), begins, begins + 0.3)
        day.tells(said("source-back", title=channel.title), ends, ends + 1.1)
    day.tells(said("source-back", title=watchers.title), 22, 22.6)


def _consent_page(day: Day) -> None:
    """Somebody in between wants consent: that is told of one channel, whichever comes first."""
    day.host_fails(21.1, 21.6, (21.1, consent()))
    names = [(channel, NEW_NAME if channel is day.watchers else channel.name) for channel in day.channels]
    day.tells("|".join(trouble("check", channel, name) for channel, name in names), 21.1, 21.4)
    day.tells("|".join(said("source-back", title=channel.title) for channel in day.channels), 21.6, 22)


def _single_pages_fail(day: Day) -> None:
    """The paper's page is broken; the radio's alone is refused."""
    for channel, begins, ends, status in ((day.paper, 22.8, 23, 500), (day.radio, 24, 24.5, 403)):
        refuse = partial(day.host.channel_fails, channel)
        day.channel_fails(channel, begins, ends, partial(refuse, refusal(status)), partial(refuse, None))
        day.tells(trouble("unreachable", channel), begins, ends + 0.1)
        day.tells(said("source-back", title=channel.title), ends, ends + 1.1)


def _showing(channel: Channel, preview: bool) -> Callable[[], None]:
    return partial(setattr, channel, "preview", preview)


def _nothing() -> None:
    """Nothing happens."""
