"""A post in, an alert out: who is told, of what, how often."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import OWNER, PETER, SALMA, House, open_house

CONVOY = "وصلت قافلة المساعدات إلى بلدة عين الورد بعد انتظار دام أربعة أيام"


async def test_a_channel_post_alerts_who_watches_its_words(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.watch(PETER, "مطار")
    post = await house.people.publish(channel, CONVOY)
    (alert,) = await house.told(SALMA, "عين الورد")
    assert "<b>قافلة</b>" in alert.html
    assert f"https://t.me/shabakat_almaydan/{post.message_id}" in alert.html
    assert "شبكة الميدان" in alert.text
    assert not await house.told(PETER, "عين الورد")


async def test_the_words_of_a_caption_count(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.people.publish(channel, CONVOY, photo=True)
    (alert,) = await house.told(SALMA, "عين الورد")
    assert "صورة" in alert.text


async def test_two_watches_on_one_post_are_one_alert_that_names_both(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.watch(SALMA, "المساعدات")
    await house.people.publish(channel, CONVOY)
    (alert,) = await house.told(SALMA, "عين الورد")
    assert "<b>قافلة</b>" in alert.html
    assert "<b>المساعدات</b>" in alert.html
    assert "المتابعات" in alert.text


async def test_an_album_is_one_post_whichever_item_has_the_caption(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.people.album(channel, [None, None, CONVOY, None])
    (alert,) = await house.told(SALMA, "عين الورد")
    assert "\u20684\u2069 صور" in alert.text


async def test_an_album_out_of_order_is_still_one_post(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.people.fault("shuffle_album", times=1)
    await house.people.album(channel, [CONVOY, None, None])
    assert len(await house.told(SALMA, "عين الورد")) == 1
    assert len(await house.told(OWNER, "عين الورد")) == 0


async def test_an_edit_does_not_alert_again(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    post = await house.people.publish(channel, CONVOY)
    await house.settle()
    await house.people.edit(channel, post.message_id, CONVOY + " وفيها طحين ودواء")
    assert len(await house.told(SALMA, "عين الورد")) == 1


async def test_an_edit_alerts_the_watch_that_had_not_fired(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.watch(PETER, "طحين")
    post = await house.people.publish(channel, CONVOY)
    await house.settle()
    await house.people.edit(channel, post.message_id, CONVOY + " وفيها طحين ودواء")
    (alert,) = await house.told(PETER, "عين الورد")
    assert "<b>طحين</b>" in alert.html
    assert len(await house.told(SALMA, "عين الورد")) == 1


async def test_a_second_watch_that_fires_on_an_edit_edits_the_alert(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.watch(SALMA, "طحين")
    post = await house.people.publish(channel, CONVOY)
    (alert,) = await house.told(SALMA, "عين الورد")
    await house.people.edit(channel, post.message_id, CONVOY + " وفيها طحين ودواء")
    await house.people.wait_edit(SALMA, alert.message_id, containing="طحين")
    assert len(await house.told(SALMA, "عين الورد")) == 1


async def test_the_same_post_by_forward_and_by_channel_alerts_once(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    post = await house.people.publish(channel, CONVOY)
    await house.settle()
    await house.ask(OWNER, "/start")
    await house.people.forward(OWNER, from_chat=channel, message_id=post.message_id)
    await house.people.forward(SALMA, from_chat=channel, message_id=post.message_id)
    answers = await house.told(SALMA, "محفوظ")
    assert len(answers) == 1
    assert len(await house.told(SALMA, "🖼")) == 0
    assert len([m for m in await house.told(SALMA) if "عين الورد" in m.text and m.reply_to is None]) == 1


async def test_who_said_stop_is_not_told_until_they_start_again(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.ask(SALMA, "/stop")
    await house.people.publish(channel, CONVOY)
    assert not await house.told(SALMA, "عين الورد")
    await house.ask(SALMA, "/start")
    await house.people.publish(channel, "قافلة ثانية في الطريق إلى تل السنديان")
    assert await house.told(SALMA, "تل السنديان")


async def test_who_blocked_the_bot_is_not_told_and_comes_back_with_start(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.people.block(SALMA)
    await house.people.publish(channel, CONVOY)
    await house.settle()
    await house.people.unblock(SALMA)
    await house.people.publish(channel, "قافلة ثانية في الطريق إلى تل السنديان")
    assert await house.told(SALMA, "تل السنديان")


async def test_a_deleted_watch_fires_no_more(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    listed = await house.ask(SALMA, "/watches")
    await house.people.tap(SALMA, data=listed.buttons[0][2].data, message_id=listed.message_id)
    await house.settle()
    await house.people.publish(channel, CONVOY)
    assert not await house.told(SALMA, "عين الورد")


async def test_watches_survive_a_restart(tmp_path: Path) -> None:
    async with open_house(tmp_path) as before:
        await before.watch(SALMA, "قافلة")
    async with open_house(tmp_path) as after:
        channel = await after.channel("شبكة الميدان", "shabakat_almaydan")
        await after.people.publish(channel, CONVOY)
        assert await after.told(SALMA, "عين الورد")


@pytest.mark.parametrize(
    "hostile",
    ["<b>قافلة</i>&<script>", "قافلة \u202eمقلوبة\u202c", "قافلة" + "\u064e" * 500, "قافلة " * 600],
    ids=["markup", "turned round", "500 vowel signs", "600 times the word"],
)
async def test_a_post_may_hold_anything(house: House, hostile: str) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.people.publish(channel, hostile)
    assert len(await house.told(SALMA, "شبكة الميدان")) == 1


async def test_a_group_that_became_a_supergroup_stays_the_same_source(house: House) -> None:
    await house.watch(SALMA, "قافلة")
    await house.ask(OWNER, "/start")
    group = await house.people.group("غرفة التنسيق", kind="group", owner=OWNER, bot_added_by=OWNER)
    await house.people.privacy_mode(False)
    await house.settle()
    await house.people.join(group, PETER)
    moved = await house.people.migrate(group)
    await house.settle()
    await house.people.say(PETER, CONVOY, chat_id=moved)
    assert len(await house.told(SALMA, "عين الورد")) == 1
