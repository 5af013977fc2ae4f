"""Bringing a database file to this version's schema: the numbered files in `migrations/`, each in a transaction."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage import StorageError

# "RASI": tells our files from other programs' (https://www.sqlite.org/pragma.html#pragma_application_id).
APPLICATION_ID = 0x52415349

_FOLDER = Path(__file__).parent / "migrations"


def latest() -> int:
    """The schema number of this version of Rasid."""
    return max(_files())


def recognise(db: sqlite3.Connection, path: str) -> int:
    """The schema number of a database of ours, 0 for an empty file. Changes nothing. Raises StorageError."""
    version: int = db.execute("pragma user_version").fetchone()[0]
    application: int = db.execute("pragma application_id").fetchone()[0]
    tables: int = db.execute("select count(*) from sqlite_master").fetchone()[0]
    if application != APPLICATION_ID and (application or version or tables):
        raise StorageError("storage-error-not-a-database", path=path)
    if version > latest():
        raise StorageError("storage-error-newer", path=path, found=str(version), known=str(latest()))
    return version


def migrate(db: sqlite3.Connection, version: int) -> None:
    """Apply what is missing above `version`."""
    for number, file in sorted(_files().items()):
        if number > version:
            _apply(db, number, file.read_text(encoding="utf-8"))


def _files() -> dict[int, Path]:
    return {int(file.name.partition("_")[0]): file for file in _FOLDER.glob("*.sql")}


def _apply(db: sqlite3.Connection, number: int, script: str) -> None:
    marks = f"pragma application_id = {APPLICATION_ID}; pragma user_version = {number};"
    try:
        db.executescript(f"begin immediate; {script} {marks} commit;")
    finally:
        if db.in_transaction:
            db.execute("rollback")
