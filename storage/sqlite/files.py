"""The files of a database: its folder, itself, and the lock beside it."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

from storage import StorageError

_MAGIC = b"SQLite format 3\0"
_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL = {errno.ENOSPC, errno.EDQUOT}


class Lock:
    """An advisory lock on `<database>.lock`, held by the one Rasid that writes; the kernel frees it after a crash.

    It lies beside the database itself, whichever symbolic links lead there. The file stays: to delete it would let two
    hold locks on two files of the same name.
    """

    def __init__(self, database: Path) -> None:
        """Take the lock. Raises StorageError when another has it or the file cannot be made."""
        file = database.resolve()
        self._file = _create(file.with_name(file.name + ".lock"), database)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            if isinstance(error, BlockingIOError):
                raise StorageError("storage-error-locked", path=str(database)) from error
            raise _os_error(error, database) from error

    def release(self) -> None:
        os.close(self._file)


def make_folder(database: Path) -> None:
    """Make the database's folder if it is missing, for its owner only. Raises StorageError."""
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError("storage-error-folder", path=str(database.parent)) from error


def make_file(database: Path) -> None:
    """Make an empty file, for its owner only; SQLite gives the files beside it the same rights. Raises StorageError."""
    os.close(_create(database, database))
    if not os.access(database.parent, os.W_OK):
        raise StorageError("storage-error-read-only", path=str(database))


def require_file(database: Path) -> None:
    """Raises StorageError when there is no such file."""
    if not database.exists():
        raise StorageError("storage-error-missing", path=str(database))


def recognise_file(database: Path) -> None:
    """Raises StorageError unless the file is missing, empty, or begins as a database of SQLite."""
    try:
        with database.open("rb") as file:
            start = file.read(len(_MAGIC))
    except FileNotFoundError:
        return
    except IsADirectoryError as error:
        raise StorageError("storage-error-not-a-database", path=str(database)) from error
    except OSError as error:
        raise _os_error(error, database) from error
    if start and start != _MAGIC:
        raise StorageError("storage-error-not-a-database", path=str(database))


def _create(path: Path, database: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _os_error(error, database) from error


def _os_error(error: OSError, database: Path) -> StorageError:
    if error.errno in _NOT_WRITABLE:
        return StorageError("storage-error-read-only", path=str(database))
    if error.errno in _FULL:
        return StorageError("storage-error-full", path=str(database))
    return StorageError("storage-error-disk", path=str(database), reason=error.strerror or type(error).__name__)
