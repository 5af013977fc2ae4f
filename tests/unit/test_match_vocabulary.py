"""Prefixes, near spellings and exact forms are found from a word by look-ups: the same as by trying each of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.match.edits import distance, resembles, shortened
from bot.match.plan import Begins, Places, Resembles, Spelled
from bot.match.vocabulary import Vocabulary
from bot.text import Reading
from tests.reading import by_rules

ROOTS = ["صاروخ", "مفاوض", "نتنياهو", "الرقة", "عسال", "قافلة", "دمشق", "غريغوروف"]
words = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "و", "ال", "بال", "لل", "س"]),
    st.sampled_from(ROOTS),
    st.sampled_from(["", "", "ين", "ها", "ات", "و"]),
)
forms = st.sampled_from([*ROOTS, "صاروج", "نتانياهو", "الرقت", "غريغورف", "قافل", "فاوض"])
parts = st.one_of(
    st.sampled_from(["صا", "مف", "مفاو", "ال", "قا", "دمش"]).map(Begins),
    forms.filter(lambda form: len(form) >= 4).map(Resembles),
    words.map(lambda word: Spelled((word,))),
)


def satisfies(word: Reading, part: Places) -> bool:
    match part:
        case Begins(start):
            return any(stem.startswith(start) for stem in word.stems)
        case Resembles(form):
            return any(resembles(bare, form, part.edits) for bare in word.bare)
        case Spelled(raws):
            return raws == (word.raw,)
    raise AssertionError(part)


@settings(max_examples=150, deadline=None)
@given(st.lists(parts, max_size=12), st.data())
def test_a_word_satisfies_what_is_asked_for_at_the_moment_and_nothing_else(
    asked: list[Places], data: st.DataObject
) -> None:
    vocabulary = Vocabulary()
    for part in asked:
        vocabulary.add(part)
    for _ in range(3):
        word = by_rules().prepare(data.draw(words)).words[0]
        assert vocabulary.satisfied_by(word) == {part for part in asked if satisfies(word, part)}
        if asked:
            vocabulary.discard(asked.pop(data.draw(st.integers(0, len(asked) - 1))))
    for part in asked:
        vocabulary.discard(part)
    word = by_rules().prepare(data.draw(words)).words[0]
    assert not vocabulary
    assert vocabulary.satisfied_by(word) == frozenset()


def test_what_is_discarded_leaves_nothing_behind() -> None:
    vocabulary = Vocabulary()
    for part in (Begins("صا"), Resembles("نتنياهو"), Resembles("غريغوروف"), Spelled(("دمشق",))):
        vocabulary.add(part)
        vocabulary.add(part)
        vocabulary.discard(part)
        vocabulary.discard(part)
    fresh = Vocabulary()
    assert {name: value for name, value in vars(vocabulary).items() if name != "_longest"} == {
        name: value for name, value in vars(fresh).items() if name != "_longest"
    }


def test_edits_are_counted_as_damerau_and_levenshtein_do() -> None:
    for one, other, edits in [
        ("صاروخ", "صاروخ", 0),
        ("صاروخ", "صاروج", 1),
        ("صاروخ", "صاورخ", 1),
        ("صاروخ", "صارو", 1),
        ("صاروخ", "صاارووخ", 2),
        ("ca", "abc", 2),
        ("", "دمشق", 4),
    ]:
        assert distance(one, other) == distance(other, one) == edits


def test_the_first_letter_is_fixed_and_the_article_takes_no_part() -> None:
    assert resembles("نتنياهوو", "نتنياهو", 1)
    assert not resembles("بتنياهو", "نتنياهو", 1)
    assert resembles("الرقة", "رقه", 1)
    assert resembles("القامشلو", "قامشلي", 1)
    assert not resembles("", "قامشلي", 1)


@given(st.text(alphabet="ابتج", min_size=1, max_size=7), st.text(alphabet="ابتج", min_size=1, max_size=7))
def test_forms_that_are_near_meet_in_what_is_left_of_both(one: str, other: str) -> None:
    for edits in (1, 2):
        if one[0] == other[0] and distance(one, other) <= edits:
            assert shortened(one, edits) & shortened(other, edits)
