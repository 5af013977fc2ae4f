"""Choosing a backend by the address of a database."""

from __future__ import annotations

from pathlib import Path

from storage import Storage, StorageError
from storage.sqlite.database import open_database

_SQLITE = "sqlite:///"


async def open_storage(url: str, *, bot_id: int | None = None, read_only: bool = False) -> Storage:
    """Open the database at `sqlite:///relative/path`, `sqlite:////absolute/path` or `sqlite:///:memory:`.

    A missing database is made, an older one is brought to this version. With `bot_id` (the number before the colon of a
    bot token) the database becomes that bot's, or must be. `read_only` opens beside a Rasid that is writing, changes
    nothing, and makes nothing. `:memory:` is a temporary file that is gone after `close`.

    Raises StorageError when it cannot be used; its `key` is one of `storage-error-url`, `-folder`, `-read-only`,
    `-locked` (by another Rasid), `-busy` (by another program), `-full`, `-disk`, `-not-a-database`, `-damaged`,
    `-newer`, `-other-bot`, and when only reading `-missing` and `-older`.
    """
    path = url.removeprefix(_SQLITE)
    if not url.startswith(_SQLITE) or not path:
        raise StorageError("storage-error-url", url=url)
    return await open_database(
        None if path == ":memory:" else Path(path), bot_id=bot_id, read_only=read_only and path != ":memory:"
    )
