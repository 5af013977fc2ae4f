"""How the polling of sources stands, what is missing of them, and posts that were fetched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import Mode, RefKind, SourceStatus
from storage import Gap, Poll, RawUpdate, Storage
from tests.storage.given import NOON, after, publish, read, ref, source


async def save(storage: Storage, key: str, kind: RefKind = RefKind.CHANNEL) -> int:
    saved = await storage.transact(lambda unit: unit.sources.save(source(key, kind=kind), NOON))
    return saved.id


async def poll(storage: Storage, one: Poll) -> None:
    await storage.transact(lambda unit: unit.sources.set_poll(one))


async def test_how_polling_went_comes_back_as_it_was_kept(storage: Storage) -> None:
    number = await save(storage, "7")
    assert await read(storage, lambda unit: unit.sources.poll(number)) is None
    kept = Poll(number, after(60), "812", '{"a":1}', NOON, 3, "shape")
    await poll(storage, kept)

    assert await read(storage, lambda unit: unit.sources.poll(number)) == kept
    await storage.transact(lambda unit: unit.sources.stop_poll(number))
    assert await read(storage, lambda unit: unit.sources.poll(number)) is None


async def test_the_most_urgent_source_of_a_kind_comes_first(storage: Storage) -> None:
    late, soon = await save(storage, "1"), await save(storage, "2")
    feed = await save(storage, "3", RefKind.FEED)
    for number, seconds in ((late, 50), (soon, 20), (feed, 1)):
        await poll(storage, Poll(number, after(seconds)))

    assert (await read(storage, lambda unit: unit.sources.first_poll(RefKind.CHANNEL))).source_id == soon
    await storage.transact(lambda unit: unit.sources.bring_forward(late, after(5)))
    await storage.transact(lambda unit: unit.sources.bring_forward(soon, after(90)))
    polls = await read(storage, lambda unit: unit.sources.polls(RefKind.CHANNEL))
    assert [(one.source_id, one.due_at) for one in polls] == [(late, after(5)), (soon, after(20))]


async def test_a_source_that_is_not_polled_has_no_turn_to_bring_forward(storage: Storage) -> None:
    number = await save(storage, "1")
    await storage.transact(lambda unit: unit.sources.bring_forward(number, NOON))

    assert await read(storage, lambda unit: unit.sources.first_poll(RefKind.CHANNEL)) is None


async def test_gaps_are_filled_in_the_order_of_their_turns(storage: Storage) -> None:
    number = await save(storage, "1")
    first = Gap(0, number, 10, 90, Mode.CATCH_UP, None, after(9))
    second = Gap(0, number, 0, 5, Mode.HISTORY, 40, after(3))
    added = [await storage.transact(lambda unit, gap=gap: unit.sources.add_gap(gap)) for gap in (first, second)]

    assert await read(storage, lambda unit: unit.sources.first_gap(RefKind.CHANNEL)) == added[1]
    assert await read(storage, lambda unit: unit.sources.first_gap(RefKind.FEED)) is None
    moved = replace(added[1], high=3, wanted=20, due_at=after(60))
    await storage.transact(lambda unit: unit.sources.set_gap(moved))
    assert await read(storage, lambda unit: unit.sources.first_gap(RefKind.CHANNEL)) == added[0]
    await storage.transact(lambda unit: unit.sources.close_gap(added[0].id))
    assert await read(storage, lambda unit: unit.sources.first_gap(RefKind.CHANNEL)) == moved
    await storage.transact(lambda unit: unit.sources.stop_poll(number))
    assert await read(storage, lambda unit: unit.sources.first_gap(RefKind.CHANNEL)) is None


async def test_a_source_known_by_name_takes_its_number_and_its_posts_follow(storage: Storage) -> None:
    number = await save(storage, "@alsahel")
    stored = await publish(storage, ref(4, "@alsahel"))
    identified = await storage.transact(lambda unit: unit.sources.identify(number, "7001"))

    assert (identified.id, identified.key) == (number, "7001")
    found = await read(storage, lambda unit: unit.posts.get(stored.id))
    assert [ref.source_key for ref in found.refs] == ["7001"]


async def test_two_sources_that_turn_out_to_be_one_become_the_one_with_the_number(storage: Storage) -> None:
    known, by_name = await save(storage, "7001"), await save(storage, "@alsahel")
    await poll(storage, Poll(by_name, after(1), "12"))
    identified = await storage.transact(lambda unit: unit.sources.identify(by_name, "7001"))

    assert identified.id == known
    assert [one.id for one in await read(storage, lambda unit: unit.sources.all())] == [known]
    assert (await read(storage, lambda unit: unit.sources.poll(known))).cursor == "12"


async def test_a_source_with_a_polling_of_its_own_keeps_it(storage: Storage) -> None:
    known, by_name = await save(storage, "7001"), await save(storage, "@alsahel")
    await poll(storage, Poll(known, after(1), "800"))
    await poll(storage, Poll(by_name, after(1), "12"))
    await storage.transact(lambda unit: unit.sources.identify(by_name, "7001"))

    assert (await read(storage, lambda unit: unit.sources.poll(known))).cursor == "800"


async def test_only_a_source_can_take_a_number(storage: Storage) -> None:
    with pytest.raises(LookupError):
        await storage.transact(lambda unit: unit.sources.identify(99, "7001"))


async def test_a_removed_source_leaves_its_posts(storage: Storage) -> None:
    number = await save(storage, "7001")
    stored = await publish(storage, ref(4, "7001"))
    await storage.transact(lambda unit: unit.sources.remove(number))

    assert await read(storage, lambda unit: unit.sources.all()) == []
    assert await read(storage, lambda unit: unit.posts.get(stored.id)) is not None


async def test_what_was_fetched_waits_in_the_inbox_and_moves_no_offset(storage: Storage) -> None:
    await storage.transact(lambda unit: unit.inbox.add([RawUpdate(500, "chat:1", b"{}")], NOON))
    for bodies in ([b"a", b"b"], [b"a"], []):
        await storage.transact(lambda unit, bodies=bodies: unit.inbox.add_polled("preview:7", bodies, NOON))

    rows = await read(storage, lambda unit: unit.inbox.pending(NOON))
    assert [(row.lane, row.body) for row in rows[1:]] == [("preview:7", body) for body in (b"a", b"b", b"a")]
    assert await read(storage, lambda unit: unit.inbox.offset()) == 501


async def test_a_status_of_a_source_is_no_matter_of_its_polling(storage: Storage) -> None:
    number = await save(storage, "7")
    await poll(storage, Poll(number, NOON))
    await storage.transact(lambda unit: unit.sources.set_status(number, SourceStatus.PAUSED, None))

    assert await read(storage, lambda unit: unit.sources.poll(number)) is not None
