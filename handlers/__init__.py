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

from bot.locale import LANGUAGES, texts
from bot.model import Outgoing, Subscriber
from bot.text import fold
from handlers import (
    alerts,
    archives,
    digests,
    drafting,
    forwards,
    health,
    keyboards,
    places,
    privacy,
    search,
    settings,
    source_cards,
    sources,
    start,
    typed,
    watches,
)
from handlers.asking import Ask, Context, Handler, arguments, serve, serve_reading
from storage import Unit

PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE

# name → (handler, Arabic words that mean the same, whether it is for admins)
COMMANDS: dict[str, tuple[Handler, tuple[str, ...], bool]] = {
    "watch": (serve(watches.watch, ahead=drafting.look_ahead), ("تابع", "متابعة"), False),
    "watches": (serve(watches.list_), ("متابعاتي", "المتابعات"), False),
    "find": (serve_reading(typed.find), ("ابحث", "بحث", "جد", "اعثر"), False),
    "digest": (serve(digests.digest), ("موجز", "الموجز"), False),
    "settings": (serve(settings.settings), ("إعدادات", "الإعدادات"), False),
    "help": (serve(start.help_), ("مساعدة", "المساعدة"), False),
    "start": (start.start, ("ابدأ", "بدء"), False),
    "stop": (serve(start.stop), ("توقف", "إيقاف"), False),
    "sources": (serve_reading(source_cards.list_), ("مصادر", "المصادر"), False),
    "privacy": (serve(privacy.privacy), ("خصوصية", "الخصوصية"), False),
    "forget_me": (serve(privacy.forget_me), ("انسني", "امحني"), False),
    "search": (serve_reading(search.search, admins=True), ("استعلام",), True),
    "source": (serve(sources.source, admins=True), ("مصدر", "المصدر"), True),
    "export": (serve(archives.export, admins=True), ("تصدير", "صدّر"), True),
    "invite": (serve(start.invite, admins=True), ("دعوة", "ادع"), True),
    "health": (serve_reading(health.health, admins=True), ("الحال", "حال"), True),
}
ARABIC_COMMANDS = {fold(word): handler for handler, words, _ in COMMANDS.values() for word in words}
BUTTONS: dict[str, Handler] = {
    keyboards.DELETE_WATCH: serve(watches.delete, kind="press"),
    keyboards.UNDO_DELETE: serve(watches.undo_delete, kind="press"),
    keyboards.SHOW_PAGE: serve(watches.turn_page, kind="press"),
    keyboards.SHOW_WATCH: serve(watches.show, kind="press"),
    keyboards.PAUSE_WATCH: serve(watches.pause, kind="press"),
    keyboards.RESUME_WATCH: serve(watches.resume, kind="press"),
    keyboards.ALERT_WATCH: serve(watches.for_alerts, kind="press"),
    keyboards.DIGEST_WATCH: serve(watches.for_digest, kind="press"),
    keyboards.ASK_MUTE: serve(watches.ask_mute, kind="press"),
    keyboards.MUTE_WATCH: serve(watches.mute, kind="press"),
    keyboards.MAKE_URGENT: serve(watches.make_urgent, kind="press"),
    keyboards.MAKE_ORDINARY: serve(watches.make_ordinary, kind="press"),
    keyboards.EDIT_WATCH: serve(watches.edit, kind="press"),
    keyboards.TEST_WATCH: serve(watches.ask_test, kind="press"),
    keyboards.SAVE_DRAFT: serve(drafting.save, kind="press"),
    keyboards.SAVE_FOR_DIGEST: serve(drafting.save_for_digest, kind="press"),
    keyboards.EDIT_DRAFT: serve(drafting.edit, kind="press"),
    keyboards.DROP_DRAFT: serve(drafting.drop, kind="press"),
    keyboards.PASTE_WATCH: serve(drafting.take_up, kind="press", ahead=drafting.look_ahead),
    keyboards.PASTE_FIND: serve_reading(typed.find_this),
    keyboards.SEARCH_DRAFT: serve_reading(search.search_this, admins=True),
    keyboards.EXPORT_DRAFT: serve(archives.export_this, kind="press", admins=True),
    keyboards.PASTE_POST: serve(typed.add_as_post, kind="press"),
    keyboards.WATCH_NAME: serve(watches.named, kind="press", ahead=drafting.look_ahead),
    keyboards.MUTE_ALERT: serve(alerts.ask_mute, kind="press"),
    keyboards.MUTE_ALERT_FOR: serve(alerts.mute, kind="press"),
    keyboards.WHY: serve(alerts.why, kind="press"),
    keyboards.NOT_RELEVANT: serve(alerts.not_relevant, kind="press"),
    keyboards.HOW_IT_WORKS: serve(start.how_it_works, kind="press"),
    keyboards.SWITCH_LANGUAGE: serve(start.switch_language, kind="press"),
    keyboards.ACCEPT_SOURCE: serve(places.accept, kind="press", admins=True),
    keyboards.REFUSE_SOURCE: serve(places.refuse, kind="press", admins=True),
    keyboards.ADD_FORWARDED: serve(forwards.add_source, kind="press", admins=True),
    keyboards.OPEN_TOPIC: serve(settings.open_topic, kind="press"),
    keyboards.CHOOSE: serve(settings.choose, kind="press"),
    keyboards.SHOW_SETTINGS: serve(settings.show, kind="press"),
    keyboards.HEALTH_SHOW: serve_reading(health.refresh, admins=True),
    keyboards.HEALTH_RETRY: serve(health.retry, kind="press", admins=True),
    keyboards.HEALTH_ASK_GIVE_UP: serve(health.ask_give_up, kind="press", admins=True),
    keyboards.HEALTH_GIVE_UP: serve(health.give_up, kind="press", admins=True),
    keyboards.SHOW_SOURCES: serve_reading(source_cards.turn_page, kind="press"),
    keyboards.SHOW_SOURCE: serve_reading(source_cards.show, kind="press", admins=True),
    keyboards.PAUSE_SOURCE: serve(source_cards.pause, kind="press", admins=True),
    keyboards.RESUME_SOURCE: serve(source_cards.resume, kind="press", admins=True),
    keyboards.LOOK_AT_SOURCE: serve(source_cards.look_now, kind="press", admins=True),
    keyboards.ASK_REMOVE_SOURCE: serve_reading(source_cards.ask_remove, kind="press", admins=True),
    keyboards.REMOVE_SOURCE: serve(source_cards.remove, kind="press", admins=True),
    keyboards.FORGET: serve(privacy.forget, kind="press"),
    keyboards.KEEP: serve(privacy.keep, kind="press"),
}


async def in_arabic(update: Update, context: Context) -> None:
    """A command in an Arabic word, which Telegram itself does not take for one."""
    text = (update.message.text or "") if update.message else ""
    word = fold(text[1:].split(maxsplit=1)[0]) if text[1:].strip() else ""
    await ARABIC_COMMANDS.get(word, serve(unknown))(update, context)


async def unknown(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """A command nobody knows."""
    return ask.answer(caller, "unknown-command")


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
    add(MessageHandler(filters.ChatType.GROUPS & ~filters.COMMAND, places.published))
    add(MessageHandler(PRIVATE & filters.FORWARDED, serve(forwards.forwarded, kind="forward")))
    add(MessageHandler(PRIVATE & archives.FILES, serve(archives.document)))
    for name, (handler, _, _) in COMMANDS.items():
        add(CommandHandler(name, handler, PRIVATE))
    add(MessageHandler(PRIVATE & filters.Regex(r"^/[\u0600-\u06ff]"), in_arabic))
    add(MessageHandler(PRIVATE & filters.COMMAND, serve(unknown)))
    add(MessageHandler(PRIVATE & filters.LOCATION, serve(settings.located)))
    add(MessageHandler(PRIVATE & ~filters.StatusUpdate.ALL, serve(typed.plain_text, ahead=drafting.look_ahead)))


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
