"""The search index: which posts are proposed for which keys, and to whom."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import Mode
from storage import Storage, Unit
from tests.storage.given import (
    AIRPORT,
    LAYLA,
    NOON,
    SAMI,
    after,
    forward,
    join,
    post,
    publish,
    read,
    ref,
)

KEYS = (
    "لم:قافلة",
    "لم:مطار",
    "خام:القافلةُ",
    "جذر ق ف ل",
    'س"طر',
    "k1",
    "OR",
    "a AND b",
    "*",
    "قا\nفلة",
    "قافِلة",
    "قافلة",
)


def keys(*some: str) -> frozenset[str]:
    return frozenset(some)


async def search(
    storage: Storage,
    *needs: frozenset[str],
    viewer: int | None = None,
    before_id: int | None = None,
    since: datetime | None = None,
    limit: int = 200,
) -> list[int]:
    found = await read(
        storage,
        lambda unit: unit.posts.candidates(needs, viewer=viewer, before_id=before_id, since=since, limit=limit),
    )
    return [one.id for one in found]


async def stored(storage: Storage, *posts: Sequence[str]) -> list[int]:
    """Public posts with these keys; their ids, oldest first."""
    return [(await publish(storage, ref(n), keys=frozenset(some))).id for n, some in enumerate(posts)]


async def test_a_post_has_a_key_of_every_set_that_is_asked_for(storage: Storage) -> None:
    both, first, second = await stored(storage, ["قافلة", "مطار"], ["قافلة"], ["مطار"])

    assert await search(storage, keys("قافلة")) == [first, both]
    assert await search(storage, keys("قافلة", "مطار")) == [second, first, both]
    assert await search(storage, keys("قافلة"), keys("مطار")) == [both]
    assert await search(storage, keys("قافلة", "غائب"), keys("غائب", "مطار")) == [both]


async def test_a_set_that_no_post_satisfies_finds_nothing(storage: Storage) -> None:
    await stored(storage, ["قافلة"])

    assert await search(storage, keys("غائب")) == []
    assert await search(storage, keys("قافلة"), keys("غائب")) == []
    assert await search(storage, keys("قافلة"), keys()) == []


async def test_without_needs_every_post_is_proposed_newest_first(storage: Storage) -> None:
    ids = await stored(storage, ["قافلة"], [], ["مطار"])

    assert await search(storage) == ids[::-1]


async def test_a_post_that_was_never_indexed_is_proposed_only_without_needs(storage: Storage) -> None:
    bare = await storage.transact(lambda unit: unit.posts.add(post()))

    assert await search(storage) == [bare.id]
    assert await search(storage, keys("قافلة")) == []


@pytest.mark.parametrize("key", KEYS)
async def test_any_text_is_a_key_and_found_by_itself_alone(storage: Storage, key: str) -> None:
    ids = dict(zip(KEYS, await stored(storage, *([one] for one in KEYS)), strict=True))

    assert await search(storage, keys(key)) == [ids[key]]


async def test_a_post_indexed_anew_is_found_by_its_new_keys_only(storage: Storage) -> None:
    (one,) = await stored(storage, ["قافلة", "بلدة"])
    await storage.transact(lambda unit: unit.posts.index(one, [keys("مطار", "بلدة")]))

    assert [await search(storage, keys(key)) for key in ("قافلة", "بلدة", "مطار")] == [[], [one], [one]]


async def test_indexing_twice_with_the_same_keys_changes_nothing(storage: Storage) -> None:
    (one,) = await stored(storage, ["قافلة"])
    await storage.transact(lambda unit: unit.posts.index(one, [keys("قافلة")]))

    assert await search(storage, keys("قافلة")) == [one]
    assert await storage.check() == []


async def test_a_post_without_keys_leaves_the_index(storage: Storage) -> None:
    one, other = await stored(storage, ["قافلة"], ["قافلة"])
    await storage.transact(lambda unit: unit.posts.index(one, [keys()]))

    assert await search(storage, keys("قافلة")) == [other]
    assert await search(storage) == [other, one]
    assert await storage.check() == []


async def test_an_index_that_was_undone_finds_nothing(storage: Storage) -> None:
    (one,) = await stored(storage, ["مطار"])

    async def fail(unit: Unit) -> None:
        await unit.posts.index(one, [keys("قافلة")])
        raise LookupError

    with pytest.raises(LookupError):
        await storage.transact(fail)
    assert (await search(storage, keys("قافلة")), await search(storage, keys("مطار"))) == ([], [one])


async def test_what_is_indexed_and_forgotten_in_one_batch_is_not_found(storage: Storage) -> None:
    layla = await join(storage, LAYLA)
    await asyncio.gather(
        forward(storage, layla, ref(1), keys=keys("قافلة")),
        storage.transact(lambda unit: unit.subscribers.forget(layla.id)),
    )

    assert await search(storage, keys("قافلة"), viewer=layla.id) == []
    assert await storage.check() == []


async def test_a_forgetting_that_fails_takes_nothing_from_the_index_that_came_with_it(storage: Storage) -> None:
    layla = await join(storage, LAYLA)
    hers = await forward(storage, layla, ref(1), keys=keys("مطار"))

    async def fail(unit: Unit) -> None:
        await unit.subscribers.forget(layla.id)
        raise LookupError

    other, refused = await asyncio.gather(
        publish(storage, ref(2), keys=keys("قافلة")), storage.transact(fail), return_exceptions=True
    )
    assert isinstance(refused, LookupError)
    assert not isinstance(other, BaseException)
    assert await search(storage, keys("قافلة")) == [other.id]
    assert await search(storage, keys("مطار"), viewer=layla.id) == [hers.id]
    assert await storage.check() == []


async def test_a_key_that_came_with_what_was_undone_finds_what_comes_after(storage: Storage) -> None:
    one, other = await stored(storage, ["مطار"], ["مطار"])

    async def fail(unit: Unit) -> None:
        await unit.posts.index(one, [keys("قافلة", "هدنة")])
        assert [post.id for post in await unit.posts.candidates([keys("هدنة")], viewer=None)] == [one]
        raise LookupError

    with pytest.raises(LookupError):
        await storage.transact(fail)
    await storage.transact(lambda unit: unit.posts.index(other, [keys("هدنة", "قافلة")]))

    assert [await search(storage, keys(key)) for key in ("قافلة", "هدنة", "مطار")] == [[other], [other], [one]]
    assert await storage.check() == []


async def test_a_private_post_is_proposed_to_its_viewers_and_nobody_else(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    open_to_all = await publish(storage, ref(1), keys=keys("قافلة"))
    hers = await forward(storage, layla, ref(2), keys=keys("قافلة"))

    for needs in ([keys("قافلة")], []):
        assert await search(storage, *needs, viewer=layla.id) == [hers.id, open_to_all.id]
        assert await search(storage, *needs, viewer=sami.id) == [open_to_all.id]
        assert await search(storage, *needs, viewer=None) == [open_to_all.id]

    await storage.transact(lambda unit: unit.posts.add_viewer(hers.id, sami.id, NOON))
    assert await search(storage, keys("قافلة"), viewer=sami.id) == [hers.id, open_to_all.id]

    await storage.transact(lambda unit: unit.posts.publish(hers.id, Mode.LIVE, None))
    assert await search(storage, keys("قافلة"), viewer=None) == [hers.id, open_to_all.id]


async def test_since_counts_from_publication_or_from_arrival_where_that_is_unknown(storage: Storage) -> None:
    old = await publish(storage, ref(1), keys=keys("قافلة"), published_at=after(-60), arrived_at=after(60))
    new = await publish(storage, ref(2), keys=keys("قافلة"), published_at=NOON, arrived_at=after(60))
    undated = await publish(storage, ref(3), keys=keys("قافلة"), arrived_at=after(1))

    for needs in ([keys("قافلة")], []):
        assert await search(storage, *needs, since=NOON) == [undated.id, new.id]
        assert await search(storage, *needs, since=after(1)) == [undated.id]
        assert await search(storage, *needs, since=after(-60)) == [undated.id, new.id, old.id]


async def test_pages_follow_one_another_without_gap_or_overlap(storage: Storage) -> None:
    layla = await join(storage)
    ids = await stored(storage, *(["قافلة"] for _ in range(7)))
    ids.insert(0, (await forward(storage, layla, ref("x"), keys=keys("قافلة"))).id)

    for needs in ([keys("قافلة")], []):
        pages, before = [], None
        while page := await search(storage, *needs, viewer=layla.id, before_id=before, limit=3):
            pages.append(page)
            before = page[-1]
        assert [len(page) for page in pages] == [3, 3, 2]
        assert sorted(chain.from_iterable(pages)) == sorted(ids)


async def test_thousands_of_keys_in_one_need_are_all_looked_for(storage: Storage) -> None:
    """A short prefix stands for every word that begins with it."""
    words = [f"قا:{number} ت" for number in range(5_000)]
    ids = await stored(storage, *(words[n : n + 50] for n in range(0, 5_000, 50)), ["مطار", words[-1]], ["مطار"])

    assert await search(storage, frozenset(words), limit=500) == ids[-2::-1]
    assert await search(storage, frozenset(words), keys("مطار")) == [ids[-2]]
    assert await search(storage, frozenset(words[:4_000]), keys(words[49]), keys(words[0])) == [ids[0]]
    assert await search(storage, frozenset(words), frozenset(words[2:]), before_id=ids[1]) == [ids[0]]
    assert await search(storage, frozenset(words), limit=2, before_id=ids[-2]) == [ids[-3], ids[-4]]


async def test_a_key_that_no_post_ever_had_costs_nothing_to_ask_for(storage: Storage) -> None:
    await stored(storage, ["قافلة"])

    assert await search(storage, frozenset(f"غائب{n}" for n in range(10_000))) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    posts=st.lists(st.frozensets(st.sampled_from(KEYS), max_size=5), max_size=6),
    anew=st.frozensets(st.sampled_from(KEYS), max_size=5),
    needs=st.lists(st.frozensets(st.sampled_from(KEYS), max_size=3), max_size=3),
)
async def test_what_is_proposed_is_what_a_plain_reading_of_the_sets_finds(
    storage: Storage, posts: list[frozenset[str]], anew: frozenset[str], needs: list[frozenset[str]]
) -> None:
    first = (max(await search(storage), default=0)) + 1
    stored_keys: dict[int, frozenset[str]] = {}
    for some in posts:
        one = await publish(storage, ref(f"{first}:{len(stored_keys)}"), text=AIRPORT, keys=some)
        stored_keys[one.id] = some
    if posts:
        await storage.transact(lambda unit: unit.posts.index(first, [anew]))
        stored_keys[first] = anew

    expected = [one for one, some in stored_keys.items() if all(need & some for need in needs)]
    found = [one for one in await search(storage, *needs, limit=10**6) if one >= first]
    assert found == expected[::-1]
