"""The way from a noun's method to its statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from storage import StorageError
from storage.sqlite.connection import START, Connection, Database

T = TypeVar("T")


class Session:
    """One unit's use of a connection: `opening` runs ahead of its first statements.

    Within the writer, short statements run in the caller's thread: they touch pages in memory and the write-ahead log
    and take some ten microseconds, where a hop to another thread and back takes two hundred. Waiting for a lock or for
    the disk (begin, commit, checkpoint), and long statements, are for the connection's own thread, as all reading is.
    """

    def __init__(self, connection: Connection, opening: Sequence[str], *, writing: bool) -> None:
        self._connection = connection
        self._opening = tuple(opening)
        self._writing = writing
        self._open = True
        self.used = False
        self.mark = START  # where the connection stood at our savepoint

    async def run(self, statements: Callable[[Database], T]) -> T:
        """Run a few short statements."""
        if self._writing:
            return self._connection.run_here(self._guarded(statements))
        return await self.run_long(statements)

    async def run_long(self, statements: Callable[[Database], T]) -> T:
        """Run statements that may take more than a millisecond or two."""
        return await self._connection.run(self._guarded(statements))

    def close(self) -> None:
        """No more statements: the transaction is somebody else's now."""
        self._open = False

    def _guarded(self, statements: Callable[[Database], T]) -> Callable[[Database], T]:
        if not self._open:
            raise RuntimeError("this unit of work is over")

        def run(db: Database) -> T:
            if self._writing and not db.in_transaction:
                # SQLite undoes everything by itself when, say, the disk is full; going on would commit each statement.
                raise StorageError("storage-error-disk", path=str(self._connection.path), reason="transaction lost")
            if not self.used:
                for statement in self._opening:
                    db.execute(statement)
                self.mark = db.mark()
                self.used = True
            return statements(db)

        return run
