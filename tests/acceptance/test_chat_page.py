"""The chat page in a real browser: what a person does there, and what they see.

The bot behind it is a small scripted one, so that these tests hold whatever Rasid says.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest

from bot.sandbox import BOT_USERNAME, SANDBOX_TOKEN
from bot.sandbox.person import Sandbox
from bot.sandbox.process import running
from bot.sandbox.samples import ADMIN, PETER, SALMA
from tests.acceptance.browser import Browser, browsing, chromium, launched

pytestmark = pytest.mark.skipif(chromium() is None, reason="Chromium is not installed (Debian: chromium)")

DESK: Final = (1200, 800)
PHONE: Final = (390, 844)
BOT_CHAT: Final = f"/chat/{BOT_USERNAME}"
GREETING: Final = (
    "أهلا <b>بك</b> في التجربة، اكتب <code>/watch</code> أو افتح "
    '<a href="https://t.me/najda_room_sample/3">منشورا</a>.\n'
    "<blockquote expandable>سطر أول\nسطر ثان\nسطر ثالث\nسطر رابع</blockquote>\n"
    "<tg-spoiler>كلمة السر</tg-spoiler> Rasid reads وكالات news"
)
KEYS: Final = [
    [{"text": "إشعار", "callback_data": "toast"}, {"text": "تنبيه", "callback_data": "alert"}],
    [{"text": "غيّر الرسالة", "callback_data": "edit"}],
    [{"text": "القناة", "url": "https://t.me/najda_room_sample"}],
]
COMMANDS: Final = {
    "ar": [("watch", "متابعة كلمة"), ("digest", "موجز اليوم")],
    "": [("watch", "Watch a word"), ("digest", "Today's digest")],
}


class ScriptedBot:
    """Greets, echoes in bold, answers buttons, and says where a forward came from."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx.AsyncClient(base_url=f"{base_url}/bot{SANDBOX_TOKEN}", timeout=60, trust_env=False)

    async def run(self) -> None:
        for language, commands in COMMANDS.items():
            listed = [{"command": name, "description": about} for name, about in commands]
            await self.call("setMyCommands", commands=listed, language_code=language)
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=30) or ():
                offset = update["update_id"] + 1
                await self._handle(update)

    async def call(self, method: str, **parameters: Any) -> Any:
        """The result, or None when Telegram refuses."""
        return (await self._http.post(f"/{method}", json=parameters)).json().get("result")

    async def _handle(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            await self._pressed(update["callback_query"])
        elif "message" in update and update["message"]["chat"]["type"] == "private":
            await self._said(update["message"])

    async def _said(self, message: dict[str, Any]) -> None:
        chat, text = message["chat"]["id"], message.get("text", "")
        await self.call("sendChatAction", chat_id=chat, action="typing")
        answer: dict[str, Any] = {"text": f"قلت: <b>{html.escape(text)}</b>"}
        if text.startswith("/start"):
            answer = {"text": f"{GREETING} {text[7:]}", "reply_markup": {"inline_keyboard": KEYS}}
        elif "forward_origin" in message:
            answer = {"text": f"وصل من {message['forward_origin']['chat']['title']}"}
            answer["reply_parameters"] = {"message_id": message["message_id"]}
        elif "photo" in message:
            answer = {"text": f"صورة {message.get('media_group_id', 'وحيدة')}"}
        elif "location" in message:
            answer = {"text": f"مكان {message['location']['latitude']:.2f}"}
        await self.call("sendMessage", chat_id=chat, parse_mode="HTML", **answer)

    async def _pressed(self, query: dict[str, Any]) -> None:
        message = query["message"]
        place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        if query["data"] == "edit":
            done = [[{"text": "تراجع", "callback_data": "toast"}]]
            await self.call(
                "editMessageText",
                **place,
                text="صارت <i>غيرها</i>",
                parse_mode="HTML",
                reply_markup={"inline_keyboard": done},
            )
        says = {"toast": "وصلت الضغطة", "alert": "اقرأ هذا أولا", "edit": ""}[query["data"]]
        await self.call(
            "answerCallbackQuery", callback_query_id=query["id"], text=says, show_alert=query["data"] == "alert"
        )

    async def close(self) -> None:
        await self._http.aclose()


@dataclass
class Page:
    """A browser on the page of a sandbox with its samples, and a scripted bot in it."""

    browser: Browser
    people: Sandbox
    url: str

    async def open(self, path: str = BOT_CHAT, *, person: int = SALMA, size: tuple[int, int] = DESK) -> None:
        await self.browser.look(*size)
        await self.browser.open(f"{self.url}{path}{'&' if '?' in path else '?'}as={person}")
        await self.browser.until("Boolean(document.querySelector('.chat'))", "the page")

    async def write(self, text: str) -> None:
        await self.browser.click(".line textarea")
        await self.browser.type(text)
        await self.browser.press("Enter")


@pytest.fixture(scope="module")
def chromium_address() -> Iterator[str]:
    with launched() as address:
        yield address


@pytest.fixture
async def page(chromium_address: str) -> AsyncIterator[Page]:
    async with (
        running(samples=True, flood=False) as url,
        Sandbox(url) as people,
        browsing(chromium_address) as browser,
    ):
        bot = ScriptedBot(url)
        task = asyncio.create_task(bot.run())
        yield Page(browser, people, url)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await bot.close()
        assert browser.complaints == []


async def test_a_conversation_begins_with_start_and_goes_on(page: Page) -> None:
    await page.open()
    await page.browser.click(".big", "ابدأ")
    assert await page.browser.see(".theirs .text b", "بك") == "بك"
    assert await page.browser.see(".theirs .text code") == "/watch"
    await page.write("مرحبا يا <b>راصد</b>")
    assert await page.browser.see(".theirs .text b", "راصد") == "مرحبا يا <b>راصد</b>"
    assert await page.browser.see(".mine .text", "راصد") == "مرحبا يا <b>راصد</b>"


async def test_what_people_write_never_becomes_markup(page: Page) -> None:
    await page.open(f"{BOT_CHAT}?start=1")
    await page.write('<img src=x onerror="document.title=1"> javascript:alert(1)')
    await page.browser.see(".mine .text", "onerror")
    assert await page.browser.evaluate("document.querySelectorAll('.text img, .text a[href^=javascript]').length") == 0


async def test_buttons_answer_with_a_notice_a_dialog_and_an_edit_in_place(page: Page) -> None:
    await page.open()
    await page.browser.click(".big")
    await page.browser.click(".key", "إشعار")
    await page.browser.see(".toast", "وصلت الضغطة")
    await page.browser.click(".key", "تنبيه")
    await page.browser.see("dialog.alert", "اقرأ هذا أولا")
    await page.browser.press("Escape")
    await page.browser.miss("dialog.alert")
    await page.browser.click(".key", "غيّر الرسالة")
    assert await page.browser.see(".theirs .text i") == "غيرها"
    await page.browser.see(".theirs .edited", "معدَّلة")
    await page.browser.see(".key", "تراجع")
    assert await page.browser.evaluate("document.querySelectorAll('.theirs .bubble').length") == 1


async def test_a_spoiler_a_long_quote_and_a_link_into_a_channel(page: Page) -> None:
    await page.open()
    await page.browser.click(".big")
    await page.browser.see(".spoiler:not(.shown)")
    await page.browser.click(".spoiler")
    await page.browser.see(".spoiler.shown .spoiler-text", "كلمة السر")
    await page.browser.click(".expand")
    await page.browser.see(".expandable.open")
    await page.browser.click(".text a", "منشورا")
    await page.browser.see(".room .who-name", "نجدة")
    await page.browser.see(".row.lit[data-id='3']")
    assert await page.browser.evaluate("location.pathname") == "/chat/najda_room_sample"


async def test_the_command_menu_speaks_the_persons_language(page: Page) -> None:
    await page.open(f"{BOT_CHAT}?start=")
    await page.browser.click(".slash")
    await page.browser.see(".command-about", "موجز اليوم")
    await page.open(f"{BOT_CHAT}?start=", person=PETER)
    await page.browser.click(".line textarea")
    await page.browser.type("/dig")
    await page.browser.see(".command-about", "Today's digest")
    await page.browser.miss(".command-about", "Watch a word")
    await page.browser.click(".command-row")
    await page.browser.see(".theirs .text b", "/digest")


async def test_a_channels_post_is_forwarded_to_the_bot(page: Page) -> None:
    await page.open("/chat/najda_room_sample")
    await page.browser.click(".row:last-child .share")
    await page.browser.click(".choice", "راصد")
    await page.browser.see(".toast", "وُجّهت")
    await page.browser.click(".chat", "وصل من غرفة نجدة")
    await page.browser.see(".mine .origin", "غرفة نجدة")
    await page.browser.see(".theirs .quote")


async def test_the_same_page_is_another_persons(page: Page) -> None:
    await page.open()
    assert await page.browser.evaluate("[document.documentElement.dir, document.documentElement.lang]") == ["rtl", "ar"]
    await page.browser.click(".list .who")
    await page.browser.click(".menu button", "Peter")
    await page.browser.see(".big", "Start")
    assert await page.browser.evaluate("[document.documentElement.dir, document.documentElement.lang]") == ["ltr", "en"]
    await page.browser.click(".big")
    await page.browser.see(".mine .text", "/start")
    await page.people.wait_message(PETER, containing="أهلا")
    assert await page.people.messages(SALMA) == []


async def test_each_paragraph_has_the_direction_of_its_own_text(page: Page) -> None:
    await page.open(f"{BOT_CHAT}?start=")
    await page.browser.see(".theirs .text")
    await page.people.say(SALMA, "Watch الرقة now\nتابع Raqqa الآن")
    await page.browser.see(".mine .text", "Raqqa")
    left, right = await page.browser.evaluate(
        """(() => {
          const text = [...document.querySelectorAll('.mine .text')].at(-1);
          const node = text.firstChild, all = text.getBoundingClientRect();
          const at = (word) => {
            const range = document.createRange(), start = node.data.indexOf(word);
            range.setStart(node, start);
            range.setEnd(node, start + word.length);
            const box = range.getBoundingClientRect();
            return [box.left - all.left, all.right - box.right];
          };
          return [at('Watch')[0], at('تابع')[1]];
        })()"""
    )
    assert left == pytest.approx(0, abs=1.5), "an English paragraph begins at the left edge"
    assert right == pytest.approx(0, abs=1.5), "an Arabic paragraph begins at the right edge"


async def test_an_admin_publishes_edits_and_deletes_in_a_channel(page: Page) -> None:
    await page.open("/chat/mizan_souq_sample", person=ADMIN)
    await page.write("سعر <b>الخبز</b> ثابت، و5 < 6")
    await page.browser.see(".row:last-child .text b", "الخبز")
    await page.browser.see(".row:last-child .text", "5 < 6")
    await page.browser.click(".row:last-child .more")
    await page.browser.click(".menu button", "تعديل")
    await page.browser.see(".about", "تعديل")
    await page.browser.evaluate("document.querySelector('.line textarea').select()")
    await page.browser.type("سعر <i>الطحين</i> ثابت")
    await page.browser.press("Enter")
    await page.browser.see(".row:last-child .text i", "الطحين")
    await page.browser.see(".row:last-child .edited")
    await page.browser.click(".row:last-child .more")
    await page.browser.click(".menu button", "حذف")
    await page.browser.miss(".text", "الطحين")


async def test_a_reader_does_not_publish_but_can_step_into_the_admins_shoes(page: Page) -> None:
    await page.open("/chat/mizan_souq_sample")
    await page.browser.miss(".line textarea")
    await page.browser.click(".big", "نادر")
    await page.browser.see(".line textarea")


async def test_an_album_and_a_place_are_sent(page: Page) -> None:
    await page.open(f"{BOT_CHAT}?start=")
    await page.browser.click(".line [aria-haspopup=menu]")
    await page.browser.click(".menu button", "ألبوم من صورتين")
    await page.browser.see(".mine .album-2")
    await page.browser.until("[...document.querySelectorAll('.album img')].every((one) => one.naturalWidth > 100)")
    await page.browser.click(".line [aria-haspopup=menu]")
    await page.browser.click(".menu button", "موقع")
    await page.browser.click(".choice", "دمشق")
    await page.browser.see(".theirs .text", "مكان 33.51")


async def test_a_phone_shows_the_list_or_a_chat_and_the_way_back(page: Page) -> None:
    await page.open("/", size=PHONE)
    await page.browser.see(".list .chat", "راصد")
    await page.browser.miss(".room .head")
    await page.browser.click(".chat", "نبض الوادي")
    await page.browser.see(".room .who-name", "نبض الوادي")
    await page.browser.miss(".list .head")
    assert await page.browser.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    await page.browser.click(".back")
    await page.browser.see(".list .chat", "راصد")


async def test_what_is_not_read_is_counted_until_it_is(page: Page) -> None:
    await page.open()
    await page.browser.see(".chat .badge")
    before = int(await page.browser.see("[data-chat]:has(.badge) .badge"))
    assert before > 3
    chat = next(one for one in (await page.people.chats()) if one.get("username") == "salma_notebook_sample")
    await page.people.publish(chat["id"], "سطر جديد في الدفتر")
    await page.browser.see(f"[data-chat='{chat['id']}'] .badge", "1")
    await page.browser.click(".chat", "دفتر سلمى")
    await page.browser.see(".room .text", "سطر جديد")
    await page.browser.miss(f"[data-chat='{chat['id']}'] .badge")


async def test_time_passes_and_faults_come_and_go_behind_the_scenes(page: Page) -> None:
    await page.open(f"{BOT_CHAT}?start=")
    await page.browser.see(".theirs .text")
    await page.browser.click("[aria-label='خلف الستار']")
    await page.browser.click(".drawer .flat", "6 ساعات")
    await page.browser.see(".toast", "نُشر")
    await page.browser.click("[data-toggle=fault-outage]")
    await page.browser.see("[data-toggle=fault-outage][aria-checked=true]")
    assert [one["kind"] for one in await page.people.faults()] == ["outage"]
    await page.browser.press("Escape")
    await page.browser.see(".faults-on")
    await page.browser.click("[aria-label='خلف الستار']")
    await page.browser.click("[data-toggle=fault-outage]")
    await page.browser.see("[data-toggle=fault-outage][aria-checked=false]")
    assert await page.people.faults() == []


async def test_the_bot_is_blocked_and_let_in_again(page: Page) -> None:
    await page.open(f"{BOT_CHAT}?start=")
    await page.browser.click(".room .who")
    await page.browser.click(".sheet .danger", "حظر البوت")
    await page.browser.click(".big", "إلغاء الحظر")
    await page.browser.see(".line textarea")


async def test_the_bot_is_brought_into_a_channel_and_a_group(page: Page) -> None:
    await page.open("/chat/salma_notebook_sample")
    await page.browser.click(".room .who")
    await page.browser.click(".sheet .filled", "أضف البوت مديرًا")
    await page.browser.miss("dialog")
    await page.browser.click(".chat", "غرفة التحرير")
    await page.browser.click(".room .who")
    await page.browser.click(".sheet .flat", "أضف البوت عضوًا")
    await page.browser.see(".service", "دخل البوت")
    statuses = {one["title"]: one["members"].get("7000000001") for one in await page.people.chats() if one["id"] < 0}
    assert statuses["دفتر سلمى"] == "administrator"
    assert statuses["غرفة التحرير"] == "member"


async def test_a_deep_link_is_sent_once_and_not_again_on_reload(page: Page) -> None:
    await page.open(f"{BOT_CHAT}?start=invite_7")
    await page.browser.see(".mine .text", "/start invite_7")
    await page.browser.see(".theirs .text", "invite_7")
    assert await page.browser.evaluate("location.search") == ""
    await page.browser.call("Page.reload")
    await page.browser.see(".theirs .text", "invite_7")
    said = [one.text for one in await page.people.messages(SALMA, from_bot=False)]
    assert said == ["/start invite_7"]


async def test_the_keyboard_alone_is_enough(page: Page) -> None:
    await page.open()
    await page.browser.evaluate("document.querySelector('.big').focus()")
    await page.browser.press("Enter")
    await page.browser.see(".key", "إشعار")
    await page.browser.evaluate("document.querySelector('.list .who').focus()")
    await page.browser.press("Enter")
    await page.browser.see(".menu")
    await page.browser.press("ArrowDown")
    assert await page.browser.evaluate("document.activeElement.closest('.menu') !== null")
    await page.browser.press("Escape")
    await page.browser.miss(".menu")
    assert await page.browser.evaluate("document.activeElement.matches('.list .who')")


async def test_light_and_dark_follow_the_system_until_one_is_chosen(page: Page) -> None:
    shade = "getComputedStyle(document.querySelector('.list')).color"
    await page.open()
    light = await page.browser.evaluate(shade)
    await page.browser.look(*DESK, dark=True)
    assert await page.browser.evaluate(shade) != light
    await page.browser.click("[aria-label='خلف الستار']")
    await page.browser.click(".segments button", "فاتح")
    assert await page.browser.evaluate(shade) == light
