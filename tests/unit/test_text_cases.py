"""The labelled sentences beside the repository, where they are: quality does not fall. Ours: test_matching_cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.evaluate import predict, read_cases, score, score_stream
from bot.text import Engine
from tests.reading import analysed, by_rules, found

SHARED = Path(__file__).parents[2] / "../shared/data"


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"{name} is not on this machine")
    return path


@pytest.mark.parametrize(("name", "floor"), [("morph_dev.jsonl", 0.992), ("inflected_dev.jsonl", 0.955)])
def test_cases_from_treebanks(name: str, floor: float) -> None:
    cases = read_cases(shared(name))
    scores = score(cases, predict(cases))
    assert scores["all"].f1 >= floor, scores
    if name.startswith("morph"):
        assert all(one.f1 > 0.98 for one in scores.values()), scores


def test_a_stream_has_few_false_alarms() -> None:
    measured = score_stream(json.loads(shared("stream_dev.json").read_text(encoding="utf-8")))
    assert measured.scores["all"].precision >= 0.985
    assert measured.scores["all"].recall >= 0.99


def test_rules_alone_are_worse_but_useful() -> None:
    assert f1(by_rules()) >= 0.90
    assert f1(analysed()) > f1(by_rules())


def f1(engine: Engine) -> float:
    right = missed = false = 0
    for case in read_cases(shared("morph_dev.jsonl")):
        hit = bool(found(engine, case.query, case.text))
        right += hit and case.match
        missed += case.match and not hit
        false += hit and not case.match
    return 2 * right / (2 * right + missed + false)
