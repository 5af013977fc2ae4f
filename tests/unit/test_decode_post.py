"""What channels and groups that the bot is in publish becomes posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import telegram
from telegram.ext import Defaults, ExtBot

from bot.ingest.cleaning import bare_id
from bot.ingest.decode import post_of, source_key
from bot.model import Media, MediaKind, Mode, OriginKind, Post, PostRef, RefKind, Visibility

DATE = 1772366400
AT_DATE = datetime(2026, 3, 1, 12, tzinfo=UTC)
ARRIVED = datetime(2026, 3, 1, 12, 0, 1, tzinfo=UTC)

PUBLIC = {"id": -1001234567890, "type": "channel", "title": "نشرة الساحل", "username": "sahel_news"}
CLOSED = {"id": -1002222222222, "type": "channel", "title": "مصادر خاصة"}
SUPERGROUP = {"id": -1009876543210, "type": "supergroup", "title": "غرفة الأخبار", "is_forum": True}
BASIC_GROUP = {"id": -4444, "type": "group", "title": "أهل الحارة"}
SAMI = {"id": 502, "is_bot": False, "first_name": "سامي", "last_name": "حداد", "username": "sami_h"}
TEXT = "وصلت قافلة مساعدات إلى المخيم صباح اليوم"


def message(chat: dict[str, Any], **fields: Any) -> telegram.Message:
    return telegram.Message.de_json({"message_id": 77, "date": DATE, "chat": chat, **fields}, None)


def own(chat: dict[str, Any], **fields: Any) -> Post | None:
    found = message(chat, **fields)
    return post_of(found, arrived_at=ARRIVED, passed_on=False, visibility=Visibility.ALL)


def sure(chat: dict[str, Any], **fields: Any) -> Post:
    post = own(chat, **fields)
    assert post is not None
    return post


def test_a_public_channels_post_is_known_by_its_bare_id_and_linked_by_name() -> None:
    assert own(PUBLIC, text=TEXT, sender_chat=PUBLIC) == Post(
        text=TEXT,
        refs=(PostRef(RefKind.CHANNEL, "1234567890", "77"),),
        source_title="نشرة الساحل",
        source_username="sahel_news",
        published_at=AT_DATE,
        arrived_at=ARRIVED,
        link="https://t.me/sahel_news/77",
        mode=Mode.LIVE,
    )


def test_a_private_channels_post_is_linked_for_its_members() -> None:
    post = sure(CLOSED, text=TEXT)
    assert post.refs == (PostRef(RefKind.CHANNEL, "2222222222", "77"),)
    assert post.link == "https://t.me/c/2222222222/77"
    assert post.source_username == ""


def test_the_bare_id_of_a_channel_with_a_long_id_is_not_just_cut_off() -> None:
    assert bare_id(-1001234567890) == 1234567890
    assert bare_id(-1000000000042) == 42
    assert bare_id(-1997852516352) == 997852516352


@pytest.mark.parametrize(
    ("chat", "key", "link"),
    [
        (SUPERGROUP, "-1009876543210", "https://t.me/c/9876543210/77"),
        ({**SUPERGROUP, "username": "gharfa"}, "-1009876543210", "https://t.me/gharfa/77"),
        (BASIC_GROUP, "-4444", ""),
    ],
)
def test_a_group_message_is_known_by_the_chats_id(chat: dict[str, Any], key: str, link: str) -> None:
    post = sure(chat, text=TEXT, **{"from": SAMI})
    assert post.refs == (PostRef(RefKind.CHAT, key, "77"),)
    assert post.link == link
    assert post.source_title == chat["title"]
    assert post.submitted_by is None
    assert post.origin is None


def test_an_anonymous_admins_message_is_the_groups() -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    post = sure(SUPERGROUP, text=TEXT, sender_chat=SUPERGROUP, author_signature="مشرف", **{"from": anonymous})
    assert (post.source_title, post.source_username) == ("غرفة الأخبار", "")


def test_a_source_has_the_key_its_posts_refs_have() -> None:
    for chat in (PUBLIC, CLOSED, SUPERGROUP, BASIC_GROUP):
        (ref,) = sure(chat, text=TEXT).refs
        assert source_key(message(chat).chat) == (ref.kind, ref.source_key)


FILE = {"file_id": "F1", "file_unique_id": "u1"}
SIZED = {**FILE, "width": 320, "height": 240}
VIDEO = {**SIZED, "duration": 9}
STICKER = {**SIZED, "type": "regular", "is_animated": False, "is_video": False}
POLL = {
    "id": "5",
    "question": "هل تؤيد فتح الطريق؟",
    "options": [],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
PLACE = {"latitude": 33.51, "longitude": 36.29}


@pytest.mark.parametrize(
    ("fields", "kind", "file_id"),
    [
        ({"video": VIDEO}, MediaKind.VIDEO, "F1"),
        ({"video_note": {**FILE, "length": 240, "duration": 9}}, MediaKind.VIDEO, "F1"),
        ({"animation": VIDEO, "document": FILE}, MediaKind.ANIMATION, "F1"),
        ({"document": FILE}, MediaKind.DOCUMENT, "F1"),
        ({"audio": {**FILE, "duration": 9}}, MediaKind.AUDIO, "F1"),
        ({"voice": {**FILE, "duration": 9}}, MediaKind.VOICE, "F1"),
        ({"sticker": STICKER}, MediaKind.STICKER, "F1"),
        ({"poll": POLL}, MediaKind.POLL, ""),
        ({"location": PLACE}, MediaKind.LOCATION, ""),
        (
            {"location": PLACE, "venue": {"location": PLACE, "title": "المشفى", "address": "الساحة"}},
            MediaKind.LOCATION,
            "",
        ),
        ({"contact": {"phone_number": "+963000", "first_name": "الإسعاف"}}, MediaKind.CONTACT, ""),
        ({"dice": {"value": 3, "emoji": "🎲"}}, MediaKind.OTHER, ""),
        ({"paid_media": {"star_count": 5, "paid_media": []}}, MediaKind.OTHER, ""),
        ({"story": {"id": 3, "chat": PUBLIC}}, MediaKind.OTHER, ""),
        ({"rich_message": {"blocks": [{"type": "paragraph", "text": "بيان"}]}}, MediaKind.OTHER, ""),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else None,
)
def test_a_post_without_text_is_kept_for_its_media(fields: dict[str, Any], kind: MediaKind, file_id: str) -> None:
    post = sure(PUBLIC, **fields)
    assert post.text == ""
    assert post.media == (Media(kind, file_id),)


def test_the_biggest_size_of_a_photo_is_remembered() -> None:
    sizes = [
        {**FILE, "file_id": "small", "width": 90, "height": 60},
        {**FILE, "file_id": "big", "width": 1280, "height": 853},
        {**FILE, "file_id": "middle", "width": 320, "height": 213},
    ]
    assert sure(PUBLIC, photo=sizes).media == (Media(MediaKind.PHOTO, "big"),)


def test_a_caption_is_text_and_blank_ones_are_none() -> None:
    photo = [{**SIZED}]
    assert sure(PUBLIC, photo=photo, caption=f"  {TEXT}\n").text == f"  {TEXT}\n"
    assert sure(PUBLIC, photo=photo, caption=" \n\u00a0").text == ""


def test_the_items_of_an_album_share_its_id_and_have_a_ref_each() -> None:
    first = sure(PUBLIC, message_id=80, media_group_id="13579", photo=[SIZED], caption=TEXT)
    second = sure(PUBLIC, message_id=81, media_group_id="13579", video=VIDEO)
    assert first.album == second.album == "13579"
    assert [post.refs[0].item_key for post in (first, second)] == ["80", "81"]


@pytest.mark.parametrize(
    "service",
    [
        {"new_chat_members": [SAMI]},
        {"left_chat_member": SAMI},
        {"new_chat_title": "اسم جديد"},
        {"new_chat_photo": [SIZED]},
        {"pinned_message": {"message_id": 3, "date": DATE, "chat": SUPERGROUP, "text": TEXT}},
        {"migrate_to_chat_id": -1009876543210},
        {"channel_chat_created": True},
        {"video_chat_started": {}},
        {},
        {"text": " \n "},
    ],
    ids=lambda service: "+".join(service),
)
def test_a_service_message_is_no_post(service: dict[str, Any]) -> None:
    assert own(SUPERGROUP, **service) is None


@pytest.mark.parametrize(
    ("entity", "links"),
    [
        ({"type": "url", "offset": 0, "length": 4}, True),
        ({"type": "text_link", "offset": 0, "length": 4, "url": "https://example.org"}, True),
        ({"type": "bold", "offset": 0, "length": 4}, False),
        ({"type": "mention", "offset": 0, "length": 4}, False),
    ],
)
def test_a_post_has_links_when_its_text_or_caption_carries_one(entity: dict[str, Any], links: bool) -> None:
    assert sure(PUBLIC, text=TEXT, entities=[entity]).links is links
    assert sure(PUBLIC, video=VIDEO, caption=TEXT, caption_entities=[entity]).links is links


def test_an_edit_is_the_same_post_with_the_time_of_the_edit() -> None:
    before, after = sure(PUBLIC, text=TEXT), sure(PUBLIC, text=TEXT, edit_date=DATE + 60)
    assert after == replace(before, edited_at=datetime(2026, 3, 1, 12, 1, tzinfo=UTC))


def test_a_reply_names_the_post_it_answers_in_the_same_place() -> None:
    earlier = {"message_id": 70, "date": DATE - 600, "chat": PUBLIC, "text": "قافلة في الطريق"}
    assert sure(PUBLIC, text=TEXT, reply_to_message=earlier).reply_to == PostRef(RefKind.CHANNEL, "1234567890", "70")
    elsewhere = {**earlier, "chat": CLOSED}
    assert sure(PUBLIC, text=TEXT, reply_to_message=elsewhere).reply_to is None
    topic = {
        "message_id": 3,
        "date": DATE - 600,
        "chat": SUPERGROUP,
        "forum_topic_created": {"name": "عاجل", "icon_color": 7322096},
    }
    in_topic = sure(SUPERGROUP, text=TEXT, reply_to_message=topic, is_topic_message=True, message_thread_id=3)
    assert in_topic.reply_to is None


@pytest.mark.parametrize("chat", [PUBLIC, SUPERGROUP])
def test_what_a_channel_or_group_passes_on_is_its_own_post_with_an_origin(chat: dict[str, Any]) -> None:
    origin = {"type": "channel", "date": DATE - 3600, "chat": CLOSED, "message_id": 5}
    post, plain = sure(chat, text=TEXT, forward_origin=origin), sure(chat, text=TEXT)

    assert replace(post, origin=None) == plain
    assert post.is_forward
    assert post.origin is not None
    assert (post.origin.kind, post.origin.chat_id, post.origin.message_id) == (
        OriginKind.CHANNEL,
        -1002222222222,
        5,
    )
    assert post.origin.date == datetime(2026, 3, 1, 11, tzinfo=UTC)


def test_a_channels_post_copied_into_its_discussion_group_is_that_post_under_both_refs() -> None:
    origin = {"type": "channel", "date": DATE - 1, "chat": PUBLIC, "message_id": 40}
    post = sure(SUPERGROUP, text=TEXT, sender_chat=PUBLIC, is_automatic_forward=True, forward_origin=origin)

    assert post.refs == (
        PostRef(RefKind.CHANNEL, "1234567890", "40"),
        PostRef(RefKind.CHAT, "-1009876543210", "77"),
    )
    assert (post.source_title, post.link, post.origin) == ("نشرة الساحل", "https://t.me/sahel_news/40", None)


def test_times_are_utc_whatever_zone_the_library_was_given() -> None:
    bot: ExtBot[None] = ExtBot("1:token", defaults=Defaults(tzinfo=ZoneInfo("Asia/Damascus")))
    data = {"message_id": 77, "date": DATE, "edit_date": DATE, "chat": PUBLIC, "text": TEXT}
    local = telegram.Message.de_json(data, bot)
    assert local.date.tzinfo is not UTC

    post = post_of(local, arrived_at=ARRIVED, passed_on=False, visibility=Visibility.ALL)

    assert post is not None
    assert post.published_at is not None
    assert post.edited_at is not None
    assert post.published_at.tzinfo is post.edited_at.tzinfo is UTC
