"""Reading without a lexicon: weaker, but of the same kind."""

from __future__ import annotations

import pytest

from tests.reading import by_rules, found, found_phrase


@pytest.mark.parametrize(
    ("query", "text", "word"),
    [
        ("صاروخ", "سقط بالصاروخ", "بالصاروخ"),
        ("صاروخ", "أطلقت صواريخ", "صواريخ"),
        ("هدد", "سيهددون المدينة", "سيهددون"),
        ("مسؤول", "اجتمع المسؤولون", "المسؤولون"),
        ("غارة", "سلسلة غارات", "غارات"),
        ("العسالي", "دخلوا وبالعسالي توقفوا", "وبالعسالي"),
        ("دولار", "مئة دولاراً", "دولاراً"),
        ("عاجل", "عااااجل", "عااااجل"),
        ("missile", "missiles", "missiles"),
        ("صواريخ", "صاروخ واحد", "صاروخ"),
        ("يهدد", "هددت المدينة", "هددت"),
    ],
)
def test_rules_see_through_clitics_and_inflection(query: str, text: str, word: str) -> None:
    assert found(by_rules(), query, text) == [word]


@pytest.mark.parametrize(
    ("query", "text"), [("ليد", "وليد"), ("شار", "بشار"), ("بنان", "لبنان"), ("صاروخ", "صراخ"), ("عدن", "معدن")]
)
def test_rules_leave_the_first_letters_of_listed_words(query: str, text: str) -> None:
    assert found(by_rules(), query, text) == []


def test_rules_read_phrases_with_clitics_forgiven() -> None:
    assert found_phrase(by_rules(), "وفد روسي", "التقى الوفد الروسي") == ["الوفد الروسي"]
    assert found_phrase(by_rules(), "الوفد الروسي", "التقى وفد روسي") == ["وفد روسي"]
    assert found_phrase(by_rules(), "وفد روسي", "وفود روسية") == []


def test_the_two_ways_of_reading_have_different_versions() -> None:
    from tests.reading import analysed

    assert by_rules().version != analysed().version
