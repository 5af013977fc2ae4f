"""Laws of reading that hold for any text and any word (hypothesis)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.text import fold, plain, scan
from bot.text.analysis import Analysis
from bot.text.morphology import MorphologyReader
from tests.reading import analysed, by_rules, found

ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآؤئىة"
NOISE = "ـًٌٍَُِّْٰ\u200f\u200d\u202a \n.,،٬1٢۳aZß#@_-/🚀ﷺﺔکی\ud800"
texts = st.text(st.sampled_from(ARABIC + NOISE) | st.characters(exclude_categories=()), max_size=80)
letters = st.text(st.sampled_from(ARABIC), min_size=3, max_size=8)

CLITICS = ["و", "ف", "ب", "ل", "ال"]
NOUNS = "صاروخ مدينة هجوم وفد كتاب لاجئ قرار طريق بيان محطة منظمة جسر رصيف مفاوض قذيفة مستشفى دبلوماسي سوري كبير جديد"
VERBS = "هدد أعلن قصف استهدف دخل غادر وصل أكد طالب شارك انفجر تفاوض"


def reader() -> MorphologyReader:
    own = analysed()._reader
    assert isinstance(own, MorphologyReader)
    return own


def readings(word: str) -> Sequence[Analysis]:
    return reader()._readings(plain(word), word)


def keeps_first_letter(word: str) -> bool:
    """Whether the lexicon has the word with its first letters as one word."""
    own = any(not reading.proclitics for reading in readings(word))
    return own or fold(word) in reader()._lists.frequent


@given(texts)
@settings(max_examples=300, deadline=None)
def test_offsets_lead_back_to_the_words(text: str) -> None:
    prepared = analysed().prepare(text)
    assert list(prepared.spans) == sorted(prepared.spans)
    for start, end in prepared.spans:
        assert 0 <= start < end <= len(text)
    for (start, end), word in zip(prepared.spans, prepared.words, strict=True):
        alone = {read.raw for read in analysed().prepare(text[start:end]).words}
        assert word.raw in alone


@given(texts)
@settings(max_examples=300, deadline=None)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert plain(plain(text)) == plain(text)


@given(texts)
@settings(max_examples=200, deadline=None)
def test_a_word_as_it_is_spelled_scans_to_itself(text: str) -> None:
    for word in scan(text):
        assert [again.spelled for again in scan(word.spelled)] == [word.spelled]


@given(texts)
@settings(max_examples=150, deadline=None)
def test_every_word_is_found_by_itself(text: str) -> None:
    for engine in (analysed(), by_rules()):
        for word in scan(text):
            prepared = engine.prepare(word.spelled)
            if len(prepared.words) == 1:
                assert prepared.words[0].keys & engine.query_word(word.spelled).keys


@pytest.mark.parametrize("noun", NOUNS.split())
@pytest.mark.parametrize("clitic", ["و", "ف", "ب", "ك", "ل", "ال", "لل", "وال", "بال"])
def test_a_noun_is_found_behind_its_clitics(noun: str, clitic: str) -> None:
    word = f"{clitic}{noun}"
    if keeps_first_letter(word):
        pytest.skip("one word by itself")
    assert found(analysed(), noun, word) == [word]


@pytest.mark.parametrize("verb", VERBS.split())
@pytest.mark.parametrize("clitic", ["و", "ف"])
def test_a_verb_is_found_behind_its_conjunctions(verb: str, clitic: str) -> None:
    word = f"{clitic}{verb}"
    if keeps_first_letter(word):
        pytest.skip("one word by itself")
    assert found(analysed(), verb, word) == [word]


@given(letters, st.sampled_from(["و", "ف", "ب", "ك", "ل", "ال", "لل"]))
@settings(max_examples=300, deadline=None)
def test_the_clitic_free_form_of_an_unknown_word_survives(word: str, clitic: str) -> None:
    assume(not readings(word) and not readings(f"{clitic}{word}"))
    assume(not word.startswith(("ال", "لل")) and len(word) > 3)
    assume(not reader().parts(f"{clitic}{word}"))
    assert found(analysed(), word, f"{clitic}{word}")


@given(st.sampled_from(NOUNS.split()), st.sampled_from(["", "ة", "ات", "ين"]), st.sampled_from(CLITICS))
@settings(max_examples=300, deadline=None)
def test_the_lemma_survives_any_clitic_for_words_of_the_lexicon(noun: str, ending: str, clitic: str) -> None:
    word = f"{noun}{ending}"
    lemmas = {r.lemma for r in readings(word) if r.kind in {"noun", "adj"} and r.bare == r.form == word}
    with_clitic = f"{clitic}{word}"
    if lemmas and not keeps_first_letter(with_clitic):
        assert any(f"L:{lemma}" in analysed().prepare(with_clitic).words[0].keys for lemma in lemmas)
