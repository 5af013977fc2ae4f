"""getUpdates: long polling as Telegram does it (tdlib's telegram-bot-api, `Client.cpp`).

Left out: the server's slowing of polls that repeat an offset at once.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from bot.sandbox.messages import Parameters
from bot.sandbox.refusal import Refusal
from bot.sandbox.world import UPDATE_LIFE, World

LONGEST_POLL: Final = 50
MOST_UPDATES: Final = 100
OTHER_POLL: Final = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET: Final = "terminated by setWebhook request"
WEBHOOK_ACTIVE: Final = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Polling:
    """The one poll that may wait at a time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._other = asyncio.Event()

    async def get_updates(self, parameters: Parameters) -> list[dict[str, Any]]:
        """Confirm what lies below `offset`, then answer with what is there, waiting up to `timeout` seconds.

        Raises Refusal 409: a webhook is set, or another poll came in while this one waited.
        """
        state = self._world.state
        self._other.set()
        self._other = other = asyncio.Event()
        if state.get("webhook"):
            raise Refusal(409, WEBHOOK_ACTIVE)
        limit = min(max(parameters.get("limit", MOST_UPDATES), 1), MOST_UPDATES)
        deadline = asyncio.get_running_loop().time() + min(max(parameters.get("timeout", 0), 0), LONGEST_POLL)
        with self._world.act():
            if parameters.get("allowed_updates") is not None:
                state.put("allowed_updates", parameters["allowed_updates"])
            again = self._confirm(parameters.get("offset", 0), limit)
        while True:
            self._world.new_update.clear()
            found = again or state.updates(limit)
            remaining = deadline - asyncio.get_running_loop().time()
            if found or remaining <= 0 or self._world.closing.is_set():
                return found
            await self._wait(other, remaining)
            if state.get("webhook"):
                raise Refusal(409, WEBHOOK_SET)
            if other.is_set():
                raise Refusal(409, OTHER_POLL)

    def _confirm(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """Drop what is confirmed; with the fault `duplicate`, answer with it once more."""
        state = self._world.state
        state.expire_updates(self._world.clock.now() - UPDATE_LIFE)
        if offset < 0:
            state.keep_last_updates(-offset)
            return []
        confirmed = state.updates(limit, below=offset)
        state.confirm(offset)
        if confirmed and self._world.faults.update_fault("duplicate"):
            return confirmed + state.updates(limit - len(confirmed))
        return []

    async def _wait(self, other: asyncio.Event, seconds: float) -> None:
        """Until something happens: an update, another poll, the end of the server, or of the time."""
        events = (self._world.new_update, other, self._world.closing)
        waiting = [asyncio.ensure_future(event.wait()) for event in events]
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()
