"""Reading a feed while everything else goes on: small ones beside the event loop, others in a process of their own.

Five megabytes of tags that never close keep feedparser busy for half a minute; nobody waits for that. Its expressions
for the head of a document cost the square of a run of blanks, and hold the whole program up meanwhile.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Final

from bot.ingest.feeds import Feed, NotAFeed, read_feed

LARGE: Final = 300_000  # bytes; some tenths of a second
LONGEST_BLANK: Final = 500  # bytes in a row
LONGEST: Final = 30.0  # seconds that one in its own process may take


class FeedReader:
    """Reads feeds for one poller."""

    def __init__(self) -> None:
        # Threads that could wait for a process are few, and resolving names needs them too.
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, body: bytes, content_type: str, address: str) -> Feed:
        """What `bot.ingest.feeds.read_feed` gives. Raises NotAFeed, also for one that takes too long."""
        if len(body) < LARGE and _is_plain(body):
            return await asyncio.to_thread(read_feed, body, content_type, address)
        async with self._one_at_a_time:
            return await _read_in_process(body, content_type, address)


async def _read_in_process(body: bytes, content_type: str, address: str) -> Feed:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, body, content_type, address), daemon=True)
    await asyncio.to_thread(process.start)
    sender.close()
    try:
        if not await asyncio.to_thread(receiver.poll, LONGEST):
            raise NotAFeed(web_page=False)
        read = await asyncio.to_thread(receiver.recv)
    except EOFError as error:
        raise NotAFeed(web_page=False) from error
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
        receiver.close()
    if not isinstance(read, Feed):
        raise NotAFeed(web_page=bool(read))
    return read


def _is_plain(body: bytes) -> bool:
    """Whether it is UTF-8, in which blanks can be seen before it is decoded, and has no long run of them."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in body and max(map(len, re.findall(rb"\s+", body)), default=0) <= LONGEST_BLANK


def _send(sender: Connection, body: bytes, content_type: str, address: str) -> None:
    """The reader's process: sends the Feed, or whether it is a web page."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to both; the listener decides
    with suppress(BrokenPipeError):
        try:
            sender.send(read_feed(body, content_type, address))
        except NotAFeed as error:
            sender.send(error.web_page)
