"""`/source` and `/sources`, on the running bot with a t.me on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.feed_site import Newspaper, Web
from tests.house import OWNER, SALMA, House, open_house
from tests.preview_site import Site, serving


@pytest.fixture
def site() -> Site:
    return Site(lambda: datetime.now(UTC))


@pytest.fixture
def web() -> Web:
    return Web(lambda: datetime.now(UTC))


@pytest.fixture
async def web_base(web: Web) -> AsyncIterator[str]:
    async with serving(web) as base:
        yield base


@pytest.fixture
async def house(tmp_path: Path, site: Site, web_base: str) -> AsyncIterator[House]:
    trusted = web_base.removeprefix("http://")
    async with serving(site) as base, open_house(tmp_path, preview_base=base, private_feeds=trusted) as opened:
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


FORMS = {
    "/source": "/source add",
    "/source add https://t.me/+AbCdEfGh": "رابط دعوة",
    "/source add https://t.me/c/123456/7": "قناة خاصة",
    "/source add https://t.me/addstickers/Pack": "ليس رابط قناة",
    "/source add https://sami:1234@example.org/feed": "كلمة سر",
    "/source add قناة الميدان": "لا أجد قناة",
    "/source pause @la_ahad_huna": "لا قناة باسم",
    "/source rename @la_ahad_huna": "/source rename",
    "/source remove https://example.org/feed": "لا خلاصة من",
    "/source add @7la": "لا قناة باسم",
    "/مصدر أضف @la_ahad_huna": "أفحص",
}


async def test_every_form_of_the_command_is_answered(house: House) -> None:
    for written, answer in FORMS.items():
        assert answer in (await house.ask(OWNER, written)).text, written


async def test_every_form_of_a_public_channel_leads_to_its_page(house: House, site: Site) -> None:
    forms = {
        "telegram.me/qanat_thaniya": "Qanat_Thaniya",
        "https://t.me/Qanat_Rabia/1?single&comment=2": "Qanat_Rabia",
        "tg://resolve?domain=qanat_khamisa&post=1": "Qanat_Khamisa",
    }
    for number, name in enumerate(forms.values()):
        site.channel(name, name, 5100 + number).publish("خبر", datetime.now(UTC) - timedelta(hours=2))
    for written in forms:
        await house.ask(OWNER, f"/source add {written}", "أفحص")
    for name in forms.values():
        await told(house, OWNER, f"صارت «\u2068{name}\u2069»")


async def test_a_feed_is_added_by_the_address_of_its_site_and_alerts(house: House, web: Web, web_base: str) -> None:
    paper = web.feeds["/feed"] = Newspaper("صحيفة المضيق")
    paper.publish("مقال عن الجسر", datetime.now(UTC) - timedelta(hours=3))
    web.pages["/"] = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'
    await house.watch(SALMA, "الجسر")
    await house.ask(OWNER, f"/source add {web_base}", "أفحص")
    await told(house, OWNER, "صارت «\u2068صحيفة المضيق\u2069»")
    assert not await house.told(SALMA, "مقال عن")

    paper.publish("انهيار الجسر الخشبي", datetime.now(UTC))
    house.clock.ahead += timedelta(hours=1)
    house.app.feeds.wake()
    await told(house, SALMA, "الخشبي")


async def test_a_feed_is_paused_resumed_renamed_and_removed_by_any_of_its_names(
    house: House, web: Web, web_base: str
) -> None:
    web.feeds["/feed"] = Newspaper("صحيفة المضيق")
    await house.ask(OWNER, f"/source add {web_base}/feed", "أفحص")
    await told(house, OWNER, "لا منشورات فيها بعد")
    assert "127_0_0_1" in (await house.ask(SALMA, "/sources", "المضيق")).text
    await house.ask(OWNER, f"/source add {web_base}/feed/", "أصلًا")
    await house.ask(OWNER, "/source pause @127_0_0_1", "أُوقفت")
    assert "⏸" in (await house.ask(OWNER, "/sources")).text
    await house.ask(OWNER, f"/source resume {web_base}/feed", "أفحص")
    await house.ask(OWNER, "/source rename @127_0_0_1 المضيق اليومية", "صار اسم")
    assert "المضيق اليومية" in (await house.ask(SALMA, "/sources")).text
    await house.ask(OWNER, f"/source remove {web_base}/feed", "لم تعد")
    assert "المضيق اليومية" not in (await house.ask(SALMA, "/sources")).text


async def test_an_address_in_a_private_network_is_refused_by_itself_and_behind_a_redirect(
    house: House, web: Web, web_base: str
) -> None:
    web.redirects["/away"] = (302, "http://127.0.0.1:1/secret")
    await house.ask(OWNER, "/source add http://127.0.0.1:1/feed", "أفحص")
    await told(house, OWNER, "http://127.0.0.1:1/feed\u2069 يقود إلى شبكة داخلية")
    await house.ask(OWNER, f"/source add {web_base}/away", "أفحص")
    await told(house, OWNER, f"{web_base}/away\u2069 يقود إلى شبكة داخلية")
    assert "127.0.0.1" not in (await house.ask(OWNER, "/sources")).text


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


async def test_a_forwarded_post_of_a_channel_without_a_public_name_is_explained(house: House) -> None:
    nameless = ORIGIN | {"chat": {"id": -1000000005009, "type": "channel", "title": "قناة خاصة"}}
    forwarded = await house.people.forward_origin(OWNER, origin=nameless, text="خبر من القناة")
    await house.settle()
    await house.people.say(OWNER, "/source add", reply_to=forwarded.message_id)
    await told(house, OWNER, "ليس لها اسم عام")


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
