"""/settings: one message, edited in place; what was chosen holds from then on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import subscribers
from bot.digest.schedule import next_due
from bot.locale import texts
from bot.model import Subscriber
from bot.sandbox.person import SeenMessage
from handlers.settings import read_quiet
from storage import Unit
from storage.opening import open_storage
from tests.house import PETER, SALMA, House, open_house

LEVANTINE = ("كانون", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين")


async def press(house: House, user: int, message: SeenMessage, label: str) -> SeenMessage:
    await house.people.wait_answer(await tap(house, user, message, label))
    return await now(house, user, message)


async def tap(house: House, user: int, message: SeenMessage, label: str) -> str:
    """Press a button by what is read on it, whatever marks of direction stand between."""
    shown = next((one for one in message.labels if label in readable(one)), label)
    return await house.people.tap(user, label=shown, message_id=message.message_id)


async def now(house: House, user: int, message: SeenMessage) -> SeenMessage:
    """How a message looks once nothing is under way."""
    await house.settle()
    return next(m for m in await house.people.messages(user, from_bot=True) if m.message_id == message.message_id)


def readable(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


async def due_of(house: House, one: Subscriber) -> datetime:
    async with house.app.storage.reading() as unit:
        dues = await unit.subscribers.digests_due(datetime(2100, 1, 1, tzinfo=UTC))
    return next(due for owed, due in dues if owed.id == one.id)


async def known(house: House, user: int) -> Subscriber:
    subscriber = await house.subscriber(user)
    assert subscriber is not None
    return subscriber


async def test_every_choice_is_made_in_one_message(house: House) -> None:
    shown = await house.ask(SALMA, "/settings")
    for opened, chosen in (
        ("التوقيت", "برلين"),
        ("ساعة الموجز", "20:00"),
        ("ساعات الهدوء", "من 23:00 إلى 07:00"),
        ("الوتيرة", "12"),
        ("أسماء الشهور", "أبريل"),
    ):
        choices = await press(house, SALMA, shown, opened)
        shown = await press(house, SALMA, choices, chosen)
    salma = await known(house, SALMA)
    assert (salma.zone, salma.digest_at, salma.quiet) == ("Europe/Berlin", time(20), (time(23), time(7)))
    assert (salma.pace, salma.months) == (12, "standard")
    assert "برلين" in shown.text
    assert len(await house.told(SALMA)) == 1


async def test_every_choice_is_made_in_english_too(house: House) -> None:
    shown = await house.ask(PETER, "/settings")
    for opened, chosen in (
        ("Time zone", "Istanbul"),
        ("Digest hour", "18:00"),
        ("Quiet hours", "22:00 to 07:00"),
        ("Pace", "30"),
    ):
        choices = await press(house, PETER, shown, opened)
        shown = await press(house, PETER, choices, chosen)
    peter = await known(house, PETER)
    assert (peter.zone, peter.digest_at, peter.quiet) == ("Europe/Istanbul", time(18), (time(22), time(7)))
    assert peter.pace == 30
    text = readable(shown.text)
    assert all(said in text for said in ("Istanbul", "every day at 18:00", "22:00 to 07:00", "at most 30 alerts"))
    assert not any("\u0600" <= letter <= "\u06ff" for letter in text)
    assert len(await house.told(PETER)) == 1


@pytest.mark.parametrize(
    ("pace", "said"), [("3", "3 تنبيهات"), ("6", "6 تنبيهات"), ("12", "12 تنبيهًا"), ("30", "30 تنبيهًا")]
)
async def test_the_pace_is_counted_as_arabic_does(house: House, pace: str, said: str) -> None:
    choices = await press(house, SALMA, await house.ask(SALMA, "/settings"), "الوتيرة")
    label = next(one for one in choices.labels if one.split()[-1] == pace)
    assert said in readable((await press(house, SALMA, choices, label)).text)


@pytest.mark.parametrize("word", ["إعدادات", "الإعدادات", "الاعدادات"])
async def test_the_command_has_arabic_names(house: House, word: str) -> None:
    assert "الإعدادات" in (await house.ask(SALMA, f"/{word}")).text


async def test_what_holds_now_has_a_tick(house: House) -> None:
    shown = await house.ask(SALMA, "/settings")
    for opened, holds in (("اللغة", "العربية"), ("التوقيت", "دمشق"), ("ساعة الموجز", "08:00"), ("الوتيرة", "6")):
        choices = await press(house, SALMA, shown, opened)
        assert [label for label in choices.labels if "✅" in label] == [f"✅ {holds}"]
        shown = await press(house, SALMA, choices, "رجوع")


async def test_the_digest_can_be_ended_and_begun_again(house: House) -> None:
    shown = await press(house, PETER, await house.ask(PETER, "/settings"), "Digest hour")
    shown = await press(house, PETER, shown, "None")
    assert "Digest: none" in shown.text
    assert (await known(house, PETER)).digest_at is None
    await press(house, PETER, await press(house, PETER, shown, "Digest hour"), "21:00")
    peter = await known(house, PETER)
    assert await due_of(house, peter) == next_due(house.clock.now(), peter.zone, time(21))


async def test_the_language_changes_everything_at_once(house: House) -> None:
    shown = await house.ask(PETER, "/settings")
    arabic = await press(house, PETER, await press(house, PETER, shown, "Language"), "العربية")
    assert "الإعدادات" in arabic.text
    assert "متابعات" in (await house.ask(PETER, "/watches")).text


async def test_digest_days_are_switched_one_by_one(house: House) -> None:
    shown = await house.ask(PETER, "/settings")
    days = await press(house, PETER, shown, "Digest days")
    for day in ("Sat", "Sun"):
        days = await press(house, PETER, days, day)
    assert (await known(house, PETER)).digest_days == frozenset(range(1, 6))
    assert "Mon" in (await press(house, PETER, days, "Back")).text


async def test_one_digest_day_remains(house: House) -> None:
    days = await press(house, PETER, await house.ask(PETER, "/settings"), "Digest days")
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat"):
        days = await press(house, PETER, days, day)
    answer = await house.people.wait_answer(await tap(house, PETER, days, "Sun"))
    assert answer.text == texts("en").toast("settings-one-day")
    assert (await known(house, PETER)).digest_days == frozenset({7})


async def test_a_doubled_press_is_one_press(house: House) -> None:
    shown = await house.ask(PETER, "/settings")
    days = await press(house, PETER, shown, "Digest days")
    for _ in range(2):
        await tap(house, PETER, days, "Sat")
    days = await now(house, PETER, days)
    assert (await known(house, PETER)).digest_days == frozenset(range(1, 8)) - {6}
    assert [label for label in days.labels if "✅" not in label] == ["▫️ Sat", "Back"]

    hours = await press(house, PETER, await press(house, PETER, days, "Back"), "Digest hour")
    for _ in range(2):
        await tap(house, PETER, hours, "20:00")
    assert "20:00" in (await now(house, PETER, hours)).text
    assert (await known(house, PETER)).digest_at == time(20)
    assert len(await house.told(PETER)) == 1


async def test_an_older_settings_message_still_does_what_it_says(house: House) -> None:
    first = await press(house, SALMA, await house.ask(SALMA, "/settings"), "الوتيرة")
    second = await press(house, SALMA, await house.ask(SALMA, "/settings"), "ساعات الهدوء")
    await press(house, SALMA, second, "من 00:00 إلى 08:00")
    await press(house, SALMA, first, "30")
    salma = await known(house, SALMA)
    assert (salma.pace, salma.quiet) == (30, (time(0), time(8)))


@pytest.mark.parametrize(
    ("typed", "zone"), [("حلب", "Asia/Damascus"), ("Manchester", "Europe/London"), ("الدوحه", "Asia/Qatar")]
)
async def test_a_city_can_be_typed_in_either_language(house: House, typed: str, zone: str) -> None:
    await press(house, SALMA, await house.ask(SALMA, "/settings"), "التوقيت")
    await house.ask(SALMA, typed, expect="الإعدادات")
    assert (await known(house, SALMA)).zone == zone


async def test_a_city_nobody_knows_may_be_typed_again_even_after_a_restart(tmp_path: Path) -> None:
    async with open_house(tmp_path) as before:
        await press(before, SALMA, await before.ask(SALMA, "/settings"), "التوقيت")
        assert "قرية لا يعرفها أحد" in (await before.ask(SALMA, "قرية لا يعرفها أحد \u202e")).text
    async with open_house(tmp_path) as after:
        await after.ask(SALMA, "برلين", expect="الإعدادات")
        assert (await known(after, SALMA)).zone == "Europe/Berlin"


async def test_a_name_of_two_places_asks_which(house: House) -> None:
    await press(house, SALMA, await house.ask(SALMA, "/settings"), "التوقيت")
    asked = await house.ask(SALMA, "طرابلس")
    await press(house, SALMA, asked, "بيروت")
    assert (await known(house, SALMA)).zone == "Asia/Beirut"


@pytest.mark.parametrize("opened", ["Time zone", "Quiet hours"])
async def test_hostile_answers_are_told_what_to_do(house: House, opened: str) -> None:
    shown = await press(house, PETER, await house.ask(PETER, "/settings"), opened)
    before = await known(house, PETER)
    for typed in (
        "ق" * 4096,
        "\u202e\u2067\u200fقرية",
        "<b>city</b> & <a href='https://example.org'>x</a>",
        "-" * 4096,
    ):
        said = await house.ask(PETER, typed)
        assert "type" in said.text.lower()
        assert len(said.text) < 400
        assert "\u202e" not in said.text
        assert not {"text_link", "bold"} & {entity["type"] for entity in said.entities}
    assert await known(house, PETER) == before
    assert "Settings" in (await press(house, PETER, shown, "Back")).text


async def test_going_back_ends_the_typing(house: House) -> None:
    shown = await press(house, SALMA, await house.ask(SALMA, "/settings"), "التوقيت")
    await press(house, SALMA, shown, "رجوع")
    await house.ask(SALMA, "برلين")
    assert (await known(house, SALMA)).zone == "Asia/Damascus"


async def test_a_location_gives_the_time_zone(house: House) -> None:
    await house.ask(SALMA, "/start")
    await house.people.locate(SALMA, latitude=52.5, longitude=13.4)
    said = (await house.told(SALMA))[-1].text
    assert "برلين" in said
    assert f"{datetime.now(ZoneInfo('Europe/Berlin')):%H:}" in said
    assert (await known(house, SALMA)).zone == "Europe/Berlin"


@pytest.mark.parametrize("command", ["/help", "/find قافلة", "/مصادر", "/start", "/dance"])
async def test_a_command_ends_the_typing(house: House, command: str) -> None:
    await press(house, SALMA, await house.ask(SALMA, "/settings"), "التوقيت")
    await house.ask(SALMA, command)
    assert len((await house.ask(SALMA, "برلين")).labels) == 2
    assert (await known(house, SALMA)).zone == "Asia/Damascus"


async def test_quiet_hours_can_be_typed(house: House) -> None:
    await press(house, SALMA, await house.ask(SALMA, "/settings"), "ساعات الهدوء")
    assert "22:30" in (await house.ask(SALMA, "ربما")).text
    await house.ask(SALMA, "٢١:١٥ - ٦", expect="21:15")
    assert (await known(house, SALMA)).quiet == (time(21, 15), time(6))
    await press(house, SALMA, await house.ask(SALMA, "/settings"), "ساعات الهدوء")
    await house.ask(SALMA, "لا", expect="الإعدادات")
    assert (await known(house, SALMA)).quiet is None


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "hour", "days", "due"),
    [
        # Damascus knows no summer time; in Berlin 8 o'clock is an hour earlier from 29 March 2026 on.
        ("2026-03-28 04:00", "Asia/Damascus", time(8), range(1, 8), "2026-03-28 05:00"),
        ("2026-03-28 04:00", "Europe/Berlin", time(8), range(1, 8), "2026-03-28 07:00"),
        ("2026-03-28 12:00", "Europe/Berlin", time(8), range(1, 8), "2026-03-29 06:00"),
        ("2026-10-24 12:00", "Europe/Berlin", time(8), range(1, 8), "2026-10-25 07:00"),
        ("2026-03-28 12:00", "Europe/Berlin", time(2, 30), range(1, 8), "2026-03-29 01:00"),
        ("2026-04-23 12:00", "Africa/Cairo", time(8), range(1, 8), "2026-04-24 05:00"),
        # West over midnight: the local day is the one there.
        ("2026-01-10 03:00", "America/New_York", time(8), range(1, 8), "2026-01-10 13:00"),
        # From Friday noon on: the next Monday, the next Sunday, over the change of the clock.
        ("2026-03-27 12:00", "Europe/Berlin", time(8), (1,), "2026-03-30 06:00"),
        ("2026-03-27 12:00", "Europe/Berlin", time(2, 30), (7,), "2026-03-29 01:00"),
        ("2026-10-23 12:00", "Europe/Berlin", time(8), (1, 2, 3, 4, 5), "2026-10-26 07:00"),
    ],
)
async def test_zone_hour_and_days_move_the_next_digest(
    tmp_path: Path, at: str, zone: str, hour: time, days: Iterable[int], due: str
) -> None:
    storage = await open_storage(f"sqlite:///{tmp_path / 'rasid.db'}")
    new = Subscriber(id=0, chat_id=SALMA, name="سلمى", language="ar", zone="Asia/Damascus")

    async def choose(unit: Unit) -> list[tuple[Subscriber, datetime]]:
        salma = await unit.subscribers.add(new, utc(at))
        await subscribers.choose(unit, salma, utc(at))
        moved = replace(salma, zone=zone, digest_at=hour, digest_days=frozenset(days))
        await subscribers.choose(unit, moved, utc(at))
        found = await unit.subscribers.digests_due(utc(due))
        assert [one for one, _ in found] == [moved]
        return found

    assert [instant for _, instant in await storage.transact(choose)] == [utc(due)]
    await storage.close()


async def test_another_zone_moves_the_next_digest(house: House) -> None:
    await house.watch(SALMA, "قافلة")
    await press(house, SALMA, await press(house, SALMA, await house.ask(SALMA, "/settings"), "التوقيت"), "برلين")
    local = datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin"))
    due = local.replace(hour=8, minute=0, second=1, microsecond=0)
    house.clock.ahead = (due if due > local else due + timedelta(days=1)) - local
    await house.app.tick()
    assert len(await house.told(SALMA, "موجز \u2068")) == 1


@pytest.mark.parametrize(
    "data",
    [
        "1:sc:zone.Mars/Base",
        "1:sc:pace.9999",
        "1:sc:hour.25",
        "1:sc:",
        "1:so:x",
        "1:sc:quiet.1-1",
        "1:sc:days.6",
        "1:sc:days.8on",
    ],
)
async def test_made_up_choices_change_nothing(house: House, data: str) -> None:
    shown = await house.ask(SALMA, "/settings")
    before = await known(house, SALMA)
    await house.people.wait_answer(await house.people.tap(SALMA, data=data, message_id=shown.message_id))
    await house.settle()
    assert await known(house, SALMA) == before
    assert not await house.told(SALMA, "عذرًا")


@pytest.mark.parametrize(("zone", "months"), [("Asia/Gaza", "levant"), ("Africa/Cairo", "standard")])
async def test_months_are_named_by_the_place_whatever_language_comes_first(
    tmp_path: Path, zone: str, months: str
) -> None:
    async with open_house(tmp_path, zone=zone) as house:
        shown = await house.ask(PETER, "/settings")
        assert (await known(house, PETER)).months == months
        arabic = await press(house, PETER, await press(house, PETER, shown, "Language"), "العربية")
        assert any(name in arabic.text.partition("أسماء")[0] for name in LEVANTINE) is (months == "levant")


async def test_months_have_the_names_of_the_place(house: House) -> None:
    await house.ask(SALMA, "/start")
    now = (await house.ask(SALMA, "/settings")).text
    assert any(name in now for name in LEVANTINE)
    assert (await known(house, SALMA)).months == "levant"


@pytest.mark.parametrize(
    ("typed", "quiet"),
    [
        ("22-7", (time(22), time(7))),
        ("٢٢:٣٠ إلى ٦", (time(22, 30), time(6))),
        ("22:30 to 6:30", (time(22, 30), time(6, 30))),
        ("من 23 حتى 7", (time(23), time(7))),
        ("From 0 until 8.15", (time(0), time(8, 15))),
        ("\u200f٢٣\u200f — ٧ ", (time(23), time(7))),
        ("22", None),
        ("7-7", None),
        ("25-3", None),
        ("", None),
        ("22-7-9", None),
        ("-" * 10_000, None),
        ("1" + " " * 10_000 + "2", None),
    ],
)
def test_quiet_hours_as_people_write_them(typed: str, quiet: tuple[time, time] | None) -> None:
    assert read_quiet(typed) == quiet
