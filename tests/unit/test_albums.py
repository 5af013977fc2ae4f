"""What the items of an album say together, in whatever order and by whatever way it becomes known."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.albums import begun, updated
from bot.exporting import Format, export_posts
from bot.model import Caption, Media, MediaKind, Post, PostRef, RefKind

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
CONVOY, QUAKE, FLOOD = "القافلة تعبر الجسر", "زلزال في الساحل", "سيول تغلق طريق الوادي"


def item(number: int, text: str = "", *, edited: int = 0, links: bool = False) -> Post:
    """One message of an album, as it was published or as it stood after an edit some minutes later."""
    return Post(
        text=text,
        refs=(PostRef(RefKind.CHANNEL, "7001", str(number)),),
        published_at=NOON,
        edited_at=NOON + timedelta(minutes=edited) if edited else None,
        links=links,
        album="5566",
    )


def page(text: str, *numbers: int, edited: int = 0) -> Post:
    """What a preview shows of the whole album."""
    refs = tuple(PostRef(RefKind.CHANNEL, "7001", str(number)) for number in numbers)
    return replace(item(0, text, edited=edited), refs=refs, album="preview:9")


def album(*items: Post) -> Post:
    first, *others = items
    whole = begun(first)
    for other in others:
        whole = updated(whole, other)
    return whole


def test_captions_stand_in_the_order_of_their_messages_however_they_arrive() -> None:
    arrivals = [item(9, CONVOY), item(10, QUAKE), item(11)]
    assert {album(*order).text for order in (arrivals, arrivals[::-1], arrivals[1:] + arrivals[:1])} == {
        f"{CONVOY}\n\n{QUAKE}"
    }


def test_an_edit_changes_its_items_caption_and_no_other() -> None:
    whole = album(item(9, CONVOY), item(10, QUAKE))
    assert updated(whole, item(10, FLOOD, edited=1)).text == f"{CONVOY}\n\n{FLOOD}"
    assert updated(whole, item(9, FLOOD, edited=1)).text == f"{FLOOD}\n\n{QUAKE}"


def test_a_caption_that_was_emptied_is_gone_and_one_that_moved_is_there_once() -> None:
    whole = album(item(9, CONVOY), item(10, QUAKE))
    emptied = updated(whole, item(9, edited=1))
    assert emptied.text == QUAKE
    assert updated(emptied, item(10, edited=2)).text == ""
    moved = updated(updated(album(item(9, CONVOY), item(10)), item(10, CONVOY, edited=1)), item(9, edited=1))
    assert moved.text == CONVOY


def test_an_older_edit_of_the_same_item_changes_nothing_and_one_of_another_item_counts() -> None:
    whole = album(item(9, CONVOY), item(10, QUAKE), item(9, FLOOD, edited=3))
    assert updated(whole, item(9, CONVOY, edited=2)) == whole
    assert updated(whole, item(9, CONVOY)) == whole
    other = updated(whole, item(10, "هزة ثانية", edited=2))
    assert other.text == f"{FLOOD}\n\nهزة ثانية"
    assert other.edited_at == whole.edited_at
    emptied = album(item(9, CONVOY), item(10), item(10, edited=3))
    assert updated(emptied, item(10, QUAKE, edited=2)) == emptied


def test_an_album_links_as_long_as_one_of_its_captions_does() -> None:
    whole = album(item(9, CONVOY), item(10, QUAKE, links=True))
    assert whole.links
    assert not updated(whole, item(10, QUAKE, edited=1)).links


def test_the_text_of_an_album_from_before_stays_until_its_caption_is_edited() -> None:
    before = replace(page(CONVOY, 9, 10), album="5566")
    assert begun(before).captions == ()
    assert updated(before, item(10)) == before
    assert updated(before, item(9, CONVOY)).text == CONVOY
    assert updated(before, item(10, FLOOD, edited=1)).text == FLOOD
    assert updated(before, item(10, QUAKE)).text == f"{CONVOY}\n\n{QUAKE}"


def test_a_page_edits_the_one_caption_and_leaves_alone_several() -> None:
    one, two = album(item(9), item(10, CONVOY)), album(item(9, CONVOY), item(10, QUAKE))
    edited = updated(one, page(FLOOD, 9, 10, edited=1))
    assert (edited.text, [caption.item for caption in edited.captions]) == (FLOOD, ["10"])
    assert updated(edited, item(10, QUAKE, edited=2)).text == QUAKE
    assert updated(two, page(FLOOD, 9, 10, edited=1)) == two
    assert updated(one, page("", 9, 10, edited=1)) == one
    assert updated(page(CONVOY, 9, 10), page(FLOOD, 9, 10, edited=1)).text == FLOOD


def test_the_copy_in_a_discussion_group_is_the_same_item() -> None:
    copied = replace(item(9, CONVOY), refs=(*item(9).refs, PostRef(RefKind.CHAT, "-1008", "31")))
    assert begun(copied).captions == (Caption("9", CONVOY, at=NOON),)
    assert updated(begun(copied), item(9, QUAKE, edited=1)).text == QUAKE


async def test_an_export_like_telegrams_own_gives_each_item_its_caption() -> None:
    photos = (Media(MediaKind.PHOTO),) * 3
    whole = album(item(9), item(10, CONVOY), item(11, QUAKE))
    refs = tuple(PostRef(RefKind.CHANNEL, "7001", str(number)) for number in (9, 10, 11))
    before = replace(page(FLOOD, 9, 10, 11), album="5566")

    async def texts(post: Post) -> list[str]:
        async def posts() -> AsyncIterator[Post]:
            yield replace(post, refs=refs, media=photos)

        out = io.StringIO()
        await export_posts(posts(), out, Format.DESKTOP)
        (chat,) = json.loads(out.getvalue())["chats"]["list"]
        return [message["text"] for message in chat["messages"]]

    assert await texts(whole) == ["", CONVOY, QUAKE]
    assert await texts(before) == [FLOOD, "", ""]
