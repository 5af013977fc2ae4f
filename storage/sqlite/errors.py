"""SQLite's errors as `StorageError`s that say what to do."""

from __future__ import annotations

import sqlite3
from typing import Final

from storage import StorageError

_KEYS: Final = {
    sqlite3.SQLITE_FULL: "storage-error-full",
    sqlite3.SQLITE_CORRUPT: "storage-error-damaged",
    sqlite3.SQLITE_NOTADB: "storage-error-not-a-database",
    sqlite3.SQLITE_READONLY: "storage-error-read-only",
    sqlite3.SQLITE_PERM: "storage-error-read-only",
    sqlite3.SQLITE_CANTOPEN: "storage-error-read-only",
    sqlite3.SQLITE_BUSY: "storage-error-busy",
    sqlite3.SQLITE_LOCKED: "storage-error-busy",
}


def storage_error(error: sqlite3.Error, path: str) -> StorageError | None:
    """What to tell of an error that comes from the file or the disk; None for one that is a mistake in a statement."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    # The shared-memory file cannot grow on a full disk; SQLite calls that an I/O error.
    primary = sqlite3.SQLITE_FULL if code == sqlite3.SQLITE_IOERR_SHMSIZE else code & 0xFF
    if primary == sqlite3.SQLITE_IOERR:
        return StorageError("storage-error-disk", path=path, reason=str(error))
    key = _KEYS.get(primary)
    return StorageError(key, path=path) if key else None
