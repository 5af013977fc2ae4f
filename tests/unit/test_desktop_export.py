"""Telegram Desktop's exports become posts, with the names the same posts have by every other way."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.archive import ArchiveError, Choices, Record, Skipped
from bot.ingest.desktop_export import Repaired, read_export
from bot.model import MediaKind, Mode, OriginKind, Post, PostRef, RefKind

EXPORTS = Path(__file__).parents[1] / "data" / "desktop_export"


def read(name: str, choices: Choices | None = None) -> dict[str, Post]:
    """The posts of a file by their first message id."""
    with (EXPORTS / name).open("rb") as file:
        records = list(read_export(file, choices or Choices()))
    return {record.refs[0].item_key: record for record in records if isinstance(record, Post)}


def exported(*messages: dict[str, Any], **chat: Any) -> list[Record]:
    """What is read of a chat with these messages, each completed to a whole one."""
    whole = [
        {"id": n, "type": "message", "date": "2026-11-20T10:00:00", "date_unixtime": "1795168800", "text": ""} | message
        for n, message in enumerate(messages, 1)
    ]
    export = {"name": "بوابة الجنوب", "type": "public_channel", "id": 1500000001, "messages": whole} | chat
    return list(read_export(io.BytesIO(json.dumps(export).encode()), Choices()))


def test_a_message_is_a_post_under_its_channels_number() -> None:
    post = read("result.json")["3"]
    assert post.text.startswith("عاجل | انقطاع الكهرباء عن أحياء شمال المدينة.\nالتفاصيل: اقرأ الخبر #كهرباء")
    assert post.refs == (PostRef(RefKind.CHANNEL, "1400000001", "3"),)
    assert (post.source_title, post.link) == ("مرصد التجربة | أخبار", "https://t.me/c/1400000001/3")
    assert post.published_at == datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    assert post.edited_at == datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
    assert post.links
    assert post.mode is Mode.HISTORY


def test_the_public_name_of_a_known_channel_makes_the_link_public() -> None:
    known = Choices(usernames={"1400000001": "marsad_tajriba"})
    assert read("result.json", known)["3"].link == "https://t.me/marsad_tajriba/3"
    assert read("result.json", Choices(username="marsad"))["3"].source_username == "marsad"
    assert read("result-full-account.json", Choices(username="marsad"))["3"].source_username == ""


def test_whose_message_was_forwarded_is_kept() -> None:
    posts = read("result.json")
    channel, hidden, deleted = (posts[number].origin for number in ("4", "5", "6"))
    assert channel is not None
    assert hidden is not None
    assert deleted is not None
    assert (channel.kind, channel.title, channel.chat_id) == (OriginKind.CHANNEL, "وكالة التجربة", -1001400000002)
    assert (hidden.kind, hidden.title) == (OriginKind.HIDDEN_USER, "مستخدم مخفي")
    assert (deleted.kind, deleted.title) == (OriginKind.HIDDEN_USER, "")
    assert posts["3"].origin is None


def test_an_answer_names_what_it_answers() -> None:
    assert read("result.json")["7"].reply_to == PostRef(RefKind.CHANNEL, "1400000001", "3")
    elsewhere = {"text": "رد", "reply_to_message_id": 9, "reply_to_peer_id": "channel1500000002"}
    (post,) = exported(elsewhere)
    assert isinstance(post, Post)
    assert post.reply_to == PostRef(RefKind.CHANNEL, "1500000002", "9")


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("8", MediaKind.PHOTO),
        ("11", MediaKind.VIDEO),
        ("12", MediaKind.DOCUMENT),
        ("13", MediaKind.VOICE),
        ("14", MediaKind.POLL),
        ("16", MediaKind.LOCATION),
    ],
)
def test_media_is_known_by_its_kind_whether_or_not_the_file_is_there(number: str, kind: MediaKind) -> None:
    assert [item.kind for item in read("result.json")[number].media] == [kind]


def test_a_poll_is_its_question_and_answers() -> None:
    assert read("result.json")["14"].text == "هل عادت الكهرباء إلى حيّكم؟\nنعم\nلا\nلا أدري"


def test_an_album_is_one_post() -> None:
    album = read("result.json")["9"]
    assert [ref.item_key for ref in album.refs] == ["9", "10"]
    assert album.text == "ألبوم: التعليق على العنصر الأول وحده."
    assert [item.kind for item in album.media] == [MediaKind.PHOTO, MediaKind.PHOTO]
    assert album.album


def test_two_captions_two_kinds_or_two_seconds_are_no_album() -> None:
    photo = {"photo": "a.jpg"}
    captions = exported(photo | {"text": "الجسر قبل القصف"}, photo | {"text": "الجسر بعده"})
    kinds = exported(photo, {"file": "a.pdf"})
    seconds = exported(photo, photo | {"date_unixtime": "1795168801"})
    assert [len(records) for records in (captions, kinds, seconds)] == [2, 2, 2]
    assert len(exported(*[photo] * 12)) == 2


def test_service_messages_and_unsupported_ones_are_nothing() -> None:
    with (EXPORTS / "result.json").open("rb") as file:
        records = list(read_export(file, Choices()))
    assert records.count(Skipped.NOTHING) == 3
    assert not {"1", "17", "19"} & set(read("result.json"))


def test_of_a_whole_account_channels_only() -> None:
    channels = {ref.source_key for post in read("result-full-account.json").values() for ref in post.refs}
    assert channels <= {"1400000001", "1400000002"}
    private = exported({"text": "موعدنا غدًا"}, type="personal_chat")
    assert private == [Skipped.ELSEWHERE]


def test_groups_when_they_are_asked_for() -> None:
    group = {"type": "public_supergroup", "id": 1500000009, "name": "نقاش", "messages": [{"id": 4, "type": "message"}]}
    group["messages"] = [{"id": 4, "type": "message", "date_unixtime": "1795168800", "text": "هل وصلت الشاحنات؟"}]
    body = json.dumps(group).encode()
    assert list(read_export(io.BytesIO(body), Choices())) == [Skipped.ELSEWHERE]
    (post,) = read_export(io.BytesIO(body), Choices(groups=True))
    assert isinstance(post, Post)
    assert post.refs == (PostRef(RefKind.CHAT, "-1001500000009", "4"),)
    assert post.link == "https://t.me/c/1500000009/4"


def test_an_export_of_2021_has_local_dates_and_old_numbers() -> None:
    posts = read("result-old-2021.json", Choices(zone=ZoneInfo("Asia/Riyadh")))
    assert posts["2"].refs == (PostRef(RefKind.CHANNEL, "1400000001", "2"),)
    assert posts["2"].published_at == datetime(2021, 1, 31, 18, 2, 29, tzinfo=UTC)
    assert posts["2"].edited_at == datetime(2021, 1, 31, 18, 5, tzinfo=UTC)
    assert posts["3"].text == "رابط https://example.org"
    assert posts["3"].links


def test_bytes_that_are_neither_json_nor_utf8_are_mended() -> None:
    posts = read("result-byte-quirks.json")
    assert posts["21"].text == "قبل\x01بعد"
    assert posts["22"].text == "سطر\u2028سطر"
    assert posts["23"].text == "سليمة"


@given(st.data())
def test_mending_does_not_depend_on_where_the_file_is_cut(data: st.DataObject) -> None:
    pieces = [
        b"\\x01",
        b"\\\\x01",
        b"\\u2028\x80\xa8",
        b"\\n",
        b"\\\\",
        "نص".encode(),
        b"\xff",
        b'\\"',
        b"x",
        b"\x80\xa9",
    ]
    whole = b"".join(data.draw(st.lists(st.sampled_from(pieces), max_size=12)))
    sizes = data.draw(st.lists(st.integers(1, 5), min_size=1))
    assert _mended(whole, sizes) == _mended(whole, [len(whole) or 1])


def _mended(whole: bytes, sizes: list[int]) -> bytes:
    class Drip(io.BytesIO):
        turn = 0

        def read(self, size: int | None = -1) -> bytes:
            self.turn += 1
            return super().read(sizes[self.turn % len(sizes)])

    repaired = Repaired(Drip(whole))
    return b"".join(iter(repaired.read, b""))


def test_an_escaped_backslash_before_an_x_is_left_alone() -> None:
    assert _mended(rb'"C:\\x64 \x1f"', [4]) == rb'"C:\\x64 \u001f"'


def test_a_file_that_breaks_off_gives_what_came_before() -> None:
    whole = (EXPORTS / "result.json").read_bytes()
    records: list[Record] = []
    with pytest.raises(ArchiveError) as broken:
        records.extend(read_export(io.BytesIO(whole[: len(whole) // 2]), Choices()))
    assert broken.value.key == "import-error-cut-short"


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'{"name": "x"}', b"no json", b'{"messages": 3}'])
def test_what_is_no_export_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(ArchiveError) as refused:
        list(read_export(io.BytesIO(body), Choices()))
    assert refused.value.key == "import-error-not-an-export"


FIELDS = (
    "id type date date_unixtime text text_entities photo poll forwarded_from forwarded_from_id reply_to_message_id "
    "reply_to_peer_id edited edited_unixtime media_type"
)


@given(
    st.dictionaries(
        st.sampled_from(FIELDS.split()),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers(-(2**62), 2**63 - 1)
            | st.text(max_size=8)
            | st.sampled_from(["message", "channel7"]),
            lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
            max_leaves=5,
        ),
    )
)
def test_no_message_however_misshapen_stops_the_import(message: dict[str, Any]) -> None:
    assert len(exported(message, {"text": "بعده"})) in {1, 2}


def test_memory_does_not_grow_with_the_file() -> None:
    class Endless(io.RawIOBase):
        """An export of 10 MB, made as it is read."""

        def __init__(self) -> None:
            self.parts = self.made()
            self.rest = b""

        def made(self) -> Iterator[bytes]:
            yield '{"name":"ق","type":"public_channel","id":1500000001,"messages":['.encode()
            text = "وصلت قافلة المساعدات إلى المخيم بعد انتظار طويل على المعبر " * 20
            for number in range(1, 4_001):
                message = {"id": number, "type": "message", "date_unixtime": str(1795168800 + number), "text": text}
                yield (b"," if number > 1 else b"") + json.dumps(message, ensure_ascii=False).encode()
            yield b"]}"

        def read(self, size: int = -1) -> bytes:
            while len(self.rest) < size and (part := next(self.parts, b"")):
                self.rest += part
            given, self.rest = self.rest[:size], self.rest[size:]
            return given

    tracemalloc.start()
    try:
        assert sum(isinstance(one, Post) for one in read_export(Endless(), Choices())) == 4_000  # type: ignore[arg-type] # reads like one
        assert tracemalloc.get_traced_memory()[1] < 3 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("number", ["9" * 5000, "1e999999999", "[" * 100_000])
def test_what_no_export_has_breaks_it_off_at_once(number: str) -> None:
    whole = '{"id": 1, "type": "message", "date_unixtime": "1795168800", "text": "عاد التيار"}'
    export = f'{{"type": "public_channel", "id": 5, "messages": [{whole}, {{"id": {number}}}]}}'
    with pytest.raises(ArchiveError) as refused:
        list(read_export(io.BytesIO(export.encode()), Choices()))
    assert refused.value.key == "import-error-cut-short"
