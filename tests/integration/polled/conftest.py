"""A bot that reads a site of previews by the simulated clock, and two people of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.model import Role, Subscriber
from tests.integration.polling import NADIR, SALMA, Newsroom, newsroom


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with newsroom(tmp_path) as opened:
        yield opened


@pytest.fixture
async def nadir(room: Newsroom) -> Subscriber:
    return await room.person(NADIR, "نادر", Role.OWNER)


@pytest.fixture
async def salma(room: Newsroom) -> Subscriber:
    return await room.person(SALMA, "سلمى")
