"""Albums of which several items speak, and edits that are handled out of their order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import pipeline
from bot.ingest.sources.entry import Entry
from bot.ingest.sources.preview_post import PreviewPost
from bot.ingest.sources.taking import take_entry
from bot.model import InboxState, MediaKind, Outgoing, Post, PostRef, RefKind
from storage import Unit
from tests.house import PETER, SALMA, House

CONVOY, QUAKE, FLOOD = "القافلة تعبر الجسر", "زلزال في الساحل", "سيول تغلق طريق الوادي"
GONE = "لم يعد فيه ما تتابعه"


async def spoken(house: House, *captions: str | None) -> tuple[int, list[int]]:
    """A channel publishes an album; the channel and the numbers of the items."""
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    items = await house.people.album(channel, list(captions))
    await house.settle()
    return channel, [one.message_id for one in items]


async def stored(house: House, channel: int, number: int) -> Post:
    async with house.app.storage.reading() as unit:
        post = await unit.posts.find([PostRef(RefKind.CHANNEL, str(-channel - 10**12), str(number))])
        assert post is not None
        return post


def minutes(house: House, count: int) -> datetime:
    return house.clock.now() + timedelta(minutes=count)


async def shown_on_page(house: House, channel: int, *numbers: int, text: str, changed: bool = False) -> None:
    """The channel's preview has the album."""
    photos = (MediaKind.PHOTO,) * len(numbers)
    post = PreviewPost(numbers[0], numbers, "shabakat_almaydan", house.clock.now(), text, photos)

    async def take(unit: Unit) -> None:
        source = await unit.sources.find(RefKind.CHANNEL, str(-channel - 10**12))
        assert source is not None
        entry = Entry(source.id, post=post, changed=changed)
        now = house.clock.now()
        await take_entry(unit, entry, live=house.app.live, now=now, album_wait=timedelta(seconds=1))

    await house.write(take)


async def alerts(house: House, user: int, containing: str) -> int:
    return len([one for one in await house.told(user, containing) if one.buttons])


async def test_every_caption_of_an_album_alerts_and_is_found(house: House) -> None:
    await house.watch(SALMA, "زلزال")
    await house.watch(PETER, "قافلة")
    await house.people.fault("shuffle_album", times=1)
    channel, (first, *_) = await spoken(house, CONVOY, None, QUAKE)
    assert await alerts(house, SALMA, "الساحل") == 1
    assert await alerts(house, PETER, "الجسر") == 1
    assert (await stored(house, channel, first)).text == f"{CONVOY}\n\n{QUAKE}"
    assert "الجسر" in (await house.ask(SALMA, "/find قافلة")).text
    assert "الساحل" in (await house.ask(SALMA, "/find زلزال")).text


async def test_an_edit_of_the_second_caption_leaves_the_first_and_alerts_nobody_twice(house: House) -> None:
    await house.watch(SALMA, "زلزال")
    await house.watch(PETER, "قافلة")
    channel, (first, second) = await spoken(house, CONVOY, QUAKE)
    await house.people.edit(channel, second, "زلزال ثانٍ في الساحل")
    assert await alerts(house, SALMA, "زلزال ثانٍ") == 1
    assert await alerts(house, SALMA, "الساحل") == 1
    (told,) = [one for one in await house.told(PETER, "الجسر") if one.buttons]
    assert "no longer in it" not in told.text
    post = await stored(house, channel, first)
    assert post.text == f"{CONVOY}\n\nزلزال ثانٍ في الساحل"
    async with house.app.storage.reading() as unit:
        assert [text for _, text, _ in await unit.posts.versions(post.id)] == [f"{CONVOY}\n\n{QUAKE}"]


async def test_a_caption_that_is_removed_is_gone_from_the_alert(house: House) -> None:
    await house.watch(SALMA, "زلزال")
    channel, (first, second) = await spoken(house, CONVOY, QUAKE)
    await house.people.edit(channel, second, "")
    (alert,) = [one for one in await house.told(SALMA, "الجسر") if one.buttons]
    assert GONE in alert.text
    assert (await stored(house, channel, first)).text == CONVOY
    assert not [one for one in await house.told(SALMA, "الجسر") if "الساحل" in one.text and one.buttons]


async def test_a_forward_of_one_item_is_the_whole_album_and_changes_nothing(house: House) -> None:
    await house.watch(SALMA, "قافلة")
    channel, numbers = await spoken(house, CONVOY, QUAKE)
    await house.people.edit(channel, numbers[1], FLOOD)
    await house.settle()
    await house.people.forward(SALMA, from_chat=channel, message_id=numbers[1])
    (answer,) = await house.told(SALMA, "محفوظ لديّ")
    assert "قافلة" in answer.text
    assert (await stored(house, channel, numbers[0])).text == f"{CONVOY}\n\n{FLOOD}"


async def test_a_forwarded_album_speaks_with_all_its_captions(house: House) -> None:
    await house.watch(SALMA, "زلزال")
    channel = await house.channel("أخبار الجسر", "akhbar_aljisr", accepted=False)
    items = await house.people.album(channel, [CONVOY, None, QUAKE])
    await house.people.forward_album(SALMA, from_chat=channel, message_ids=[one.message_id for one in items])
    assert await alerts(house, SALMA, "الساحل") == 1


async def test_a_page_shows_an_album_as_a_whole_whichever_items_are_left(house: House) -> None:
    await house.watch(SALMA, "قافلة")
    channel, (first, second) = await spoken(house, None, CONVOY)
    await shown_on_page(house, channel, first, text=CONVOY)
    assert (await stored(house, channel, first)).text == CONVOY
    await shown_on_page(house, channel, first, second, text=FLOOD, changed=True)
    assert (await stored(house, channel, first)).text == FLOOD
    await house.people.edit(channel, second, QUAKE, at=minutes(house, 2))
    await house.settle()
    assert (await stored(house, channel, first)).text == QUAKE


async def test_a_page_that_shows_one_of_two_captions_takes_none_away(house: House) -> None:
    channel, numbers = await spoken(house, CONVOY, QUAKE)
    await shown_on_page(house, channel, *numbers, text=CONVOY, changed=True)
    assert (await stored(house, channel, numbers[0])).text == f"{CONVOY}\n\n{QUAKE}"


class Trouble:
    """Posts with these words cannot be handled; what is dead can be tried again."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.words: set[str] = set()

    async def wait_dead(self, count: int = 1) -> None:
        async def are_dead() -> bool:
            async with self.house.app.storage.reading() as unit:
                return (await unit.inbox.counts())[InboxState.DEAD] == count

        await self.house.until(are_dead)

    async def over(self) -> None:
        """Nothing fails any more, and what is dead is tried again."""
        self.words.clear()
        await self.house.write(lambda unit: unit.inbox.retry_dead())
        self.house.app.lanes.look_again()
        await self.house.settle()


@pytest.fixture
def trouble(house: House, monkeypatch: pytest.MonkeyPatch) -> Trouble:
    trouble = Trouble(house)
    decide = pipeline.decide

    async def decide_or_fail(unit: Unit, post: Post, **kwargs: Any) -> list[Outgoing]:
        if any(word in post.text for word in trouble.words):
            raise ValueError("told to fail")
        return await decide(unit, post, **kwargs)

    monkeypatch.setattr(pipeline, "decide", decide_or_fail)
    monkeypatch.setattr("bot.ingest.lanes.RETRY_SECONDS", (0.01, 0.01))
    return trouble


async def test_an_older_edit_that_is_tried_again_does_not_undo_the_newer_one(house: House, trouble: Trouble) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    post = await house.people.publish(channel, "القافلة تضم خمس شاحنات")
    await house.settle()
    trouble.words.add("ست شاحنات")
    await house.people.edit(channel, post.message_id, "القافلة تضم ست شاحنات", at=minutes(house, 2))
    await trouble.wait_dead()
    await house.people.edit(channel, post.message_id, "القافلة تضم سبع شاحنات", at=minutes(house, 3))
    await house.settle()
    await trouble.over()
    (alert,) = await house.told(SALMA, "القافلة تضم")
    assert "سبع شاحنات" in alert.text
    assert (await stored(house, channel, post.message_id)).text == "القافلة تضم سبع شاحنات"


async def test_an_edit_that_was_taken_back_meanwhile_stays_taken_back(house: House, trouble: Trouble) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    post = await house.people.publish(channel, "القافلة تضم خمس شاحنات")
    await house.settle()
    trouble.words.add("ست شاحنات")
    await house.people.edit(channel, post.message_id, "القافلة تضم ست شاحنات", at=minutes(house, 2))
    await trouble.wait_dead()
    await house.people.edit(channel, post.message_id, "القافلة تضم خمس شاحنات", at=minutes(house, 3))
    await house.settle()
    await trouble.over()
    (alert,) = await house.told(SALMA, "القافلة تضم")
    assert "خمس شاحنات" in alert.text


async def test_a_post_that_is_tried_again_does_not_undo_its_edit(house: House, trouble: Trouble) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    trouble.words.add("خمس شاحنات")
    post = await house.people.publish(channel, "القافلة تضم خمس شاحنات")
    await trouble.wait_dead()
    await house.people.edit(channel, post.message_id, "القافلة تضم ست شاحنات", at=minutes(house, 2))
    await house.settle()
    await trouble.over()
    (alert,) = await house.told(SALMA, "القافلة تضم")
    assert "ست شاحنات" in alert.text
    assert (await stored(house, channel, post.message_id)).text == "القافلة تضم ست شاحنات"


async def test_an_older_edit_of_a_second_caption_is_not_taken_for_new_and_one_of_the_first_still_counts(
    house: House, trouble: Trouble
) -> None:
    await house.watch(SALMA, "قافلة")
    channel, (first, second) = await spoken(house, CONVOY, QUAKE)
    trouble.words.update({"زلزال ثانٍ", "الجسر القديم"})
    await house.people.edit(channel, second, "زلزال ثانٍ في الساحل", at=minutes(house, 2))
    await trouble.wait_dead()
    await house.people.edit(channel, first, "القافلة تعبر الجسر القديم", at=minutes(house, 3))
    await trouble.wait_dead(2)
    await house.people.edit(channel, second, FLOOD, at=minutes(house, 4))
    await house.settle()
    await trouble.over()
    assert (await stored(house, channel, first)).text == f"القافلة تعبر الجسر القديم\n\n{FLOOD}"
    (alert,) = [one for one in await house.told(SALMA, "الجسر القديم") if one.buttons]
    assert FLOOD in alert.text
