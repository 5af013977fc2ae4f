"""Imports and exports that admins ask for in the chat: one after the other, beside everything else.

What was asked for is a row until its answer is in the outbox, so a crash in the middle only makes it begin again: an
import goes on where it was (`bot.importing`), an export is written anew.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TextIO
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.deliver.render import speak
from bot.exporting import Format, export_posts, public_posts
from bot.importing import Imported, import_archive, told
from bot.ingest.archive import ArchiveError, Choices
from bot.ingest.telegram_files import FileDelayed, FileGone
from bot.locale import Texts, shown
from bot.model import ArchiveJob, ArchiveKind, Operation, Outgoing, Subscriber
from bot.progress import Progress, bar
from bot.query import QueryError
from storage import Storage, StorageError, Unit

logger = logging.getLogger(__name__)

Fetch = Callable[[str, Path], Awaitable[None]]

# Everybody's writes wait for a batch: so many posts take some hundredths of a second.
BATCH: Final = 40
LARGEST_EXPORT: Final = 49 * 1024 * 1024  # bytes; Telegram takes 50 MB: https://core.telegram.org/bots/api#senddocument
MOST_WAITING: Final = 5
MOST_STARTS: Final = 5  # a file that ends the program would end it at every start
KEEP_FILES: Final = timedelta(days=1)
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0


@dataclass(frozen=True, slots=True)
class ImportWanted:
    """A file to be imported. `username` is the public name of its channel; `groups`: groups too."""

    file_id: str
    name: str
    username: str = ""
    groups: bool = False

    def to_json(self) -> str:
        """As it is stored."""
        return json.dumps(
            {"file_id": self.file_id, "name": self.name, "username": self.username, "groups": self.groups},
            ensure_ascii=False,
        )


@dataclass(frozen=True, slots=True)
class ExportWanted:
    """Posts to be exported: those that satisfy `query`, all for an empty one."""

    form: Format
    query: str = ""

    def to_json(self) -> str:
        """As it is stored."""
        return json.dumps({"form": self.form.value, "query": self.query}, ensure_ascii=False)


async def ask_for(unit: Unit, wanted: ImportWanted | ExportWanted, by: Subscriber, now: datetime) -> int | None:
    """Let it be done; how many come before it, None when too many are waiting already."""
    waiting = await unit.archives.waiting()
    if sum(job.subscriber_id == by.id for job in waiting) >= MOST_WAITING:
        return None
    kind = ArchiveKind.IMPORT if isinstance(wanted, ImportWanted) else ArchiveKind.EXPORT
    await unit.archives.add(by.id, kind, wanted.to_json(), now)
    return len(waiting)


class _TooLarge(Exception):
    """An export that Telegram would not take."""


class Archivist:
    """Carries out what was asked for."""

    def __init__(
        self, storage: Storage, clock: Clock, fetch: Fetch, folder: Path, *, zone: ZoneInfo, spoke: Callable[[], None]
    ) -> None:
        """`fetch` puts a file of Telegram's, by its id, at a path. `folder` is for files under way. `zone`: where dates
        without one are local. `spoke` is called when there is something in the outbox.
        """
        self._storage = storage
        self._clock = clock
        self._fetch = fetch
        self._folder = folder
        self._zone = zone
        self._spoke = spoke
        self._changed = asyncio.Event()
        self._begun: set[int] = set()

    def wake(self) -> None:
        """Something was asked for."""
        self._changed.set()

    async def run(self) -> None:
        """Work until cancelled."""
        pause = FIRST_PAUSE
        while True:
            self._changed.clear()
            try:
                async with self._storage.reading() as unit:
                    waiting = await unit.archives.waiting()
                if not waiting:
                    await self._clock.wait(self._changed, None)
                    continue
                await self._carry_out(waiting[0])
                pause = FIRST_PAUSE
            except (FileDelayed, StorageError, OSError) as error:
                logger.warning("an import or export has to wait: %s", type(error).__name__)
                await self._clock.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _carry_out(self, job: ArchiveJob) -> None:
        async with self._storage.reading() as unit:
            person = await unit.subscribers.get(job.subscriber_id)
        if person is None:
            return
        await asyncio.to_thread(self._tidy)
        if await self._starts_of(job) > MOST_STARTS:
            logger.error("%s %d was given up: it never came to its end", job.kind, job.id)
            await self._finish(job, person, speak(person).say("apology"), f"{job.kind}-failed")
            self._spoke()
            return
        try:
            details = json.loads(job.details)
            if job.kind is ArchiveKind.IMPORT:
                await self._import(job, person, ImportWanted(**details))
            else:
                await self._export(job, person, ExportWanted(Format(details["form"]), details["query"]))
        except (FileDelayed, StorageError, OSError):
            raise
        except Exception as error:  # a mistake of ours would be made again and again, and keep all others waiting
            logger.error("%s %d was given up: %s", job.kind, job.id, type(error).__name__)
            await self._finish(job, person, speak(person).say("apology"), f"{job.kind}-failed")
        self._spoke()

    async def _starts_of(self, job: ArchiveJob) -> int:
        """How many runs of the program have begun it; that it had to wait in one of them does not count."""
        if job.id in self._begun:
            return 0
        self._begun.add(job.id)
        return await self._storage.transact(lambda unit: unit.archives.begin(job.id))

    async def _import(self, job: ArchiveJob, person: Subscriber, wanted: ImportWanted) -> None:
        say = speak(person)
        path = self._folder / f"import-{job.id}{Path(wanted.name).suffix.lower()}"
        choices = Choices(self._zone, wanted.groups, wanted.username)
        progress = Progress(self._storage, self._clock, person, f"{_named(job)}:progress", self._spoke)
        try:
            if not path.exists():
                await self._fetch(wanted.file_id, path)
            done = await self._imported(path, choices, wanted.name, say, progress)
        except FileGone:
            await self._finish(job, person, say.say("archive-gone", name=shown(wanted.name)), "import-failed")
            return
        except ArchiveError as error:
            values = {name: shown(str(value)) for name, value in error.values.items()}
            text = say.say("archive-failed", name=shown(wanted.name), why=say.say(error.key, **values))
            await self._finish(job, person, text, "import-failed", progress=progress)
            path.unlink(missing_ok=True)
            return
        lines = [say.say("archive-imported", name=shown(wanted.name))]
        lines += [say.say(key, **values) for key, values in told(done)]
        await self._finish(job, person, "\n".join(lines), "imported", f"posts:{done.new}", progress=progress)
        path.unlink(missing_ok=True)

    async def _imported(self, path: Path, choices: Choices, name: str, say: Texts, progress: Progress) -> Imported:
        def on_progress(done: Imported) -> None:
            lines = [
                say.say("archive-importing", name=shown(name)),
                bar(done.percent, say),
                say.say("import-progress", percent=done.percent, posts=done.posts),
            ]
            progress.is_at(done.percent, "\n".join(lines))

        telling = asyncio.create_task(progress.keep_telling(), name="progress")
        try:
            return await import_archive(self._storage, path, choices, self._clock, batch=BATCH, on_progress=on_progress)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _export(self, job: ArchiveJob, person: Subscriber, wanted: ExportWanted) -> None:
        say = speak(person)
        path = self._folder / f"rasid-{job.created_at:%Y-%m-%d}-{job.id}.{wanted.form.value}"
        try:
            written, left_out = await self._write(path, wanted)
        except _TooLarge:
            path.unlink(missing_ok=True)
            await self._finish(job, person, say.say("archive-export-too-large"), "export-failed")
            return
        except QueryError as error:  # it was none when it was asked for, but an upgrade may have come between
            await self._finish(job, person, say.say(error.key, **error.args_), "export-failed")
            return
        lines = [say.say("export-done", count=written)]
        lines += [say.say("export-left-out", count=left_out)] if left_out else []
        document = None if not written else str(path)
        await self._finish(job, person, "\n".join(lines), "exported", f"posts:{written}", document=document)

    async def _write(self, path: Path, wanted: ExportWanted) -> tuple[int, int]:
        with _for_nobody_else(path) as out:

            def check(_: int) -> None:
                if out.tell() > LARGEST_EXPORT:
                    raise _TooLarge

            async with self._storage.reading() as unit:
                counts = await export_posts(public_posts(unit, wanted.query), out, wanted.form, check)
            check(counts[0])
        return counts

    async def _finish(
        self,
        job: ArchiveJob,
        person: Subscriber,
        text: str,
        action: str,
        subject: str = "",
        *,
        document: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        """The answer, the end of the job and its trace in the audit log, together."""
        now = self._clock.now()
        message = Outgoing(
            Operation.SEND if document is None else Operation.DOCUMENT,
            person.chat_id,
            text=text,
            file=document or "",
            thread_id=person.thread_id,
            dedupe=_named(job),
        )

        async def write(unit: Unit) -> None:
            if await unit.archives.finish(job.id):
                if progress is not None:
                    await progress.end(unit)
                await unit.outbox.queue(message, person.id, now)
                await unit.audit.record(now, person.id, action, subject)

        await self._storage.transact(write)

    def _tidy(self) -> None:
        """The folder is there, for the bot alone, and holds no files that were sent long ago."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self._folder.iterdir():
            with suppress(OSError):
                age = self._clock.now().timestamp() - path.stat().st_mtime
                if age > KEEP_FILES.total_seconds():
                    path.unlink()


def _named(job: ArchiveJob) -> str:
    """What is said of a job has this in its dedupe key."""
    return f"archive:{job.id}:{job.created_at:%Y%m%dT%H%M%S}"


@contextmanager
def _for_nobody_else(path: Path) -> Iterator[TextIO]:
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8", newline="") as out:
        yield out
