"""What every conversation shares: who asks, whether they may, and how an answer is given back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, Chat, Message, Update, User
from telegram.ext import CallbackContext, ExtBot

from bot.backtest import Backtest
from bot.deliver.render import reply, speak
from bot.locale import language_of, texts
from bot.model import Button, Operation, Outgoing, Subscriber
from bot.quotas import Verdict
from bot.subscribers import Person, find_or_admit
from bot.work import Desk, Work, current_work
from storage import Unit


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """PTB's context with what Rasid's handlers need."""

    @property
    def desk(self) -> Desk:
        """The parts of the running bot."""
        desk: Desk = self.application.bot_data["desk"]
        return desk

    @property
    def work(self) -> Work:
        """The unit of work of the update being handled."""
        return current_work.get()


@dataclass(frozen=True, slots=True)
class Ask:
    """One person asking for one thing, in a private chat."""

    desk: Desk
    work: Work
    person: Person
    now: datetime
    words: str  # what stands behind the command, or the callback's argument
    message: Message | None
    callback: CallbackQuery | None
    caught: Backtest | None = None  # what a query that is about to be shown has caught, looked up ahead

    @property
    def text(self) -> str:
        """The whole text of the message, a caption included."""
        return (self.message.text or self.message.caption or "") if self.message else ""

    @property
    def message_id(self) -> int | None:
        """The message to answer to; None for a button."""
        return self.message.message_id if self.message else None

    def allows_patterns(self, caller: Subscriber) -> bool:
        """Whether this person's queries may have regular expressions: if the admin allows, and for admins."""
        return self.desk.settings.patterns or caller.role.administers

    def with_words(self, words: str) -> Ask:
        """The same question with other words behind the command."""
        return replace(self, words=words)

    def answer(self, caller: Subscriber, key: str, **values: str | int) -> list[Outgoing]:
        """A reply with one text; to a button, a toast as well as nothing else changes."""
        return [reply(caller, speak(caller).say(key, **values))]

    def toast(self, language: str, key: str = "", **values: str | int) -> list[Outgoing]:
        """Answer the button press, with a few words where there is something to say."""
        if self.callback is None:
            return []
        text = texts(language).toast(key, **values) if key else ""
        return [Outgoing(Operation.ANSWER, self.person.chat_id, text=text[:200], callback_id=self.callback.id)]

    def edit(self, caller: Subscriber, message: Outgoing) -> list[Outgoing]:
        """Put another text and keyboard in place of the message whose button was pressed."""
        if self.callback is None or self.callback.message is None:
            return [message]
        return [
            Outgoing(
                Operation.EDIT,
                caller.chat_id,
                text=message.text,
                buttons=message.buttons,
                message_id=self.callback.message.message_id,
            )
        ]

    def rebutton(self, caller: Subscriber, buttons: tuple[tuple[Button, ...], ...]) -> list[Outgoing]:
        """Put other buttons below the message whose button was pressed; its text stays."""
        if self.callback is None or self.callback.message is None:
            return []
        here = self.callback.message.message_id
        return [Outgoing(Operation.BUTTONS, caller.chat_id, buttons=buttons, message_id=here)]


Act = Callable[[Ask, Unit, Subscriber], Awaitable[list[Outgoing]]]
Ahead = Callable[[Ask, Unit, Subscriber], Awaitable[Ask]]
Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


def serve(act: Act, *, kind: str = "command", admins: bool = False, ahead: Ahead | None = None) -> Handler:
    """A handler that lets `act` answer a known, admitted person within their quota, in the update's transaction.

    `ahead` looks up what takes long before the transaction begins, so that nobody else's writes wait for it.
    """

    async def handler(update: Update, context: Context) -> None:
        ask = ask_of(update, context)
        if ahead is not None:
            async with ask.desk.storage.reading() as reading:
                known = await reading.subscribers.by_chat(ask.person.chat_id)
                if known is not None:
                    ask = await ahead(ask, reading, known)

        async def step(unit: Unit) -> list[Outgoing]:
            if ask.callback is not None:
                # A button left over from before somebody was forgotten must not make them known again.
                caller = await unit.subscribers.by_chat(ask.person.chat_id)
                if caller is None:
                    return ask.toast(language_of(ask.person.language_code), "old-button")
            else:
                caller = await find_or_admit(unit, ask.person, ask.desk.settings, ask.now)
                if caller is None:
                    return turned_away(ask)
            if refusal := over_quota(ask, caller, kind):
                return refusal.messages
            if admins and not caller.role.administers:
                return ask.toast(caller.language) + ask.answer(caller, "admins-only")
            if ask.text.startswith("/"):
                # Whoever gives a command has thought better of what they were asked for.
                await unit.subscribers.set_awaited(caller.id, "")
            return await act(ask, unit, caller)

        context.work.do(step)

    return handler


def serve_reading(act: Act, *, kind: str = "command", admins: bool = False) -> Handler:
    """The same for what only reads: for who is known and may, it does not make anybody's writes wait."""

    async def handler(update: Update, context: Context) -> None:
        ask = ask_of(update, context)
        async with ask.desk.storage.reading() as unit:
            caller = await unit.subscribers.by_chat(ask.person.chat_id)
            if caller is not None and (caller.role.administers or not admins):
                refusal = over_quota(ask, caller, kind)
                for message in refusal.messages if refusal else await act(ask, unit, caller):
                    ask.work.reply(message)
                if await unit.subscribers.awaited(caller.id):
                    who = caller.id
                    ask.work.do(lambda writing: writing.subscribers.set_awaited(who, ""))
                return
        await serve(act, kind=kind, admins=admins)(update, context)

    return handler


def ask_of(update: Update, context: Context) -> Ask:
    """Read a private message or a button press. Raises ValueError when the update is neither."""
    user, chat = update.effective_user, update.effective_chat
    if user is None:
        raise ValueError("nobody is asking")
    words = ""
    if update.callback_query is not None:
        words = (update.callback_query.data or "").partition(":")[2].partition(":")[2]
    elif update.message is not None and update.message.text:
        words = arguments(update.message.text)
    return Ask(
        context.desk,
        context.work,
        person_of(user, chat),
        context.desk.clock.now(),
        words,
        update.message,
        update.callback_query,
    )


def person_of(user: User, chat: Chat | None = None) -> Person:
    """Who a Telegram user is to us."""
    return Person(user.id, user.full_name, user.language_code)


def arguments(text: str) -> str:
    """What stands behind a command."""
    parts = text.split(maxsplit=1)
    return parts[1].strip() if len(parts) > 1 else ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What somebody beyond their quota is told: once a word, then nothing."""

    messages: list[Outgoing]


def over_quota(ask: Ask, caller: Subscriber, kind: str) -> Refusal | None:
    """Count one action of this kind; a refusal when there were too many in the last minute. Admins are exempt."""
    if caller.role.administers:
        return None
    verdict = ask.desk.quotas.take(caller.id, kind, ask.now)
    if verdict is Verdict.ALLOWED:
        return None
    toast = ask.toast(caller.language, "too-fast")
    if verdict is Verdict.REFUSED_FIRST and not toast:
        return Refusal(ask.answer(caller, "too-fast"))
    return Refusal(toast)


def turned_away(ask: Ask, key: str = "invite-needed") -> list[Outgoing]:
    """Somebody unknown, where one has to be invited; who goes on writing is not answered every time."""
    say = texts(language_of(ask.person.language_code))
    if ask.desk.quotas.take(ask.person.chat_id, "stranger", ask.now) is not Verdict.ALLOWED:
        return ask.toast(say.language)
    return [*ask.toast(say.language), Outgoing(Operation.SEND, ask.person.chat_id, text=say.say(key))]
