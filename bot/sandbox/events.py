"""What happened, told to whoever looks on: the event stream of the page, and the transcript."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

Event = Mapping[str, Any]
MOST_WAITING: Final = 10_000


class Events:
    """Events are objects with a `kind`. A listener is called at once; a queue is for a stream."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Event]] = set()
        self._listeners: list[Callable[[Event], None]] = []

    def listen(self, listener: Callable[[Event], None]) -> None:
        self._listeners.append(listener)

    def tell(self, event: Event) -> None:
        for listener in self._listeners:
            listener(event)
        for queue in self._queues:
            if queue.qsize() < MOST_WAITING:
                queue.put_nowait(event)

    @contextmanager
    def stream(self) -> Iterator[asyncio.Queue[Event]]:
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)
