"""Handing one message to Telegram, and what can come of it as types.

How a refusal is to be read: https://core.telegram.org/bots/api#making-requests and #responseparameters; the words of
400s stand in the open Bot API server (https://github.com/tdlib/telegram-bot-api, Client.cpp).
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

import httpx
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.model import Button, Operation, Outgoing

logger = logging.getLogger(__name__)

_REASON_LENGTH: Final = 200
_UPLOAD_SECONDS: Final = 60.0  # Telegram answers when it has stored the file, and a wait too short sends it again


class NotDelivered(Exception):
    """Telegram did not say yes. `reason` is fit for a log: no text of a message, no token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Flood(NotDelivered):
    """429: nothing more for `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"flood wait of {retry_after:g} s")
        self.retry_after = retry_after


class Unreachable(NotDelivered):
    """The chat takes nothing: the person blocked the bot or never began, or the bot may not write there (any more)."""


class Migrated(NotDelivered):
    """The group became a supergroup and is now `new_chat_id`."""

    def __init__(self, new_chat_id: int) -> None:
        super().__init__("the group became a supergroup")
        self.new_chat_id = new_chat_id


class Broken(NotDelivered):
    """A 400 that will be the same next time."""


class Missing(NotDelivered):
    """The message that was to be edited is no longer there: whoever had it deleted it."""


class BadFormatting(NotDelivered):
    """A 400 about entities or length: the plain text may pass."""


class Lost(NotDelivered):
    """No answer, or none of Telegram's. `maybe_done`: it may have been carried out all the same."""

    def __init__(self, reason: str, *, maybe_done: bool) -> None:
        super().__init__(reason)
        self.maybe_done = maybe_done


class TokenRefused(NotDelivered):
    """Telegram does not know the bot's token (any more)."""

    def __init__(self) -> None:
        super().__init__("Telegram refuses the bot's token")


class Telegram(Protocol):
    """Whoever can carry a message out."""

    async def perform(self, message: Outgoing) -> int | None:
        """Do what the message asks; return the id of the message sent or edited, None where there is none.

        What is already as it was asked to be counts as done. Raises NotDelivered in one of its kinds.
        """


# By operation: words of a 400 that says that what was asked for is already so, or no longer matters.
_DONE_ALREADY: Final = {
    Operation.EDIT: ("message is not modified",),
    Operation.BUTTONS: ("message is not modified", "message to edit not found"),
    Operation.DELETE: ("message to delete not found",),
    Operation.ANSWER: ("query is too old", "query id is invalid"),
}
_MISSING: Final = ("message to edit not found",)
_FORMATTING: Final = ("can't parse entities", "entity_", "entities_", "is too long", "_too_long")
# 400s that are about the chat, not about what is said to it.
_CLOSED: Final = (
    "chat not found",
    "have no rights to send",
    "not enough rights to send",
    "chat_write_forbidden",
    "group chat was deactivated",
    "topic_closed",
)
# What the library says of a refusal in which Telegram's own description is missing: "Not Found (404)".
_NO_DESCRIPTION: Final = re.compile(r" \(\d{3}\)(?:$|\. The server response)")
_NEVER_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class PtbTelegram:
    """Telegram through python-telegram-bot. The bot is initialized and shut down by its owner."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def perform(self, message: Outgoing) -> int | None:
        """See `Telegram.perform`. Photos cannot be sent yet: Broken."""
        call = self._call(message)
        try:
            answer = await call
        except TelegramError as error:
            if _is_done_already(message.operation, error):
                return message.message_id
            # Without its cause: the library's words can hold ours, or the token.
            raise _refusal(error) from None
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            if _without_result(error):
                raise Lost("an answer without a result", maybe_done=True) from None
            # Telegram said yes; a result of a shape the library does not know (a new kind of message quoted in it)
            # must not make us say the same thing again and again.
            logger.warning("the answer to %s could not be read: %s", message.operation, type(error).__name__)
            return message.message_id
        return answer.message_id if isinstance(answer, Message) else message.message_id

    def _call(self, message: Outgoing) -> Awaitable[Message | bool]:
        """The call, ready to be awaited. Raises Broken for what cannot be asked."""
        match message.operation:
            case Operation.SEND:
                return self._bot.send_message(
                    message.chat_id,
                    message.text,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_preview(message.preview_link),
                    reply_parameters=_reply_to(message.reply_to),
                    message_thread_id=message.thread_id,
                    reply_markup=_keyboard(message.buttons),
                    disable_notification=message.silent,
                )
            case Operation.EDIT:
                return self._bot.edit_message_text(
                    message.text,
                    message.chat_id,
                    _named(message),
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_preview(message.preview_link),
                    reply_markup=_keyboard(message.buttons),
                )
            case Operation.BUTTONS:
                return self._bot.edit_message_reply_markup(
                    message.chat_id, _named(message), reply_markup=_keyboard(message.buttons)
                )
            case Operation.DELETE:
                return self._bot.delete_message(message.chat_id, _named(message))
            case Operation.ANSWER:
                return self._bot.answer_callback_query(message.callback_id, message.text or None)
            case Operation.DOCUMENT:
                return self._bot.send_document(
                    message.chat_id,
                    Path(message.file),
                    message.text or None,
                    parse_mode=ParseMode.HTML,
                    reply_parameters=_reply_to(message.reply_to),
                    message_thread_id=message.thread_id,
                    reply_markup=_keyboard(message.buttons),
                    disable_notification=message.silent,
                    read_timeout=_UPLOAD_SECONDS,
                    write_timeout=_UPLOAD_SECONDS,
                )
            case Operation.PHOTO:
                raise Broken(f"a {message.operation} cannot be sent yet")


def _named(message: Outgoing) -> int:
    if message.message_id is None:
        raise Broken(f"an {message.operation} that names no message")
    return message.message_id


def _preview(link: str) -> LinkPreviewOptions:
    return LinkPreviewOptions(url=link, prefer_small_media=True) if link else LinkPreviewOptions(is_disabled=True)


def _reply_to(message_id: int | None) -> ReplyParameters | None:
    return None if message_id is None else ReplyParameters(message_id, allow_sending_without_reply=True)


def _keyboard(buttons: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(one.label, url=one.url or None, callback_data=one.data or None) for one in row]
            for row in buttons
        ]
    )


def _is_done_already(operation: Operation, error: TelegramError) -> bool:
    return isinstance(error, BadRequest) and _has(error.message, _DONE_ALREADY.get(operation, ()))


def _without_result(error: Exception) -> bool:
    """Whether it was the library's request that failed on the answer, before there was a result to be read."""
    innermost = list(traceback.walk_tb(error.__traceback__))[-1][0]
    return str(innermost.f_globals.get("__name__")).startswith("telegram.request")


def _refusal(error: TelegramError) -> NotDelivered:
    """The library's error as ours. BadRequest is a NetworkError there, so the order matters."""
    if isinstance(error.__cause__, TelegramError) or _NO_DESCRIPTION.search(error.message):
        # Whatever the status code, the body is not what the Bot API says: something in between answered.
        return Lost("an answer that is not Telegram's", maybe_done=True)
    match error:
        case RetryAfter():
            return Flood(_seconds(error.retry_after))
        case ChatMigrated():
            return Migrated(error.new_chat_id)
        case Forbidden():
            return Unreachable(error.message[:_REASON_LENGTH])
        case InvalidToken() | EndPointNotFound():
            return TokenRefused()
        case BadRequest() if _has(error.message, _MISSING):
            return Missing("the message to be edited is no longer there")
        case BadRequest() if _has(error.message, _FORMATTING):
            # Telegram names the offending tag, which may be a word of the text: not for a log.
            return BadFormatting("Telegram cannot take the formatting or the length")
        case BadRequest() if _has(error.message, _CLOSED):
            return Unreachable(error.message[:_REASON_LENGTH])
        case BadRequest():
            return Broken(error.message[:_REASON_LENGTH])
        case NetworkError():
            return _lost(error)
        case _:
            return Lost(type(error).__name__, maybe_done=True)


def _lost(error: NetworkError) -> Lost:
    cause = error.__cause__
    if cause is None:  # an answer of Telegram's own that says no: 5xx in JSON
        return Lost(error.message[:_REASON_LENGTH], maybe_done=False)
    return Lost(type(cause).__name__, maybe_done=not isinstance(cause, _NEVER_LEFT))


def _seconds(retry_after: int | timedelta) -> float:
    return retry_after.total_seconds() if isinstance(retry_after, timedelta) else retry_after


def _has(description: str, words: tuple[str, ...]) -> bool:
    lowered = description.lower()
    return any(one in lowered for one in words)
