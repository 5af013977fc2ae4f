"""One message, handed to Telegram once, or as plain text where its formatting is not taken."""

from __future__ import annotations

import html
from dataclasses import replace

from bot.deliver.fate import Outcome, Sent
from bot.deliver.plain import plain_parts
from bot.deliver.telegram import BadFormatting, Broken, NotDelivered, Telegram
from bot.model import Operation, Outgoing


async def attempt(telegram: Telegram, message: Outgoing) -> Outcome:
    """What Telegram answered. Never raises, unless cancelled."""
    outcome = await _once(telegram, message)
    return await _as_plain(telegram, message) if isinstance(outcome, BadFormatting) else outcome


async def _once(telegram: Telegram, message: Outgoing) -> Outcome:
    try:
        return Sent(await telegram.perform(message))
    except NotDelivered as refusal:
        return refusal
    except Exception as error:
        # A mistake of ours would be made again: a person has to look at this row. Its text may stand in the error.
        return Broken(f"unexpected {type(error).__name__}")


async def _as_plain(telegram: Telegram, message: Outgoing) -> Outcome:
    parts = [html.escape(part, quote=False) for part in plain_parts(message.text)]
    if not parts:
        return Broken("no text but its formatting, which Telegram does not take")
    outcome = await _once(telegram, replace(message, text=parts[0]))
    if not isinstance(outcome, Sent):
        return outcome
    return replace(outcome, rest=tuple(_further_part(message, n, text) for n, text in enumerate(parts[1:], 2)))


def _further_part(message: Outgoing, number: int, text: str) -> Outgoing:
    return replace(
        message,
        operation=Operation.SEND,
        text=text,
        buttons=(),
        message_id=None,
        alert_id=None,
        reply_to=None,
        preview_link="",
        silent=True,
        not_before=None,
        dedupe=f"{message.dedupe}:part:{number}" if message.dedupe else "",
    )
