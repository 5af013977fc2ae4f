"""Single values."""

from __future__ import annotations

from storage import Storage
from tests.storage.conftest import Open
from tests.storage.given import (
    each,
    read,
)


async def test_a_value_is_the_last_one_set_and_outlives_a_restart(storage: Storage, open_again: Open) -> None:
    assert await read(storage, lambda unit: unit.meta.get("engine")) is None
    await each(storage, ("1", "إصدار ٢"), lambda unit, value: unit.meta.set("engine", value))
    await storage.close()

    assert await read(await open_again(), lambda unit: unit.meta.get("engine")) == "إصدار ٢"
