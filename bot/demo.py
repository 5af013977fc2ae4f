"""`python -m bot demo`: people talk to the real program on the sandbox, and the conversation is printed.

Every step waits for what it expects; if that does not come, the demo says so and fails.
"""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from bot.locale import shown
from bot.sandbox.person import NotSeen, Sandbox, SeenMessage
from bot.stage import OWNER_ID, Stage

SALMA, PETER = 2001, 2002
FIRST_ANSWER_SECONDS = 30.0
PART_LIMIT = 4_000  # below what one Telegram message holds

NEGOTIATIONS = (
    "مراسلنا في ريف الميدان: وصل وفدٌ من الأهالي إلى بلدة عين الورد للمشاركة في المفاوضات الجارية مع "
    "«الفرقة الثالثة»، وبالمفاوضات نفسها يُنتظر حسم ملف الطريق الدولي قبل مساء الخميس."
)
NEGOTIATIONS_EDITED = NEGOTIATIONS + "\nتحديث: أُعلنت هدنة لمدة ثلاثة أيام تبدأ عند منتصف الليل."
ALBUM_CAPTION = "صور من معبر الصفصاف بعد دخول الهدنة حيّز التنفيذ، وعودة عشرات العائلات إلى بيوتها."
FOREIGN_POST = "أفاد شهود بأن قافلةً للفرقة الثالثة عبرت جسر الرميلة فجر اليوم باتجاه تل السنديان."
OWNER_POST = "عاجل | انهيار الهدنة في تل السنديان، وتوقّف مفاوضات التبادل حتى إشعار آخر."


@dataclass
class Conversation:
    """What is said on the stage, printed as it happens."""

    stage: Stage
    out: TextIO
    names: dict[int, str]
    read: dict[int, int] = field(default_factory=dict)

    @property
    def people(self) -> Sandbox:
        """What people do."""
        return self.stage.people

    def narrate(self, text: str) -> None:
        """A line about what happens elsewhere."""
        self._print(f"\n— {text}")

    def said(self, who: str, text: str) -> None:
        """A line of the conversation."""
        self._print(f"\n{who}:\n" + "\n".join(f"    {line}" for line in text.split("\n")))

    async def say(self, user: int, text: str, *, expect: str = "", timeout: float = 10.0) -> SeenMessage:
        """Somebody writes to the bot; wait for the answer that contains `expect`."""
        self.said(self.names[user], text)
        sent = await self.people.say(user, text)
        return await self.hear(user, expect, after=sent.message_id, timeout=timeout)

    async def hear(self, user: int, expect: str, *, after: int | None = None, timeout: float = 10.0) -> SeenMessage:
        """Wait for the bot's next message to somebody, and print it."""
        since = max(after or 0, self.read.get(user, 0))
        heard = await self.people.wait_message(user, containing=expect, after=since, timeout=timeout)
        self.read[user] = heard.message_id
        self.said(f"راصد → {self.names[user]}", on_terminal(heard))
        return heard

    async def save(self, user: int, shown: SeenMessage, expect: str) -> SeenMessage:
        """Somebody saves the query that was shown how it reads."""
        label = next(label for label in shown.labels if "حفظ" in label or "Save" in label)
        self.narrate(f"[{label}]")
        await self.people.tap(user, label=label, message_id=shown.message_id)
        return await self.see_edit(user, shown, expect)

    async def see_edit(self, user: int, message: SeenMessage, expect: str) -> SeenMessage:
        """Wait until a message of the bot reads otherwise."""
        seen = await self.people.wait_edit(user, message.message_id, containing=expect)
        self.said(f"راصد → {self.names[user]} (edited / عُدّلت)", on_terminal(seen))
        return seen

    def _print(self, text: str) -> None:
        print(text, file=self.out, flush=True)


def on_terminal(message: SeenMessage) -> str:
    """A message as text: bold as **…**, links with their address, buttons in brackets."""
    text = re.sub(r'<a href="([^"]*)">(.*?)</a>', r"\2 <\1>", message.html, flags=re.DOTALL)
    text = re.sub(r"</?b>", "**", text)
    text = html.unescape(re.sub(r"</?(?:code|i|u|s|pre|blockquote|tg-spoiler)[^>]*>", "", text))
    buttons = ["  ".join(f"[{button.label}]" for button in row) for row in message.buttons]
    return "\n".join([text, *buttons])


Between = Callable[[Stage], Awaitable[None]]


async def converse(talk: Conversation, between: Between | None = None) -> None:
    """The scripted conversation. `between` is called between its steps: the crash test kills the bot there.

    Raises NotSeen when an expected message does not come.
    """
    places: dict[str, int] = {}
    posts: dict[str, SeenMessage] = {}
    for step in (_arrive, _set_watches, _open_sources, _first_post, _album, _edit, _forwards, _ask):
        await step(talk, places, posts)
        if between is not None:
            await between(talk.stage)


Places = dict[str, int]
Posts = dict[str, SeenMessage]


async def _arrive(talk: Conversation, places: Places, posts: Posts) -> None:
    await talk.people.user(OWNER_ID, first_name="نادر", language_code="ar")
    await talk.people.user(SALMA, first_name="سلمى", language_code="ar")
    await talk.people.user(PETER, first_name="Peter", language_code="en")
    await talk.say(OWNER_ID, "/start", expect="راصد", timeout=FIRST_ANSWER_SECONDS)
    await talk.say(SALMA, "/start", expect="راصد")
    await talk.say(PETER, "/start", expect="Rasid")


async def _set_watches(talk: Conversation, places: Places, posts: Posts) -> None:
    for user, command, saved in (
        (SALMA, "/watch مفاوضات", "حُفظت"),
        (SALMA, '/تابع "الفرقة الثالثة"', "حُفظت"),
        (PETER, "/watch هدنة", "Watch saved"),
    ):
        await talk.save(user, await talk.say(user, command, expect="🔎"), saved)
    await talk.say(PETER, "/watch (هدنة", expect="did not understand")


async def _open_sources(talk: Conversation, places: Places, posts: Posts) -> None:
    for key, title, username in (
        ("field", "شبكة الميدان", "shabakat_almaydan"),
        ("coast", "مرصد الساحل", "marsad_alsahel"),
        ("other", "أخبار الجسر", "akhbar_aljisr"),
    ):
        places[key] = await talk.people.channel(title, username=username)
    for key in ("field", "coast"):
        talk.narrate("نادر يجعل البوت مشرفًا في قناة · Nader makes the bot an admin of a channel")
        await talk.people.promote_bot(places[key], by=OWNER_ID)
        await talk.hear(OWNER_ID, "من المصادر")


async def _first_post(talk: Conversation, places: Places, posts: Posts) -> None:
    posts["news"] = await talk.people.publish(places["field"], NEGOTIATIONS)
    talk.said("قناة شبكة الميدان", NEGOTIATIONS)
    posts["alert"] = await talk.hear(SALMA, "شبكة الميدان")


async def _album(talk: Conversation, places: Places, posts: Posts) -> None:
    await talk.people.album(places["coast"], [None, ALBUM_CAPTION, None])
    talk.said("قناة مرصد الساحل (3 🖼)", ALBUM_CAPTION)
    await talk.hear(PETER, "مرصد الساحل")


async def _edit(talk: Conversation, places: Places, posts: Posts) -> None:
    talk.narrate("شبكة الميدان تعدّل منشورها · the first post is edited: whoever was told is not told again")
    await talk.people.edit(places["field"], posts["news"].message_id, NEGOTIATIONS_EDITED)
    await talk.hear(PETER, "شبكة الميدان")


async def _forwards(talk: Conversation, places: Places, posts: Posts) -> None:
    foreign = await talk.people.publish(places["other"], FOREIGN_POST)
    talk.narrate("سلمى تحوّل منشورًا من قناة أخرى · Salma forwards a post of another channel: hers alone")
    await talk.people.forward(SALMA, from_chat=places["other"], message_id=foreign.message_id)
    await talk.hear(SALMA, "حُفظ المنشور")
    shared = await talk.people.publish(places["other"], OWNER_POST)
    talk.narrate("نادر، وهو المالك، يحوّل منشورًا · the owner forwards a post: it is everybody's")
    await talk.people.forward(OWNER_ID, from_chat=places["other"], message_id=shared.message_id)
    await talk.hear(OWNER_ID, "حُفظ المنشور")
    await talk.hear(SALMA, "أخبار الجسر")
    await talk.hear(PETER, "أخبار الجسر")


async def _ask(talk: Conversation, places: Places, posts: Posts) -> None:
    await talk.say(SALMA, "/digest", expect="موجز")
    await talk.say(PETER, "/digest", expect="Digest")
    await talk.say(OWNER_ID, "/search مفاوضات", expect="منشور")
    listed = await talk.say(PETER, "/watches", expect="watch")
    talk.narrate("Peter taps 🗑")
    await talk.people.tap(PETER, label="🗑", message_id=listed.message_id)
    await talk.see_edit(PETER, listed, "Watch deleted")


def scripted(out: TextIO) -> int:
    """Play the scripted conversation; return 0, or 1 when an expected message did not come."""

    async def play() -> int:
        async with Stage() as stage:
            talk = Conversation(stage, out, {OWNER_ID: "نادر", SALMA: "سلمى", PETER: "Peter"})
            try:
                await converse(talk)
            except NotSeen as missing:
                print(f"\n✗ {missing}\n{stage.log.read_text(encoding='utf-8')}", file=out)
                return 1
            print("\n✓ كل ما كان منتظرًا وصل · everything that was expected came", file=out)
            return 0

    return asyncio.run(play())


def with_post(out: TextIO, text: str, queries: Sequence[str]) -> int:
    """Let the owner forward `text` while others watch `queries`; the last lines say `QUERY<TAB>matched|not`.

    Each watcher then forwards the post too, and is told which of their watches it satisfies. A text longer than a
    Telegram message is forwarded in parts.
    """

    async def play() -> int:
        async with Stage(flood=False) as stage:
            watchers = {3001 + number: query for number, query in enumerate(queries)}
            names = {OWNER_ID: "owner"} | {user: f"watcher {user - 3000}" for user in watchers}
            talk = Conversation(stage, out, names)
            try:
                verdicts = await _forward_to_all(talk, parts(text), watchers)
            except NotSeen as missing:
                print(f"\n✗ {missing}\n{stage.log.read_text(encoding='utf-8')}", file=out)
                return 1
            print(file=out)
            for user, query in watchers.items():
                print(f"{query}\t{'matched' if verdicts[user] else 'not'}", file=out, flush=True)
            return 0

    return asyncio.run(play())


async def _forward_to_all(talk: Conversation, post: Sequence[str], watchers: dict[int, str]) -> dict[int, bool]:
    await talk.people.user(OWNER_ID, first_name="Owner", language_code="en")
    await talk.say(OWNER_ID, "/start", expect="Rasid", timeout=FIRST_ANSWER_SECONDS)
    for user, query in watchers.items():
        await talk.people.user(user, first_name=talk.names[user], language_code="en")
        read = await talk.say(user, f"/watch {shown(query, 1000)}")
        if any("Save" in label for label in read.labels):
            await talk.save(user, read, "Watch saved")
    channel = await talk.people.channel("Demo", username="rasid_demo_posts")
    published = [await talk.people.publish(channel, part) for part in post]
    verdicts = dict.fromkeys(watchers, False)
    for message in published:
        for user in (OWNER_ID, *watchers):
            sent = await talk.people.forward(user, from_chat=channel, message_id=message.message_id)
            answer = await talk.people.wait_message(
                user,
                lambda seen, to=sent.message_id: seen.reply_to == to,  # type: ignore[misc]
            )
            talk.said(f"راصد → {talk.names[user]}", on_terminal(answer))
            if user in watchers:
                verdicts[user] |= "It satisfies your watch" in answer.text
    return verdicts


def parts(text: str) -> list[str]:
    """A text in pieces that one message holds, cut at line ends, else at spaces."""
    pieces = []
    rest = text.strip()
    while len(rest.encode("utf-16-le")) // 2 > PART_LIMIT:
        window = rest[: PART_LIMIT // 2]
        cut = max(window.rfind("\n"), 0) or max(window.rfind(" "), 0) or len(window)
        pieces.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*pieces, rest]
