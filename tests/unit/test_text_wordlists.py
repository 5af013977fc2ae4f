"""The lists about words: what an entry does, and what is said about a line that is none."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.text import Engine
from bot.text.clitics import CliticReader
from bot.text.normalise import fold
from bot.text.wordlists import FILES, WordListError, WordLists, extended, packaged
from tests.reading import analysed_with, found, found_phrase

NAMES = (
    "# comment\n"
    "زوربانيا\tplace\tزورباينا|زوربانية\tبلاد الزور|الزوربان\n"
    "حزب المسطرة\tparty\tحزب المستره\tالمسطريون\n"
    "بلاد النهر\tplace\tبلاد النهير\t\n"
)


def lists(**files: str) -> WordLists:
    return WordLists({f"{name}.tsv": [(f"{name}.tsv", text)] for name, text in files.items()})


def engines(given: WordLists) -> list[Engine]:
    return [Engine(CliticReader(given)), analysed_with(given)]


def test_spellings_of_a_name_are_one_name_also_between_quotes() -> None:
    for engine in engines(lists(names=NAMES)):
        assert found(engine, "زوربانيا", "وصل إلى زورباينا وبزوربانية") == ["زورباينا", "وبزوربانية"]
        assert found(engine, "زوربانية", "حدود زوربانيا") == ["زوربانيا"]
        assert found_phrase(engine, "حدود زوربانيا", "عند حدود زورباينا") == ["حدود زورباينا"]
        assert found_phrase(engine, "بلاد النهير", "في بلاد النهر") == ["بلاد النهر"]


def test_aliases_are_listed_apart_so_that_each_can_be_removed() -> None:
    for engine in engines(lists(names=NAMES)):
        word = engine.query_word("زوربانيا")
        assert word.aliases == ((fold("بلاد"), fold("الزور")), (fold("الزوربان"),))
        assert word.gloss == "name"
        assert found(engine, "زوربانيا", "قال الزوربان") == []
        assert engine.query_word("المسطريون").aliases[0] == ("حزب", fold("المسطرة"))


def test_a_family_joins_forms_that_no_rule_joins() -> None:
    for engine in engines(lists(families="قرنبيط\tقرانبط|قرنبطات\n")):
        assert found(engine, "قرنبيط", "باعوا القرانبط") == ["القرانبط"]
        assert found(engine, "قرانبط", "رأس قرنبيط") == ["قرنبيط"]


def test_a_collision_separates_what_morphology_joins() -> None:
    joined, separated = analysed_with(lists()), analysed_with(lists(collisions="طالبان\tطالب\n"))
    assert found(joined, "طالب", "حضر طالبان") == ["طالبان"]
    assert found(separated, "طالب", "حضر طالبان") == []
    assert found(separated, "طالب", "حضر الطلاب") == ["الطلاب"]


def test_a_misspelling_is_read_as_what_was_meant() -> None:
    engine = analysed_with(lists(misspellings="صاروخ\tساروخ|صروخ\n"))
    assert found(engine, "صاروخ", "سقط بالساروخ") == ["بالساروخ"]
    assert found(engine, "صروخ", "أطلقوا صواريخ") == ["صواريخ"]


def test_a_frequent_word_is_not_split() -> None:
    assert found(analysed_with(lists(frequent="بيان\tبيان\n")), "بيان", "صدر بيان") == ["بيان"]


def test_an_admin_extends_the_lists() -> None:
    own = extended({"names.tsv": ("words/names.tsv", "زوربانيا\tplace\tزورباينا\t\n")})
    assert found(analysed_with(own), "زوربانيا", "زورباينا") == ["زورباينا"]
    assert own.version != packaged().version


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("names.tsv", "زوربانيا\tplanet\t\t\n", 1),
        ("names.tsv", "# first\nزوربانيا\tplace\t\t\tfifth\n", 2),
        ("names.tsv", "...\tplace\t\t\n", 1),
        ("families.tsv", "ابن\tأبناء\n\n\tأبناء\n", 3),
    ],
)
def test_an_error_names_file_and_line(name: str, text: str, line: int) -> None:
    with pytest.raises(WordListError, match=f"words/{name}:{line}:") as error:
        extended({name: (f"words/{name}", text)})
    assert error.value.line == line


def test_an_unknown_list_is_refused_by_name() -> None:
    with pytest.raises(WordListError, match=r"nmaes\.tsv"):
        extended({"nmaes.tsv": ("words/nmaes.tsv", "")})


def test_the_packaged_lists_are_readable_and_name_nothing_twice() -> None:
    own = packaged()
    assert own.names or own.families or own.frequent
    first = Counter(name.spellings[0] for name in set(own.names.values()))
    assert [words for words, count in first.items() if count > 1] == []
    assert len(FILES) == 6
