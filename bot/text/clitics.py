"""A word without the clitics that are written onto it, by rules: the reader for machines without a lexicon.

Rules cannot know whether «وليد» is و+ليد. So a proclitic comes off only where enough of a word is left, and never
from a word that is listed as keeping its first letters (data/kept_words.tsv).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bot.text import foreign, inflection, spelling
from bot.text.normalise import fold_seats, is_arabic, plain
from bot.text.reading import QueryWord, Reading
from bot.text.wordlists import WordLists, packaged

_ARTICLE: Final = "ال"
_PRONOUNS: Final = ("هما", "ها", "هم", "هن", "نا", "كم", "ه")
_CERTAIN_PRONOUNS: Final = _PRONOUNS[:-1]  # a final ه is more often a ta marbuta or part of the word
# These also end words by themselves (قانونا, محاكم), so they need a longer word before them.
_DOUBTFUL_PRONOUNS: Final = frozenset({"هن", "نا", "كم"})
# What a lexicon doesn't know is nearly always a name, and names end in all the others by themselves (مارينا, كيبيك).
_PRONOUNS_OF_UNKNOWN_WORDS: Final = ("هما", "ها", "هم")
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


def _is_kept(folded: str) -> bool:
    kept = packaged().kept
    if folded in kept:
        return True
    return any(
        folded[-size:] in _ENDING_SET and folded[:-size] in kept
        for size in range(1, min(_LONGEST_ENDING, len(folded) - _SHORTEST_STEM) + 1)
    )


class CliticReader:
    """Keys of words by their form: `S:` a form without clitics, `I:` a citation form that it may be inflected from.

    Implements `bot.text.reading.Reader`. What a word may be is taken wide in posts and narrow in queries, where
    only an article proves that the letters before it are clitics. Without `inflect` a word is only its forms: the
    way to read names, which a lexicon doesn't have.
    """

    def __init__(self, lists: WordLists | None = None, *, inflect: bool = True) -> None:
        self._lists = packaged() if lists is None else lists
        self._inflect = inflect
        self._pronouns = _PRONOUNS if inflect else _PRONOUNS_OF_UNKNOWN_WORDS
        self.version: Final[str] = f"clitics-2+{self._lists.version}"

    def parts(self, spelled: str) -> int:
        """Rules don't know words well enough to cut two apart: always 0."""
        return 0

    def read(self, spelled: str) -> Reading:
        """One word of a post, spelled as `bot.text.words.Word.spelled`."""
        raw = plain(spelled)
        if not is_arabic(raw):
            return foreign.read(raw)
        keys: set[str] = set()
        forms: set[str] = set()
        for candidate in (raw, *spelling.unstretched(raw), *spelling.undialectal(raw)):
            own = _possible_forms(candidate, self._pronouns)
            forms |= own
            keys |= self._keys(own)
            if self._inflect:
                definite = bool(_articles(candidate, fold_seats(candidate)))
                for form in own:
                    citations = inflection.citations(form, definite=definite)
                    # A name is not inflected: قطرات is not of قطر.
                    keys.update(f"I:{citation}" for citation in citations if not self._lists.has_name(citation))
        if uninflected := _without_tanwin(spelled):
            keys.update(f"I:{form}" for form in _possible_forms(uninflected, self._pronouns))
        return Reading(raw, frozenset(keys), tuple(forms))

    def query_word(self, word: str) -> QueryWord:
        """The keys one of which a post's word must have to be the same word as `word`, typed bare."""
        raw = plain(word)
        if not is_arabic(raw):
            return foreign.query_word(raw)
        forms = {form for candidate in (raw, *spelling.unstretched(raw)) for form in _certain_forms(candidate)}
        keys = self._keys(forms) | {f"I:{form}" for form in forms}
        if self._inflect:
            citations = {citation for form in forms for citation in inflection.meant(form)}
            citations |= {fold_seats(self._lists.plurals[form]) for form in forms & self._lists.plurals.keys()}
            keys |= {f"{kind}:{citation}" for citation in citations for kind in "SI"}
        aliases = next(filter(None, map(self._lists.other_names, sorted(forms, key=len))), ())
        return QueryWord(frozenset(keys), aliases=aliases, gloss="name" if aliases else "unknown")

    def phrase_keys(self, words: Sequence[str]) -> tuple[frozenset[str], ...]:
        """The same for each word between quotes: clitics forgiven in both directions, no inflection.

        In a row of words the neighbours confirm a reading, so each may lose any clitic; a single word may not.
        """
        raws = [plain(word) for word in words]
        forms = [_certain_forms(raw) if len(raws) == 1 else _possible_forms(raw, self._pronouns) for raw in raws]
        keys = [frozenset(self._spellings(own)) for own in forms]
        return self._lists.spelled_alike(words, keys)

    def _keys(self, forms: Iterable[str]) -> set[str]:
        keys = set(self._spellings(forms))
        for form in forms:
            keys.update(f"F:{citation}" for citation in self._lists.citations(form))
            if singular := self._lists.plurals.get(form):
                keys.add(f"I:{fold_seats(singular)}")
        return keys

    def _spellings(self, forms: Iterable[str]) -> Iterator[str]:
        for form in forms:
            yield f"S:{form}"
            if spelling_of_name := self._lists.spelling(form):
                yield f"S:{spelling_of_name}"


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


def _possible_forms(bare: str, pronouns: Sequence[str]) -> set[str]:
    """The forms of a post's word: whatever its letters allow."""
    folded = fold_seats(bare)
    forms = {folded}
    if len(bare) > _LONGEST_WORD or not is_arabic(bare):
        return forms
    starts = _starts(bare, folded)
    forms.update(folded[start:] for start in starts)
    if not _articles(bare, folded):  # a word with the article has no pronoun
        for start in {0, *starts}:
            forms.update(_without_pronoun(bare[start:], pronouns, _SHORTEST_STEM))
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
    if folded in packaged().kept:
        return
    for pronoun in pronouns:
        least = _SHORTEST_LONG_STEM if pronoun in _DOUBTFUL_PRONOUNS else shortest
        stem = folded[: -len(pronoun)]
        if not bare.endswith(pronoun) or len(stem) < least:
            continue
        yield stem
        if stem.endswith("ت"):
            yield f"{stem[:-1]}ه"
