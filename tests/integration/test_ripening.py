"""An album or a paste that cannot be taken harms nobody else, is shown, and comes when it is tried again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot import alerting, terminal
from bot.locale import texts
from bot.model import InboxState, Outgoing, Post, PostRef, RefKind
from bot.sandbox.seen import SeenMessage
from handlers import typed
from storage import Unit
from tests.house import OWNER, SALMA, House, open_house
from tests.integration.conftest import Room
from tests.integration.newsdesk import ALBUM_WAIT, Newsdesk

LAYLA = 501
BROKEN = "الجسر المكسور"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Nobody can be told of posts with these words."""
    words: set[str] = set()
    tell = alerting.tell

    async def tell_or_fail(unit: Unit, post: Post, *args: Any, **kwargs: Any) -> None:
        await tell(unit, post, *args, **kwargs)
        if any(word in post.text for word in words):
            raise ValueError(post.text)

    monkeypatch.setattr(alerting, "tell", tell_or_fail)
    monkeypatch.setattr("bot.ingest.lanes.RETRY_SECONDS", (0.01, 0.01))
    return words


async def dead(house: House) -> int:
    async with house.app.storage.reading() as unit:
        return (await unit.inbox.counts())[InboxState.DEAD]


async def wait_dead(house: House) -> None:
    async def one_is_dead() -> bool:
        return await dead(house) == 1

    await house.until(one_is_dead)


async def retried(house: House) -> SeenMessage:
    """The owner looks at /health and has what is dead tried again; what they had read."""
    seen = await house.ask(OWNER, "/health")
    await house.people.tap(OWNER, label=seen.labels[0], message_id=seen.message_id)
    await house.settle()
    return seen


async def test_an_album_that_cannot_be_told_of_holds_up_nobody_and_comes_when_it_is_retried(
    tmp_path: Path, broken: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    broken.add(BROKEN)
    async with open_house(tmp_path) as house:
        channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
        await house.watch(SALMA, "قافلة")
        await house.people.album(channel, [None, f"القافلة تقف عند {BROKEN}", None])
        await house.people.album(channel, ["القافلة تدخل سوق المدينة", None])
        await house.people.publish(channel, "القافلة تصل إلى طريق الساحل")
        await wait_dead(house)
        assert len(await house.told(SALMA, "سوق المدينة")) == 1
        assert len(await house.told(SALMA, "طريق الساحل")) == 1
        out = StringIO()
        await terminal.doctor(house.app.storage, f"sqlite:///{house.database}", texts("en"), out, pace=1.0)
        assert "1 given up" in out.getvalue()
        assert "ValueError" in out.getvalue()

    async with open_house(tmp_path) as house:
        await house.people.album(channel, ["القافلة تغادر معبر السهل", None])
        assert len(await house.told(SALMA, "معبر السهل")) == 1
        assert not await house.told(SALMA, BROKEN)

        broken.clear()
        seen = await retried(house)
        assert "ValueError" in seen.text
        assert BROKEN not in seen.text
        assert len(await house.told(SALMA, BROKEN)) == 1
        assert await dead(house) == 0
    assert BROKEN not in caplog.text


async def test_an_album_whose_trouble_passes_comes_by_itself(house: House, broken: set[str]) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    broken.add(BROKEN)
    laid_aside = house.app.ripening._laid_aside

    def mended() -> None:
        broken.clear()
        laid_aside()

    house.app.ripening._laid_aside = mended
    await house.people.album(channel, [f"القافلة تقف عند {BROKEN}", None])
    await house.people.wait_message(SALMA, containing=BROKEN, timeout=10)
    assert len(await house.told(SALMA, BROKEN)) == 1
    assert await dead(house) == 0


async def test_a_paste_that_cannot_be_offered_holds_up_no_album(
    house: House, broken: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = typed.offer
    failing = True

    def offer_or_fail(*args: Any) -> Outgoing:
        if failing:
            raise KeyError("offer")
        return offer(*args)

    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    monkeypatch.setattr(typed, "offer", offer_or_fail)
    await house.people.say(SALMA, "تقرير طويل من عين الورد " * 160)
    await wait_dead(house)
    await house.people.album(channel, ["القافلة تدخل سوق المدينة", None])
    assert len(await house.told(SALMA, "سوق المدينة")) == 1

    failing = False
    before = await house.told(SALMA)
    await retried(house)
    (offered,) = (await house.told(SALMA))[len(before) :]
    assert "عين الورد" in offered.text


async def test_items_that_keep_coming_do_not_put_an_album_off_for_ever(room: Room) -> None:
    desk = Newsdesk(room)
    await desk.reader(LAYLA)
    began = room.clock.now()

    async def due() -> list[int]:
        async with room.database.reading() as unit:
            return await unit.posts.due_for_matching(room.clock.now())

    item = Post(text="القافلة تعبر", refs=(), source_title="جريدة الساحل", arrived_at=began, album="9")
    for number in range(100):
        refs = (PostRef(RefKind.CHANNEL, "7001", str(number)),)
        await desk.take_in(replace(item, refs=refs, arrived_at=room.clock.now()))
        if await due():
            break
        await desk.pass_by(seconds=0.5)
    assert room.clock.now() - began == 10 * ALBUM_WAIT


async def test_an_item_that_is_known_already_does_not_put_an_album_off(room: Room) -> None:
    desk = Newsdesk(room)
    await desk.reader(LAYLA)
    first = PostRef(RefKind.CHANNEL, "7001", "1")
    item = Post(text="القافلة تعبر", refs=(first,), source_title="جريدة الساحل", album="9")
    for _ in range(2):
        await desk.take_in(replace(item, arrived_at=room.clock.now()))
        await desk.pass_by(seconds=0.5)
    async with room.database.reading() as unit:
        assert await unit.posts.next_match_due() == room.clock.now() - timedelta(seconds=1) + ALBUM_WAIT
