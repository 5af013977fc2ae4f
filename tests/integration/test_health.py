"""Whoever looks after the bot sees what is stuck, and can try it again or give it up."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from bot import terminal
from bot.cli import main
from bot.locale import texts
from bot.model import InboxState, Operation, OutboxState, Outgoing, Priority, RefKind, Source, SourceStatus
from bot.ops.health import Disk, Queue, look, report
from bot.sandbox.seen import SeenMessage
from handlers import command_list
from storage import Poll, RawUpdate, Unit
from storage.opening import open_storage
from tests.house import OWNER, SALMA, House, open_house
from tests.storage.given import NOON, after

SECRET_TEXT = "قافلة سرية إلى عين الورد"


async def break_things(house: House, *, updates: int = 1, messages: int = 1) -> None:
    """Updates that cannot be read, and messages that Telegram does not take."""
    await house.ask(OWNER, "/start")
    await house.ask(SALMA, "/start")
    await house.settle()

    async def work(unit: Unit) -> None:
        broken = [RawUpdate(9_000_000 + n, f"chat:{SALMA}", b"not an update") for n in range(updates)]
        await unit.inbox.add(broken, house.clock.now())
        for n in range(messages):
            message = Outgoing(Operation.SEND, SALMA, text=f"{SECRET_TEXT} {n}", priority=Priority.ALERT)
            row_id = await unit.outbox.queue(message, None, house.clock.now())
            assert row_id is not None
            await unit.outbox.park(row_id, "Bad Request: BUTTON_DATA_INVALID")

    await house.write(work)
    house.app.lanes.wake()

    async def dead() -> bool:
        return await stuck(house) == {Queue.INBOX: updates, Queue.OUTBOX: messages}

    await house.until(dead)


async def stuck(house: House) -> dict[Queue, int]:
    async with house.app.storage.reading() as unit:
        inbox, outbox = await unit.inbox.counts(), await unit.outbox.counts()
    return {Queue.INBOX: inbox[InboxState.DEAD], Queue.OUTBOX: outbox[OutboxState.PARKED]}


async def audit(house: House) -> list[tuple[str, str]]:
    async with house.app.storage.reading() as unit:
        return [(action, subject) for _, _, action, subject in await unit.audit.latest(5)]


async def pressed(house: House, message: SeenMessage, label: str) -> SeenMessage:
    """A button of the report, and the report after it."""
    await house.people.tap(OWNER, label=label, message_id=message.message_id)
    await house.settle()
    (now,) = [one for one in await house.people.messages(OWNER) if one.message_id == message.message_id]
    return now


async def test_an_admin_sees_what_is_stuck_and_why_but_no_word_of_anybodys(house: House) -> None:
    await break_things(house)
    seen = await house.ask(OWNER, "/health")
    text = seen.text.replace("\u2068", "").replace("\u2069", "")
    assert "راصد" in text
    assert "آخر جواب من تيليغرام قبل" in text
    assert "1 تعذّرت معالجته" in text
    assert "unreadable" in text
    assert "1 متوقف" in text
    assert "رسالة جديدة · Bad Request: BUTTON_DATA_INVALID" in text
    assert "💾" in text
    assert "سرية" not in text


async def test_the_report_is_looked_at_anew(house: House) -> None:
    await house.ask(OWNER, "/start")
    seen = await house.ask(OWNER, "/health")
    await house.write(lambda unit: unit.inbox.add([RawUpdate(9_000_000, "chat:1", b"not an update")], NOON))
    house.app.lanes.wake()

    async def dead() -> bool:
        return (await stuck(house))[Queue.INBOX] == 1

    await house.until(dead)
    assert "unreadable" in (await pressed(house, seen, "🔄 تحديث")).text


async def test_one_is_tried_again_and_the_audit_knows(house: House) -> None:
    await break_things(house, messages=2)
    seen = await house.ask(OWNER, "/health")
    rows = [[button.label for button in row] for row in seen.buttons]
    # One update, two messages, all messages, refresh.
    assert [len(row) for row in rows] == [2, 2, 2, 2, 1]
    seen = await pressed(house, seen, rows[1][0])
    assert await stuck(house) == {Queue.INBOX: 1, Queue.OUTBOX: 1}
    assert len(await house.told(SALMA, SECRET_TEXT)) == 1
    assert (await audit(house))[0] == ("outbox-retried", f"row:{rows[1][0].partition('#')[2]}")


async def test_all_are_tried_again(house: House) -> None:
    await break_things(house, updates=2, messages=3)
    seen = await house.ask(OWNER, "/health")
    seen = await pressed(house, seen, next(one for one in seen.labels if one.startswith("🔁 كل الصادر")))
    assert len(await house.told(SALMA, SECRET_TEXT)) == 3
    assert (await audit(house))[0] == ("outbox-retried", "rows:3")
    await pressed(house, seen, next(one for one in seen.labels if one.startswith("🔁 كل الوارد")))
    assert (await audit(house))[0] == ("inbox-retried", "rows:2")

    async def dead_again() -> bool:
        return (await stuck(house))[Queue.INBOX] == 2

    await house.until(dead_again)


async def test_giving_up_asks_first_and_keeps_nothing(house: House) -> None:
    await break_things(house)
    seen = await house.ask(OWNER, "/health")
    give_up = [label for label in seen.labels if label.startswith("✖️")]
    asked = await pressed(house, seen, give_up[1])
    assert await stuck(house) == {Queue.INBOX: 1, Queue.OUTBOX: 1}
    seen = await pressed(house, asked, asked.labels[1])
    assert "#" in seen.labels[0]
    asked = await pressed(house, seen, give_up[1])
    seen = await pressed(house, asked, asked.labels[0])
    assert await stuck(house) == {Queue.INBOX: 1, Queue.OUTBOX: 0}
    assert (await audit(house))[0][0] == "outbox-given-up"
    asked = await pressed(house, seen, give_up[0])
    await pressed(house, asked, asked.labels[0])
    assert await stuck(house) == {Queue.INBOX: 0, Queue.OUTBOX: 0}
    assert not await house.told(SALMA, SECRET_TEXT)


async def test_a_button_pressed_twice_finds_nothing_left(house: House) -> None:
    await break_things(house)
    seen = await house.ask(OWNER, "/health")
    data = seen.buttons[1][0].data
    for _ in range(2):
        await house.people.tap(OWNER, data=data, message_id=seen.message_id)
        await house.settle()
    assert len(await house.told(SALMA, SECRET_TEXT)) == 1
    assert [action for action, _ in await audit(house)].count("outbox-retried") == 1


async def test_who_is_no_admin_gets_the_answer_that_any_admins_command_gives(house: House) -> None:
    await break_things(house)
    other = await house.ask(SALMA, "/search قافلة")
    assert (await house.ask(SALMA, "/health")).text == other.text
    assert (await house.ask(SALMA, "/الحال")).text == other.text
    seen = await house.ask(OWNER, "/health")
    tapped = await house.people.say(SALMA, "مرحبا")
    await house.settle()
    await house.people.tap(SALMA, data=seen.buttons[0][0].data, message_id=tapped.message_id + 1)
    await house.settle()
    assert await stuck(house) == {Queue.INBOX: 1, Queue.OUTBOX: 1}


async def test_the_command_stands_in_the_admins_help(house: House) -> None:
    await house.ask(OWNER, "/start")
    assert "/health" in (await house.ask(OWNER, "/help")).text
    assert "/health" not in (await house.ask(SALMA, "/help")).text


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_menu_of_admins_has_it_and_that_of_others_has_not(language: str) -> None:
    assert "health" in {one.command for one in command_list(language, admin=True)}
    assert "health" not in {one.command for one in command_list(language, admin=False)}


async def test_the_doctor_shows_the_same_beside_the_running_bot(house: House) -> None:
    await break_things(house)
    out = StringIO()
    storage = await open_storage(f"sqlite:///{house.database}", read_only=True)
    try:
        code = await terminal.doctor(storage, f"sqlite:///{house.database}", texts("en"), out, pace=1.0)
    finally:
        await storage.close()
    assert code == 1
    told = out.getvalue()
    assert "1 given up" in told
    assert "new message · Bad Request: BUTTON_DATA_INVALID" in told
    assert "Telegram answered" in told
    assert "free; the database takes" in told
    assert "سرية" not in told
    assert "<" not in told


async def test_the_doctor_tries_again_what_is_stuck_once_the_bot_has_stopped(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await break_things(house)
    settings = {"RASID_DATABASE": f"sqlite:///{house.database}", "LANG": "en", "PATH": "/usr/bin:/bin"}
    doctor = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "doctor", "--retry", env=settings, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await doctor.communicate()
    assert "Back in the queue: 1 of the updates, 1 of the messages" in told.decode()
    assert doctor.returncode == 0
    async with open_house(tmp_path) as house:
        await house.people.wait_message(SALMA, containing=SECRET_TEXT)


def test_the_doctor_does_not_write_beside_a_running_bot_nor_make_a_database(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("RASID_DATABASE", f"sqlite:///{tmp_path / 'none.db'}")
        assert main(["doctor", "--retry"]) == 2
    assert not (tmp_path / "none.db").exists()


async def test_when_the_public_pages_give_nothing_no_delay_is_promised_anywhere(house: House) -> None:
    await house.ask(OWNER, "/start")
    now = house.clock.now()

    async def add(unit: Unit) -> None:
        source = await unit.sources.save(
            Source(0, RefKind.CHANNEL, "7001", "جريدة الساحل", "alsahel", status=SourceStatus.ACCEPTED), now
        )
        await unit.sources.set_poll(Poll(source.id, now + timedelta(days=1), cursor="1"))

    await house.write(add)
    assert "في المتوسط" in (await house.ask(OWNER, "/sources")).text
    assert "صفحات تيليغرام العامة" not in (await house.ask(OWNER, "/health")).text

    await house.write(lambda unit: unit.meta.set("preview_host_trouble", (now - timedelta(hours=3)).isoformat()))
    for command in ("/sources", "/health"):
        told = (await house.ask(OWNER, command)).text.replace("\u2068", "").replace("\u2069", "")
        assert "لا تعطي صفحات تيليغرام العامة شيئًا منذ 3 ساعات" in told
        assert "في المتوسط" not in told

    out = StringIO()
    await terminal.doctor(house.app.storage, f"sqlite:///{house.database}", texts("en"), out, pace=1.0)
    assert out.getvalue().count("Telegram’s public pages have given nothing for 3 hours") == 1
    assert "on average" not in out.getvalue()


async def test_trouble_is_told_in_words_in_both_languages(tmp_path: Path) -> None:
    storage = await open_storage(f"sqlite:///{tmp_path / 'rasid.db'}")

    async def work(unit: Unit) -> None:
        source = await unit.sources.save(
            Source(0, RefKind.CHANNEL, "7001", "جريدة الساحل", "alsahel", status=SourceStatus.ACCEPTED), NOON
        )
        await unit.sources.set_poll(Poll(source.id, NOON, failures=3, failure="nobody"))
        await unit.meta.set("last_poll", after(-900).isoformat())
        await unit.inbox.add([RawUpdate(1, "chat:1", b"{}")], after(-120))

    await storage.transact(work)
    async with storage.reading() as unit:
        seen = await look(unit, NOON, tmp_path / "rasid.db")
    await storage.close()
    seen = replace(seen, disk=Disk(free=300_000_000, total=40 * 10**9, database=10**6))
    english = "\n".join(report(seen, texts("en"))).replace("\u2068", "").replace("\u2069", "")
    assert "⚠️ Telegram last answered 15 minutes ago." in english
    assert "1 to handle" in english
    assert "The oldest has been waiting for 2 minutes." in english
    assert "No channel, group or person is called @alsahel" in english
    assert "only 300.0 MB of 40.0 GB free" in english
    arabic = "\n".join(report(seen, texts("ar")))
    assert "جريدة الساحل" in arabic
    assert "لم يبقَ إلا" in arabic
