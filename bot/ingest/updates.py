"""Telegram's updates into the inbox: on disk first, acknowledged after.

The stock polling of python-telegram-bot confirms updates once they are in memory; this loop confirms them by the
next offset only when they are committed (facts: `getUpdates`, https://core.telegram.org/bots/api#getting-updates).
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.clock import Clock
from bot.deliver.telegram import TokenRefused
from bot.ingest.decode import lane_of
from storage import RawUpdate, Storage, StorageError, Unit

logger = logging.getLogger(__name__)

# Exactly what is used; left out, Telegram would keep an earlier list.
ALLOWED_UPDATES = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
]
POLL_SECONDS = 30
ANSWER_SECONDS = 20
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


class UpdateFetcher:
    """The one long poll of this bot."""

    def __init__(self, bot: Bot, storage: Storage, clock: Clock, arrived: Callable[[], None]) -> None:
        self._bot = bot
        self._storage = storage
        self._clock = clock
        self._arrived = arrived

    async def run(self) -> None:
        """Fetch until cancelled. Raises TokenRefused when Telegram does not know the token."""
        pause = FIRST_PAUSE
        webhook_gone = False
        while True:
            try:
                if not webhook_gone:
                    # A webhook left set would make every getUpdates answer 409; what waits there is kept.
                    await self._bot.delete_webhook(drop_pending_updates=False)
                    webhook_gone = True
                await self.fetch()
                pause = FIRST_PAUSE
            except (InvalidToken, EndPointNotFound) as error:
                raise TokenRefused from error
            except RetryAfter as error:
                wait = error.retry_after
                await self._clock.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)
            except (TelegramError, StorageError) as error:
                self._explain(error, pause)
                webhook_gone = webhook_gone and not isinstance(error, Conflict)
                await self._clock.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def fetch(self) -> int:
        """One long poll: fetch, commit, and thereby allow the next one to confirm. Return how many came."""
        async with self._storage.reading() as unit:
            offset = await unit.inbox.offset()
        parameters: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES}
        if offset is not None:
            parameters["offset"] = offset
        with warnings.catch_warnings():
            # PTB advises get_updates, which throws a whole batch away for one update it cannot read.
            warnings.simplefilter("ignore", PTBUserWarning)
            answer: Any = await self._bot.do_api_request(
                "getUpdates", parameters, read_timeout=POLL_SECONDS + ANSWER_SECONDS
            )
        updates = raw_updates(answer)
        if updates:
            await self._storage.transact(lambda unit: self._store(unit, updates))
            self._arrived()
        return len(updates)

    async def _store(self, unit: Unit, updates: list[RawUpdate]) -> None:
        new = await unit.inbox.add(updates, self._clock.now())
        await unit.inbox.set_offset(max(update.update_id for update in updates) + 1)
        if new < len(updates):
            logger.info("%d of %d updates were known already", len(updates) - new, len(updates))

    def _explain(self, error: Exception, pause: float) -> None:
        if isinstance(error, Conflict):
            logger.warning(
                "Telegram says another program is using this bot's token, or a webhook is set (409): "
                "stop the other one; trying again in %.0f s",
                pause,
            )
        elif isinstance(error, NetworkError):
            logger.warning("Telegram cannot be reached (%s); trying again in %.0f s", type(error).__name__, pause)
        else:
            logger.error("fetching updates failed (%s); trying again in %.0f s", type(error).__name__, pause)


def raw_updates(answer: Any) -> list[RawUpdate]:
    """Telegram's answer as single raw updates. What carries no update id cannot be acknowledged and is left out."""
    updates = []
    for update in answer if isinstance(answer, list) else []:
        if isinstance(update, dict) and isinstance(update.get("update_id"), int):
            body = json.dumps(update, separators=(",", ":")).encode("ascii")
            updates.append(RawUpdate(update["update_id"], lane_of(update), body))
        else:
            logger.error("an update without an id was left out")
    return updates
