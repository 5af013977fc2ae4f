"""An archive read beside its import: posts with their keys, in batches.

Reading and finding the words of a post take about as long as storing it, so a process for it, on another core, halves
the time. It ends when nobody listens any more, however the listener ended. A file that is read before a process would
have begun is read in a thread.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO

from bot.ingest.archive import ArchiveError, Choices, Record, Skipped
from bot.ingest.desktop_export import read_export
from bot.ingest.tables import read_lines, read_table
from bot.match import post_keys
from bot.model import Post
from bot.text import default_engine

_START = 1 << 16
SMALL = 500_000  # bytes; about a second of reading
_MARKS = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True)
class Job:
    """What to read: a file from its record number `skip` on, `size` records at a time."""

    path: Path
    choices: Choices
    skip: int
    size: int


@dataclass(slots=True)
class Batch:
    """Some posts with their keys, and how many records were none. `read` is bytes of the file, `records` counts from
    its beginning.
    """

    records: int
    read: int = 0
    posts: list[tuple[Post, Collection[frozenset[str]]]] = field(default_factory=list)
    skipped: Counter[Skipped] = field(default_factory=Counter)


def find_archive(path: Path) -> Path:
    """The file that a path names: itself, or the `result.json` in a folder of Telegram Desktop's.

    Raises ArchiveError when there is none that can be read.
    """
    if path.is_dir():
        if not (path / "result.json").is_file() and any(path.glob("messages*.html")):
            raise ArchiveError("import-error-html")
        path = path / "result.json"
    try:
        with path.open("rb") as file:
            start = file.read(_START)
    except OSError as error:
        raise ArchiveError("import-error-file", file=str(path), reason=error.strerror or "") from error
    if start.lstrip(_MARKS)[:1] == b"<":
        raise ArchiveError("import-error-html")
    return path


def fingerprint(path: Path, choices: Choices) -> str:
    """Tells this file, read this way, from others; changes when the file grows."""
    size = path.stat().st_size
    marks = hashlib.sha256(repr((size, choices.zone.key, choices.groups, choices.username)).encode())
    with path.open("rb") as file:
        marks.update(file.read(_START))
        file.seek(max(0, size - _START))
        marks.update(file.read(_START))
    return marks.hexdigest()


async def read_batches(job: Job) -> AsyncGenerator[Batch]:
    """Everything in the file from `job.skip` on; the next batch is received while the caller is busy with one.

    To be closed when it is left early (`contextlib.aclosing`). Raises ArchiveError as the readers do.
    """
    if job.path.stat().st_size <= SMALL:
        parts = batches(job)
        while (part := await asyncio.to_thread(next, parts, None)) is not None:
            yield part
        return
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, job), daemon=True, name="rasid archive reader")
    process.start()
    sender.close()
    coming = asyncio.create_task(asyncio.to_thread(receiver.recv))
    try:
        while (batch := _received(await coming)) is not None:
            coming = asyncio.create_task(asyncio.to_thread(receiver.recv))
            yield batch
    except EOFError as error:
        raise ArchiveError("import-error-reader") from error
    finally:
        process.terminate()
        await asyncio.to_thread(process.join)
        await asyncio.gather(coming, return_exceptions=True)
        receiver.close()


def _received(message: object) -> Batch | None:
    if isinstance(message, tuple):
        key, values = message
        raise ArchiveError(key, **values)
    return message if isinstance(message, Batch) else None


def _send(sender: Connection, job: Job) -> None:
    """The reader's process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to both; the listener decides
    with suppress(BrokenPipeError):
        try:
            for batch in batches(job):
                sender.send(batch)
            sender.send(None)
        except ArchiveError as error:
            sender.send((error.key, error.values))


def batches(job: Job) -> Iterator[Batch]:
    """Everything in the file from `job.skip` on. Raises ArchiveError as the readers do."""
    engine = default_engine()
    with job.path.open("rb") as file:
        records = islice(_reader_of(job.path, file)(file, job.choices), job.skip, None)
        batch = Batch(job.skip)
        try:
            for record in records:
                batch.records += 1
                if isinstance(record, Skipped):
                    batch.skipped[record] += 1
                else:
                    batch.posts.append((record, post_keys(engine.prepare(record.text))))
                if (batch.records - job.skip) % job.size == 0:
                    batch.read = os.lseek(file.fileno(), 0, os.SEEK_CUR)
                    yield batch
                    batch = Batch(batch.records)
        except ArchiveError:
            # What came before the file broke off is as good as any.
            yield batch
            raise
        batch.read = job.path.stat().st_size
        yield batch


def _reader_of(path: Path, file: BinaryIO) -> Callable[[BinaryIO, Choices], Iterator[Record]]:
    """By the name of the file where that says it, else by how the file begins."""
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        return read_lines
    start = file.read(_START).lstrip(_MARKS)
    file.seek(0)
    if not start.startswith(b"{"):
        return read_table
    try:
        first = json.loads(start.partition(b"\n")[0])
    except (ValueError, RecursionError):
        return read_export  # it goes over many lines
    return read_export if {"messages", "chats"} & set(first) else read_lines
