"""Why a watch fired on a post, and why not: part by part, in both languages."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest

from bot.locale import LANGUAGES
from bot.match import Reason, Traced, evaluate, trace, why
from bot.model import Media, MediaKind, Origin, OriginKind, Post
from bot.query import parse
from tests.reading import analysed

TEXT = "عبرت قافلة عسكرية جسر الرميلة رقم 12 فجرا، وتوقفت القافلة قرب مدخل #عين_الورد ساعتين"
POST = Post(
    TEXT,
    source_username="Ward",
    source_tags=("جنوب",),
    media=(Media(MediaKind.PHOTO),),
    links=True,
    origin=Origin(OriginKind.CHANNEL),
    published_at=datetime(2026, 3, 9, tzinfo=UTC),
)


def traced(query: str, post: Post | str = POST) -> Traced:
    return trace(parse(query, search=True), post, analysed())


def told(query: str, language: str, post: Post | str = POST) -> list[str]:
    """The lines of the explanation as they are seen, without marks of direction."""
    said = why(parse(query, search=True), post, language, analysed())
    plain = html.unescape(re.sub(r"<[^>]+>", "", said))
    return re.sub("[\u2068\u2069\u200e\u200f]", "", plain).splitlines()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("قافلة", ("قافلة", "القافلة")),
        ('"عين الورد"', ("عين_الورد",)),
        ("=القافلة", ("القافلة",)),
        ('="قافلة عسكرية"', ("قافلة عسكرية",)),
        ("قاف*", ("قافلة", "القافلة")),
        ("الرمبلة~", ("الرميلة",)),
        ("#عين_الورد", ("#عين_الورد",)),
        ("قافلة NEAR/2 جسر", ("قافلة", "جسر", "القافلة")),
        (r"/رقم \d+/", ("رقم 12",)),
        ("12", ("12",)),
    ],
)
def test_what_was_found_is_named_in_the_words_of_the_post(query: str, words: tuple[str, ...]) -> None:
    part = trace(parse(f"{query} عبر").parts[0], POST, analysed())  # type: ignore[attr-defined]
    assert (part.holds, part.reason, part.words) == (True, Reason.FOUND, words)
    assert tuple(dict.fromkeys(TEXT[start:end] for start, end in part.spans)) == words
    for language in LANGUAGES:
        line = told(query if query[0] != "/" else f"{query} عبر", language)[1]
        assert line.startswith("✅")
        assert all(word in line for word in words[:4])


@pytest.mark.parametrize(
    ("query", "reason", "arabic", "english"),
    [
        ("قطار", Reason.ABSENT, "لا أثر لذلك في المنشور", "not in the post"),
        ("مطار*", Reason.ABSENT, "لا أثر لذلك في المنشور", "not in the post"),
        ("قطارات~", Reason.ABSENT, "لا أثر لذلك في المنشور", "not in the post"),
        ("#عين", Reason.ABSENT, "لا أثر لذلك في المنشور", "not in the post"),
        (r"عبر /رقم \d{5}/", Reason.ABSENT, "لا أثر لذلك في المنشور", "not in the post"),
        ('"عين الحلوة"', Reason.ABSENT, "لا أثر لذلك في المنشور", "not in the post"),
        ('"قافلة جسر"', Reason.SCATTERED, "الكلمات واردة، لكنها غير متتالية", "the words are there, but not in a row"),
        ("=القوافل", Reason.OTHER_FORM, "الكلمة واردة برسم آخر", "the word is there in another form"),
        ("=مطار", Reason.ABSENT, "لا أثر لذلك في المنشور", "not in the post"),
        ("قافلة NEAR/1 فجر", Reason.APART, "أقرب مسافة بينهما", "words apart"),
        ("قافلة NEAR/2 قطار", Reason.ABSENT, "لا أثر لذلك في المنشور", "not in the post"),
        ("قافلة lang:en", Reason.LACKING, "لا ينطبق ذلك على المنشور", "not true of this post"),
        ("قافلة has:video", Reason.LACKING, "لا ينطبق ذلك على المنشور", "not true of this post"),
        ("from:@other", Reason.LACKING, "لا ينطبق ذلك على المنشور", "not true of this post"),
        ("from:#شمال", Reason.LACKING, "لا ينطبق ذلك على المنشور", "not true of this post"),
        ("قافلة since:2026-03-10", Reason.LACKING, "لا ينطبق ذلك على المنشور", "not true of this post"),
    ],
)
def test_what_was_not_found_has_its_reason(query: str, reason: Reason, arabic: str, english: str) -> None:
    whole = traced(query)
    part = whole.parts[-1] if whole.parts else whole
    assert (whole.holds, part.holds, part.reason, part.spans) == (False, False, reason, ())
    for language, words in (("ar", arabic), ("en", english)):
        line = told(query, language)[-1]
        assert line.startswith("❌")
        assert words in line


@pytest.mark.parametrize(
    ("query", "distance", "arabic", "english"),
    [
        ('"قافلة عسكرية" NEAR/1 رميلة', 2, "أقرب مسافة بينهما كلمتان", "the nearest two are 2 words apart"),
        ("عبرت NEAR/2 جسر", 3, "أقرب مسافة بينهما 3 كلمات", "the nearest two are 3 words apart"),
        ("عبرت NEAR/2 مدخل", 11, "أقرب مسافة بينهما 11 كلمة", "the nearest two are 11 words apart"),
    ],
)
def test_what_stands_too_far_apart_is_said_how_far(query: str, distance: int, arabic: str, english: str) -> None:
    assert traced(query).distance == distance
    assert arabic in told(query, "ar")[-1]
    assert english in told(query, "en")[-1]


@pytest.mark.parametrize(
    "filter_", ["lang:ar", "has:photo", "has:link", "is:forward", "from:@ward", "from:#جنوب", "since:2026-03-09"]
)
def test_a_filter_that_holds_is_ticked_without_words(filter_: str) -> None:
    whole = traced(f"قافلة {filter_}")
    assert (whole.holds, whole.parts[1].holds, whole.parts[1].words) == (True, True, ())
    for language in LANGUAGES:
        assert told(f"قافلة {filter_}", language)[-1].startswith("✅")


def test_what_was_excluded_is_told_the_other_way_round() -> None:
    assert told("قافلة -قطار", "ar")[-1].endswith("استثنيت ذلك، وليس في المنشور")
    assert told("قافلة -قطار", "en")[-1].endswith("you excluded it, and it is not in the post")
    assert told("قافلة -جسر", "ar")[-1].endswith("استثنيت ذلك، وهو في المنشور")
    assert told("قافلة -جسر", "en")[-1].endswith("you excluded it, and it is in the post")
    inner = traced("قافلة -(جسر قطار)").parts[1].parts[0]
    assert [(part.query, part.excluded, part.holds) for part in inner.parts] == [
        (parse("جسر"), True, True),
        (parse("قطار"), True, False),
    ]
    assert traced("قافلة -(-جسر)").parts[1].parts[0].parts[0].excluded is False


def test_the_title_says_whether_the_whole_holds() -> None:
    assert told("قافلة", "ar")[0] == "لماذا التقطته المتابعة:"
    assert told("قطار", "ar")[0] == "لماذا لم تلتقطه المتابعة:"
    assert told("قافلة", "en")[0] == "Why the watch caught it:"
    assert told("قطار", "en")[0] == "Why the watch did not catch it:"


def test_every_part_of_a_long_query_has_a_line() -> None:
    query = r'(قافلة | رتل) -"عين الحلوة" جسر* /رقم \d+/ from:@ward lang:ar قافلة NEAR/3 رميلة'
    for language in LANGUAGES:
        assert len(told(query, language)) == 1 + 8
    whole = traced(query)
    assert whole.holds
    assert [part.holds for part in whole.parts] == [True] * 7
    assert [part.holds for part in whole.parts[0].parts] == [True, False]


def test_the_whole_holds_exactly_when_the_post_satisfies_the_query() -> None:
    for query in (
        "قافلة",
        "قطار",
        "قافلة | قطار",
        "قافلة قطار",
        "قافلة -جسر",
        "قافلة -قطار",
        "from:@ward",
        "from:@other",
    ):
        for post in (POST, TEXT, ""):
            assert traced(query, post).holds is (evaluate(parse(query), post, analysed()) is not None)


def test_the_other_name_that_was_found_is_shown_and_many_forms_are_not_all() -> None:
    assert "تنظيم الدولة" in told("داعش", "ar", "أعلن تنظيم الدولة انسحابه")[-1]
    many = "قافلة وقافلة والقافلة بالقافلة للقافلة قوافل والقوافل"
    assert told("قافلة", "ar", many)[-1].count("،") == 3


def test_text_of_a_post_cannot_become_markup() -> None:
    said = why(parse(r"/<b>\w+/ خبر"), "خبر <b>كبير", "ar", analysed())
    assert "&lt;b&gt;كبير" in said
    assert said.count("<b>") == 1
