"""The pages that all channels have in common: when those of most cannot be read any more, one word stands for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.ingest.sources.state import state_of
from bot.ingest.sources.telling import tell_admins
from bot.ingest.sources.trouble import Trouble
from bot.model import RefKind
from storage import Poll, Unit

# What a channel alone can have, and all of them when Telegram changes its pages.
OF_THE_PAGES: Final = frozenset({Trouble.SHAPE, Trouble.EMPTIED})
SEVERAL: Final = 3
_TOLD = "preview_pages_trouble"  # since when the admins know; empty when all is well


async def is_of_all(unit: Unit, trouble: Trouble, now: datetime) -> bool:
    """Whether a channel's trouble is that of most channels; the admins know it then, or are told now.

    So it is when at least `SEVERAL` channels lost their posts, and fewer could be read since. What was told of single
    ones counts as told for all: they come back together as well.
    """
    if trouble not in OF_THE_PAGES:
        return False
    if await unit.meta.get(_TOLD):
        return True
    polls = await unit.sources.polls(RefKind.CHANNEL)
    together = _lost_together(polls, now)
    if len(together) < SEVERAL:
        return False
    for poll in together:
        state = state_of(poll, now)
        state.told = ""
        await unit.sources.set_poll(replace(poll, state=state.to_json()))
    await unit.meta.set(_TOLD, now.isoformat())
    await tell_admins(unit, "preview-pages", now, "source-pages-trouble")
    return True


async def note_read(unit: Unit, now: datetime) -> None:
    """A channel could be read. When more can than cannot, since the admins were told of all, they hear that it is over.

    A channel that still cannot be read is told by itself from then on.
    """
    told = await unit.meta.get(_TOLD)
    if not told:
        return
    polls = await unit.sources.polls(RefKind.CHANNEL)
    lost = sum(poll.failure in OF_THE_PAGES for poll in polls)
    if _read_since(polls, datetime.fromisoformat(told)) > lost:
        await unit.meta.set(_TOLD, "")
        await tell_admins(unit, "preview-pages-back", now, "source-pages-back")


def _lost_together(polls: Sequence[Poll], now: datetime) -> list[Poll]:
    """The most channels that lost their posts since some moment after which fewer could be read; mostly none."""
    lost = [(since, poll) for poll in polls if (since := _lost_since(poll, now)) is not None]
    for since in sorted({since for since, _ in lost}):
        together = [poll for began, poll in lost if began >= since]
        if len(together) > _read_since(polls, since):
            return together
    return []


def _lost_since(poll: Poll, now: datetime) -> datetime | None:
    return state_of(poll, now).lost_since if poll.failure in OF_THE_PAGES else None


def _read_since(polls: Sequence[Poll], since: datetime) -> int:
    """How many of those that can be read were read after a moment."""
    return sum(poll.last_success_at is not None and poll.last_success_at > since for poll in polls if not poll.failures)
