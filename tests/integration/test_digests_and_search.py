"""Asked for and daily digests, and searching what is stored."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from bot import digests
from bot.model import Role, Subscriber
from tests.house import OWNER, PETER, SALMA, House

CONVOY = "وصلت قافلة المساعدات إلى بلدة عين الورد بعد انتظار دام أربعة أيام"


async def test_the_digest_now_holds_what_the_watches_caught(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.watch(SALMA, "جسر")
    post = await house.people.publish(channel, CONVOY)
    await house.people.publish(channel, "إغلاق جسر الرميلة أمام الشاحنات")
    await house.people.publish(channel, "طقس معتدل غدًا في السهل")
    await house.settle()
    digest = await house.ask(SALMA, "/digest")
    assert f"https://t.me/shabakat_almaydan/{post.message_id}" in digest.html
    assert "<b>قافلة</b>" in digest.html
    assert "جسر" in digest.text
    assert "طقس" not in digest.text


async def test_one_digest_that_cannot_be_built_holds_up_no_other_and_comes_when_it_can(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    for user in (SALMA, PETER):
        await house.watch(user, "قافلة")
        await house.ask(user, "/digest 08:00", expect="08:00")
    await house.people.publish(channel, CONVOY)
    await house.settle()
    real = digests.build

    def build_or_fail(subscriber: Subscriber, *args: Any, **kwargs: Any) -> tuple[str, ...]:
        if subscriber.chat_id == SALMA:
            raise ValueError(CONVOY)
        return real(subscriber, *args, **kwargs)

    before = {user: len(await house.told(user)) for user in (SALMA, PETER)}
    house.clock.ahead = timedelta(days=1)
    monkeypatch.setattr(digests, "build", build_or_fail)
    await house.app.tick()
    assert {user: len(await house.told(user)) - before[user] for user in before} == {SALMA: 0, PETER: 1}
    monkeypatch.setattr(digests, "build", real)
    await house.app.tick()
    assert {user: len(await house.told(user)) - before[user] for user in before} == {SALMA: 1, PETER: 1}


async def test_a_digest_is_sent_once_a_day_at_the_hour_asked_for(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    salma = await house.subscriber(SALMA)
    assert salma is not None
    await house.people.publish(channel, CONVOY)
    await house.settle()
    await house.ask(SALMA, "/digest ٠٨:٠٠", expect="08:00")
    await house.app.tick()
    assert not await house.told(SALMA, "موجز \u2068")
    house.clock.ahead = timedelta(days=1)
    await house.app.tick()
    await house.app.tick()
    assert len(await house.told(SALMA, "موجز \u2068")) == 1
    house.clock.ahead = timedelta(days=2)
    await house.app.tick()
    assert len(await house.told(SALMA, "موجز \u2068")) == 2


async def test_a_digest_that_is_off_does_not_come(house: House) -> None:
    await house.watch(SALMA, "قافلة")
    await house.ask(SALMA, "/digest off", expect="أُوقف")
    house.clock.ahead = timedelta(days=2)
    await house.app.tick()
    assert not await house.told(SALMA, "موجز \u2068")


async def test_nobody_without_a_watch_gets_a_digest(house: House) -> None:
    await house.ask(SALMA, "/start")
    house.clock.ahead = timedelta(days=1)
    await house.app.tick()
    assert len(await house.told(SALMA)) == 1
    assert "/watch" in (await house.ask(SALMA, "/digest")).text


async def test_an_admin_searches_all_stored_posts(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    post = await house.people.publish(channel, CONVOY)
    await house.settle()
    found = await house.ask(OWNER, "/search القافلة")
    assert "<b>قافلة</b>" in found.html
    assert f"https://t.me/shabakat_almaydan/{post.message_id}" in found.html
    assert "لا منشور" in (await house.ask(OWNER, "/search مطار")).text


async def test_the_search_in_the_terminal_finds_the_same(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.people.publish(channel, CONVOY)
    await house.people.forward_origin(
        OWNER, origin={"type": "hidden_user", "sender_user_name": "مراسل"}, text="قافلة خاصة لا يراها غيري"
    )
    await house.settle()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("RASID_")}
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "bot", "search", "قافلة", "-مطار"],
        env=environment | {"RASID_DATABASE": f"sqlite:///{house.database}"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "عين الورد" in done.stdout
    assert "خاصة" not in done.stdout


@pytest.mark.parametrize("user", [SALMA, PETER])
async def test_a_query_with_a_mistake_is_answered_with_its_place_and_nothing_lost(house: House, user: int) -> None:
    answer = await house.ask(user, "/watch (قافلة")
    assert "❗" in answer.text
    assert "قافلة" in answer.text


async def test_a_mistake_in_a_search_is_mended_with_one_tap(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.people.publish(channel, CONVOY)
    await house.settle()
    wrong = await house.ask(SALMA, "/find (قافلة")
    assert "❗" in wrong.text
    assert "عين الورد" in (await house.press(SALMA, wrong, wrong.labels[0])).text
    offer = await house.ask(SALMA, "(القافلة")
    wrong = await house.press(SALMA, offer, "🔎 بحث")
    assert "عين الورد" in (await house.press(SALMA, wrong, wrong.labels[0])).text
    wrong = await house.ask(PETER, "/find (قافلة")  # to whom he has not said a word yet
    assert "عين الورد" in (await house.press(PETER, wrong, wrong.labels[0])).text


async def test_a_mistake_in_an_admins_search_is_mended_with_one_tap_by_admins_only(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.people.publish(channel, CONVOY)
    await house.settle()
    wrong = await house.ask(OWNER, "/search (قافلة since:2020-01-01")
    assert "عين الورد" in (await house.press(OWNER, wrong, wrong.labels[0])).text
    owner = await house.subscriber(OWNER)
    assert owner is not None
    await house.write(lambda unit: unit.subscribers.set_role(owner.id, Role.SUBSCRIBER))
    refused = await house.press(OWNER, wrong, wrong.labels[0])
    assert "عين الورد" not in refused.text


async def test_somebody_elses_mended_search_is_not_carried_out(house: House) -> None:
    wrong = await house.ask(SALMA, "/find (قافلة")
    mine = await house.ask(PETER, "/help")
    told = await house.told(PETER)
    await house.people.wait_answer(
        await house.people.tap(PETER, data=wrong.buttons[0][0].data, message_id=mine.message_id)
    )
    assert await house.told(PETER) == told


async def test_a_digest_begins_where_the_last_one_ended(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    house.clock.ahead = timedelta(days=1)
    await house.app.tick()
    await house.people.publish(channel, CONVOY)
    await house.settle()
    house.clock.ahead = timedelta(days=4)
    await house.app.tick()
    digests = await house.told(SALMA, "موجز \u2068")
    assert "عين الورد" in digests[-1].text
