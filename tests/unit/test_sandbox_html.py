"""Telegram's HTML, as the sandbox reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.html import parse_html, render_html, utf16_length, utf16_slice
from bot.sandbox.refusal import Refusal
from bot.sandbox.text import written


def marked(raw: str) -> list[tuple[str, str]]:
    """Each entity's type and the words it covers."""
    said = written(raw, parse_mode="HTML")
    return [(one["type"], utf16_slice(said.text, one["offset"], one["length"])) for one in said.entities]


@pytest.mark.parametrize(
    ("raw", "entities"),
    [
        ("<b>جسر</b> و<STRONG>سد</STRONG>", [("bold", "جسر"), ("bold", "سد")]),
        (
            "<i>ا</i><em>ب</em><u>ج</u><ins>د</ins>",
            [("italic", "ا"), ("italic", "ب"), ("underline", "ج"), ("underline", "د")],
        ),
        ("<s>ا</s><strike>ب</strike><del>ج</del>", [("strikethrough", one) for one in "ابج"]),
        (
            "<tg-spoiler>سر</tg-spoiler> <span class='tg-spoiler'>سر</span>",
            [("spoiler", "سر"), ("spoiler", "سر")],
        ),
        ("🔴🔴 <b>بعد رمزين</b>", [("bold", "بعد رمزين")]),
        ("<b>غامق <i>ومائل</i></b>", [("bold", "غامق ومائل"), ("italic", "ومائل")]),
        ("<b>قبل <code>رمز</code> بعد</b>", [("bold", "قبل "), ("code", "رمز"), ("bold", " بعد")]),
        ("<blockquote expandable>نص طويل</blockquote>", [("expandable_blockquote", "نص طويل")]),
        ("<blockquote>خارج <blockquote>داخل</blockquote></blockquote>", [("blockquote", "خارج داخل")]),
        ("<a href='t.me/nahr'>النهر</a> <a href='nowhere'>لا شيء</a>", [("text_link", "النهر")]),
        (
            "#درعا @nahr_news https://t.me/nahr/7. /watch",
            [
                ("hashtag", "#درعا"),
                ("mention", "@nahr_news"),
                ("url", "https://t.me/nahr/7"),
                ("bot_command", "/watch"),
            ],
        ),
        ("<code>#درعا</code>", [("code", "#درعا")]),
    ],
)
def test_tags_become_entities(raw: str, entities: list[tuple[str, str]]) -> None:
    assert marked(raw) == entities


def test_code_may_name_its_language() -> None:
    _, entities = parse_html('<pre><code class="language-python">x = 1</code></pre>')
    assert entities == [{"type": "pre", "offset": 0, "length": 5, "language": "python"}]


def test_only_four_names_and_numbers_are_decoded() -> None:
    text, _ = parse_html("&lt;&gt;&amp;&quot; &#65;&#x627; &nbsp;&copy; AT&T &lt")
    assert text == '<>&" Aا &nbsp;&copy; AT&T <'


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("س<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("<p>فقرة</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("نص <b", "Unclosed start tag at byte offset 5"),
        ("<b>نص", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>نص</i>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
        ("نص</b>", "Unexpected end tag at byte offset 4"),
        ("<span>نص</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("5 < 7", 'Unsupported start tag "" at byte offset 2'),
        ('<a href="t.me>نص', "Unclosed start tag at byte offset 0"),
    ],
)
def test_broken_html_is_refused_in_telegram_s_words(raw: str, words: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_html(raw)
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    encodable = text.encode("utf-8", "replace").decode().replace("\x00", "")
    escaped = encodable.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(escaped) == (encodable, [])


PIECES = st.sampled_from(
    ["<b>خبر</b>", "<i>🔴</i>", "نص ", '<a href="https://t.me/x/1">رابط</a>', "<u><b>اثنان</b></u>", "&amp;"]
)


@given(st.lists(PIECES, min_size=1, max_size=8))
def test_what_is_rendered_reads_the_same_again(pieces: list[str]) -> None:
    said = written("أول" + "".join(pieces) + "آخر", parse_mode="HTML")
    again = written(render_html(said.text, said.entities), parse_mode="HTML")
    assert again.text == said.text
    assert _cover(again.entities) == _cover(said.entities)


def _cover(entities: tuple[dict[str, object], ...]) -> set[tuple[object, int]]:
    """Which units are bold, linked…, however the entities are cut."""
    return {
        (one["type"], unit)
        for one in entities
        for unit in range(int(str(one["offset"])), int(str(one["offset"])) + int(str(one["length"])))
    }


def test_lengths_count_utf16_units_on_purpose() -> None:
    assert utf16_length("🔴ا") == 3
    assert written("🔴" * 2048).text
    with pytest.raises(Refusal, match="message is too long"):
        written("🔴" * 2049)
    with pytest.raises(Refusal, match="caption is too long"):
        written("س" * 1025, caption=True)


def test_given_entities_must_lie_in_the_text() -> None:
    assert written("خبر", entities=[{"type": "bold", "offset": 0, "length": 3}]).entities
    for entity in ({"type": "bold", "offset": 1, "length": 9}, {"type": "loud", "offset": 0, "length": 1}):
        with pytest.raises(Refusal, match="can't parse MessageEntity"):
            written("خبر", entities=[entity])


def test_white_space_around_a_text_is_dropped_with_its_formatting() -> None:
    said = written("\n <b> خبر </b>\n", parse_mode="HTML")
    assert said.text == "خبر"
    assert said.entities == ({"type": "bold", "offset": 0, "length": 3},)
