"""How the polling of sources stands, what is missing of them, and posts that were fetched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import Mode, RefKind, SourceStatus
from storage import Gap, Poll, RawUpdate, Storage
from tests.storage.given import NOON, after, each, publish, read, ref, source


async def save(storage: Storage, key: str, kind: RefKind = RefKind.CHANNEL) -> int:
    saved = await storage.transact(lambda unit: unit.sources.save(source(key, kind=kind), NOON))
    return saved.id


async def poll(storage: Storage, one: Poll) -> None:
    await storage.transact(lambda unit: unit.sources.set_poll(one))


async def cursor_of(storage: Storage, number: int) -> str:
    kept = await read(storage, lambda unit: unit.sources.poll(number))
    assert kept is not None
    return kept.cursor


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

    first = await read(storage, lambda unit: unit.sources.first_poll(RefKind.CHANNEL))
    assert first is not None
    assert first.source_id == soon
    await storage.transact(lambda unit: unit.sources.bring_forward(late, after(5)))
    await storage.transact(lambda unit: unit.sources.bring_forward(soon, after(90)))
    polls = await read(storage, lambda unit: unit.sources.polls(RefKind.CHANNEL))
    assert [(one.source_id, one.due_at) for one in polls] == [(late, after(5)), (soon, after(20))]


async def test_a_source_that_is_not_polled_has_no_turn_to_bring_forward(storage: Storage) -> None:
    number = await save(storage, "1")
    await storage.transact(lambda unit: unit.sources.bring_forward(number, NOON))

    assert await read(storage, lambda unit: unit.sources.first_poll(RefKind.CHANNEL)) is None


async def test_turns_follow_a_clock_that_was_set_back(storage: Storage) -> None:
    """An hour: a turn that was a minute ahead is so again; one that nothing is known of stays."""
    polled, new = await save(storage, "1"), await save(storage, "2")
    await poll(storage, Poll(polled, after(60), last_success_at=NOON))
    await poll(storage, Poll(new, after(5)))
    gap = await storage.transact(
        lambda unit: unit.sources.add_gap(Gap(0, polled, 10, 90, Mode.CATCH_UP, None, after(9)))
    )
    assert await storage.transact(lambda unit: unit.sources.follow_clock(after(1))) == 0
    assert await storage.transact(lambda unit: unit.sources.follow_clock(after(-3600))) == 1
    assert await storage.transact(lambda unit: unit.sources.follow_clock(after(-3600))) == 0

    polls = await read(storage, lambda unit: unit.sources.polls(RefKind.CHANNEL))
    assert [(one.source_id, one.due_at) for one in polls] == [(polled, after(60 - 3600)), (new, after(5))]
    first = await read(storage, lambda unit: unit.sources.first_gap(RefKind.CHANNEL))
    assert first == replace(gap, due_at=after(9 - 3600))


async def test_gaps_are_filled_in_the_order_of_their_turns(storage: Storage) -> None:
    number = await save(storage, "1")
    first = Gap(0, number, 10, 90, Mode.CATCH_UP, None, after(9))
    second = Gap(0, number, 0, 5, Mode.HISTORY, 40, after(3))
    added = await each(storage, (first, second), lambda unit, gap: unit.sources.add_gap(gap))

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
    assert found is not None
    assert [ref.source_key for ref in found.refs] == ["7001"]


async def test_two_sources_that_turn_out_to_be_one_become_the_one_with_the_number(storage: Storage) -> None:
    known, by_name = await save(storage, "7001"), await save(storage, "@alsahel")
    await poll(storage, Poll(by_name, after(1), "12"))
    identified = await storage.transact(lambda unit: unit.sources.identify(by_name, "7001"))

    assert identified.id == known
    assert [one.id for one in await read(storage, lambda unit: unit.sources.all())] == [known]
    assert await cursor_of(storage, known) == "12"


async def test_a_source_with_a_polling_of_its_own_keeps_it(storage: Storage) -> None:
    known, by_name = await save(storage, "7001"), await save(storage, "@alsahel")
    await poll(storage, Poll(known, after(1), "800"))
    await poll(storage, Poll(by_name, after(1), "12"))
    await storage.transact(lambda unit: unit.sources.identify(by_name, "7001"))

    assert await cursor_of(storage, known) == "800"


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
    await storage.transact(lambda unit: unit.inbox.set_offset(501, NOON))
    answers: list[list[bytes]] = [[b"a", b"b"], [b"a"], []]
    await each(storage, answers, lambda unit, bodies: unit.inbox.add_polled("preview:7", bodies, NOON))

    rows = await read(storage, lambda unit: unit.inbox.pending(NOON))
    assert [(row.lane, row.body) for row in rows[1:]] == [("preview:7", body) for body in (b"a", b"b", b"a")]
    assert await read(storage, lambda unit: unit.inbox.offset(NOON)) == 501


async def test_a_status_of_a_source_is_no_matter_of_its_polling(storage: Storage) -> None:
    number = await save(storage, "7")
    await poll(storage, Poll(number, NOON))
    await storage.transact(lambda unit: unit.sources.set_status(number, SourceStatus.PAUSED, None))

    assert await read(storage, lambda unit: unit.sources.poll(number)) is not None
