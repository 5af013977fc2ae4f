"""Channels and groups: accepted, proposed, refused, left."""

from __future__ import annotations

from tests.house import OWNER, PETER, SALMA, House

CONVOY = "وصلت قافلة المساعدات إلى بلدة عين الورد بعد انتظار دام أربعة أيام"


async def test_a_channel_brought_by_a_stranger_waits_for_an_admin(house: House) -> None:
    await house.ask(OWNER, "/start")
    await house.watch(SALMA, "قافلة")
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan", accepted=False)
    await house.people.promote_bot(channel, by=PETER)
    await house.people.publish(channel, CONVOY)
    (proposal,) = await house.told(OWNER, "شبكة الميدان")
    assert "Peter" in proposal.text
    assert not await house.told(SALMA, "عين الورد")
    await house.people.tap(OWNER, label="✅ قبول", message_id=proposal.message_id)
    await house.people.wait_edit(OWNER, proposal.message_id, containing="قُبلت")
    assert len(await house.told(SALMA, "عين الورد")) == 1


async def test_a_refused_channel_says_nothing_to_anybody(house: House) -> None:
    await house.ask(OWNER, "/start")
    await house.watch(SALMA, "قافلة")
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan", accepted=False)
    await house.people.promote_bot(channel, by=PETER)
    await house.people.publish(channel, CONVOY)
    (proposal,) = await house.told(OWNER, "شبكة الميدان")
    await house.people.tap(OWNER, label="✖️ رفض", message_id=proposal.message_id)
    await house.people.wait_edit(OWNER, proposal.message_id, containing="رُفضت")
    await house.people.publish(channel, CONVOY)
    assert not await house.told(SALMA, "عين الورد")
    await house.people.remove_bot(channel, by=PETER)
    await house.people.promote_bot(channel, by=PETER)
    assert not [m for m in await house.told(OWNER, "شبكة الميدان") if m.message_id != proposal.message_id]


async def test_who_is_no_admin_cannot_accept(house: House) -> None:
    await house.ask(OWNER, "/start")
    await house.watch(SALMA, "قافلة")
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan", accepted=False)
    await house.people.promote_bot(channel, by=SALMA)
    await house.people.publish(channel, CONVOY)
    (proposal,) = await house.told(OWNER, "شبكة الميدان")
    listed = await house.ask(SALMA, "/watches")
    await house.people.tap(SALMA, data=proposal.buttons[0][0].data, message_id=listed.message_id)
    assert not await house.told(SALMA, "عين الورد")


async def test_a_channel_that_removed_the_bot_is_reported(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.people.remove_bot(channel, by=OWNER, kick=True)
    assert await house.told(OWNER, "لم يعد البوت عضوًا")


async def test_a_group_that_is_no_source_hears_commands_only(house: House) -> None:
    await house.ask(OWNER, "/start")
    await house.watch(SALMA, "قافلة")
    group = await house.people.group("غرفة التنسيق", owner=PETER, members=[PETER, SALMA], bot_added_by=PETER)
    await house.people.privacy_mode(False)
    await house.people.say(PETER, CONVOY, chat_id=group)
    assert not await house.told(SALMA, "عين الورد")
    await house.people.say(PETER, "/watch@rasid_sandbox_bot قافلة", chat_id=group)
    await house.settle()
    said = await house.people.messages(group, from_bot=True)
    assert len(said) == 1
    assert "t.me/rasid_sandbox_bot" in said[0].text


async def test_a_new_title_is_the_one_that_is_shown(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.people.channel("شبكة الساحل", id=channel, username="shabakat_alsahel")
    await house.people.publish(channel, CONVOY)
    (alert,) = await house.told(SALMA, "عين الورد")
    assert "شبكة الساحل" in alert.text
