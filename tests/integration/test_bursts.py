"""Beyond a subscriber's pace, and in their quiet hours: one message that grows, and nothing dropped."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import subscribers
from bot.bursts import quiet_until
from bot.deliver.telegram import Lost
from bot.model import Priority, Subscriber
from tests.house import SALMA, House
from tests.integration.conftest import Room
from tests.integration.newsdesk import Newsdesk

LAYLA, OMAR = 501, 502
NO_ROUTE = Lost("ConnectError", maybe_done=False)
UNHEARD = Lost("ReadTimeout", maybe_done=True)


async def chosen(house: House, **choices: object) -> None:
    salma = await house.subscriber(SALMA)
    assert salma is not None
    await house.write(lambda unit: subscribers.choose(unit, replace(salma, **choices), house.clock.now()))  # type: ignore[arg-type]


async def test_beyond_the_pace_alerts_fold_into_one_message(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await chosen(house, pace=2)
    for number in range(6):
        await house.people.publish(channel, f"القافلة رقم {number} تعبر الجسر")
        await house.settle()
    said = await house.told(SALMA, "تعبر الجسر")
    assert len(said) == 3
    assert "رقم 0" in said[0].text
    for number in (2, 3, 4, 5):
        assert f"رقم {number}" in said[2].text
    assert "تنبيهات أخرى" in said[2].text
    digest = (await house.ask(SALMA, "/digest")).text
    assert all(f"رقم {number}" in digest for number in range(6))


async def test_the_pace_is_for_ten_minutes(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await chosen(house, pace=1)
    await house.people.publish(channel, "القافلة رقم 1 تعبر الجسر")
    await house.people.publish(channel, "القافلة رقم 2 تعبر الجسر")
    await house.settle()
    house.clock.ahead = timedelta(minutes=11)
    await house.people.publish(channel, "القافلة رقم 3 تعبر الجسر")
    said = await house.told(SALMA, "تعبر الجسر")
    assert [("رقم 3" in m.text, bool(m.buttons)) for m in said] == [(False, True), (False, False), (True, True)]


async def test_every_post_of_a_flood_can_be_read_in_the_digests(room: Room) -> None:
    desk = Newsdesk(room)
    await desk.reader(SALMA, pace=1, zone="Asia/Damascus")
    for _ in range(100):
        await desk.publish()
    await room.start()
    await desk.pass_by(hours=17)
    told = desk.messages(SALMA)
    assert len(desk.numbers(*told)) < 100
    await desk.digest()
    await room.restart()
    await desk.digest()
    await desk.pass_by(minutes=2)
    parts = [one.message for one in room.telegram.delivered if one.message.priority is Priority.DIGEST]
    assert len(parts) > 1
    assert desk.numbers(*parts) == Counter(range(1, 101))
    assert [int(number) for one in parts for number in re.findall(r"رقم (\d+)", one.text)] == list(range(100, 0, -1))
    assert [one.silent for one in parts] == [False] + [True] * (len(parts) - 1)


async def test_the_digest_asked_for_comes_in_as_many_messages_as_it_takes(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await chosen(house, pace=1)
    for number in range(1, 101):
        await house.people.publish(channel, f"القافلة رقم {number} تعبر الجسر")
    await house.settle()
    first = await house.ask(SALMA, "/digest", expect="موجز")
    parts = [one for one in await house.told(SALMA, "شبكة الميدان") if one.message_id >= first.message_id]
    assert len(parts) > 1
    numbers = [int(number) for one in parts for number in re.findall(r"رقم (\d+)", one.text)]
    assert numbers == list(range(100, 0, -1))


async def test_an_edit_of_a_folded_post_edits_the_fold(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.watch(SALMA, "طحين")
    await chosen(house, pace=1)
    await house.people.publish(channel, "القافلة رقم 1 تعبر الجسر")
    post = await house.people.publish(channel, "القافلة رقم 2 تعبر الجسر")
    await house.settle()
    await house.people.edit(channel, post.message_id, "القافلة رقم 2 تعبر الجسر ومعها طحين")
    said = await house.told(SALMA, "تعبر الجسر")
    assert len(said) == 2
    assert "طحين" in said[1].text


async def test_quiet_hours_hold_alerts_and_give_them_afterwards_as_one(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    local = house.clock.now().astimezone(ZoneInfo("Asia/Damascus"))
    end = (local + timedelta(hours=2)).replace(second=0, microsecond=0)
    await chosen(house, quiet=((local - timedelta(hours=1)).time().replace(second=0, microsecond=0), end.time()))
    for number in range(3):
        await house.people.publish(channel, f"القافلة رقم {number} تعبر الجسر")
    await house.settle()
    assert not await house.told(SALMA, "تعبر الجسر")
    house.clock.ahead = timedelta(hours=2, minutes=1)
    house.app.sender.wake()
    (held,) = await house.told(SALMA, "تعبر الجسر")
    assert "ساعات الهدوء" in held.text
    assert all(f"رقم {number}" in held.text for number in range(3))


async def test_a_watch_made_urgent_alerts_in_quiet_hours_until_it_is_urgent_no_more(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    card = await house.card_of(SALMA, "زلزال")
    assert "غير عاجلة" not in " ".join(card.labels)
    urgent = await house.press(SALMA, card, "🚨 عاجلة (تنبّه في ساعات الهدوء)")
    assert "في ساعات الهدوء أيضًا" in urgent.text
    local = house.clock.now().astimezone(ZoneInfo("Asia/Damascus"))
    await chosen(house, quiet=((local - timedelta(hours=1)).time(), (local + timedelta(hours=2)).time()))
    await house.people.publish(channel, "القافلة تعبر الجسر")
    await house.people.publish(channel, "زلزال يهز الساحل")
    await house.settle()
    assert len(await house.told(SALMA, "يهز الساحل")) == 1
    assert not await house.told(SALMA, "تعبر الجسر")

    await house.press(SALMA, urgent, "🔔 غير عاجلة (لا تنبّه في ساعات الهدوء)")
    await house.people.publish(channel, "زلزال ثانٍ في الجبل")
    await house.settle()
    assert not await house.told(SALMA, "في الجبل")


# Noon UTC is three in the afternoon in Damascus: these are from four to ten, or 13 to 19 UTC.
QUIET = (time(16), time(22))


async def test_what_was_due_before_quiet_hours_and_was_held_up_waits_for_their_end(room: Room) -> None:
    desk = Newsdesk(room)
    await desk.reader(LAYLA, quiet=QUIET)
    await desk.reader(OMAR)
    room.telegram.away = NO_ROUTE
    await room.start()
    for _ in range(3):
        await desk.publish()
    await desk.pass_by(hours=2)
    room.telegram.away = None
    await desk.publish()
    await desk.pass_by(hours=1)
    assert desk.numbers(*desk.messages(OMAR)) == Counter([1, 2, 3, 4])
    assert desk.messages(LAYLA) == []
    await desk.pass_by(hours=4, minutes=1)
    (held,) = desk.messages(LAYLA)
    assert "ساعات الهدوء" in held.text
    assert desk.numbers(held) == Counter([1, 2, 3, 4])
    assert await room.database.check() == []


async def test_after_a_restart_in_quiet_hours_a_fold_waits_too_and_what_comes_after_them_is_told_anew(
    room: Room,
) -> None:
    desk = Newsdesk(room)
    await desk.reader(LAYLA, pace=1, quiet=(time(15, 5), time(15, 8)))
    for _ in range(3):
        await desk.publish()
    await desk.pass_by(minutes=6)
    await room.start()
    await desk.pass_by(minutes=1)
    assert desk.messages(LAYLA) == []
    await desk.pass_by(minutes=1, seconds=30)
    for _ in range(2):
        await desk.publish()
        await desk.pass_by(seconds=10)
    held, *news = desk.messages(LAYLA)
    assert desk.numbers(held) == Counter([1, 2, 3])
    assert [list(desk.numbers(one)) for one in news] == [[4], [5]]


async def test_those_whose_alerts_are_put_off_make_nobody_else_wait(room: Room) -> None:
    desk = Newsdesk(room)
    for chat_id in range(401, 411):
        await desk.reader(chat_id, quiet=QUIET)
    await desk.reader(OMAR)
    await desk.publish()
    await desk.pass_by(hours=2)
    await room.start()
    await desk.pass_by(seconds=1)
    assert {one.message.chat_id for one in room.telegram.delivered} == {OMAR}
    assert len(desk.rows("select id from outbox where state = 'due' and alert_id is not null")) == 10


async def test_what_may_have_arrived_before_quiet_hours_goes_again_in_them(room: Room) -> None:
    desk = Newsdesk(room)
    await desk.reader(LAYLA, quiet=QUIET)
    room.telegram.away = UNHEARD
    await room.start()
    await desk.publish()
    await desk.publish()
    await desk.pass_by(hours=2)
    room.telegram.away = None
    await desk.pass_by(minutes=30)
    assert [list(desk.numbers(one)) for one in desk.messages(LAYLA)] == [[1]]
    await desk.pass_by(hours=5)
    assert [list(desk.numbers(one)) for one in desk.messages(LAYLA)] == [[1], [2]]


async def test_urgent_alerts_that_were_held_up_come_in_quiet_hours_one_by_one(room: Room) -> None:
    desk = Newsdesk(room)
    layla = await desk.reader(LAYLA, pace=1, quiet=QUIET)
    await desk.urgent(layla, "زلزال")
    room.telegram.away = NO_ROUTE
    await room.start()
    await desk.publish()
    await desk.publish("زلزال")
    await desk.pass_by(hours=2)
    room.telegram.away = None
    await desk.pass_by(minutes=30)
    for _ in range(3):
        await desk.publish("زلزال")
    await desk.pass_by(minutes=1)
    assert [list(desk.numbers(one)) for one in desk.messages(LAYLA)] == [[2], [3], [4], [5]]


async def test_an_edit_that_makes_a_held_alert_urgent_sends_it_at_once(room: Room) -> None:
    desk = Newsdesk(room)
    layla = await desk.reader(LAYLA, quiet=QUIET)
    await desk.urgent(layla, "زلزال")
    await room.start()
    await desk.pass_by(hours=2)
    posts = [await desk.publish(), await desk.publish()]
    await desk.pass_by(minutes=1)
    assert desk.messages(LAYLA) == []
    now = room.clock.now()
    await desk.take_in(replace(posts[0], text="القافلة رقم 1 عادت بعد زلزال", edited_at=now))
    await desk.pass_by(minutes=1)
    (alert,) = desk.messages(LAYLA)
    assert (desk.numbers(alert), bool(alert.buttons)) == (Counter([1]), True)
    await desk.take_in(replace(posts[1], text="القافلة رقم 2 عادت بعد زلزال", edited_at=now))
    await desk.pass_by(minutes=1)
    await desk.publish()
    await desk.pass_by(hours=5)
    _, second, held = desk.messages(LAYLA)
    assert desk.numbers(second) == Counter([2])
    assert ("ساعات الهدوء" in held.text, desk.numbers(held)) == (True, Counter([3]))
    assert await room.database.check() == []


@pytest.mark.parametrize(
    ("choice", "hours"),
    [
        ({"quiet": None}, 0),
        ({"quiet": (time(16), time(18))}, 1),
        ({"quiet": (time(16), time(23))}, 6),
        ({"zone": "Asia/Dubai"}, 4),  # an hour ahead
    ],
)
async def test_what_is_held_comes_when_the_hours_that_were_chosen_since_end(
    room: Room, choice: dict[str, Any], hours: int
) -> None:
    desk = Newsdesk(room)
    layla = await desk.reader(LAYLA, quiet=QUIET)
    await room.start()
    await desk.pass_by(hours=2)
    await desk.publish()
    await desk.write(lambda unit: subscribers.choose(unit, replace(layla, **choice), room.clock.now()))
    room.sender.wake()
    if hours:
        await desk.pass_by(hours=hours, minutes=-1)
        await desk.publish()
        assert desk.messages(LAYLA) == []
    await desk.pass_by(minutes=2)
    (held,) = desk.messages(LAYLA)
    assert "ساعات الهدوء" in held.text
    assert len(desk.numbers(held)) == (2 if hours else 1)


async def test_quiet_hours_switched_off_in_the_settings_give_what_they_held(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    local = house.clock.now().astimezone(ZoneInfo("Asia/Damascus"))
    await chosen(house, quiet=((local - timedelta(hours=1)).time(), (local + timedelta(hours=2)).time()))
    await house.people.publish(channel, "القافلة تعبر الجسر")
    assert not await house.told(SALMA, "تعبر الجسر")
    settings = await house.ask(SALMA, "/settings")
    asked = await house.press(SALMA, settings, "🌙 ساعات الهدوء")
    await house.press(SALMA, asked, "بلا")
    (held,) = await house.told(SALMA, "تعبر الجسر")
    assert "ساعات الهدوء" in held.text


@pytest.mark.parametrize(
    ("quiet", "local", "until"),
    [
        (None, "23:30", None),
        ((time(23), time(7)), "23:30", "07:00"),
        ((time(23), time(7)), "06:59", "07:00"),
        ((time(23), time(7)), "07:00", None),
        ((time(23), time(7)), "12:00", None),
        ((time(13), time(15)), "14:00", "15:00"),
        ((time(13), time(15)), "15:00", None),
    ],
)
def test_when_quiet_hours_end(quiet: tuple[time, time] | None, local: str, until: str | None) -> None:
    zone = ZoneInfo("Asia/Damascus")
    salma = Subscriber(id=1, chat_id=SALMA, name="سلمى", language="ar", zone="Asia/Damascus", quiet=quiet)
    now = datetime.combine(datetime(2026, 3, 10, tzinfo=UTC).date(), time.fromisoformat(local), zone)
    end = quiet_until(salma, now.astimezone(UTC))
    assert (None if end is None else f"{end.astimezone(zone):%H:%M}") == until
