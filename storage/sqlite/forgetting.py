"""Forgetting a person, in one transaction; `Storage.compact` then clears what is left in free pages."""

from __future__ import annotations

from storage.sqlite import search
from storage.sqlite.connection import Database
from storage.sqlite.queries import load

_SQL = load("forgetting")


def forget(db: Database, subscriber_id: int) -> None:
    """Delete a subscriber and all that is theirs alone.

    Watches, hits, alerts, digests and awaited answers go by their foreign keys. Posts that everybody may see stay,
    without who submitted them and without the number of the private chat they were forwarded to.
    """
    who = {"id": subscriber_id}
    row = db.execute(_SQL["chat_of"], who).fetchone()
    if row is None:
        return
    who["chat_id"] = row["chat_id"]
    posts = db.execute(_SQL["their_posts"], who).fetchall()
    search.remove(db, [post["id"] for post in posts])
    db.executemany(_SQL["remove_post"], [{"post_id": post["id"]} for post in posts])
    db.executemany(_SQL["remove_story_if_empty"], [{"story_id": post["story_id"]} for post in posts])
    for query in (
        "unlink_replies",
        "remove_refs",
        "remove_inbox",
        "remove_outbox",
        "remove_lanes",
        "remove_hold",
        "clear_invites",
        "remove_subscriber",
    ):
        db.execute(_SQL[query], who)
