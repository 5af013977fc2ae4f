"""Placeholder until the settings conversation lands."""

from __future__ import annotations

from bot.model import Outgoing, Subscriber
from handlers.asking import Ask
from storage import Unit


async def typed(ask: Ask, unit: Unit, caller: Subscriber, awaited: str) -> list[Outgoing]:
    """What was typed for a setting."""
    return ask.answer(caller, "help")
