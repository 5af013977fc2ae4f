"""How a query was read, said in both languages: its parts, its words and their other names, the other reading."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.locale import LANGUAGES
from bot.match import evaluate
from bot.query import (
    And,
    Dated,
    Exact,
    Filter,
    From,
    Fuzzy,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Tag,
    Term,
    explain,
    leaves,
    other_names,
    parse,
    without_alias,
    without_other_names,
)
from tests.reading import analysed

EVERYTHING = [
    "صاروخ دمشق",
    "حماس | فتح",
    "قافلة -لبنان -(الجسر | النهر)",
    '"وفد روسي" "كوريا"',
    '=نفط ="سعر النفط"',
    "مفاوض* نتنياهو~",
    "صاروخ NEAR/1 دمشق",
    "صاروخ NEAR/2 دمشق",
    '(صاروخ | "قذيفة هاون") NEAR/7 (دمشق | #حلب)',
    "صاروخ NEAR/50 دمشق",
    r"اللائحة /رقم \d+/",
    "#حلب_الشهباء",
    "from:@south from:#رسمي",
    *(f"قافلة lang:{language}" for language in ("ar", "fa", "ku", "ur", "tr", "en", "other")),
    *(f"قافلة has:{kind}" for kind in ("photo", "video", "link", "document")),
    "قافلة is:forward",
    "قافلة since:2026-03-09 until:2026-04-01",
    "13 CNN attack Москва",
    "قافلة -(-الجسر)",
    "العسالي زرزبخ",
]


def said(text: str, language: str = "ar") -> str:
    """The explanation as it is seen: without markup and isolates."""
    shown = re.sub(r"<[^>]+>", "", explain(parse(text, search=True), language, analysed()))
    return html.unescape(shown.replace("\u2068", "").replace("\u2069", ""))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", EVERYTHING)
def test_every_part_has_its_words_in_both_languages(text: str, language: str) -> None:
    told = said(text, language)
    query = parse(text, search=True)
    for part in leaves(query):
        match part:
            case Term(word) | Fuzzy(word):
                assert word in told
            case Phrase(words) | Exact(words):
                assert " ".join(words) in told
            case Prefix(start):
                assert start in told
            case Tag(name):
                assert f"#{name}" in told
            case Pattern(source):
                assert source in told
            case From(name):
                assert name in told
            case Dated(_, day):
                assert day.isoformat() in told
    assert not re.search(r"query-|why-|None|\{|\}", told)
    if language == "en":
        rest = re.sub(r"“[^”]*”|[\u0600-\u06ff_]+", "", told)
        assert not re.search(r"[\u0600-\u06ff]", rest)


def test_all_kinds_of_parts_are_among_them() -> None:
    kinds = {type(part) for text in EVERYTHING for part in leaves(parse(text, search=True))}
    assert kinds == {Term, Phrase, Exact, Prefix, Fuzzy, Tag, Pattern, From, Filter, Dated}


@pytest.mark.parametrize(
    ("text", "arabic", "english"),
    [
        ("صاروخ", "كلمة صاروخ بأي صيغة", "the word صاروخ in any form"),
        (
            "زرزبخ",
            "كلمة زرزبخ برسمها وإن اتصلت بها حروف",
            "the word زرزبخ as it is written, also with letters attached",
        ),
        ("دمشق", "الاسم دمشق", "the name دمشق"),
        ("1,000", "العدد 1000", "the number 1000"),
        ('"كوريا"', "كلمة كوريا بلا تصريف", "the word كوريا without inflection"),
        ('"وفد روسي"', "عبارة «وفد روسي» متتاليةً", "the words “وفد روسي” in a row"),
        ("=نفط", "نفط بهذا الرسم نفسه", "نفط in this very form"),
        ("-نفط قافلة", "من دون كلمة نفط بأي صيغة، وكلمة قافلة", "without the word نفط in any form, and the word قافلة"),
        ("قافلة NEAR/2 دمشق", "كلمة قافلة بأي صيغة ضمن كلمتين من الاسم دمشق", "at most 2 words from the name دمشق"),
        ("قافلة NEAR/1 دمشق", "كلمة قافلة بأي صيغة بجوار الاسم دمشق", "next to the name دمشق"),
        (
            "حلب (نفط | غاز)",
            "، و(كلمة نفط بأي صيغة، أو كلمة غاز بأي صيغة)",
            "and (the word نفط in any form, or the word",
        ),
        ("قافلة is:forward", "منشور محوَّل", "a forwarded post"),
    ],
)
def test_what_is_said_of_a_part(text: str, arabic: str, english: str) -> None:
    assert arabic in said(text, "ar")
    assert english in said(text, "en")


def test_a_word_the_lexicon_does_not_have_is_not_said_to_be_found_in_any_form() -> None:
    assert "بأي صيغة" not in said("زرزبخ العسالي")
    assert "زرزبخ ليست في المعجم" in said("زرزبخ")
    assert "زرزبخ is not in the dictionary" in said("زرزبخ", "en")
    assert "ليست في المعجم" not in said("صاروخ 13 دمشق CNN")


def test_the_readings_of_a_word_are_named() -> None:
    assert "صاروخ قُرئت: صارُوخ" in said("صاروخ")
    several = next(line for line in said("كتب").splitlines() if "بأكثر من وجه" in line)
    assert "كَتَب" in several
    assert "كِتاب" in several
    assert "كتب has several readings" in said("كتب", "en")


def test_the_other_names_that_are_included_are_named() -> None:
    assert "تشمل داعش أيضًا: تنظيم الدولة، " in said("داعش")
    assert "داعش includes: تنظيم الدولة, " in said("داعش", "en")
    assert "تشمل" not in said('"داعش"')


@pytest.mark.parametrize(
    ("text", "chosen", "other"),
    [
        ("قافلة صاروخ | نفط", "(قافلة صاروخ) | نفط", "قافلة (صاروخ | نفط)"),
        ("قافلة | صاروخ نفط", "قافلة | (صاروخ نفط)", "(قافلة | صاروخ) نفط"),
        ("قافلة صاروخ | نفط غاز", "(قافلة صاروخ) | (نفط غاز)", "قافلة (صاروخ | نفط) غاز"),
    ],
)
def test_where_precedence_decided_both_readings_are_shown(text: str, chosen: str, other: str) -> None:
    for language in LANGUAGES:
        told = said(text, language)
        assert chosen in told
        assert other in told
        assert parse(other) != parse(text)


@pytest.mark.parametrize(
    "text", ["قافلة صاروخ", "قافلة | نفط", "(قافلة صاروخ) | نفط", "قافلة (صاروخ | نفط)", "قافلة -نفط"]
)
def test_where_it_did_not_precedence_is_not_spoken_of(text: str) -> None:
    assert "مقدَّمة" not in said(text)
    assert "goes before" not in said(text, "en")


def test_what_was_typed_cannot_become_markup() -> None:
    told = explain(parse(r"قافلة /<b>\d&/ from:#رسمي"), "ar", analysed())
    assert "&lt;b&gt;" in told
    assert told.count("<b>") == 1


def test_an_other_name_can_be_left_out() -> None:
    engine = analysed()
    offered = dict(other_names(parse("داعش (روسيا | حمص) -حلب"), engine))
    assert list(offered) == list(engine.query_word("داعش").written)
    query = offered["تنظيم الدولة"]
    assert query == without_alias(parse("داعش (روسيا | حمص) -حلب"), "داعش", ("تنظيم", "الدوله"), engine)
    assert Phrase(("داعش",)) in list(leaves(query))
    assert Phrase(("تنظيم", "الدولة")) not in list(leaves(query))
    assert Phrase(("الدولة", "الإسلامية")) in list(leaves(query))
    assert parse(str(query)) == query
    for text, narrower, whole in [
        ("سقط مقر داعش في روسيا", True, True),
        ("مقر تنظيم الدولة في روسيا", False, True),
        ("مقر الدولة الإسلامية في روسيا", True, True),
    ]:
        assert (evaluate(query, text, engine) is not None) is narrower
        assert (evaluate(parse("داعش روسيا"), text, engine) is not None) is whole


def test_the_other_names_go_one_by_one_until_the_word_stands_alone() -> None:
    engine = analysed()
    query = parse("داعش (حمص | الحوثيين) -قسد")
    gone = []
    while offered := list(other_names(query, engine)):
        name, query = offered[0]
        gone.append(name)
        assert parse(str(query)) == query
    every = [name for word in ("داعش", "الحوثيين", "قسد") for name in engine.query_word(word).written]
    assert sorted(gone) == sorted(every)
    assert query == parse('"داعش" (حمص | "الحوثيين") -"قسد"')


def test_all_other_names_can_be_left_out_at_once() -> None:
    engine = analysed()
    alone = without_other_names(parse("داعش (حمص | الحوثيين) -قسد"), engine)
    assert alone == parse('"داعش" (حمص | "الحوثيين") -"قسد"')
    (_, partly), *_ = other_names(parse("داعش NEAR/5 حمص"), engine)
    assert without_other_names(partly, engine) == parse('"داعش" NEAR/5 حمص')
    assert without_other_names(parse("صاروخ دمشق"), engine) == parse("صاروخ دمشق")


def test_a_name_typed_beside_a_word_that_does_not_bring_it_stays() -> None:
    assert not list(other_names(parse('"حمص" | "تنظيم الدولة"'), analysed()))


def test_names_that_would_make_the_query_too_long_are_not_offered() -> None:
    engine = analysed()
    longest = f"داعش {'ا' * 980}"
    parse(longest)
    assert not list(other_names(parse(longest), engine))
    assert str(without_other_names(parse(longest), engine)) == f'"داعش" {"ا" * 980}'


@pytest.mark.parametrize(
    ("typed", "arabic", "english", "other"),
    [
        (
            "طائرة بدون طيار",
            "بدون» هنا أداة، وليست كلمة",
            "“بدون” is an operator here, not a word",
            'طائرة "بدون" طيار',
        ),
        (
            "غرق قارب صيد أو عبارة ركاب شمالا فجرا",
            "أو» هنا كلمة يُبحث عنها",
            "“أو” is a word to look for here",
            "غرق قارب صيد | عبارة ركاب شمالا فجرا",
        ),
        ("hamas or fatah", "or» هنا كلمة يُبحث عنها", "“or” is a word to look for here", "hamas OR fatah"),
    ],
)
def test_what_an_operator_word_was_taken_for_is_said(typed: str, arabic: str, english: str, other: str) -> None:
    for language, told in (("ar", arabic), ("en", english)):
        explained = re.sub(r"<[^>]+>|[\u2068\u2069]", "", explain(parse(typed), language, analysed(), typed))
        assert told in explained
        assert other in explained


def test_a_word_that_can_only_be_an_operator_is_not_spoken_of() -> None:
    for typed in ("حماس أو فتح", "(حماس أو فتح) غزة", "قافلة | هدنة"):
        assert "أداة" not in explain(parse(typed), "ar", analysed(), typed)


WORDS = ["صاروخ", "دمشق", "زرزبخ", "100", "CNN", "داعش", "كتب", "<b>", "a&b"]
parts = st.one_of(
    st.sampled_from(WORDS[:7]).map(Term),
    st.sampled_from(WORDS).map(lambda word: Phrase((word, "حلب"))),
    st.sampled_from(WORDS).map(lambda word: Exact((word,))),
    st.sampled_from([Prefix("صار"), Fuzzy("نتنياهو"), Tag("حلب"), Pattern("<i>&"), From("a"), Filter("has", "photo")]),
    st.integers(1, 50).map(lambda distance: Near(Term("حلب"), Or((Term("حمص"), Phrase(("دير", "الزور")))), distance)),
)
trees = st.recursive(
    parts,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda some: And(tuple(some))),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: Or(tuple(some))),
        inner.map(Not),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(trees)
def test_any_query_can_be_explained_in_well_formed_markup(query: And) -> None:
    for language in LANGUAGES:
        told = explain(query, language, analysed())
        for tag in ("b", "code"):
            assert told.count(f"<{tag}>") == told.count(f"</{tag}>")
        assert set(re.findall(r"</?(\w+)[^>]*>", told)) <= {"b", "code"}
        assert told.count("(") == told.count(")")
