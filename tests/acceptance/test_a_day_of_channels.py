"""Three public channels, a day and two hours: what they published came once, what was due was told, nothing more."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from inspect import isawaitable
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bot.clock import SimulatedClock
from bot.ingest.sources.fetch import JITTER, SPACING
from bot.ingest.sources.rhythm import Budget
from tests.acceptance.day import END, HISTORY, LOOKS, STANDS, START, Day, Truth, at
from tests.acceptance.plan import NADIR, RESTARTED_AT, plan
from tests.acceptance.preview_host import PreviewHost
from tests.acceptance.sentences import WATCHES
from tests.acceptance.simulated import Message, SimulatedBot
from tests.preview_site import serving

SEED = 22
MEMORY = Path("/dev/shm")
SALMA: dict[str, Any] = {"id": 2001, "is_bot": False, "first_name": "سلمى", "language_code": "ar"}
PETER: dict[str, Any] = {"id": 2002, "is_bot": False, "first_name": "Peter", "language_code": "en"}
POST_LINK = re.compile(r'href="https://t\.me/(\w+/\d+)"')
WATCHED = {SALMA["id"]: frozenset({"blast", "port"}), PETER["id"]: frozenset({"wheat"})}


@dataclass
class Row:
    """A post as the database has it."""

    id: int
    story: int
    text: str
    version: int
    mode: str
    vanished: bool


@dataclass
class Lived:
    """The day when it is over. Posts are named by the channel's number and the message's."""

    day: Day
    bot: SimulatedBot
    rows: dict[tuple[int, int], Row]
    earlier: dict[int, list[str]]  # post → what its earlier versions said
    told: list[Message]  # what the owner was told, the answers to what he asked included
    alerts: dict[int, dict[tuple[int, int], list[datetime]]]  # person → post → when they were told of it
    folded: int

    def row(self, truth: Truth) -> Row | None:
        return self.rows.get(truth.key)


async def _live(folder: Path) -> Lived:
    clock = SimulatedClock(START)
    chance = random.Random(SEED).random
    host = PreviewHost(clock.now, chance)
    day = Day(host, SEED)
    bot = SimulatedBot(folder, clock, Budget(shortest=LOOKS), chance)
    async with serving(host) as base:
        plan(day, bot, base)
        await bot.start(base, NADIR["id"])
        await bot.ask(NADIR, "/start")
        for person, topics in ((SALMA, ("blast", "port")), (PETER, ("wheat",))):
            await bot.ask(person, "/start")
            for topic in topics:
                await bot.watch(person, WATCHES[topic], "Save" if person is PETER else "حفظ")
        greeted = len(bot.telegram.of(NADIR["id"]))
        for event in sorted(day.events):
            await bot.pass_by(event.at - clock.now())
            done = event.act()
            if isawaitable(done):
                await done
        await bot.pass_by(END - clock.now())
        await bot.stop()
    return _look_back(day, bot, bot.telegram.of(NADIR["id"])[greeted:])


def _look_back(day: Day, bot: SimulatedBot, told: list[Message]) -> Lived:
    rows: dict[tuple[int, int], Row] = {}
    for channel, number, *post in bot.rows(
        "select source_key, item_key, id, story_id, text, version, mode, vanished_at is not null"
        " from post_refs join posts on posts.id = post_id"
    ):
        rows[int(channel), int(number)] = Row(*post)
    earlier: dict[int, list[str]] = defaultdict(list)
    for post_id, text in bot.rows("select post_id, text from post_versions order by version"):
        earlier[post_id].append(text)
    folds = {number for (number,) in bot.rows("select message_id from alerts where kind like 'fold:%'")}
    alerts: dict[int, dict[tuple[int, int], list[datetime]]] = {}
    folded = 0
    for person in WATCHED:
        mine = alerts[person] = defaultdict(list)
        for message in bot.telegram.of(person):
            links = [message.opens] if message.opens else POST_LINK.findall(message.now_says) * (message.id in folds)
            folded += len(links) * (not message.opens)
            for link in links:
                name, number = link.split("/")[-2:]
                mine[day.host.numbers[name.lower()], int(number)].append(message.at)
    return Lived(day, bot, rows, earlier, told, alerts, folded)


@pytest.fixture(scope="module")
def lived() -> Iterator[Lived]:
    # A day has thousands of commits; where there is memory that looks like a disk, none of them waits for one.
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        lived = asyncio.run(_live(Path(folder)))
        print(_summary(lived))
        yield lived


def _summary(lived: Lived) -> str:
    day, book = lived.day, lived.day.host.book
    moments = Counter(asked.status for asked in book)
    delays = sorted(
        (moment - truth.published_at).total_seconds()
        for truth in day.truths
        for sent in lived.alerts.values()
        for moment in sent.get(truth.key, ())
        if len(truth.versions) == 1 and day.stood(truth.channel, truth.published_at, truth.published_at + STANDS)
    )
    modes = Counter(row.mode for row in lived.rows.values())
    alerts = sum(len(times) for sent in lived.alerts.values() for times in sent.values())
    return (
        f"{len(day.truths)} posts published ({sum(one.pictures > 1 for one in day.truths)} albums, "
        f"{sum(one.source is not None for one in day.truths)} forwards), "
        f"{sum(len(one.versions) > 1 for one in day.truths)} edited, "
        f"{sum(one.deleted_at is not None for one in day.truths)} deleted; messages stored: {dict(modes)}. "
        f"{alerts} alerts, {lived.folded} of them folded; from publication to the phone {fmean(delays):.0f} s on "
        f"average, {delays[-1]:.0f} s at most, with a look every {LOOKS:.0f} s. {len(lived.told)} messages to the "
        f"admin. {len(book)} requests {dict(moments)}, never more than {day.host.most_at_once} at a time."
    )


def test_what_stood_long_enough_is_stored_once(lived: Lived) -> None:
    owed = [truth for truth in lived.day.truths if lived.day.has_to_be_stored(truth)]
    assert len(owed) >= 300
    assert [truth for truth in owed if lived.row(truth) is None] == []
    for truth in lived.day.truths:
        row = lived.row(truth)
        if row is not None:
            items = range(truth.id, truth.id + max(truth.pictures, 1))
            assert {lived.rows[truth.channel.number, item].id for item in items} == {row.id}
    published = {truth.key for truth in lived.day.truths}
    ids = [row.id for key, row in lived.rows.items() if key in published | lived.day.old]
    assert len(set(ids)) == lived.bot.rows("select count(*) from posts")[0][0]


def test_the_first_look_takes_history_and_alerts_nobody(lived: Lived) -> None:
    history = Counter(channel for (channel, _), row in lived.rows.items() if row.mode == "history")
    paper, watchers, radio = lived.day.channels
    assert history == {paper.number: HISTORY, watchers.number: 25, radio.number: 25}
    assert not any(key in sent for sent in lived.alerts.values() for key in lived.day.old)


def test_each_edit_is_a_version(lived: Lived) -> None:
    edits = 0
    for truth in lived.day.truths:
        row = lived.row(truth)
        if row is None:
            continue
        kept = [*lived.earlier.get(row.id, ()), row.text]
        assert len(kept) == row.version
        owed = [version.text for version in lived.day.versions_to_store(truth)]
        said_ever = [version.text for version in truth.versions]
        assert [text for text in kept if text in owed] == owed
        assert [text for text in said_ever if text in kept] == kept
        edits += len(owed) - 1 if owed else 0
    assert edits >= 10


def test_posts_that_were_deleted_are_marked_and_no_others(lived: Lived) -> None:
    marked = {key for key, row in lived.rows.items() if row.vanished}
    deleted = {truth.key for truth in lived.day.truths if truth.deleted_at is not None}
    owed = {truth.key for truth in lived.day.truths if lived.day.deletion_has_to_show(truth)}
    assert len(owed) >= 8
    assert owed - marked == set()
    assert {(channel, lived.rows[channel, number].id) for channel, number in marked} <= {
        (key[0], lived.rows[key].id) for key in deleted if key in lived.rows
    }


def test_every_alert_due_was_sent_exactly_once(lived: Lived) -> None:
    due_in_all = 0
    for person, topics in WATCHED.items():
        sent = lived.alerts[person]
        stories: dict[int, list[Truth]] = defaultdict(list)
        for truth in lived.day.truths:
            stories[truth.story].append(truth)
        for truth in lived.day.truths:
            possible = any(version.topics & topics for version in truth.versions)
            assert len(sent.get(truth.key, ())) <= possible, truth
            if not _is_due(lived.day, truth, topics):
                continue
            due_in_all += 1
            row = lived.row(truth)
            assert row is not None
            # Who passes a post on may have been taken for the same story: that is told once.
            same = [one for one in stories[truth.story] if (other := lived.row(one)) and other.story == row.story]
            assert sum(len(sent.get(one.key, ())) for one in same) == 1, truth
    assert due_in_all >= 60


def _is_due(day: Day, truth: Truth, topics: frozenset[str]) -> bool:
    if len(truth.versions) == 1:
        return bool(truth.versions[0].topics & topics) and day.has_to_be_stored(truth)
    return any(version.topics & topics for version in day.versions_to_store(truth))


def test_what_the_outage_held_back_is_caught_up_with(lived: Lived) -> None:
    begins, ends = at(10.2), at(13)
    missed = [one for one in lived.day.truths if begins < one.published_at < ends and lived.day.has_to_be_stored(one)]
    assert len(missed) >= 25
    assert {row.mode for one in missed if (row := lived.row(one))} == {"catch_up"}
    told = [time for sent in lived.alerts.values() for one in missed for time in sent.get(one.key, ())]
    assert len(told) >= 5
    assert at(14.5) <= min(told)
    assert max(told) <= at(15)


def test_every_trouble_is_named_once_and_its_end_once(lived: Lived) -> None:
    left = list(lived.told)
    missing = []
    for named in lived.day.named:
        then = [one for one in left if named.since <= one.at <= named.until]
        heard = [one for one in then if re.fullmatch(named.words, one.text, re.DOTALL)]
        if len(heard) == 1:
            left.remove(heard[0])
        else:
            missing.append((named, heard))
    assert missing == []
    assert [(one.at, one.text) for one in left] == []


def test_the_host_is_asked_politely(lived: Lived) -> None:
    host = lived.day.host
    assert host.most_at_once == 1
    waits = [(late.at - early.at).total_seconds() for early, late in pairwise(host.book)]
    assert min(waits) >= SPACING * (1 - JITTER)
    in_a_row = [wait for wait in waits if wait <= SPACING * (1 + JITTER)]
    assert len(in_a_row) >= 40
    assert fmean(in_a_row) >= SPACING * 0.93
    for early, late in pairwise(host.book):
        assert (late.at - early.at).total_seconds() >= early.retry_after, (early, late)


def test_a_restart_is_no_stampede(lived: Lived) -> None:
    for hour in RESTARTED_AT:
        first = [one for one in lived.day.host.book if timedelta() <= one.at - at(hour) < timedelta(minutes=1)]
        assert len([one for one in first if "before" not in one.path]) <= len(lived.day.channels)


def test_nothing_is_left_undone(lived: Lived) -> None:
    assert lived.bot.rows("select count(*) from inbox where state <> 'done'") == [(0,)]
    assert lived.bot.rows("select count(*) from gaps") == [(0,)]
    assert lived.bot.rows("select count(*) from outbox where state not in ('sent')") == [(0,)]
