"""Channels that are read by their public page, and what else tells of them: the bot in them, and their posts passed on.

The house's clock is the machine's: what comes within a test's patience comes because a turn was brought forward.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model import RefKind, Role, Source, SourceStatus
from storage import Poll, Unit
from tests.house import OWNER, PETER, SALMA, House, open_house
from tests.integration.polling import NADIR, newsroom
from tests.preview_site import Channel, Site, serving

NAME, TITLE, NUMBER = "Marsad_Alwadi", "مرصد الوادي", 5005
CHAT = -1_000_000_000_000 - NUMBER


@pytest.fixture
def site() -> Site:
    return Site(lambda: datetime.now(UTC))


@pytest.fixture
async def house(tmp_path: Path, site: Site) -> AsyncIterator[House]:
    async with serving(site) as base, open_house(tmp_path, preview_base=base) as opened:
        await opened.ask(OWNER, "/start")
        yield opened


@pytest.fixture
async def polled(house: House, site: Site) -> Channel:
    """A channel that the owner has added by its name, whose page has been read; Salma watches for bridges."""
    channel = site.channel(NAME, TITLE, NUMBER)
    channel.publish("نشرة الطقس", datetime.now(UTC) - timedelta(hours=3))
    await house.watch(SALMA, "جسر")
    await house.ask(OWNER, f"/source add @{NAME}")
    await told(house, OWNER, "صارت")
    return channel


async def told(house: House, user: int, containing: str) -> None:
    """Somebody is told something, sooner or later."""

    async def is_told() -> bool:
        return bool(await house.told(user, containing))

    await house.until(is_told)


async def standing(house: House) -> tuple[Source, Poll | None]:
    """How the bot knows the channel, and its turns."""
    async with house.app.storage.reading() as unit:
        source = await unit.sources.find(RefKind.CHANNEL, str(NUMBER))
        assert source is not None
        return source, await unit.sources.poll(source.id)


async def looked_at(house: House, site: Site, before: int) -> None:
    """The channel has been looked at since so many pages had been asked for, and its turn lies ahead."""

    async def is_done() -> bool:
        _, poll = await standing(house)
        return len(site.asked) > before and poll is not None and poll.due_at > house.clock.now()

    await house.until(is_done)


async def bring_bot(house: House, site: Site, by: int = PETER) -> None:
    """The channel's owner, who is nobody here, makes the bot its admin; that alone is reason to look at its page."""
    before = len(site.asked)
    await house.people.channel(TITLE, id=CHAT, username=NAME)
    await house.people.promote_bot(CHAT, by=by)
    await looked_at(house, site, before)
    await house.settle()


async def test_who_owns_a_channel_cannot_end_the_reading_of_its_page(house: House, site: Site, polled: Channel) -> None:
    await bring_bot(house, site)
    polled.publish("انهيار الجسر الخشبي", datetime.now(UTC))
    await house.people.remove_bot(CHAT, by=PETER)
    await told(house, SALMA, "الخشبي")
    assert await house.told(OWNER, "تُقرأ صفحتها العامة بدلًا من ذلك")
    assert not await house.told(OWNER, "لن تصل")
    source, poll = await standing(house)
    assert (source.status, source.chat_id, source.username) == (SourceStatus.ACCEPTED, None, NAME)
    assert poll is not None

    polled.publish("إصلاح الجسر الحجري", datetime.now(UTC))
    house.clock.ahead += timedelta(hours=1)
    house.app.previews.wake()
    await told(house, SALMA, "الحجري")


async def test_admins_who_read_english_are_told_that_the_page_is_read_instead(
    house: House, site: Site, polled: Channel
) -> None:
    await house.ask(PETER, "/start")
    peter = await house.subscriber(PETER)
    assert peter is not None
    await house.write(lambda unit: unit.subscribers.set_role(peter.id, Role.ADMIN))
    await bring_bot(house, site)
    await house.people.remove_bot(CHAT, by=PETER, kick=True)
    await told(house, PETER, "Its public page is read instead")


async def test_a_post_that_comes_by_the_bot_and_by_the_page_is_one(house: House, site: Site, polled: Channel) -> None:
    await bring_bot(house, site)
    published = await house.people.publish(CHAT, "إغلاق الجسر القديم")
    polled.next_id = published.message_id
    polled.publish("إغلاق الجسر القديم", datetime.now(UTC))
    await told(house, SALMA, "القديم")
    before = len(site.asked)
    await house.people.remove_bot(CHAT, by=PETER)
    await looked_at(house, site, before)
    assert len(await house.told(SALMA, "القديم")) == 1
    async with house.app.storage.reading() as unit:
        assert await unit.posts.count() == 2


async def test_hiding_the_name_for_one_post_does_not_end_the_reading(house: House, site: Site, polled: Channel) -> None:
    await bring_bot(house, site)
    await house.people.channel(TITLE, id=CHAT, username="")
    await house.people.publish(CHAT, "صباح الخير من الوادي")
    await house.settle()
    await house.people.remove_bot(CHAT, by=PETER)
    await house.settle()
    source, poll = await standing(house)
    assert (source.status, source.username) == (SourceStatus.ACCEPTED, NAME)
    assert poll is not None


async def test_what_an_admin_paused_stays_paused_whoever_brings_and_removes_the_bot(
    house: House, polled: Channel
) -> None:
    await house.ask(OWNER, f"/source pause @{NAME}", "أُوقفت")
    await house.people.channel(TITLE, id=CHAT, username=NAME)
    await house.people.promote_bot(CHAT, by=PETER)
    await house.people.remove_bot(CHAT, by=PETER)
    await house.settle()
    source, poll = await standing(house)
    assert (source.status, poll) == (SourceStatus.PAUSED, None)
    assert not await house.told(OWNER, "لم يعد البوت عضوًا")

    await house.people.promote_bot(CHAT, by=PETER)
    await house.settle()
    await house.ask(OWNER, f"/source resume @{NAME}", "أفحص")
    await house.people.remove_bot(CHAT, by=PETER)
    await house.settle()
    source, poll = await standing(house)
    assert source.status is SourceStatus.ACCEPTED
    assert poll is not None


def passing_on(chat: int, message_id: int, text: str) -> dict[str, object]:
    """A channel's post that is the forward of one of the polled channel's."""
    origin_chat = {"id": CHAT, "type": "channel", "title": TITLE, "username": NAME}
    now = int(datetime.now(UTC).timestamp())
    return {
        "channel_post": {
            "message_id": 700 + message_id,
            "date": now,
            "chat": {"id": chat, "type": "channel", "title": "جريدة المرفأ", "username": "Jaridat_Almarfa"},
            "forward_origin": {"type": "channel", "chat": origin_chat, "message_id": message_id, "date": now},
            "text": text,
        }
    }


async def test_a_channel_of_the_bot_that_passes_a_post_on_brings_its_channels_turn_forward(
    house: House, site: Site, polled: Channel
) -> None:
    harbour = await house.channel("جريدة المرفأ", "Jaridat_Almarfa")
    passed = polled.publish("خبر أول من الوادي", datetime.now(UTC))
    polled.publish("انهيار جسر المشاة", datetime.now(UTC))
    await house.people.raw_update(passing_on(harbour, passed, "خبر أول من الوادي"))
    await told(house, SALMA, "المشاة")


async def test_a_post_copied_into_the_group_where_it_is_discussed_brings_its_channels_turn_forward(
    house: House, polled: Channel
) -> None:
    group = await house.people.group("نقاش الوادي", owner=OWNER, members=[OWNER], bot_added_by=OWNER)
    await house.settle()
    passed = polled.publish("خبر أول من الوادي", datetime.now(UTC))
    polled.publish("انهيار جسر المشاة", datetime.now(UTC))
    post = passing_on(group, passed, "خبر أول من الوادي")["channel_post"]
    assert isinstance(post, dict)
    copied = post | {
        "chat": {"id": group, "type": "supergroup", "title": "نقاش الوادي"},
        "sender_chat": {"id": CHAT, "type": "channel", "title": TITLE, "username": NAME},
        "is_automatic_forward": True,
    }
    await house.people.raw_update({"message": copied})
    await told(house, SALMA, "المشاة")


async def test_a_post_that_is_stored_already_is_no_reason_to_look(house: House, polled: Channel) -> None:
    harbour = await house.channel("جريدة المرفأ", "Jaridat_Almarfa")
    _, before = await standing(house)
    await house.people.raw_update(passing_on(harbour, 1, "نشرة الطقس"))
    await house.settle()
    assert (await standing(house))[1] == before


async def test_a_page_that_passes_a_post_on_brings_its_channels_turn_forward(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        busy = room.site.channel("Jaridat_Almarfa", "جريدة المرفأ", 6001)
        rare = room.site.channel(NAME, TITLE, NUMBER)
        for minutes in range(60, 0, -1):
            busy.publish(f"خبر الدقيقة {minutes}", room.clock.now() - timedelta(minutes=minutes))
        rare.publish("نشرة الطقس", room.clock.now() - timedelta(days=20))
        nadir = await room.person(NADIR, "نادر", Role.OWNER)
        await room.start()
        await room.add("Jaridat_Almarfa", nadir)
        await room.add(NAME, nadir)
        await room.pass_by(minutes=1)

        async def put_off(unit: Unit) -> None:
            source = await unit.sources.find(RefKind.CHANNEL, str(NUMBER))
            poll = None if source is None else await unit.sources.poll(source.id)
            assert poll is not None
            await unit.sources.set_poll(replace(poll, due_at=room.clock.now() + timedelta(hours=1)))

        await room.storage.transact(put_off)
        rare.publish("خبر أول من الوادي", room.clock.now())
        await room.pass_by(minutes=4)
        assert "خبر أول من الوادي" not in room.stored(), "its own turn is far away"

        busy.publish("نقلًا عن المرصد", room.clock.now(), forwarded=(TITLE, f"https://t.me/{NAME}/2"))
        await room.pass_by(minutes=4)
        assert room.stored()["خبر أول من الوادي"] == 1


ADD = "➕ إضافة القناة إلى المصادر"
ORIGIN = {
    "type": "channel",
    "chat": {"id": CHAT, "type": "channel", "title": TITLE, "username": NAME},
    "message_id": 40,
}


async def test_an_admin_who_forwards_a_post_of_an_unknown_channel_can_add_it_by_a_button(
    house: House, site: Site
) -> None:
    site.channel(NAME, TITLE, NUMBER).publish("نشرة الطقس", datetime.now(UTC) - timedelta(hours=3))
    await house.people.forward_origin(OWNER, origin=ORIGIN, text="أخبار المساء")
    (answer,) = await house.told(OWNER, "حُفظ المنشور")
    assert answer.labels == (ADD,)
    assert len(answer.buttons[0][0].data.encode()) <= 64
    for _ in range(2):
        callback = await house.people.tap(OWNER, data=answer.buttons[0][0].data, message_id=answer.message_id)
        await house.people.wait_answer(callback)
    await told(house, OWNER, f"صارت «\u2068{TITLE}\u2069»")
    (answer,) = await house.told(OWNER, "حُفظ المنشور")
    assert answer.labels == ()
    async with house.app.storage.reading() as unit:
        assert len(await unit.sources.all()) == 1

    await house.people.forward_origin(OWNER, origin=ORIGIN, text="أخبار المساء")
    (again,) = await house.told(OWNER, "محفوظ لديّ")
    assert again.labels == (), "it is a source now"


async def test_below_an_alert_the_offer_goes_and_the_alerts_own_buttons_stay(house: House, site: Site) -> None:
    site.channel(NAME, TITLE, NUMBER).publish("نشرة الطقس", datetime.now(UTC) - timedelta(hours=3))
    await house.watch(OWNER, "جسر")
    await house.people.forward_origin(OWNER, origin=ORIGIN, text="انهيار جسر المشاة")
    (alert,) = await house.told(OWNER, "المشاة")
    *own, offered = alert.labels
    assert own
    assert offered == ADD
    await house.press(OWNER, alert, ADD)
    await told(house, OWNER, f"صارت «\u2068{TITLE}\u2069»")
    (alert,) = await house.told(OWNER, "المشاة")
    assert list(alert.labels) == own


async def test_an_album_that_an_admin_forwards_has_the_offer_too(house: House) -> None:
    made = await house.people.channel(TITLE, id=CHAT, username=NAME)
    items = await house.people.album(made, [None, "صور من الوادي", None])
    await house.people.forward_album(OWNER, from_chat=made, message_ids=[item.message_id for item in items])
    (answer,) = await house.told(OWNER, "حُفظ المنشور")
    assert answer.labels == (ADD,)


async def test_only_admins_are_offered_to_add_a_channel_and_only_they_can(house: House) -> None:
    await house.people.forward_origin(OWNER, origin=ORIGIN, text="أخبار المساء")
    (offered,) = await house.told(OWNER, "حُفظ المنشور")
    await house.ask(SALMA, "/start")
    await house.people.forward_origin(SALMA, origin=ORIGIN, text="أخبار المساء")
    (answer,) = await house.told(SALMA, "محفوظ لديّ")
    assert answer.labels == ()
    callback = await house.people.tap(SALMA, data=offered.buttons[0][0].data, message_id=answer.message_id)
    await house.people.wait_answer(callback)
    assert await house.told(SALMA, "لمشرفي")
    async with house.app.storage.reading() as unit:
        assert await unit.sources.all() == []


PAGELESS: list[dict[str, object]] = [
    ORIGIN | {"chat": {"id": CHAT, "type": "channel", "title": TITLE}},
    {"type": "hidden_user", "sender_user_name": "مراسل"},
    {"type": "chat", "sender_chat": {"id": -1001, "type": "supergroup", "title": "نقاش", "username": "Niqash_Wadi"}},
]


async def test_what_has_no_public_page_is_not_offered(house: House) -> None:
    for origin in PAGELESS:
        await house.people.forward_origin(OWNER, origin=origin, text="أخبار المساء")
    assert [one.labels for one in await house.told(OWNER, "حُفظ المنشور")] == [(), (), ()]


async def test_a_channel_that_an_admin_refused_or_that_is_being_looked_at_is_not_offered(house: House) -> None:
    channel = await house.channel(TITLE, NAME, accepted=False)
    await house.people.promote_bot(channel, by=PETER)
    (proposal,) = await house.told(OWNER, TITLE)
    await house.press(OWNER, proposal, "✖️ رفض")
    refused = ORIGIN | {"chat": {"id": channel, "type": "channel", "title": TITLE, "username": NAME}}
    await house.people.forward_origin(OWNER, origin=refused, text="أخبار المساء")

    async def hold(unit: Unit) -> None:
        by_name = Source(0, RefKind.CHANNEL, "@wadi_akhar", username="Wadi_Akhar", status=SourceStatus.ACCEPTED)
        await unit.sources.save(by_name, house.clock.now())

    await house.write(hold)
    waiting = ORIGIN | {"chat": {"id": CHAT - 1, "type": "channel", "title": "واد آخر", "username": "Wadi_Akhar"}}
    await house.people.forward_origin(OWNER, origin=waiting, text="أخبار الصباح")
    assert [one.labels for one in await house.told(OWNER, "حُفظ المنشور")] == [(), ()]


async def test_odd_data_of_an_offer_does_no_harm(house: House) -> None:
    listed = await house.ask(OWNER, "/help")
    for data in ("1:fa:", "1:fa:x", "1:fa:999999", "1:fa:99999999999999999999999"):
        callback = await house.people.tap(OWNER, data=data, message_id=listed.message_id)
        await house.people.wait_answer(callback)
    assert not await house.told(OWNER, "عذرًا")
    async with house.app.storage.reading() as unit:
        assert await unit.sources.all() == []
