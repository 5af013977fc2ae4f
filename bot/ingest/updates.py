"""Telegram's updates into the inbox: on disk first, acknowledged after.

The stock polling of python-telegram-bot confirms updates once they are in memory; this loop confirms them by the
next offset only when they are committed (facts: `getUpdates`, https://core.telegram.org/bots/api#getting-updates).
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, RetryAfter
from telegram.warnings import PTBUserWarning

from bot.clock import Clock
from bot.deliver.telegram import TokenRefused
from bot.ingest.decode import lane_of
from bot.ingest.notices import Notices
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
# After a week of silence Telegram may number its updates anew (https://core.telegram.org/bots/api#update), perhaps
# from below the offset: an offset of long ago would confirm what nobody has seen.
OFFSET_LIFETIME = timedelta(days=6)
CONFLICTS_WORTH_TELLING = 3
CONFLICTS_APART = timedelta(minutes=2)
_CONFLICTS = {
    "updates-conflict-poll": "another program polls with this bot's token; only one may: end the other one",
    "updates-conflict-webhook": "a webhook is set; it is deleted, unless another program sets it again",
}
_LARGEST_ID = 2**63 - 1


class UpdateFetcher:
    """The one long poll of this bot."""

    def __init__(
        self,
        bot: Bot,
        storage: Storage,
        clock: Clock,
        notices: Notices,
        *,
        arrived: Callable[[], None],
        answered: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`arrived` is called when there is something new in the inbox, `answered` after each answer of Telegram's."""
        self._bot = bot
        self._storage = storage
        self._clock = clock
        self._notices = notices
        self._arrived = arrived
        self._answered = answered
        self._conflicts = 0
        self._conflict_at = timedelta()

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
                await self._clock.sleep(seconds_of(error))
            except Exception as error:  # whatever one answer was, the next may be another
                webhook_gone = webhook_gone and not isinstance(error, Conflict)
                await self._explain(error, pause)
                await self._clock.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def fetch(self) -> int:
        """One long poll: fetch, commit, and thereby allow the next one to confirm. Return how many came."""
        since = self._clock.now() - OFFSET_LIFETIME
        async with self._storage.reading() as unit:
            offset = await unit.inbox.offset(since)
        parameters: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES}
        if offset is not None:
            parameters["offset"] = offset
        with warnings.catch_warnings():
            # PTB advises get_updates, which throws a whole batch away for one update it cannot read.
            warnings.simplefilter("ignore", PTBUserWarning)
            answer: Any = await self._bot.do_api_request(
                "getUpdates", parameters, read_timeout=POLL_SECONDS + ANSWER_SECONDS
            )
        if self._answered is not None:
            await self._answered()
        updates = raw_updates(answer)
        if updates:
            await self._storage.transact(lambda unit: self._store(unit, updates))
            await self._notices.stored()
            self._arrived()
        return len(updates)

    async def _store(self, unit: Unit, updates: list[RawUpdate]) -> None:
        now = self._clock.now()
        new = await unit.inbox.add(updates, now)
        await unit.inbox.set_offset(max(update.update_id for update in updates) + 1, now)
        if new < len(updates):
            logger.info("%d of %d updates were known already", len(updates) - new, len(updates))

    async def _explain(self, error: Exception, pause: float) -> None:
        match error:
            case Conflict():
                await self._explain_conflict(error, pause)
            case NetworkError():
                logger.warning("Telegram cannot be reached (%s); trying again in %.0f s", type(error).__name__, pause)
            case StorageError():
                logger.error("updates cannot be stored (%s), so none are taken; again in %.0f s", error.key, pause)
                await self._notices.not_stored(error)
            case _:
                logger.error("fetching updates failed (%s); trying again in %.0f s", type(error).__name__, pause)

    async def _explain_conflict(self, error: Conflict, pause: float) -> None:
        """A 409 at a restart is usual: the poll of the program before has not ended yet. One that stays is told."""
        key = "updates-conflict-webhook" if "webhook" in error.message else "updates-conflict-poll"
        logger.warning("409 Conflict: %s; trying again in %.0f s", _CONFLICTS[key], pause)
        elapsed = self._clock.elapsed()
        self._conflicts = self._conflicts + 1 if elapsed - self._conflict_at < CONFLICTS_APART else 1
        self._conflict_at = elapsed
        if self._conflicts >= CONFLICTS_WORTH_TELLING:
            await self._notices.tell(key)


def raw_updates(answer: Any) -> list[RawUpdate]:
    """Telegram's answer as single raw updates. What carries no update id cannot be acknowledged and is left out."""
    updates = []
    for update in answer if isinstance(answer, list) else []:
        raw = raw_update(update)
        if raw is None:
            logger.error("an update without an id was left out")
        else:
            updates.append(raw)
    return updates


def raw_update(update: Any) -> RawUpdate | None:
    """One update as JSON gave it, whatever its shape, for the inbox; None when it carries no update id."""
    number = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or abs(number) > _LARGEST_ID:
        return None
    return RawUpdate(number, lane_of(update), _to_bytes(update))


def _to_bytes(update: dict[str, Any]) -> bytes:
    """Arabic takes two bytes a letter, and six as an escape; a lone surrogate can only be written as one."""
    try:
        return json.dumps(update, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(update, separators=(",", ":")).encode()


def seconds_of(flood: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = flood.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else wait
