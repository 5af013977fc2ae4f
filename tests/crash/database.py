"""What the bot's database says, looked at from outside: beside the running bot, and in a copy of what a crash left."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Rows = list[tuple[Any, ...]]

# What is still to come, but for alerts that wait for somebody's /start.
_UNDECIDED = """
select (select count(*) from inbox where state = 'pending')
  + (select count(*) from posts where match_due_at is not null)
  + (select count(*) from drafts where ready_at is not null)
"""
_OWED = """
select count(*) from outbox
where state in ('due', 'sending') and chat_id not in (select chat_id from holds where until > ?)
"""
_FOR_EVER = 4_000_000_000_000  # milliseconds: a hold beyond is /stop's, not Telegram's


@dataclass(frozen=True)
class Wreck:
    """What a crash, or a stop, left on disk."""

    findings: list[str]
    sending: frozenset[int]  # outbox rows
    offset: int
    numberings: int  # how often the updates were taken to be numbered anew


class Database:
    """The bot's database file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, query: str, *values: object) -> Rows | None:
        """What a query gives now; None when it cannot be asked at this moment (a crash has left a log to be read)."""
        try:
            with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, timeout=1.0)) as db:
                return db.execute(query, values).fetchall()
        except sqlite3.OperationalError:
            return None

    def is_decided(self) -> bool:
        """Whether all updates are carried out, and all posts matched."""
        return self.rows(_UNDECIDED) == [(0,)]

    def owes(self) -> int | None:
        """How many messages are still to be sent to people who want them."""
        rows = self.rows(_OWED, _FOR_EVER)
        return rows[0][0] if rows else None

    def wreck(self, *, check: bool) -> Wreck:
        """Look at a copy: the bot shall find things as they were left. Nobody may be writing."""
        with self._copied() as db:
            findings = [row[0] for row in db.execute("pragma integrity_check") if row[0] != "ok"] if check else []
            meta = dict(db.execute("select key, value from meta where key in ('inbox_offset', 'inbox_epoch')"))
            sending = db.execute("select id from outbox where state = 'sending'").fetchall()
        return Wreck(
            findings,
            frozenset(row[0] for row in sending),
            int(meta.get("inbox_offset", 0)),
            int(meta.get("inbox_epoch", 0)),
        )

    @contextmanager
    def _copied(self) -> Iterator[sqlite3.Connection]:
        with tempfile.TemporaryDirectory(prefix="rasid-wreck-") as folder:
            for ending in ("", "-wal"):
                file = self.path.with_name(self.path.name + ending)
                if file.exists():
                    shutil.copyfile(file, Path(folder) / file.name)
            with closing(sqlite3.connect(Path(folder) / self.path.name)) as db:
                yield db
