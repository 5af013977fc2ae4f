"""Public channels read by their previews: everything once, every alert that is due, every trouble named."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.ingest.sources.adding import set_aside
from bot.ingest.sources.expecting import pages_silent_since
from bot.ingest.sources.rhythm import Budget
from bot.model import Media, MediaKind, Post, PostRef, RefKind, SourceStatus, Subscriber
from tests.integration.polling import MORNING, NADIR, SALMA, Newsroom
from tests.preview_site import Channel

# Every five minutes is often enough for a day that shall pass in seconds.
CALM = Budget(shortest=300.0)


def newspaper(room: Newsroom, posts: int = 3) -> Channel:
    """A channel with some posts of the last hours."""
    channel = room.site.channel("Jaridat_Alsahel", "جريدة الساحل", 7001)
    for number in range(posts):
        channel.publish(f"خبر قديم رقم {number}", MORNING - timedelta(minutes=20 * (posts - number)))
    return channel


async def test_a_new_channel_begins_with_its_last_posts_and_nobody_is_alerted(
    room: Newsroom, nadir: Subscriber, salma: Subscriber
) -> None:
    newspaper(room, posts=75)
    await room.watch(salma, "خبر")
    await room.start(CALM)
    await room.add("jaridat_alsahel", nadir)
    await room.pass_by(minutes=2)

    assert len(room.stored()) == 30
    assert "خبر قديم رقم 74" in room.stored()
    assert room.rows("select distinct mode from posts") == [("history",)]
    assert not room.phones.texts(SALMA)
    (added,) = room.phones.texts(NADIR)
    assert "جريدة الساحل" in added
    (source,) = await room.sources()
    assert (source.key, source.username) == ("7001", "Jaridat_Alsahel")


async def test_what_is_published_then_is_alerted_once(room: Newsroom, nadir: Subscriber, salma: Subscriber) -> None:
    channel = newspaper(room)
    await room.watch(salma, "الميناء")
    await room.start(CALM)
    await room.add("Jaridat_Alsahel", nadir)
    await room.pass_by(minutes=2)
    channel.publish("إغلاق الميناء أمام الملاحة", room.clock.now())
    channel.publish("صور من الميناء", room.clock.now(), pictures=3)
    await room.pass_by(minutes=30)

    assert len(room.phones.texts(SALMA, "إغلاق")) == 1
    assert len(room.phones.texts(SALMA, "صور من")) == 1
    assert room.rows("select count(*) from post_refs where item_key in ('5', '6', '7')") == [(3,)]


async def test_a_post_that_telegram_brought_already_is_the_same_post(room: Newsroom, nadir: Subscriber) -> None:
    channel = newspaper(room)
    await room.start(CALM)
    await room.add("Jaridat_Alsahel", nadir)
    await room.pass_by(minutes=2)
    known = Post(
        text="وصول  باخرة القمح",
        refs=(PostRef(RefKind.CHANNEL, "7001", "4"),),
        media=(Media(MediaKind.PHOTO, "AgAC"),),
        arrived_at=room.clock.now(),
    )
    await room.storage.transact(lambda unit: unit.posts.add(known))
    assert channel.publish("وصول باخرة القمح", room.clock.now()) == 4
    await room.pass_by(minutes=30)

    assert room.rows("select version, text from posts where text like '%القمح'") == [(1, known.text)]


async def test_an_edited_post_is_a_new_version_and_alerts_whoever_watches_what_it_says_now(
    room: Newsroom, nadir: Subscriber, salma: Subscriber
) -> None:
    channel = newspaper(room)
    await room.watch(salma, "الجسر")
    await room.start(CALM)
    await room.add("Jaridat_Alsahel", nadir)
    await room.pass_by(minutes=2)
    number = channel.publish("تفاصيل بعد قليل", room.clock.now())
    await room.pass_by(minutes=30)
    assert not room.phones.texts(SALMA)
    channel.edit(number, "الجسر مفتوح من جديد")
    await room.pass_by(minutes=30)

    assert len(room.phones.texts(SALMA, "مفتوح")) == 1
    assert room.rows("select version, text from posts where version > 1") == [(2, "الجسر مفتوح من جديد")]


async def test_posts_of_an_outage_are_caught_up_with_and_alerted(
    room: Newsroom, nadir: Subscriber, salma: Subscriber
) -> None:
    channel = newspaper(room)
    await room.watch(salma, "عاجل")
    await room.start(CALM)
    await room.add("Jaridat_Alsahel", nadir)
    await room.pass_by(minutes=2)
    await room.stop()
    for number in range(70):
        channel.publish(f"عاجل {number}" if number % 10 == 0 else f"خبر جديد {number}", room.clock.now())
    room.clock.set(room.clock.now() + timedelta(hours=5))
    await room.start(CALM)
    await room.pass_by(minutes=10)

    assert sum("جديد" in text or "عاجل" in text for text in room.stored()) == 70
    assert set(room.stored().values()) == {1}
    assert len(room.phones.texts(SALMA, "عاجل")) == 7
    assert room.rows("select distinct mode from posts where text like 'عاجل%'") == [("catch_up",)]


async def test_a_restart_asks_nobody_twice_and_nothing_at_once(room: Newsroom, nadir: Subscriber) -> None:
    for number in range(20):
        room.site.channel(f"qanat_{number:02}", f"قناة {number}", 8000 + number).publish("مرحبا", MORNING)
    await room.start(Budget())
    for number in range(20):
        await room.add(f"qanat_{number:02}", nadir)
    await room.pass_by(minutes=2)
    await room.stop()
    before = len(room.site.asked)
    room.clock.set(room.clock.now() + timedelta(hours=1))
    await room.start(Budget())
    await room.pass_by(seconds=60)
    moments = [at for at, _ in room.site.asked[before:]]

    assert 50 <= len(moments) <= 61
    assert min(late - early for early, late in pairwise(moments)) >= timedelta(seconds=0.7)
    assert all("Rasid" in agent for agent in room.site.agents)


@pytest.mark.parametrize(
    ("name", "counted", "said"),
    [
        ("la_ahad_huna", None, "ولا شخص باسم"),
        ("majmuat_alhay", "12 members, 3 online", "مجموعة"),
        ("qanat_muqayyada", "9 110 subscribers", "لا يعرض لها صفحة عامة"),
        ("shakhs_ma", "@shakhs_ma", "شخص أو بوت"),
    ],
)
async def test_what_is_no_public_channel_is_explained_and_not_kept(
    room: Newsroom, nadir: Subscriber, name: str, counted: str | None, said: str
) -> None:
    if counted:
        room.site.landings[name] = counted
    await room.start(CALM)
    await room.add(name, nadir)
    await room.pass_by(minutes=5)

    (told,) = room.phones.texts(NADIR)
    assert said in told
    assert not await room.sources()


async def test_a_refusal_is_obeyed_and_told_once_for_all_channels(room: Newsroom, nadir: Subscriber) -> None:
    newspaper(room)
    room.site.channel("Radio_Alwadi", "راديو الوادي", 7002).publish("بداية البث", MORNING)
    await room.start(CALM)
    await room.add("Jaridat_Alsahel", nadir)
    await room.add("Radio_Alwadi", nadir)
    await room.pass_by(minutes=5)
    heard = len(room.phones.texts(NADIR))
    room.site.refusal = (429, {"Retry-After": "120"})
    asked = len(room.site.asked)
    refused_at = room.clock.now()
    await room.pass_by(minutes=40)
    assert len(room.site.asked) - asked <= 20
    async with room.storage.reading() as unit:
        since = await pages_silent_since(unit)
    assert since is not None
    assert timedelta() <= since - refused_at <= timedelta(minutes=6)
    room.site.refusal = None
    await room.pass_by(minutes=40)

    new = room.phones.texts(NADIR)[heard:]
    assert len(new) == 2
    assert "لا تعطي صفحات تيليغرام العامة شيئًا" in new[0]
    assert "عادت صفحات تيليغرام" in new[1]
    async with room.storage.reading() as unit:
        assert await pages_silent_since(unit) is None


async def test_a_renamed_channel_goes_on_under_its_new_name(room: Newsroom, nadir: Subscriber) -> None:
    channel = newspaper(room)
    await room.start(CALM)
    await room.add("Jaridat_Alsahel", nadir)
    await room.pass_by(minutes=5)
    room.site.rename(channel, "Sahel_News")
    await room.pass_by(hours=2)
    assert len(room.phones.texts(NADIR, "ولا شخص باسم")) == 1
    channel.publish("خبر بعد تغيير الاسم", room.clock.now())
    await room.add("Sahel_News", nadir)
    await room.pass_by(minutes=30)

    (source,) = await room.sources()
    assert (source.key, source.username) == ("7001", "Sahel_News")
    assert room.stored()["خبر بعد تغيير الاسم"] == 1
    assert len(room.phones.texts(NADIR, "تغيّر اسم")) == 1
    assert room.rows("select mode from posts where text like '%تغيير الاسم'") == [("catch_up",)]


async def test_a_name_that_went_to_another_channel_brings_nothing(room: Newsroom, nadir: Subscriber) -> None:
    newspaper(room)
    await room.start(CALM)
    await room.add("Jaridat_Alsahel", nadir)
    await room.pass_by(minutes=5)
    room.site.channel("Jaridat_Alsahel", "إعلانات", 9999).publish("اشترك الآن", room.clock.now())
    await room.pass_by(hours=1)

    assert "اشترك الآن" not in room.stored()
    assert len(room.phones.texts(NADIR, "لقناة أخرى")) == 1


async def test_a_consent_page_in_between_is_named(room: Newsroom, nadir: Subscriber) -> None:
    newspaper(room)
    await room.start(CALM)
    await room.add("Jaridat_Alsahel", nadir)
    await room.pass_by(minutes=5)
    room.site.instead = b"<html><title>Before you continue</title><form>We need your consent</form></html>"
    await room.pass_by(hours=1)
    room.site.instead = None
    await room.pass_by(hours=1)

    assert len(room.phones.texts(NADIR, "يطلب وسيط ما موافقة")) == 1
    assert len(room.phones.texts(NADIR, "عادت")) == 1


async def test_a_paused_channel_is_left_alone(room: Newsroom, nadir: Subscriber) -> None:
    channel = newspaper(room)
    await room.start(CALM)
    await room.add("Jaridat_Alsahel", nadir)
    await room.pass_by(minutes=5)
    (source,) = await room.sources()
    await room.storage.transact(lambda unit: set_aside(unit, source, SourceStatus.PAUSED, nadir, room.clock.now()))
    asked = len(room.site.asked)
    channel.publish("خبر أثناء الإيقاف", room.clock.now())
    await room.pass_by(hours=3)

    assert len(room.site.asked) == asked
    assert "خبر أثناء الإيقاف" not in room.stored()
