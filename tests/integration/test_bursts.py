"""Beyond a subscriber's pace, and in their quiet hours: one message that grows, and nothing dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import subscribers
from bot.bursts import quiet_until
from bot.model import Subscriber
from tests.house import SALMA, House


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
