"""How often "the same word" is decided right, measured on labelled cases: `python -m bot evaluate`.

Queries run through the percolator as in production, all of a file at once.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from bot.match import Percolator
from bot.query import Query, QueryError, parse

_OVERALL: Final = "all"
_COMMONEST: Final = 20
_UNUSABLE: Final = 2  # exit status: the file cannot be read

Span = tuple[int, int]


@dataclass
class Score:
    """Counts of one kind of case, and what follows from them; a measure without cases is 1."""

    found: int = 0
    false_alarms: int = 0
    missed: int = 0

    def count(self, *, expected: bool, predicted: bool) -> None:
        self.found += expected and predicted
        self.false_alarms += predicted and not expected
        self.missed += expected and not predicted

    @property
    def precision(self) -> float:
        return _ratio(self.found, self.found + self.false_alarms)

    @property
    def recall(self) -> float:
        return _ratio(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        return _ratio(2 * self.found, 2 * self.found + self.false_alarms + self.missed)

    def as_dict(self) -> dict[str, float | int]:
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "found": self.found,
            "false_alarms": self.false_alarms,
            "missed": self.missed,
        }


class Case(NamedTuple):
    """Whether a word of `text` is the same word as `query`."""

    query: str
    text: str
    match: bool
    kind: str


class Prediction(NamedTuple):
    """What the percolator says of a case; spans are code points of its text."""

    match: bool
    spans: tuple[Span, ...]


class StreamScore(NamedTuple):
    """All queries against all posts: overall and by kind of query, and the queries with most false alarms."""

    scores: Mapping[str, Score]
    false_alarms: Sequence[tuple[str, int]]


def matching(path: Path, predictions: Path | None, as_json: bool) -> int:
    """Measure the cases of `path` (JSON lines: query, text, match, kind) and print the scores; the exit status.

    `predictions` gets a JSON line `{"match", "spans"}` for each case, in order. A query that does not parse counts
    as no match and is named on stderr.
    """
    try:
        cases = read_cases(path)
        predicted = predict(cases)
        if predictions is not None:
            lines = (json.dumps({"match": p.match, "spans": p.spans}) for p in predicted)
            predictions.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except (OSError, ValueError, KeyError, TypeError) as unusable:
        return _refuse(path, unusable)
    scores = score(cases, predicted)
    sys.stdout.write(_json(scores) if as_json else _table(scores))
    return 0


def stream(path: Path, as_json: bool) -> int:
    """Measure all queries of `path` (JSON: queries, posts) on all its posts at once and print it; the exit status."""
    try:
        measured = score_stream(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as unusable:
        return _refuse(path, unusable)
    if as_json:
        sys.stdout.write(_json(measured.scores, commonest_false_alarms=measured.false_alarms))
        return 0
    sys.stdout.write(_table(measured.scores))
    for query, count in measured.false_alarms:
        sys.stdout.write(f"{count:6} false alarms of {query}\n")
    return 0


def read_cases(path: Path) -> list[Case]:
    """The cases of a file of JSON lines. Raises OSError, ValueError, KeyError or TypeError for one that is none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [Case(row["query"], row["text"], bool(row["match"]), str(row.get("kind", _OVERALL))) for row in rows]


def predict(cases: Sequence[Case]) -> list[Prediction]:
    """What the percolator says of each case, with the queries of all of them in it."""
    percolator = _percolator((case.query, case.query) for case in cases)
    found: dict[str, dict[Any, tuple[Span, ...]]] = {}
    predictions = []
    for case in cases:
        if case.text not in found:
            found[case.text] = {match.watch_id: match.spans for match in percolator.match(case.text)}
        spans = found[case.text].get(case.query)
        predictions.append(Prediction(spans is not None, spans or ()))
    return predictions


def score(cases: Sequence[Case], predictions: Sequence[Prediction]) -> dict[str, Score]:
    """The scores of all cases together and of each kind, in the order of their names."""
    scores: dict[str, Score] = defaultdict(Score)
    for case, prediction in zip(cases, predictions, strict=True):
        for kind in {_OVERALL, case.kind}:
            scores[kind].count(expected=case.match, predicted=prediction.match)
    return _ordered(scores)


def score_stream(data: Mapping[str, Any]) -> StreamScore:
    """The scores of a stream as `stream` reads it."""
    queries: Sequence[Mapping[str, str]] = data["queries"]
    percolator = _percolator((number, query["query"]) for number, query in enumerate(queries))
    scores: dict[str, Score] = defaultdict(Score)
    false_alarms: Counter[str] = Counter()
    for post in data["posts"]:
        predicted = {int(str(match.watch_id)) for match in percolator.match(post["text"])}
        expected = set(post["match"])
        for number in (predicted | expected) - set(post.get("ignore", ())):
            for kind in {_OVERALL, queries[number].get("kind", _OVERALL)}:
                scores[kind].count(expected=number in expected, predicted=number in predicted)
            if number not in expected:
                false_alarms[queries[number]["query"]] += 1
    return StreamScore(_ordered(scores), false_alarms.most_common(_COMMONEST))


def _percolator(queries: Iterable[tuple[object, str]]) -> Percolator:
    percolator = Percolator()
    seen = set()
    for identity, text in queries:
        if identity in seen:
            continue
        seen.add(identity)
        query = _parsed(text)
        if query is not None:
            percolator.add(identity, query)
    return percolator


def _parsed(text: str) -> Query | None:
    try:
        return parse(text)
    except QueryError as error:
        sys.stderr.write(f"{text}: {error}\n")
        return None


def _ordered(scores: Mapping[str, Score]) -> dict[str, Score]:
    kinds = sorted(kind for kind in scores if kind != _OVERALL)
    return {_OVERALL: scores.get(_OVERALL, Score()), **{kind: scores[kind] for kind in kinds}}


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _json(scores: Mapping[str, Score], **more: object) -> str:
    kinds = {kind: score.as_dict() for kind, score in scores.items() if kind != _OVERALL}
    return json.dumps({**scores[_OVERALL].as_dict(), "kinds": kinds, **more}, ensure_ascii=False) + "\n"


def _table(scores: Mapping[str, Score]) -> str:
    width = max(map(len, scores))
    lines = [f"{'kind':{width}}  precision  recall      F1  found  false alarms  missed"]
    for kind, s in scores.items():
        counts = f"{s.found:5}  {s.false_alarms:12}  {s.missed:6}"
        lines.append(f"{kind:{width}}  {s.precision:9.4f}  {s.recall:6.4f}  {s.f1:6.4f}  {counts}")
    return "\n".join(lines) + "\n"


def _refuse(path: Path, unusable: Exception) -> int:
    sys.stderr.write(f"{path}: {type(unusable).__name__}: {unusable}\n")
    return _UNUSABLE
