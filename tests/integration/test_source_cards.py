"""`/sources` in pages, and the cards by which admins look after each source."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ingest.sources.finding import sources_named
from bot.model import RefKind, Source, SourceStatus
from bot.sandbox.person import SeenMessage
from handlers.keyboards import PAUSE_SOURCE, data
from storage import Unit
from tests.house import OWNER, SALMA, House, open_house
from tests.preview_site import Site, serving

FIRE = "اندلع حريق في سوق الخضار القديم عند الفجر"


@pytest.fixture
def site() -> Site:
    return Site(lambda: datetime.now(UTC))


@pytest.fixture
async def house(tmp_path: Path, site: Site) -> AsyncIterator[House]:
    async with serving(site) as base, open_house(tmp_path, preview_base=base) as opened:
        await opened.ask(OWNER, "/start")
        yield opened


async def add_many(house: House, count: int) -> None:
    """So many channels that the bot is in."""

    async def save(unit: Unit) -> None:
        for number in range(1, count + 1):
            title, accepted = f"قناة رقم {number}", SourceStatus.ACCEPTED
            made = Source(
                0, RefKind.CHANNEL, str(7000 + number), title, chat_id=-1000000007000 - number, status=accepted
            )
            await unit.sources.save(made, house.clock.now())

    await house.write(save)


async def polled(house: House, site: Site) -> SeenMessage:
    """A channel that is read by its page, and its card."""
    channel = site.channel("Marsad_Alyawm", "مرصد اليوم", 5005)
    for hours in range(21, 1, -1):
        channel.publish("خبر قديم", datetime.now(UTC) - timedelta(hours=hours))
    await house.ask(OWNER, "/source add @Marsad_Alyawm", "أفحص")

    async def is_read() -> bool:
        return bool(await house.told(OWNER, "صارت"))

    await house.until(is_read)
    return await card(house, "مرصد اليوم")


async def card(house: House, title: str) -> SeenMessage:
    """The owner opens the card of a source from the list."""
    listed = await house.ask(OWNER, "/sources")
    return await house.press(OWNER, listed, next(label for label in listed.labels if title in label))


async def test_all_sources_can_be_reached_page_by_page(house: House) -> None:
    await add_many(house, 19)
    listed = await house.ask(SALMA, "/sources", "19")
    assert listed.labels == ("التالي",)
    seen = listed.text
    for _ in range(2):
        listed = await house.press(SALMA, listed, "التالي")
        seen += listed.text
    assert all(f"قناة رقم {number}\u2069 " in seen for number in range(1, 20))
    assert listed.labels == ("السابق",)


async def test_a_card_tells_how_a_page_is_read_and_brings_its_turn_forward(house: House, site: Site) -> None:
    opened = await polled(house, site)
    assert "قناة عامة تُقرأ صفحتها" in opened.text
    assert "قُرئ آخر مرة قبل" in opened.text
    assert "آخر منشور قبل \u2068ساعتين" in opened.text
    assert "المعتاد منشور كل \u2068" in opened.text
    await house.watch(SALMA, "حريق")
    site.channels["marsad_alyawm"].publish(FIRE, datetime.now(UTC))
    await house.people.tap(OWNER, label="🔎 فحص الآن", message_id=opened.message_id)

    async def is_told() -> bool:
        return bool(await house.told(SALMA, "سوق الخضار"))

    await house.until(is_told)


async def test_a_polled_channel_is_paused_and_resumed_by_its_card(house: House, site: Site) -> None:
    opened = await polled(house, site)
    paused = await house.press(OWNER, opened, "⏸ إيقاف")
    assert "موقوف" in paused.text
    assert "🔎 فحص الآن" not in paused.labels
    await house.people.tap(OWNER, label="▶️ استئناف", message_id=paused.message_id)
    resumed = await house.people.wait_edit(OWNER, paused.message_id, lambda seen: "🔎 فحص الآن" in seen.labels)
    # The same button of an old picture of the card: nothing is done twice.
    await house.people.tap(OWNER, data=paused.buttons[0][0].data, message_id=resumed.message_id)
    await house.settle()
    async with house.app.storage.reading() as unit:
        (source,) = await unit.sources.all()
        assert source.status is SourceStatus.ACCEPTED
        assert await unit.sources.poll(source.id) is not None


async def test_a_private_channel_is_paused_resumed_and_removed_without_the_bot_leaving_it(house: House) -> None:
    channel = await house.channel("غرفة المراسلين", "")
    await house.watch(SALMA, "حريق")
    opened = await card(house, "غرفة المراسلين")
    assert "البوت عضو فيها" in opened.text
    paused = await house.press(OWNER, opened, "⏸ إيقاف")
    await house.people.publish(channel, FIRE)
    assert not await house.told(SALMA, "سوق الخضار")
    resumed = await house.press(OWNER, paused, "▶️ استئناف")
    await house.people.publish(channel, f"{FIRE} وأُخمد ظهرًا")
    assert await house.told(SALMA, "ظهرًا")
    sure = await house.press(OWNER, resumed, "🗑 حذف من المصادر")
    removed = await house.press(OWNER, sure, "نعم، احذفه من المصادر")
    assert "البوت ما زال عضوًا" in removed.text
    await house.people.publish(channel, f"{FIRE} ثم تجدّد ليلًا")
    assert not await house.told(SALMA, "ليلًا")
    # Pressed again from an old picture of the question.
    await house.people.tap(OWNER, data=sure.buttons[0][0].data, message_id=removed.message_id)
    await house.settle()
    assert "غرفة المراسلين" not in (await house.ask(OWNER, "/sources")).text


async def test_a_proposed_channel_is_accepted_by_its_card(house: House) -> None:
    await house.watch(SALMA, "حريق")
    channel = await house.channel("شبكة الميدان", "", accepted=False)
    await house.people.promote_bot(channel, by=SALMA)
    await house.people.publish(channel, FIRE)
    await house.settle()
    opened = await card(house, "شبكة الميدان")
    assert "بانتظار قرار مشرف" in opened.text
    assert opened.labels == ("✅ قبول", "✖️ رفض", "رجوع")
    await house.press(OWNER, opened, "✅ قبول")
    assert await house.told(SALMA, "سوق الخضار")


async def test_cards_are_for_admins_and_a_source_that_is_gone_is_said_to_be(house: House) -> None:
    await house.channel("غرفة المراسلين", "")
    await house.ask(SALMA, "/start")
    listed = await house.ask(SALMA, "/sources")
    assert listed.labels == ()
    async with house.app.storage.reading() as unit:
        (source,) = await unit.sources.all()
    await house.people.tap(SALMA, data=data(PAUSE_SOURCE, f"{source.id}.0"), message_id=listed.message_id)
    assert await house.told(SALMA, "لمشرفي البوت")
    owners = await house.ask(OWNER, "/sources")
    for nonsense in (f"{source.id + 1}.0", "x", f"{source.id}9999999999999999999.3"):
        callback = await house.people.tap(OWNER, data=data(PAUSE_SOURCE, nonsense), message_id=owners.message_id)
        assert "لم يعد هذا من المصادر" in (await house.people.wait_answer(callback)).text
    async with house.app.storage.reading() as unit:
        assert [one.status for one in await unit.sources.all()] == [SourceStatus.ACCEPTED]


async def test_a_source_without_a_name_is_meant_by_its_title_its_id_and_its_links(house: House) -> None:
    channel = await house.channel("غرفة المراسلين", "")
    bare = str(channel).removeprefix("-100")
    forms = ("غرفة المراسلين", "«غرفه المراسلين»", str(channel), f"https://t.me/c/{bare}/17", f"t.me/c/{bare}")
    others = ("", "غرفة", "-1009999999999", "https://t.me/c/1/17", "@", bare)
    async with house.app.storage.reading() as unit:
        assert [len(await sources_named(unit, written)) for written in forms] == [1] * len(forms)
        assert [len(await sources_named(unit, written)) for written in others] == [0] * len(others)
    await house.ask(OWNER, "/source pause غرفة المراسلين", "أُوقفت")
    await house.ask(OWNER, f"/source resume {channel}", "استُؤنفت")
    await house.ask(OWNER, "/source pause غرفة أخرى", "ليس بين المصادر")
    await house.channel("غرفة المراسلين", "")
    await house.ask(OWNER, "/source remove غرفة المراسلين", "أكثر من مصدر")
    await house.ask(OWNER, f"/source remove https://t.me/c/{bare}/17", "لم تعد")


async def test_adding_a_channel_in_trouble_again_looks_at_it_now(house: House, site: Site) -> None:
    await polled(house, site)
    channel = site.channels["marsad_alyawm"]
    channel.broken = True
    house.clock.ahead += timedelta(hours=1)
    house.app.previews.wake()

    async def is_troubled() -> bool:
        async with house.app.storage.reading() as unit:
            (poll,) = await unit.sources.polls(RefKind.CHANNEL)
            return bool(poll.failure)

    await house.until(is_troubled)
    assert "⚠️ \u2068وصلت صفحة" in (await card(house, "مرصد اليوم")).text
    channel.broken = False
    await house.ask(OWNER, "/source add @Marsad_Alyawm", "متعثّرة")

    async def is_well() -> bool:
        return not await is_troubled()

    await house.until(is_well)
    await house.ask(OWNER, "/source add @Marsad_Alyawm", "أصلًا.")


async def test_a_channel_can_begin_with_as_many_posts_as_an_admin_wants(house: House, site: Site) -> None:
    channel = site.channel("Marsad_Alyawm", "مرصد اليوم", 5005)
    for number in range(130):
        channel.publish(f"{FIRE} رقم {number}", datetime.now(UTC) - timedelta(days=9, minutes=-number))
    await house.watch(SALMA, "حريق")
    await house.ask(OWNER, "/source add @Marsad_Alyawm 20001", "عدد المنشورات السابقة")
    await house.ask(OWNER, "/source add https://example.org/feed 50", "Telegram Desktop")
    await house.ask(OWNER, "/source add @Marsad_Alyawm 7", "التي تُجلب معها: \u20687")

    async def have(count: int) -> bool:
        await house.settle()
        async with house.app.storage.reading() as unit:
            return await unit.posts.count() == count

    await house.until(lambda: have(7))
    await house.ask(OWNER, "/source add @Marsad_Alyawm 45", "45")
    await house.until(lambda: have(45))
    assert not await house.told(SALMA, "رقم")
