"""A group became a supergroup: a new chat id for the same people."""

from __future__ import annotations

import sqlite3

from storage.sqlite import lanes
from storage.sqlite.queries import load

_SQL = load("moving")

# What is there twice (the same watch, the same story told) stays with whom it was and goes with them.
_OF_A_SUBSCRIBER = (
    "drop_buried",
    "take_watches",
    "take_drafts",
    "take_hits",
    "take_viewers",
    "take_alerts",
    "take_digests",
    "take_messages",
    "remove_subscriber",
)
_OF_A_SOURCE = ("take_posts", "remove_source")


def migrate_chat(db: sqlite3.Connection, old: int, new: int) -> None:
    """Call the chat by its new id wherever it is named, except in the names of its posts and messages.

    A supergroup counts its messages from 1 again: message 5 of the group and message 5 of the supergroup are two. So
    posts keep the names they came with, alerts forget which message they were, and edits of old messages are given up.
    """
    chats = {"old": old, "new": new}
    _join(db, chats, "subscriber_of", _OF_A_SUBSCRIBER)
    _join(db, chats, "source_of", _OF_A_SOURCE)
    for query in (
        "remember",
        "move_subscriber",
        "move_source",
        "move_inbox",
        "move_answers",
        "move_alerts",
        "give_up_edits",
        "move_outbox",
        "move_hold",
    ):
        db.execute(_SQL[query], chats)
    lanes.rebuild(db, old)
    lanes.rebuild(db, new)


def _join(db: sqlite3.Connection, chats: dict[str, int], owner: str, queries: tuple[str, ...]) -> None:
    """If something was heard under the new id before the news of the move, it becomes the older one's."""
    kept = db.execute(_SQL[owner], {"chat_id": chats["old"]}).fetchone()
    given_up = db.execute(_SQL[owner], {"chat_id": chats["new"]}).fetchone()
    if kept is not None and given_up is not None:
        for query in queries:
            db.execute(_SQL[query], {"kept": kept["id"], "given_up": given_up["id"]})
