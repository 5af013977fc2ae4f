"""`/source` and `/sources`, on the running bot with a t.me on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.house import OWNER, SALMA, House, open_house
from tests.preview_site import Site, serving


@pytest.fixture
def site() -> Site:
    return Site(lambda: datetime.now(UTC))


@pytest.fixture
async def house(tmp_path: Path, site: Site) -> AsyncIterator[House]:
    async with serving(site) as base, open_house(tmp_path, preview_base=base) as opened:
        await opened.ask(OWNER, "/start")
        yield opened


async def told(house: House, user: int, containing: str) -> None:
    """Somebody is told something, sooner or later: previews are looked at when their turn comes."""

    async def is_told() -> bool:
        return bool(await house.told(user, containing))

    await house.until(is_told)


async def test_a_channel_pasted_as_a_link_is_read_and_its_posts_are_alerted(house: House, site: Site) -> None:
    channel = site.channel("Marsad_Alyawm", "مرصد اليوم", 5005)
    channel.publish("افتتاح الطريق الساحلي", datetime.now(UTC) - timedelta(hours=2))
    await house.watch(SALMA, "الطريق")
    await house.ask(OWNER, "/source add https://t.me/marsad_alyawm/1?single", "أفحص")
    await told(house, OWNER, "صارت «\u2068مرصد اليوم\u2069»")
    assert not await house.told(SALMA, "الساحلي")

    channel.publish("انقطاع الطريق الجبلي", datetime.now(UTC))
    house.clock.ahead += timedelta(hours=1)
    house.app.previews.wake()
    await told(house, SALMA, "الجبلي")


async def test_everybody_sees_the_sources_and_only_admins_change_them(house: House, site: Site) -> None:
    site.channel("Marsad_Alyawm", "مرصد اليوم", 5005).publish("خبر", datetime.now(UTC) - timedelta(hours=2))
    await house.ask(OWNER, "/source add @Marsad_Alyawm")
    await told(house, OWNER, "صارت")
    listed = await house.ask(SALMA, "/sources", "مرصد اليوم")
    assert "قبل ساعتين" in listed.text.replace("\u2068", "").replace("\u2069", "")
    assert "في المتوسط" in listed.text
    await house.ask(SALMA, "/source remove @Marsad_Alyawm")
    assert "مرصد اليوم" in (await house.ask(SALMA, "/sources")).text
    await house.ask(OWNER, "/source remove @marsad_alyawm", "لم تعد")
    assert "مرصد اليوم" not in (await house.ask(SALMA, "/sources")).text


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("/source", "/source add"),
        ("/source add", "/source add"),
        ("/source add https://t.me/+AbCdEfGh", "رابط دعوة"),
        ("/source add https://t.me/c/123456/7", "قناة خاصة"),
        ("/source add https://example.org/news", "ليس رابط قناة"),
        ("/source add قناة الميدان", "لا أجد قناة"),
        ("/source pause @la_ahad_huna", "لا قناة باسم"),
        ("/مصدر أضف @la_ahad_huna", "أفحص"),
    ],
)
async def test_every_form_of_the_command_is_answered(house: House, written: str, answer: str) -> None:
    assert answer in (await house.ask(OWNER, written)).text


async def test_a_channel_without_a_preview_is_explained(house: House, site: Site) -> None:
    site.channel("Qanat_Muqayyada", "قناة مقيّدة", 5006).preview = False
    await house.ask(OWNER, "/source add @Qanat_Muqayyada")
    await told(house, OWNER, "لا يعرض لها صفحة عامة")
    assert "مقيّدة" not in (await house.ask(OWNER, "/sources")).text


async def test_a_channel_the_bot_is_in_is_not_polled(house: House, site: Site) -> None:
    await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.ask(OWNER, "/source add @shabakat_almaydan", "البوت عضو فيها")
    assert not site.asked


ORIGIN = {
    "type": "channel",
    "chat": {"id": -1000000005005, "type": "channel", "title": "مرصد اليوم", "username": "Marsad_Alyawm"},
    "message_id": 2,
}


async def test_the_command_may_answer_a_forwarded_post(house: House, site: Site) -> None:
    site.channel("Marsad_Alyawm", "مرصد اليوم", 5005).publish("خبر", datetime.now(UTC) - timedelta(hours=2))
    forwarded = await house.people.forward_origin(OWNER, origin=ORIGIN, text="خبر من القناة")
    await house.settle()
    await house.people.say(OWNER, "/source add", reply_to=forwarded.message_id)
    await told(house, OWNER, "صارت «\u2068مرصد اليوم\u2069»")


async def test_a_forward_brings_the_turn_of_its_channel_forward_and_is_the_same_post(house: House, site: Site) -> None:
    channel = site.channel("Marsad_Alyawm", "مرصد اليوم", 5005)
    channel.publish("خبر", datetime.now(UTC) - timedelta(hours=2))
    await house.watch(SALMA, "السوق")
    await house.ask(OWNER, "/source add @Marsad_Alyawm")
    await told(house, OWNER, "صارت")
    assert channel.publish("افتتاح المعرض", datetime.now(UTC)) == ORIGIN["message_id"]
    channel.publish("حريق في السوق القديم", datetime.now(UTC))
    await house.people.forward_origin(OWNER, origin=ORIGIN, text="افتتاح المعرض")
    await told(house, SALMA, "القديم")

    async with house.app.storage.reading() as unit:
        assert await unit.posts.count() == 3
