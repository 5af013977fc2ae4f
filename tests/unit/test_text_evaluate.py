"""`python -m bot evaluate`: what is measured, what is written, and what an unusable file or query does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.evaluate import matching, stream

CASES = [
    {"query": "صاروخ", "text": "أطلقوا صواريخ نحو البلدة", "match": True, "kind": "brokenplural"},
    {"query": "صاروخ", "text": "سمعوا صراخ طفل", "match": False, "kind": "noun"},
    {"query": "زهرة", "text": "سقط صاروخ", "match": True, "kind": "noun"},
    {"query": "((", "text": "سقط صاروخ", "match": True, "kind": "noun"},
]


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case in CASES), encoding="utf-8")
    return path


def test_predictions_stand_in_the_order_of_the_cases(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = cases.with_suffix(".out")
    assert matching(cases, out, False) == 0
    predictions = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [prediction["match"] for prediction in predictions] == [True, False, False, False]
    ((start, end),) = predictions[0]["spans"]
    assert str(CASES[0]["text"])[start:end] == "صواريخ"
    captured = capsys.readouterr()
    assert "((" in captured.err
    assert "brokenplural" in captured.out


def test_json_has_overall_and_kinds(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert matching(cases, None, True) == 0
    measured = json.loads(capsys.readouterr().out)
    assert (measured["found"], measured["false_alarms"], measured["missed"]) == (1, 0, 2)
    assert measured["kinds"]["brokenplural"]["f1"] == 1.0


def test_a_stream_names_its_commonest_false_alarms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "stream.json"
    queries = [{"query": "صاروخ", "kind": "noun"}, {"query": "مدينة", "kind": "noun"}]
    posts = [
        {"text": "صواريخ على المدينة", "match": [0], "ignore": []},
        {"text": "مدن وصواريخ", "match": [0], "ignore": [1]},
    ]
    path.write_text(json.dumps({"queries": queries, "posts": posts}), encoding="utf-8")
    assert stream(path, True) == 0
    measured = json.loads(capsys.readouterr().out)
    assert (measured["found"], measured["false_alarms"], measured["missed"]) == (2, 1, 0)
    assert measured["commonest_false_alarms"] == [["مدينة", 1]]


@pytest.mark.parametrize("contents", [None, "{", '{"query": "x"}\n', "[1]\n"])
def test_an_unusable_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], contents: str | None) -> None:
    path = tmp_path / "cases.jsonl"
    if contents is not None:
        path.write_text(contents, encoding="utf-8")
    assert matching(path, None, False) == 2
    assert stream(path, False) == 2
    assert "cases.jsonl" in capsys.readouterr().err
