"""Telegram in, one call, Telegram out: which handler hears what, and the commands Telegram shows."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from telegram import BotCommand, BotCommandScopeChat, BotCommandScopeDefault, Update
from telegram.error import BadRequest
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.locale import LANGUAGES, shown, texts
from bot.model import Outgoing, Subscriber
from handlers import digests, forwards, keyboards, places, privacy, search, start, watches
from handlers.asking import Ask, Context, Handler, arguments, serve, serve_reading
from storage import Unit

PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE

# name → (handler, Arabic words that mean the same, whether it is for admins)
COMMANDS: dict[str, tuple[Handler, tuple[str, ...], bool]] = {
    "watch": (serve(watches.watch), ("تابع", "متابعة"), False),
    "watches": (serve(watches.list_), ("متابعاتي", "المتابعات"), False),
    "digest": (serve(digests.digest), ("موجز", "الموجز"), False),
    "help": (serve(start.help_), ("مساعدة", "المساعدة"), False),
    "start": (start.start, ("ابدأ", "ابدا", "بدء"), False),
    "stop": (serve(start.stop), ("توقف", "إيقاف", "ايقاف"), False),
    "privacy": (serve(privacy.privacy), ("خصوصية", "الخصوصية"), False),
    "forget_me": (serve(privacy.forget_me), ("انسني", "امحني"), False),
    "search": (serve_reading(search.search, admins=True), ("ابحث", "بحث"), True),
    "invite": (serve(start.invite, admins=True), ("دعوة", "ادع"), True),
}
BUTTONS: dict[str, Handler] = {
    keyboards.DELETE_WATCH: serve(watches.delete, kind="press"),
    keyboards.SHOW_PAGE: serve(watches.turn_page, kind="press"),
    keyboards.ACCEPT_SOURCE: serve(places.accept, kind="press", admins=True),
    keyboards.REFUSE_SOURCE: serve(places.refuse, kind="press", admins=True),
    keyboards.FORGET: serve(privacy.forget, kind="press"),
    keyboards.KEEP: serve(privacy.keep, kind="press"),
}


async def in_arabic(update: Update, context: Context) -> None:
    """A command in an Arabic word, which Telegram itself does not take for one."""
    text = (update.message.text or "") if update.message else ""
    word = text[1:].split(maxsplit=1)[0] if text[1:].strip() else ""
    for handler, words, _ in COMMANDS.values():
        if word in words:
            return await handler(update, context)
    return await serve(unknown)(update, context)


async def unknown(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """A command nobody knows."""
    return ask.answer(caller, "unknown-command")


async def plain_text(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Plain text is not a post; it may be what somebody wants to watch."""
    return ask.answer(caller, "plain-text", text=shown(ask.text, 200)) if ask.text else ask.answer(caller, "help")


async def old_button(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """A button of another version of Rasid."""
    return ask.toast(caller.language, "old-button")


def register(application: Application[Any, Context, Any, Any, Any, Any]) -> None:
    """Tell the application what is heard by whom."""
    add = application.add_handler
    add(ChatMemberHandler(places.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    for verb, handler in BUTTONS.items():
        add(CallbackQueryHandler(handler, keyboards.pattern(verb)))
    add(CallbackQueryHandler(serve(old_button, kind="press")))
    add(MessageHandler(filters.UpdateType.CHANNEL_POSTS, places.published))
    add(MessageHandler(filters.ChatType.GROUPS & filters.StatusUpdate.MIGRATE, places.migrated))
    add(
        MessageHandler(
            filters.ChatType.GROUPS & filters.COMMAND & filters.UpdateType.MESSAGE, places.commanded_in_group
        )
    )
    add(MessageHandler(filters.ChatType.GROUPS, places.published))
    add(MessageHandler(PRIVATE & filters.FORWARDED, serve(forwards.forwarded, kind="forward")))
    for name, (handler, _, _) in COMMANDS.items():
        add(CommandHandler(name, handler, PRIVATE))
    add(MessageHandler(PRIVATE & filters.Regex(r"^/[\u0600-\u06ff]"), in_arabic))
    add(MessageHandler(PRIVATE & filters.COMMAND, serve(unknown)))
    add(MessageHandler(PRIVATE & ~filters.StatusUpdate.ALL, serve(plain_text)))


def command_list(language: str, *, admin: bool) -> list[BotCommand]:
    """The commands Telegram shows, described in a language."""
    say = texts(language)
    return [
        BotCommand(name, say.toast(f"command-{name}"))
        for name, (_, _, for_admins) in COMMANDS.items()
        if admin or not for_admins
    ]


async def register_commands(bot: Any, admins: list[int]) -> None:
    """Register commands and descriptions with Telegram: English by default, Arabic for Arabic profiles."""
    for language in LANGUAGES:
        code = None if language == "en" else language
        say = texts(language)
        await bot.set_my_commands(command_list(language, admin=False), BotCommandScopeDefault(), code)
        await bot.set_my_description(say.toast("bot-description"), code)
        await bot.set_my_short_description(say.toast("bot-short-description"), code)
        for chat_id in admins:
            # An owner named by RASID_OWNER may not have written yet: there is no chat to put a menu into.
            with suppress(BadRequest):
                await bot.set_my_commands(command_list(language, admin=True), BotCommandScopeChat(chat_id), code)


__all__ = ["COMMANDS", "arguments", "command_list", "register", "register_commands"]
