"""Printed, a query is one that reads the same; and a text is kept without brackets that decide nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    Query,
    QueryError,
    Tag,
    Term,
    alternative,
    parse,
    tidied,
)
from bot.text import fold, scan

LETTERS = (
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    + "أإآؤئىةء"
    + "گپچژڤکی"
    + "\u064b\u064e\u0651ـ"
    + "abcXYZéß"
    + "٠١2٣4,.٬%-_"
    + "привѣт"
)

spelled = (
    st.text(alphabet=LETTERS, min_size=1, max_size=9)
    .map(lambda text: [word.spelled for word in scan(text)])
    .filter(bool)
    .map(lambda found: found[0])
)
bare = spelled.filter(
    lambda word: word not in {"AND", "OR", "NOT", "NEAR"} and fold(word) not in {"او", "بدون", "قرب"}
).map(Term)
long = spelled.filter(lambda word: len(fold(word)) >= 4 and word.isalnum())
names = st.text(alphabet="abcdef_19", min_size=1, max_size=8)
terms = st.one_of(
    bare,
    bare,
    st.lists(spelled, min_size=1, max_size=4).map(lambda some: Phrase(tuple(some))),
    st.lists(spelled, min_size=1, max_size=3).map(lambda some: Exact(tuple(some))),
    long.map(Prefix),
    long.map(Fuzzy),
    st.text(alphabet="ابجدهوزa_1", min_size=1, max_size=8).filter(lambda name: fold(name) == name).map(Tag),
)
operands = st.one_of(terms, st.lists(terms, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))))
parts = st.one_of(
    terms,
    terms,
    st.builds(Near, operands, operands, st.integers(1, 50)),
    names.map(From),
    st.sampled_from(["رسمي", "شام", "a_1"]).map(lambda name: From(name, group=True)),
    st.sampled_from([Filter("lang", "ar"), Filter("has", "photo"), Filter("is", "forward")]),
    st.builds(Dated, st.sampled_from(["since", "until"]), st.dates(date(2020, 1, 1), date(2027, 1, 1))),
    st.sampled_from([r"\d+", "ا|ب", r"a\/b", "[/]x", r"(ا b) \w", "رقم"]).map(Pattern),
)


def _flat(kind: type[And] | type[Or], some: list[Query]) -> Query:
    return kind(tuple(inner for part in some for inner in (part.parts if isinstance(part, kind) else (part,))))


def _combined(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(inner, min_size=2, max_size=4)
    return st.one_of(
        several.map(lambda some: _flat(And, some)), several.map(lambda some: _flat(Or, some)), inner.map(Not)
    )


queries = st.recursive(parts, _combined, max_leaves=8)

TYPED = ["قافلة", "الجسر", "والنهر", "كوفيد-19", "F-16", "1,000", "24/7", "AFP", "it's", "أو", "بدون", "قرب", "و"]
TYPED += [
    "و/أو",
    "OR",
    "AND",
    "NOT",
    "NEAR/3",
    "NEAR",
    "قرب/2",
    "from:@a",
    "from:#ب",
    "lang:ar",
    "has:photo",
    "🔥",
    "–",
]
TYPED += [
    "since:2026-03-09",
    "(",
    ")",
    "(",
    ")",
    "|",
    '"',
    '"',
    "«",
    "»",
    "-",
    "*",
    "~",
    "=",
    "#حلب",
    "/\\d+/",
    "،",
    "؟",
]
typed = st.lists(st.tuples(st.sampled_from(TYPED), st.sampled_from(["", " ", " "])), min_size=1, max_size=12).map(
    lambda pieces: "".join(piece + gap for piece, gap in pieces)
)


def mended(text: str) -> str:
    """A text that is a query: as typed, or as corrected; empty where nothing can be made of it."""
    try:
        parse(text, search=True)
    except QueryError as error:
        return error.suggestion or ""
    return text


legal = typed.map(mended).filter(bool)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(queries)
def test_a_tree_that_is_printed_and_read_is_the_same_tree(query: Query) -> None:
    try:
        again = parse(str(query), search=True)
    except QueryError as error:
        # What no text can say: too deep, only exclusions, more than one pattern, dates that end before they begin.
        assert error.key.removeprefix("query-error-") in {  # noqa: PT017
            "only-exclusions",
            "only-filters",
            "only-pattern",
            "too-many-patterns",
            "dates-backwards",
            "too-deep",
        }
        return
    assert again == query
    assert str(again) == str(query)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(legal)
def test_a_text_its_canonical_form_and_the_text_without_idle_brackets_say_the_same(text: str) -> None:
    query = parse(text, search=True)
    canonical = str(query)
    assert parse(canonical, search=True) == query
    assert str(parse(canonical, search=True)) == canonical
    assert parse(canonical, search=True, swapped=True) == query, "a word of it may be an operator or not"
    tidy = tidied(text, search=True)
    assert parse(tidy, search=True) == query
    assert tidied(tidy, search=True) == tidy
    other = alternative(text, search=True)
    assert other is None or parse(other, search=True) != query


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("  قافلة   و الجسر ", "قافلة الجسر"),
        ("قافلة AND الجسر OR نهر", "قافلة الجسر | نهر"),
        ("«عند الجسر»، قافلة", '"عند الجسر" قافلة'),
        ("قافلة بدون (الجسر أو النهر)", "قافلة -(الجسر | النهر)"),
        ("قافلة قرب/٣ الجسر", "قافلة NEAR/3 الجسر"),
        ("from:@South #إدلب", "from:@south #ادلب"),
        ("كوفيد-19 ١٬٠٠٠", '"كوفيد 19" 1000'),
        ("قافلة NOT* NEAR~ أو*", "قافلة NOT* NEAR~ أو*"),
        ("((قافلة)) | (الجسر النهر)", "قافلة | الجسر النهر"),
        ("قافلة since:2026-3-9", "قافلة since:2026-03-09"),
    ],
)
def test_a_query_has_one_canonical_text(text: str, canonical: str) -> None:
    assert str(parse(text, search=True)) == canonical


def test_trees_are_immutable_and_compare_by_what_they_say() -> None:
    query = parse("قافلة (الجسر | النهر)")
    assert query == parse("قافلة AND (الجسر OR النهر)")
    assert hash(query) == hash(parse("قافلة AND (الجسر OR النهر)"))
    with pytest.raises(AttributeError):
        query.parts = ()  # type: ignore[attr-defined]


# Brackets that decide nothing.


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("(قافلة)", "قافلة"),
        ("((قافلة))", "قافلة"),
        ("(قافلة) (الجنوب)", "قافلة الجنوب"),
        ("(قافلة)الجنوب", "قافلة الجنوب"),
        ("( قافلة الجنوب )", "قافلة الجنوب"),
        ("(قافلة | الجنوب) | الشمال", "قافلة | الجنوب | الشمال"),
        ("((قافلة | الجنوب)) الشمال", "(قافلة | الجنوب) الشمال"),
        ("((قافلة الجنوب) الشمال) | صلح", "(قافلة الجنوب الشمال) | صلح"),
        ("قافلة -(الجنوب)", "قافلة -الجنوب"),
        ("(=قافلة) (-الجنوب)", "=قافلة -الجنوب"),
        ("(قافلة NEAR الجنوب) الشمال", "قافلة NEAR الجنوب الشمال"),
        ('("لجنة  الصلح")', '"لجنة  الصلح"'),
    ],
)
def test_brackets_that_decide_nothing_go(text: str, tidy: str) -> None:
    assert tidied(text) == tidy
    assert parse(tidy) == parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "(قافلة | الجنوب) الشمال",
        "(قافلة الجنوب) | الشمال",
        "قافلة -(الجنوب الشمال)",
        "قافلة -(-الجنوب)",
        "كوفيد-(19)",
        "قافلة -(الجنوب NEAR الشمال)",
        "(قافلة | الجنوب) NEAR الشمال",
        "  قافلة  ",
        "- (قافلة) الجنوب",
    ],
)
def test_brackets_that_decide_something_stay_and_so_does_all_else(text: str) -> None:
    assert tidied(text) == text
