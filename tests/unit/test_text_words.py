"""Where the words of a text are, how they are spelled, and that any text is read in linear time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from bot.text import Engine, fold, plain, scan
from tests.reading import analysed, by_rules


def spelled(text: str) -> list[str]:
    return [word.spelled for word in scan(text)]


def places(text: str) -> list[str]:
    return [text[word.start : word.end] for word in scan(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("قال الوزير: «نعم»، ثم صمت.", ["قال", "الوزير", "نعم", "ثم", "صمت"]),
        ("الـCNN و24/7", ["CNN", "24", "7"]),
        ('بـ"النصر"', ["النصر"]),
        ("١٬٠٠٠ و1,000.5 و3.5", ["1000", "1000.5", "3.5"]),
        ("كوفيد-19", ["كوفيد", "19"]),
        ("طائرة F-16 وF16", ["طائرة", "F16", "F16"]),
        ("#حلب_الشهباء", ["حلب", "الشهباء"]),
        ("انظر https://example.org/a,b، عند @rasid_bot.", ["انظر", "https://example.org/a,b", "عند", "@rasid_bot"]),
        ("🚀صاروخ🚀", ["صاروخ"]),
        ("ﷺ", ["صلى", "الله", "عليه", "وسلم"]),
        ("الرياض\u00a0وجدة\u200f", ["الرياض", "وجدة"]),
        ("محـــمد", ["محمد"]),
        ("", []),
    ],
)
def test_a_text_is_split_into_its_words(text: str, words: list[str]) -> None:
    assert spelled(text) == words


def test_offsets_are_those_of_the_text_as_it_was_written() -> None:
    text = "خطـــﺔ «العَسَالي» 🚀 و\u200fبالصواريخ"
    assert places(text) == ["خطـــﺔ", "العَسَالي", "و\u200fبالصواريخ"]


def test_an_engine_finds_the_same_words_as_the_scanner() -> None:
    text = "أعلن  الجيش\tأن\nF-16 قصفت\u00a0#حلب_القديمة  \n\n 1,000 مرة… https://t.me/x ؛ @abc"
    prepared = analysed().prepare(text)
    assert list(prepared.spans) == [(word.start, word.end) for word in scan(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أإآٱ", "اااا"),
        ("مدرسة", "مدرسه"),
        ("على", "علي"),
        ("مؤتمر", "موتمر"),
        ("هيئة", "هييه"),
        ("کتابی", "كتابي"),
        ("ﺻﺎﺭﻭﺥ", "صاروخ"),
        ("صـــاروخ", "صاروخ"),
        ("صَارُوخٌ", "صاروخ"),
        ("صا\u200bروخ", "صاروخ"),
        ("MOSCOW", "moscow"),
        ("Straße", "strasse"),
    ],
)
def test_spellings_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_the_raw_form_keeps_what_an_exact_query_asks_for() -> None:
    words = analysed().prepare("إيران والمدرسة الكبرى").words
    assert [word.raw for word in words] == ["إيران", "والمدرسة", "الكبرى"]
    assert plain("إيران") != plain("ايران")


@pytest.mark.parametrize(
    ("word", "stems"),
    [
        ("والمفاوضون", {"والمفاوضون", "المفاوضون", "مفاوضون"}),
        ("وبالمفاوضات", {"وبالمفاوضات", "بالمفاوضات", "المفاوضات", "مفاوضات"}),
        ("للمفاوضين", {"للمفاوضين", "لمفاوضين", "مفاوضين"}),
        ("سيفاوض", {"سيفاوض", "يفاوض"}),
        ("سلام", {"سلام"}),
        ("مفاوض", {"مفاوض"}),
    ],
)
def test_a_prefix_is_tested_behind_each_proclitic(word: str, stems: set[str]) -> None:
    assert set(analysed().prepare(word).words[0].stems) == stems


def test_hashtags_are_known_with_their_places() -> None:
    text = "صور #حلب_الشهباء (#دِمَشق)؛ لا a#b ولا ##"
    tags = analysed().prepare(text).tags
    assert [(text[tag.start : tag.end], tag.folded) for tag in tags] == [
        ("#حلب_الشهباء", "حلب_الشهباء"),
        ("#دِمَشق", "دمشق"),
    ]


HOSTILE = {
    "a megabyte of words": "وبالصواريخ والمدرسة " * 50_000,
    "a megabyte without a space": "مدرسة" * 200_000,
    "a hundred thousand marks on one letter": "ص" + "\u064e\u0651" * 50_000,
    "a hundred thousand Latin marks": "a" + "\u0301\u0323" * 50_000,
    "lone surrogates": "\ud800\udfff" * 50_000 + " صاروخ \udc00",
    "unbalanced direction marks": "\u202e\u2067\u202a" * 50_000 + "صاروخ",
    "binary": "".join(map(chr, range(256))) * 2_000,
    "digits and separators": "1,000." * 100_000,
    "hash signs": "#" * 200_000,
    "stretched": "عا" + "ا" * 200_000 + "جل",
    "ligatures": "ﷺ" * 50_000,
    "a URL": "https://" + "a/." * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("engine", [analysed, by_rules])
def test_any_text_is_read_in_time(name: str, engine: Callable[[], Engine]) -> None:
    text = HOSTILE[name]
    reading = engine()
    started = time.process_time()
    prepared = reading.prepare(text)
    _ = prepared.tags, prepared.language, prepared.where
    assert time.process_time() - started < 15
    assert all(0 <= start < end <= len(text) for start, end in prepared.spans)


def test_twice_the_text_takes_about_twice_the_time() -> None:
    def seconds(size: int) -> float:
        text = "م" + "\u064e" * size
        started = time.process_time()
        for _ in range(3):
            list(scan(text))
            fold(text)
        return time.process_time() - started

    seconds(10_000)
    assert seconds(400_000) < 12 * seconds(100_000) + 0.2


def test_caches_are_bounded_and_tell_their_size() -> None:
    engine = by_rules()
    engine.prepare("كلمة " * 3)
    info = engine.cache_info()
    assert set(info) == {"pieces", "words", "queries"}
    assert all(0 <= cache.size <= cache.limit for cache in info.values())
