"""Pages of public channels, read: what each kind of block becomes, and what stands in the place of a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.sources.preview import PageKind, PreviewPage, read_page
from bot.ingest.sources.preview_post import Forwarded, PreviewPost
from bot.model import MediaKind

PAGES = Path(__file__).parents[1] / "data" / "tme"
CAPTURED = Path(__file__).parents[2] / "../shared/fixtures/tme"
LATEST = (PAGES / "handmade-ar-latest.html").read_bytes()
EXPECTED = json.loads((PAGES / "handmade-ar-expected.json").read_text("utf-8"))


def page(name: str) -> PreviewPage:
    return read_page((PAGES / f"handmade-ar-{name}.html").read_bytes())


def post(number: int) -> PreviewPost:
    return next(one for one in read_page(LATEST).posts if one.id == number)


def captured(name: str) -> PreviewPage:
    file = CAPTURED / name
    if not file.exists():
        pytest.skip("captured pages are not on this machine")
    return read_page(file.read_bytes())


@pytest.mark.parametrize(
    ("name", "key"), [("latest", "latest"), ("before-109", "before_109"), ("latest-later", "latest_later")]
)
def test_every_post_of_the_pages_is_read_as_it_was_written(name: str, key: str) -> None:
    read, written = page(name).posts, EXPECTED[key]["posts"]

    assert [one.id for one in read] == [one["id"] for one in written]
    for one, told in zip(read, written, strict=True):
        assert list(one.ids) == told["ids"]
        assert one.published_at.isoformat() == told["datetime"]
        assert (one.edited, one.service, one.unsupported) == (told["edited"], told["service"], told["unsupported"])
        assert one.reply_to == (told["reply_to"] or {}).get("id")
        if told["poll"] is None:
            assert one.text == told["text"]
            assert [kind.value for kind in one.media] == [item["kind"] for item in told["media"]]


def test_the_channel_is_known_by_its_number_and_its_name() -> None:
    latest = page("latest")

    assert (latest.channel_id, latest.username, latest.title) == (1001, "marsad_tajriba", "مرصد التجربة | أخبار")
    assert latest.older == 109
    assert page("before-109").older is None


def test_an_album_is_one_post_with_all_its_messages_and_one_caption() -> None:
    album = post(114)

    assert album.ids == (114, 115, 116, 117)
    assert album.media == (MediaKind.PHOTO, MediaKind.PHOTO, MediaKind.PHOTO, MediaKind.VIDEO)
    assert album.text == "ألبوم من ثلاث صور ومقطع: فرق الصيانة تعمل طوال الليل."


def test_a_quoted_reply_is_no_part_of_the_text() -> None:
    assert post(112).text == "تحديث: الشركة تقول إن السبب عطل في محطة التحويل."


def test_a_forward_says_whose_it_is() -> None:
    assert post(110).forward == Forwarded("وكالة التجربة", "wikala_tajriba", 5512)
    assert post(111).forward == Forwarded("قناة خاصة")


def test_a_poll_says_its_question_and_answers() -> None:
    assert post(122).text.splitlines() == ["هل عادت الكهرباء إلى حيّكم؟", "نعم", "لا", "لا أدري"]
    assert post(122).media == (MediaKind.POLL,)


def block(content: str) -> PreviewPost:
    """A page's only post, with this in its bubble."""
    body = (
        '<section class="tgme_channel_history"><div class="tgme_widget_message" data-post="qanat/7"><div '
        f'class="tgme_widget_message_bubble">{content}<span class="tgme_widget_message_meta"><a><time '
        'datetime="2026-03-02T09:00:00+03:00"></time></a></span></div></div></section>'
    )
    (only,) = read_page(body.encode()).posts
    return only


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('<a class="tgme_widget_message_video_player js-message_video_player"><video loop></video></a>', "animation"),
        ('<div class="tgme_widget_message_roundvideo_player"><video></video></div>', "video"),
        ('<div class="wrap"><i class="tgme_widget_message_sticker"></i></div>', "sticker"),
        ('<picture class="tgme_widget_message_tgsticker"></picture>', "sticker"),
        ('<div class="tgme_widget_message_contact"></div>', "contact"),
        ('<a class="tgme_widget_message_document_wrap"><i class="tgme_widget_message_document_icon audio"></i></a>',
         "audio"),
    ],
)  # fmt: skip
def test_media_without_words_are_known_by_their_kind(content: str, kind: str) -> None:
    assert [one.value for one in block(content).media] == [kind]


def test_times_are_utc_and_preformatted_lines_stay() -> None:
    read = block('<div class="js-message_text">جدول:<pre>سطر 1\n  سطر 2</pre>انتهى</div>')

    assert read.published_at.isoformat() == "2026-03-02T06:00:00+00:00"
    assert read.text == "جدول:\nسطر 1\n  سطر 2\nانتهى"


def test_hashtags_mentions_and_mail_are_no_links() -> None:
    assert not post(109).links
    assert not post(130).links
    assert post(123).links


def test_emoji_are_their_characters_and_quotes_are_lines() -> None:
    assert post(109).text.startswith("🔴 عاجل | ")
    assert post(126).text.startswith("🔄 منشور")
    assert "اقتباس:\nقال المدير" in post(125).text
    assert "مستمر.\nوالرد في الملحق ب" in post(125).text


def test_views_and_reactions_change_nothing_and_an_edit_does() -> None:
    before = {one.id: one.fingerprint for one in page("latest").posts}
    after = {one.id: one.fingerprint for one in page("latest-later").posts}

    assert {number for number in before if number in after and before[number] != after[number]} == {131}


def without(markup: str, instead: str = "") -> PreviewPage:
    return read_page(LATEST.decode().replace(markup, instead).encode())


@pytest.mark.parametrize(
    ("markup", "instead"),
    [
        ("tgme_widget_message", "tw_msg"),
        ("data-post=", "data-p="),
        ("<time datetime", "<time data-t"),
        ("tgme_channel_history", "history"),
    ],
)
def test_a_page_in_which_nothing_can_be_found_any_more_is_of_no_known_shape(markup: str, instead: str) -> None:
    assert without(markup, instead).kind is PageKind.UNKNOWN


def test_a_page_whose_posts_have_all_lost_their_words_is_of_no_known_shape() -> None:
    texts_only = "".join(
        f'<div class="tgme_widget_message" data-post="a_b_c/{n}"><div class="new_text">خبر</div>'
        f'<span class="tgme_widget_message_meta"><time datetime="2026-01-01T00:00:0{n}+00:00"></time></span></div>'
        for n in range(1, 7)
    )
    body = f'<section class="tgme_channel_history">{texts_only}</section>'

    assert read_page(body.encode()).kind is PageKind.UNKNOWN


def test_one_block_that_cannot_be_read_is_counted_and_does_not_hide_the_others() -> None:
    latest = read_page(LATEST.replace(b'datetime="2026-11-21T09:30:00+00:00"', b'datetime="yesterday"', 1))

    assert len(latest.unreadable) == 1
    assert len(latest.posts) == len(page("latest").posts) - 1


def landing(title: str = "", counted: str = "") -> str:
    """A landing page, as far as it tells what it is the landing page of."""
    said = f'<div class="tgme_page_title">{title}</div><div class="tgme_page_extra">{counted}</div>' if title else ""
    return f'<div class="tgme_page">{said}</div>'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (landing("قناة", "1 subscriber"), PageKind.CHANNEL),
        (landing("قناة", "11\u00a0110\u00a0268 subscribers"), PageKind.CHANNEL),
        (landing("مجموعة", "9 members, 2 online"), PageKind.GROUP),
        (landing("شخص", "@shakhs"), PageKind.PERSON),
        (landing(), PageKind.NOBODY),
        ("<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x></script>", PageKind.CHECK),
        ("<form action=https://consent.example/save><button>I agree</button></form>", PageKind.CHECK),
        ("", PageKind.UNKNOWN),
        ("<h1>It works!</h1>", PageKind.UNKNOWN),
    ],
)
def test_what_stands_in_the_place_of_a_page_is_recognised(body: str, kind: PageKind) -> None:
    assert read_page(body.encode()).kind is kind


def test_the_captured_pages_are_read() -> None:
    assert captured("real-2026-landing-nonexistent-trimmed.html").kind is PageKind.NOBODY
    assert captured("real-2026-s-no-posts-trimmed.html").kind is PageKind.EMPTY
    new = captured("real-2026-new-channel-page.html")
    assert (new.channel_id, [one.id for one in new.posts], new.older) == (3976510481, [1, 2], None)
    assert new.posts[1].media == (MediaKind.PHOTO,)


@pytest.mark.parametrize("name", ["real-2023-tchantest-28-blocks.html", "real-2023-other-blocks.html"])
def test_captured_blocks_of_every_kind_say_what_somebody_else_read_in_them(name: str) -> None:
    read = captured(name).posts
    told: dict[str, dict[str, Any]] = {
        one["post"]: one for one in json.loads((CAPTURED / "real-2023-expected.json").read_text("utf-8"))
    }
    kinds = {
        "sticker": MediaKind.STICKER,
        "location": MediaKind.LOCATION,
        "poll": MediaKind.POLL,
        "photo": MediaKind.PHOTO,
        "video": MediaKind.VIDEO,
        "round-video": MediaKind.VIDEO,
    }
    for one in read:
        theirs = told[f"{one.username}/{one.id}"]
        assert one.published_at.isoformat() == theirs["datetime"]
        assert one.edited == theirs["edited"]
        assert one.service == (theirs["type"] == "service")
        if theirs["type"] in kinds:
            assert one.media[0] is kinds[theirs["type"]]
        if theirs["text"] and not one.service:
            assert "".join(one.text.split()) == "".join(theirs["text"].split())


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, len(LATEST)), junk=st.binary(max_size=40), at=st.integers(0, len(LATEST)))
def test_no_bytes_make_the_reader_fail(cut: int, junk: bytes, at: int) -> None:
    read_page(LATEST[:cut])
    read_page(LATEST[:at] + junk + LATEST[at:])


def test_a_page_nested_without_end_is_read_to_some_depth() -> None:
    deep = b"<blockquote>" * 50_000
    block = b'<div class="tgme_widget_message_text js-message_text">' + deep + b"x"
    body = b'<section class="tgme_channel_history"><div class="tgme_widget_message" data-post="abcd/1">' + block

    assert read_page(body).kind in {PageKind.HISTORY, PageKind.UNKNOWN}
