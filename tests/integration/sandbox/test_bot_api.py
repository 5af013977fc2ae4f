"""python-telegram-bot's own Bot against the sandbox: what a bot meets at Telegram, it meets here."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyParameters,
)
from telegram import BotCommandScopeAllPrivateChats as PrivateChats
from telegram.error import (
    BadRequest,
    Conflict,
    InvalidToken,
)

from bot.sandbox import SANDBOX_TOKEN
from bot.sandbox.parameters import METHODS
from bot.sandbox.person import Sandbox
from bot.sandbox.process import running
from tests.integration.sandbox.judge import SALMA, Judge, bot_at, texts

# -- who the bot is ---------------------------------------------------------------------------------


async def test_the_bot_learns_who_it_is(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.first_name) == (7000000001, "rasid_sandbox_bot", "راصد")


async def test_another_token_is_refused(base_url: str) -> None:
    with pytest.raises(InvalidToken):
        await bot_at(base_url, "7000000001:other").initialize()


async def test_an_unknown_method_is_not_found(base_url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(f"{base_url}/bot{SANDBOX_TOKEN}/sendCarrierPigeon")
        assert (answer.status_code, answer.json()["error_code"]) == (404, 404)
        assert (await http.get(f"{base_url}/botnonsense/getMe")).status_code == 404


async def test_a_page_under_a_foreign_name_is_kept_out(base_url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            answer = await http.get(f"{base_url}/sandbox/users", headers=headers)
            assert answer.status_code == 403


def test_the_table_of_methods_is_the_specification_s(judge: Judge) -> None:
    if not judge.methods:
        pytest.skip("the Bot API specification is not here")
    for method in METHODS.values():
        fields = {field["name"]: field for field in judge.methods[method.name].get("fields", [])}
        for name, (types, required) in method.parameters.items():
            spelled = {f"Array of {one[1:-1]}" if one.startswith("[") else one for one in types}
            assert spelled <= set(fields[name]["types"]), (method.name, name)
            assert not required or fields[name]["required"], (method.name, name)


# -- updates ----------------------------------------------------------------------------------------


async def test_updates_stay_until_a_later_offset_confirms_them(bot: Bot, sandbox: Sandbox) -> None:
    await sandbox.say(SALMA, "صباح الخير")
    await sandbox.say(SALMA, "هل من جديد؟")
    first = await bot.get_updates()
    again = await bot.get_updates()
    assert [one.update_id for one in first] == [one.update_id for one in again]
    assert len(first) == 2
    assert await texts(bot, offset=first[0].update_id + 1) == ["هل من جديد؟"]
    assert await texts(bot) == ["هل من جديد؟"]
    assert await texts(bot, offset=first[1].update_id + 1) == []


async def test_a_negative_offset_forgets_the_older(bot: Bot, sandbox: Sandbox) -> None:
    for word in ("واحد", "اثنان", "ثلاثة"):
        await sandbox.say(SALMA, word)
    assert await texts(bot, offset=-1) == ["ثلاثة"]
    assert await texts(bot) == ["ثلاثة"]


async def test_a_long_poll_ends_when_somebody_writes(bot: Bot, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await sandbox.wait_calls("getUpdates")
    await sandbox.say(SALMA, "أنا هنا")
    (update,) = await asyncio.wait_for(poll, 5)
    assert update.message
    assert update.message.from_user
    assert update.message.from_user.first_name == "سلمى"


async def test_a_second_poll_ends_the_first(bot: Bot, base_url: str, sandbox: Sandbox) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await sandbox.wait_calls("getUpdates")
    async with bot_at(base_url) as other:
        second = asyncio.create_task(other.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await asyncio.wait_for(first, 5)
        await sandbox.say(SALMA, "لمن هذه؟")
        assert len(await asyncio.wait_for(second, 5)) == 1


async def test_a_webhook_forbids_polling(bot: Bot) -> None:
    await bot.set_webhook("https://rasid.example/hook")
    assert (await bot.get_webhook_info()).url == "https://rasid.example/hook"
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await texts(bot) == []


async def test_an_update_nobody_asked_for_is_never_made(bot: Bot, sandbox: Sandbox) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await sandbox.say(SALMA, "لن تصل")
    await bot.get_updates()  # without a list the previous one stays
    await sandbox.say(SALMA, "ولا هذه")
    assert await texts(bot, allowed_updates=["message"]) == []
    await sandbox.say(SALMA, "هذه تصل")
    assert await texts(bot) == ["هذه تصل"]


async def test_confirmed_updates_may_come_twice_under_a_fault(bot: Bot, sandbox: Sandbox) -> None:
    await sandbox.say(SALMA, "مرة")
    (update,) = await bot.get_updates()
    await sandbox.fault("duplicate", times=1)
    assert await texts(bot, offset=update.update_id + 1) == ["مرة"]
    assert await texts(bot, offset=update.update_id + 1) == []


async def test_updates_and_messages_survive_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.db"
    async with running(state=file) as url, Sandbox(url) as sandbox:
        await sandbox.user(SALMA, first_name="سلمى")
        await sandbox.say(SALMA, "باقية")
    async with running(state=file) as url, bot_at(url) as bot, Sandbox(url) as sandbox:
        assert await texts(bot) == ["باقية"]
        assert [one.text for one in await sandbox.messages(SALMA)] == ["باقية"]


# -- messages ---------------------------------------------------------------------------------------


async def test_a_message_is_sent_edited_and_deleted(acquainted: Bot, sandbox: Sandbox) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("حذف", callback_data="v1:del:7")]])
    sent = await acquainted.send_message(
        SALMA,
        "🔴 <b>عاجل</b> من <a href='https://t.me/nahr/12'>النهر</a>",
        parse_mode="HTML",
        reply_markup=keyboard,
    )
    assert sent.text == "🔴 عاجل من النهر"
    assert list(sent.parse_entities().values()) == ["عاجل", "النهر"]
    seen = await sandbox.wait_message(SALMA, containing="عاجل")
    assert seen.html == '🔴 <b>عاجل</b> من <a href="https://t.me/nahr/12">النهر</a>'
    assert seen.labels == ("حذف",)
    await acquainted.edit_message_text("انتهى", SALMA, sent.message_id)
    edited = await sandbox.wait_edit(SALMA, sent.message_id, containing="انتهى")
    assert edited.buttons == ()
    with pytest.raises(BadRequest, match="not modified"):
        await acquainted.edit_message_text("انتهى", SALMA, sent.message_id)
    await acquainted.delete_message(SALMA, sent.message_id)
    await sandbox.wait_deleted(SALMA, sent.message_id)
    with pytest.raises(BadRequest, match="to edit not found"):
        await acquainted.edit_message_text("عاد", SALMA, sent.message_id)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("سطر<br>سطر", 'unsupported start tag "br" at byte offset 6'),
        ("<b>بلا نهاية", 'find end tag corresponding to start tag "b"'),
        ("   ", "text is empty"),
        ("ط" * 4097, "message is too long"),
        ("<b>" + "ط" * 16383 + "</b>", "too long"),
        ("<b>x</b> " * 101, "more than 100 entities"),
    ],
)
async def test_a_bad_text_is_refused_in_telegram_s_words(acquainted: Bot, text: str, words: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await acquainted.send_message(SALMA, text, parse_mode="HTML")


async def test_callback_data_over_64_bytes_is_refused(acquainted: Bot) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("زر", callback_data="ب" * 33)]])
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await acquainted.send_message(SALMA, "زر", reply_markup=keyboard)


async def test_a_tap_is_told_and_answered_once(acquainted: Bot, sandbox: Sandbox) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("كتم ساعة", callback_data="v1:mute:3:60")]])
    await acquainted.send_message(SALMA, "تنبيه", reply_markup=keyboard)
    tap = await sandbox.tap(SALMA, label="كتم")
    (update,) = await acquainted.get_updates(timeout=5)
    assert update.callback_query
    assert update.callback_query.data == "v1:mute:3:60"
    await acquainted.answer_callback_query(update.callback_query.id, "كُتم ساعة واحدة")
    assert (await sandbox.wait_answer(tap)).text == "كُتم ساعة واحدة"
    with pytest.raises(BadRequest, match="too old"):
        await acquainted.answer_callback_query(update.callback_query.id)


async def test_photos_documents_and_albums_arrive_with_their_files(acquainted: Bot, sandbox: Sandbox) -> None:
    photo = await acquainted.send_photo(SALMA, b"\x89PNG picture", caption="<i>مخطط</i>", parse_mode="HTML")
    file = await acquainted.get_file(photo.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == b"\x89PNG picture"
    document = await acquainted.send_document(SALMA, b"a,b\n", filename="تصدير.csv")
    assert document.document
    assert document.document.file_name == "تصدير.csv"
    album = await acquainted.send_media_group(
        SALMA, [InputMediaPhoto(b"one", caption="صورتان"), InputMediaPhoto(photo.photo[-1].file_id)]
    )
    assert len({one.media_group_id for one in album}) == 1
    seen = await sandbox.messages(SALMA, from_bot=True)
    assert [one.media for one in seen] == ["photo", "document", "photo", "photo"]


async def test_forward_copy_reply_and_pin(acquainted: Bot, sandbox: Sandbox) -> None:
    sent = await acquainted.send_message(SALMA, "أصل")
    forwarded = await acquainted.forward_message(SALMA, SALMA, sent.message_id)
    assert forwarded.forward_origin
    copy = await acquainted.copy_message(SALMA, SALMA, sent.message_id)
    reply = await acquainted.send_message(SALMA, "رد", reply_parameters=ReplyParameters(copy.message_id))
    assert reply.reply_to_message
    await acquainted.pin_chat_message(SALMA, sent.message_id)
    full = await acquainted.get_chat(SALMA)
    assert full.pinned_message
    assert full.pinned_message.text == "أصل"
    with pytest.raises(BadRequest, match="replied not found"):
        await acquainted.send_message(SALMA, "رد", reply_parameters=ReplyParameters(9999))


async def test_commands_are_kept_per_scope_and_language(bot: Bot, sandbox: Sandbox) -> None:
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("help", "مساعدة")], scope=PrivateChats(), language_code="ar")
    assert (await sandbox.state()).commands == {
        "default/": (("help", "Help"),),
        "all_private_chats/ar": (("help", "مساعدة"),),
    }
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()
