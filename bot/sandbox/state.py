"""What the sandbox remembers, in one SQLite file (WAL): a killed sandbox finds everything again, the updates
the bot has not confirmed included.

Users, chats, messages and updates are kept as the Bot API objects they are, in JSON, beside the columns they
are looked up by. Commits survive the death of the process (`synchronous=NORMAL`), which is what a development
tool needs; they need not survive the loss of power.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

SCHEMA_VERSION: Final = 1
SCHEMA: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE users (id INTEGER PRIMARY KEY, body TEXT NOT NULL, started INTEGER NOT NULL DEFAULT 0,
                    blocked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE chats (id INTEGER PRIMARY KEY, body TEXT NOT NULL, last_message_id INTEGER NOT NULL DEFAULT 0,
                    migrated_to INTEGER, pinned INTEGER);
CREATE TABLE members (chat_id INTEGER NOT NULL, user_id INTEGER NOT NULL, status TEXT NOT NULL,
                      PRIMARY KEY (chat_id, user_id)) WITHOUT ROWID;
CREATE TABLE messages (chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, body TEXT NOT NULL,
                       from_bot INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
                       PRIMARY KEY (chat_id, message_id)) WITHOUT ROWID;
CREATE TABLE updates (id INTEGER PRIMARY KEY, body TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE callbacks (id TEXT PRIMARY KEY, user_id INTEGER NOT NULL, at REAL NOT NULL,
                        answer TEXT) WITHOUT ROWID;
CREATE TABLE commands (scope TEXT NOT NULL, language TEXT NOT NULL, body TEXT NOT NULL,
                       PRIMARY KEY (scope, language)) WITHOUT ROWID;
CREATE TABLE files (id TEXT PRIMARY KEY, body TEXT NOT NULL, content BLOB NOT NULL) WITHOUT ROWID;
"""


class NotASandboxFile(RuntimeError):
    """The state file is something else, or of another version."""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """`body` is the Bot API Message."""

    chat_id: int
    message_id: int
    body: dict[str, Any]
    from_bot: bool
    deleted: bool


class State:
    """The file. All methods are quick and synchronous; several writes go into one `transaction`."""

    def __init__(self, path: Path | None) -> None:
        """`None` keeps everything in memory. Raises NotASandboxFile, sqlite3.Error, OSError."""
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(":memory:" if path is None else path, isolation_level=None)
        self._depth = 0
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            tables = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise NotASandboxFile(f"{path} is not a sandbox file ({error})") from error
        if version == 0 and tables == 0:
            self._db.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version={SCHEMA_VERSION}; COMMIT;")
        elif version != SCHEMA_VERSION:
            self._db.close()
            raise NotASandboxFile(f"{path} is no sandbox file of this version: move it away")

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is kept together or not at all; may be nested."""
        self._depth += 1
        try:
            if self._depth == 1:
                self._db.execute("BEGIN IMMEDIATE")
            yield
            if self._depth == 1:
                self._db.execute("COMMIT")
        except BaseException:
            if self._depth == 1:
                self._db.execute("ROLLBACK")
            raise
        finally:
            self._depth -= 1

    # -- single values ------------------------------------------------------------------------------

    def get(self, name: str, default: Any = None) -> Any:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return default if row is None else json.loads(row[0])

    def put(self, name: str, value: Any) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, _json(value)))

    def next(self, name: str, first: int = 1) -> int:
        """The next number of a series."""
        number = int(self.get(name, first))
        self.put(name, number + 1)
        return number

    # -- users --------------------------------------------------------------------------------------

    def put_user(self, user: dict[str, Any]) -> None:
        self._db.execute(
            "INSERT INTO users (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (user["id"], _json(user)),
        )

    def user(self, user_id: int) -> dict[str, Any] | None:
        return self._body("SELECT body FROM users WHERE id = ?", user_id)

    def users(self) -> list[dict[str, Any]]:
        rows = self._db.execute("SELECT body, started, blocked FROM users ORDER BY id").fetchall()
        return [json.loads(body) | {"started": bool(s), "blocked": bool(b)} for body, s, b in rows]

    def standing(self, user_id: int) -> tuple[bool, bool]:
        """Whether the person has ever written to the bot, and whether they block it."""
        row = self._db.execute("SELECT started, blocked FROM users WHERE id = ?", (user_id,)).fetchone()
        return (bool(row[0]), bool(row[1])) if row else (False, False)

    def set_started(self, user_id: int) -> None:
        self._db.execute("UPDATE users SET started = 1 WHERE id = ?", (user_id,))

    def set_blocked(self, user_id: int, blocked: bool) -> None:
        self._db.execute("UPDATE users SET blocked = ? WHERE id = ?", (blocked, user_id))

    # -- chats and members --------------------------------------------------------------------------

    def put_chat(self, chat: dict[str, Any], *, last_message_id: int = 0) -> None:
        self._db.execute(
            "INSERT INTO chats (id, body, last_message_id) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (chat["id"], _json(chat), last_message_id),
        )

    def chat(self, chat_id: int) -> dict[str, Any] | None:
        return self._body("SELECT body FROM chats WHERE id = ?", chat_id)

    def chat_named(self, username: str) -> dict[str, Any] | None:
        return self._body(
            "SELECT body FROM chats WHERE lower(json_extract(body, '$.username')) = lower(?) AND id < 0",
            username,
        )

    def chats(self) -> list[dict[str, Any]]:
        return [json.loads(row[0]) for row in self._db.execute("SELECT body FROM chats ORDER BY id DESC")]

    def migrated_to(self, chat_id: int) -> int | None:
        row = self._db.execute("SELECT migrated_to FROM chats WHERE id = ?", (chat_id,)).fetchone()
        return None if row is None else row[0]

    def migrate(self, chat_id: int, new_id: int) -> None:
        self._db.execute("UPDATE chats SET migrated_to = ? WHERE id = ?", (new_id, chat_id))

    def pin(self, chat_id: int, message_id: int) -> None:
        self._db.execute("UPDATE chats SET pinned = ? WHERE id = ?", (message_id, chat_id))

    def pinned(self, chat_id: int) -> int | None:
        row = self._db.execute("SELECT pinned FROM chats WHERE id = ?", (chat_id,)).fetchone()
        return None if row is None else row[0]

    def set_member(self, chat_id: int, user_id: int, status: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO members VALUES (?, ?, ?)", (chat_id, user_id, status))

    def member(self, chat_id: int, user_id: int) -> str:
        """The status in Bot API words; "left" for who never was there."""
        row = self._db.execute(
            "SELECT status FROM members WHERE chat_id = ? AND user_id = ?", (chat_id, user_id)
        ).fetchone()
        return "left" if row is None else str(row[0])

    def members(self, chat_id: int) -> dict[int, str]:
        rows = self._db.execute("SELECT user_id, status FROM members WHERE chat_id = ? ORDER BY user_id", (chat_id,))
        return dict(rows.fetchall())

    # -- messages -----------------------------------------------------------------------------------

    def next_message_id(self, chat_id: int) -> int:
        row = self._db.execute(
            "UPDATE chats SET last_message_id = last_message_id + 1 WHERE id = ? RETURNING last_message_id",
            (chat_id,),
        ).fetchone()
        return int(row[0])

    def put_message(self, body: dict[str, Any], *, from_bot: bool) -> None:
        self._db.execute(
            "INSERT INTO messages (chat_id, message_id, body, from_bot) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (chat_id, message_id) DO UPDATE SET body = excluded.body",
            (body["chat"]["id"], body["message_id"], _json(body), from_bot),
        )

    def message(self, chat_id: int, message_id: int) -> StoredMessage | None:
        """The message unless there is none or it was deleted."""
        row = self._db.execute(
            "SELECT chat_id, message_id, body, from_bot, deleted FROM messages"
            " WHERE chat_id = ? AND message_id = ? AND NOT deleted",
            (chat_id, message_id),
        ).fetchone()
        return None if row is None else _stored(*row)

    def messages(
        self, chat_id: int, after: int = 0, *, before: int | None = None, last: int | None = None
    ) -> list[StoredMessage]:
        """Oldest first, deleted ones too; ids between `after` and `before` (both excluded), the `last` of them."""
        rows = self._db.execute(
            "SELECT * FROM (SELECT chat_id, message_id, body, from_bot, deleted FROM messages"
            " WHERE chat_id = ?1 AND message_id > ?2 AND (?3 IS NULL OR message_id < ?3)"
            " ORDER BY message_id DESC LIMIT coalesce(?4, -1)) ORDER BY message_id",
            (chat_id, after, before, last),
        )
        return [_stored(*row) for row in rows]

    def delete_message(self, chat_id: int, message_id: int) -> None:
        self._db.execute("UPDATE messages SET deleted = 1 WHERE chat_id = ? AND message_id = ?", (chat_id, message_id))

    def sent_by_bot(self) -> dict[int, int]:
        rows = self._db.execute("SELECT chat_id, count(*) FROM messages WHERE from_bot GROUP BY chat_id")
        return dict(rows.fetchall())

    # -- updates ------------------------------------------------------------------------------------

    def put_update(self, update_id: int, body: dict[str, Any], at: float) -> None:
        self._db.execute("INSERT OR REPLACE INTO updates VALUES (?, ?, ?)", (update_id, _json(body), at))

    def updates(self, limit: int, *, below: int | None = None) -> list[dict[str, Any]]:
        """The oldest unconfirmed ones (with ids under `below`), as Bot API Updates."""
        rows = self._db.execute(
            "SELECT body FROM updates WHERE ? IS NULL OR id < ? ORDER BY id LIMIT ?", (below, below, limit)
        )
        return [json.loads(row[0]) for row in rows]

    def confirm(self, below: int) -> None:
        self._db.execute("DELETE FROM updates WHERE id < ?", (below,))

    def keep_last_updates(self, count: int) -> None:
        self._db.execute(
            "DELETE FROM updates WHERE id NOT IN (SELECT id FROM updates ORDER BY id DESC LIMIT ?)", (count,)
        )

    def expire_updates(self, before: float) -> None:
        self._db.execute("DELETE FROM updates WHERE at < ?", (before,))

    def drop_updates(self) -> None:
        self._db.execute("DELETE FROM updates")

    def pending_updates(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM updates").fetchone()[0])

    # -- callbacks, commands, files -----------------------------------------------------------------

    def put_callback(self, callback_id: str, user_id: int, at: float) -> None:
        self._db.execute("INSERT INTO callbacks VALUES (?, ?, ?, NULL)", (callback_id, user_id, at))

    def callback(self, callback_id: str) -> tuple[int, float, dict[str, Any] | None] | None:
        """Who tapped, when, and the bot's answer."""
        row = self._db.execute("SELECT user_id, at, answer FROM callbacks WHERE id = ?", (callback_id,)).fetchone()
        return None if row is None else (row[0], row[1], None if row[2] is None else json.loads(row[2]))

    def answer_callback(self, callback_id: str, answer: dict[str, Any]) -> None:
        self._db.execute("UPDATE callbacks SET answer = ? WHERE id = ?", (_json(answer), callback_id))

    def put_commands(self, scope: str, language: str, commands: list[dict[str, Any]] | None) -> None:
        """None removes the list."""
        self._db.execute("DELETE FROM commands WHERE scope = ? AND language = ?", (scope, language))
        if commands is not None:
            self._db.execute("INSERT INTO commands VALUES (?, ?, ?)", (scope, language, _json(commands)))

    def commands(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        rows = self._db.execute("SELECT scope, language, body FROM commands ORDER BY scope, language")
        return {(scope, language): json.loads(body) for scope, language, body in rows}

    def put_file(self, file: dict[str, Any], content: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (file["file_id"], _json(file), content))

    def file(self, file_id: str) -> dict[str, Any] | None:
        return self._body("SELECT body FROM files WHERE id = ?", file_id)

    def file_content(self, file_path: str) -> bytes | None:
        row = self._db.execute(
            "SELECT content FROM files WHERE json_extract(body, '$.file_path') = ?", (file_path,)
        ).fetchone()
        return None if row is None else row[0]

    def _body(self, query: str, value: int | str) -> dict[str, Any] | None:
        row = self._db.execute(query, (value,)).fetchone()
        return None if row is None else json.loads(row[0])


def _stored(chat_id: int, message_id: int, body: str, from_bot: int, deleted: int) -> StoredMessage:
    return StoredMessage(chat_id, message_id, json.loads(body), bool(from_bot), bool(deleted))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
