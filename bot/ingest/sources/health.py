"""Whether a source that is polled is well: what is told once when it is not, and once when it is again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.deliver.render import speak
from bot.ingest.sources.rhythm import Rhythm
from bot.ingest.sources.telling import UNIDENTIFIED, name_of, tell, tell_admins, tell_trouble, why
from bot.ingest.sources.trouble import Trouble
from bot.model import Source, SourceStatus
from storage import Poll, Unit

CERTAIN_AFTER: Final = 2  # failures in a row: one bad answer is told to nobody
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

    def to_json(self) -> str: ...


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


async def say_added(
    unit: Unit, source: Source, standing: Standing, now: datetime, key: str, **values: str | float
) -> None:
    """Tell who added a source, if they wait for a word, that it is read from now on."""
    person = await unit.subscribers.get(standing.reports_to or 0)
    standing.reports_to = None
    if person is not None:
        await tell(unit, person, f"source:{source.id}:added", now, key, **values)


async def say_not_added(
    unit: Unit,
    source: Source,
    standing: Standing,
    trouble: Trouble,
    now: datetime,
    key: str,
    *,
    given_up: bool,
    **names: str,
) -> None:
    """Tell who added a source why it cannot be read. `given_up`: and that it will not be tried again.

    `key` is the text for that; `key`-yet the one for a source that is tried on.
    """
    person = await unit.subscribers.get(standing.reports_to or 0)
    if person is not None:
        reason = why(trouble, source, speak(person))
        text = key if given_up else f"{key}-yet"
        await tell(unit, person, f"source:{source.id}:not-added", now, text, why=reason, **names)
    if not given_up:
        standing.reports_to = None
        if person is not None:
            standing.told = trouble.value


def put_off(poll: Poll, standing: Standing, trouble: Trouble, due_at: datetime) -> Poll:
    """The poll of a source that could not be read, for its next try."""
    return replace(poll, due_at=due_at, state=standing.to_json(), failures=poll.failures + 1, failure=trouble.value)


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
