"""/settings: one message, edited in place; what was chosen holds from then on."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.model import Subscriber
from bot.sandbox.person import SeenMessage
from bot.zones import find, is_zone, nearest
from handlers.settings import read_quiet
from tests.house import PETER, SALMA, House, open_house

LEVANTINE = ("كانون", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين")


async def press(house: House, user: int, message: SeenMessage, label: str) -> SeenMessage:
    callback = await house.people.tap(user, label=label, message_id=message.message_id)
    await house.people.wait_answer(callback)
    await house.settle()
    return next(m for m in await house.people.messages(user, from_bot=True) if m.message_id == message.message_id)


async def known(house: House, user: int) -> Subscriber:
    subscriber = await house.subscriber(user)
    assert subscriber is not None
    return subscriber


async def test_every_choice_is_made_in_one_message(house: House) -> None:
    shown = await house.ask(SALMA, "/settings")
    for opened, chosen in (
        ("التوقيت", "برلين"),
        ("ساعة الموجز", "20:00"),
        ("ساعات الهدوء", "23:00 – 07:00"),
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


async def test_a_location_gives_the_time_zone(house: House) -> None:
    await house.ask(SALMA, "/start")
    await house.people.locate(SALMA, latitude=52.5, longitude=13.4)
    await house.settle()
    assert (await known(house, SALMA)).zone == "Europe/Berlin"


async def test_a_command_ends_the_typing(house: House) -> None:
    await press(house, SALMA, await house.ask(SALMA, "/settings"), "التوقيت")
    await house.ask(SALMA, "/help")
    assert len((await house.ask(SALMA, "برلين")).labels) == 2
    assert (await known(house, SALMA)).zone == "Asia/Damascus"


async def test_quiet_hours_can_be_typed(house: House) -> None:
    await press(house, SALMA, await house.ask(SALMA, "/settings"), "ساعات الهدوء")
    assert "22:30" in (await house.ask(SALMA, "ربما")).text
    await house.ask(SALMA, "٢١:١٥ - ٦", expect="21:15")
    assert (await known(house, SALMA)).quiet == (time(21, 15), time(6))


async def test_another_zone_moves_the_next_digest(house: House) -> None:
    await house.watch(SALMA, "قافلة")
    await press(house, SALMA, await press(house, SALMA, await house.ask(SALMA, "/settings"), "التوقيت"), "برلين")
    local = datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin"))
    due = local.replace(hour=8, minute=0, second=1, microsecond=0)
    house.clock.ahead = (due if due > local else due + timedelta(days=1)) - local
    await house.app.tick()
    assert len(await house.told(SALMA, "موجز \u2068")) == 1


@pytest.mark.parametrize(
    "data", ["1:sc:zone.Mars/Base", "1:sc:pace.9999", "1:sc:hour.25", "1:sc:", "1:so:x", "1:sc:quiet.1-1"]
)
async def test_made_up_choices_change_nothing(house: House, data: str) -> None:
    shown = await house.ask(SALMA, "/settings")
    before = await known(house, SALMA)
    await house.people.wait_answer(await house.people.tap(SALMA, data=data, message_id=shown.message_id))
    await house.settle()
    assert await known(house, SALMA) == before
    assert not await house.told(SALMA, "عذرًا")


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
        ("22", None),
        ("7-7", None),
        ("25-3", None),
        ("", None),
        ("-" * 10_000, None),
    ],
)
def test_quiet_hours_as_people_write_them(typed: str, quiet: tuple[time, time] | None) -> None:
    assert read_quiet(typed) == quiet


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("دمشق", "Asia/Damascus"),
        ("سوريا", "Asia/Damascus"),
        ("حلب", "Asia/Damascus"),
        ("Deir ez-Zor", "Asia/Damascus"),
        ("الموصل", "Asia/Baghdad"),
        ("بيروت", "Asia/Beirut"),
        ("القدس", "Asia/Jerusalem"),
        ("رام الله", "Asia/Hebron"),
        ("غزة", "Asia/Gaza"),
        ("غزه", "Asia/Gaza"),
        ("عدن", "Asia/Aden"),
        ("الرياض", "Asia/Riyadh"),
        ("جدة", "Asia/Riyadh"),
        ("دبي", "Asia/Dubai"),
        ("القاهرة", "Africa/Cairo"),
        ("مصر", "Africa/Cairo"),
        ("الخرطوم", "Africa/Khartoum"),
        ("بنغازي", "Africa/Tripoli"),
        ("اسطنبول", "Europe/Istanbul"),
        ("ANKARA", "Europe/Istanbul"),
        ("برلين", "Europe/Berlin"),
        ("london", "Europe/London"),
        ("New York", "America/New_York"),
        ("Asia/Tokyo", "Asia/Tokyo"),
    ],
)
def test_places_and_their_zones(typed: str, zone: str) -> None:
    assert find(typed)[0] == zone
    assert is_zone(zone)


@pytest.mark.parametrize("typed", ["", " ", "🙂", "لا مكان", "x" * 10_000, "<b>", "\u202e"])
def test_what_is_no_place_is_none(typed: str) -> None:
    assert find(typed) == []


@pytest.mark.parametrize(
    ("position", "zone"),
    [
        ((33.5, 36.3), "Asia/Damascus"),
        ((36.2, 37.2), "Asia/Damascus"),
        ((52.5, 13.4), "Europe/Berlin"),
        ((31.5, 34.46), "Asia/Gaza"),
    ],
)
def test_the_zone_of_a_position(position: tuple[float, float], zone: str) -> None:
    assert nearest(*position) == zone
