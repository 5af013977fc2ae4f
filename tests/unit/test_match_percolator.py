"""The percolator: which watches a post satisfies and where, while watches come, change and go."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from bot.match import (
    Match,
    Percolator,
    compile_query,
    compiled_version,
    evaluate,
    post_keys,
    proposing_keys,
    trace,
)
from bot.model import Media, MediaKind, Origin, OriginKind, Post
from bot.query import Query, QueryError, parse
from bot.text import Engine
from tests.reading import analysed, by_rules

HARD: Final = Path(__file__).parents[1] / "data" / "hard_matches.jsonl"

CONVOY = "وصلت قافلة إغاثة إلى بلدة عين الورد بعد حصار دام شهرين"
BRIDGE = "انهار جسر الرميلة بعد عبور قافلة عسكرية فوقه"
FLOOD = "فاض نهر العاصي وغمر بساتين الرمان في الوادي"


def ids(matches: list[Match]) -> set[object]:
    return {match.watch_id for match in matches}


@pytest.fixture
def percolator() -> Percolator:
    return Percolator(analysed())


# Watches come, change and go.


def test_a_watch_fires_from_the_moment_it_is_added_until_it_is_removed(percolator: Percolator) -> None:
    assert percolator.match(CONVOY) == []
    percolator.add(1, "قافلة إغاثة")
    assert ids(percolator.match(CONVOY)) == {1}
    assert ids(percolator.match(BRIDGE)) == set()
    percolator.remove(1)
    assert percolator.match(CONVOY) == []
    assert len(percolator) == 0


def test_adding_again_replaces_what_a_watch_was(percolator: Percolator) -> None:
    percolator.add(1, "قافلة")
    percolator.add(1, "نهر")
    assert len(percolator) == 1
    assert ids(percolator.match(CONVOY)) == set()
    assert ids(percolator.match(FLOOD)) == {1}
    percolator.add(1, "نهر")
    assert len(percolator) == 1
    assert ids(percolator.match(FLOOD)) == {1}


def test_removing_what_is_not_there_is_no_error(percolator: Percolator) -> None:
    percolator.remove(7)
    percolator.add(1, "قافلة")
    percolator.remove(1)
    percolator.remove(1)
    assert percolator.match(CONVOY) == []


def test_a_text_that_is_no_query_changes_nothing(percolator: Percolator) -> None:
    percolator.add(1, "قافلة")
    with pytest.raises(QueryError):
        percolator.add(1, "قافلة (")
    assert ids(percolator.match(CONVOY)) == {1}


def test_identical_queries_are_tried_once_and_reach_everybody_who_asked(percolator: Percolator) -> None:
    for watch in range(500):
        percolator.add(watch, "قافلة إغاثة" if watch % 2 else "قافلة AND إغاثة")
    assert percolator.count_candidates(CONVOY) == 1
    matches = percolator.match(CONVOY)
    assert ids(matches) == set(range(500))
    assert len({match.spans for match in matches}) == 1
    for watch in range(499):
        percolator.remove(watch)
    assert ids(percolator.match(CONVOY)) == {499}
    percolator.remove(499)
    assert percolator.match(CONVOY) == []


def test_any_hashable_id_will_do(percolator: Percolator) -> None:
    names = (1, "قافلة", (2, "ب"), frozenset({3}), None)
    for name in names:
        percolator.add(name, "قافلة")
    assert ids(percolator.match(CONVOY)) == set(names)


VOCABULARY = ["قافلة", "إغاثة", "بلدة", "حصار", "جسر", "نهر", "بستان", "رمان", "عسكري", "عبور", "وادي", "سوق", "خبز"]
VOCABULARY += ["مدرسة", "مشفى", "طريق", "معبر", "هدنة", "أسير", "مطر"]
IN_POSTS = [*VOCABULARY, *(f"ال{word}" for word in VOCABULARY), "في", "من", "#جسر"]


def a_query(random: Random) -> str:
    """A query of one of many shapes on a small vocabulary, so that watches share keys, words and whole queries."""
    one, two, three = random.sample(VOCABULARY, 3)
    return random.choice(
        [
            one,
            f"{one} {two}",
            f"{one} {two} {three}",
            f"{one} | {two}",
            f"{one} -{two}",
            f"{one} ({two} | {three})",
            f'"{one} {two}"',
            f"{one} NEAR/4 {two}",
            f"{one[:3]}*",
            f"={one}",
            f"{one}~" if len(one) > 3 else one,
            f"{one} -{two[:3]}*",
            f"({one} {two}) | ({two} {three})",
            f"#{one} | {two}",
            f"from:@south | {one}",
            rf"{one} /{two}\w*/",
        ]
    )


def a_post(random: Random) -> Post:
    words = random.choices(IN_POSTS, k=random.randint(0, 12))
    return Post(" ".join(words), source_username=random.choice(["", "South"]))


@pytest.mark.parametrize("seed", range(4))
def test_watches_come_change_and_go_while_posts_flow_and_none_is_missed_or_false(seed: int) -> None:
    random, engine = Random(seed), by_rules()
    percolator, live = Percolator(engine), dict[int, Query]()
    for _ in range(100):
        for _ in range(random.randint(0, 6)):
            watch = random.randrange(60)
            match random.choice(["add", "add", "add compiled", "remove"]):
                case "remove":
                    percolator.remove(watch)
                    live.pop(watch, None)
                case how:
                    live[watch] = parse(a_query(random))
                    if how == "add":
                        percolator.add(watch, live[watch])
                    else:
                        percolator.add_compiled(watch, compile_query(live[watch], engine))
        post = a_post(random)
        found = {match.watch_id: match.spans for match in percolator.match(post)}
        expected = {watch: evaluate(query, post, engine) for watch, query in live.items()}
        assert found == {watch: spans for watch, spans in expected.items() if spans is not None}
        assert len(percolator) == len(live)


# Cost.


def rare(number: int) -> str:
    """A word that nothing else is like."""
    return "غص" + "".join("ثخذضظزجشطق"[int(digit)] for digit in f"{number:04}")


def test_a_post_makes_only_those_watches_be_tried_whose_rarest_word_it_has() -> None:
    percolator = Percolator(by_rules())
    for number in range(600):
        percolator.add(number, f"قافلة {rare(number)}")  # a common word, and a rare one of its own
    for _ in range(100):
        percolator.match(CONVOY)
    assert percolator.count_candidates(CONVOY) == 0
    assert percolator.count_candidates(f"{CONVOY} {rare(7)}") == 1
    assert ids(percolator.match(f"{CONVOY} {rare(7)}")) == {7}


def test_what_is_common_is_learnt_from_posts_and_watches_stand_under_what_is_rare() -> None:
    percolator = Percolator(by_rules())
    for number in range(100):
        percolator.add(number, f"إغاثة {rare(number)[:5]}")  # as long as the common word, so nothing is known before
    for _ in range(2_000):
        percolator.match(CONVOY)
    assert percolator.count_candidates(CONVOY) == 0
    percolator.add("new", "إغاثة نهر")
    assert percolator.count_candidates(CONVOY) == 0
    assert "new" in ids(percolator.match("إغاثة على ضفة نهر"))


def test_an_alternative_is_found_by_each_of_its_branches(percolator: Percolator) -> None:
    percolator.add(1, "نهر | جسر | زلزال")
    percolator.add(2, "قافلة (نهر | جسر)")
    assert ids(percolator.match(FLOOD)) == {1}
    assert ids(percolator.match(BRIDGE)) == {1, 2}
    assert percolator.count_candidates("مباراة ودية") == 0


def test_watches_that_have_nothing_to_do_with_a_post_are_not_tried() -> None:
    percolator = Percolator(by_rules())
    percolator.add("the only one", "قافلة")
    for number in range(300):
        word = rare(number)
        percolator.add(number, f"{word} | {word}ى* | {word}س~ | ={word} | #{word} | from:@a{number}")
    assert percolator.count_candidates(CONVOY) == 1


# Hard cases, with posts and without.


@cache
def hard() -> list[dict[str, Any]]:
    return [json.loads(line) for line in HARD.read_text(encoding="utf-8").splitlines()]


def post_of(case: dict[str, Any]) -> Post | str:
    known = case.get("post")
    if known is None:
        return str(case["text"])
    published = known.get("published_at")
    return Post(
        case["text"],
        source_username=known.get("source_username", ""),
        source_tags=tuple(known.get("source_tags", ())),
        media=tuple(Media(MediaKind(kind)) for kind in known.get("media", ())),
        links=known.get("links", False),
        origin=Origin(OriginKind.CHANNEL) if known.get("forwarded") else None,
        published_at=datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None,
    )


@pytest.mark.parametrize("case", hard(), ids=lambda case: case["why"])
def test_hard_cases_by_the_evaluator_the_percolator_and_the_compiled_form(case: dict[str, Any]) -> None:
    engine, post = analysed(), post_of(case)
    query = parse(case["query"], search=True)
    spans = evaluate(query, post, engine)
    found = None if spans is None else [case["text"][start:end] for start, end in spans]
    assert found == case["found"]
    percolator = Percolator(engine)
    percolator.add("as it is", query)
    percolator.add_compiled("compiled", compile_query(query, engine))
    matches = {match.watch_id: match.spans for match in percolator.match(post)}
    assert matches == ({} if spans is None else {"as it is": spans, "compiled": spans})
    assert trace(query, post, engine).holds is (spans is not None)
    if spans is not None:
        stored = frozenset().union(*post_keys(engine.prepare(case["text"])))
        assert all(stored & keys for keys in proposing_keys(query, engine))


def test_all_hard_cases_together_disturb_each_other_in_nothing() -> None:
    percolator = Percolator(analysed())
    for number, case in enumerate(hard()):
        percolator.add(number, parse(case["query"], search=True))
    for number, case in enumerate(hard()):
        assert (number in ids(percolator.match(post_of(case)))) is (case["found"] is not None), case


def test_a_post_has_metadata_and_a_bare_text_has_none(percolator: Percolator) -> None:
    for query in ("قافلة", "قافلة has:photo", "from:@ward", "قافلة -from:@ward", "from:#جنوب", "قافلة is:forward"):
        percolator.add(query, query)
    percolator.add("dated", parse("قافلة since:2026-03-09", search=True))
    post = Post(
        CONVOY,
        source_username="Ward",
        source_tags=("جنوب",),
        media=(Media(MediaKind.PHOTO),),
        published_at=datetime(2026, 3, 9, tzinfo=UTC),
    )
    assert ids(percolator.match(post)) == {"قافلة", "قافلة has:photo", "from:@ward", "from:#جنوب", "dated"}
    assert ids(percolator.match(CONVOY)) == {"قافلة", "قافلة -from:@ward"}
    assert {match.spans for match in percolator.match(post) if match.watch_id == "from:@ward"} == {()}


# Compiled forms.

SHAPES = ["قافلة", "داعش", "قافلة -نهر", "قافلة | نهر", '"عين الورد"', "=قافلة", '="عين الورد"', "قاف*", "قافلة~"]
SHAPES += ["قافلة NEAR/3 (نهر | جسر*)", r"قافلة /\d+/", "from:@ward", "from:#جنوب", "قافلة lang:ar", "قافلة has:photo"]
SHAPES += ["قافلة -(نهر (جسر | مطر))", "قافلة -(-نهر)", "قافلة 100 CNN", "#جسر"]


@pytest.mark.parametrize("engine", [analysed(), by_rules()], ids=["lexicon", "rules"])
def test_equal_queries_have_equal_compiled_forms_and_different_ones_have_not(engine: Engine) -> None:
    queries = [parse(text) for text in SHAPES]
    queries.append(parse("قافلة since:2026-03-09 until:2026-03-10", search=True))
    forms = [compile_query(query, engine) for query in queries]
    assert forms == [compile_query(parse(str(query), search=True), engine) for query in queries]
    assert len(set(forms)) == len(forms)
    assert all(json.loads(form) for form in forms)


def test_a_compiled_form_belongs_to_one_engine() -> None:
    assert compiled_version(analysed()) != compiled_version(by_rules())
    assert compiled_version(analysed()) == compiled_version(analysed())


DAMAGED = [b"", b"[]", b"{}", b"null", b"[1]", b'["?"]', b'["w"]', b'["n",1]', b'["is","lang"]', b"\xff\xfe", b'["&"']
DAMAGED += [b'"w"', b"[" * 5_000 + b"]" * 5_000, b'["-",' * 200 + b'["=","a"]' + b"]" * 200]


@pytest.mark.parametrize("damaged", DAMAGED, ids=map(str, range(len(DAMAGED))))
def test_bytes_that_are_no_compiled_query_are_refused_and_change_nothing(
    percolator: Percolator, damaged: bytes
) -> None:
    percolator.add(1, "قافلة")
    with pytest.raises(ValueError, match="compiled"):
        percolator.add_compiled(1, damaged)
    assert ids(percolator.match(CONVOY)) == {1}


def test_a_query_of_dates_is_compiled_by_days() -> None:
    engine = by_rules()
    percolator = Percolator(engine)
    percolator.add_compiled(1, compile_query(parse("قافلة until:2026-03-09", search=True), engine))
    for day, fires in ((9, True), (10, False)):
        post = Post(CONVOY, published_at=datetime.combine(date(2026, 3, day), datetime.min.time(), tzinfo=UTC))
        assert bool(percolator.match(post)) is fires
