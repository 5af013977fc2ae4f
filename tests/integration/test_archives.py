"""Archives in the chat: an admin sends a file and it is history; asks for posts and gets a file."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import archiving
from bot.archiving import ImportWanted, ask_for
from bot.importing import Imported
from bot.ingest.telegram_files import FileDelayed
from bot.locale import texts
from bot.model import ArchiveKind, Subscriber
from storage import Unit
from tests.house import DEADLINE, OWNER, SALMA, House, open_house

EXPORTS = Path(__file__).parents[1] / "data" / "desktop_export"
TOWNS = ["صيدا", "طرطوس", "العريش"]


def export_of(posts: int, channel: int = 1500000999) -> bytes:
    """A channel's export of Telegram Desktop."""
    messages = [
        {
            "id": number,
            "type": "message",
            "date_unixtime": str(1767225600 + number * 60),
            "text": f"النشرة رقم {number}: أعلنت بلدية {TOWNS[number % 3]} برنامج المياه.",
        }
        for number in range(1, posts + 1)
    ]
    chat = {"name": "نشرة المياه", "type": "public_channel", "id": channel, "messages": messages}
    return json.dumps(chat, ensure_ascii=False).encode()


async def send(house: House, user: int, content: bytes, name: str, caption: str | None = None) -> int:
    """Somebody sends a document; the id of their message."""
    async with httpx.AsyncClient() as client:
        about = {"kind": "document", "name": name}
        kept = await client.post(f"{house.address}/sandbox/files", params=about, content=content)
        kept.raise_for_status()
    item: dict[str, Any] = {"kind": "document", "file_id": kept.json()["file_id"], "caption": caption}
    answer = await house.people._act("attach", user_id=user, items=[item], chat_id=None, reply_to=None)
    return int(answer["messages"][0]["message_id"])


async def answer(house: House, user: int, after: int, containing: str) -> str:
    seen = await house.people.wait_message(user, containing=containing, after=after, timeout=DEADLINE)
    return seen.text.replace("\u2068", "").replace("\u2069", "")


async def texts_of(house: House) -> list[str]:
    async with house.app.storage.reading() as unit:
        return [post.text for post in await unit.posts.candidates((), viewer=None, before_id=None, limit=500)]


async def test_a_file_of_an_admin_becomes_history_and_alerts_nobody(house: House) -> None:
    await house.ask(OWNER, "/start")
    await house.watch(SALMA, "طرطوس")
    sent = await send(house, OWNER, export_of(90), "result.json", "@nashrat_almiyah")
    assert "لن يُنبَّه أحد" in await answer(house, OWNER, sent, "⏳")
    assert "90 منشورًا جديدًا" in await answer(house, OWNER, sent, "✅ استُورد")
    found = await house.ask(OWNER, "/search العريش", "بلدية")
    assert "https://t.me/nashrat_almiyah/" in found.html
    assert not await house.told(SALMA, "بلدية")

    again = await send(house, OWNER, export_of(90), "result.json", "@nashrat_almiyah")
    assert "لا منشورات جديدة" in await answer(house, OWNER, again, "✅ استُورد")
    assert len(await texts_of(house)) == 90
    async with house.app.storage.reading() as unit:
        assert await unit.archives.waiting() == []
        trail = [(action, subject) for _, _, action, subject in await unit.audit.latest()]
    assert ("imported", "posts:90") in trail


async def test_of_the_words_below_a_file_only_a_name_or_a_link_names_its_channel(house: House) -> None:
    await house.ask(OWNER, "/start")
    sent = await send(house, OWNER, export_of(3), "result.json", "archive of @nashrat_almiyah")
    await answer(house, OWNER, sent, "✅ استُورد")
    found = await house.ask(OWNER, "/search العريش", "بلدية")
    assert "https://t.me/nashrat_almiyah/" in found.html


async def test_tables_are_taken_and_groups_only_when_they_are_asked_for(house: House) -> None:
    await house.ask(OWNER, "/start")
    table = "source,published_at,text\nوكالة الساحل,2026-02-01T10:00:00Z,عودة الكهرباء\n".encode()
    sent = await send(house, OWNER, table, "posts.csv")
    assert "منشور جديد واحد" in await answer(house, OWNER, sent, "✅ استُورد")
    lines = '{"source":"وكالة الساحل","text":"فتح المعبر","published_at":"2026-02-01T11:00:00Z"}\n'.encode()
    sent = await send(house, OWNER, lines, "posts.jsonl")
    await answer(house, OWNER, sent, "✅ استُورد")
    group = export_of(2).replace(b"public_channel", b"public_supergroup")
    sent = await send(house, OWNER, group, "group.json")
    assert "تُركت رسالتان" in await answer(house, OWNER, sent, "✅ استُورد")
    sent = await send(house, OWNER, group, "group.json", "--groups")
    assert "منشوران جديدان" in await answer(house, OWNER, sent, "✅ استُورد")


async def test_what_cannot_be_imported_is_explained(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.ask(OWNER, "/start")
    monkeypatch.setattr("handlers.archives.LARGEST", 2_000_000)
    for content, name, said in (
        (b"PK\x03\x04", "export.zip", "مضغوط"),
        (b"<html></html>", "messages.html", "صفحة ويب"),
        (b"x" * 3_000_000, "result.json", "python -m bot import"),
        (b"{}", "empty.json", "لا محادثة في هذا الملف"),
        (b"\x00\xff" * 500, "noise.csv", "✖️"),
        (b"[" * 200_000, "deep.json", "✖️"),
        (export_of(50)[:3000], "cut.json", "تالف أو مبتور"),
    ):
        sent = await send(house, OWNER, content, name)
        await answer(house, OWNER, sent, said)
    assert 0 < len(await texts_of(house)) < 50


async def test_who_is_no_admin_is_told_so_and_other_files_are_what_they_were(house: House) -> None:
    await house.ask(SALMA, "/start")
    sent = await send(house, SALMA, export_of(3), "result.json")
    await answer(house, SALMA, sent, "لمشرفي البوت")
    sent = await send(house, SALMA, b"%PDF", "report.pdf", "كهرباء الساحل")
    assert "كهرباء الساحل" in await answer(house, SALMA, sent, "كهرباء")
    await house.ask(SALMA, "/export", "لمشرفي البوت")
    async with house.app.storage.reading() as unit:
        assert await unit.archives.waiting() == []


async def test_nobody_waits_for_an_import_and_one_that_was_cut_off_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    real = archiving.import_archive

    async def held(*given: Any, **named: Any) -> Any:
        begun.set()
        await go_on.wait()
        return await real(*given, **named)

    monkeypatch.setattr(archiving, "import_archive", held)
    async with open_house(tmp_path) as house:
        await house.ask(OWNER, "/start")
        await send(house, OWNER, export_of(60), "result.json")
        await asyncio.wait_for(begun.wait(), DEADLINE)
        await house.ask(SALMA, "/help")
    monkeypatch.setattr(archiving, "import_archive", real)
    async with open_house(tmp_path) as house:
        await house.people.wait_message(OWNER, containing="✅ استُورد", timeout=DEADLINE)
        assert len(await texts_of(house)) == 60
    assert not list((tmp_path / "archives").glob("import-*"))


async def test_a_long_import_says_how_far_it_is_in_one_message_that_goes_at_its_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {percent: asyncio.Event() for percent in (30, 80)}
    real = archiving.import_archive

    async def slow(*given: Any, on_progress: Callable[[Imported], None], **named: Any) -> Any:
        for percent, event in seen.items():
            on_progress(Imported(size=100, read=percent, new=percent))
            await event.wait()
        return await real(*given, on_progress=on_progress, **named)

    monkeypatch.setattr(archiving, "import_archive", slow)
    monkeypatch.setattr("bot.progress.EVERY", 0.02)
    await house.ask(OWNER, "/start")
    sent = await send(house, OWNER, export_of(60), "result.json")
    first = await house.people.wait_message(OWNER, containing="30", after=sent, timeout=DEADLINE)
    assert "▓▓▓░░░░░░░" in first.text
    assert "30 منشورًا" in first.text.replace("\u2068", "").replace("\u2069", "")
    seen[30].set()
    edited = await house.people.wait_message(OWNER, containing="▓▓▓▓▓▓▓▓░░", after=sent, timeout=DEADLINE)
    assert edited.message_id == first.message_id
    seen[80].set()
    await answer(house, OWNER, sent, "✅ استُورد")
    await house.people.wait_deleted(OWNER, first.message_id, timeout=DEADLINE)


async def test_an_import_waits_for_a_telegram_that_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archiving, "FIRST_PAUSE", 0.1)
    async with open_house(tmp_path) as house:
        fetch, away = house.app.archivist._fetch, [FileDelayed("TimedOut")] * 2

        async def sometimes(file_id: str, path: Path) -> None:
            if away:
                raise away.pop()
            await fetch(file_id, path)

        monkeypatch.setattr(house.app.archivist, "_fetch", sometimes)
        await house.ask(OWNER, "/start")
        sent = await send(house, OWNER, export_of(3), "result.json")
        await answer(house, OWNER, sent, "✅ استُورد")
        assert len(await house.told(OWNER, "✅ استُورد")) == 1


async def test_an_export_is_sent_as_a_document_that_can_be_imported_again(house: House) -> None:
    await house.ask(OWNER, "/start")
    sent = await send(house, OWNER, export_of(30), "result.json")
    await answer(house, OWNER, sent, "✅ استُورد")
    rows = await exported(house, "/export طرطوس")
    read = list(csv.DictReader(io.StringIO(rows.decode("utf-8-sig"))))
    assert len(read) == 10
    assert all("طرطوس" in row["text"] for row in read)
    everything = await exported(house, "/export jsonl")
    assert len(everything.splitlines()) == 30
    async with house.app.storage.reading() as unit:
        trail = [(action, subject) for _, _, action, subject in await unit.audit.latest()]
    assert ("exported", "posts:10") in trail
    assert not any("طرطوس" in subject for _, subject in trail)


async def exported(house: House, command: str) -> bytes:
    """The document that an export ends with."""
    asked = await house.people.say(OWNER, command)
    return await document_after(house, asked.message_id)


async def document_after(house: House, message_id: int) -> bytes:
    seen = await house.people.wait_message(
        OWNER, lambda message: message.media == "document", after=message_id, timeout=DEADLINE
    )
    assert seen.text
    async with httpx.AsyncClient() as client:
        return (await client.get(f"{house.address}/sandbox/files/{seen.raw['document']['file_id']}")).content


async def test_a_mistake_in_an_export_is_mended_with_one_tap_and_its_format_is_kept(house: House) -> None:
    await house.ask(OWNER, "/start")
    sent = await send(house, OWNER, export_of(30), "result.json")
    await answer(house, OWNER, sent, "✅ استُورد")
    wrong = await house.ask(OWNER, "/export jsonl (طرطوس", "❗")
    assert "jsonl" not in wrong.labels[0]
    await house.people.wait_answer(await house.people.tap(OWNER, label=wrong.labels[0], message_id=wrong.message_id))
    lines = (await document_after(house, wrong.message_id)).decode().splitlines()
    assert len(lines) == 10
    assert all("طرطوس" in json.loads(line)["text"] for line in lines)


async def test_an_export_of_nothing_or_of_no_query_says_so(house: House) -> None:
    await house.ask(OWNER, "/start")
    await house.ask(OWNER, "/export لاشيءهنا", "لا منشورات")
    await house.ask(OWNER, "/export (طرطوس", "(")


async def test_too_many_requests_are_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.ask(OWNER, "/start")
    owner = await house.subscriber(OWNER)
    assert owner is not None
    await house.write(lambda unit: fill(unit, owner))
    async with house.app.storage.reading() as unit:
        assert {job.kind for job in await unit.archives.waiting()} == {ArchiveKind.IMPORT}
    await house.ask(OWNER, "/export", "خمسة طلبات")
    house.app.archivist.wake()
    await house.people.wait_message(OWNER, containing="لم يعد تيليغرام يعطي", timeout=DEADLINE)


async def test_a_request_that_cannot_be_read_is_apologised_for_and_keeps_nobody_waiting(house: House) -> None:
    await house.ask(OWNER, "/start")
    owner = await house.subscriber(OWNER)
    assert owner is not None
    now = house.clock.now()
    await house.write(lambda unit: unit.archives.add(owner.id, ArchiveKind.IMPORT, '{"of":"another version"}', now))
    asked = await house.people.say(OWNER, "/export")
    for said in (texts("ar").say("apology"), "لا منشورات"):
        await house.people.wait_message(OWNER, containing=said, after=asked.message_id, timeout=DEADLINE)


async def fill(unit: Unit, owner: Subscriber) -> None:
    """As many as may wait; Telegram knows none of the files, but nobody has begun yet."""
    for number in range(archiving.MOST_WAITING):
        assert await ask_for(unit, ImportWanted(f"f{number}", "result.json"), owner, owner.created_at) == number
