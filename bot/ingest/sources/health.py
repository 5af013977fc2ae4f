"""Whether a source that is polled is well: what is told once when it is not, and once when it is again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.ingest.sources.rhythm import Rhythm
from bot.ingest.sources.telling import UNIDENTIFIED, name_of, tell_admins, tell_trouble
from bot.ingest.sources.trouble import Trouble
from bot.model import Source, SourceStatus
from storage import Poll, Unit

# Posts that should have come by now for a silence to be one, and the shortest worth a word.
SILENT_POSTS: Final = 10.0
SILENT_AT_LEAST: Final = timedelta(hours=3)
KNOWN_POSTS: Final = 20.0  # before that, nobody knows what is usual


class Standing(Protocol):
    """What is remembered of a source: its rhythm, the trouble the admins know of, whether they know that it is silent,
    who waits for a first word.
    """

    rhythm: Rhythm
    told: str
    silent: bool
    reports_to: int | None


async def counting(unit: Unit, poll: Poll) -> Source | None:
    """The source, if what it says still counts: somebody may have removed or paused it while it was looked at."""
    source = await unit.sources.get(poll.source_id)
    if source is None or source.status is SourceStatus.ACCEPTED:
        return source
    await unit.sources.stop_poll(source.id)
    return None


async def drop(unit: Unit, source: Source) -> None:
    """It was added and is none; one that was a source before stays in the list, paused."""
    if source.key.startswith(UNIDENTIFIED):
        await unit.sources.remove(source.id)
    else:
        await unit.sources.stop_poll(source.id)
        await unit.sources.set_status(source.id, SourceStatus.PAUSED, None)


def failure(standing: Standing) -> str:
    """The trouble that the admins know of, as `Poll.failure` has it; empty when there is none."""
    return standing.told or (Trouble.SILENT.value if standing.silent else "")


async def note_well(
    unit: Unit, source: Source, standing: Standing, now: datetime, *, new: bool, first: bool = False
) -> None:
    """It could be read, and had something new or not: say so if it was in trouble, and look whether it is silent."""
    if standing.told or (standing.silent and new):
        await tell_admins(unit, f"source:{source.id}:back", now, "source-back", title=name_of(source))
    standing.told, standing.silent = "", standing.silent and not new
    last, rhythm = source.last_post_at, standing.rhythm
    if new or standing.silent or first or last is None or rhythm.posts < KNOWN_POSTS:
        return
    if now - last >= SILENT_AT_LEAST and rhythm.expected(last, now) >= SILENT_POSTS:
        silent = (now - last).total_seconds()
        await tell_trouble(unit, source, Trouble.SILENT, now, silent=silent, usual=1 / rhythm.mean_rate)
        standing.silent = True
