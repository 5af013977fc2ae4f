"""Many watches against a stream of posts, beside what else does such work, in one run.

    python -m benchmarks.percolator [--million] [--posts N]

(a) is the loop of other monitors: one compiled pattern for each term of each watch. (b) is PostgreSQL's `tsquery`
stored in a table, where a server is given in RASID_BENCH_POSTGRES. (c) is an Aho-Corasick automaton over all terms,
which only spots terms: the limit of what can be had. Ours is the full path: words, keys, percolation, spans.

Posts have 150 words: everyday words as a text of news has them, and names out of a long tail. Each watch names one to
four of these; the tail grows with the number of watches, so that a post always has about ten hits.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ahocorasick

from bot.match import Percolator, compile_query
from bot.query import And, Query, Term
from bot.text import Engine, default_engine, fold

SEED = 11
WORDS = 150
NAMES = 20  # of them are out of the tail
FLATNESS = 8  # of the common words: the larger, the less often the first ones come
WATCHES_A_NAME = 1.45
LOOPED_POSTS = {1_000: 60, 10_000: 10, 100_000: 2}

_LETTERS = "جحخدذرزشصضطظعغقمنه"  # none that could be a clitic
_EVERYDAY = Path(__file__).parents[1] / "bot/text/data/frequent.tsv"


@dataclass(frozen=True)
class Stream:
    """Watches as lists of words, and posts."""

    watches: list[list[str]]
    posts: list[str]


def stream(count: int, posts: int) -> Stream:
    """`count` watches and the posts for them, the same in every run."""
    draw = random.Random(SEED)
    tail = _names(draw, int(count / WATCHES_A_NAME))
    everyday = _everyday(draw)
    weights = [1 / (rank + FLATNESS) for rank in range(len(everyday))]
    watches = []
    for number in range(count):
        others = draw.choice((0, 1, 1, 2, 2, 3))
        watches.append([tail[number % len(tail)], *draw.choices(everyday, weights, k=others)])
    texts = []
    for _ in range(posts):
        words = [*draw.choices(everyday, weights, k=WORDS - NAMES), *draw.sample(tail, NAMES)]
        draw.shuffle(words)
        texts.append(" ".join(_dressed(draw, word) for word in words))
    return Stream(watches, texts)


def _everyday(draw: random.Random) -> list[str]:
    """Real words of news in some order, the first being the most common."""
    lines = _EVERYDAY.read_text(encoding="utf-8").splitlines()
    words = [line.split("\t")[0] for line in lines if line and not line.startswith("#")]
    return draw.sample(words, len(words))


def _names(draw: random.Random, count: int) -> list[str]:
    names: set[str] = set()
    while len(names) < count:
        names.add("".join(draw.choices(_LETTERS, k=draw.choice((5, 6, 7)))))
    return sorted(names)


def _dressed(draw: random.Random, word: str) -> str:
    written = draw.choice(("", "", "", "و", "ب")) + word
    return written + draw.choice(("", "", "", "", "", "", "،", "."))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--million", action="store_true", help="a million watches too: some minutes, some 2 GiB")
    parser.add_argument("--posts", type=int, default=400)
    asked = parser.parse_args()
    engine = default_engine()
    print(f"{engine.version}; posts of {WORDS} words, each number is posts a second on one core")
    print(
        f"{'watches':>9} {'hits':>6} {'tried':>6} {'first':>8} {'second':>8} {'keys':>8} {'percolate':>9} "
        f"{'(a) loop':>9} {'ratio':>8} {'(c) spot':>9} {'B/watch':>8} {'ready s':>8}"
    )
    for count in (1_000, 10_000, 100_000, *([1_000_000] if asked.million else [])):
        _measure(engine, stream(count, asked.posts))
    print(
        "floors: ratio ≥ 20 at 10,000 and ≥ 200 at 100,000; second ≥ 2,000 at 100,000; percolate ≥ keys up to 100,000,"
    )
    print("        and at 1,000,000 a third of what it is at 1,000; ≤ 1,024 bytes a watch; 100,000 ready in ≤ 5 s")
    print("(b) PostgreSQL: not measured, no server is part of the lock")


def _measure(engine: Engine, given: Stream) -> None:
    compiled = [compile_query(_query(words), engine) for words in given.watches]
    gc.collect()
    before = _resident()
    start = time.perf_counter()
    percolator = Percolator(engine)
    for number, form in enumerate(compiled):
        percolator.add_compiled(number, form)
    ready = time.perf_counter() - start
    size = (_resident() - before) / len(compiled)
    del compiled
    first = _rate(percolator.match, given.posts)
    second = max(_rate(percolator.match, given.posts) for _ in range(3))
    keys = max(_rate(engine.prepare, given.posts) for _ in range(3))
    prepared = [engine.prepare(text) for text in given.posts]
    alone = max(_rate(lambda text: percolator.match_prepared(None, text), prepared) for _ in range(3))
    hits = sum(len(percolator.match(text)) for text in given.posts) / len(given.posts)
    tried = sum(percolator.count_candidates(text) for text in given.posts) / len(given.posts)
    loop = _looped(given) if len(given.watches) in LOOPED_POSTS else 0.0
    spot = _spotted(given)
    print(
        f"{len(given.watches):9,} {hits:6.1f} {tried:6.1f} {first:8,.0f} {second:8,.0f} {keys:8,.0f} {alone:9,.0f} "
        f"{loop:9,.2f} {second / loop if loop else 0:8,.1f} {spot:9,.0f} {size:8,.0f} {ready:8.2f}",
        flush=True,
    )


def _query(words: Sequence[str]) -> Query:
    return Term(words[0]) if len(words) == 1 else And(tuple(map(Term, words)))


def _rate(work: Callable[[Any], object], texts: Sequence[object]) -> float:
    start = time.perf_counter()
    for text in texts:
        work(text)
    return len(texts) / (time.perf_counter() - start)


def _looped(given: Stream) -> float:
    """(a): every pattern of every watch, until one is missing; equal patterns are compiled once, in its favour."""
    known: dict[str, re.Pattern[str]] = {}
    for words in given.watches:
        for word in words:
            known.setdefault(word, re.compile(rf"\b(?:[وفبكل]|ال)?{re.escape(word)}\b"))
    patterns = [[known[word] for word in words] for words in given.watches]

    def match(text: str) -> list[int]:
        return [number for number, some in enumerate(patterns) if all(pattern.search(text) for pattern in some)]

    return _rate(match, given.posts[: LOOPED_POSTS[len(given.watches)]])


def _spotted(given: Stream) -> float:
    """(c): where any term stands in the folded text; no watch is decided."""
    automaton = ahocorasick.Automaton()
    for words in given.watches:
        for word in words:
            automaton.add_word(fold(word), word)
    automaton.make_automaton()
    folded = [" ".join(map(fold, text.split())) for text in given.posts]
    return max(_rate(lambda text: list(automaton.iter(text)), folded) for _ in range(3))


def _resident() -> int:
    """Bytes of this process in memory (Linux, proc_pid_statm(5))."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


if __name__ == "__main__":
    main()
