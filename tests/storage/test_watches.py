"""Watches, and what they caught."""

from __future__ import annotations

from dataclasses import replace

from bot.model import Hit, Status, Watch, WatchMode
from storage import Storage
from tests.storage.given import (
    AIRPORT,
    LAYLA,
    NOON,
    SAMI,
    after,
    each,
    hit,
    join,
    publish,
    read,
    ref,
    watch,
)


async def test_a_watch_comes_back_as_it_was_typed(storage: Storage) -> None:
    layla = await join(storage)
    text = '"الفرقة الرابعة"   قافلة'
    made = await storage.transact(lambda unit: unit.watches.add(layla.id, text, "«فرقه رابعه» قافله", "3", after(1)))

    assert made == Watch(made.id, layla.id, text, created_at=after(1))
    assert await read(storage, lambda unit: unit.watches.get(made.id)) == made
    assert await read(storage, lambda unit: unit.watches.find(layla.id, "«فرقه رابعه» قافله")) == made
    assert await read(storage, lambda unit: unit.watches.find(layla.id, text)) is None


async def test_a_watch_that_reads_the_same_is_the_one_there_was(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    first = await watch(storage, layla, "قافلة")
    again = await storage.transact(lambda unit: unit.watches.add(layla.id, "القافلة", "قافلة", "1", after(1)))

    assert again == first
    assert (await watch(storage, sami, "قافلة")).id != first.id


async def test_a_subscribers_watches_are_listed_oldest_first(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    for text in ("مطار", "قافلة", "عين الورد"):
        await watch(storage, layla, text)
    await watch(storage, sami, "هدنة")

    listed = await read(storage, lambda unit: unit.watches.of(layla.id))
    assert [one.text for one in listed] == ["مطار", "قافلة", "عين الورد"]
    assert await read(storage, lambda unit: unit.watches.count(layla.id)) == 3
    assert await read(storage, lambda unit: unit.watches.count(404)) == 0


async def test_a_paused_or_disabled_watch_does_not_fire_and_any_other_may(storage: Storage) -> None:
    layla = await join(storage, status=Status.STOPPED)
    watches = {mode: await watch(storage, layla, mode.value) for mode in WatchMode}
    await each(storage, watches, lambda unit, mode: unit.watches.set_mode(watches[mode].id, mode))

    live = await read(storage, lambda unit: unit.watches.all_live())
    assert live == [watches[WatchMode.ALERT], replace(watches[WatchMode.DIGEST], mode=WatchMode.DIGEST)]


async def test_a_deleted_watch_is_gone_with_its_hits(storage: Storage) -> None:
    layla, one = await join(storage), await publish(storage)
    mine = await watch(storage, layla)
    await hit(storage, mine, one)
    await storage.transact(lambda unit: unit.watches.remove(mine.id))

    assert await read(storage, lambda unit: unit.watches.get(mine.id)) is None
    assert await read(storage, lambda unit: unit.watches.hits_on(one.id)) == []


async def test_a_watch_deleted_while_a_post_is_matched_leaves_no_hit(storage: Storage) -> None:
    layla, one = await join(storage), await publish(storage)
    mine = await watch(storage, layla)
    await storage.transact(lambda unit: unit.watches.remove(mine.id))

    assert await hit(storage, mine, one) is False


async def test_a_watch_fires_once_on_a_post_whatever_its_versions(storage: Storage) -> None:
    layla, one = await join(storage), await publish(storage)
    mine = await watch(storage, layla)
    assert await hit(storage, mine, one) is True
    edited = await storage.transact(lambda unit: unit.posts.revise(replace(one, text=AIRPORT), NOON))

    assert await hit(storage, mine, edited) is False
    assert await read(storage, lambda unit: unit.watches.hits_on(one.id)) == [
        Hit(mine.id, one.id, 1, layla.id, ((5, 10),), NOON)
    ]


async def test_hits_keep_where_the_words_stand(storage: Storage) -> None:
    layla, one = await join(storage), await publish(storage)
    mine = await watch(storage, layla)
    found = Hit(mine.id, one.id, 1, layla.id, ((0, 4), (5, 10), (36, 41)), after(0.25))
    none = Hit((await watch(storage, layla, "has:photo")).id, one.id, 1, layla.id, (), NOON)
    await each(storage, (found, none), lambda unit, one: unit.watches.record_hit(one))

    assert await read(storage, lambda unit: unit.watches.hits_on(one.id)) == [found, none]


async def test_hits_on_a_post_are_everybodys_or_one_subscribers(storage: Storage) -> None:
    layla, sami, one = await join(storage, LAYLA), await join(storage, SAMI), await publish(storage)
    for who in (layla, sami):
        await hit(storage, await watch(storage, who), one)

    everybodys = await read(storage, lambda unit: unit.watches.hits_on(one.id))
    samis = await read(storage, lambda unit: unit.watches.hits_on(one.id, sami.id))
    assert [h.subscriber_id for h in everybodys] == [layla.id, sami.id]
    assert samis == everybodys[1:]


async def test_hits_of_a_time_begin_with_its_first_instant_and_end_before_its_last(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    mine, his = await watch(storage, layla), await watch(storage, sami)
    posts = [await publish(storage, ref(n)) for n in range(5)]
    for number, one in reversed(list(enumerate(posts))):
        await hit(storage, mine, one, after(number))
        await hit(storage, his, one, after(number))

    hits = await read(storage, lambda unit: unit.watches.hits_of(layla.id, after(1), after(3)))
    assert [(h.post_id, h.watch_id, h.at) for h in hits] == [(posts[n].id, mine.id, after(n)) for n in (1, 2)]
