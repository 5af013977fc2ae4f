"""The percolator finds what a plain reading of QUERY.md finds, on any query and any post, while watches come and go.

RASID_PAIRS sets how many pairs of a query and a post are tried (default 10,000).
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.match import Percolator, compile_query, evaluate, post_keys, proposing_keys, trace
from bot.model import Media, MediaKind, Origin, OriginKind, Post
from bot.query import (
    And,
    Dated,
    Exact,
    Filter,
    From,
    Fuzzy,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Query,
    QueryError,
    Tag,
    Term,
    parse,
)
from bot.text import Engine, Prepared, default_engine, fold, plain

QUERIES, POSTS = 10, 5
EXAMPLES = int(os.environ.get("RASID_PAIRS", "10000")) // (QUERIES * POSTS)

Places = set[tuple[int, int]]


# The plain reading: word by word, without an index, a cache or a compiled form.


def spans_by_hand(query: Query, post: Post, prepared: Prepared, engine: Engine) -> set[tuple[int, int]] | None:
    """The characters' spans of all that is looked for in branches that hold; None when the query does not."""
    by_hand = Callable[[Query], set[tuple[int, int]] | None]
    inner: by_hand = lambda part: spans_by_hand(part, post, prepared, engine)  # noqa: E731
    match query:
        case And(parts=parts):
            found = [inner(part) for part in parts]
            return None if None in found else set().union(*[spans for spans in found if spans])
        case Or(parts=parts):
            some = [spans for part in parts if (spans := inner(part)) is not None]
            return set().union(*some) if some else None
        case Not(part):
            return set() if inner(part) is None else None
        case Near(left, right, distance):
            return near_by_hand(left, right, distance, prepared, engine)
        case Pattern(source):
            return pattern_by_hand(source, prepared) or None
        case From() | Filter() | Dated():
            return set() if passes_by_hand(query, post, prepared) else None
        case Tag(name):
            return {(tag.start, tag.end) for tag in prepared.tags if tag.folded == name} or None
    return {(prepared.spans[a][0], prepared.spans[b][1]) for a, b in places_by_hand(query, prepared, engine)} or None


def places_by_hand(query: Query, prepared: Prepared, engine: Engine) -> Places:
    words = prepared.words
    match query:
        case Term(word):
            read = engine.query_word(word)
            found = {(i, i) for i, token in enumerate(words) if token.keys & read.keys}
            return found.union(*(row_by_hand(engine.phrase_keys(alias), prepared) for alias in read.aliases))
        case Phrase(spelled):
            return row_by_hand(engine.phrase_keys(spelled), prepared)
        case Exact(spelled):
            raws = [plain(word) for word in spelled]
            size = len(raws)
            return {
                (i, i + size - 1)
                for i in range(len(words) - size + 1)
                if [token.raw for token in words[i : i + size]] == raws
            }
        case Prefix(start):
            return {(i, i) for i, token in enumerate(words) if any(s.startswith(fold(start)) for s in token.stems)}
        case Fuzzy(word):
            wanted = fold(word)
            if wanted.startswith("ال") and len(wanted) >= 6:
                wanted = wanted[2:]
            edits = 2 if len(wanted) >= 8 else 1
            return {
                (i, i)
                for i, token in enumerate(words)
                if any(
                    form[:1] == wanted[0] and edits_by_hand(form, wanted) <= edits
                    for spelled in token.bare
                    for form in (spelled, spelled.removeprefix("ال"))
                )
            }
        case Tag(name):
            inside = [
                [i for i, (start, end) in enumerate(prepared.spans) if tag.start <= start and end <= tag.end]
                for tag in prepared.tags
                if tag.folded == name
            ]
            return {(row[0], row[-1]) for row in inside if row}
    raise AssertionError(query)


def row_by_hand(keys: tuple[frozenset[str], ...], prepared: Prepared) -> Places:
    words, size = prepared.words, len(keys)
    return {
        (i, i + size - 1)
        for i in range(len(words) - size + 1)
        if all(token.keys & wanted for token, wanted in zip(words[i : i + size], keys, strict=True))
    }


def near_by_hand(
    left: Query, right: Query, distance: int, prepared: Prepared, engine: Engine
) -> set[tuple[int, int]] | None:
    close: dict[Query, None] = {}
    for one in left.parts if isinstance(left, Or) else (left,):
        for other in right.parts if isinstance(right, Or) else (right,):
            for a, b in places_by_hand(one, prepared, engine):
                for c, d in places_by_hand(other, prepared, engine):
                    if (b < c and c - b <= distance) or (d < a and a - d <= distance):
                        close[one] = close[other] = None
    if not close:
        return None
    empty = Post("")
    return set().union(*[spans_by_hand(part, empty, prepared, engine) or set() for part in close])


def pattern_by_hand(source: str, prepared: Prepared) -> set[tuple[int, int]]:
    kept = [
        (unicodedata.normalize("NFKC", c), i)
        for i, c in enumerate(prepared.text)
        if c != "ـ" and unicodedata.category(c) not in {"Mn", "Cf"}
    ]
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c, _ in kept)
    origins = [i for c, i in kept for _ in c]
    found = set()
    for match in regex.finditer(f"(?i){source}", text):
        if match.end() > match.start():
            start, end = origins[match.start()], origins[match.end() - 1] + 1
            touched = [(a, b) for a, b in prepared.spans if a < end and start < b]
            found.add((min([start, *(a for a, _ in touched)]), max([end, *(b for _, b in touched)])))
    return found


def passes_by_hand(query: Query, post: Post, prepared: Prepared) -> bool:
    match query:
        case From(name, group):
            return name in map(fold, post.source_tags) if group else name == post.source_username.lower()
        case Filter("lang", value):
            return prepared.language == value
        case Filter("is"):
            return post.origin is not None
        case Filter("has", "link"):
            return post.links
        case Filter("has", value):
            return value in {str(media.kind) for media in post.media}
        case Dated(name, day):
            if post.published_at is None:
                return False
            return post.published_at.date() >= day if name == "since" else post.published_at.date() <= day
    raise AssertionError(query)


@cache
def edits_by_hand(one: str, other: str) -> int:
    """Damerau and Levenshtein's distance, by the definition of Boytsov."""
    best = max(len(one), len(other))
    if not one or not other:
        return best
    best = min(
        edits_by_hand(one[:-1], other) + 1,
        edits_by_hand(one, other[:-1]) + 1,
        edits_by_hand(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    k, m = one[:-1].rfind(other[-1]), other[:-1].rfind(one[-1])
    if k >= 0 and m >= 0:
        best = min(best, edits_by_hand(one[:k], other[:m]) + (len(one) - k - 2) + 1 + (len(other) - m - 2))
    return best


def merged(spans: set[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans in order, those that share a character as one."""
    found: list[list[int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return tuple((start, end) for start, end in found)


# What is generated: few words, so that they meet, in the shapes of real posts.

STEMS = ["صاروخ", "دمشق", "حلب", "روسي", "داعش", "نتنياهو", "نتانياهو", "مفاوض", "مفاوضات", "الدولة", "الشام", "تنظيم"]
STEMS += ["صواريخ", "العسالي", "قال", "F-16", "19", "١٠٠", "كوفيد", "NATO", "إيران", "ايران", "نفط", "جبهة"]
CLITICS = ["", "", "", "و", "ال", "بال", "وبال", "لل", "ب"]
ENDINGS = ["", "", "", "", "ها", "ين", "اً", "ـ", "َ"]
TAGS = ["حلب", "حلب_الشهباء", "عاجل", "الشام"]
BETWEEN = [" ", " ", " ", " ", "، ", "\n", " 🔥 ", " «", "» ", ". ", "-", " - ", "/"]

words = st.builds("{}{}{}".format, st.sampled_from(CLITICS), st.sampled_from(STEMS), st.sampled_from(ENDINGS))
odd = st.text(alphabet='ابتجحعهيو ـ #/*~-"(\u064e\u200f٣7xX_\ufefb\ud800', max_size=6)
pieces = st.one_of(words, words, words, st.sampled_from(TAGS).map("#{}".format), odd)
texts = st.lists(st.tuples(pieces, st.sampled_from(BETWEEN)), max_size=14).map(
    lambda parts: "".join(f"{word}{gap}" for word, gap in parts)
)
posts = st.builds(
    Post,
    texts,
    source_username=st.sampled_from(["", "Halab_News", "sham"]),
    source_tags=st.sampled_from([(), ("رسمي",), ("رسمي", "شام")]),
    origin=st.sampled_from([None, Origin(OriginKind.CHANNEL)]),
    media=st.sampled_from([(), (Media(MediaKind.PHOTO),), (Media(MediaKind.VIDEO), Media(MediaKind.DOCUMENT))]),
    links=st.booleans(),
    published_at=st.sampled_from([None, datetime(2026, 3, 9, 23, 59, tzinfo=UTC), datetime(2026, 3, 10, tzinfo=UTC)]),
)

bare = st.sampled_from([*STEMS[:15], *STEMS[18:], "والعسالي", "الصاروخ", "F16", "19"])
one_word = st.one_of(
    bare.filter(lambda word: "-" not in word).map(Term),
    st.lists(bare, min_size=1, max_size=3).map(lambda some: Phrase(tuple(some))),
    st.lists(st.sampled_from(["نفط", "إيران", "الدولة", "صاروخ"]), min_size=1, max_size=2).map(
        lambda w: Exact(tuple(w))
    ),
    st.sampled_from(["مفاوض", "صا", "الدو", "نتن", "ال"]).map(Prefix),
    st.sampled_from(["نتنياهو", "نتانياهو", "العسالي", "مفاوضات", "صواريج", "كوفيذ", "الشامل", "دولي"]).map(Fuzzy),
    st.sampled_from(TAGS).map(lambda tag: Tag(fold(tag))),
)
operands = st.one_of(one_word, st.lists(one_word, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))))
nears = st.builds(Near, operands, operands, st.integers(1, 6))
metadata = st.one_of(
    st.sampled_from([From("halab_news"), From("sham"), From("رسمي", group=True), From("شام", group=True)]),
    st.sampled_from([Filter("lang", "ar"), Filter("lang", "en"), Filter("is", "forward")]),
    st.sampled_from(["photo", "video", "link", "document"]).map(lambda value: Filter("has", value)),
    st.builds(Dated, st.sampled_from(["since", "until"]), st.sampled_from([date(2026, 3, 9), date(2026, 3, 10)])),
)
patterns = st.sampled_from(
    [
        r"\d+",
        r"\bحلب\b",
        r"ا\b",
        r"\Bا\B",
        r"[^\w\s]",
        r"\w+ \d",
        r"صا\w*",
        r"\b\w\b",
        r"(روسي|داعش) ",
        r"^\w+",
        r"ه$",
        r"f.?16",
    ]
).map(Pattern)


def _combined(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda parts: _flat(And, parts)), several.map(lambda parts: _flat(Or, parts)), inner.map(Not)
    )


def _flat(kind: type[And] | type[Or], parts: list[Query]) -> Query:
    return kind(tuple(inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))))


def _legal(query: Query) -> bool:
    try:
        parse(str(query), search=True)
    except QueryError:
        return False
    return True


queries = st.recursive(
    st.one_of(one_word, one_word, one_word, nears, metadata, patterns), _combined, max_leaves=5
).filter(_legal)


def engines() -> Iterator[Engine]:
    yield Engine()
    yield default_engine()


@pytest.fixture(scope="module", params=["rules", "lexicon"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return Engine() if request.param == "rules" else default_engine()


@settings(max_examples=EXAMPLES // 2 + 1, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    some=st.lists(queries, min_size=QUERIES, max_size=QUERIES),
    stream=st.lists(posts, min_size=POSTS, max_size=POSTS),
    coming_and_going=st.data(),
)
def test_every_way_of_matching_agrees_with_the_plain_reading(
    engine: Engine, some: list[Query], stream: list[Post], coming_and_going: st.DataObject
) -> None:
    percolator = Percolator(engine)
    live: dict[int, Query] = {}
    for post in stream:
        for watch, query in enumerate(some):
            match coming_and_going.draw(st.sampled_from(["stays", "comes", "comes", "comes compiled", "goes"])):
                case "comes":
                    percolator.add(watch, query)
                    live[watch] = query
                case "comes compiled":
                    percolator.add_compiled(watch, compile_query(query, engine))
                    live[watch] = query
                case "goes":
                    percolator.remove(watch)
                    live.pop(watch, None)
        prepared = engine.prepare(post.text)
        expected = {}
        for watch, query in enumerate(some):
            spans = spans_by_hand(query, post, prepared, engine)
            found = None if spans is None else merged(spans)
            assert evaluate(query, post, engine) == found, str(query)
            assert trace(query, post, engine).holds is (found is not None), str(query)
            if found is not None:
                stored = frozenset().union(*post_keys(prepared))
                assert all(stored & needed for needed in proposing_keys(query, engine)), str(query)
                if watch in live:
                    expected[watch] = found
        assert {match.watch_id: match.spans for match in percolator.match(post)} == expected
        assert len(percolator) == len(live)


@settings(max_examples=300, deadline=None)
@given(queries)
def test_a_query_printed_and_read_again_is_the_same_query(query: Query) -> None:
    read = parse(str(query), search=True)
    assert parse(str(read), search=True) == read
    assert str(parse(str(read), search=True)) == str(read)


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="اأوبدونقرب ANDORTNE/5*~-–=#@:()|\"«»'،.19x🔥\u200f", max_size=40) | texts)
def test_whatever_is_typed_is_a_query_that_prints_itself_or_an_error_with_a_cure_that_is_one(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as refusal:
        error = refusal
    else:
        assert parse(str(query)) == query
        return
    assert 0 <= error.position <= error.position + error.length <= len(text)
    assert error.suggestion is None or parse(error.suggestion)
