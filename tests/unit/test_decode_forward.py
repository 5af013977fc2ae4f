"""What a person forwards to the bot is the post that they forwarded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import telegram

from bot.ingest.decode import post_of
from bot.model import Media, MediaKind, Mode, Origin, OriginKind, Post, PostRef, RefKind, Visibility

DATE = 1772366400
FORWARDED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PUBLISHED_AT = datetime(2026, 2, 1, 12, tzinfo=UTC)
ARRIVED = datetime(2026, 3, 1, 12, 0, 1, tzinfo=UTC)

LAYLA = {"id": 501, "is_bot": False, "first_name": "ليلى", "language_code": "ar"}
PRIVATE = {"id": 501, "type": "private", "first_name": "ليلى"}
PUBLIC = {"id": -1001234567890, "type": "channel", "title": "نشرة الساحل", "username": "sahel_news"}
CLOSED = {"id": -1002222222222, "type": "channel", "title": "مصادر خاصة"}
GROUP = {"id": -1009876543210, "type": "supergroup", "title": "غرفة الأخبار", "username": "gharfa"}
SAMI = {"id": 502, "is_bot": False, "first_name": "سامي", "last_name": "حداد", "username": "sami_h"}
TEXT = "أعلنت البلدية عودة المياه إلى الأحياء الشرقية"


def origin(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "date": int(PUBLISHED_AT.timestamp()), **fields}


def passed_on(forward_origin: dict[str, Any], **fields: Any) -> Post:
    data = {"message_id": 12, "date": DATE, "chat": PRIVATE, "from": LAYLA, "forward_origin": forward_origin}
    message = telegram.Message.de_json({**data, **(fields or {"text": TEXT})}, None)
    post = post_of(message, arrived_at=ARRIVED, passed_on=True, visibility=Visibility.PRIVATE)
    assert post is not None
    return post


def test_a_channels_post_is_the_same_as_if_the_channel_had_brought_it() -> None:
    assert passed_on(origin("channel", chat=PUBLIC, message_id=77)) == Post(
        text=TEXT,
        refs=(PostRef(RefKind.CHANNEL, "1234567890", "77"),),
        source_title="نشرة الساحل",
        source_username="sahel_news",
        origin=None,
        published_at=PUBLISHED_AT,
        arrived_at=ARRIVED,
        link="https://t.me/sahel_news/77",
        mode=Mode.LIVE,
        visibility=Visibility.PRIVATE,
        submitted_by=501,
    )


def test_a_private_channels_post_keeps_its_identity() -> None:
    post = passed_on(origin("channel", chat=CLOSED, message_id=8, author_signature="المحرر"))
    assert post.refs == (PostRef(RefKind.CHANNEL, "2222222222", "8"),)
    assert post.link == "https://t.me/c/2222222222/8"


@pytest.mark.parametrize(
    ("forward_origin", "expected"),
    [
        (
            origin("user", sender_user=SAMI),
            Origin(OriginKind.USER, "سامي حداد", "sami_h", date=PUBLISHED_AT),
        ),
        (
            origin("hidden_user", sender_user_name="أبو خالد"),
            Origin(OriginKind.HIDDEN_USER, "أبو خالد", date=PUBLISHED_AT),
        ),
        (
            origin("chat", sender_chat=GROUP),
            Origin(OriginKind.CHAT, "غرفة الأخبار", "gharfa", -1009876543210, None, PUBLISHED_AT),
        ),
        (origin("robot"), Origin(OriginKind.HIDDEN_USER, date=PUBLISHED_AT)),
    ],
    ids=["user", "hidden_user", "chat", "of a kind still unknown"],
)
def test_anybody_elses_message_is_known_by_where_it_arrived(forward_origin: dict[str, Any], expected: Origin) -> None:
    post = passed_on(forward_origin)
    assert post.refs == (PostRef(RefKind.CHAT, "501", "12"),)
    assert post.origin == expected
    assert (post.source_title, post.source_username) == (expected.title, expected.username)
    assert post.published_at == PUBLISHED_AT
    assert post.link == ""
    assert post.submitted_by == 501


def test_a_forwarded_album_keeps_its_grouping_and_each_items_own_ref() -> None:
    photo = [{"file_id": "F1", "file_unique_id": "u1", "width": 320, "height": 240}]
    items = [
        passed_on(origin("channel", chat=PUBLIC, message_id=number), message_id=number, photo=photo, **caption)
        for number, caption in ((80, {"caption": TEXT}), (81, {}))
    ]
    grouped = passed_on(
        origin("channel", chat=PUBLIC, message_id=82), photo=photo, media_group_id="24680", caption=TEXT
    )
    assert [item.refs[0].item_key for item in items] == ["80", "81"]
    assert [item.text for item in items] == [TEXT, ""]
    assert grouped.album == "24680"
    assert grouped.media == (Media(MediaKind.PHOTO, "F1"),)


def test_a_forward_that_answers_something_in_the_chat_with_the_bot_is_no_reply_of_the_post() -> None:
    earlier = {"message_id": 11, "date": DATE, "chat": PRIVATE, "text": "أرسل الخبر"}
    for kind in (origin("channel", chat=PUBLIC, message_id=77), origin("user", sender_user=SAMI)):
        assert passed_on(kind, text=TEXT, reply_to_message=earlier).reply_to is None


def test_a_text_somebody_typed_has_no_origin_and_is_known_by_where_it_arrived() -> None:
    data = {"message_id": 12, "date": DATE, "chat": PRIVATE, "from": LAYLA, "text": TEXT}
    message = telegram.Message.de_json(data, None)
    post = post_of(message, arrived_at=ARRIVED, passed_on=True, visibility=Visibility.ALL)
    assert post is not None
    assert post.refs == (PostRef(RefKind.CHAT, "501", "12"),)
    assert (post.origin, post.published_at, post.link) == (None, FORWARDED_AT, "")
