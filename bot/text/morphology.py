"""Words read with an analyser: by the lemmas of their plausible readings and their forms without clitics.

Keys: `L:` a vocalised lemma, `S:` a folded form without clitics, `F:` a family of data/families.tsv, `E:` an
English stem.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain
from typing import Final

from bot.text import foreign, spelling
from bot.text.analysis import Analyse, Analysis, analyses, folded_lemma, without_vowels
from bot.text.choice import agreeing, plausible, vowelled_alike, weight
from bot.text.clitics import CliticReader
from bot.text.meaning import meant
from bot.text.normalise import fold_seats, is_arabic, is_plain_arabic, plain
from bot.text.proclitics import splits
from bot.text.reading import Opens, QueryWord, Reading
from bot.text.wordlists import WordLists

_VERSION: Final = "morphology-1"
_LONGEST: Final = 40  # letters; no word with its clitics is longer
_DOUBTFUL: Final = 1.0  # of the two parts of a word that is cut apart, each must be more likely
_NOUNS: Final = frozenset({"noun", "adj"})
_TANWIN: Final = ("اً", "ًا")
_CACHED_FORMS: Final = 30_000
_CACHED_CITATIONS: Final = 5_000
_ARTICLE: Final = "ال"
_SOUND_PLURAL: Final = "ات"
_FEMININE: Final = "\u064eة"

# fmt: off
_BEFORE_NOUNS: Final = frozenset({
    "في", "إلى", "على", "عن", "مع", "بين", "خلال", "ضد", "حول", "عبر", "لدى", "تحت", "فوق", "دون", "قبل",
    "بعد", "عند", "أمام", "خلف", "وراء", "نحو", "منذ", "كل", "جميع", "بعض", "غير", "عدم", "كافة", "معظم",
})
# fmt: on
_BEFORE_IMPERFECTS: Final = frozenset({"لم", "لن", "سوف", "أن", "كي", "لكي", "التي"})


class MorphologyReader:
    """Reads with `analyse`, camel-tools' analyser; by rules what it doesn't know. Implements `Reader`.

    `version` names the analyser and its database; `lists` are the project's own and the admin's.
    """

    def __init__(self, analyse: Analyse, version: str, lists: WordLists) -> None:
        self._analyse = analyse
        self._lists = lists
        self._is_verb = lru_cache(maxsize=_CACHED_CITATIONS)(self._may_be_verb)
        self._keys = lru_cache(maxsize=_CACHED_FORMS)(self._keys_of_form)
        self._rules = CliticReader(lists, inflect=False)
        self.version: Final[str] = f"{_VERSION}+{version}+{lists.version}"

    def read(self, spelled: str) -> Reading:
        """One word of a post, spelled as `bot.text.words.Word.spelled`."""
        letters = is_plain_arabic(spelled)
        raw = spelled if letters else plain(spelled)
        if not letters and not is_arabic(raw):
            return foreign.read(raw)
        possible = self._readings(raw, spelled)
        usual = self._usual(possible, raw)
        readings = plausible(usual)
        if not readings:
            return self._rules.read(spelled)
        written = _surface_keys(raw, readings)
        bare = tuple(dict.fromkeys((fold_seats(raw), *(r.folded for r in readings))))
        if all(len(r.form) != len(raw) or fold_seats(r.form) != bare[0] for r in readings):
            # Read as another spelling, which may be a mistake: then it is an unknown word too.
            unknown = self._rules.read(spelled)
            written = written | unknown.keys
            bare += unknown.bare
        keys = [self._keys_of(reading) | written for reading in readings]
        reading = _reading(raw, keys, bare)
        reading.known = True
        reading.opens = _opens(raw)
        nouns = [own for own, r in zip(keys, readings, strict=True) if r.kind != "verb"]
        if 0 < len(nouns) < len(keys):
            reading.as_noun = _reading(raw, nouns, bare)
        # What a word usually is does not count where the word before leaves no choice.
        likely = readings if usual is possible else plausible(possible)
        imperfects = [r for r in likely if r.aspect == "i" and r.person == "3"]
        if imperfects and imperfects != readings:
            reading.as_imperfect = _reading(raw, [self._keys_of(r) | written for r in imperfects], bare)
        return reading

    def query_word(self, word: str) -> QueryWord:
        """The keys one of which a post's word must have to be the same word as `word`, typed bare."""
        raw = plain(word)
        if not is_arabic(raw):
            return foreign.query_word(raw)
        readings = plausible(_without_clitics(self._usual(self._readings(raw, word), raw)))
        if not readings:
            return self._rules.query_word(word)
        surface = fold_seats(raw)
        chosen = [*meant(readings, raw), *self._singulars(readings)]
        if surface.startswith(_ARTICLE) and self._lists.kind_of_name(surface) == "place":
            chosen = [r for r in chosen if r.kind == "name"]  # its article is its own: الرقة is not in ورقة
        # `I:` is of unknown words, which may be its plural by the lists.
        keys = frozenset({f"I:{surface}"}.union(_surface_keys(raw, readings), *map(self._keys_of, chosen)))
        lemmas = dict.fromkeys(r.lemma for r in chosen if r.lemma)
        aliases = self._lists.other_names(surface) or self._lists.other_names(chosen[0].folded)
        gloss = "name" if aliases else chosen[0].kind
        return QueryWord(keys, tuple(lemmas), aliases, gloss, self._lists.written(aliases))

    def _singulars(self, readings: Sequence[Analysis]) -> Iterator[Analysis]:
        """What the lists say that a plural is of, beside what the analyser says."""
        nouns = {(reading.bare, reading.folded) for reading in readings if reading.kind in _NOUNS}
        for singular in {singular for noun in nouns for singular in self._lists.singulars(*noun)}:
            own = (r for r in self._found(singular) if folded_lemma(r.lemma) == fold_seats(singular))
            yield from (r for r in own if r.kind in _NOUNS)

    def phrase_keys(self, words: Sequence[str]) -> tuple[frozenset[str], ...]:
        """The same for each word between quotes: clitics forgiven in both directions, no inflection."""
        return self._lists.spelled_alike(words, [self._forms(word) for word in words])

    def parts(self, spelled: str) -> int:
        """Where `spelled` is certainly two words written as one: the length of the first; 0 where it is not."""
        if not is_arabic(spelled) or len(spelled) > _LONGEST:
            return 0
        for cut in spelling.cuts(spelled):
            if self._is_word(spelled[:cut]) and self._is_word(spelled[cut:]):
                return cut
        return 0

    def _is_word(self, spelled: str) -> bool:
        raw = plain(spelled)
        return any(r.form == raw and weight(r) < _DOUBTFUL for r in self._found(raw))

    def _forms(self, word: str) -> frozenset[str]:
        raw = plain(word)
        if not is_arabic(raw):
            return frozenset({f"S:{raw}"})
        readings = plausible(_without_clitics(self._usual(self._readings(raw, word), raw)))
        if not readings:
            return self._rules.phrase_keys([word])[0]
        forms = {key for reading in readings for key in self._keys_of(reading) if key.startswith("S:")}
        surface = fold_seats(raw)
        return frozenset(forms | _surface_keys(raw, readings) | {f"S:{surface}", f"P:{surface}"})

    def _readings(self, raw: str, spelled: str) -> Sequence[Analysis]:
        """The readings of a word as it is written, or else as it is seen through to be."""
        if len(raw) > _LONGEST:
            return ()
        found = self._found(raw)
        if not found:
            found = self._seen_through(raw)
        return vowelled_alike(self._distinguished(found, raw), spelled) if found else ()

    def _found(self, raw: str) -> Sequence[Analysis]:
        heads = tuple(splits(fold_seats(raw)))
        for _, rest in heads:
            if right := self._lists.misspellings.get(rest):
                return self._found(f"{raw[: len(raw) - len(rest)]}{right}")
        names = self._lists.names
        return [
            *agreeing(analyses(self._analyse, raw), raw),
            *(_name(raw, proclitics, rest) for proclitics, rest in heads if (rest,) in names),
        ]

    def _seen_through(self, raw: str) -> Sequence[Analysis]:
        for candidate in spelling.unstretched(raw):
            if found := self._found(candidate):
                return found
        for candidate in spelling.undialectal(raw):
            if verbs := [r for r in self._found(candidate) if r.kind == "verb"]:
                return verbs
        for candidate in spelling.reseated(raw):
            if found := [r for r in self._found(candidate) if r.form == candidate]:
                return found
        return ()

    def _distinguished(self, readings: Sequence[Analysis], raw: str) -> Sequence[Analysis]:
        """Without the readings that the lists exclude, and without plurals of what is the name of a place."""
        kept = [r for r in readings if not self._collides(r, raw)]
        singular = any(r.kind in _NOUNS and folded_lemma(r.lemma) == r.folded for r in kept)
        return [r for r in kept if not (singular and self._is_plural_of_place(r))]

    def _collides(self, reading: Analysis, raw: str) -> bool:
        lemma = folded_lemma(reading.lemma)
        # As it is written, where that is the whole word: عليه is not عالية's علية.
        word = reading.bare if reading.proclitics or reading.pronoun else raw
        if self._lists.collide(word, reading.folded, lemma):
            return True
        definite = "Al" in reading.proclitics
        return definite and self._lists.collide(_ARTICLE + reading.bare, _ARTICLE + reading.folded, lemma)

    def _is_plural_of_place(self, reading: Analysis) -> bool:
        """Whether it is like قطار as a plural of قطر; names of places have none."""
        lemma = folded_lemma(reading.lemma)
        return reading.number == "p" and lemma != reading.folded and self._lists.kind_of_name(lemma) == "place"

    def _usual(self, readings: Sequence[Analysis], raw: str) -> Sequence[Analysis]:
        """Without splits and verbs where the lists say that the word is usually none."""
        usual = self._lists.frequent.get(fold_seats(raw))
        if usual is None:
            return readings
        return [r for r in readings if folded_lemma(r.lemma) == usual or not _is_doubtful(r, usual)] or readings

    def _keys_of(self, reading: Analysis) -> frozenset[str]:
        tanwin = reading.kind != "verb" and reading.diac.endswith(_TANWIN)
        return self._keys(reading.lemma, reading.kind, reading.bare, tanwin, reading.is_construct)

    def _keys_of_form(self, lemma: str, kind: str, bare: str, tanwin: bool, construct: bool) -> frozenset[str]:
        folded = fold_seats(bare)
        keys: set[str] = set()
        if kind != "particle":
            keys.update(f"S:{form}" for form in self._spellings(folded, tanwin, construct))
        if lemma:
            keys.add(f"L:{lemma}")
            # Some plurals have an entry beside their singular's, some only the masculine's: واردات, حافلات.
            if lemma.endswith(_SOUND_PLURAL):
                keys.add(f"L:{lemma.removesuffix(_SOUND_PLURAL)}{_FEMININE}")
            elif kind == "noun" and bare.endswith(_SOUND_PLURAL) and not lemma.endswith("ة"):
                keys.add(f"L:{lemma}{_FEMININE}")
        if kind in _NOUNS:
            keys.update(f"I:{fold_seats(singular)}" for singular in self._lists.singulars(bare, folded))
        by_form = self._lists.citations(bare, folded)
        by_lemma = self._lists.citations(without_vowels(lemma), folded_lemma(lemma))
        for citation in chain(by_form, by_lemma):
            # نظم is in the family of نظام, but not where it is a verb.
            if kind != "verb" or self._is_verb(citation):
                keys.add(f"F:{citation}")
        return frozenset(keys)

    def _may_be_verb(self, citation: str) -> bool:
        found = analyses(self._analyse, citation)
        return any(reading.kind == "verb" and folded_lemma(reading.lemma) == citation for reading in found)

    def _spellings(self, folded: str, tanwin: bool, construct: bool) -> Iterator[str]:
        """The form without clitics; of a name with several spellings, that of all of them too."""
        if not construct:
            yield folded
        if tanwin:
            yield folded[:-1]  # a case, not another form: مؤتمرا
        if spelling_of_name := self._lists.spelling(folded):
            yield spelling_of_name


def _name(raw: str, proclitics: tuple[str, ...], rest: str) -> Analysis:
    """A reading as a name of our lists."""
    return Analysis("", "name", raw, rest, rest, rest, raw, proclitics, "", "s", "", "", "")


def _reading(raw: str, keys: Sequence[AbstractSet[str]], bare: tuple[str, ...]) -> Reading:
    return Reading(raw, frozenset(set().union(*keys)), bare)


def _surface_keys(raw: str, readings: Sequence[Analysis]) -> set[str]:
    """The keys of a word as it is written.

    على keeps its ى in the key of bare words, or every post would have the name علي; between quotes it is only folded.
    """
    surface = fold_seats(raw)
    if raw[-1] == "ى" and all(reading.kind == "particle" for reading in readings):
        return {f"S:{raw}", f"P:{surface}"}
    return {f"S:{surface}"}


def _is_doubtful(reading: Analysis, usual: str) -> bool:
    """Whether a frequent word may be mistaken for it. What stands behind an article is a noun for certain."""
    if reading.kind == "verb":
        return True
    split = bool(reading.pronoun) or (bool(reading.proclitics) and "Al" not in reading.proclitics)
    return split and reading.folded != usual


def _without_clitics(readings: Sequence[Analysis]) -> Sequence[Analysis]:
    """A query's readings: what stands for itself, with or without the article; all where none does."""
    return [r for r in readings if r.proclitics in {(), ("Al",)} and not r.pronoun] or readings


def _opens(raw: str) -> Opens:
    word = raw[1:] if raw[0] in "وف" and len(raw) > len("في") else raw
    if raw in _BEFORE_NOUNS or word in _BEFORE_NOUNS:
        return Opens.NOUN
    return Opens.IMPERFECT if raw in _BEFORE_IMPERFECTS or word in _BEFORE_IMPERFECTS else Opens.ANYTHING
