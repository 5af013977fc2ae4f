"""Hostile input: refused with the limit named, after little work however long, deep or wild it is.

Work is counted in calls of functions, which no other load of the machine changes; a machine of today makes about eight
thousand of them in a millisecond.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import pytest

from bot.query import QueryError, alternative, parse
from bot.query.pattern import check_pattern

WORD = "قافلة"
MOST_CALLS = 36_000

TOO_LONG = {
    "ten thousand terms": " ".join(f"كلمة{number}" for number in range(10_000)),
    "ten thousand alternatives": " | ".join(f"w{number}" for number in range(10_000)),
    "deep brackets beyond the length": "(" * 5_000 + WORD + ")" * 5_000,
    "a huge text": f"{WORD} " * 200_000,
    "a huge word": "ا" * 1_000_000,
    "a thousand ligatures of four words": "ﷺ" * 1_000,
    "invisible characters only": "\u202e" * 100_000,
    "surrogates": "\ud800" * 5_000,
    "a huge pattern": f"{WORD} /{'a' * 5_000}/",
}
TOO_MANY = {
    "51 terms": " ".join(f"كلمة{number}" for number in range(51)),
    "five hundred letters": " ".join("ا" * 500),
    "a|a|a": "a|" * 499 + "a",
    "exclusions": "-ا " * 333,
    "exact forms": "=ا " * 333,
    "tags": "#ا" * 500,
    "sources": "from:@a " * 124,
    "patterns that never close": " /a/b" * 199,
    "NUL between words": "a\x00" * 499,
    "near, near, near": "a NEAR " * 140 + "b",
    "operator words": "أو " * 333,
    "operator words between words": "ا أو " * 199,
    "addresses": "t.me/a " * 140,
    "numbers": "1," * 499,
    "quotes": "'a 'b' " * 140,
}
TOO_DEEP = {
    "brackets": "(" * 11 + WORD + ")" * 11,
    "four hundred brackets": "(" * 400 + WORD + ")" * 400,
    "brackets that never close": "(" * 1_000,
    "exclusions of exclusions": "-(" * 300 + WORD + ")" * 300,
    "NOT NOT NOT": "NOT " * 200 + WORD,
    "exclusions and brackets": "-(" * 6 + WORD + ")" * 6,
}
WILD_PATTERNS = {
    r"\w{500}": "too-large",
    r"(\w{10}){50}": "too-large",
    r"\w{90}|\W{90}": "too-large",
    r"((\w{2}){2}){3}": "too-large",
    r"\w\d\W" * 150: "too-large",
    r"[\w\d]{30}|" * 80 + "x": "too-large",
    r"\pL{40}|" * 100 + "x": "too-large",
    r"[^\w]{20}": "too-large",
    r"\W{300}": "too-large",
    r"\d{900}": "too-large",
    r".{900}" * 20: "too-large",
    r"(ا{100}){100}": "wrong",
    r"(((a{10}){10}){10}){10}": "wrong",
    r"(?=a)": "wrong",
    r"(a)\1": "wrong",
    "(a": "wrong",
    "[z-a]": "wrong",
    "\\": "wrong",
    "a*": "empty",
    "(a|)": "empty",
    ".*": "empty",
    "(?s).*": "empty",
    "^": "empty",
    r"\b*": "empty",
}
CATASTROPHIC = [
    "(a+)+$",
    "(x+x+)+y",
    "((a*)*)*b",
    "(a|aa)+$",
    "([a-z]+)*!",
    "(.*a){12}",
    r"(\w+\s?)+$",
    r"\b" * 300 + "a",
]
MATCHES_EVERYTHING = {
    "ا*": "prefix-short",
    "* | *": "operator-alone",
    "/./": "only-pattern",
    f"/.+/ | {WORD}": "only-pattern",
    f"{WORD} | -{WORD}": "only-exclusions",
    f"-{WORD}": "only-exclusions",
    "lang:ar | -lang:ar": "only-filters",
    "-lang:tr": "only-exclusions",
    f"{WORD} | lang:ar": "only-filters",
    f"{WORD} /.*/": "pattern-empty",
}
LEGAL_BUT_LARGE = {
    "fifty terms": " ".join(f"كلمة{number}" for number in range(50)),
    "fifty exclusions": WORD + " -كلمة" * 49,
    "many brackets": "((((((((((a)))))))))) " * 45,
    "alternatives": "a b | " * 24 + "c",
    "one long word": "ا" * 1_000,
    "marks on one letter": "ا" + "\u064b" * 998,
    "two marks by turns": "a" + "\u0301\u0327" * 490,
    "one long address": "https://example.org/" + "a" * 900,
    "one long number": "9" * 1_000,
    "a long phrase": '"' + "ا " * 490 + '"',
    "prefixes": " | ".join(f"كلم{letter}*" for letter in "بتثجحخدذرزسشصضطظعغفقكلمنهوي"),
    "near spellings": "نتنياهوونتنياهوو~ " * 40,
    "a long pattern": f"{WORD} /{'|'.join(f'a{number}' for number in range(190))}/",
    "ten wide classes": WORD + " /" + r"\w+ " * 9 + r"\W/",
}


def work_of(act: Callable[[], object]) -> int:
    """How many functions, of Python and of C, are called."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return calls


def refused(typed: str) -> QueryError:
    found: list[QueryError] = []

    def act() -> None:
        try:
            parse(typed)
        except QueryError as error:
            found.append(error)

    assert work_of(act) <= MOST_CALLS
    (error,) = found
    return error


@pytest.mark.parametrize("typed", TOO_LONG.values(), ids=TOO_LONG)
def test_a_text_beyond_a_thousand_characters_is_refused(typed: str) -> None:
    error = refused(typed)
    assert (error.key, error.args_["limit"]) == ("query-error-too-long", 1_000)
    assert error.position + error.length == len(typed)
    if error.suggestion is not None:
        assert len(error.suggestion) <= 1_000
        parse(error.suggestion)


@pytest.mark.parametrize("typed", TOO_MANY.values(), ids=TOO_MANY)
def test_more_than_fifty_terms_are_refused(typed: str) -> None:
    error = refused(typed)
    assert (error.key, error.args_) == ("query-error-too-many-terms", {"limit": 50})


def test_the_first_fifty_terms_are_offered() -> None:
    fifty = " ".join(f"كلمة{number}" for number in range(50))
    error = refused(f"{fifty} أخرى")
    assert (error.suggestion, error.position) == (fifty, len(fifty) + 1)


@pytest.mark.parametrize("typed", TOO_DEEP.values(), ids=TOO_DEEP)
def test_more_than_ten_levels_are_refused(typed: str) -> None:
    error = refused(typed)
    assert (error.key, error.args_) == ("query-error-too-deep", {"limit": 10})


@pytest.mark.parametrize("source", WILD_PATTERNS, ids=lambda source: source[:20])
def test_patterns_that_are_wrong_huge_or_match_nothing_are_refused(source: str) -> None:
    parse_pattern = f"{WORD} /{source}/"
    problem = check_pattern(source)
    assert problem is not None
    assert problem.key == f"query-error-pattern-{WILD_PATTERNS[source]}"
    if source != "\\" and len(parse_pattern) <= 1_000:
        assert refused(parse_pattern).key == problem.key


@pytest.mark.parametrize("source", CATASTROPHIC)
def test_patterns_that_backtracking_would_never_finish_are_no_danger(source: str) -> None:
    assert work_of(lambda: parse(f"{WORD} /{source}/")) <= MOST_CALLS


@pytest.mark.parametrize("typed", MATCHES_EVERYTHING)
def test_queries_that_would_match_everything_are_refused(typed: str) -> None:
    assert refused(typed).key == f"query-error-{MATCHES_EVERYTHING[typed]}"


@pytest.mark.parametrize("typed", LEGAL_BUT_LARGE.values(), ids=LEGAL_BUT_LARGE)
def test_what_keeps_to_the_limits_is_read_after_little_work_too(typed: str) -> None:
    assert work_of(lambda: parse(typed)) <= MOST_CALLS
    assert parse(str(parse(typed))) == parse(typed)
    alternative(typed)


def test_nothing_takes_long() -> None:
    """Generous, as the machine may be busy; measured by the time of the processor."""
    slow = {}
    for name, typed in {**TOO_LONG, **TOO_MANY, **TOO_DEEP, **LEGAL_BUT_LARGE}.items():
        spent = []
        for _ in range(2):
            started = time.thread_time()
            with suppress(QueryError):
                parse(typed)
            spent.append(time.thread_time() - started)
        if min(spent) > 0.05:
            slow[name] = spent
    assert slow == {}


def test_half_characters_and_nul_are_no_words() -> None:
    assert str(parse("\x00قافلة\x00 \ud800الجسر")) == "قافلة الجسر"
    assert parse('"\ud800قافلة"') == parse('"قافلة"')
    assert refused("\ud800").key == "query-error-nothing-to-find"
    assert refused("قافلة /\ud800/").key == "query-error-pattern-wrong"
