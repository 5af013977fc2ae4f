"""What people forward: who may see it, and the one answer they get (PRODUCT.md, where posts come from)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house import OWNER, PETER, SALMA, House

BRIDGE = "انهار جسر الرميلة القديم صباح اليوم دون إصابات"

CHANNEL_ORIGIN: dict[str, Any] = {
    "type": "channel",
    "chat": {"id": -1001234500001, "type": "channel", "title": "أخبار الجسر", "username": "akhbar_aljisr"},
    "message_id": 77,
    "author_signature": "هيئة التحرير",
}
ORIGINS: dict[str, dict[str, Any]] = {
    "user": {"type": "user", "sender_user": {"id": 909, "is_bot": False, "first_name": "رامي"}},
    "hidden_user": {"type": "hidden_user", "sender_user_name": "مراسل من الميدان"},
    "chat": {"type": "chat", "sender_chat": {"id": -1001234500002, "type": "supergroup", "title": "غرفة الأخبار"}},
    "channel": CHANNEL_ORIGIN,
}


async def start_all(house: House) -> None:
    for user in (OWNER, SALMA, PETER):
        await house.ask(user, "/start")


async def searched(house: House, user: int, query: str) -> str:
    return (await house.ask(user, f"/search {query}")).text


@pytest.mark.parametrize("kind", ORIGINS)
async def test_a_forward_of_every_kind_is_answered_once_and_named(house: House, kind: str) -> None:
    await start_all(house)
    sent = await house.people.forward_origin(SALMA, origin=ORIGINS[kind], text=BRIDGE)
    (answer,) = await house.told(SALMA, "حُفظ المنشور")
    assert answer.reply_to == sent.message_id


@pytest.mark.parametrize("kind", ORIGINS)
async def test_what_a_subscriber_forwards_is_theirs_alone(house: House, kind: str) -> None:
    await start_all(house)
    await house.watch(PETER, "جسر")
    await house.people.forward_origin(SALMA, origin=ORIGINS[kind], text=BRIDGE)
    assert not await house.told(PETER, "الرميلة")
    assert "الرميلة" not in await searched(house, OWNER, "جسر")


@pytest.mark.parametrize("kind", ["user", "hidden_user", "chat"])
async def test_what_was_not_said_in_a_channel_is_shared_by_nobody(house: House, kind: str) -> None:
    await start_all(house)
    await house.watch(PETER, "جسر")
    await house.people.forward_origin(OWNER, origin=ORIGINS[kind], text=BRIDGE)
    assert not await house.told(PETER, "الرميلة")
    assert "الرميلة" in await searched(house, OWNER, "جسر")


async def test_a_channel_post_that_the_owner_forwards_is_everybodys(house: House) -> None:
    await start_all(house)
    await house.watch(PETER, "جسر")
    await house.people.forward_origin(OWNER, origin=CHANNEL_ORIGIN, text=BRIDGE)
    (alert,) = await house.told(PETER, "الرميلة")
    assert "أخبار الجسر" in alert.text
    assert "https://t.me/akhbar_aljisr/77" in alert.html


async def test_a_private_post_becomes_everybodys_when_the_owner_forwards_it_too(house: House) -> None:
    await start_all(house)
    await house.watch(PETER, "جسر")
    await house.watch(SALMA, "جسر")
    await house.people.forward_origin(SALMA, origin=CHANNEL_ORIGIN, text=BRIDGE)
    await house.settle()
    await house.people.forward_origin(OWNER, origin=CHANNEL_ORIGIN, text=BRIDGE)
    assert len(await house.told(PETER, "الرميلة")) == 1
    assert len(await house.told(SALMA, "الرميلة")) == 1


async def test_who_forwards_learns_which_of_their_watches_it_satisfies(house: House) -> None:
    await house.watch(SALMA, "جسر")
    await house.watch(SALMA, "مطار")
    sent = await house.people.forward_origin(SALMA, origin=CHANNEL_ORIGIN, text=BRIDGE)
    answer = await house.people.wait_message(SALMA, lambda seen: seen.reply_to == sent.message_id)
    assert "حُفظ المنشور" in answer.text
    assert "<b>جسر</b>" in answer.html
    assert "مطار" not in answer.text


async def test_a_second_forward_is_known_and_tells_nothing_of_others(house: House) -> None:
    await start_all(house)
    await house.people.forward_origin(SALMA, origin=CHANNEL_ORIGIN, text=BRIDGE)
    await house.people.forward_origin(PETER, origin=CHANNEL_ORIGIN, text=BRIDGE)
    await house.settle()
    assert not await house.told(PETER, "since")
    await house.people.forward_origin(SALMA, origin=CHANNEL_ORIGIN, text=BRIDGE)
    assert await house.told(SALMA, "محفوظ لديّ منذ")


async def test_a_forwarded_album_is_one_post_and_one_answer(house: House) -> None:
    await house.watch(SALMA, "جسر")
    channel = await house.channel("أخبار الجسر", "akhbar_aljisr", accepted=False)
    items = await house.people.album(channel, [None, BRIDGE, None])
    await house.people.forward_album(SALMA, from_chat=channel, message_ids=[item.message_id for item in items])
    assert len(await house.told(SALMA, "حُفظ المنشور")) == 1


async def test_one_item_of_a_known_album_is_that_post(house: House) -> None:
    channel = await house.channel("أخبار الجسر", "akhbar_aljisr")
    await house.watch(SALMA, "جسر")
    items = await house.people.album(channel, [BRIDGE, None, None])
    await house.settle()
    await house.people.forward(SALMA, from_chat=channel, message_id=items[2].message_id)
    (answer,) = await house.told(SALMA, "محفوظ لديّ")
    assert "جسر" in answer.text


async def test_a_forward_without_anything_to_keep_is_said_so(house: House) -> None:
    await house.ask(SALMA, "/start")
    await house.people.raw_update(
        {
            "message": {
                "message_id": 900,
                "date": 1_790_000_000,
                "chat": {"id": SALMA, "type": "private", "first_name": "سلمى"},
                "from": {"id": SALMA, "is_bot": False, "first_name": "سلمى", "language_code": "ar"},
                "forward_origin": {**ORIGINS["hidden_user"], "date": 1_789_999_000},
                "dice": {"emoji": "🎲", "value": 3},
            }
        }
    )
    assert len(await house.told(SALMA)) == 2


async def test_an_old_forward_is_news_and_shows_its_date(house: House) -> None:
    await house.watch(SALMA, "جسر")
    await house.people.forward_origin(SALMA, origin={**CHANNEL_ORIGIN, "date": 1_709_283_600}, text=BRIDGE)
    (answer,) = await house.told(SALMA, "الرميلة")
    assert "مارس" in answer.text or "آذار" in answer.text
