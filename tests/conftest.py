"""Fixtures that several kinds of tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.stage import Stage
from tests.house import House, open_house


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """The real program on a sandbox without flood limits, owned by OWNER_ID."""
    async with Stage(flood=False) as running:
        yield running


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The bot and its sandbox in this process."""
    async with open_house(tmp_path) as opened:
        yield opened
