"""The language that a post is in."""

from __future__ import annotations

import pytest

from tests.reading import by_rules


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "قال وزير الخارجية إن المحادثات مستمرة في دمشق"),
        ("ar", "عاجل"),
        ("ar", "قالت CNN إن الاجتماع تأجل https://example.org/news"),
        ("ar", "رئیس البلدية فی المدينة قال إن الطريق مفتوح"),
        ("fa", "وزیر امور خارجه در تهران گفت که این گفتگوها ادامه دارد"),
        ("ur", "وزیر خارجہ نے اسلام آباد میں کہا کہ مذاکرات جاری ہیں"),
        ("ku", "سەرۆکی هەرێمی کوردستان لە هەولێر پێشوازی کرد"),
        ("ku", "Serokê herêmê li Hewlêrê pêşwazî kir"),
        ("tr", "Dışişleri Bakanı Ankara'da görüşmelerin sürdüğünü söyledi"),
        ("en", "The minister said talks will continue in Damascus"),
        ("en", "Breaking: explosion heard"),
        ("other", "Министр заявил о переговорах"),
        ("other", "Le ministre a déclaré que les négociations continuent dans la ville"),
        ("other", "🚀 123"),
        ("other", ""),
    ],
)
def test_the_language_is_told_by_letters_and_frequent_words(language: str, text: str) -> None:
    assert by_rules().prepare(text).language == language
