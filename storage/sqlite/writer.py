"""The one task that writes: many units of work, one commit."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from storage import StorageError, Unit
from storage.sqlite.connection import Connection, Database
from storage.sqlite.session import Session
from storage.sqlite.unit import SqliteUnit

T = TypeVar("T")

# A batch is committed when it has this many works, or has taken this long: whoever came first waits no longer.
WORKS_IN_A_BATCH = 200
SECONDS_OF_A_BATCH = 0.05


@dataclass(frozen=True, slots=True)
class _Work:
    """A unit of work to be committed with others."""

    run: Callable[[Unit], Awaitable[Any]]
    result: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Alone:
    """Statements that must stand outside a transaction."""

    statements: Callable[[sqlite3.Connection], Any]
    result: asyncio.Future[Any]


class Writer:
    """Takes works in the order they come; owns its connection until `close` is through."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: deque[_Work | _Alone] = deque()
        self._something = asyncio.Event()
        self._closing = False
        self._task = asyncio.create_task(self._write(), name="storage writer")

    async def transact(self, run: Callable[[Unit], Awaitable[T]]) -> T:
        """See storage.Storage.transact. A cancelled caller's work is left out, unless it has already begun."""
        result: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._enqueue(_Work(run, result))
        return await result

    async def alone(self, statements: Callable[[sqlite3.Connection], T]) -> T:
        """Run statements outside a transaction, between two batches."""
        result: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._enqueue(_Alone(statements, result))
        return await result

    async def close(self) -> None:
        """Finish what is waiting, then end. Idempotent."""
        self._closing = True
        self._something.set()
        await asyncio.shield(self._task)

    def _enqueue(self, job: _Work | _Alone) -> None:
        if asyncio.current_task() is self._task:
            raise RuntimeError("a unit of work cannot wait for another one")
        if self._closing or self._task.done():
            raise StorageError("storage-error-closed", path=str(self._connection.path))
        self._waiting.append(job)
        self._something.set()

    async def _write(self) -> None:
        try:
            while self._waiting or not self._closing:
                if not self._waiting:
                    self._something.clear()
                    await self._something.wait()
                elif isinstance(job := self._waiting[0], _Alone):
                    await self._run_alone(job)
                    self._waiting.popleft()
                else:
                    await self._write_batch()
        finally:
            # Reached with works waiting only when the task itself is cancelled: the event loop is being torn down.
            self._closing = True
            gone = StorageError("storage-error-closed", path=str(self._connection.path))
            _fail([job.result for job in self._waiting], gone)

    async def _run_alone(self, job: _Alone) -> None:
        try:
            value = await self._connection.run(job.statements)
        except Exception as error:
            _fail([job.result], error)
        else:
            _resolve(job.result, value)

    async def _write_batch(self) -> None:
        """Begin, run works, commit, and only then tell their callers."""
        finished: list[tuple[asyncio.Future[Any], Any]] = []
        taken: list[asyncio.Future[Any]] = []
        try:
            await self._connection.run(lambda db: db.execute("begin immediate"))
            await self._run_works(finished, taken)
            await self._connection.run(self._commit)
        except Exception as error:
            await self._roll_back()
            if not taken:
                # Nothing can begin: whoever waits now would only wait out the same lock, one after another.
                taken.extend(job.result for job in self._take_all_works())
            _fail(taken, error)
        except BaseException:
            _fail(taken, StorageError("storage-error-closed", path=str(self._connection.path)))
            await self._roll_back()
            raise
        else:
            for result, value in finished:
                _resolve(result, value)

    async def _run_works(
        self, finished: list[tuple[asyncio.Future[Any], Any]], taken: list[asyncio.Future[Any]]
    ) -> None:
        deadline = time.monotonic() + SECONDS_OF_A_BATCH
        opening: tuple[str, ...] = ("savepoint work",)
        while self._waiting and len(taken) < WORKS_IN_A_BATCH and time.monotonic() < deadline:
            job = self._waiting[0]
            if isinstance(job, _Alone):
                return
            self._waiting.popleft()
            if job.result.cancelled():
                continue
            taken.append(job.result)
            session = Session(self._connection, opening, writing=True)
            try:
                value = await job.run(SqliteUnit(session))
            except (Exception, asyncio.CancelledError) as error:
                if _is_being_cancelled():
                    raise
                await self._undo(session, error)
                _fail([job.result], error)
                opening = ("savepoint work",) if session.used else opening
            else:
                finished.append((job.result, value))
                opening = ("release work", "savepoint work") if session.used else opening
            finally:
                session.close()

    async def _undo(self, session: Session, error: BaseException) -> None:
        """Undo one work. Raises StorageError when SQLite has undone the whole batch by itself."""
        if not session.used:
            return

        def undo(db: Database) -> None:
            if not db.in_transaction:
                if isinstance(error, StorageError):
                    raise error
                raise StorageError("storage-error-disk", path=str(self._connection.path), reason=repr(error))
            db.execute("rollback to work")
            db.go_back(session.mark)
            db.execute("release work")

        await self._connection.run(undo)

    @staticmethod
    def _commit(db: Database) -> None:
        db.commit_all()

    async def _roll_back(self) -> None:
        await self._connection.run(lambda db: db.roll_back_all())

    def _take_all_works(self) -> list[_Work]:
        works = [job for job in self._waiting if isinstance(job, _Work)]
        self._waiting = deque(job for job in self._waiting if isinstance(job, _Alone))
        return works


def _is_being_cancelled() -> bool:
    """Whether the writer's own task is cancelled, rather than something a work called."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _resolve(result: asyncio.Future[Any], value: object) -> None:
    if not result.done():
        result.set_result(value)


def _fail(results: list[asyncio.Future[Any]], error: BaseException) -> None:
    for result in results:
        if isinstance(error, asyncio.CancelledError):
            result.cancel()
        elif not result.done():
            result.set_exception(error)
