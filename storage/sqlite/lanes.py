"""The lines in which outbox rows wait: one for each chat and priority.

A lane's `ready_at` is the instant from which it is worth a look, never later than its first row can be sent; lanes take
turns by it. Only `first` decides, from the rows themselves, whether one may be sent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from storage.sqlite.queries import load

_SQL = load("lanes")
_PAGE = 100

PRIORITIES = range(3)
_REPLY = 0


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the front: the row to send now, else the instant when there may be one; `empty`: no row at all."""

    row_id: int | None
    ready_at: int | None
    empty: bool


def first(db: sqlite3.Connection, chat_id: int, priority: int, now: int) -> Head:
    """The oldest row of a lane that may be sent now.

    An older row stands before a younger one if it is under way, or failed and will be tried again (replies don't wait
    for that). A row that is meant for later lets others pass, and so does an edit of a message that is not sent yet.
    """
    ready_at: int | None = None
    empty = True
    for row in db.execute(_SQL["unsent"], {"chat_id": chat_id, "priority": priority}):
        empty = False
        if row["state"] == "sending":
            break
        if row["waits_for_message"]:
            continue
        if row["not_before"] <= now:
            return Head(row["id"], row["not_before"], empty=False)
        ready_at = row["not_before"] if ready_at is None else min(ready_at, row["not_before"])
        if row["attempts"] and priority != _REPLY:
            break
    return Head(None, ready_at, empty)


def settle(db: sqlite3.Connection, chat_id: int, priority: int, now: int, *, turn: int = 0) -> None:
    """Find out anew when a lane is worth a look; not before its `turn`."""
    head = first(db, chat_id, priority, now)
    if head.empty:
        db.execute(_SQL["remove"], {"chat_id": chat_id, "priority": priority})
    else:
        put(db, chat_id, priority, None if head.ready_at is None else max(head.ready_at, turn))


def put(db: sqlite3.Connection, chat_id: int, priority: int, ready_at: int | None) -> None:
    db.execute(_SQL["set"], {"chat_id": chat_id, "priority": priority, "ready_at": ready_at})


def look_at(db: sqlite3.Connection, chat_id: int, priority: int, ready_at: int) -> None:
    """Something has come into the lane, or may have become sendable."""
    db.execute(_SQL["look_at"], {"chat_id": chat_id, "priority": priority, "ready_at": ready_at})


def look_at_chat(db: sqlite3.Connection, chat_id: int, ready_at: int) -> None:
    """Something that held back all lanes of a chat ends at an instant, perhaps earlier than it was to."""
    db.execute(_SQL["look_at_chat"], {"chat_id": chat_id, "ready_at": ready_at})


def ready(db: sqlite3.Connection, priority: int, now: int) -> Iterator[int]:
    """Chats whose lane is worth a look, longest waiting first. Lanes may change meanwhile."""
    after_ready, after_chat = -1, 0
    while True:
        page = db.execute(
            _SQL["ready"],
            {
                "priority": priority,
                "now": now,
                "after_ready": after_ready,
                "after_chat": after_chat,
                "limit": _PAGE,
            },
        ).fetchall()
        for row in page:
            yield row["chat_id"]
        if len(page) < _PAGE:
            return
        after_ready, after_chat = page[-1]["ready_at"], page[-1]["chat_id"]


def next_ready(db: sqlite3.Connection, now: int, holds: dict[int, int]) -> int | None:
    """The earliest instant after `now` at which a lane is worth a look and its chat is not held."""
    best: int | None = db.execute(_SQL["earliest_held"], {"now": now}).fetchone()["at"]
    for priority in PRIORITIES:
        for row in db.execute(_SQL["upcoming"], {"priority": priority, "now": now}):
            if best is not None and row["ready_at"] >= best:
                break
            at = max(row["ready_at"], holds.get(row["chat_id"], 0))
            best = at if best is None else min(best, at)
    return best


def any_ready(db: sqlite3.Connection, now: int) -> bool:
    return db.execute(_SQL["any_ready"], {"now": now}).fetchone() is not None


def rebuild(db: sqlite3.Connection, chat_id: int) -> None:
    """Make the lanes of one chat anew from its rows."""
    for priority in PRIORITIES:
        settle(db, chat_id, priority, now=0)


def rebuild_all(db: sqlite3.Connection) -> None:
    db.execute(_SQL["clear"])
    db.execute(_SQL["fill"])


def missing(db: sqlite3.Connection) -> list[int]:
    """Due rows that no lane leads to: there must be none."""
    return [row["id"] for row in db.execute(_SQL["missing"])]
