"""Watches stand under the rarest word that they need, also after the percolator has learned which words are rare."""

from __future__ import annotations

import pytest

from bot.match import Percolator
from bot.text import Engine

COMMON = "اجتمع الوزير مع السفير في دمشق وبحث معه إعمار المدينة"
SUEZ, SEA = "عبرت ناقلة قناة السويس صباح اليوم", "ارتفع الموج في بحر العرب"
RARE = "عثر العمال في دمشق على فسيفساء نادرة"


def test_a_watch_is_not_tried_on_posts_that_have_only_its_common_word() -> None:
    percolator = Percolator(Engine())
    percolator.add("آثار", "دمشق فسيفساء")
    for _ in range(500):
        percolator.match(COMMON)
    assert percolator.count_candidates(COMMON) == 0
    assert percolator.count_candidates(RARE) == 1
    assert [match.watch_id for match in percolator.match(RARE)] == ["آثار"]


@pytest.mark.parametrize("often", [SUEZ, SEA])
def test_what_is_common_is_learned_from_the_posts(often: str) -> None:
    percolator = Percolator(Engine())
    percolator.add("تجارة", "السويس بحر")
    for _ in range(300):
        for post in (SUEZ, SEA, *[often] * 8):
            assert percolator.match(post) == []
    assert percolator.count_candidates(often) == 0
    assert percolator.count_candidates(SEA if often == SUEZ else SUEZ) == 1
    assert [match.watch_id for match in percolator.match("قناة السويس بين بحر وبحر")] == ["تجارة"]


def test_watches_that_are_gone_leave_no_candidates() -> None:
    percolator = Percolator(Engine())
    queries = ["فسيفساء", "دمشق فسيفساء", "فسيف*", "فسيفساء~", "=فسيفساء", "فسيفساء NEAR/5 العمال", "نادرة OR دمشق"]
    for round_ in range(3):
        for number, query in enumerate(queries):
            percolator.add((round_, number), query)
        assert {match.watch_id for match in percolator.match(RARE)} >= {(round_, n) for n in range(len(queries))}
        for number in range(len(queries)):
            percolator.remove((round_, number))
        assert percolator.count_candidates(RARE) == 0
        assert len(percolator) == 0


def test_watches_that_ask_the_same_are_one_candidate_and_all_match() -> None:
    percolator = Percolator(Engine())
    for number in range(1_000):
        percolator.add(number, "فسيفساء دمشق")
    assert percolator.count_candidates(RARE) == 1
    assert {match.watch_id for match in percolator.match(RARE)} == set(range(1_000))
    percolator.remove(500)
    assert {match.watch_id for match in percolator.match(RARE)} == set(range(1_000)) - {500}
