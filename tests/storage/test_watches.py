"""Watches, and what they caught."""

from __future__ import annotations

from dataclasses import replace

from bot.model import Hit, Status, Subscriber, Watch, WatchMode
from storage import Storage, Unit
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


async def bury(storage: Storage, one: Watch, seconds: float = 0) -> None:
    await storage.transact(lambda unit: unit.watches.bury(one.id, after(seconds)))


async def restore(storage: Storage, one: Watch, by: Subscriber) -> Watch | None:
    return await storage.transact(lambda unit: unit.watches.restore(one.id, by.id))


async def test_a_deleted_watch_is_found_nowhere(storage: Storage) -> None:
    layla = await join(storage)
    mine, left = await watch(storage, layla), await watch(storage, layla, "مطار")
    await bury(storage, mine)

    async def found(unit: Unit) -> tuple[object, ...]:
        return (
            await unit.watches.get(mine.id),
            await unit.watches.find(layla.id, mine.text),
            await unit.watches.of(layla.id),
            await unit.watches.count(layla.id),
            await unit.watches.all_live(),
        )

    assert await read(storage, found) == (None, None, [left], 1, [left])


async def test_a_deleted_watch_comes_back_to_its_owner_with_its_hits(storage: Storage) -> None:
    layla, sami, one = await join(storage, LAYLA), await join(storage, SAMI), await publish(storage)
    mine = await watch(storage, layla)
    await hit(storage, mine, one)
    await bury(storage, mine)

    assert await restore(storage, mine, sami) is None
    assert await restore(storage, mine, layla) == mine
    assert await restore(storage, mine, layla) is None
    assert await read(storage, lambda unit: unit.watches.of(layla.id)) == [mine]
    assert len(await read(storage, lambda unit: unit.watches.hits_on(one.id))) == 1


async def test_a_watch_set_anew_after_it_was_deleted_is_the_old_one_with_the_new_text(storage: Storage) -> None:
    layla = await join(storage)
    mine = await watch(storage, layla, "قافلة")
    await storage.transact(lambda unit: unit.watches.set_mode(mine.id, WatchMode.PAUSED))
    await storage.transact(lambda unit: unit.watches.mute(mine.id, after(60)))
    await bury(storage, mine)
    anew = await storage.transact(lambda unit: unit.watches.add(layla.id, "القافلة", "قافلة", "2", after(1)))

    assert anew == replace(mine, text="القافلة")
    assert await read(storage, lambda unit: unit.watches.all_live()) == [anew]


async def test_what_was_deleted_before_an_instant_is_gone_for_good_with_its_hits(storage: Storage) -> None:
    layla, one = await join(storage), await publish(storage)
    early, late, left = [await watch(storage, layla, text) for text in ("قافلة", "مطار", "هدنة")]
    for mine in (early, late, left):
        await hit(storage, mine, one)
    await bury(storage, early, 1)
    await bury(storage, early, 9)
    await bury(storage, late, 2)

    assert await storage.transact(lambda unit: unit.watches.purge(after(2))) == 1
    assert await restore(storage, early, layla) is None
    assert [h.watch_id for h in await read(storage, lambda unit: unit.watches.hits_on(one.id))] == [late.id, left.id]
    assert await restore(storage, late, layla) == late


async def test_a_watch_deleted_while_a_post_is_matched_leaves_no_hit(storage: Storage) -> None:
    layla, one = await join(storage), await publish(storage)
    mine = await watch(storage, layla)
    await bury(storage, mine)
    assert await hit(storage, mine, one) is False

    await storage.transact(lambda unit: unit.watches.purge(after(1)))
    assert await hit(storage, mine, one) is False


async def test_a_watch_is_given_another_query_and_keeps_what_it_caught(storage: Storage) -> None:
    layla, one = await join(storage), await publish(storage)
    mine = await watch(storage, layla)
    await hit(storage, mine, one)

    assert await storage.transact(lambda unit: unit.watches.rewrite(mine.id, "قافلة طبية", "قافله طبيه", "2")) is True
    rewritten = replace(mine, text="قافلة طبية")
    assert await read(storage, lambda unit: unit.watches.find(layla.id, "قافله طبيه")) == rewritten
    assert await read(storage, lambda unit: unit.watches.find(layla.id, mine.text)) is None
    assert len(await read(storage, lambda unit: unit.watches.hits_on(one.id))) == 1


async def test_a_watch_is_not_given_a_query_its_owner_watches_already(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    mine, other, his = (
        await watch(storage, layla),
        await watch(storage, layla, "مطار"),
        await watch(storage, sami, "هدنة"),
    )

    async def rewrite(one: Watch, text: str) -> bool:
        return await storage.transact(lambda unit: unit.watches.rewrite(one.id, text, text, "1"))

    assert await rewrite(mine, "مطار") is False
    assert await rewrite(mine, mine.text) is True
    assert await read(storage, lambda unit: unit.watches.of(layla.id)) == [mine, other]
    assert await rewrite(mine, his.text) is True
    await bury(storage, other)
    assert await rewrite(mine, "مطار") is True
    assert await rewrite(other, "سد") is False
    assert await read(storage, lambda unit: unit.watches.of(layla.id)) == [replace(mine, text="مطار")]


async def test_a_watch_is_muted_until_an_instant_and_heard_again(storage: Storage) -> None:
    layla = await join(storage)
    mine = await watch(storage, layla)
    await storage.transact(lambda unit: unit.watches.mute(mine.id, after(3600)))
    assert await read(storage, lambda unit: unit.watches.all_live()) == [replace(mine, muted_until=after(3600))]

    await storage.transact(lambda unit: unit.watches.mute(mine.id, None))
    assert await read(storage, lambda unit: unit.watches.get(mine.id)) == mine


async def test_the_last_hit_of_a_watch_is_that_on_the_newest_post(storage: Storage) -> None:
    layla = await join(storage)
    mine, other = await watch(storage, layla), await watch(storage, layla, "مطار")
    old, new, newest = [await publish(storage, ref(n)) for n in range(3)]
    for one, at in ((new, after(1)), (old, after(2))):
        await hit(storage, mine, one, at)
    await hit(storage, other, newest)

    last = await read(storage, lambda unit: unit.watches.last_hit(mine.id))
    assert last is not None
    assert last.post_id == new.id
    assert await read(storage, lambda unit: unit.watches.last_hit(404)) is None


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

    assert await storage.transact(lambda unit: unit.watches.record_hits([found, none])) == {
        found.watch_id,
        none.watch_id,
    }

    assert await read(storage, lambda unit: unit.watches.hits_on(one.id)) == [found, none]


async def test_nothing_is_kept_of_what_fires_for_somebody_who_has_stopped(storage: Storage) -> None:
    layla, one = await join(storage), await publish(storage)
    mine = await watch(storage, layla)
    await storage.transact(lambda unit: unit.subscribers.set_status(layla.id, Status.STOPPED))

    assert await hit(storage, mine, one) is False
    assert await read(storage, lambda unit: unit.watches.hits_on(one.id)) == []


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


async def test_live_watches_are_found_by_a_part_of_their_query(storage: Storage) -> None:
    layla = await join(storage)
    for text in ("قافلة", "مطار FROM:@marsad", "from:#الجنوب"):
        await watch(storage, layla, text)
    paused = await watch(storage, layla, "جسر from:@marsad")
    await storage.transact(lambda unit: unit.watches.set_mode(paused.id, WatchMode.PAUSED))
    found = await read(storage, lambda unit: unit.watches.live_with("from:"))
    assert [one.text for one in found] == ["مطار FROM:@marsad", "from:#الجنوب"]
