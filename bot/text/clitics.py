"""Reading by rules: the reader for machines without a lexicon, and for the words that a lexicon doesn't have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bot.text import foreign, inflection, spelling
from bot.text.forms import Forms, without_tanwin
from bot.text.normalise import fold_seats, is_arabic, plain
from bot.text.reading import QueryWord, Reading
from bot.text.wordlists import WordLists, packaged


class CliticReader:
    """Keys of words by their form: `S:` a form without clitics, `I:` a citation form that it may be inflected from.

    Implements `bot.text.reading.Reader`. What a word may be is taken wide in posts and narrow in queries, where
    only an article proves that the letters before it are clitics. Without `inflect` a word is only its forms: the
    way to read names, which a lexicon doesn't have.
    """

    def __init__(self, lists: WordLists | None = None, *, inflect: bool = True) -> None:
        self._lists = packaged() if lists is None else lists
        self._inflect = inflect
        self._forms = Forms(self._lists.kept, names=not inflect)
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
            own = self._forms.possible(candidate)
            forms |= own
            keys |= self._keys(own)
            definite = self._forms.is_definite(candidate)
            for form in own:
                # A name is not inflected: قطرات is not of قطر.
                citations = self._citations(form, definite=definite)
                keys.update(f"I:{citation}" for citation in citations if not self._lists.kind_of_name(citation))
        if uninflected := without_tanwin(spelled):
            keys.update(f"I:{form}" for form in self._forms.possible(uninflected))
        surface = fold_seats(raw)
        return Reading(raw, frozenset(keys), (surface, *(forms - {surface})))

    def query_word(self, word: str) -> QueryWord:
        """The keys one of which a post's word must have to be the same word as `word`, typed bare."""
        raw = plain(word)
        if not is_arabic(raw):
            return foreign.query_word(raw)
        forms = {form for candidate in (raw, *spelling.unstretched(raw)) for form in self._forms.certain(candidate)}
        keys = self._keys(forms) | {f"I:{form}" for form in forms}
        if self._inflect or not self._lists.kind_of_name(fold_seats(raw)):
            citations = {citation for form in forms for citation in inflection.meant(form)}
            citations |= {fold_seats(singular) for form in forms for singular in self._lists.singulars(form, form)}
            keys |= {f"{kind}:{citation}" for citation in citations for kind in "SI"}
        aliases = next(filter(None, map(self._lists.other_names, sorted(forms, key=len))), ())
        gloss = "name" if aliases else "unknown"
        return QueryWord(frozenset(keys), aliases=aliases, gloss=gloss, written=self._lists.written(aliases))

    def phrase_keys(self, words: Sequence[str]) -> tuple[frozenset[str], ...]:
        """The same for each word between quotes: clitics forgiven in both directions, no inflection.

        In a row of words the neighbours confirm a reading, so each may lose any clitic; a single word may not.
        """
        raws = [plain(word) for word in words]
        forms = [self._forms.certain(raw) if len(raws) == 1 else self._forms.possible(raw) for raw in raws]
        keys = [frozenset(self._spellings(own)) for own in forms]
        return self._lists.spelled_alike(words, keys)

    def _citations(self, form: str, *, definite: bool) -> Iterator[str]:
        return inflection.citations(form, definite=definite) if self._inflect else inflection.of_unknown(form)

    def _keys(self, forms: Iterable[str]) -> set[str]:
        keys = set(self._spellings(forms))
        for form in forms:
            keys.update(f"F:{citation}" for citation in self._lists.citations(form, form))
            keys.update(f"I:{fold_seats(singular)}" for singular in self._lists.singulars(form, form))
        return keys

    def _spellings(self, forms: Iterable[str]) -> Iterator[str]:
        for form in forms:
            yield f"S:{form}"
            if spelling_of_name := self._lists.spelling(form):
                yield f"S:{spelling_of_name}"
