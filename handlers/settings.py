"""`/settings`: one message that shows every choice and is edited in place; each choice opens in it and goes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import Literal, get_args

from bot import subscribers, zones
from bot.deliver.render import reply, speak
from bot.locale import LANGUAGES, Html, Texts, shown
from bot.model import Button, Outgoing, Subscriber
from handlers import keyboards
from handlers.asking import Ask
from handlers.digests import OFF_WORDS, read_time
from storage import Unit

Topic = Literal["language", "zone", "hour", "days", "quiet", "pace", "months"]
ZONE, QUIET = "zone", "quiet"  # what a typed text may answer

NEAR_ZONES = (
    *("Asia/Damascus", "Asia/Baghdad", "Asia/Beirut", "Asia/Amman", "Asia/Gaza", "Asia/Riyadh"),
    *("Africa/Cairo", "Europe/Istanbul", "Europe/Berlin"),
)
HOURS = (6, 7, 8, 9, 12, 18, 20, 21)
QUIET_HOURS = ((22, 7), (23, 7), (23, 8), (0, 8))
PACES = (3, 6, 12, 30)
WEEK = (6, 7, 1, 2, 3, 4, 5)  # ISO weekdays from Saturday on

LONGEST_RANGE = 40
_TURN = re.compile("([1-7])(on|off)")
_RANGE = re.compile(r"(?:(?:من|from) ?)?([\d:.٫]+) ?(?:[-–—−/]|إلى|الى|حتى|to|until) ?([\d:.٫]+)", re.IGNORECASE)


async def settings(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/settings`."""
    return [overview(ask, caller)]


async def show(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Back to the overview, in place."""
    await unit.subscribers.set_awaited(caller.id, "")
    return ask.toast(caller.language) + ask.edit(caller, overview(ask, caller))


async def open_topic(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """The choices of one topic, in place."""
    topic = ask.words
    if topic not in get_args(Topic):
        return ask.toast(caller.language, "old-button")
    await unit.subscribers.set_awaited(caller.id, topic if topic in {ZONE, QUIET} else "")
    return ask.toast(caller.language) + ask.edit(caller, _choices(topic, caller))


async def choose(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """One choice: stored, and back to the overview (days stay open: one may want several)."""
    topic, _, chosen = ask.words.partition(".")
    changed = _changed(caller, topic, chosen)
    if changed is None:
        return ask.toast(caller.language, "old-button")
    if topic == "days" and not changed.digest_days:
        return ask.toast(caller.language, "settings-one-day")
    await subscribers.choose(unit, changed, ask.now)
    await unit.subscribers.set_awaited(caller.id, "")
    put = _choices(topic, changed) if topic == "days" else overview(ask, changed)
    return ask.toast(changed.language, "settings-stored") + ask.edit(changed, put)


async def typed(ask: Ask, unit: Unit, caller: Subscriber, awaited: str) -> list[Outgoing]:
    """A city, or quiet hours, as somebody typed them. What is not understood may be typed again."""
    if awaited == QUIET:
        quiet = read_quiet(ask.text)
        if quiet is None and ask.text.strip().casefold() not in OFF_WORDS:
            await unit.subscribers.set_awaited(caller.id, QUIET)
            return ask.answer(caller, "settings-quiet-unknown")
        return await _stored(ask, unit, replace(caller, quiet=quiet))
    found = zones.find(ask.text) if awaited == ZONE else []
    if len(found) == 1:
        return await _stored(ask, unit, replace(caller, zone=found[0]))
    await unit.subscribers.set_awaited(caller.id, ZONE)
    if not found:
        return ask.answer(caller, "settings-zone-unknown", typed=shown(ask.text, 60))
    rows = tuple((option,) for option in _zone_options(found, caller))
    return [reply(caller, speak(caller).say("settings-zone-which"), buttons=rows)]


async def located(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """A shared location gives the time zone; the location itself is not kept."""
    if ask.message is None or ask.message.location is None:
        return []
    await unit.subscribers.set_awaited(caller.id, "")
    where = ask.message.location
    return await _stored(ask, unit, replace(caller, zone=zones.nearest(where.latitude, where.longitude)))


async def _stored(ask: Ask, unit: Unit, changed: Subscriber) -> list[Outgoing]:
    await subscribers.choose(unit, changed, ask.now)
    return [overview(ask, changed)]


def read_quiet(typed: str) -> tuple[time, time] | None:
    """«٢٢:٣٠-٦», «من ٢٢ إلى ٧», "22 to 7" as local times; None for anything else, and for a span of nothing."""
    found = _RANGE.fullmatch(shown(typed, LONGEST_RANGE))
    if found is None:
        return None
    start, end = read_time(found[1]), read_time(found[2])
    return None if start is None or end is None or start == end else (start, end)


def overview(ask: Ask, caller: Subscriber) -> Outgoing:
    """All choices in words, and a button for each."""
    say = speak(caller)
    lines = [
        say.say("settings-title"),
        say.say("settings-line-language"),
        say.say("settings-line-zone", city=zones.city(caller.zone, say.language), now=say.moment(ask.now, caller.zone)),
        _digest_line(caller, say),
        _quiet_line(caller, say),
        say.say("settings-line-pace", count=caller.pace),
    ]
    topics: list[Topic] = ["language", "zone", "hour", "days", "quiet", "pace"]
    if caller.language == "ar":
        lines.append(say.say("settings-line-months", style=caller.months))
        topics.append("months")
    buttons = [
        Button(say.toast(f"settings-button-{topic}"), keyboards.data(keyboards.OPEN_TOPIC, topic)) for topic in topics
    ]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return reply(caller, "\n".join(lines), buttons=rows)


def _digest_line(caller: Subscriber, say: Texts) -> Html:
    if caller.digest_at is None or not caller.digest_days:
        return say.say("settings-line-digest-off")
    every = len(caller.digest_days) == len(WEEK)
    days = say.toast("list-comma").join(say.weekday(day) for day in WEEK if day in caller.digest_days)
    key = "settings-line-digest" if every else "settings-line-digest-days"
    return say.say(key, time=say.clock(caller.digest_at), **({} if every else {"days": days}))


def _quiet_line(caller: Subscriber, say: Texts) -> Html:
    if caller.quiet is None:
        return say.say("settings-line-quiet-off")
    return say.say("settings-line-quiet", start=say.clock(caller.quiet[0]), end=say.clock(caller.quiet[1]))


def _choices(topic: str, caller: Subscriber) -> Outgoing:
    say = speak(caller)
    options: list[Button]
    match topic:
        case "language":
            options = [_choice(caller, topic, code, name) for code, name in (("ar", "العربية"), ("en", "English"))]
        case "zone":
            options = _zone_options(NEAR_ZONES, caller)
        case "hour":
            options = [_choice(caller, topic, str(hour), say.clock(time(hour))) for hour in HOURS]
            options.append(_choice(caller, topic, "off", say.toast("settings-off")))
        case "days":
            options = [_day_button(day, caller, say) for day in WEEK]
        case "quiet":
            options = [
                _choice(caller, topic, f"{start}-{end}", say.toast("settings-quiet-hours", **_clocks(start, end, say)))
                for start, end in QUIET_HOURS
            ]
            options.append(_choice(caller, topic, "off", say.toast("settings-off")))
        case "pace":
            options = [_choice(caller, topic, str(pace), str(pace)) for pace in PACES]
        case _:
            options = [
                _choice(caller, topic, "levant", "نيسان، أيار"),
                _choice(caller, topic, "standard", "أبريل، مايو"),
            ]
    width = 3 if topic in {"zone", "hour"} else 2
    rows = [tuple(options[at : at + width]) for at in range(0, len(options), width)]
    rows.append((Button(say.toast("button-back"), keyboards.data(keyboards.SHOW_SETTINGS)),))
    return reply(caller, say.say(f"settings-ask-{topic}"), buttons=tuple(rows))


def _choice(caller: Subscriber, topic: str, value: str, label: str) -> Button:
    """A button for one choice; the one that holds now has a tick."""
    ticked = f"✅ {label}" if _changed(caller, topic, value) == caller else label
    return Button(ticked, keyboards.data(keyboards.CHOOSE, f"{topic}.{value}"))


def _zone_options(names: Sequence[str], caller: Subscriber) -> list[Button]:
    return [_choice(caller, "zone", zone, zones.city(zone, caller.language)) for zone in names]


def _day_button(day: int, caller: Subscriber, say: Texts) -> Button:
    """Turns one day on or off. It says which of the two, so that a second press of it changes nothing."""
    sign, turn = ("✅", "off") if day in caller.digest_days else ("▫️", "on")
    return Button(f"{sign} {say.weekday(day)}", keyboards.data(keyboards.CHOOSE, f"days.{day}{turn}"))


def _clocks(start: int, end: int, say: Texts) -> dict[str, str]:
    return {"start": say.clock(time(start)), "end": say.clock(time(end))}


def _changed(caller: Subscriber, topic: str, chosen: str) -> Subscriber | None:
    """The subscriber with one choice made; None for what no button of ours says."""
    match topic:
        case "language" if chosen in LANGUAGES:
            return replace(caller, language=chosen)
        case "zone" if zones.is_zone(chosen):
            return replace(caller, zone=chosen)
        case "hour" if chosen == "off":
            return replace(caller, digest_at=None)
        case "hour" if chosen in map(str, HOURS):
            return replace(caller, digest_at=time(int(chosen)))
        case "days" if (turn := _TURN.fullmatch(chosen)) is not None:
            day, days = {int(turn[1])}, caller.digest_days
            return replace(caller, digest_days=days | day if turn[2] == "on" else days - day)
        case "quiet" if chosen == "off":
            return replace(caller, quiet=None)
        case "quiet" if (hours := read_quiet(chosen)) is not None:
            return replace(caller, quiet=hours)
        case "pace" if chosen in map(str, PACES):
            return replace(caller, pace=int(chosen))
        case "months" if chosen in {"levant", "standard"}:
            return replace(caller, months="levant" if chosen == "levant" else "standard")
        case _:
            return None
