"""The digest as messages: grouped, counted, whole, and none longer than Telegram takes."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.digest.build import build
from bot.model import DigestItem, Post, Subscriber, Watch

NOW = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)
SALMA = Subscriber(id=1, chat_id=2001, name="سلمى", language="ar", zone="Asia/Damascus")
PETER = Subscriber(id=2, chat_id=2002, name="Peter", language="en", zone="Europe/Berlin")
CONVOY = Watch(id=5, subscriber_id=1, text="قافلة")
BRIDGE = Watch(id=6, subscriber_id=1, text="<جسر> & \u202eنهر")


def item(number: int, *watches: Watch, text: str = "وصلت القافلة إلى عين الورد") -> DigestItem:
    post = Post(
        text=text,
        source_title="شبكة الميدان",
        link=f"https://t.me/shabakat_almaydan/{number}",
        published_at=NOW - timedelta(minutes=number),
        id=number,
    )
    return DigestItem(post, watches, ((5, 12),))


def visible(text: str) -> int:
    return len(html.unescape(re.sub(r"<[^>]+>", "", text)).encode("utf-16-le")) // 2


def digest(subscriber: Subscriber, items: list[DigestItem], until: datetime = NOW, note: str = "") -> tuple[str, ...]:
    return build(subscriber, items, until - timedelta(days=1), until, note=note)


def test_posts_stand_under_the_watch_that_caught_them() -> None:
    (text,) = digest(SALMA, [item(1, CONVOY), item(2, BRIDGE), item(3, CONVOY)])
    assert text.index("shabakat_almaydan/1") < text.index("shabakat_almaydan/3") < text.index("shabakat_almaydan/2")
    assert text.count("<b>القافلة</b>") == 3
    assert text.count("<b>\u2068قافلة\u2069</b>") == 1


def test_a_post_of_two_watches_is_one_line() -> None:
    (text,) = digest(SALMA, [item(1, CONVOY, BRIDGE)])
    assert text.count("shabakat_almaydan/1") == 1


@pytest.mark.parametrize("subscriber", [SALMA, PETER])
@pytest.mark.parametrize("count", [1, 2, 5, 11, 100, 1000])
def test_each_message_fits_and_what_all_of_them_leave_out_is_counted(subscriber: Subscriber, count: int) -> None:
    long = "وصلت القافلة إلى عين الورد " * 200
    items = [item(n, CONVOY if n % 2 else BRIDGE, text=long) for n in range(1, count + 1)]
    parts = digest(subscriber, items, note="⚠️ " + "خبر " * 100)
    assert len(parts) <= 11
    for text in parts:
        assert visible(text) <= 4096
        assert len(re.findall(r"<(?:b|a)\b", text)) <= 100
    lines = sum(text.count("• ") for text in parts)
    assert lines == count if count <= 100 else any(f"\u2068{count - lines}\u2069" in text for text in parts)


def test_a_hundred_posts_are_all_in_it_in_order_and_each_message_says_of_which_watch_they_are() -> None:
    items = [item(n, CONVOY, text=f"وصلت القافلة رقم {n} إلى عين الورد") for n in range(1, 101)]
    parts = digest(SALMA, items)
    assert 1 < len(parts) <= 10
    assert [int(n) for text in parts for n in re.findall(r"رقم (\d+)", text)] == list(range(1, 101))
    assert all("<b>\u2068قافلة\u2069</b>" in text for text in parts)
    assert [f"\u2068{n}\u2069 من \u2068{len(parts)}\u2069" in text for n, text in enumerate(parts, 1)] == [True] * len(
        parts
    )


def test_what_ten_messages_have_no_room_for_can_be_searched() -> None:
    parts = digest(SALMA, [item(n, CONVOY) for n in range(1, 1001)])
    assert len(parts) == 10
    assert "<code>/find قافلة</code>" in parts[-1]


def test_many_watches_leave_no_heading_without_its_mark() -> None:
    watches = [Watch(id=n, subscriber_id=1, text=f"قافلة {n}") for n in range(1, 81)]
    parts = digest(SALMA, [item(n, watches[n - 1], text="القافلة") for n in range(1, 81)])
    assert sum(text.count("• ") for text in parts) == 80
    assert all(len(re.findall(r"<(?:b|a)\b", text)) <= 100 for text in parts)


def test_hostile_names_are_text() -> None:
    (text,) = digest(SALMA, [item(1, BRIDGE, text="<i>x</i> &amp; القافلة")])
    assert "&lt;جسر&gt; &amp; نهر" in text
    assert "<i>" not in text
    assert "\u202e" not in text


def test_nothing_is_said_in_one_line() -> None:
    (empty,) = digest(SALMA, [])
    assert "لم يُذكر شيء" in empty
    (empty,) = digest(PETER, [])
    assert len(empty.splitlines()) == 2


def test_the_day_is_that_of_the_subscriber() -> None:
    late = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)
    assert "11" in digest(SALMA, [], late)[0]
    assert "10" in digest(SALMA, [])[0]
