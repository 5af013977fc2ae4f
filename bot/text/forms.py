"""The forms that a word may have without the clitics that are written onto it, by its letters.

Letters cannot tell whether «وليد» is و+ليد. So a proclitic comes off only where enough of a word is left, and never
from a word that is listed as keeping its first letters (data/kept_words.tsv).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from bot.text.normalise import fold_seats, is_arabic, plain

_ARTICLE: Final = "ال"
_PRONOUNS: Final = ("هما", "ها", "هم", "هن", "نا", "كم", "ه")
_CERTAIN_PRONOUNS: Final = _PRONOUNS[:-1]  # a final ه is more often a ta marbuta or part of the word
# These also end words by themselves (قانونا, محاكم), so they need a longer word before them.
_DOUBTFUL_PRONOUNS: Final = frozenset({"هن", "نا", "كم"})
# What a lexicon doesn't know is nearly always a name, and names end in all the others by themselves (مارينا, كيبيك).
_PRONOUNS_OF_NAMES: Final = ("هما", "ها", "هم")
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

# These begin words by themselves so often that they need a longer word behind them.
_FUTURE: Final = "س"
_LIKE: Final = "ك"

_TANWIN: Final = "\u064b"


class Forms:
    """Takes clitics off. `kept` are folded words that keep their first letters.

    With `names`, every word is one that a lexicon doesn't know: what stands before it is more surely a clitic, what
    stands behind it more surely its own.
    """

    def __init__(self, kept: AbstractSet[str], *, names: bool) -> None:
        self._kept = kept
        self._pronouns = _PRONOUNS_OF_NAMES if names else _PRONOUNS
        self._rare = _FUTURE if names else _FUTURE + _LIKE
        self._endings = frozenset() if names else _ENDING_SET

    def certain(self, bare: str) -> set[str]:
        """The forms of a query's word: only what stands behind an article, or before an unmistakable pronoun."""
        folded = fold_seats(bare)
        forms = {folded}
        if len(bare) > _LONGEST_WORD or not is_arabic(bare):
            return forms
        if self._articles(bare, folded):
            forms.update(folded[start:] for start in self._starts(bare, folded))
        else:
            forms.update(self._without_pronoun(bare, _CERTAIN_PRONOUNS, _SHORTEST_LONG_STEM))
        return forms

    def possible(self, bare: str) -> set[str]:
        """The forms of a post's word: whatever its letters allow."""
        folded = fold_seats(bare)
        forms = {folded}
        if len(bare) > _LONGEST_WORD or not is_arabic(bare):
            return forms
        starts = self._starts(bare, folded)
        forms.update(folded[start:] for start in starts)
        if not self._articles(bare, folded):  # a word with the article has no pronoun
            for start in {0, *starts}:
                forms.update(self._without_pronoun(bare[start:], self._pronouns, _SHORTEST_STEM))
        return forms

    def _starts(self, bare: str, folded: str) -> set[int]:
        """Where the word may begin behind its proclitics and article."""
        starts = {start for start in self._proclitic_ends(bare, folded) if start}
        starts.update(start + len(_ARTICLE) for start in self._articles(bare, folded))
        return starts

    def _proclitic_ends(self, bare: str, folded: str) -> list[int]:
        """0, and the ends of the proclitics that may stand before an article: و ف, then ب ك ل س."""
        ends = [0]
        if folded[0] in "وف" and self._may_lose_first(folded, 0, _SHORTEST_STEM):
            ends.append(1)
        for end in tuple(ends):
            letter = folded[end]
            rare = letter in self._rare and not folded.startswith(_ARTICLE, end + 1)
            if letter not in "بكلس" or not self._may_lose_first(folded, end, _SHORTEST_STEM + rare):
                continue
            if letter != "س" or bare[end + 1] in "يتنأ":  # the future is before an imperfect only
                ends.append(end + 1)
        return ends

    def _may_lose_first(self, folded: str, start: int, shortest: int) -> bool:
        return len(folded) - start - 1 >= shortest and not self._is_kept(folded[start:])

    def is_definite(self, bare: str) -> bool:
        """Whether an article may stand before the word."""
        return is_arabic(bare) and len(bare) <= _LONGEST_WORD and bool(self._articles(bare, fold_seats(bare)))

    def _articles(self, bare: str, folded: str) -> list[int]:
        """Where an article may start: ال behind its proclitics, or the لل that ل + ال make."""
        articles = []
        for start in self._proclitic_ends(bare, folded):
            if len(folded) - start - len(_ARTICLE) < _SHORTEST_AFTER_ARTICLE or self._is_kept(folded[start:]):
                continue
            joined = folded.startswith("لل", start) and not self._is_kept(folded[start + 1 :])  # not للبنان
            if bare.startswith(_ARTICLE, start) or joined:
                articles.append(start)
        return articles

    def _without_pronoun(self, bare: str, pronouns: Sequence[str], shortest: int) -> Iterator[str]:
        """The folded word without each attached pronoun it may end in; a ت before one may be a ta marbuta."""
        folded = fold_seats(bare)
        if folded in self._kept:
            return
        for pronoun in pronouns:
            least = _SHORTEST_LONG_STEM if pronoun in _DOUBTFUL_PRONOUNS else shortest
            stem = folded[: -len(pronoun)]
            if not bare.endswith(pronoun) or len(stem) < least:
                continue
            yield stem
            if stem.endswith("ت"):
                yield f"{stem[:-1]}ه"

    def _is_kept(self, folded: str) -> bool:
        kept = self._kept
        if folded in kept:
            return True
        return any(
            folded[-size:] in self._endings and folded[:-size] in kept
            for size in range(1, min(_LONGEST_ENDING, len(folded) - _SHORTEST_STEM) + 1)
        )


def without_tanwin(spelled: str) -> str:
    """What is left before an alef that only carries a tanwin (وفداً, وفدًا: وفد); empty where there is none."""
    head, _, tail = spelled.rpartition("ا")
    stem = plain(head)
    written = _TANWIN in tail or _TANWIN in head[-2:]
    return stem if written and not plain(tail) and len(stem) >= _SHORTEST_STEM else ""
