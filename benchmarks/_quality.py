"""`make evaluate`: how right matching is, beside the ways others do it, on the same cases; writes docs/quality.md.

The labelled files of ../shared/data are measured where they are there; no sentence of theirs is written anywhere.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import snowballstemmer
from nltk.stem.isri import ISRIStemmer

from bot.evaluate import Case, Score, predict, read_cases, score, score_stream
from bot.query import Phrase, QueryError, leaves, parse
from bot.text import fold, scan

ROOT = Path(__file__).parents[1]
OWN = ROOT / "tests/data/matching_cases.jsonl"
SHARED = ROOT / "../shared/data"
REPORT = ROOT / "docs/quality.md"
SHOWN_ERRORS = 12

Stem = Callable[[str], str]

# Larkey, Ballesteros and Connell, "Light Stemming for Arabic Information Retrieval", 2007, table 3.
_LIGHT10_PREFIXES = ("وال", "بال", "كال", "فال", "ال", "لل", "و")
_LIGHT10_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")


def light10(word: str) -> str:
    """The light stemmer most retrieval systems use."""
    stem = fold(word)
    for prefix in _LIGHT10_PREFIXES:
        rest = len(stem) - len(prefix)
        if stem.startswith(prefix) and rest >= (3 if prefix == "و" else 2):
            stem = stem[len(prefix) :]
            break
    for suffix in _LIGHT10_SUFFIXES:
        if stem.endswith(suffix) and len(stem) - len(suffix) >= 2:
            stem = stem[: -len(suffix)]
    return stem


def others() -> Mapping[str, Stem]:
    """Each way of making two words the same, cached as an index would."""
    snowball = snowballstemmer.stemmer("arabic")
    isri = ISRIStemmer()
    ways: dict[str, Stem] = {
        "plain folding": fold,
        "light10": light10,
        "Snowball Arabic": lambda word: str(snowball.stemWord(word)),
        "ISRI root": lambda word: str(isri.stem(word)),
    }
    return {name: lru_cache(maxsize=200_000)(stem) for name, stem in ways.items()}


def words_of(query: str) -> list[str]:
    """The words a query asks for; none for one that is more than words."""
    try:
        parts = list(leaves(parse(query)))
    except QueryError:
        return []
    return [word for part in parts for word in (part.words if isinstance(part, Phrase) else scan_words(str(part)))]


def scan_words(text: str) -> list[str]:
    """The words of a text as they are spelled."""
    return [word.spelled for word in scan(text)]


def predicted_by(stem: Stem, cases: Sequence[Case]) -> dict[str, Score]:
    """The scores of one way, by kind: every word of the query has to be in the text."""
    scores: dict[str, Score] = defaultdict(Score)
    for case in cases:
        stems = {stem(word) for word in scan_words(case.text)}
        wanted = [stem(word) for word in words_of(case.query)]
        predicted = bool(wanted) and all(word in stems for word in wanted)
        for kind in ("all", case.kind):
            scores[kind].count(expected=case.match, predicted=predicted)
    return scores


def stream_by(stem: Stem, data: Mapping[str, Sequence[Mapping[str, object]]]) -> Score:
    """The score of one way with all queries on all posts."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for number, query in enumerate(data["queries"]):
        wanted[stem(str(query["query"]))].append(number)
    total = Score()
    for post in data["posts"]:
        stems = {stem(word) for word in scan_words(str(post["text"]))}
        found = {number for one in stems for number in wanted.get(one, ())}
        match, ignore = set(_numbers(post["match"])), set(_numbers(post["ignore"]))
        total.found += len(found & match)
        total.missed += len(match - found)
        total.false_alarms += len(found - match - ignore)
    return total


def _numbers(value: object) -> Iterable[int]:
    return value if isinstance(value, list) else ()


def table(rows: Sequence[tuple[str, Score]]) -> list[str]:
    """A table of scores."""
    lines = ["| | precision | recall | F1 |", "|---|---|---|---|"]
    lines += [f"| {name} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} |" for name, one in rows]
    return lines


def measured(title: str, cases: Sequence[Case]) -> list[str]:
    """One file of cases: ours by kind, and the others."""
    ours = score(cases, predict(cases))
    rows = [("**Rasid**", ours["all"])] + [(f"– {kind}", one) for kind, one in ours.items() if kind != "all"]
    rows += [(name, predicted_by(stem, cases)["all"]) for name, stem in others().items()]
    return [f"## {title}", "", f"{len(cases):,} cases.", "", *table(rows), ""]


def errors(cases: Sequence[Case]) -> list[str]:
    """What is still wrong on our own cases, with the sentences: they are ours."""
    wrong = [
        (case, found.match) for case, found in zip(cases, predict(cases), strict=True) if case.match != found.match
    ]
    lines = [f"## What is still wrong: {len(wrong)} of our own cases", ""]
    for case, found in wrong[:SHOWN_ERRORS]:
        lines.append(f"- {'false alarm' if found else 'missed'} ({case.kind}): `{case.query}` in «{case.text}»")
    return [*lines, ""]


def main() -> int:
    """Measure, and write the report."""
    own = read_cases(OWN)
    lines = [
        "# How right matching is",
        "",
        "Written by `make evaluate`. A case is a query and a sentence, and whether a word of the sentence is the same",
        "word as the query. Precision: of the sentences matched, how many should have been; recall: of those that",
        "should, how many were. Beside Rasid, on the same cases: words equal after folding their spelling, light10,",
        "the Snowball stemmer for Arabic, ISRI roots.",
        "",
        *measured("Our own cases (`tests/data/matching_cases.jsonl`)", own),
    ]
    for name, title in (
        ("morph_dev.jsonl", "Treebank sentences, citation forms"),
        ("inflected_dev.jsonl", "Treebank sentences, inflected queries"),
    ):
        file = SHARED / name
        if file.exists():
            lines += measured(f"{title} (`{name}`)", read_cases(file))
        else:
            print(f"{name} is not here and is left out", file=sys.stderr)
    stream = SHARED / "stream_dev.json"
    if stream.exists():
        data = json.loads(stream.read_text(encoding="utf-8"))
        rows = [("**Rasid**", score_stream(data).scores["all"])]
        rows += [(way, stream_by(stem, data)) for way, stem in others().items()]
        title = f"A stream: {len(data['queries'])} queries on {len(data['posts']):,} sentences (`stream_dev.json`)"
        lines += [f"## {title}", "", *table(rows), ""]
    else:
        print("stream_dev.json is not here and is left out", file=sys.stderr)
    lines += errors(own)
    REPORT.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
