"""Watches and the posts for them, the same in every run: real everyday words, and names with a long tail."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from bot.query import And, Fuzzy, Near, Pattern, Prefix, Query, Term

SEED = 11
WORDS = 150
NAMES = 12  # of a post's words
WATCHES_A_NAME = 1.45

_FLATNESS = 8  # of everyday words: the larger, the less often the first ones come
_FLATNESS_OF_NAMES = 300
_OTHER_TERMS = (0, 0, 0, 1, 1, 1, 2, 2, 3)  # most watches of people are short
_LETTERS = "جحخدذرزشصضطظعغقم"  # none that could be a clitic
_VOWELS = ("ا", "و", "ي", "", "")
_EVERYDAY = Path(__file__).parents[1] / "bot/text/data/frequent.tsv"

KINDS = ("prefix", "fuzzy", "NEAR", "regex")


@dataclass(frozen=True)
class Stream:
    """Watches as lists of words, the first being a name, and posts."""

    watches: list[list[str]]
    posts: list[str]


def stream(
    count: int, posts: int, names: int = NAMES, *, words: int = WORDS, watches_a_name: float = WATCHES_A_NAME
) -> Stream:
    """`count` watches, and posts of so many `words`, so many `names` among them.

    Every watch asks for one name and for none to three everyday words. There are as many names as make
    `watches_a_name`, so a post has the same number of hits however many watches there are: about half as many as it
    has names. How often a word comes falls with its rank, as in any text.
    """
    draw = random.Random(SEED)
    tail = _names(draw, int(count / watches_a_name))
    everyday = _everyday(draw)
    common = [1 / (rank + _FLATNESS) for rank in range(len(everyday))]
    rare = list(accumulate(1 / (rank + _FLATNESS_OF_NAMES) for rank in range(len(tail))))
    watches = []
    for number in range(count):
        others = draw.choice(_OTHER_TERMS)
        watches.append([tail[number % len(tail)], *draw.choices(everyday, common, k=others)])
    texts = []
    for _ in range(posts):
        some = [*draw.choices(everyday, common, k=words - names), *draw.choices(tail, cum_weights=rare, k=names)]
        draw.shuffle(some)
        texts.append(" ".join(_dressed(draw, word) for word in some))
    return Stream(watches, texts)


def query_of(words: Sequence[str], kind: str = "") -> Query:
    """What a watch for these words asks: all of them; of a kind out of KINDS, with such an operator in it."""
    name, *others = words
    first: Query = Term(name)
    match kind:
        case "prefix":
            first = Prefix(name[:-1])
        case "fuzzy":
            first = Fuzzy(name)
        case "NEAR" if others:
            first = Near(Term(name), Term(others.pop(0)), 10)
        case "regex":
            first = And((Term(name), Pattern(rf"{name[:3]}\w+ \w+")))
    parts = (*(first.parts if isinstance(first, And) else (first,)), *map(Term, others))
    return And(parts) if len(parts) > 1 else first


def _everyday(draw: random.Random) -> list[str]:
    """Real words of news in some order, the first being the most common."""
    lines = _EVERYDAY.read_text(encoding="utf-8").splitlines()
    words = [line.split("\t")[0] for line in lines if line and not line.startswith("#")]
    return draw.sample(words, len(words))


def _names(draw: random.Random, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        first, second, third, fourth = draw.choices(_LETTERS, k=4)
        names["".join((first, draw.choice(_VOWELS), second, draw.choice(_VOWELS), third, "ي", fourth))] = None
    return list(names)


def _dressed(draw: random.Random, word: str) -> str:
    written = draw.choice(("", "", "", "و", "ب")) + word
    return written + draw.choice(("", "", "", "", "", "", "،", "."))
