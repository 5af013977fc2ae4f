"""Alerts: one a subscriber, story, kind and n."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import Alert
from storage import Storage
from tests.storage.given import LAYLA, NOON, SAMI, each, hit, join, publish, read, read_each, ref, tell, watch


async def test_nobody_is_told_of_one_story_twice(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    one, other = await publish(storage, ref(1)), await publish(storage, ref(2))

    told = [
        await tell(storage, layla, one),
        await tell(storage, layla, one),
        await tell(storage, sami, one),
        await tell(storage, layla, other),
    ]
    assert [alert is not None for alert in told] == [True, False, True, True]


async def test_another_kind_or_number_is_another_alert(storage: Storage) -> None:
    layla, one = await join(storage), await publish(storage)

    told = [
        await tell(storage, layla, one, **which)
        for which in ({}, {"n": 2}, {"kind": "develops"}, {"kind": "develops", "n": 2}, {"n": 2})
    ]
    assert [alert is not None for alert in told] == [True, True, True, True, False]


async def test_an_alert_is_found_by_what_it_is_about_and_by_its_id(storage: Storage) -> None:
    layla, one = await join(storage), await publish(storage)
    story = await read(storage, lambda unit: unit.posts.story_of(one.id))
    alert = await tell(storage, layla, one, kind="develops", n=2)
    assert alert == Alert(alert.id if alert else 0, layla.id, story, one.id, LAYLA, None, 0, NOON, "develops")
    assert alert is not None

    assert await read(storage, lambda unit: unit.alerts.get(alert.id)) == alert
    assert await read(storage, lambda unit: unit.alerts.find(layla.id, story, kind="develops", n=2)) == alert
    assert await read(storage, lambda unit: unit.alerts.find(layla.id, story)) is None
    assert await read(storage, lambda unit: unit.alerts.get(alert.id + 1)) is None


async def test_each_revision_of_an_alerts_message_has_its_number(storage: Storage) -> None:
    alert = await tell(storage, await join(storage), await publish(storage))
    assert alert is not None

    assert [await storage.transact(lambda unit: unit.alerts.bump(alert.id)) for _ in range(3)] == [1, 2, 3]
    assert await read(storage, lambda unit: unit.alerts.get(alert.id)) == replace(alert, revision=3)


async def test_only_an_alert_that_is_there_is_revised(storage: Storage) -> None:
    with pytest.raises(LookupError):
        await storage.transact(lambda unit: unit.alerts.bump(404))


async def test_a_fold_knows_what_it_tells_of_and_those_do_not_count_as_sent(storage: Storage) -> None:
    layla, one, other = await join(storage), await publish(storage), await publish(storage, ref(2))
    first, second = await tell(storage, layla, one), await tell(storage, layla, other)
    whole = await tell(storage, layla, other, kind="fold:1")
    assert first is not None
    assert second is not None
    assert whole is not None
    await storage.transact(lambda unit: unit.alerts.fold_into(second.id, whole.id))
    assert [a.id for a in await read(storage, lambda unit: unit.alerts.folded(whole.id, 10))] == [second.id]
    assert await read(storage, lambda unit: unit.alerts.sent_since(layla.id, NOON)) == 1
    assert await read(storage, lambda unit: unit.alerts.latest(layla.id, "fold:")) == whole
    assert await read(storage, lambda unit: unit.alerts.latest(layla.id, "quiet:")) is None


async def test_a_fold_that_is_folded_gives_what_it_tells_of(storage: Storage) -> None:
    layla = await join(storage)
    posts = [await publish(storage, ref(number)) for number in range(1, 4)]
    first, second, third = [alert.id for one in posts if (alert := await tell(storage, layla, one))]
    burst, summary = (
        await tell(storage, layla, posts[0], kind="fold:1"),
        await tell(storage, layla, posts[0], kind="x:1"),
    )
    assert burst is not None
    assert summary is not None
    await each(storage, [first, second], lambda unit, one: unit.alerts.fold_into(one, burst.id))
    await each(storage, [third, burst.id], lambda unit, one: unit.alerts.fold_into(one, summary.id))
    assert [a.id for a in await read(storage, lambda unit: unit.alerts.folded(summary.id, 2))] == [third, second]
    assert await read(storage, lambda unit: unit.alerts.count_folded(summary.id)) == 3
    assert await read(storage, lambda unit: unit.alerts.count_folded(burst.id)) == 0


async def test_the_alerts_of_a_post_are_one_for_each_who_was_told(storage: Storage) -> None:
    layla, sami, post = await join(storage), await join(storage, SAMI), await publish(storage)
    alerts = [await tell(storage, layla, post), await tell(storage, sami, post)]
    await tell(storage, layla, post, kind="fold:1")
    await tell(storage, sami, await publish(storage, ref(2)))
    assert await read(storage, lambda unit: unit.alerts.of_post(post.id)) == alerts


async def test_an_alert_that_is_taken_out_of_a_fold_counts_as_sent(storage: Storage) -> None:
    layla = await join(storage)
    first, second = [await tell(storage, layla, await publish(storage, ref(n))) for n in (1, 2)]
    whole = await tell(storage, layla, await publish(storage, ref(3)), kind="quiet:1")
    assert first is not None
    assert second is not None
    assert whole is not None
    await each(storage, [first.id, second.id], lambda unit, one: unit.alerts.fold_into(one, whole.id))
    await storage.transact(lambda unit: unit.alerts.take_out(first.id))
    assert await read(storage, lambda unit: unit.alerts.get(first.id)) == first
    assert [a.id for a in await read(storage, lambda unit: unit.alerts.folded(whole.id, 10))] == [second.id]
    assert await read(storage, lambda unit: unit.alerts.sent_since(layla.id, NOON)) == 1


async def test_an_alert_is_urgent_where_an_urgent_watch_of_its_subscriber_fired(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    one, other = await publish(storage, ref(1)), await publish(storage, ref(2))
    urgent, plain = await watch(storage, layla, "زلزال"), await watch(storage, layla, "قافلة")
    await storage.transact(lambda unit: unit.watches.set_urgent(urgent.id, True))
    for fired, on in ((urgent, one), (plain, other), (await watch(storage, sami), one)):
        await hit(storage, fired, on)
    told = [await tell(storage, whom, of) for whom, of in ((layla, one), (layla, other), (sami, one))]
    whole = await tell(storage, layla, other, kind="fold:1")
    assert whole is not None
    known = [alert.id for alert in told if alert is not None]

    async def are_urgent() -> list[bool]:
        return await read_each(storage, [*known, whole.id], lambda unit, alert: unit.alerts.is_urgent(alert))

    assert await are_urgent() == [True, False, False, False]
    await storage.transact(lambda unit: unit.alerts.fold_into(known[0], whole.id))
    assert await are_urgent() == [True, False, False, True]
    await storage.transact(lambda unit: unit.watches.bury(urgent.id, NOON))
    assert await are_urgent() == [False, False, False, False]
