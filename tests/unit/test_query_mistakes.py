"""What is no query gets a place, a reason that can be said in both languages, and a corrected text that is one."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.locale import LANGUAGES, texts
from bot.query import ERROR_KEYS, QueryError, parse
from bot.query.errors import Edit


class Mistake(NamedTuple):
    """What was typed, which error it is, the characters it marks, and the text to accept (None: there is none)."""

    typed: str
    key: str
    marked: str
    cure: str | None


LONG = "قافلة " * 200

MISTAKES = [
    # nothing to find
    Mistake("", "empty", "", None),
    Mistake("   ", "empty", "   ", None),
    Mistake("\u200f\u200e", "empty", "", None),
    Mistake("🔥", "nothing-to-find", "🔥", None),
    Mistake("؟!", "nothing-to-find", "؟!", None),
    Mistake("-", "nothing-to-find", "-", None),
    Mistake("*", "nothing-to-find", "*", None),
    Mistake("~", "nothing-to-find", "~", None),
    Mistake("#", "nothing-to-find", "#", None),
    Mistake("=", "nothing-to-find", "=", None),
    Mistake("/", "nothing-to-find", "/", None),
    Mistake("و", "nothing-to-find", "و", None),
    Mistake("و*", "nothing-to-find", "و*", None),
    Mistake("ـــ", "nothing-to-find", "ـــ", None),
    # quotes
    Mistake("«قافلة", "open-quote", "«", '"قافلة"'),
    Mistake('قافلة "عند الجسر', "open-quote", '"', 'قافلة "عند الجسر"'),
    Mistake('قافلة "', "open-quote", '"', "قافلة"),
    Mistake("قافلة»", "open-quote", "»", "قافلة"),
    Mistake('="قافلة', "open-quote", '"', '="قافلة"'),
    Mistake('قافلة ""', "empty-quotes", '""', "قافلة"),
    Mistake('"…" قافلة', "empty-quotes", '"…"', "قافلة"),
    Mistake('"" ""', "empty-quotes", '""', None),
    # brackets
    Mistake("(قافلة", "open-bracket", "(", "(قافلة)"),
    Mistake("قافلة (الجسر | النهر", "open-bracket", "(", "قافلة (الجسر | النهر)"),
    Mistake("قافلة (", "open-bracket", "(", "قافلة"),
    Mistake("قافلة)", "closing-bracket", ")", "قافلة"),
    Mistake("(قافلة)) الجسر", "closing-bracket", ")", "(قافلة) الجسر"),
    Mistake(")قافلة(", "closing-bracket", ")", "قافلة"),
    Mistake("() قافلة", "empty-brackets", "()", "قافلة"),
    Mistake("قافلة ( )", "empty-brackets", "( )", "قافلة"),
    Mistake("()", "empty-brackets", "()", None),
    # operators alone
    Mistake("قافلة |", "operator-alone", "|", "قافلة"),
    Mistake("| قافلة", "operator-alone", "|", "قافلة"),
    Mistake("قافلة | | الجسر", "operator-alone", "|", "قافلة | الجسر"),
    Mistake("قافلة OR", "operator-alone", "OR", "قافلة"),
    Mistake("OR قافلة", "operator-alone", "OR", "قافلة"),
    Mistake("قافلة أو", "operator-alone", "أو", "قافلة"),
    Mistake("أو قافلة", "operator-alone", "أو", "قافلة"),
    Mistake("قافلة AND OR الجسر", "operator-alone", "AND", "قافلة OR الجسر"),
    Mistake("قافلة NOT", "operator-alone", "NOT", "قافلة"),
    Mistake("قافلة بدون", "operator-alone", "بدون", "قافلة"),
    Mistake("قافلة NEAR/3", "operator-alone", "NEAR/3", "قافلة"),
    Mistake("NEAR/3 قافلة", "operator-alone", "NEAR/3", "قافلة"),
    Mistake("(قافلة OR) الجسر", "operator-alone", "OR", "(قافلة) الجسر"),
    Mistake("أو", "operator-alone", "أو", '"أو"'),
    Mistake("بدون", "operator-alone", "بدون", '"بدون"'),
    Mistake("OR", "operator-alone", "OR", '"OR"'),
    Mistake("|", "operator-alone", "|", None),
    Mistake("NEAR/5", "operator-alone", "NEAR/5", None),
    # only exclusions, filters, patterns
    Mistake("-قافلة", "only-exclusions", "-قافلة", "قافلة"),
    Mistake("NOT NOT قافلة", "only-exclusions", "NOT NOT قافلة", "قافلة"),
    Mistake("-قافلة -الجسر", "only-exclusions", "-قافلة -الجسر", "قافلة -الجسر"),
    Mistake("-(قافلة | الجسر)", "only-exclusions", "-(قافلة | الجسر)", "(قافلة | الجسر)"),
    Mistake("قافلة | -الجسر", "only-exclusions", "-الجسر", "قافلة"),
    Mistake("-الجسر | قافلة", "only-exclusions", "-الجسر", "قافلة"),
    Mistake("قافلة OR NOT الجسر", "only-exclusions", "NOT الجسر", "قافلة"),
    Mistake("قافلة (-الجسر | -النهر)", "only-exclusions", "-الجسر", "قافلة (-النهر)"),
    Mistake("-from:@south", "only-exclusions", "-from:@south", "from:@south"),
    Mistake("lang:ar", "only-filters", "lang:ar", None),
    Mistake("has:photo is:forward", "only-filters", "has:photo is:forward", None),
    Mistake("قافلة | has:photo", "only-filters", "has:photo", "قافلة"),
    Mistake("(lang:ar | lang:en)", "only-filters", "lang:ar", None),
    Mistake(r"/\d+/", "only-pattern", r"/\d+/", None),
    Mistake(r"/رقم \d+/", "only-pattern", r"/رقم \d+/", r"رقم /رقم \d+/"),
    Mistake(r"/\d+/ lang:ar", "only-pattern", r"/\d+/ lang:ar", None),
    Mistake(r"قافلة | /\d+/", "only-pattern", r"/\d+/", "قافلة"),
    # signs beside words
    Mistake("ق*", "prefix-short", "ق*", "ق"),
    Mistake("*قافلة", "star-place", "*قافلة", "قافلة*"),
    Mistake("قا*فلة", "star-place", "قا*فلة", "قا*"),
    Mistake("جسر~", "fuzzy-short", "جسر~", "جسر"),
    Mistake("قافلة~2", "sign-number", "قافلة~2", "قافلة~"),
    Mistake('"عند الجسر"~5', "sign-after-phrase", "~5", "عند NEAR/5 الجسر"),
    Mistake('"عند الجسر"*', "sign-after-phrase", "*", '"عند الجسر"'),
    Mistake("=قافلة*", "sign-after-phrase", "*", "=قافلة"),
    Mistake("#قافلة~", "sign-after-phrase", "~", "#قافلة"),
    # nearness
    Mistake("قافلة NEAR/0 الجسر", "near-distance", "NEAR/0", "قافلة NEAR/1 الجسر"),
    Mistake("قافلة NEAR/51 الجسر", "near-distance", "NEAR/51", "قافلة NEAR/50 الجسر"),
    Mistake("قافلة NEAR/999999999999999999999 الجسر", "near-distance", f"NEAR/{'9' * 21}", "قافلة NEAR/50 الجسر"),
    Mistake("قافلة NEAR /5 الجسر", "near-distance", "NEAR /5", "قافلة NEAR/5 الجسر"),
    Mistake("قافلة NEAR / ٧٧ الجسر", "near-distance", "NEAR / ٧٧", "قافلة NEAR/50 الجسر"),
    Mistake("قافلة NEAR/ 5 الجسر", "near-distance", "NEAR/ 5", "قافلة NEAR/5 الجسر"),
    Mistake("قافلة NEAR/ الجسر", "near-distance", "NEAR/", "قافلة NEAR/10 الجسر"),
    Mistake("قافلة NEAR/x الجسر", "near-distance", "NEAR/x", "قافلة NEAR/10 الجسر"),
    Mistake("قافلة NEAR/5x الجسر", "near-distance", "NEAR/5x", "قافلة NEAR/5 الجسر"),
    Mistake("قافلة قرب/٧٧ الجسر", "near-distance", "قرب/٧٧", "قافلة قرب/50 الجسر"),
    Mistake("ا NEAR ب NEAR ج", "near-chain", "NEAR", "ا NEAR ب ب NEAR ج"),
    Mistake("قافلة NEAR (عند الجسر)", "near-operand", "(عند الجسر)", 'قافلة NEAR "عند الجسر"'),
    Mistake("قافلة NEAR -الجسر", "near-operand", "-الجسر", "قافلة -(قافلة NEAR الجسر)"),
    Mistake("-قافلة NEAR الجسر", "near-operand", "-قافلة", "(قافلة NEAR الجسر)"),
    Mistake("نهر -قافلة NEAR الجسر", "near-operand", "-قافلة", "نهر -(قافلة NEAR الجسر)"),
    Mistake("قافلة NEAR lang:ar", "near-operand", "lang:ar", "قافلة lang:ar"),
    Mistake(r"قافلة NEAR /\d/", "near-operand", r"/\d/", r"قافلة /\d/"),
    # patterns
    Mistake("قافلة /(/", "pattern-wrong", "/(/", "قافلة"),
    Mistake("قافلة /(?=رقم)/", "pattern-wrong", "/(?=رقم)/", "قافلة رقم"),
    Mistake(r"قافلة /(ا)\1/", "pattern-wrong", r"/(ا)\1/", "قافلة ا"),
    Mistake(r"قافلة /\C/", "pattern-wrong", r"/\C/", "قافلة"),
    Mistake("قافلة /ا*/", "pattern-empty", "/ا*/", "قافلة ا"),
    Mistake("قافلة /.*/", "pattern-empty", "/.*/", "قافلة"),
    Mistake("قافلة /^|$/", "pattern-empty", "/^|$/", "قافلة"),
    Mistake(r"قافلة /\w{500}/", "pattern-too-large", r"/\w{500}/", "قافلة 500"),
    Mistake(r"قافلة /\d/ /رقم/", "too-many-patterns", "/رقم/", r"قافلة /\d/"),
    # filters
    Mistake("from:south", "from-value", "from:south", "from:@south"),
    Mistake("from: @south", "from-value", "from: ", "from:@south"),
    Mistake("from:https://t.me/south", "from-value", "from:https://t.me/south", "from:@south"),
    Mistake("قافلة from:t.me/s/south", "from-value", "from:t.me/s/south", "قافلة from:@south"),
    Mistake("from:@الجنوب", "from-value", "from:@الجنوب", "from:#الجنوب"),
    Mistake("from:الجنوب", "from-value", "from:الجنوب", "from:#الجنوب"),
    Mistake("from:", "from-value", "from:", None),
    Mistake("from:@", "from-value", "from:@", None),
    Mistake("قافلة lang:xx", "filter-value", "lang:xx", "قافلة"),
    Mistake("قافلة lang:عربي", "filter-value", "lang:عربي", "قافلة lang:ar"),
    Mistake("قافلة has:صورة", "filter-value", "has:صورة", "قافلة has:photo"),
    Mistake("قافلة has:images", "filter-value", "has:images", "قافلة"),
    Mistake("قافلة is:forwarded", "filter-value", "is:forwarded", "قافلة is:forward"),
    # dates
    Mistake("قافلة since:2026-03-09", "date-in-watch", "since:2026-03-09", "قافلة"),
    Mistake("until:2026-03-09 قافلة", "date-in-watch", "until:2026-03-09", "قافلة"),
    Mistake("قافلة since:أمس", "date-value", "since:أمس", "قافلة"),
    Mistake("قافلة until:2026-02-30", "date-value", "until:2026-02-30", "قافلة"),
    # limits
    Mistake("(" * 11 + "قافلة" + ")" * 11, "too-deep", "(", "(" * 10 + "قافلة" + ")" * 10),
    Mistake("قافلة " + "NOT " * 11 + "الجسر", "too-deep", "NOT", "قافلة " + "NOT " * 10 + "الجسر"),
]

IN_SEARCHES = [
    Mistake("قافلة since:9/3/2026", "date-value", "since:9/3/2026", "قافلة since:2026-03-09"),
    Mistake("قافلة since:2026-13-09", "date-value", "since:2026-13-09", "قافلة"),
    Mistake(
        "since:2026-05-01 قافلة until:2026-01-09",
        "dates-backwards",
        "since:2026-05-01 قافلة until:2026-01-09",
        "since:2026-01-09 قافلة until:2026-05-01",
    ),
    Mistake(
        "قافلة (until:2026-01-09) since:2026-05-01",
        "dates-backwards",
        "(until:2026-01-09) since:2026-05-01",
        "قافلة until:2026-05-01 since:2026-01-09",
    ),
]


def refusal(typed: str, **how: bool) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse(typed, **how)
    return caught.value


def check(mistake: Mistake, *, search: bool) -> None:
    error = refusal(mistake.typed, search=search)
    assert error.key == f"query-error-{mistake.key}"
    assert mistake.typed[error.position : error.position + error.length] == mistake.marked
    assert error.suggestion == mistake.cure
    if error.suggestion is not None:
        parse(error.suggestion, search=search)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: ascii(mistake.typed)[:60])
def test_a_mistake_has_a_place_and_a_cure(mistake: Mistake) -> None:
    check(mistake, search=False)


@pytest.mark.parametrize("mistake", IN_SEARCHES, ids=lambda mistake: ascii(mistake.typed)[:60])
def test_a_mistake_in_a_search_has_a_place_and_a_cure(mistake: Mistake) -> None:
    check(mistake, search=True)


def test_dates_of_different_alternatives_are_not_backwards() -> None:
    parse("(قافلة since:2026-05-01) | (الجسر until:2026-01-09)", search=True)
    parse("قافلة since:2026-05-01 until:2026-05-01", search=True)


@pytest.mark.parametrize("mark", ["\u200f", "\u2067", "\ufeff"])
def test_the_place_counts_the_invisible_characters_that_were_typed(mark: str) -> None:
    for mistake in MISTAKES:
        typed = mark.join(mistake.typed)
        if len(typed) > 400 or not mistake.marked.strip() or mark in mistake.typed:
            continue
        error = refusal(typed)
        assert error.key == f"query-error-{mistake.key}"
        assert typed[error.position : error.position + error.length].replace(mark, "") == mistake.marked
        assert error.suggestion == mistake.cure


def test_without_leave_a_pattern_is_refused_and_the_rest_is_offered() -> None:
    error = refusal(r"قافلة /رقم \d+/ الجسر", patterns=False)
    assert (error.key, error.suggestion) == ("query-error-pattern-forbidden", "قافلة الجسر")


def test_every_error_can_be_said_in_both_languages_with_the_values_it_carries() -> None:
    seen = {mistake.key: refusal(mistake.typed) for mistake in MISTAKES}
    seen |= {mistake.key: refusal(mistake.typed, search=True) for mistake in IN_SEARCHES}
    seen["pattern-forbidden"] = refusal(r"قافلة /\d/", patterns=False)
    seen["too-long"] = refusal(LONG)
    seen["too-many-terms"] = refusal(" ".join(f"كلمة{number}" for number in range(51)))
    assert {f"query-error-{key}" for key in seen} == set(ERROR_KEYS)
    for error in seen.values():
        assert set(error.args_) == set(ERROR_KEYS[error.key])
        for language in LANGUAGES:
            assert texts(language).say(error.key, **error.args_)


def test_taking_something_out_leaves_no_gap() -> None:
    assert Edit(6, 7, "").applied("قافلة | الجسر") == "قافلة الجسر"
    assert Edit(1, 3, "").applied("(OR قافلة)") == "(قافلة)"
    assert Edit(7, 9, "").applied("(قافلة OR)") == "(قافلة)"
    assert Edit(0, 1, "").applied("-قافلة") == "قافلة"


SIGNS = "اأوبدونقرب ANDORTNE/5*~-–=#@:()|\"«»'،.19x🔥\u200f\ud800\x00"
PIECES = [
    "قافلة",
    "الجسر",
    "أو",
    "بدون",
    "OR",
    "NOT",
    "AND",
    "NEAR/3",
    "قرب/2",
    "from:@a",
    "lang:ar",
    "has:",
    "since:1",
]
PIECES += [
    "(",
    ")",
    "|",
    '"',
    "«",
    "»",
    "-",
    "*",
    "~",
    "=",
    "#",
    "/",
    r"/\d+/",
    "،",
    "🔥",
    "\u200f",
    "كوفيد-19",
    "24/7",
]

anything = st.one_of(
    st.text(alphabet=SIGNS, max_size=40),
    st.text(max_size=60),
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " "])), max_size=14).map(
        lambda pieces: "".join(piece + gap for piece, gap in pieces)
    ),
)


@settings(max_examples=700, deadline=None)
@given(anything, st.booleans())
def test_whatever_is_typed_is_a_query_or_has_a_place_and_a_cure_that_is_one(typed: str, search: bool) -> None:
    try:
        parse(typed, search=search)
    except QueryError as caught:
        error = caught
    else:
        return
    assert 0 <= error.position <= error.position + error.length <= len(typed)
    assert set(error.args_) == set(ERROR_KEYS[error.key])
    if error.suggestion is not None:
        parse(error.suggestion, search=search)
