"""The digest as a message: grouped, counted, and never longer than Telegram takes."""

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


def test_posts_stand_under_the_watch_that_caught_them() -> None:
    text = build(SALMA, [item(1, CONVOY), item(2, BRIDGE), item(3, CONVOY)], NOW - timedelta(days=1), NOW)
    assert text.index("shabakat_almaydan/1") < text.index("shabakat_almaydan/3") < text.index("shabakat_almaydan/2")
    assert text.count("<b>القافلة</b>") == 3


def test_a_post_of_two_watches_is_one_line() -> None:
    text = build(SALMA, [item(1, CONVOY, BRIDGE)], NOW - timedelta(days=1), NOW)
    assert text.count("shabakat_almaydan/1") == 1


@pytest.mark.parametrize("subscriber", [SALMA, PETER])
@pytest.mark.parametrize("count", [1, 2, 5, 11, 100, 1000])
def test_it_always_fits_into_one_message_and_counts_what_it_leaves_out(subscriber: Subscriber, count: int) -> None:
    long = "وصلت القافلة إلى عين الورد " * 200
    items = [item(n, CONVOY if n % 2 else BRIDGE, text=long) for n in range(1, count + 1)]
    text = build(subscriber, items, NOW - timedelta(days=1), NOW)
    assert visible(text) <= 4096
    assert len(re.findall(r"<(?:b|a)\b", text)) <= 100
    lines = text.count("• ")
    assert lines == count or str(count - lines) in text


def test_hostile_names_are_text() -> None:
    text = build(SALMA, [item(1, BRIDGE, text="<i>x</i> &amp; القافلة")], NOW - timedelta(days=1), NOW)
    assert "&lt;جسر&gt; &amp; نهر" in text
    assert "<i>" not in text
    assert "\u202e" not in text


def test_nothing_is_said_in_one_line() -> None:
    assert "لم يُذكر شيء" in build(SALMA, [], NOW - timedelta(days=1), NOW)
    assert len(build(PETER, [], NOW - timedelta(days=1), NOW).splitlines()) == 2


def test_the_day_is_that_of_the_subscriber() -> None:
    late = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)
    assert "11" in build(SALMA, [], late - timedelta(days=1), late)
    assert "10" in build(SALMA, [], NOW - timedelta(days=1), NOW)
