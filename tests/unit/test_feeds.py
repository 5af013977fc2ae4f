"""Feeds as they are in real life become posts: their words, their dates, their names."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.feed_discovery import discover
from bot.ingest.feeds import Feed, NotAFeed, post_of_item, read_feed
from bot.ingest.html_text import words_of
from bot.model import Media, MediaKind, PostRef, RefKind

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def feed(name: str, content_type: str = "", address: str = "") -> Feed:
    return read_feed((FEEDS / name).read_bytes(), content_type, address)


def test_wordpress_content_is_read_as_a_reader_sees_it() -> None:
    told = feed("rss-wordpress.xml", "application/rss+xml; charset=UTF-8", "https://marfa.example/feed/")
    wheat, water = told.items
    assert told.title == "جريدة المرفأ"
    assert wheat.text == (
        "وصول أول باخرة قمح إلى الميناء – صور\n\nرست الباخرة فجر اليوم، وعلى متنها 30 ألف طن.\n\nما التالي؟\n\n"
        "• التفريغ خلال يومين\n• التوزيع على المطاحن"
    )
    assert wheat.key == "https://marfa.example/?p=412"
    assert wheat.link == "https://marfa.example/2026/11/wheat/"
    assert wheat.published_at == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    assert wheat.media == (MediaKind.PHOTO,)
    assert wheat.links
    assert not told.broken
    assert told.moved_to == ""
    assert water.edited_at is None


def test_a_title_that_the_content_repeats_is_said_once_and_a_counting_pixel_is_no_picture() -> None:
    water = feed("rss-wordpress.xml").items[1]
    assert water.text == "انقطاع المياه عن الحي الشرقي حتى المساء بسبب أعمال صيانة."
    assert water.media == ()
    assert not water.links


def test_a_feed_says_how_often_it_wants_to_be_read() -> None:
    assert feed("rss-wordpress.xml").every == timedelta(minutes=30)
    assert feed("atom.xml").every is None
    with_ttl = b"<rss version='2.0'><channel><title>a</title><ttl>15</ttl></channel></rss>"
    assert read_feed(with_ttl).every == timedelta(minutes=15)


def test_windows_1256_is_arabic_and_a_relative_link_finds_its_site() -> None:
    told = feed("rss-windows-1256.xml", "text/xml", "http://jabal.example/rss.php")
    (snow,) = told.items
    assert snow.text == "ثلوج تغلق طريق الجبل\n\nأغلقت الثلوج الطريق عند منتصف الليل."
    assert snow.link == snow.key == "http://jabal.example/news.php?id=7"
    assert snow.published_at == datetime(2026, 11, 20, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "", ""),
        ("utf-8", "windows-1252", "text/xml"),
        ("utf-8", "", "text/xml; charset=iso-8859-1"),
        ("windows-1256", "", "application/rss+xml"),
        ("windows-1256", "", "text/xml; charset=windows-1256"),
        ("iso-8859-6", "iso-8859-6", "text/xml"),
        ("utf-16", "utf-16", ""),
    ],
)
def test_arabic_is_read_whatever_charset_is_told(encoding: str, declared: str, content_type: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = (
        f"{declaration}<rss version='2.0'><channel><item><title>عودة التيار إلى الضاحية</title></item></channel></rss>"
    )
    assert read_feed(text.encode(encoding), content_type).items[0].text == "عودة التيار إلى الضاحية"


def test_atom_in_its_three_kinds_of_text() -> None:
    low, frost = feed("atom.xml", address="https://arsad.example/atom.xml").items
    assert low.text == "منخفض جوي عميق يصل السبت\n\nتهطل الأمطار مساءً.\n\nوالرياح غربية."
    assert low.link == "https://arsad.example/2026/low"
    assert (low.published_at, low.edited_at) == (
        datetime(2026, 11, 20, 6, 30, tzinfo=UTC),
        datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
    )
    assert low.media == (MediaKind.VIDEO,)
    assert frost.text == "الحرارة < صفر في المرتفعات\n\nصقيع & جليد"
    assert frost.key == "urn:uuid:3"


def test_json_feed() -> None:
    told = feed("feed.json", "application/feed+json", "https://souq.example/feed.json")
    gold, rate = told.items
    assert (told.title, told.link) == ("أخبار السوق", "https://souq.example/")
    assert (gold.key, gold.text) == ("91", "الذهب يرتفع\n\nارتفع سعر الذهب مساء الخميس.")
    assert gold.published_at == datetime(2026, 11, 19, 18, 15, tzinfo=UTC)
    assert gold.media == (MediaKind.PHOTO,)
    assert rate.text == "سعر الصرف < 100\nوالسوق هادئة"
    assert rate.link == "https://souq.example/90"
    assert rate.media == (MediaKind.AUDIO,)


def test_a_broken_feed_gives_what_it_has_and_says_that_it_is_broken() -> None:
    told = feed("rss-broken.xml")
    assert told.broken
    assert [item.text for item in told.items][:3] == [
        "خبر أول & ثانٍ",
        "خبر آخر",
        "خبر بلا رابط\n\nيكفي ما فيه من كلام",
    ]
    assert all(item.published_at is None for item in told.items)


def test_a_guid_that_all_items_share_names_none_of_them() -> None:
    first, second, third = feed("rss-broken.xml").items[:3]
    assert (first.key, second.key) == ("https://qadim.example/1", "https://qadim.example/2")
    assert third.key not in {"", "https://qadim.example"}
    assert [item.key for item in feed("rss-broken.xml").items[:3]] == [first.key, second.key, third.key]


def test_an_item_printed_twice_is_one_item() -> None:
    item = "<item><guid>أ-1</guid><title>خبر الصباح</title></item>"
    told = read_feed(f"<rss version='2.0'><channel>{item}{item}</channel></rss>".encode())
    assert [one.key for one in told.items] == ["أ-1"]


def test_an_item_is_a_post_under_the_feeds_name() -> None:
    wheat = feed("rss-wordpress.xml").items[0]
    post = post_of_item(wheat, "https://marfa.example/feed/", "جريدة المرفأ", arrived_at=NOON, tags=("الساحل",))
    assert post.refs == (PostRef(RefKind.FEED, "https://marfa.example/feed/", "https://marfa.example/?p=412"),)
    assert (post.source_title, post.source_tags, post.link) == ("جريدة المرفأ", ("الساحل",), wheat.link)
    assert post.media == (Media(MediaKind.PHOTO),)


def test_a_date_in_the_future_becomes_now() -> None:
    body = b"<rss version='2.0'><channel><item><title>a</title><pubDate>2031-01-01</pubDate></item></channel></rss>"
    post = post_of_item(read_feed(body).items[0], "f", "t", arrived_at=NOON)
    assert post.published_at == NOON


def test_a_file_or_an_address_in_the_body_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "feed.xml"
    secret.write_bytes((FEEDS / "atom.xml").read_bytes())
    with pytest.raises(NotAFeed):
        read_feed(str(secret).encode())


def test_no_external_entity_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("لا يقرؤه أحد")
    body = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
        "<rss version='2.0'><channel><title>t</title><item><title>قبل &s; بعد</title></item></channel></rss>"
    )
    assert "لا يقرؤه" not in str(read_feed(body.encode()))


def test_entities_that_multiply_do_not() -> None:
    layers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 50}">' for n in range(1, 8))
    body = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{layers}]>'
        "<rss version='2.0'><channel><title>t</title><item><title>x &e7;</title></item></channel></rss>"
    )
    assert len(str(read_feed(body.encode()))) < 2000


def test_a_web_page_is_told_from_what_is_nothing() -> None:
    with pytest.raises(NotAFeed) as page:
        feed("page.html", "text/html")
    assert page.value.web_page
    for body in (b"", b"{}", b"[]", b"{", b"\xff" * 40, b'{"version": "https://jsonfeed.org/version/1", "items": 7}'):
        with pytest.raises(NotAFeed) as nothing:
            read_feed(body)
        assert not nothing.value.web_page


@given(st.binary(max_size=300), st.sampled_from(["", "text/xml", "text/xml; charset=no-such", "application/json"]))
def test_any_bytes_are_a_feed_or_none(body: bytes, content_type: str) -> None:
    for start in (b"", b"<rss version='2.0'><channel><item><title>", b'{"version":"https://jsonfeed.org/","items":['):
        try:
            read_feed(start + body, content_type, "https://a.example/feed")
        except NotAFeed:
            continue


@given(st.text(alphabet=st.sampled_from("<>/&;pbruliscript اب\n\"'="), max_size=200))
def test_any_html_becomes_text_without_blank_edges(html: str) -> None:
    text = words_of(html).text
    assert text == text.strip()
    assert "\n\n\n" not in text


def test_the_feeds_of_a_page_are_found_and_those_of_comments_come_last() -> None:
    page = (FEEDS / "page.html").read_bytes()
    assert discover(page, "https://marfa.example/about") == [
        "https://marfa.example/feed/",
        "https://marfa.example/sports/rss.xml",
        "https://marfa.example/comments/feed/",
    ]


def test_a_pages_base_counts_and_only_web_addresses_do() -> None:
    page = b"""<base href="https://b.example/x/"><link rel=alternate type=application/atom+xml href=a.xml>
    <link rel=alternate type=application/rss+xml href="file:///etc/passwd">"""
    assert discover(page, "https://a.example/") == ["https://b.example/x/a.xml"]
    assert discover(b"\xff\x00<", "https://a.example/") == []


def test_tags_that_never_close_keep_nobody_busy() -> None:
    begun = time.monotonic()
    assert words_of("نبأ" + "<div>" * 60_000).text == "نبأ"
    assert discover(b"<a href=/rss>" + b"<div>" * 60_000, "https://example.org/") == ["https://example.org/rss"]
    assert time.monotonic() - begun < 5
