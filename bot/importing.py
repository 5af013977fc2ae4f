"""Taking the posts of an archive in as history: they can be searched, and alert nobody."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot import albums
from bot.clock import Clock
from bot.ingest.archive import ArchiveError, Choices, Skipped
from bot.ingest.batches import Batch, Job, find_archive, fingerprint, read_batches
from bot.model import Mode, Post, RefKind, Source, Visibility
from storage import Storage, Unit

BATCH = 250
_POSITION = "import"

_Sources = Mapping[tuple[RefKind, str], Source]


@dataclass(slots=True)
class Imported:
    """How an import went: posts that are `new`, that were `known`, or known and `edited` since; records that were none.

    `read` of `size` bytes are done. `resumed`: an import of the same file had been cut off, and this one went on.
    `broken` is why the file could not be read to its end, None when it could.
    """

    size: int
    read: int = 0
    new: int = 0
    known: int = 0
    edited: int = 0
    skipped: Counter[Skipped] = field(default_factory=Counter)
    resumed: bool = False
    broken: ArchiveError | None = None

    @property
    def percent(self) -> int:
        """How much of the file is done."""
        return 100 * self.read // max(1, self.size)

    @property
    def posts(self) -> int:
        """Posts that were found in the file."""
        return self.new + self.known + self.edited


def told(done: Imported) -> list[tuple[str, dict[str, str | int]]]:
    """How an import went, as the keys of texts with their values."""
    lines: list[tuple[str, dict[str, str | int]]] = [("import-resumed", {})] if done.resumed else []
    lines.append(("import-new", {"count": done.new}))
    lines += [(f"import-{key}", {"count": n}) for key, n in (("known", done.known), ("edited", done.edited)) if n]
    skipped = sorted(done.skipped.items(), key=lambda item: item[0].value)
    lines += [(f"import-skipped-{kind.value}", {"count": n}) for kind, n in skipped]
    if done.broken is not None:
        lines.append((done.broken.key, dict(done.broken.values)))
    return lines


async def import_archive(
    storage: Storage,
    path: Path,
    choices: Choices,
    clock: Clock,
    *,
    batch: int = BATCH,
    on_progress: Callable[[Imported], None] = lambda _: None,
) -> Imported:
    """Import a Telegram Desktop export, an export of Rasid's own, or a table with named columns.

    Each `batch` of records is one transaction that also keeps how far it is, so an import that was killed goes on where
    it was when it is started again; importing a file twice changes nothing. `on_progress` is called after each.
    Raises ArchiveError when nothing in the file can be read.
    """
    path = find_archive(path)
    async with storage.reading() as unit:
        sources = {(source.kind, source.key): source for source in await unit.sources.all()}
        stored = json.loads(await unit.meta.get(_POSITION) or "{}")
    usernames = {key: one.username for (kind, key), one in sources.items() if kind is RefKind.CHANNEL and one.username}
    choices = replace(choices, usernames=usernames)
    mark = fingerprint(path, choices)
    skip = int(stored["records"]) if stored.get("file") == mark else 0
    done = Imported(size=path.stat().st_size, resumed=skip > 0)
    async with aclosing(read_batches(Job(path, choices, skip, batch))) as parts:
        try:
            async for part in parts:
                await _store(storage, part, mark, sources, clock.now(), done)
                on_progress(done)
        except ArchiveError as error:
            if not done.posts and not done.resumed:
                raise
            done.broken = error
    await storage.transact(lambda unit: unit.meta.set(_POSITION, "{}"))
    return done


async def _store(storage: Storage, part: Batch, mark: str, sources: _Sources, now: datetime, done: Imported) -> None:
    async def store(unit: Unit) -> Counter[str]:
        counts: Counter[str] = Counter()
        for post, keys in part.posts:
            first = post.refs[0]
            source = sources.get((first.kind, first.source_key))
            counts[await _take(unit, post, keys, source.id if source else None, now)] += 1
        await unit.meta.set(_POSITION, json.dumps({"file": mark, "records": part.records}))
        return counts

    counts = await storage.transact(store)
    done.new += counts["new"]
    done.known += counts["known"]
    done.edited += counts["edited"]
    done.skipped += part.skipped
    done.read = max(done.read, part.read)


async def _take(unit: Unit, post: Post, keys: Collection[frozenset[str]], source_id: int | None, now: datetime) -> str:
    """One post, one row: what is stored stays as it is, unless the archive has a later edit of it."""
    known = await unit.posts.find(post.refs)
    if known is None:
        stored = await unit.posts.add(replace(post, arrived_at=post.arrived_at or now), source_id=source_id)
        await unit.posts.index(stored.id, keys)
        return "new"
    if set(post.refs).difference(known.refs):
        await unit.posts.add_refs(known.id, post.refs)
    if known.visibility is Visibility.PRIVATE:
        await unit.posts.publish(known.id, Mode.HISTORY, source_id)
    last_read = known.edited_at or known.arrived_at
    if post.edited_at and last_read and post.edited_at > last_read and post.text:
        edited = replace(known, text=post.text, links=post.links, edited_at=post.edited_at)
        if known.album:
            edited = albums.updated(known, post)
        if edited.text == post.text != known.text:  # `keys` are of this text, not of captions joined to it
            await unit.posts.revise(edited, now)
            await unit.posts.index(known.id, keys)
            return "edited"
    return "known"
