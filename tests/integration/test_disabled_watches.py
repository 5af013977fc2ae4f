"""A watch that an upgrade made invalid: kept, told of, and brought back by editing it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.sandbox.person import SeenMessage
from tests.house import SALMA, House, open_house

BROKEN = "(قافلة"  # what this version cannot read
CHANNEL = ("شبكة الميدان", "shabakat_almaydan")


def spoil(database: Path) -> None:
    """As if another version had read what this one cannot."""
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("update watches set text = ?, canonical = ?, engine_version = 'former'", (BROKEN, BROKEN))


async def card(house: House) -> SeenMessage:
    listed = await house.ask(SALMA, "/watches")
    return await house.press(SALMA, listed, listed.labels[0])


async def test_its_owner_is_told_and_an_edit_lets_it_alert_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.watch(SALMA, "قافلة")
        spoil(house.database)
    async with open_house(tmp_path) as house:
        channel = await house.channel(*CHANNEL)
        (said,) = await house.told(SALMA, "لم تعد هذه المتابعة مفهومة")
        assert BROKEN in said.text
        shown = await card(house)
        assert "معطّلة" in shown.text
        assert shown.labels == ("✏️ تعديل", "🗑", "رجوع")
        await house.press(SALMA, shown, "✏️ تعديل")
        again = await house.ask(SALMA, "قافلة مساعدات")
        await house.press(SALMA, again, "💾 حفظ")
        await house.people.publish(channel, "وصلت قافلة مساعدات إلى عين الورد")
        assert await house.told(SALMA, "عين الورد")
        assert "🔔" in (await card(house)).text


async def test_one_that_was_paused_meanwhile_says_so_when_it_is_resumed(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.press(SALMA, await house.card_of(SALMA, "قافلة"), "⏸ إيقاف")
        spoil(house.database)
    async with open_house(tmp_path) as house:
        resumed = await house.press(SALMA, await card(house), "▶️ استئناف")
        assert "معطّلة" in resumed.text


async def test_why_it_once_fired_is_answered(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        channel = await house.channel(*CHANNEL)
        await house.watch(SALMA, "قافلة")
        await house.people.publish(channel, "وصلت قافلة مساعدات إلى عين الورد")
        (alert,) = await house.told(SALMA, "عين الورد")
        spoil(house.database)
        answer = await house.press(SALMA, alert, "لماذا؟")
        assert "معطّلة" in answer.text
