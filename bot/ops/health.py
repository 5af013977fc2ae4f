"""How the running bot is, as whoever looks after it reads it, and what they can do about what is stuck."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.clock import Clock
from bot.ingest.sources.expecting import pages_silent_since, troubles
from bot.ingest.sources.telling import name_of, span, why
from bot.ingest.sources.trouble import Trouble
from bot.locale import Html, Texts
from bot.model import InboxState, Source, SourceStatus
from storage import Backlog, DeadUpdate, Parked, Storage, StorageError, Unit

logger = logging.getLogger(__name__)

LISTED = 5  # of each queue; "all" concerns the others too
SOURCES_LISTED = 10
POLL_IS_LATE = timedelta(minutes=10)  # with a webhook Telegram is asked every five minutes
LOW_SPACE = 1 << 30
WRITTEN_EVERY = timedelta(minutes=1)
_LAST_POLL = "last_poll"
_GIGABYTE, _MEGABYTE = 1e9, 1e6


class Queue(StrEnum):
    """Where something can be stuck."""

    INBOX = "inbox"
    OUTBOX = "outbox"


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes: `free` and `total` of the volume, and those of the database file."""

    free: int
    total: int
    database: int


@dataclass(frozen=True, slots=True)
class Health:
    """One look at everything. `at` is UTC. `polled_at` (UTC): when Telegram last answered, to the minute; None: never.
    `pages_silent_since` (UTC): since when the public pages of channels give nothing; None when they do.

    `dead` and `parked` are the first of what is stuck.
    """

    at: datetime
    version: str
    polled_at: datetime | None
    inbox: Mapping[InboxState, int]
    oldest_update: datetime | None
    dead: Sequence[DeadUpdate]
    outbox: Backlog
    parked: Sequence[Parked]
    accepted: int
    proposed: int
    troubled: Sequence[tuple[Source, Trouble]]
    pages_silent_since: datetime | None
    disk: Disk | None

    @property
    def stuck(self) -> Mapping[Queue, int]:
        """What rests until a person decides."""
        return {Queue.INBOX: self.inbox[InboxState.DEAD], Queue.OUTBOX: self.outbox.parked}


class Pulse:
    """Knows when Telegram last answered, and so how long the bot was away: its program, its network, or Telegram.

    It is written down at most once a minute, for the next start and for `doctor` in another process.
    """

    def __init__(self, storage: Storage, clock: Clock, late_after: timedelta) -> None:
        """`late_after`: what was published longer before the end of an absence has been missed."""
        self._storage = storage
        self._clock = clock
        self._late_after = late_after
        self._beat_at: timedelta | None = None  # by Clock.elapsed: the clock may be set
        self._written_at: timedelta | None = None
        self._back_at: datetime | None = None

    async def beat(self) -> None:
        """Telegram has answered."""
        elapsed, now = self._clock.elapsed(), self._clock.now()
        try:
            if await self._away_for(elapsed, now) > self._late_after:
                self._back_at = now
            self._beat_at = elapsed
            if self._written_at is None or elapsed - self._written_at >= WRITTEN_EVERY:
                await self._storage.transact(lambda unit: unit.meta.set(_LAST_POLL, now.isoformat()))
                self._written_at = elapsed
        except StorageError as error:
            logger.warning("that Telegram answered could not be written down (%s)", error.key)

    def missed(self, published_at: datetime | None) -> bool:
        """Whether a post that Telegram hands over was published while the bot was away, and is old news by now."""
        if self._back_at is None or published_at is None:
            return False
        return published_at < self._back_at - self._late_after

    async def _away_for(self, elapsed: timedelta, now: datetime) -> timedelta:
        if self._beat_at is not None:
            return elapsed - self._beat_at
        async with self._storage.reading() as unit:
            last = await unit.meta.get(_LAST_POLL)
        return now - datetime.fromisoformat(last) if last else timedelta()


async def look(unit: Unit, now: datetime, database: Path | None) -> Health:
    """How things stand now. `database` is the file whose volume is looked at."""
    polled = await unit.meta.get(_LAST_POLL)
    wrong = await troubles(unit)
    sources = await unit.sources.all()
    statuses = [source.status for source in sources]
    return Health(
        at=now,
        version=running_version(),
        polled_at=datetime.fromisoformat(polled) if polled else None,
        inbox=await unit.inbox.counts(),
        oldest_update=await unit.inbox.oldest_pending(),
        dead=await unit.inbox.dead(LISTED),
        outbox=await unit.outbox.backlog(now),
        parked=await unit.outbox.parked(LISTED),
        accepted=statuses.count(SourceStatus.ACCEPTED),
        proposed=statuses.count(SourceStatus.PROPOSED),
        troubled=[(source, wrong[source.id]) for source in sources if source.id in wrong],
        pages_silent_since=await pages_silent_since(unit),
        disk=None if database is None else disk_of(database),
    )


def running_version() -> str:
    """The version that is installed; of a source tree that is not, "dev"."""
    try:
        return version("rasid")
    except PackageNotFoundError:
        return "dev"


def disk_of(database: Path) -> Disk | None:
    """The space around a database file; None when the system does not say."""
    try:
        usage = shutil.disk_usage(database.parent)
        size = database.stat().st_size
    except OSError:
        return None
    return Disk(usage.free, usage.total, size)


async def retry(unit: Unit, queue: Queue, row_id: int | None, by: int | None, now: datetime) -> int:
    """Handle a dead update, or send a parked message, as if it had never failed (all of them when None).

    Return how many. `by`, an admin, stands in the audit; None: whoever sits at the terminal.
    """
    if queue is Queue.INBOX:
        count = await unit.inbox.retry_dead(row_id)
    else:
        count = await unit.outbox.retry_parked(row_id, now)
    return await _audited(unit, f"{queue}-retried", row_id, count, by, now)


async def give_up(unit: Unit, queue: Queue, row_id: int | None, by: int | None, now: datetime) -> int:
    """The same for what shall rest for good."""
    if queue is Queue.INBOX:
        count = await unit.inbox.give_up_dead(row_id, now)
    else:
        count = await unit.outbox.give_up_parked(row_id)
    return await _audited(unit, f"{queue}-given-up", row_id, count, by, now)


async def _audited(unit: Unit, action: str, row_id: int | None, count: int, by: int | None, now: datetime) -> int:
    if count:
        subject = f"row:{row_id}" if row_id is not None else f"rows:{count}"
        await unit.audit.record(now, by, action, subject)
    return count


def report(health: Health, say: Texts) -> list[str]:
    """What an admin reads, line by line, as Telegram HTML: no text of a message, no query, nobody's name."""
    return [
        say.say("health-title", version=health.version),
        *_poll(health, say),
        "",
        *_inbox(health, say),
        "",
        *_outbox(health, say),
        "",
        *_sources(health, say),
        *_disk(health, say),
    ]


def _poll(health: Health, say: Texts) -> list[Html]:
    if health.polled_at is None:
        return []
    late = health.at - health.polled_at > POLL_IS_LATE
    return [say.say("health-poll-late" if late else "health-poll", ago=_ago(health, health.polled_at, say))]


def _inbox(health: Health, say: Texts) -> list[Html]:
    lines = [
        say.say(
            "health-inbox",
            pending=health.inbox[InboxState.PENDING],
            waiting=health.inbox[InboxState.WAITING],
            dead=health.inbox[InboxState.DEAD],
        )
    ]
    if health.oldest_update is not None:
        lines.append(say.say("health-oldest", ago=_ago(health, health.oldest_update, say)))
    lines += [
        say.say("health-dead", number=one.id, error=one.error, ago=_ago(health, one.received_at, say))
        for one in health.dead
    ]
    return lines + _more(health.inbox[InboxState.DEAD] - len(health.dead), say)


def _outbox(health: Health, say: Texts) -> list[Html]:
    backlog = health.outbox
    lines = [
        say.say(
            "health-outbox",
            due=backlog.due,
            sending=backlog.sending,
            waiting=backlog.waiting,
            parked=backlog.parked,
        )
    ]
    if backlog.oldest is not None:
        lines.append(say.say("health-oldest", ago=_ago(health, backlog.oldest, say)))
    if backlog.possible_duplicates:
        lines.append(say.say("health-duplicates", count=backlog.possible_duplicates))
    lines += [
        say.say(
            "health-parked",
            number=one.id,
            what=say.say("health-operation", operation=one.operation.value),
            error=one.error,
            ago=_ago(health, one.due_since, say),
        )
        for one in health.parked
    ]
    return lines + _more(backlog.parked - len(health.parked), say)


def _sources(health: Health, say: Texts) -> list[Html]:
    lines = [
        say.say("health-sources", accepted=health.accepted, proposed=health.proposed, troubled=len(health.troubled))
    ]
    if health.pages_silent_since is not None:
        lines.append(say.say("sources-pages-silent", ago=_ago(health, health.pages_silent_since, say)))
    for source, trouble in health.troubled[:SOURCES_LISTED]:
        if trouble is Trouble.SILENT:
            lines.append(say.say("doctor-silent", title=name_of(source)))
        else:
            lines.append(say.say("source-trouble", title=name_of(source), why=why(trouble, source, say)))
    return lines + _more(len(health.troubled) - SOURCES_LISTED, say)


def _disk(health: Health, say: Texts) -> list[str]:
    disk = health.disk
    if disk is None:
        return []
    key = "health-disk-low" if disk.free < LOW_SPACE else "health-disk"
    values = {"free": _size(disk.free), "total": _size(disk.total), "database": _size(disk.database)}
    return ["", say.say(key, **values)]


def _more(count: int, say: Texts) -> list[Html]:
    return [say.say("health-more", count=count)] if count > 0 else []


def _ago(health: Health, since: datetime, say: Texts) -> Html:
    return span((health.at - since).total_seconds(), say)


def _size(count: int) -> str:
    return f"{count / _GIGABYTE:.1f} GB" if count >= _GIGABYTE else f"{count / _MEGABYTE:.1f} MB"
