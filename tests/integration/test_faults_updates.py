"""What can go wrong between Telegram and the inbox: each update is carried out, once, and the owner is told why not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from telegram import Bot
from telegram.error import Conflict

from bot.app import App, opened
from bot.clock import SystemClock
from bot.config import Settings
from bot.ingest.notices import Notices
from bot.ingest.updates import UpdateFetcher, raw_updates
from bot.model import InboxState
from bot.sandbox import SANDBOX_TOKEN
from bot.sandbox.person import Sandbox
from bot.sandbox.process import running
from storage import Storage
from storage.opening import open_storage
from tests.house import OWNER, PETER, SALMA, House, TurnedClock

A_WEEK_AND_MORE = timedelta(days=8)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.ingest.updates.FIRST_PAUSE", 0.02)
    monkeypatch.setattr("bot.ingest.updates.LONGEST_PAUSE", 0.1)


@dataclass
class Telegram:
    """A Telegram that goes on while no bot runs."""

    address: str
    people: Sandbox
    folder: Path
    clock: TurnedClock

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[App]:
        """The bot runs for as long as the block does, each time on the same database."""
        settings = Settings(data_dir=self.folder, owner=OWNER)
        async with opened(settings, token=SANDBOX_TOKEN, telegram_api=self.address, clock=self.clock) as app:
            work = asyncio.create_task(app.run())
            try:
                yield app
            finally:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)

    async def helped(self, person: int, times: int) -> None:
        """Wait until somebody was helped so often, and see that it was not more often."""
        async with asyncio.timeout(10):
            while await self._helps(person) < times:  # noqa: ASYNC110 - what is waited for is at a server
                await asyncio.sleep(0.02)
        await self.people.wait_quiet(timeout=10)
        assert await self._helps(person) == times

    async def _helps(self, person: int) -> int:
        said = await self.people.messages(person, from_bot=True)
        return sum("/watches" in one.text and "/digest" in one.text for one in said)


@pytest.fixture
async def telegram(tmp_path: Path) -> AsyncIterator[Telegram]:
    async with running(flood=False) as address, Sandbox(address) as people:
        await people.user(SALMA, first_name="سلمى", language_code="ar")
        await people.user(PETER, first_name="Peter", language_code="en")
        yield Telegram(address, people, tmp_path, TurnedClock())


async def test_new_numbers_after_a_week_of_silence_lose_nothing_whether_the_bot_is_there_or_away(
    telegram: Telegram,
) -> None:
    people = telegram.people
    async with telegram.bot():
        await people.say(SALMA, "/help")
        await telegram.helped(SALMA, 1)
        telegram.clock.ahead = A_WEEK_AND_MORE
        await people.renumber_updates(50)
        await people.say(SALMA, "/help")
        await telegram.helped(SALMA, 2)
        await people.say(SALMA, "/help")
        await telegram.helped(SALMA, 3)
    telegram.clock.ahead = 2 * A_WEEK_AND_MORE
    await people.renumber_updates(7)
    for person in (SALMA, PETER, SALMA):
        await people.say(person, "/help")
    async with telegram.bot():
        await telegram.helped(SALMA, 5)
        await telegram.helped(PETER, 1)


async def test_misshapen_updates_of_a_batch_rest_and_the_others_are_carried_out(telegram: Telegram) -> None:
    people = telegram.people
    async with telegram.bot():
        await people.say(SALMA, "/help")
        await telegram.helped(SALMA, 1)
    await people.say(SALMA, "/help")
    shapes: list[dict[str, Any]] = [
        {"message": {"message_id": "x", "chat": 5}},
        {"message": "no message"},
        {"callback_query": {"id": 3, "from": {"id": SALMA}}},
        {"channel_post": {"message_id": 1, "date": 10**12, "chat": {"id": -1, "type": "channel"}}},
        {"edited_message": {"message_id": 1, "date": 1, "chat": {"id": SALMA, "type": "private"}, "text": 7}},
    ]
    for shape in shapes:
        await people.raw_update(shape)
    await people.say(PETER, "/help")
    async with telegram.bot() as app:
        await telegram.helped(SALMA, 2)
        await telegram.helped(PETER, 1)
        async with app.storage.reading() as unit:
            assert (await unit.inbox.counts())[InboxState.DEAD] == len(shapes)


async def test_whatever_getupdates_answers_the_next_one_is_asked_for(telegram: Telegram) -> None:
    kinds = ("outage", "garbage", "cut_before", "cut_mid", "cut_after", "flood", "bad_request", "forbidden")
    async with telegram.bot():
        for number, kind in enumerate(kinds, 1):
            await telegram.people.fault(kind, times=1, method="getUpdates")
            await telegram.people.say(SALMA, "/help")
            await telegram.helped(SALMA, number)


class Answers:
    """A Bot API that gives these answers, one after another, and then waits."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.over = asyncio.Event()

    async def delete_webhook(self, drop_pending_updates: bool) -> bool:
        return True

    async def do_api_request(self, *_: Any, **__: Any) -> Any:
        if not self._answers:
            self.over.set()
            await asyncio.Event().wait()
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_an_answer_of_any_shape_ends_nothing(tmp_path: Path) -> None:
    good = {"update_id": 7, "brand_new_thing": {}}
    shapes: tuple[Any, ...] = (
        None,
        {},
        "x",
        [None, 3, {}, {"update_id": "7"}, {"update_id": 2**70}, {"update_id": True}],
    )
    answers = Answers(*shapes, KeyError("result"), RecursionError(), ValueError("no JSON"), [good])
    storage = await open_storage(f"sqlite:///{tmp_path / 'rasid.db'}")
    clock = SystemClock()
    notices = Notices(storage, clock, lambda said: None)
    fetcher = UpdateFetcher(cast(Bot, answers), storage, clock, notices, arrived=lambda: None)
    work = asyncio.create_task(fetcher.run())
    async with asyncio.timeout(10):
        await answers.over.wait()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert await update_ids(storage) == [7]
    await storage.close()


async def update_ids(storage: Storage) -> list[int]:
    async with storage.reading() as unit:
        return [row.update_id for row in await unit.inbox.pending(SystemClock().now())]


def test_an_id_beyond_what_can_be_stored_is_no_id() -> None:
    assert [one.update_id for one in raw_updates([{"update_id": 2**63}, {"update_id": 2**63 - 1}])] == [2**63 - 1]


async def _again_and_again(house: House, act: Callable[[Bot], Awaitable[Any]]) -> None:
    """What another program with the same token does."""
    async with Bot(SANDBOX_TOKEN, base_url=f"{house.address}/bot") as other:
        while True:
            try:
                await act(other)
            except Conflict:
                await asyncio.sleep(0.02)


async def _disturbed(house: House, act: Callable[[Bot], Awaitable[Any]], expected: str) -> None:
    other = asyncio.create_task(_again_and_again(house, act))
    await house.people.wait_message(OWNER, containing=expected, timeout=10)
    other.cancel()
    await asyncio.gather(other, return_exceptions=True)
    assert "/watch" in (await house.ask(SALMA, "/help")).text
    assert len(await house.told(OWNER, expected)) == 1


async def test_another_program_that_polls_is_explained_and_told_once(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.ask(OWNER, "/start")
    await house.settle()
    await _disturbed(house, lambda other: other.get_updates(timeout=5), "برنامج آخر يسحب تحديثات هذا البوت")
    assert "409 Conflict: another program polls with this bot's token" in caplog.text


async def test_a_webhook_that_another_program_sets_is_deleted_explained_and_told_once(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.ask(OWNER, "/start")
    await house.settle()

    async def take_over(other: Bot) -> None:
        await other.set_webhook("https://other.example/hook")
        await asyncio.sleep(0.05)

    await _disturbed(house, take_over, "RASID_WEBHOOK_URL")
    assert "409 Conflict: a webhook is set" in caplog.text
    async with Bot(SANDBOX_TOKEN, base_url=f"{house.address}/bot") as bot:
        assert (await bot.get_webhook_info()).url == ""


async def test_what_waited_in_a_group_counts_when_it_was_accepted_as_a_supergroup(house: House) -> None:
    await house.ask(OWNER, "/start")
    await house.watch(SALMA, "قافلة")
    await house.people.privacy_mode(False)
    group = await house.people.group("غرفة التنسيق", kind="group", owner=PETER, members=[PETER], bot_added_by=PETER)
    await house.people.say(PETER, "قافلة أولى تعبر جسر النهر قبل أن تكبر الغرفة", chat_id=group)
    await house.settle()
    moved = await house.people.migrate(group)
    await house.people.say(PETER, "قافلة ثانية تعبر جسر النهر بعد أن كبرت الغرفة", chat_id=moved)
    await house.settle()
    assert await house.told(SALMA, "جسر النهر") == []
    (asked,) = [one for one in await house.told(OWNER) if one.labels and "غرفة التنسيق" in one.text]
    await house.people.tap(OWNER, label=asked.labels[0], message_id=asked.message_id)
    await house.people.wait_message(SALMA, containing="ثانية", timeout=10)
    assert len(await house.told(SALMA, "جسر النهر")) == 2


async def test_an_act_that_fails_after_the_commit_costs_no_answer(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The watch is stored; that the matcher could not take it up is for the log, not for the one who set it."""

    secret = "سر لا يعرفه أحد"

    def broken(*_: Any) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr(house.app.live, "add", broken)
    await house.watch(SALMA, "قافلة")
    assert len((await house.ask(SALMA, "/watches")).buttons) == 1
    assert "what follows inbox row" in caplog.text
    assert secret not in caplog.text
