"""What admins did."""

from __future__ import annotations

from storage import Storage
from tests.storage.given import (
    NOON,
    after,
    each,
    join,
    read,
)


async def test_what_was_done_is_kept_newest_first(storage: Storage) -> None:
    layla = await join(storage)
    await storage.transact(lambda unit: unit.audit.record(NOON, layla.id, "source-accepted", "source:3"))
    await storage.transact(lambda unit: unit.audit.record(after(1), None, "forgotten"))

    assert await read(storage, lambda unit: unit.audit.latest()) == [
        (after(1), None, "forgotten", ""),
        (NOON, layla.id, "source-accepted", "source:3"),
    ]


async def test_as_much_is_shown_as_is_asked_for(storage: Storage) -> None:
    await each(storage, range(60), lambda unit, n: unit.audit.record(after(n), None, "search", str(n)))

    assert [entry[3] for entry in await read(storage, lambda unit: unit.audit.latest(2))] == ["59", "58"]
    assert len(await read(storage, lambda unit: unit.audit.latest())) == 50
