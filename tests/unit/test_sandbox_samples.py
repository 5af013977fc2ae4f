"""The sample channels of the sandbox: what a conversation with Rasid can count on finding in them."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from importlib import resources
from typing import Any, Final

import pytest

from bot.sandbox.html import parse_html

Post = dict[str, Any]

DAY: Final = 24 * 60
THREE_DAYS: Final = 4300
SAMPLES: Final = resources.files("bot.sandbox").joinpath("samples")
CHANNELS: Final[list[dict[str, str]]] = json.loads(SAMPLES.joinpath("channels.json").read_text("utf-8"))
POSTS: Final[list[Post]] = json.loads(SAMPLES.joinpath("posts.json").read_text("utf-8"))
BY_ID: Final[dict[str, Post]] = {post["id"]: post for post in POSTS}
FIELDS: Final = {"id", "channel", "minutes", "text", "story", "photo", "album", "edit_of", "reply_to"}
VOWEL_SIGNS: Final = re.compile("[\u064b-\u0652\u0640]")


def words_alone(post: Post) -> str:
    """The text without tags, vowel signs and tatweel."""
    return VOWEL_SIGNS.sub("", parse_html(post["text"])[0])


def publications() -> list[Post]:
    """What a reader sees as one post: edits and the silent pictures of an album are none."""
    return [post for post in POSTS if "edit_of" not in post and post["text"]]


def channels_of_stories() -> dict[str, set[str]]:
    carried: defaultdict[str, set[str]] = defaultdict(set)
    for post in publications():
        carried[post["story"]].add(post["channel"])
    return carried


def test_there_are_four_channels_that_say_they_are_invented() -> None:
    assert len({channel["username"] for channel in CHANNELS}) == len(CHANNELS) == 4
    for channel in CHANNELS:
        assert re.fullmatch(r"[a-z][a-z0-9_]{4,31}", channel["username"])
        assert re.search("[ء-ي]", channel["title"])
        assert "متخيلة" in VOWEL_SIGNS.sub("", channel["about"])


def test_every_post_is_in_a_known_channel_and_has_only_known_fields() -> None:
    assert len(BY_ID) == len(POSTS)
    usernames = {channel["username"] for channel in CHANNELS}
    for post in POSTS:
        assert post["channel"] in usernames, post["id"]
        assert {"id", "channel", "minutes", "text", "story"} <= post.keys() <= FIELDS, post["id"]
        assert isinstance(post["minutes"], int), post["id"]
        assert post.get("photo", True) is True, post["id"]


def test_three_days_are_full_and_three_more_are_to_come() -> None:
    minutes = [post["minutes"] for post in publications()]
    assert -THREE_DAYS <= min(minutes) <= max(minutes) <= THREE_DAYS
    assert sum(minute <= 0 for minute in minutes) >= 80
    assert sum(minute > 0 for minute in minutes) >= 50
    per_day = Counter(minute // DAY for minute in minutes)
    assert all(per_day[day] >= 15 for day in range(-3, 3)), per_day
    assert all(any(post["channel"] == channel["username"] for post in publications()) for channel in CHANNELS)


def test_posts_stand_in_the_order_they_are_published() -> None:
    assert [post["minutes"] for post in POSTS] == sorted(post["minutes"] for post in POSTS)


def test_many_stories_are_told_by_several_channels() -> None:
    carried = channels_of_stories()
    assert len(carried) >= 30
    assert sum(len(channels) >= 2 for channels in carried.values()) >= 12
    assert sum(len(channels) >= 3 for channels in carried.values()) >= 6


def test_no_text_is_published_twice() -> None:
    texts = Counter(words_alone(post) for post in POSTS if post["text"])
    assert [text for text, times in texts.items() if times > 1] == []


@pytest.mark.parametrize("relation", ["edit_of", "reply_to"])
def test_a_correction_or_reply_follows_a_post_of_its_own_channel(relation: str) -> None:
    related = [post for post in POSTS if relation in post]
    assert len(related) >= 5
    for post in related:
        target = BY_ID[post[relation]]
        assert "edit_of" not in target, post["id"]
        assert (target["channel"], target["story"]) == (post["channel"], post["story"]), post["id"]
        assert target["minutes"] < post["minutes"], post["id"]


def test_an_album_is_two_to_four_photos_at_once_with_one_caption() -> None:
    albums: defaultdict[str, list[Post]] = defaultdict(list)
    for post in POSTS:
        if "album" in post:
            albums[post["album"]].append(post)
    assert len(albums) >= 3
    for name, items in albums.items():
        assert 2 <= len(items) <= 4, name
        assert len({(item["channel"], item["minutes"], item["story"]) for item in items}) == 1, name
        assert all(item.get("photo") for item in items), name
        assert sum(bool(item["text"]) for item in items) == 1, name


def test_only_pictures_of_an_album_have_no_text() -> None:
    assert [post["id"] for post in POSTS if not post["text"] and "album" not in post] == []


@pytest.mark.parametrize("post", POSTS, ids=[post["id"] for post in POSTS])
def test_telegram_would_take_the_text_as_it_is(post: Post) -> None:
    text, entities = parse_html(post["text"])
    assert len(post["text"]) <= (900 if post.get("photo") else 3500)
    assert len(entities) <= 100
    assert text == text.strip()
    assert re.findall(r"&(?!(?:lt|gt|amp|quot);)", post["text"]) == []
    for entity in entities:
        assert entity.get("url", "https://example.org/").startswith("https://example.org/")


def test_every_kind_of_formatting_a_channel_uses_occurs() -> None:
    kinds = {entity["type"] for post in POSTS for entity in parse_html(post["text"])[1]}
    assert kinds == {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "text_link",
        "blockquote",
        "expandable_blockquote",
    }


def test_lengths_reach_from_one_line_to_a_field_report() -> None:
    lengths = [len(words_alone(post).split()) for post in publications()]
    assert sum(length <= 15 for length in lengths) >= 20
    assert sum(150 <= length <= 250 for length in lengths) >= 8
    assert max(lengths) <= 250


@pytest.mark.parametrize(
    "name", ["المرقشي", "الزغيدان", "الدغشلي", "بوشنيقرة", "طقيشة", "الفرحوني", "السرحيل", "الطعيسان"]
)
def test_a_rare_name_in_the_news_of_the_last_day_recurs(name: str) -> None:
    saying = [post for post in publications() if -DAY < post["minutes"] <= 0 and name in words_alone(post)]
    assert len(saying) >= 2


def test_writing_varies_as_in_real_channels() -> None:
    everything = "\n".join(words_alone(post) for post in POSTS)
    for variety, pattern in {
        "Eastern digits": "[٠-٩]",
        "Western digits": "[0-9]",
        "a hashtag of several words": r"#[ء-ي]+_[ء-ي]+",
        "letters of dialects": "[چگ]",
        "Latin letters inside Arabic": r"[ء-ي] F-16",
        "a bare alif for a hamza": r"\bالان\b",
        "the hamza as it should be": r"\bالآن\b",
        "Persian": r"\bگرد و خاک\b",
        "Kurdish in Latin letters": r"\bketiye bîrê\b",
        "Kurdish in Arabic letters": "هەولێر",
        "English": r"\bThe parallel shaft\b",
    }.items():
        assert re.search(pattern, everything), variety
    assert any("\u0640" in post["text"] for post in POSTS), "tatweel"
