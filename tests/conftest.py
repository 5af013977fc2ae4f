"""Fixtures that several kinds of tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.stage import Stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """The real program on a sandbox without flood limits, owned by OWNER_ID."""
    async with Stage(flood=False) as running:
        yield running
