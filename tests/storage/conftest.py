"""Every backend that these tests hold to the contract of `storage`, each by its name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from storage import Storage
from storage.opening import open_storage

# A backend's name, and the address of an empty database of it whose files, if it has any, are in a folder.
BACKENDS: dict[str, Callable[[Path], str]] = {"sqlite": lambda folder: f"sqlite:///{folder / 'rasid.db'}"}

Open = Callable[[], Awaitable[Storage]]


@pytest.fixture(params=sorted(BACKENDS))
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that is not there yet."""
    return BACKENDS[request.param](tmp_path)


@pytest.fixture
async def open_again(address: str) -> AsyncIterator[Open]:
    """Open the database of `address`; for tests that close it and look what is left."""
    async with AsyncExitStack() as opened:

        async def open_it() -> Storage:
            storage = await open_storage(address)
            opened.push_async_callback(storage.close)
            return storage

        yield open_it


@pytest.fixture
async def storage(open_again: Open) -> Storage:
    """An empty database of each backend."""
    return await open_again()
