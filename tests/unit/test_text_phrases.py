"""Words between quotes: clitics forgiven in both directions, no inflection, no aliases."""

from __future__ import annotations

import pytest

from tests.reading import analysed, found_phrase


@pytest.mark.parametrize(
    ("words", "text", "place"),
    [
        ("وفد روسي", "غادر الوفد الروسي مساء", "الوفد الروسي"),
        ("الوفد الروسي", "غادر وفد روسي مساء", "وفد روسي"),
        ("كوريا", "عاد من وكوريا", "وكوريا"),
        ("رئيس البلدية", "ورئيس بلديتهم", "ورئيس بلديتهم"),
        ("وقف إطلاق النار", "أعلن وقف «إطلاق»\nالنار", "وقف «إطلاق»\nالنار"),
        ("على الأرض", "بقي علي الارض", "علي الارض"),
    ],
)
def test_clitics_and_spelling_are_forgiven(words: str, text: str, place: str) -> None:
    assert found_phrase(analysed(), words, text) == [place]


@pytest.mark.parametrize(
    ("words", "text"),
    [("وفد روسي", "وفود روسية"), ("كوريا", "طالب كوري"), ("صاروخ", "صواريخ"), ("وفد روسي", "وفد كبير روسي")],
)
def test_inflection_and_other_words_are_not(words: str, text: str) -> None:
    assert found_phrase(analysed(), words, text) == []
