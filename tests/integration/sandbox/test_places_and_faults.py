"""Where a bot may not write at the sandbox, floods, faults, and the stream of what happens."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from telegram import (
    Bot,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
)

from bot.sandbox.person import Sandbox
from bot.sandbox.process import running
from tests.integration.sandbox.judge import SALMA, Judge, bot_at, texts

# -- where the bot may not write --------------------------------------------------------------------


async def test_nobody_is_written_to_who_never_wrote(bot: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(SALMA, "أهلا")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "أهلا")


async def test_a_person_blocks_and_unblocks_the_bot(acquainted: Bot, sandbox: Sandbox) -> None:
    await sandbox.block(SALMA)
    with pytest.raises(Forbidden, match="blocked by the user"):
        await acquainted.send_message(SALMA, "أهلا")
    await sandbox.unblock(SALMA)
    changes = [one.my_chat_member for one in await acquainted.get_updates()]
    assert [one.new_chat_member.status for one in changes if one] == ["kicked", "member"]
    await acquainted.send_message(SALMA, "أهلا من جديد")


async def test_a_channel_is_heard_only_where_the_bot_is_in(bot: Bot, sandbox: Sandbox) -> None:
    channel = await sandbox.channel("نهر الأخبار", username="nahr", owner=SALMA)
    await sandbox.publish(channel, "قبل الدخول")
    await sandbox.promote_bot(channel, by=SALMA)
    post = await sandbox.publish(channel, html="<b>عاجل</b>: فتح الطريق الدولي", photo=True, author="س")
    await sandbox.edit(channel, post.message_id, html="<b>عاجل</b>: إغلاق الطريق الدولي")
    joined, posted, edited = await bot.get_updates()
    assert joined.my_chat_member
    assert joined.my_chat_member.new_chat_member.status == "administrator"
    assert joined.my_chat_member.from_user.id == SALMA
    assert posted.channel_post
    assert posted.channel_post.caption == "عاجل: فتح الطريق الدولي"
    assert edited.edited_channel_post
    assert edited.edited_channel_post.edit_date
    admins = await bot.get_chat_administrators(channel)
    assert [one.user.id for one in admins] == [SALMA]
    assert (await bot.get_chat_member(channel, bot.id)).status == "administrator"
    assert await bot.get_chat_member_count("@nahr") == 2
    await sandbox.remove_bot(channel, by=SALMA)
    with pytest.raises(Forbidden, match="not a member of the channel chat"):
        await bot.send_message(channel, "لا")


async def test_an_album_is_several_updates_and_forwards_as_an_album(bot: Bot, sandbox: Sandbox) -> None:
    channel = await sandbox.channel("صور", bot_admin_by=SALMA)
    items = await sandbox.album(channel, [None, "التعليق على الثانية", None])
    await sandbox.forward_album(SALMA, from_chat=channel, message_ids=[one.message_id for one in items])
    messages = [one.effective_message for one in await bot.get_updates() if one.effective_message]
    posts, forwards = messages[:3], messages[3:]
    assert [one.caption for one in posts] == [None, "التعليق على الثانية", None]
    assert len({one.media_group_id for one in posts}) == 1
    assert len({one.media_group_id for one in forwards}) == 1
    origin = forwards[1].forward_origin
    assert origin
    assert (origin.type, origin.message_id) == ("channel", items[1].message_id)  # type: ignore[attr-defined]  # a channel's origin has it


async def test_a_forward_may_come_from_any_kind_of_origin(bot: Bot, sandbox: Sandbox) -> None:
    chat = {"id": -1002000000007, "type": "channel", "title": "قناة بعيدة"}
    origins: list[dict[str, Any]] = [
        {"type": "channel", "chat": chat, "message_id": 44},
        {"type": "user", "sender_user": {"id": 77, "is_bot": False, "first_name": "ليث"}},
        {"type": "hidden_user", "sender_user_name": "مجهول"},
        {"type": "chat", "sender_chat": chat | {"type": "supergroup"}},
    ]
    for origin in origins:
        await sandbox.forward_origin(SALMA, origin=origin, text="نص منقول")
    found = [one.message.forward_origin.type for one in await bot.get_updates() if one.message]  # type: ignore[union-attr]  # asserted by the comparison
    assert found == ["channel", "user", "hidden_user", "chat"]


async def test_privacy_mode_keeps_a_group_s_talk_from_the_bot(bot: Bot, sandbox: Sandbox) -> None:
    group = await sandbox.group("التحرير", owner=SALMA, bot_added_by=SALMA)
    await bot.get_updates(offset=-1)
    (last,) = await bot.get_updates()
    for text in ("كلام بيننا", "/digest", "/digest@other_bot", "@rasid_sandbox_bot ما الجديد"):
        await sandbox.say(SALMA, text, chat_id=group)
    assert await texts(bot, offset=last.update_id + 1) == ["/digest", "@rasid_sandbox_bot ما الجديد"]


async def test_a_group_moves_to_a_supergroup(bot: Bot, sandbox: Sandbox) -> None:
    group = await sandbox.group("صغيرة", owner=SALMA, kind="group", bot_added_by=SALMA)
    moved = await sandbox.migrate(group)
    with pytest.raises(ChatMigrated) as refusal:
        await bot.send_message(group, "إلى القديمة")
    assert refusal.value.new_chat_id == moved
    await bot.send_message(moved, "إلى الجديدة")


# -- floods and faults ------------------------------------------------------------------------------


async def test_the_fourth_message_in_a_second_is_too_many(tmp_path: Path) -> None:
    async with running() as url, bot_at(url) as bot, Sandbox(url) as sandbox:
        await sandbox.user(SALMA)
        await sandbox.say(SALMA, "/start")
        for number in range(3):
            await bot.send_message(SALMA, f"خبر {number}")
        with pytest.raises(RetryAfter) as refusal:
            await bot.send_message(SALMA, "خبر زائد")
        assert "Retry in 1 second" in str(refusal.value)


async def test_faults_refuse_as_told_and_as_often(acquainted: Bot, sandbox: Sandbox) -> None:
    await sandbox.fault("flood", times=1, retry_after=7)
    with pytest.raises(RetryAfter, match="7"):
        await acquainted.send_message(SALMA, "أ")
    await sandbox.fault("outage", times=1, method="sendMessage")
    assert await acquainted.get_me()
    with pytest.raises(NetworkError):
        await acquainted.send_message(SALMA, "ب")
    await sandbox.fault("forbidden", chat_id=SALMA, description="user is deactivated")
    with pytest.raises(Forbidden, match="deactivated"):
        await acquainted.send_message(SALMA, "ج")
    await sandbox.clear_faults()
    await acquainted.send_message(SALMA, "د")
    assert [one.text for one in await sandbox.messages(SALMA, from_bot=True)] == ["د"]


@pytest.mark.parametrize(("kind", "done"), [("cut_before", []), ("cut_after", ["خبر"]), ("cut_mid", ["خبر"])])
async def test_a_connection_is_cut_before_after_or_amid(
    acquainted: Bot, sandbox: Sandbox, kind: str, done: list[str]
) -> None:
    await sandbox.fault(kind, times=1)
    with pytest.raises(NetworkError):
        await acquainted.send_message(SALMA, "خبر")
    assert [one.text for one in await sandbox.messages(SALMA, from_bot=True)] == done


async def test_a_call_that_hangs_is_not_done_when_the_bot_hangs_up(acquainted: Bot, sandbox: Sandbox) -> None:
    await sandbox.fault("hang", times=1)
    with pytest.raises(NetworkError):
        await acquainted.send_message(SALMA, "معلق", read_timeout=0.2)
    await acquainted.send_message(SALMA, "بعده")
    await sandbox.clear_faults()
    assert [one.text for one in await sandbox.messages(SALMA, from_bot=True)] == ["بعده"]


@pytest.mark.filterwarnings("ignore:Please use 'Bot.getUpdates'")
async def test_a_malformed_update_stands_in_the_queue(bot: Bot, sandbox: Sandbox, judge: Judge) -> None:
    await sandbox.fault("malformed")
    await sandbox.say(SALMA, "بعد المعطوب")
    raw = await bot.do_api_request("getUpdates")
    assert isinstance(raw, list)
    assert raw[0]["message"]["message_id"] == "not a number"
    assert raw[1]["message"]["text"] == "بعد المعطوب"
    judge.complaints.clear()  # the malformed one is meant to be refused


async def test_an_album_may_come_backwards(bot: Bot, sandbox: Sandbox) -> None:
    channel = await sandbox.channel("صور", bot_admin_by=SALMA)
    await sandbox.fault("shuffle_album", times=1)
    await sandbox.album(channel, ["أولى", "ثانية"])
    posts = [one.channel_post for one in await bot.get_updates() if one.channel_post]
    assert [one.caption for one in posts] == ["ثانية", "أولى"]


# -- the stream -------------------------------------------------------------------------------------


async def test_the_stream_tells_what_happens(acquainted: Bot, sandbox: Sandbox) -> None:
    kinds: list[str] = []

    async def listen() -> None:
        async for event in sandbox.events():
            kinds.append(event["kind"])
            if event["kind"] == "delete":
                return

    listener = asyncio.create_task(listen())
    while "typing" not in kinds:  # the stream begins some moment after the task
        await acquainted.send_chat_action(SALMA, "typing")
    message = await acquainted.send_message(SALMA, "خبر")
    await acquainted.edit_message_text("خبر مصحح", SALMA, message.message_id)
    await acquainted.delete_message(SALMA, message.message_id)
    await asyncio.wait_for(listener, 5)
    assert [kind for kind in kinds if kind != "typing"] == ["message", "edit", "delete"]
