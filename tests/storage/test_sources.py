"""Where posts come from."""

from __future__ import annotations

from dataclasses import replace

from bot.model import RefKind, Source, SourceStatus
from storage import Storage
from tests.storage.given import (
    CHANNEL,
    NOON,
    after,
    each,
    join,
    read,
    source,
)

WHOLE = Source(
    id=0,
    kind=RefKind.CHANNEL,
    key=CHANNEL,
    title="شبكة الميدان",
    username="shabakat_almaydan",
    chat_id=-1001009001,
    status=SourceStatus.PROPOSED,
    tags=("حدود", "شمال"),
)


async def save(storage: Storage, one: Source) -> Source:
    return await storage.transact(lambda unit: unit.sources.save(one, NOON))


async def test_a_source_comes_back_as_it_was_saved(storage: Storage) -> None:
    layla = await join(storage)
    saved = await save(storage, replace(WHOLE, added_by=layla.id))

    assert saved == replace(WHOLE, id=saved.id, added_by=layla.id)
    assert await read(storage, lambda unit: unit.sources.get(saved.id)) == saved
    assert await read(storage, lambda unit: unit.sources.find(RefKind.CHANNEL, CHANNEL)) == saved
    assert await read(storage, lambda unit: unit.sources.by_chat(-1001009001)) == saved


async def test_the_same_key_of_another_kind_is_another_source(storage: Storage) -> None:
    channel = await save(storage, source("5"))
    feed = await save(storage, source("5", kind=RefKind.FEED))

    assert channel.id != feed.id
    assert await read(storage, lambda unit: unit.sources.find(RefKind.CHAT, "5")) is None


async def test_saving_again_updates_what_is_known_and_keeps_the_tags(storage: Storage) -> None:
    saved = await save(storage, WHOLE)
    newer = replace(WHOLE, title="الميدان", username="", chat_id=-1002, status=SourceStatus.ACCEPTED, tags=())

    assert await save(storage, newer) == replace(newer, id=saved.id, tags=WHOLE.tags)
    assert (await save(storage, replace(newer, tags=("عاجل",)))).tags == ("عاجل",)
    assert len(await read(storage, lambda unit: unit.sources.all())) == 1


async def test_an_admins_word_is_kept_with_who_said_it(storage: Storage) -> None:
    layla = await join(storage)
    saved = await save(storage, WHOLE)
    await storage.transact(lambda unit: unit.sources.set_status(saved.id, SourceStatus.REFUSED, layla.id))
    await storage.transact(lambda unit: unit.sources.set_status(saved.id, SourceStatus.GONE, None))

    left = await read(storage, lambda unit: unit.sources.get(saved.id))
    assert left == replace(saved, status=SourceStatus.GONE, added_by=layla.id)


async def test_a_source_was_last_seen_when_its_newest_post_came(storage: Storage) -> None:
    saved = await save(storage, WHOLE)
    await each(storage, (1, 3, 2), lambda unit, seconds: unit.sources.seen(saved.id, after(seconds)))

    assert await read(storage, lambda unit: unit.sources.get(saved.id)) == replace(saved, last_post_at=after(3))


async def test_all_sources_are_listed_as_they_became_known(storage: Storage) -> None:
    saved = [await save(storage, source(key)) for key in ("9", "1", "5")]

    assert await read(storage, lambda unit: unit.sources.all()) == saved
