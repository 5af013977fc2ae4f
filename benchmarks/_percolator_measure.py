"""Our own side: the full path of posts, split into keys and percolation; memory; start; refusals."""

from __future__ import annotations

import gc
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from benchmarks._percolator_stream import NAMES, SEED, WATCHES_A_NAME, WORDS, query_of, stream
from bot.match import Percolator, compile_query
from bot.query import QueryError, parse
from bot.text import Engine, default_engine

LATER_PASSES = 3
REFUSED_TIMES = 5

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Case:
    """So many watches, a `share` of them of a kind out of KINDS; posts of so many words. With `crowding`, so many
    times as many watches ask for each name."""

    watches: int
    posts: int = 1_000
    words: int = WORDS
    crowding: int = 1
    kind: str = ""
    share: float = 0.0


@dataclass(frozen=True)
class Measured:
    """Posts a second of processor time. `first` with nothing known of the posts' words; the others are of the best of
    the later passes: `second` the full path, `keys` and `percolation` its two parts. `candidates` are plans tried for
    a post, `most` of them for any; `ready` is in seconds."""

    watches: int
    hits: float
    candidates: float
    most: int
    first: float
    second: float
    keys: float
    percolation: float
    bytes_each: float
    ready: float


def rates(here: Measured) -> list[str]:
    """The four rates as a table shows them."""
    return [f"{here.first:,.0f}", f"{here.second:,.0f}", f"{here.keys:,.0f}", f"{here.percolation:,.0f}"]


def alone(work: Callable[_Given, _Result], *given: _Given.args, **named: _Given.kwargs) -> _Result:
    """What `work` gives, in a process of its own: nothing is warm, and its memory is its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(work, *given, **named).result()


def measure(case: Case) -> Measured:
    engine = default_engine()
    names = NAMES * case.words // WORDS
    crowded = WATCHES_A_NAME * case.crowding
    given = stream(case.watches, case.posts, names, words=case.words, watches_a_name=crowded)
    compiled = list(_compiled(case, given.watches, engine))
    gc.collect()
    before, start = _resident(), time.process_time()
    percolator = Percolator(engine)
    for number, form in enumerate(compiled):
        percolator.add_compiled(number, form)
    ready = time.process_time() - start
    size = (_resident() - before) / case.watches
    del compiled
    hits, *first = _pass(engine, percolator, given.posts)
    later = min((_pass(engine, percolator, given.posts)[1:] for _ in range(LATER_PASSES)), key=sum)
    tried = [percolator.count_candidates(text) for text in given.posts]
    posts = len(given.posts)
    return Measured(
        watches=case.watches,
        hits=hits / posts,
        candidates=sum(tried) / posts,
        most=max(tried),
        first=posts / sum(first),
        second=posts / sum(later),
        keys=posts / later[0],
        percolation=posts / later[1],
        bytes_each=size,
        ready=ready,
    )


def _compiled(case: Case, watches: Sequence[Sequence[str]], engine: Engine) -> Iterator[bytes]:
    draw = random.Random(SEED)
    for words in watches:
        kind = case.kind if draw.random() < case.share else ""
        yield compile_query(query_of(words, kind), engine)


def _pass(engine: Engine, percolator: Percolator, texts: Sequence[str]) -> tuple[int, float, float]:
    """Hits in all posts, and the seconds for all keys and for all percolation."""
    clock = time.process_time
    hits, keys, percolation = 0, 0.0, 0.0
    for text in texts:
        start = clock()
        prepared = engine.prepare(text)
        halfway = clock()
        hits += len(percolator.match_prepared(None, prepared))
        percolation += clock() - halfway
        keys += halfway - start
    return hits, keys, percolation


def _resident() -> int:
    """Bytes of this process in memory (Linux, proc_pid_statm(5))."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


def refusals() -> list[tuple[str, str, float]]:
    """What is bad about a query, what is said of it, and the milliseconds that took, the worst of some times."""
    bad = {
        "300 brackets in each other": "(" * 300 + "حلب" + ")" * 300,
        "10,000 terms": " OR ".join(f"كلمة{number}" for number in range(10_000)),
        "a pattern in patterns, alone": r"/(\w+\s*)+$/",
        "a pattern that repeats a million times": "حلب /(a{1,1000}){1,1000}/",
        "a pattern that matches everything": "حلب /.*/",
        "an exclusion alone, which matches nearly everything": "-حلب",
        "a filter alone": "lang:ar",
        "a prefix of one letter": "ا*",
    }
    rows = []
    parse("حلب")
    for name, text in bad.items():
        took = []
        for _ in range(REFUSED_TIMES):
            start = time.process_time()
            answer = _answer(text)
            took.append(time.process_time() - start)
        rows.append((name, f"`{answer}`", max(took) * 1_000))
    return rows


def _answer(text: str) -> str:
    try:
        return f"accepted: {parse(text)}"
    except QueryError as refusal:
        return ", ".join(
            [refusal.key, *(f"{name} {value}" for name, value in refusal.args_.items() if name == "limit")]
        )
