"""A word without the clitics that are written onto it, by rules: the reader for machines without a lexicon.

Rules cannot know whether «وليد» is و+ليد. So a proclitic comes off only where enough of a word is left, and never
from a word that is listed as keeping its first letters (data/kept_words.tsv).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Final

from bot.text.normalise import fold, fold_seats, is_arabic, plain
from bot.text.reading import QueryWord, Reading

_ARTICLE: Final = "ال"
_PRONOUNS: Final = ("هما", "ها", "هم", "هن", "نا", "كم", "ه")
_CERTAIN_PRONOUNS: Final = _PRONOUNS[:-1]  # a final ه is more often a ta marbuta or part of the word
# These also end words by themselves (قانونا, محاكم), so they need a longer word before them.
_DOUBTFUL_PRONOUNS: Final = frozenset({"هن", "نا", "كم"})
_SHORTEST_STEM: Final = 3
_SHORTEST_AFTER_ARTICLE: Final = 2
_SHORTEST_LONG_STEM: Final = 4
_LONGEST_WORD: Final = 40  # no word with its clitics is longer; what is, has no clitics to see through

_ENDINGS: Final = (
    *("ا", "ي", "ه", "ت", "تا", "وا", "ات", "ان", "ين", "ون", "يه", "يا", "يان", "يات", "يون", "يين"),
    *("ها", "هم", "هما", "هن", "نا", "كم", "ته", "تها", "تهم", "تهما", "تنا", "تكم", "تان", "تين"),
    *("اته", "اتها", "اتهم", "اتنا", "يته", "يتها", "يتهم"),
)
_LONGEST_ENDING: Final = max(map(len, _ENDINGS))
_ENDING_SET: Final = frozenset(_ENDINGS)

_TANWIN: Final = "\u064b"


@cache
def _kept_words() -> frozenset[str]:
    lines = resources.files("bot.text").joinpath("data/kept_words.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line.strip()) for line in lines if line.strip() and not line.startswith("#"))


def _is_kept(folded: str) -> bool:
    kept = _kept_words()
    if folded in kept:
        return True
    return any(
        folded[-size:] in _ENDING_SET and folded[:-size] in kept
        for size in range(1, min(_LONGEST_ENDING, len(folded) - _SHORTEST_STEM) + 1)
    )


class CliticReader:
    """Keys of words by their form: `S:` a spelled form, `L:` a form that inflection made of it.

    Implements `bot.text.reading.Reader`. What a word may be is taken wide in posts and narrow in queries, where
    only an article proves that the letters before it are clitics.
    """

    version: Final = "clitics-1"

    def read(self, spelled: str) -> Reading:
        """One word of a post, spelled as `bot.text.words.Word.spelled`."""
        raw = plain(spelled)
        forms = _possible_forms(raw)
        keys = {f"S:{form}" for form in forms}
        uninflected = _without_tanwin(spelled)
        if uninflected:
            keys.update(f"L:{form}" for form in _possible_forms(uninflected))
        return Reading(raw, frozenset(keys), tuple(forms))

    def query_word(self, word: str) -> QueryWord:
        """The keys one of which a post's word must have to be the same word as `word`, typed bare."""
        forms = _certain_forms(plain(word))
        return QueryWord(frozenset({f"{kind}:{form}" for form in forms for kind in "SL"}))

    def phrase_keys(self, words: Sequence[str]) -> tuple[frozenset[str], ...]:
        """The same for each word between quotes: clitics forgiven in both directions, no inflection.

        In a row of words the neighbours confirm a reading, so each may lose any clitic; a single word may not.
        """
        if len(words) == 1:
            return (frozenset(f"S:{form}" for form in _certain_forms(plain(words[0]))),)
        return tuple(frozenset(f"S:{form}" for form in _possible_forms(plain(word))) for word in words)


def _without_tanwin(spelled: str) -> str:
    """What is left before an alef that only carries a tanwin (وفداً, وفدًا: وفد); empty where there is none."""
    head, _, tail = spelled.rpartition("ا")
    stem = plain(head)
    written = _TANWIN in tail or _TANWIN in head[-2:]
    return stem if written and not plain(tail) and len(stem) >= _SHORTEST_STEM else ""


def _certain_forms(bare: str) -> set[str]:
    """The forms of a query's word: only what stands behind an article, or before an unmistakable pronoun."""
    folded = fold_seats(bare)
    forms = {folded}
    if len(bare) > _LONGEST_WORD or not is_arabic(bare):
        return forms
    if _articles(bare, folded):
        forms.update(folded[start:] for start in _starts(bare, folded))
    else:
        forms.update(_without_pronoun(bare, _CERTAIN_PRONOUNS, _SHORTEST_LONG_STEM))
    return forms


def _possible_forms(bare: str) -> set[str]:
    """The forms of a post's word: whatever its letters allow."""
    folded = fold_seats(bare)
    forms = {folded}
    if len(bare) > _LONGEST_WORD or not is_arabic(bare):
        return forms
    starts = _starts(bare, folded)
    forms.update(folded[start:] for start in starts)
    if not _articles(bare, folded):  # a word with the article has no pronoun
        for start in {0, *starts}:
            forms.update(_without_pronoun(bare[start:], _PRONOUNS, _SHORTEST_STEM))
    return forms


def _starts(bare: str, folded: str) -> set[int]:
    """Where the word may begin behind its proclitics and article."""
    starts = {start for start in _proclitic_ends(bare, folded) if start}
    starts.update(start + len(_ARTICLE) for start in _articles(bare, folded))
    return starts


def _proclitic_ends(bare: str, folded: str) -> list[int]:
    """0, and the ends of the proclitics that may stand before an article: و ف, then ب ك ل س."""
    ends = [0]
    if folded[0] in "وف" and _may_lose_first(folded, 0, _SHORTEST_STEM):
        ends.append(1)
    for end in tuple(ends):
        letter = folded[end]
        rare = letter in "كس" and not folded.startswith(_ARTICLE, end + 1)
        if letter not in "بكلس" or not _may_lose_first(folded, end, _SHORTEST_STEM + rare):
            continue
        if letter != "س" or bare[end + 1] in "يتنأ":  # the future is before an imperfect only
            ends.append(end + 1)
    return ends


def _may_lose_first(folded: str, start: int, shortest: int) -> bool:
    return len(folded) - start - 1 >= shortest and not _is_kept(folded[start:])


def _articles(bare: str, folded: str) -> list[int]:
    """Where an article may start: ال behind its proclitics, or the لل that ل + ال make."""
    articles = []
    for start in _proclitic_ends(bare, folded):
        if len(folded) - start - len(_ARTICLE) < _SHORTEST_AFTER_ARTICLE or _is_kept(folded[start:]):
            continue
        joined = folded.startswith("لل", start) and not _is_kept(folded[start + 1 :])  # not للبنان
        if bare.startswith(_ARTICLE, start) or joined:
            articles.append(start)
    return articles


def _without_pronoun(bare: str, pronouns: Sequence[str], shortest: int) -> Iterator[str]:
    """The folded word without each attached pronoun it may end in; a ت before one may be a ta marbuta."""
    folded = fold_seats(bare)
    if folded in _kept_words():
        return
    for pronoun in pronouns:
        least = _SHORTEST_LONG_STEM if pronoun in _DOUBTFUL_PRONOUNS else shortest
        stem = folded[: -len(pronoun)]
        if not bare.endswith(pronoun) or len(stem) < least:
            continue
        yield stem
        if stem.endswith("ت"):
            yield f"{stem[:-1]}ه"
