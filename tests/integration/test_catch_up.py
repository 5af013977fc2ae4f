"""After an outage: what is still news comes singly, what is old comes as one summary, and nothing is lost or twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from bot import catch_up, pipeline
from bot.deliver.telegram import Lost
from bot.model import Operation, OutboxRow, OutboxState, Post, PostRef, RefKind, Role
from storage import Unit
from tests.house import SALMA, open_house
from tests.integration.conftest import Room
from tests.integration.newsdesk import ALBUM_WAIT, Newsdesk, is_summary

OWNER, LAYLA, OMAR = 401, 501, 502
NO_ROUTE = Lost("ConnectError", maybe_done=False)
UNHEARD = Lost("ReadTimeout", maybe_done=True)


@pytest.fixture
def desk(room: Room) -> Newsdesk:
    return Newsdesk(room)


async def test_after_an_hour_every_alert_arrives_singly(desk: Newsdesk) -> None:
    await desk.reader(LAYLA)
    await desk.reader(OMAR)
    desk.room.telegram.away = NO_ROUTE
    await desk.room.start()
    for _ in range(5):
        await desk.publish()
        await desk.pass_by(minutes=12)
    desk.room.telegram.away = None
    await desk.pass_by(minutes=3)
    for chat_id in (LAYLA, OMAR):
        assert [list(desk.numbers(one)) for one in desk.messages(chat_id)] == [[1], [2], [3], [4], [5]]
    assert await desk.room.counts() == {OutboxState.SENT: 10}


async def test_one_whose_summary_cannot_be_made_gets_the_alerts_and_the_others_their_summaries(desk: Newsdesk) -> None:
    async def in_place_of(unit: Unit, row: OutboxRow, now: datetime) -> OutboxRow:
        summary = await catch_up.in_place_of(unit, row, now)
        if row.message.chat_id == LAYLA and summary is not row:
            raise KeyError("half made")
        return summary

    desk.room.instead = in_place_of
    await desk.reader(LAYLA)
    await desk.reader(OMAR)
    for _ in range(3):
        await desk.publish()
    await desk.pass_by(hours=8)
    await desk.room.start()
    await desk.pass_by(minutes=2)
    assert desk.numbers(*desk.messages(LAYLA)) == {1: 1, 2: 1, 3: 1}
    assert not any(is_summary(one) for one in desk.messages(LAYLA))
    (summary,) = desk.messages(OMAR)
    assert is_summary(summary)
    assert not desk.rows("select 1 from outbox where state not in ('sent', 'superseded')")


async def test_after_two_days_everybody_gets_one_summary_and_what_is_still_news(desk: Newsdesk) -> None:
    await desk.reader(LAYLA)
    await desk.reader(OMAR)
    desk.room.telegram.away = NO_ROUTE
    await desk.room.start()
    for number in range(24):
        if number == 10:
            await desk.room.restart()
        await desk.publish()
        await desk.pass_by(hours=2)
        await desk.digest()
    desk.room.telegram.away = None
    await desk.pass_by(minutes=5)
    for chat_id in (LAYLA, OMAR):
        summary, *singles = desk.messages(chat_id)
        assert is_summary(summary)
        assert "جريدة الساحل" in summary.text
        assert not any(is_summary(one) for one in singles)
        assert sorted(desk.numbers(*singles)) == [23, 24]
        assert desk.numbers(summary, *singles) == Counter(range(1, 25))
    assert set(await desk.room.counts()) == {OutboxState.SENT, OutboxState.SUPERSEDED}
    await desk.room.end()
    await desk.pass_by(hours=18)
    await desk.digest()
    digested = desk.rows(
        "select subscriber_id, count(post_id) from digest_items join digests on digests.id = digest_id group by 1"
    )
    assert digested == [(1, 24), (2, 24)]


async def test_what_may_have_arrived_is_left_out_of_the_summary_and_comes_again_as_it_was(desk: Newsdesk) -> None:
    await desk.reader(LAYLA)
    await desk.reader(OMAR)
    desk.room.telegram.away = UNHEARD
    await desk.room.start()
    for _ in range(8):
        await desk.publish()
        await desk.pass_by(hours=1)
    desk.room.telegram.away = None
    await desk.pass_by(minutes=5)
    for chat_id in (LAYLA, OMAR):
        first, summary, *news = desk.messages(chat_id)
        assert (list(desk.numbers(first)), is_summary(first)) == ([1], False)
        assert is_summary(summary)
        assert desk.numbers(summary, *news) == Counter(range(2, 9))
    assert desk.rows("select count(*) from outbox where possible_duplicates > 0") == [(2,)]


async def test_three_hundred_old_alerts_at_the_start_are_one_message(desk: Newsdesk) -> None:
    await desk.reader(LAYLA, pace=1000)
    await desk.reader(OMAR, "طحين")
    for _ in range(300):
        await desk.publish()
    await desk.pass_by(hours=7)
    await desk.room.start()
    await desk.pass_by(minutes=10)
    (summary,) = desk.messages(LAYLA)
    assert "300 تنبيه" in summary.text
    shown = desk.numbers(summary)
    assert set(shown) == set(range(301 - len(shown), 301))
    assert f"و{300 - len(shown)} منشورًا آخر. كلها في الموجز." in summary.text
    assert len(summary.text) < 4096
    assert await desk.room.counts() == {OutboxState.SENT: 1, OutboxState.SUPERSEDED: 299}


async def test_one_old_alert_alone_comes_as_it_is(desk: Newsdesk) -> None:
    await desk.reader(LAYLA)
    await desk.publish()
    await desk.pass_by(hours=30)
    await desk.room.start()
    (alert,) = desk.messages(LAYLA)
    assert alert.buttons
    assert not is_summary(alert)


async def test_the_age_is_adjustable(desk: Newsdesk) -> None:
    desk.room.instead = partial(catch_up.in_place_of, after=timedelta(hours=30))
    await desk.reader(LAYLA)
    await desk.publish()
    await desk.publish()
    await desk.pass_by(hours=29)
    await desk.room.start()
    await desk.pass_by(minutes=1)
    assert not any(map(is_summary, desk.messages(LAYLA)))


async def test_a_summary_that_could_not_be_sent_takes_in_what_grew_old_meanwhile(desk: Newsdesk) -> None:
    await desk.reader(LAYLA)
    await desk.publish()
    await desk.publish()
    await desk.pass_by(hours=7)
    desk.room.telegram.away = NO_ROUTE
    await desk.room.start()
    assert desk.rows("select count(*) from outbox where dedupe like 'catchup:%'") == [(1,)]
    await desk.publish()
    await desk.pass_by(hours=7)
    desk.room.telegram.away = None
    await desk.pass_by(minutes=3)
    (summary,) = desk.messages(LAYLA)
    assert desk.numbers(summary) == Counter([1, 2, 3])


async def test_folds_of_bursts_go_into_the_summary(desk: Newsdesk) -> None:
    await desk.reader(LAYLA, pace=2)
    for _ in range(6):
        await desk.publish()
    await desk.pass_by(hours=7)
    await desk.room.start()
    await desk.pass_by(minutes=3)
    (summary,) = desk.messages(LAYLA)
    assert desk.numbers(summary) == Counter(range(1, 7))


async def test_an_edit_of_what_is_in_a_summary_edits_the_summary(desk: Newsdesk) -> None:
    await desk.reader(LAYLA)
    posts = [await desk.publish() for _ in range(3)]
    await desk.pass_by(hours=7)
    await desk.room.start()
    await desk.pass_by(minutes=1)
    now = desk.room.clock.now()
    await desk.take_in(replace(posts[1], text="القافلة رقم 2 عادت أدراجها", edited_at=now))
    await desk.pass_by(minutes=1)
    edit = desk.room.telegram.delivered[-1].message
    assert edit.operation is Operation.EDIT
    assert is_summary(edit)
    assert "عادت أدراجها" in edit.text


async def test_the_hold_of_a_stop_is_no_outage(desk: Newsdesk) -> None:
    layla = await desk.reader(LAYLA)
    desk.room.telegram.away = NO_ROUTE
    await desk.room.start()
    await desk.publish()
    await desk.publish()
    await desk.room.pause(layla)
    desk.room.telegram.away = None
    await desk.pass_by(hours=7)
    assert desk.messages(LAYLA) == []
    await desk.room.lift(LAYLA)
    await desk.pass_by(minutes=2)
    assert [list(desk.numbers(one)) for one in desk.messages(LAYLA)] == [[1], [2]]


async def test_what_quiet_hours_held_is_no_outage(desk: Newsdesk) -> None:
    # Noon UTC is three in the afternoon in Damascus.
    await desk.reader(LAYLA, quiet=(time(14), time(23)))
    await desk.room.start()
    await desk.publish()
    await desk.publish()
    await desk.pass_by(hours=9)
    (held,) = desk.messages(LAYLA)
    assert "ساعات الهدوء" in held.text


async def test_a_summary_that_comes_in_quiet_hours_waits_for_their_end(desk: Newsdesk) -> None:
    # Noon UTC is three in the afternoon in Damascus.
    await desk.reader(LAYLA, quiet=(time(23), time(7)))
    await desk.publish()
    await desk.publish()
    await desk.pass_by(hours=13)
    await desk.room.start()
    await desk.publish()
    await desk.pass_by(hours=2, minutes=55)
    assert desk.messages(LAYLA) == []
    await desk.pass_by(minutes=10)
    summary, held = desk.messages(LAYLA)
    assert (is_summary(summary), desk.numbers(summary)) == (True, Counter([1, 2]))
    assert desk.numbers(held) == Counter([3])


async def test_what_is_urgent_of_an_outage_comes_in_quiet_hours_in_a_summary_of_its_own(desk: Newsdesk) -> None:
    layla = await desk.reader(LAYLA, quiet=(time(23), time(7)))
    await desk.urgent(layla, "زلزال")
    for what in ("القافلة", "زلزال", "القافلة", "زلزال"):
        await desk.publish(what)
    await desk.pass_by(hours=13)
    await desk.room.start()
    await desk.pass_by(minutes=1)
    (urgent,) = desk.messages(LAYLA)
    assert (is_summary(urgent), desk.numbers(urgent)) == (True, Counter([2, 4]))
    await desk.pass_by(hours=4)
    _, summary = desk.messages(LAYLA)
    assert (is_summary(summary), desk.numbers(summary)) == (True, Counter([1, 3]))


async def test_one_old_alert_alone_waits_for_the_end_of_quiet_hours(desk: Newsdesk) -> None:
    await desk.reader(LAYLA, quiet=(time(23), time(7)))
    await desk.publish()
    await desk.pass_by(hours=13)
    await desk.room.start()
    await desk.pass_by(hours=2, minutes=55)
    assert desk.messages(LAYLA) == []
    await desk.pass_by(minutes=10)
    (held,) = desk.messages(LAYLA)
    assert desk.numbers(held) == Counter([1])


async def test_the_answer_to_a_forward_is_never_folded(desk: Newsdesk) -> None:
    layla = await desk.reader(LAYLA)
    await desk.publish()
    await desk.publish()
    now = desk.room.clock.now()
    forward = Post(
        text="القافلة رقم 9", refs=(PostRef(RefKind.CHANNEL, "7002", "1"),), arrived_at=now, submitted_by=layla.id
    )
    await desk.write(
        lambda unit: pipeline.take_in(
            unit, forward, live=desk.live, now=now, album_wait=ALBUM_WAIT, forwarder=pipeline.Forwarder(layla, 31)
        )
    )
    await desk.pass_by(hours=7)
    await desk.room.start()
    await desk.pass_by(minutes=1)
    summary, answer = desk.messages(LAYLA)
    assert desk.numbers(summary) == Counter([1, 2])
    assert answer.reply_to == 31


async def test_an_outage_is_told_although_the_program_started_anew_in_it(desk: Newsdesk) -> None:
    await desk.room.subscriber(OWNER, role=Role.OWNER)
    await desk.reader(LAYLA)
    desk.room.telegram.away = NO_ROUTE
    await desk.room.start()
    await desk.publish()
    await desk.pass_by(minutes=30)
    await desk.room.restart()
    desk.room.telegram.away = None
    await desk.pass_by(minutes=5)
    (notice,) = desk.room.telegram.texts(OWNER)
    assert "من \u20681 مارس، 12:00\u2069 إلى \u20681 مارس، 12:30\u2069" in notice
    await desk.room.restart()
    await desk.publish()
    await desk.pass_by(minutes=5)
    assert len(desk.room.telegram.texts(OWNER)) == 1


async def test_the_running_bot_folds_after_the_hours_that_are_set(tmp_path: Path) -> None:
    async with open_house(tmp_path, catch_up_after=2) as house:
        channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
        await house.watch(SALMA, "قافلة")
        await house.write(lambda unit: unit.outbox.hold(None, house.clock.now() + timedelta(hours=1)))
        for number in range(3):
            await house.people.publish(channel, f"القافلة رقم {number} تعبر الجسر")
        await house.people.wait_quiet()

        async def queued() -> bool:
            async with house.app.storage.reading() as unit:
                return cast(int, (await unit.outbox.counts())[OutboxState.DUE]) == 3

        await house.until(queued)
        house.clock.ahead = timedelta(hours=3)
        house.app.sender.wake()
        (summary,) = await house.told(SALMA, "تعبر الجسر")
        assert "تنبيهات تأخّر وصولها" in summary.text
        assert all(f"رقم {number}" in summary.text for number in range(3))
        digest = (await house.ask(SALMA, "/digest")).text
        assert all(f"رقم {number}" in digest for number in range(3))
