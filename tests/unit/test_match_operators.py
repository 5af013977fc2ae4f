"""Every row and every sentence of the watch language (QUERY.md), on whole queries and sentences of our own.

The labels were worked out by reading QUERY.md. They are few and sure where `test_matching_cases.py` has many and some
that are doubtful: here every single one has to be right.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from bot import evaluate as evaluating
from bot.match import Percolator, compile_query, evaluate, post_keys, proposing_keys, trace
from bot.query import And, Exact, Filter, From, Fuzzy, Near, Not, Or, Pattern, Phrase, Prefix, Query, Tag, Term, parse
from tests.reading import analysed

CASES: Final = Path(__file__).parents[1] / "data" / "operator_cases.jsonl"
LEAST: Final = {
    "and": 10,
    "or": 10,
    "not": 20,
    "dash": 8,
    "group": 8,
    "phrase": 25,
    "quoted-word": 12,
    "exact": 30,
    "prefix": 30,
    "fuzzy": 20,
    "near": 40,
    "pattern": 20,
    "slash": 6,
    "tag": 20,
    "from": 6,
    "lang": 8,
    "has": 8,
    "is": 2,
    "precedence": 8,
    "hidden": 20,
    "punctuation": 8,
    "spelling": 15,
    "clitics": 15,
    "inflection": 25,
    "substring": 8,
    "unknown": 8,
    "variant": 6,
    "number": 20,
    "foreign": 15,
    "ambiguity": 4,
    "mixed": 12,
}
PARTS: Final = frozenset({And, Or, Not, Near, Term, Phrase, Exact, Prefix, Fuzzy, Tag, Pattern, From, Filter})
FILTERS: Final = {("lang", "ar"), ("lang", "en"), ("is", "forward")} | {
    ("has", value) for value in ("photo", "video", "link", "document")
}


class Case(NamedTuple):
    """Whether `query` is found in `text`, and which row or sentence of QUERY.md says so."""

    query: str
    text: str
    match: bool
    kind: str


@cache
def labelled() -> tuple[Case, ...]:
    return tuple(Case(**json.loads(line)) for line in CASES.read_text(encoding="utf-8").splitlines())


def parts_of(query: Query) -> list[Query]:
    match query:
        case And(parts=parts) | Or(parts=parts):
            inner = list(parts)
        case Not(part):
            inner = [part]
        case Near(left, right):
            inner = [left, right]
        case _:
            inner = []
    return [query, *(part for one in inner for part in parts_of(one))]


def test_there_are_cases_of_every_row_and_sentence_with_both_answers() -> None:
    counts = Counter(case.kind for case in labelled())
    assert sum(counts.values()) >= 320
    assert {kind: counts[kind] for kind in LEAST | counts if counts[kind] < LEAST.get(kind, 1_000)} == {}
    assert [kind for kind in LEAST if len({case.match for case in labelled() if case.kind == kind}) < 2] == []
    pairs = Counter((case.query, case.text) for case in labelled())
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_the_queries_use_every_operator_and_every_filter() -> None:
    used = [part for case in labelled() for part in parts_of(parse(case.query))]
    assert {type(part) for part in used} == PARTS
    assert {(part.name, part.value) for part in used if isinstance(part, Filter)} >= FILTERS
    assert {part.group for part in used if isinstance(part, From)} == {True, False}
    assert {len(part.words) > 1 for part in used if isinstance(part, Exact)} == {True, False}
    written = " ".join(case.query for case in labelled())
    assert [
        sign for sign in ("|", " OR ", " أو ", " AND ", " و ", " -", " NOT ", " بدون ") if sign not in written
    ] == []
    assert [sign for sign in ("NEAR ", "NEAR/", "قرب/", "«", "“", '="', "؛", "،", "؟") if sign not in written] == []


@pytest.mark.parametrize("kind", LEAST)
def test_every_case_is_decided_as_the_language_says_by_the_evaluator_and_by_the_percolator(kind: str) -> None:
    engine = analysed()
    cases = [case for case in labelled() if case.kind == kind]
    percolator, compiled = Percolator(engine), Percolator(engine)
    for query in dict.fromkeys(case.query for case in cases):
        percolator.add(query, query)
        compiled.add_compiled(query, compile_query(parse(query), engine))
    texts: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        texts[case.text].append(case)
    for text, asked in texts.items():
        prepared = engine.prepare(text)
        found = {match.watch_id: match.spans for match in percolator.match(text)}
        assert {match.watch_id: match.spans for match in compiled.match(text)} == found
        for case in asked:
            query = parse(case.query)
            spans = evaluate(query, text, engine, prepared)
            assert (spans is not None) is case.match, case
            assert found.get(case.query) == spans, case
            assert trace(query, text, engine, prepared).holds is case.match, case
            if spans is not None:
                assert all(frozenset().union(*post_keys(prepared)) & keys for keys in proposing_keys(query, engine)), (
                    case
                )
                assert_whole_words(spans, text, list(prepared.spans))


def assert_whole_words(spans: tuple[tuple[int, int], ...], text: str, words: list[tuple[int, int]]) -> None:
    """Sorted, apart, inside the text, and no word is cut."""
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    cut = [
        text[start:end]
        for start, end in spans
        for a, b in words
        if (a < start < b and end > start) or (a < end < b and start < end)
    ]
    assert cut == []


def test_what_is_looked_for_is_marked_and_what_is_excluded_or_filtered_is_not() -> None:
    marked = {
        (case.query, case.text): [case.text[start:end] for start, end in spans]
        for case in labelled()
        if (spans := evaluate(parse(case.query), case.text, analysed())) is not None
    }
    without = [pair for pair, words in marked.items() if not words]
    assert without == []
    assert all("الأردن" not in words for (query, _), words in marked.items() if "-=الاردن" in query)


def test_the_command_that_measures_takes_the_same_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluating.matching(CASES, None, as_json=True) == 0
    score = json.loads(capsys.readouterr().out)
    assert (score["false_alarms"], score["missed"]) == (0, 0)
    assert score["found"] == sum(case.match for case in labelled())
