"""Tables with named columns, in the forms in which spreadsheets and scripts leave them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exporting import Format, export_posts
from bot.ingest.archive import ArchiveError, Choices, Record, Skipped
from bot.ingest.tables import read_lines, read_table
from bot.model import Caption, Media, MediaKind, Mode, Origin, OriginKind, Post, PostRef, RefKind

TEN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def table(text: str, encoding: str = "utf-8", choices: Choices | None = None) -> list[Record]:
    return list(read_table(io.BytesIO(text.encode(encoding)), choices or Choices()))


def lines(*rows: object) -> list[Record]:
    return list(read_lines(io.BytesIO("\n".join(json.dumps(row) for row in rows).encode()), Choices()))


def only(records: list[Record]) -> Post:
    (post,) = records
    assert isinstance(post, Post)
    return post


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_as_a_spreadsheet_wrote_it(encoding: str, delimiter: str) -> None:
    rows = [["Date", "Channel", "Text"], ["20/11/2026 13:00", "نبض الشمال", "أُغلق معبر باب السلامة، ثم فُتح."]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    post = only(table(out.getvalue(), encoding, Choices(zone=ZoneInfo("Asia/Riyadh"))))
    assert (post.text, post.source_title) == ("أُغلق معبر باب السلامة، ثم فُتح.", "نبض الشمال")
    assert post.published_at == TEN
    assert post.mode is Mode.HISTORY


def test_arabic_names_of_columns() -> None:
    post = only(table("النص,التاريخ,القناة\nتأجلت المباراة,2026-11-20T10:00:00Z,ملاعب\n"))
    assert (post.text, post.published_at, post.source_title) == ("تأجلت المباراة", TEN, "ملاعب")


def test_the_link_of_a_post_says_which_post_it_is() -> None:
    known = Choices(usernames={"1500000001": "Nabd_North"})
    assert only(table("text,url\nخبر,https://t.me/c/1500000002/77\n")).refs == (
        PostRef(RefKind.CHANNEL, "1500000002", "77"),
    )
    assert only(table("text,url\nخبر,https://t.me/nabd_north/78?single\n", choices=known)).refs == (
        PostRef(RefKind.CHANNEL, "1500000001", "78"),
    )
    assert only(table("text,username,id\nخبر,@nabd_north,79\n", choices=known)).refs == (
        PostRef(RefKind.CHANNEL, "1500000001", "79"),
    )


def test_a_row_without_any_name_is_known_by_its_words() -> None:
    first, again, other = table("text,date\nوصل الوفد,2026-11-20\nوصل الوفد,2026-11-20\nغادر الوفد,2026-11-20\n")
    assert isinstance(first, Post)
    assert isinstance(again, Post)
    assert isinstance(other, Post)
    assert first.refs == again.refs != other.refs


def test_what_cannot_be_read_is_counted_and_the_rest_is_taken() -> None:
    records = table("text,date\nخبر مؤكد,أول أمس\n,2026-11-20\nخبر آخر,2026-11-20\n\n")
    assert [record if isinstance(record, Skipped) else record.text for record in records] == [
        Skipped.UNREADABLE,
        Skipped.NOTHING,
        "خبر آخر",
    ]
    assert lines("نص بلا عمود", {"text": "خبر"}, ["x"])[0::2] == [Skipped.UNREADABLE, Skipped.UNREADABLE]


def test_json_lines_with_named_columns() -> None:
    post = only(lines({"message": "ارتفع منسوب النهر", "timestamp": 1795168800, "chat": "أرصاد"}))
    assert (post.text, post.published_at, post.source_title) == ("ارتفع منسوب النهر", TEN, "أرصاد")


def test_a_table_without_a_text_is_refused_with_the_columns_it_has() -> None:
    with pytest.raises(ArchiveError) as refused:
        table("name,age\nسليم,30\n")
    assert refused.value.key == "import-error-no-text"
    assert "age" in str(refused.value.values["columns"])
    with pytest.raises(ArchiveError):
        lines({"name": "سليم"})


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
NAMES = st.builds(PostRef, st.sampled_from(RefKind), TEXT, TEXT)
INSTANTS = st.datetimes(datetime(1995, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001 - its zone comes with the map
    lambda instant: instant.replace(microsecond=instant.microsecond // 1000 * 1000, tzinfo=UTC)
)
SAID = TEXT.filter(bool) | st.sampled_from(["=1+1", "'=x", "-", "@a", "'", "\tx", "سطر\r\nسطر", '"', "a,b\n;c"])
POSTS = st.builds(
    Post,
    text=SAID,
    refs=st.lists(NAMES, min_size=1, max_size=3).map(tuple),
    source_title=TEXT,
    source_username=TEXT,
    origin=st.none()
    | st.builds(
        Origin,
        st.sampled_from(OriginKind),
        TEXT,
        TEXT,
        st.none() | st.integers(-(2**60), 2**60),
        st.none() | st.integers(1, 2**60),
        st.none() | INSTANTS,
    ),
    published_at=st.none() | INSTANTS,
    arrived_at=INSTANTS,
    edited_at=st.none() | INSTANTS,
    media=st.lists(st.builds(Media, st.sampled_from(MediaKind)), max_size=2).map(tuple),
    links=st.booleans(),
    link=TEXT,
    reply_to=st.none() | NAMES,
    album=TEXT,
    captions=st.lists(st.builds(Caption, TEXT, TEXT, st.booleans(), st.none() | INSTANTS), max_size=2).map(tuple),
    mode=st.just(Mode.HISTORY),
)


async def given_posts(posts: list[Post]) -> AsyncIterator[Post]:
    for post in posts:
        yield post


@pytest.mark.parametrize("form", [Format.LINES, Format.CSV])
@given(st.lists(POSTS, min_size=1, max_size=4))
async def test_what_was_exported_is_read_back_the_same(form: Format, posts: list[Post]) -> None:
    out = io.StringIO(newline="")
    assert await export_posts(given_posts(posts), out, form) == (len(posts), 0)
    read = read_lines if form is Format.LINES else read_table
    assert list(read(io.BytesIO(out.getvalue().encode()), Choices())) == posts


async def test_a_strangers_words_are_no_formula_in_a_spreadsheet() -> None:
    post = Post('=HYPERLINK("https://a.example")', (PostRef(RefKind.CHANNEL, "1", "1"),), source_title="+خبر")
    out = io.StringIO(newline="")
    await export_posts(given_posts([post]), out, Format.CSV)
    (row,) = csv.DictReader(io.StringIO(out.getvalue().removeprefix("\ufeff"), newline=""))
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


@pytest.mark.parametrize("row", [{"date": 10**400}, {"refs": [["feed", "a", "b"]], "published_at": 10**400}])
def test_a_number_beyond_all_time_spoils_its_row_alone(row: dict[str, object]) -> None:
    spoilt, whole = lines({"text": "أُغلق الجسر"} | row, {"text": "فُتح الجسر"})
    assert spoilt is Skipped.UNREADABLE
    assert isinstance(whole, Post)


def test_a_number_that_no_message_has_names_none() -> None:
    choices = Choices(username="bridge_news", usernames={"1500000001": "bridge_news"})
    assert only(table(f"text,id\nأُغلق الجسر,{'9' * 5000}", choices=choices)).refs[0].kind is RefKind.FEED


def test_a_header_beyond_all_bounds_is_no_header() -> None:
    with pytest.raises(ArchiveError):
        table(f"text,{'x' * 10_000_001}\nأُغلق الجسر,1")


def test_a_number_as_long_as_a_page_is_none_of_telegrams() -> None:
    row = {"refs": [["channel", "1500000001", "1" * 5000]], "text": "أُغلق الجسر"}
    assert lines(row, {"text": "فُتح الجسر"})[0] is Skipped.UNREADABLE
