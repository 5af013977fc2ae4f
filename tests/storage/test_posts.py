"""Posts: one row however often and by whatever way they come, with their versions and viewers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import (
    AwaitedAnswer,
    Caption,
    Media,
    MediaKind,
    Mode,
    Origin,
    OriginKind,
    Post,
    PostRef,
    RefKind,
    Visibility,
)
from storage import Storage
from tests.storage.given import (
    AIRPORT,
    CHANNEL,
    CONVOY,
    DESK,
    LAYLA,
    NOON,
    SAMI,
    after,
    each,
    forward,
    join,
    post,
    private,
    publish,
    read,
    read_each,
    ref,
    source,
)

WHOLE = Post(
    text="عاجل: «الدفاع المدني» يُخلي 12 عائلة من حيّ السلام 🕊",
    refs=(
        ref(9),
        ref(10),
        ref(77, str(DESK), RefKind.CHAT),
        ref("guid:a/b c", "https://example.org/rss", RefKind.FEED),
    ),
    source_title="شبكة الميدان",
    source_username="shabakat_almaydan",
    origin=Origin(OriginKind.CHANNEL, "غرفة الأخبار", "newsroom", -1009001, 4, NOON - timedelta(days=3)),
    published_at=NOON - timedelta(minutes=5),
    arrived_at=NOON.replace(microsecond=123_000),
    edited_at=NOON - timedelta(minutes=1),
    media=(Media(MediaKind.PHOTO, "AgACAgIAAx"), Media(MediaKind.VIDEO), Media(MediaKind.OTHER, "x")),
    links=True,
    link="https://t.me/shabakat_almaydan/9",
    reply_to=PostRef(RefKind.CHANNEL, CHANNEL, "8"),
    album="13579",
    captions=(Caption("", "من قبل"), Caption("9", "عاجل", links=True, at=NOON), Caption("10", "")),
    mode=Mode.CATCH_UP,
)


async def test_a_post_comes_back_as_it_was_stored(storage: Storage) -> None:
    layla = await join(storage)
    whole = replace(WHOLE, submitted_by=layla.id, visibility=Visibility.PRIVATE)
    stored = await storage.transact(lambda unit: unit.posts.add(whole))

    assert stored.id > 0
    assert replace(stored, refs=()) == replace(whole, refs=(), id=stored.id)
    assert set(stored.refs) == set(whole.refs)
    assert await read(storage, lambda unit: unit.posts.get(stored.id)) == stored


async def test_the_barest_post_comes_back_as_it_was_stored(storage: Storage) -> None:
    bare = Post(text="", arrived_at=NOON)
    stored = await storage.transact(lambda unit: unit.posts.add(bare))

    assert stored == replace(bare, id=stored.id)


async def test_message_ids_among_the_names_stand_in_number_order(storage: Storage) -> None:
    stored = await storage.transact(lambda unit: unit.posts.add(post(ref(10), ref(9), ref(100))))

    assert [one.item_key for one in stored.refs] == ["9", "10", "100"]


async def test_a_post_of_the_last_century_and_of_the_next_keep_their_dates(storage: Storage) -> None:
    for number, at in enumerate((datetime(1969, 7, 20, tzinfo=UTC), datetime(2107, 1, 1, tzinfo=UTC))):
        stored = await publish(storage, ref(number), published_at=at)
        assert stored.published_at == at


async def test_a_post_needs_the_instant_it_arrived_at(storage: Storage) -> None:
    with pytest.raises(ValueError, match="arrived"):
        await storage.transact(lambda unit: unit.posts.add(Post(text=CONVOY)))


async def test_a_post_is_found_by_any_of_its_names(storage: Storage) -> None:
    stored = await publish(storage, ref(7), ref(7, "chat"))

    its_own = ([ref(7)], [ref(7, "chat")], [ref(404), ref(7)])
    not_its_own: list[list[PostRef]] = [[], [ref(8)], [ref(7, kind=RefKind.CHAT)], [ref(7, "1009002")]]
    assert await read_each(storage, its_own, lambda unit, names: unit.posts.find(names)) == [stored] * 3
    assert await read_each(storage, not_its_own, lambda unit, names: unit.posts.find(names)) == [None] * 4


async def test_a_name_is_one_posts_and_a_second_post_with_it_leaves_nothing(storage: Storage) -> None:
    await publish(storage, ref(7))

    with pytest.raises(ValueError, match="name"):
        await storage.transact(lambda unit: unit.posts.add(post(ref(8), ref(7), text=AIRPORT)))
    assert await read(storage, lambda unit: unit.posts.count()) == 1
    assert await read(storage, lambda unit: unit.posts.find([ref(8)])) is None


async def test_a_post_gets_more_names_but_never_anothers(storage: Storage) -> None:
    first, second = await publish(storage, ref(1)), await publish(storage, ref(2), text=AIRPORT)
    await storage.transact(lambda unit: unit.posts.add_refs(first.id, [ref(3), ref(2), ref(1)]))

    found = await read_each(storage, (1, 2, 3), lambda unit, n: unit.posts.find([ref(n)]))
    assert [one.id for one in found if one] == [first.id, second.id, first.id]


async def test_an_album_is_found_by_its_place_and_id(storage: Storage) -> None:
    stored = await publish(storage, ref(5), album="998877")
    await publish(storage, ref(6), text=AIRPORT)

    async def found(kind: RefKind, key: str, album: str) -> Post | None:
        return await read(storage, lambda unit: unit.posts.find_album(kind, key, album))

    assert await found(RefKind.CHANNEL, CHANNEL, "998877") == stored
    assert await found(RefKind.CHANNEL, "1009002", "998877") is None
    assert await found(RefKind.CHAT, CHANNEL, "998877") is None
    assert await found(RefKind.CHANNEL, CHANNEL, "") is None


async def test_an_edit_becomes_the_current_version_and_the_old_ones_are_kept(storage: Storage) -> None:
    stored = await publish(storage, media=(Media(MediaKind.PHOTO, "a"),))
    second = replace(stored, text=AIRPORT, media=(), links=True, edited_at=after(1))
    third = replace(second, text="إعادة فتح المطار الدولي", version=2)
    revised = await each(storage, (second, third), lambda unit, one: unit.posts.revise(one, after(one.version)))

    assert revised == [replace(second, version=2), replace(third, version=3)]
    assert await read(storage, lambda unit: unit.posts.get(stored.id)) == revised[-1]
    assert await read(storage, lambda unit: unit.posts.versions(stored.id)) == [
        (1, CONVOY, after(1)),
        (2, AIRPORT, after(2)),
    ]


async def test_what_the_items_of_an_album_say_changes_with_its_text(storage: Storage) -> None:
    stored = await publish(storage, text=CONVOY, album="1")
    arrived = replace(stored, captions=(Caption("1", CONVOY, at=NOON), Caption("2", "")), edited_at=after(1))
    await storage.transact(lambda unit: unit.posts.amend(arrived))
    assert await read(storage, lambda unit: unit.posts.get(stored.id)) == arrived

    edited = replace(arrived, text=AIRPORT, captions=(Caption("1", AIRPORT, links=True, at=after(2)),))
    assert await storage.transact(lambda unit: unit.posts.revise(edited, after(2))) == replace(edited, version=2)


async def test_only_a_stored_post_can_be_edited(storage: Storage) -> None:
    with pytest.raises(LookupError):
        await storage.transact(lambda unit: unit.posts.revise(post(id=404), NOON))


async def test_an_album_that_is_still_arriving_is_completed_without_a_new_version(storage: Storage) -> None:
    stored = await publish(storage, text="", album="1", media=(Media(MediaKind.PHOTO, "a"),))
    whole = replace(stored, text=CONVOY, media=(*stored.media, Media(MediaKind.PHOTO, "b")), links=True)
    await storage.transact(lambda unit: unit.posts.amend(whole))

    assert await read(storage, lambda unit: unit.posts.get(stored.id)) == whole
    assert await read(storage, lambda unit: unit.posts.versions(stored.id)) == []


async def test_each_post_is_its_own_story(storage: Storage) -> None:
    first, second = await publish(storage, ref(1)), await publish(storage, ref(2))

    stories = await read_each(storage, (first, second, first), lambda unit, one: unit.posts.story_of(one.id))
    assert stories[0] == stories[2] != stories[1]
    with pytest.raises(LookupError):
        await read(storage, lambda unit: unit.posts.story_of(404))


async def test_a_private_post_that_comes_from_an_accepted_source_is_everybodys(storage: Storage) -> None:
    layla = await join(storage)
    desk = await storage.transact(lambda unit: unit.sources.save(source(tags=("شمال",)), NOON))
    stored = await forward(storage, layla)
    await storage.transact(lambda unit: unit.posts.publish(stored.id, Mode.HISTORY, desk.id))

    assert await read(storage, lambda unit: unit.posts.get(stored.id)) == replace(
        stored, visibility=Visibility.ALL, mode=Mode.HISTORY, source_tags=("شمال",)
    )


async def test_publishing_without_a_source_keeps_the_one_there_was(storage: Storage) -> None:
    desk = await storage.transact(lambda unit: unit.sources.save(source(tags=("شمال",)), NOON))
    stored = await storage.transact(lambda unit: unit.posts.add(private(), source_id=desk.id))
    await storage.transact(lambda unit: unit.posts.publish(stored.id, Mode.LIVE, None))

    published = await read(storage, lambda unit: unit.posts.get(stored.id))
    assert published is not None
    assert published.source_tags == ("شمال",)


async def test_a_post_carries_the_tags_its_source_has_now(storage: Storage) -> None:
    desk = await storage.transact(lambda unit: unit.sources.save(source(tags=("شمال",)), NOON))
    stored = await storage.transact(lambda unit: unit.posts.add(post(), source_id=desk.id))
    await storage.transact(lambda unit: unit.sources.save(source(tags=("حدود", "شمال")), NOON))

    tagged = await read(storage, lambda unit: unit.posts.get(stored.id))
    assert (stored.source_tags, tagged.source_tags if tagged else None) == (("شمال",), ("حدود", "شمال"))


async def test_a_viewer_is_told_since_when_they_know_a_post(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    stored = await storage.transact(lambda unit: unit.posts.add(private()))

    async def show(to: int, seconds: float) -> datetime | None:
        return await storage.transact(lambda unit: unit.posts.add_viewer(stored.id, to, after(seconds)))

    assert [await show(layla.id, 1), await show(layla.id, 2), await show(sami.id, 3)] == [None, after(1), None]
    assert await read(storage, lambda unit: unit.posts.viewers(stored.id)) == {layla.id, sami.id}


async def test_a_post_waits_to_be_matched_until_its_time(storage: Storage) -> None:
    late, soon, never = [await publish(storage, ref(n)) for n in (1, 2, 3)]
    await storage.transact(lambda unit: unit.posts.set_match_due(late.id, after(9)))
    await storage.transact(lambda unit: unit.posts.set_match_due(soon.id, after(2)))

    async def due(seconds: float) -> list[int]:
        return await read(storage, lambda unit: unit.posts.due_for_matching(after(seconds)))

    assert await read(storage, lambda unit: unit.posts.next_match_due()) == after(2)
    assert [await due(1.999), await due(2), await due(9)] == [[], [soon.id], [soon.id, late.id]]
    assert await read(storage, lambda unit: unit.posts.match_due(soon.id)) == after(2)
    assert await read(storage, lambda unit: unit.posts.match_due(never.id)) is None

    await storage.transact(lambda unit: unit.posts.set_match_due(soon.id, None))
    assert await due(9) == [late.id]
    assert await read(storage, lambda unit: unit.posts.next_match_due()) == after(9)


async def test_a_post_that_waits_too_long_is_matched_now(storage: Storage) -> None:
    """The clock was an hour ahead when it came."""
    far, soon = [await publish(storage, ref(n)) for n in (1, 2)]
    await storage.transact(lambda unit: unit.posts.set_match_due(far.id, after(3602)))
    await storage.transact(lambda unit: unit.posts.set_match_due(soon.id, after(2)))
    await storage.transact(lambda unit: unit.posts.hasten(NOON, timedelta(minutes=1)))

    assert await read(storage, lambda unit: unit.posts.due_for_matching(NOON)) == [far.id]
    assert await read(storage, lambda unit: unit.posts.due_for_matching(after(2))) == [far.id, soon.id]


async def test_nothing_is_due_for_matching_in_an_empty_database(storage: Storage) -> None:
    assert await read(storage, lambda unit: unit.posts.next_match_due()) is None
    assert await read(storage, lambda unit: unit.posts.due_for_matching(after(10**9))) == []


async def test_whoever_forwarded_a_post_is_owed_one_answer(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    stored = await publish(storage)
    first = AwaitedAnswer(layla.id, LAYLA, 31, None)
    other = AwaitedAnswer(sami.id, SAMI, 5, after(-60))
    again = replace(first, message_id=32, known_since=NOON)
    await each(storage, (first, again, other), lambda unit, answer: unit.posts.await_answer(stored.id, answer))

    assert await storage.transact(lambda unit: unit.posts.take_answers(stored.id)) == [first, other]
    assert await storage.transact(lambda unit: unit.posts.take_answers(stored.id)) == []


async def test_posts_are_read_from_the_newest_down_whoever_may_see_them(storage: Storage) -> None:
    assert await read(storage, lambda unit: unit.posts.newest()) == 0
    stored = [await publish(storage, ref(number)) for number in range(3)]
    sami = await join(storage, SAMI)
    stored.append(await forward(storage, sami, ref(9, kind=RefKind.CHAT)))
    newest = await read(storage, lambda unit: unit.posts.newest())
    assert newest == stored[-1].id
    first = await read(storage, lambda unit: unit.posts.up_to(newest, limit=3))
    rest = await read(storage, lambda unit: unit.posts.up_to(first[-1].id - 1, limit=3))
    assert [post.id for post in (*first, *rest)] == [post.id for post in reversed(stored)]
