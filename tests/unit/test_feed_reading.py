"""Feeds are read beside the event loop, and none for longer than it is worth."""

from __future__ import annotations

import pytest

from bot.ingest import feed_reading
from bot.ingest.feed_reading import LARGE, FeedReader
from bot.ingest.feeds import NotAFeed

ITEM = "<item><title>خبر رقم {0} عن الميناء</title><guid>{0}</guid></item>"


def rss(items: int) -> bytes:
    listed = "".join(ITEM.format(number) for number in range(items))
    return f"<rss version='2.0'><channel><title>صحيفة</title>{listed}</channel></rss>".encode()


async def test_a_small_feed_and_a_large_one_are_read_alike() -> None:
    small, large = rss(3), rss(6000)
    assert len(small) < LARGE < len(large)

    assert len((await FeedReader()(small, "", "")).items) == 3
    read = await FeedReader()(large, "", "")
    assert read.title == "صحيفة"
    assert read.items[0].text == "خبر رقم 0 عن الميناء"


async def test_a_large_page_is_a_page() -> None:
    with pytest.raises(NotAFeed) as refused:
        await FeedReader()(b"<!doctype html><html><body>" + b"<p>hello</p>" * 30_000, "text/html", "")
    assert refused.value.web_page


async def test_tags_that_never_close_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_reading, "LONGEST", 0.5)
    with pytest.raises(NotAFeed):
        await FeedReader()(b"<rss version='2.0'><channel>" + b"<item><title>" * 200_000, "", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
async def test_blanks_without_end_hold_nobody_up(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setattr(feed_reading, "LONGEST", 0.5)
    with pytest.raises(NotAFeed):
        await FeedReader()(("\n" * (LARGE // 2 - 1000) + rss(1).decode()).encode(encoding), "", "")
