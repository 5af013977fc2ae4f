"""Whatever bytes arrive, they become an update or are called unreadable; nothing else happens."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.decode import UnreadableUpdate, lane_of, post_of, read_update
from bot.ingest.shape import FIELDS
from bot.model import Visibility

SPEC = Path(__file__).parents[2] / "../shared/fixtures/bot-api-spec.json"
ARRIVED = datetime(2026, 3, 1, 12, tzinfo=UTC)

LAYLA = {"id": 501, "is_bot": False, "first_name": "ليلى", "language_code": "ar"}
PRIVATE = {"id": 501, "type": "private", "first_name": "ليلى"}
CHANNEL = {"id": -1001234567890, "type": "channel", "title": "نشرة الساحل", "username": "sahel_news"}
GROUP = {"id": -1009876543210, "type": "supergroup", "title": "غرفة الأخبار"}
POST = {
    "message_id": 77,
    "date": 1772366400,
    "chat": CHANNEL,
    "sender_chat": CHANNEL,
    "text": "افتتاح جسر جديد فوق النهر، التفاصيل على example.org",
    "entities": [{"type": "url", "offset": 39, "length": 11}],
}
FORWARD = {
    "message_id": 12,
    "date": 1772366500,
    "chat": PRIVATE,
    "from": LAYLA,
    "forward_origin": {"type": "channel", "date": 1772366400, "chat": CHANNEL, "message_id": 77},
    "caption": "صورة من موقع الجسر",
    "photo": [{"file_id": "AgAC1", "file_unique_id": "u1", "width": 90, "height": 60}],
    "media_group_id": "13579",
}
PRESS = {
    "id": "4242",
    "from": LAYLA,
    "chat_instance": "1",
    "data": "watch:delete:3",
    "message": {"message_id": 9, "date": 0, "chat": PRIVATE},
}
MEMBER = {"status": "administrator", "user": {"id": 1, "is_bot": True, "first_name": "راصد"}}
RIGHTS = dict.fromkeys(
    [
        "can_be_edited",
        "is_anonymous",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
    ],
    False,
)
JOINED = {
    "chat": CHANNEL,
    "from": LAYLA,
    "date": 1772366400,
    "old_chat_member": {**MEMBER, "status": "left"},
    "new_chat_member": {**MEMBER, **RIGHTS},
}
UPDATES: list[dict[str, Any]] = [
    {"update_id": 1, "channel_post": POST},
    {"update_id": 2, "edited_channel_post": {**POST, "edit_date": 1772366460, "author_signature": "المحرر"}},
    {"update_id": 3, "message": FORWARD},
    {"update_id": 4, "callback_query": PRESS},
    {"update_id": 5, "my_chat_member": JOINED},
    {
        "update_id": 6,
        "edited_message": {**FORWARD, "chat": GROUP, "reply_to_message": {**POST, "chat": GROUP}},
    },
]


def read(update: Any) -> Any:
    return read_update(json.dumps(update).encode(), None)


@pytest.mark.parametrize("update", UPDATES, ids=lambda update: list(update)[1])
def test_every_kind_of_update_we_ask_for_is_read(update: dict[str, Any]) -> None:
    found = read(update)
    assert found.update_id == update["update_id"]
    assert getattr(found, list(update)[1]) is not None


def test_half_emojis_and_nul_never_get_past_reading() -> None:
    body = rb'{"update_id": 1, "channel_post": {"message_id": 1, "date": 1772366400, "text":'
    body += rb' "\ud83d\ude00 \ud83d\u0000\u062e\u0628\u0631 \ude00", "chat": {"id": -1001,'
    body += rb' "type": "channel", "title": "\u0000\udfff"}}}'

    post = read_update(body, None).channel_post

    assert post is not None
    assert post.text == "😀 \ufffdخبر \ufffd"
    assert post.chat.title == "\ufffd"


def test_what_telegram_adds_later_does_not_make_an_update_unreadable() -> None:
    future = {**POST, "novelty": {"text": [1, {"date": -5}]}, "chat": {**CHANNEL, "mood": "calm"}}
    assert read({"update_id": 1, "channel_post": future, "future_event": [1]}).channel_post.message_id == 77


def changed(path: str, value: Any, update: dict[str, Any] = UPDATES[2]) -> dict[str, Any]:
    result = copy.deepcopy(update)
    *steps, last = path.split(".")
    place: Any = result
    for step in steps:
        place = place[int(step) if isinstance(place, list) else step]
    place[last] = value
    return result


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"null",
        b"[]",
        b'"update_id"',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"update_id": 1, "message": ' + b'{"reply_to_message": ' * 50_000,
        b'{"update_id": 1, "novelty": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    ],
    ids=range(10),
)
def test_bytes_that_are_no_update_are_called_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableUpdate):
        read_update(body, None)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("update_id", "3"),
        ("update_id", True),
        ("update_id", 2**63),
        ("message", []),
        ("message.message_id", None),
        ("message.message_id", 1.5),
        ("message.date", None),
        ("message.date", -1),
        ("message.date", 10**12),
        ("message.chat", None),
        ("message.chat.id", "501"),
        ("message.chat.id", 10**30),
        ("message.chat.type", 3),
        ("message.chat.username", ["a"]),
        ("message.from.first_name", None),
        ("message.caption", {"text": "خبر"}),
        ("message.photo", {"file_id": "x"}),
        ("message.photo.0.width", "wide"),
        ("message.photo.0.file_id", None),
        ("message.media_group_id", 13579),
        ("message.caption_entities", [{"type": "url", "offset": "0", "length": 1}]),
        ("message.forward_origin.type", None),
        ("message.forward_origin.date", 10**12),
        ("message.forward_origin.chat", None),
        ("message.forward_origin.message_id", "77"),
        ("message.giveaway", {"chats": [], "winners_selection_date": 10**20, "winner_count": 1}),
        ("message.location", {"latitude": 33.5}),
    ],
)
def test_a_field_that_is_not_what_telegram_says_makes_the_update_unreadable(path: str, value: Any) -> None:
    with pytest.raises(UnreadableUpdate):
        read(changed(path, value))


def test_the_reason_names_the_field_and_repeats_no_content() -> None:
    with pytest.raises(UnreadableUpdate) as unreadable:
        read(changed("message.caption", ["اسم أخي وعنوانه"]))
    assert unreadable.value.reason == "update.message.caption is no string"
    assert unreadable.value.__suppress_context__


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"message": FORWARD}, "chat:501"),
        ({"edited_message": {"chat": GROUP}}, "chat:-1009876543210"),
        ({"channel_post": POST}, "chat:-1001234567890"),
        ({"edited_channel_post": POST}, "chat:-1001234567890"),
        ({"my_chat_member": JOINED}, "chat:-1001234567890"),
        ({"callback_query": {**PRESS, "message": {"chat": GROUP}}}, "chat:-1009876543210"),
        ({"callback_query": {"id": "1", "from": LAYLA, "inline_message_id": "x"}}, "user:501"),
        ({"poll": {"id": "1"}}, "other"),
        ({"message": {"chat": {"id": "501"}}}, "other"),
        ({"message": {"chat": {"id": True}}}, "other"),
        ({"message": None, "callback_query": []}, "other"),
        ({}, "other"),
    ],
)
def test_an_update_stands_in_the_lane_of_the_chat_it_happened_in(update: dict[str, Any], lane: str) -> None:
    assert lane_of(update) == lane


def test_what_is_checked_is_what_the_bot_api_says() -> None:
    if not SPEC.exists():
        pytest.skip("the Bot API's specification is not on this machine")
    types = json.loads(SPEC.read_text("utf-8"))["types"]
    for kind, fields in FIELDS.items():
        described = types[kind]
        shapes = [types[name] for name in described.get("subtypes", [])] or [described]
        for name, declared in fields.items():
            found = [field for shape in shapes for field in shape["fields"] if field["name"] == name]
            plain = declared.removesuffix("!").replace("Date", "Integer")
            assert found, f"{kind}.{name}"
            assert all(field["types"] == [plain] for field in found), f"{kind}.{name}"
            always = len(found) == len(shapes) and all(field["required"] for field in found)
            assert always is declared.endswith("!"), f"{kind}.{name}"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["\ud800", "\0", "channel", "chat", "user", "hidden_user", 1772366400, 10**15])
    | st.fixed_dictionaries({"id": st.integers(), "type": st.just("channel")}),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in items for place in places(inner, (*path, key)))]


@st.composite
def damaged_updates(draw: st.DrawFn) -> Any:
    update: Any = copy.deepcopy(draw(st.sampled_from(UPDATES)))
    for _ in range(draw(st.integers(1, 3))):
        *steps, last = draw(st.sampled_from(places(update)[2:]))
        place = update
        for step in steps:
            place = place[step]
        place[last] = draw(JSON | st.none())
    return update


def everything_that_is_done_with(body: bytes) -> None:
    try:
        update = read_update(body, None)
    except UnreadableUpdate:
        return
    for message in (update.channel_post, update.edited_channel_post, update.message, update.edited_message):
        if message is not None:
            for passed_on in (True, False):
                post = post_of(message, arrived_at=ARRIVED, passed_on=passed_on, visibility=Visibility.ALL)
                assert post is None or b"\0" not in post.text.encode()


@settings(deadline=None, max_examples=400)
@given(damaged_updates())
def test_a_damaged_update_is_read_or_unreadable_and_has_a_lane(update: Any) -> None:
    assert lane_of(update).partition(":")[0] in {"chat", "user", "other"}
    everything_that_is_done_with(json.dumps(update).encode())


@settings(deadline=None)
@given(JSON)
def test_any_json_is_read_or_unreadable_and_has_a_lane(value: Any) -> None:
    for event in ("message", "callback_query", "my_chat_member"):
        lane_of({event: value})
    lane_of(value)
    everything_that_is_done_with(json.dumps(value).encode())


@settings(deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_read_or_unreadable(body: bytes) -> None:
    everything_that_is_done_with(body)
