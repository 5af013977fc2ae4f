"""What goes wrong is kept, counted and said; it stops nobody else, and no word of it leaks."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from bot import watches
from bot.model import InboxState
from bot.sandbox import SANDBOX_TOKEN
from handlers import drafting
from storage import Unit
from tests.house import DEADLINE, OWNER, PETER, SALMA, House, open_house

CONVOY = "وصلت قافلة المساعدات إلى بلدة عين الورد بعد انتظار دام أربعة أيام"


async def counts(house: House) -> dict[InboxState, int]:
    async with house.app.storage.reading() as unit:
        return dict(await unit.inbox.counts())


async def test_an_update_that_cannot_be_read_is_kept_counted_and_skipped(house: House) -> None:
    await house.people.raw_update({"message": {"message_id": "x", "chat": 5}})
    await house.people.fault("malformed")
    assert "/watch" in (await house.ask(SALMA, "/help")).text
    await house.settle()
    assert (await counts(house))[InboxState.DEAD] >= 1


async def test_an_update_of_a_kind_nobody_knows_is_done(house: House) -> None:
    await house.people.raw_update({"brand_new_thing": {"a": 1}})
    assert "/watch" in (await house.ask(SALMA, "/help")).text
    await house.settle()


async def test_an_error_is_apologised_for_and_tells_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "سر لا يعرفه أحد"

    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr(drafting, "backtest", broken)
    monkeypatch.setattr("bot.ingest.lanes.RETRY_SECONDS", (0.01, 0.01))
    await house.ask(SALMA, "/watch زلنبوعة", expect="عذرًا")
    await house.ask(PETER, "/watch flood", expect="Sorry")
    await house.ask(PETER, "/help", expect="/watch")
    assert (await counts(house))[InboxState.DEAD] == 2
    logged = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert "RuntimeError" in logged
    assert secret not in logged
    assert "زلنبوعة" not in logged
    assert SANDBOX_TOKEN.partition(":")[2] not in logged.replace("rasid_sandbox_bot", "")


async def test_a_handler_that_fails_leaves_nothing_behind(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.ask(SALMA, "/start")
    real = watches.create

    async def half(unit: Unit, *args: Any, **kwargs: Any) -> None:
        await real(unit, *args, **kwargs)
        raise RuntimeError

    monkeypatch.setattr("bot.ingest.lanes.RETRY_SECONDS", (0.01, 0.01))
    monkeypatch.setattr(watches, "create", half)
    shown = await house.ask(SALMA, "/watch قافلة")
    await house.people.tap(SALMA, label="💾 حفظ", message_id=shown.message_id)
    await house.people.wait_message(SALMA, containing="عذرًا", timeout=DEADLINE)
    assert not (await house.ask(SALMA, "/watches")).buttons


async def test_an_error_that_passes_is_tried_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    real = drafting.backtest
    failures = iter([True, True, False])

    async def at_the_third_time(*args: Any, **kwargs: Any) -> Any:
        if next(failures):
            raise RuntimeError
        return await real(*args, **kwargs)

    monkeypatch.setattr("bot.ingest.lanes.RETRY_SECONDS", (0.01, 0.01))
    monkeypatch.setattr(drafting, "backtest", at_the_third_time)
    await house.watch(SALMA, "قافلة")
    assert len((await house.ask(SALMA, "/watches")).buttons) == 1
    assert (await counts(house))[InboxState.DEAD] == 0


async def test_an_update_delivered_twice_is_done_once(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.people.fault("duplicate", seconds=60)
    await house.people.publish(channel, CONVOY)
    assert len(await house.told(SALMA, "عين الورد")) == 1


async def test_telegram_starting_its_numbers_again_loses_nothing(house: House) -> None:
    await house.ask(SALMA, "/help")
    await house.people.renumber_updates(7)
    assert "/watch" in (await house.ask(SALMA, "/help")).text


@pytest.mark.parametrize("kind", ["outage", "garbage", "cut_before", "cut_mid"])
async def test_alerts_outlast_a_telegram_that_fails(house: House, kind: str) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.people.fault(kind, times=2, method="sendMessage")
    await house.people.publish(channel, CONVOY)
    await house.people.wait_message(SALMA, containing="عين الورد", timeout=30)
    assert len(await house.told(SALMA, "عين الورد")) == 1


async def test_a_reply_that_meets_a_flood_wait_comes_when_it_is_over(house: House) -> None:
    await house.people.fault("flood", times=1, retry_after=1, method="sendMessage")
    await house.ask(SALMA, "/help", expect="/watch")


async def test_nobody_waits_for_somebody_elses_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_house(tmp_path) as house:

        async def broken(*_: Any, **__: Any) -> None:
            raise RuntimeError

        monkeypatch.setattr(drafting, "backtest", broken)
        monkeypatch.setattr("bot.ingest.lanes.RETRY_SECONDS", (DEADLINE * 3, DEADLINE * 3))
        await house.people.say(SALMA, "/watch قافلة")
        await house.ask(PETER, "/help", expect="/watch")
        await house.ask(OWNER, "/help", expect="/watch")
