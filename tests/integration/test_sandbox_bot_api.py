"""python-telegram-bot's own Bot against the sandbox: what a bot meets at Telegram, it meets here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

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
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.request import HTTPXRequest

from bot.sandbox import SANDBOX_TOKEN
from bot.sandbox.parameters import METHODS
from bot.sandbox.person import Sandbox
from bot.sandbox.process import running

SPEC_FILE = Path(__file__).parents[2] / "../shared/fixtures/bot-api-spec.json"
SALMA = 501


class Judge:
    """Holds every call's parameters and answer against the Bot API's specification, where it is present."""

    def __init__(self) -> None:
        spec = json.loads(SPEC_FILE.read_text()) if SPEC_FILE.exists() else {"types": {}, "methods": {}}
        self.types, self.methods = spec["types"], spec["methods"]
        self.complaints: list[str] = []

    def observe(self, method: str, parameters: dict[str, Any], answer: Mapping[str, Any]) -> None:
        if not self.methods:
            return
        spec = self.methods[method]
        fields = {field["name"]: field for field in spec.get("fields", [])}
        for name, value in parameters.items():
            wrong = self.check(value, fields[name]["types"]) if name in fields else "unknown"
            if wrong and answer["ok"]:
                self.complaints.append(f"{method}.{name}: {wrong}")
        if answer["ok"] and (wrong := self.check(answer["result"], spec["returns"])):
            self.complaints.append(f"{method} answered: {wrong}")

    def check(self, value: Any, types: list[str]) -> str | None:
        if any(self.fits(value, one) for one in types):
            return None
        reasons = [self.bad_object(value, self.types[one]) for one in types if one in self.types]
        return f"expected {types}, got {value!r} ({reasons})"

    def fits(self, value: Any, kind: str) -> bool:
        plain: dict[str, Any] = {"String": str, "InputFile": str, "Float": (int, float), "Boolean": bool}
        if kind.startswith("Array of "):
            return isinstance(value, list) and all(self.fits(one, kind[9:]) for one in value)
        if kind == "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        if kind in plain:
            return isinstance(value, plain[kind])
        return self.bad_object(value, self.types[kind]) is None

    def bad_object(self, value: Any, kind: Mapping[str, Any]) -> str | None:
        if kind.get("subtypes"):
            fits = any(self.fits(value, one) for one in kind["subtypes"])
            return None if fits else f"no {kind['name']}: {value!r}"
        if not isinstance(value, dict):
            return f"no object: {value!r}"
        fields = {field["name"]: field for field in kind.get("fields", [])}
        for name, one in value.items():
            if name not in fields:
                return f"unknown field {name} in {kind['name']}"
            if wrong := self.check(one, fields[name]["types"]):
                return f"{kind['name']}.{name}: {wrong}"
        missing = [name for name, field in fields.items() if field["required"] and name not in value]
        return f"{kind['name']} lacks {missing}" if missing else None


@pytest.fixture
def judge() -> Iterator[Judge]:
    judge = Judge()
    yield judge
    assert judge.complaints == []


@pytest.fixture
async def base_url(judge: Judge) -> AsyncIterator[str]:
    async with running(flood=False, observer=judge.observe) as url:
        yield url


@pytest.fixture
async def sandbox(base_url: str) -> AsyncIterator[Sandbox]:
    async with Sandbox(base_url) as sandbox:
        await sandbox.user(SALMA, first_name="سلمى", language_code="ar")
        yield sandbox


def bot_at(base_url: str, token: str = SANDBOX_TOKEN) -> Bot:
    request = HTTPXRequest(read_timeout=3, httpx_kwargs={"trust_env": False})
    polls = HTTPXRequest(read_timeout=3, connection_pool_size=2, httpx_kwargs={"trust_env": False})
    return Bot(
        token,
        base_url=f"{base_url}/bot",
        base_file_url=f"{base_url}/file/bot",
        request=request,
        get_updates_request=polls,
    )


@pytest.fixture
async def bot(base_url: str, sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with bot_at(base_url) as bot:
        yield bot


async def texts(bot: Bot, **arguments: Any) -> list[str | None]:
    updates = await bot.get_updates(**arguments)
    return [update.effective_message.text for update in updates if update.effective_message]


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


@pytest.fixture
async def acquainted(bot: Bot, sandbox: Sandbox) -> Bot:
    """The bot, after Salma has written to it and been heard."""
    await sandbox.say(SALMA, "/start")
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1)
    return bot


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
