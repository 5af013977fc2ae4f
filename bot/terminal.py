"""What the command line shows of a database: search results, and how things stand."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from bot import search as searching
from bot.clock import SystemClock
from bot.exporting import Format, export_posts, public_posts
from bot.importing import Imported, import_archive, told
from bot.ingest.archive import Choices, Skipped
from bot.ingest.sources.expecting import delay_lines, expected_delays
from bot.locale import Texts, for_terminal, plain
from bot.model import Role
from bot.ops import health
from bot.ops.health import Queue
from bot.query import QueryError
from bot.text import default_engine
from bot.text.highlight import excerpt, mark
from storage import Storage, Unit

EXCERPT = 300
BAR = 30
STEP = 10  # per cent, where there is no terminal


async def search(unit: Unit, query: str, limit: int, zone: str, say: Texts, out: TextIO) -> int:
    """Print the newest public posts that satisfy a query; return 0, or 2 when it is no query."""
    try:
        results = await searching.search(unit, query, default_engine(), viewer=None, limit=limit)
    except QueryError as error:
        _explain(error, say, out)
        return 2
    if not results.found:
        print(say.line("search-terminal-none"), file=out)
    for found in results.found:
        post = found.post
        at = post.published_at or post.arrived_at
        head = " · ".join(part for part in (post.source_title, say.moment(at, zone) if at else "", post.link) if part)
        part = excerpt(post.text, found.spans, EXCERPT)
        words = "".join(f"**{plain(p)}**" if strong else plain(p) for p, strong in mark(part.text, part.spans))
        print(f"{plain(head)}\n{words}\n", file=out)
    return 0


async def doctor(storage: Storage, address: str, say: Texts, out: TextIO, *, pace: float, retry: bool = False) -> int:
    """Print how the database and the bot on it stand; return 1 when something needs a person.

    `pace` is `Settings.preview_pace`. `retry`: first try again what was given up or parked.
    """
    if retry:
        now = SystemClock().now()
        updates = await storage.transact(lambda unit: health.retry(unit, Queue.INBOX, None, None, now))
        messages = await storage.transact(lambda unit: health.retry(unit, Queue.OUTBOX, None, None, now))
        print(say.line("health-terminal-retried", updates=updates, messages=messages), file=out)
    findings = await storage.check()
    async with storage.reading() as unit:
        seen = await health.look(unit, SystemClock().now(), Path(address.removeprefix("sqlite:///")))
        owned = bool(await unit.subscribers.with_role(Role.OWNER))
        posts = await unit.posts.count()
        polled = await _polled(unit, pace, say)
    lines = [say.line("doctor-database", path=address)]
    lines += [say.line("doctor-unsound", finding=html.escape(finding)) for finding in findings]
    lines += [] if findings else [say.line("doctor-sound")]
    lines.append(say.line("doctor-posts", count=posts))
    lines += map(for_terminal, health.report(seen, say))
    lines += polled
    lines.append(say.line("doctor-owner", known="yes" if owned else "no"))
    print("\n".join(lines), file=out)
    return 1 if findings or any(seen.stuck.values()) else 0


async def _polled(unit: Unit, pace: float, say: Texts) -> list[str]:
    """What delay to expect of sources that are polled."""
    delays = await expected_delays(unit, SystemClock().now(), pace)
    return [for_terminal(line) for line in delay_lines(delays, say)]


async def take_in(storage: Storage, path: Path, choices: Choices, say: Texts, out: TextIO, progress: TextIO) -> int:
    """Import an archive and print how it went; return 1 when some of it could not be read."""
    done = await import_archive(storage, path, choices, SystemClock(), on_progress=_on_progress(say, progress))
    if progress.isatty():
        print(file=progress)
    for key, values in told(done):
        print(say.line(key, **values), file=progress if key.startswith("import-error") else out)
    return 1 if done.broken is not None or done.skipped[Skipped.UNREADABLE] else 0


def _on_progress(say: Texts, out: TextIO) -> Callable[[Imported], None]:
    """A bar that grows on a terminal; lines elsewhere."""
    told = 0

    def show(done: Imported) -> None:
        nonlocal told
        percent = done.percent
        line = say.line("import-progress", percent=percent, posts=done.posts)
        if out.isatty():
            filled = percent * BAR // 100
            print(f"\r{'█' * filled}{'░' * (BAR - filled)} {line}", end="", file=out, flush=True)
        elif percent // STEP > told:
            told = percent // STEP
            print(line, file=out, flush=True)

    return show


async def export(unit: Unit, query: str, form: Format, say: Texts, out: TextIO, errors: TextIO) -> int:
    """Write public posts to `out` and how many they were to `errors`; return 2 when it is no query."""
    try:
        written, left_out = await export_posts(public_posts(unit, query), out, form)
    except QueryError as error:
        _explain(error, say, errors)
        return 2
    print(say.line("export-done", count=written), file=errors)
    if left_out:
        print(say.line("export-left-out", count=left_out), file=errors)
    return 0


def _explain(error: QueryError, say: Texts, out: TextIO) -> None:
    problem = say.line(error.key, **error.args_)
    print(say.line("search-terminal-error", problem=problem, position=error.position + 1), file=out)
    if error.suggestion is not None:
        print(say.line("search-terminal-suggestion", query=error.suggestion), file=out)
