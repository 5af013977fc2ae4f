"""The plain text that is sent when Telegram does not take the formatting."""

from __future__ import annotations

import html

from hypothesis import given
from hypothesis import strategies as st

from bot.deliver.plain import plain_parts


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_tags_go_and_entities_are_decoded() -> None:
    text = (
        '<b>عاجل</b>: انقطاع المياه في <a href="https://t.me/s/example/7">حي الزهور</a>'
        " &lt;أ&gt; &amp; &quot;ب&quot; &#1575;"
    )
    assert plain_parts(text) == ('عاجل: انقطاع المياه في حي الزهور <أ> & "ب" ا',)


def test_an_open_tag_and_a_lone_bracket_do_no_harm() -> None:
    assert plain_parts("<b>ثلاثة < خمسة<br>والسعر > 10") == ("ثلاثة < خمسةوالسعر > 10",)


def test_what_telegram_does_not_decode_stays() -> None:
    assert plain_parts("أ&nbsp;ب &copy") == ("أ&nbsp;ب &copy",)


def test_a_long_text_is_cut_at_the_end_of_a_line_else_after_a_word() -> None:
    assert plain_parts("افتتح المعرض اليوم\nوحضره المئات من الزوار", limit=25) == (
        "افتتح المعرض اليوم",
        "وحضره المئات من الزوار",
    )
    assert plain_parts("وصلت القافلة إلى المدينة صباحا", limit=14) == ("وصلت القافلة", "إلى المدينة", "صباحا")
    assert plain_parts("اااااااااا", limit=4) == ("اااا", "اااا", "اا")


def test_an_emoji_counts_twice_and_is_never_cut_in_two() -> None:
    assert plain_parts("🔴🔴🔴", limit=5) == ("🔴🔴", "🔴")


def test_nothing_but_formatting_has_no_parts() -> None:
    assert plain_parts("<b> </b>\n<i></i>") == ()


@given(st.text(alphabet="اب جد\n🔴<>&\u0301"), st.integers(2, 40))
def test_parts_keep_every_word_and_the_limit(text: str, limit: int) -> None:
    parts = plain_parts(html.escape(text), limit)
    assert all(0 < units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
