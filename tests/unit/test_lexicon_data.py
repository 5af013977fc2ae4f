"""The lexicon's own files hold what their readers rely on: columns, spelling, and no entry that contradicts another."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "bot" / "text" / "data"
COLUMNS = {"names": 4, "families": 2, "plurals": 2, "collisions": 2, "misspellings": 2, "frequent": 2}
AT_LEAST = {"names": 800, "families": 250, "plurals": 450, "collisions": 150, "misspellings": 150, "frequent": 500}
ONE_VALUE = {"frequent"}
KINDS = {"place", "party", "group", "person", "org", "media"}
SEATS = str.maketrans("أإآٱىةؤئ", "اااايهوي")


def entries(name: str) -> list[list[str]]:
    """The lines of a file without its comments, cut into columns."""
    lines = (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def listed(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def folded(text: str) -> str:
    return text.translate(SEATS)


@pytest.mark.parametrize("name", COLUMNS)
def test_every_line_has_the_columns_of_its_file(name: str) -> None:
    odd = [row for row in entries(name) if len(row) != COLUMNS[name]]
    assert odd == []


@pytest.mark.parametrize("name", COLUMNS)
def test_a_file_holds_what_the_engine_counts_on(name: str) -> None:
    assert len(entries(name)) >= AT_LEAST[name]


def test_the_lexicon_has_at_least_fifteen_hundred_entries() -> None:
    assert sum(len(entries(name)) for name in COLUMNS) >= 1500


@pytest.mark.parametrize("name", COLUMNS)
def test_a_file_is_composed_text_with_a_last_newline_and_no_blank_lines(name: str) -> None:
    text = (DATA / f"{name}.tsv").read_text(encoding="utf-8")
    assert unicodedata.normalize("NFC", text) == text
    assert text.endswith("\n")
    assert "\n\n" not in text
    assert "\r" not in text


@pytest.mark.parametrize("name", COLUMNS)
def test_words_carry_no_diacritics_no_tatweel_and_no_invisible_marks(name: str) -> None:
    marked = [
        row
        for row in entries(name)
        if any(
            unicodedata.combining(char) or char == "ـ" or unicodedata.category(char) == "Cf" for char in "".join(row)
        )
    ]
    assert marked == []


@pytest.mark.parametrize("name", COLUMNS)
def test_no_cell_or_listed_word_has_blanks_around_it_or_is_empty(name: str) -> None:
    for row in entries(name):
        assert row[0], row
        words = [word for cell in (row[2:] if name == "names" else row) for word in listed(cell)]
        for word in [row[0], *words]:
            assert word, row
            assert word == " ".join(word.split()), row


@pytest.mark.parametrize("name", COLUMNS)
def test_no_word_has_two_lines(name: str) -> None:
    heads = [row[0] for row in entries(name)]
    assert [head for head in set(heads) if heads.count(head) > 1] == []


@pytest.mark.parametrize("name", sorted(set(COLUMNS) - ONE_VALUE - {"names"}))
def test_a_line_lists_nothing_twice_and_never_its_own_word(name: str) -> None:
    for word, cell in entries(name):
        forms = listed(cell)
        assert forms, word
        assert len(set(forms)) == len(forms), word
        assert word not in forms


@pytest.mark.parametrize("name", sorted(set(COLUMNS) - {"names"}))
def test_outside_the_names_an_entry_is_one_word(name: str) -> None:
    assert [row for row in entries(name) if any(" " in cell for cell in row)] == []


def test_a_frequent_word_has_one_citation_form() -> None:
    assert [row for row in entries("frequent") if "|" in row[1] or not row[1]] == []


def test_every_name_is_of_a_known_kind() -> None:
    assert {row[1] for row in entries("names")} <= KINDS


def test_a_variant_of_a_name_belongs_to_one_name_of_its_kind() -> None:
    owner: dict[tuple[str, str], str] = {}
    for name, kind, variants, _ in entries("names"):
        for spelling in [name, *listed(variants)]:
            key = (kind, folded(spelling))
            assert key not in owner, f"{spelling}: {name}, {owner[key]}"
            owner[key] = name


def test_an_alias_belongs_to_one_name_and_is_no_variant_of_it() -> None:
    owner: dict[str, str] = {}
    for name, _, variants, aliases in entries("names"):
        spellings = {folded(spelling) for spelling in [name, *listed(variants)]}
        for alias in listed(aliases):
            assert folded(alias) not in spellings, name
            assert folded(alias) not in owner, alias
            owner[folded(alias)] = name


def test_a_word_is_not_both_an_irregular_family_and_a_plural() -> None:
    assert {row[0] for row in entries("families")} & {row[0] for row in entries("plurals")} == set()


def test_a_wrong_spelling_stands_for_one_word_and_is_no_word_of_the_lexicon() -> None:
    words = {
        folded(word)
        for name in ("families", "plurals", "frequent")
        for row in entries(name)
        for word in (row[0], *listed(row[1]))
    }
    words |= {folded(row[0]) for row in entries("names")} | {folded(row[0]) for row in entries("misspellings")}
    owner: dict[str, str] = {}
    for right, wrongs in entries("misspellings"):
        for wrong in listed(wrongs):
            assert folded(wrong) not in words, f"{right}: {wrong}"
            assert folded(wrong) not in owner, f"{wrong}: {right}, {owner[folded(wrong)]}"
            owner[folded(wrong)] = right


def test_a_variant_of_a_name_is_no_common_word_of_the_lexicon() -> None:
    words = {
        folded(word)
        for name in ("families", "plurals", "frequent")
        for row in entries(name)
        for word in (row[0], *listed(row[1]))
    }
    assert [row[0] for row in entries("names") if any(folded(variant) in words for variant in listed(row[2]))] == []


def test_a_collision_does_not_forbid_what_another_file_says() -> None:
    forbidden = {(word, form) for word, forms in entries("collisions") for form in listed(forms)}
    said = {(word, citation) for word, citation in entries("frequent")}
    said |= {
        (form, word) for name in ("families", "plurals") for word, forms in entries(name) for form in listed(forms)
    }
    assert forbidden & said == set()
    assert [pair for pair in forbidden if folded(pair[0]) == folded(pair[1])] == []
