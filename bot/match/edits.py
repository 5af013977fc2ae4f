"""Spelled nearly so: Damerau-Levenshtein distance, and the deletions by which near forms meet without a scan.

Two forms at most k edits apart, the first letter being the same, become equal when at most k letters behind the first
are left out of each (symmetric deletion, as in https://github.com/wolfgarbe/SymSpell). So the forms of a query stand
under all that is left of them, and a word looks up what is left of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

ARTICLE: Final = "ال"


def compared(forms: Iterable[str]) -> Iterator[str]:
    """`forms` of a word, and those with the article without it: it may be a name's own (الرقة), and still be left out
    in a query."""
    for form in forms:
        yield form
        if form.startswith(ARTICLE):
            yield form[len(ARTICLE) :]


def shortened(form: str, edits: int) -> set[str]:
    """`form` and what is left of it without up to `edits` of its letters behind the first."""
    found = {form}
    for count in range(1, min(edits, len(form) - 1) + 1):
        for left_out in combinations(range(1, len(form)), count):
            found.add("".join([letter for index, letter in enumerate(form) if index not in left_out]))
    return found


def resembles(form: str, wanted: str, edits: int) -> bool:
    """Whether `form`, or `form` without the article, begins like `wanted` and is at most `edits` insertions, deletions,
    replacements and exchanges of neighbours away from it."""
    return any(_is_near(one, wanted, edits) for one in compared((form,)))


def _is_near(form: str, wanted: str, edits: int) -> bool:
    if form == wanted:
        return True
    if not form or form[0] != wanted[0] or abs(len(form) - len(wanted)) > edits:
        return False
    return distance(form[1:], wanted[1:]) <= edits


def distance(one: str, other: str) -> int:
    """The unrestricted Damerau-Levenshtein distance (Lowrance and Wagner 1975)."""
    far = len(one) + len(other)
    last_row: dict[str, int] = {}
    rows: list[list[int]] = [[far] * (len(other) + 2), [far, *range(len(other) + 1)]]
    for i, letter in enumerate(one, 1):
        last_column = 0
        row = [far, i]
        for j, against in enumerate(other, 1):
            back_row, back_column = last_row.get(against, 0), last_column
            if letter == against:
                last_column = j
            row.append(
                min(
                    rows[i][j] + (letter != against),
                    row[j] + 1,
                    rows[i][j + 1] + 1,
                    rows[back_row][back_column] + (i - back_row - 1) + 1 + (j - back_column - 1),
                )
            )
        rows.append(row)
        last_row[letter] = i
    return rows[-1][-1]
