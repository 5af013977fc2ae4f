"""Dying on purpose at an instant that nobody can hit from outside: at a commit, or around a request to Telegram.

A fault is written `MOMENT:WHAT:N`, and SIGKILL comes at the N-th time:

- `before-commit:claiming:2`, `after-commit:any:1`: as a batch is about to be committed, or has been and nobody was told
- `before-request:sendMessage:1`: nothing has been said to Telegram yet
- `after-request:sendMessage:1`: Telegram has the whole request, its answer is not here
- `after-answer:sendMessage:1`: Telegram has answered, and nothing was noted

The product knows nothing of this: its writer and its HTTP transport are wrapped from outside.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any

import httpx

from bot.model import Operation, OutboxRow
from storage.sqlite.inbox import SqliteInbox
from storage.sqlite.outbox import SqliteOutbox
from storage.sqlite.posts import SqlitePosts
from storage.sqlite.writer import Writer

ANY = "any"
COMMITS = ("before-commit", "after-commit")
REQUESTS = ("before-request", "after-request", "after-answer")

# What a batch of the writer does: by the call that does it, and what of its arguments and its result tells it from
# others. "any" is every commit, those of a start included.
KINDS: dict[str, tuple[type, str, Callable[[tuple[Any, ...], Any], bool]]] = {
    "taking": (SqliteInbox, "add", lambda given, added: added > 0),  # updates into the inbox
    "carrying-out": (SqliteInbox, "done", lambda given, done: done),  # what an update asks for, with its "done"
    "gathering": (SqlitePosts, "set_match_due", lambda given, _: given[-1] is not None),  # an album's wait begins
    "ripening": (SqlitePosts, "set_match_due", lambda given, _: given[-1] is None),  # … and is over
    "queueing": (SqliteOutbox, "queue", lambda given, row: row is not None),  # an alert or an edit becomes due
    "claiming": (SqliteOutbox, "claim", lambda given, rows: len(rows) > 0),  # due → sending
    "claiming-an-edit": (SqliteOutbox, "claim", lambda given, rows: any(_is_edit(row) for row in rows)),
    "recording": (SqliteOutbox, "sent", lambda given, _: True),  # sending → sent
}

_WHOLE_REQUEST = "http11.send_request_body.complete"  # httpcore's trace: https://www.encode.io/httpcore/extensions/


def _is_edit(row: OutboxRow) -> bool:
    return row.message.operation is Operation.EDIT


@dataclass
class Fault:
    """Where to die; `left` counts down."""

    moment: str
    what: str
    left: int

    @classmethod
    def read(cls, written: str) -> Fault:
        """Raises ValueError for a fault that nobody knows."""
        moment, what, count = written.split(":")
        if moment in COMMITS and what not in {ANY, *KINDS}:
            raise ValueError(f"{what!r} is no kind of commit")
        if moment not in COMMITS + REQUESTS:
            raise ValueError(f"{moment!r} is no moment")
        return cls(moment, what, int(count))

    def reached(self, moment: str, what: Collection[str]) -> None:
        """Count, and die when it is time."""
        if moment != self.moment or self.what not in what:
            return
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def install(written: str) -> None:
    """Let this process die at a fault."""
    fault = Fault.read(written)
    if fault.moment in COMMITS:
        _die_at_commits(fault)
    else:
        _die_at_requests(fault)


def _die_at_commits(fault: Fault) -> None:
    kinds: set[str] = set()  # of the batch under way
    for kind, (noun, method, tells) in KINDS.items():
        setattr(noun, method, _noting(getattr(noun, method), kind, tells, kinds))
    commit = Writer._commit

    def dying(db: Any) -> None:
        done = {ANY, *kinds}
        kinds.clear()
        fault.reached("before-commit", done)
        commit(db)
        fault.reached("after-commit", done)

    Writer._commit = staticmethod(dying)  # type: ignore[method-assign]  # that is what this module is for


def _noting(
    method: Callable[..., Awaitable[Any]],
    kind: str,
    tells: Callable[[tuple[Any, ...], Any], bool],
    kinds: set[str],
) -> Callable[..., Awaitable[Any]]:
    async def noting(*given: Any, **named: Any) -> Any:
        result = await method(*given, **named)
        if tells(given, result):
            kinds.add(kind)
        return result

    return noting


def _die_at_requests(fault: Fault) -> None:
    handle = httpx.AsyncHTTPTransport.handle_async_request

    async def dying(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        called = {request.url.path.rpartition("/")[2]}

        async def trace(event: str, _: object) -> None:
            if event == _WHOLE_REQUEST:
                fault.reached("after-request", called)

        fault.reached("before-request", called)
        request.extensions = {**request.extensions, "trace": trace}
        response = await handle(self, request)
        fault.reached("after-answer", called)
        return response

    httpx.AsyncHTTPTransport.handle_async_request = dying  # type: ignore[method-assign]  # as above
