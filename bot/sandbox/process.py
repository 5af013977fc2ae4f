"""The sandbox as a server: put together, bound to loopback, run until it is told to end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.sandbox.api import BotApi, Observer
from bot.sandbox.clock import Clock, SystemClock
from bot.sandbox.gate import is_loopback, loopback_only
from bot.sandbox.page import Page
from bot.sandbox.people import People
from bot.sandbox.person_api import PersonApi
from bot.sandbox.samples import Samples
from bot.sandbox.state import State
from bot.sandbox.transcript import Transcript
from bot.sandbox.webhook import Deliveries
from bot.sandbox.world import World

UPLOAD_BYTES: Final = 50 * 1024 * 1024
PARENT_CHECK_SECONDS: Final = 1.0


@asynccontextmanager
async def running(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    state: Path | None = None,
    flood: bool = True,
    samples: bool = False,
    clock: Clock | None = None,
    observer: Observer | None = None,
    write: Callable[[str], None] | None = None,
) -> AsyncIterator[str]:
    """A running sandbox in this process; gives its base URL, which is also the chat page's. Port 0 takes a free one.

    With `samples` the sample people and channels are set up, unless the state file has them.

    `write` gets the transcript's blocks. Raises ValueError for a host that is not loopback, OSError when the
    port is taken, `state.NotASandboxFile` for a file that is none.
    """
    if not is_loopback(host):
        raise ValueError(f"the sandbox binds to this machine only, not to {host}")
    opened = State(state)
    world = World(opened, clock or SystemClock(), flood=flood)
    if samples:
        with world.act():
            Samples(world, People(world)).set_up()
    if write is not None:
        world.events.listen(Transcript(world, write).tell)
    runner = web.AppRunner(_application(world, observer), access_log=None, shutdown_timeout=1.0)
    deliveries = asyncio.create_task(Deliveries(world).run())
    try:
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0][1]
        yield f"http://{f'[{host}]' if ':' in host else host}:{bound}"
    finally:
        world.closing.set()
        deliveries.cancel()
        await asyncio.gather(deliveries, return_exceptions=True)
        await runner.cleanup()
        opened.close()


async def serve(
    *,
    host: str = "127.0.0.1",
    port: int,
    state: Path | None,
    flood: bool = True,
    samples: bool = False,
    transcript: bool = False,
    parent_pid: int | None = None,
    on_ready: Callable[[str], None],
) -> None:
    """Run until cancelled, SIGTERM or SIGINT, or until the process `parent_pid` is gone.

    `on_ready` gets the base URL, `http://127.0.0.1:PORT`. Raises what `running` raises.
    """
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    try:
        async with running(
            host=host, port=port, state=state, flood=flood, samples=samples, write=_print if transcript else None
        ) as base_url:
            on_ready(base_url)
            await _until_ended(ended, parent_pid)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def _until_ended(ended: asyncio.Event, parent_pid: int | None) -> None:
    is_child = os.getppid() == parent_pid
    while not ended.is_set():
        if parent_pid is not None and _is_gone(parent_pid, is_child=is_child):
            return
        try:
            await asyncio.wait_for(ended.wait(), PARENT_CHECK_SECONDS)
        except TimeoutError:
            continue


def _is_gone(pid: int, *, is_child: bool) -> bool:
    """A child is handed to another parent at once; a pid alone could be a zombie's."""
    if is_child:
        return os.getppid() != pid
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _print(block: str) -> None:
    sys.stdout.write(block)
    sys.stdout.flush()


def _application(world: World, observer: Observer | None) -> web.Application:
    application = web.Application(middlewares=[loopback_only], client_max_size=UPLOAD_BYTES)
    BotApi(world, observer).add_routes(application.router)
    # before the acts: `/sandbox/files` takes any body
    Page(world).add_routes(application.router)
    PersonApi(world).add_routes(application.router)

    async def close(_: web.Application) -> None:
        world.closing.set()

    application.on_shutdown.append(close)
    return application
