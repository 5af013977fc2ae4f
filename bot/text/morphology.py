"""Words read with an analyser: the lemmas of their plausible readings, their forms without clitics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.text.analysis import Analyse, Analysis, analyses, folded_lemma
from bot.text.choice import agreeing, plausible
from bot.text.clitics import CliticReader
from bot.text.normalise import fold_seats, is_arabic, plain
from bot.text.reading import QueryWord, Reading

_LONGEST: Final = 40


class MorphologyReader:
    def __init__(self, analyse: Analyse, version: str) -> None:
        self._analyse = analyse
        self._rules = CliticReader()
        self.version = f"morphology-1+{version}"

    def analyses(self, raw: str) -> Sequence[Analysis]:
        if len(raw) > _LONGEST or not is_arabic(raw):
            return ()
        return agreeing(analyses(self._analyse, raw), raw)

    def read(self, spelled: str) -> Reading:
        raw = plain(spelled)
        readings = plausible(self.analyses(raw))
        if not readings:
            return self._rules.read(spelled)
        surface = fold_seats(raw)
        keys = {f"S:{surface}"}
        bare = {surface}
        for r in readings:
            keys.add(f"L:{r.lemma}")
            form = fold_seats(r.bare)
            bare.add(form)
            keys.add(f"S:{form}")
        return Reading(raw, frozenset(keys), tuple(bare))

    def query_word(self, word: str) -> QueryWord:
        raw = plain(word)
        readings = self.analyses(raw)
        if not readings:
            return self._rules.query_word(word)
        surface = fold_seats(raw)
        keys = {f"S:{surface}"}
        if surface.startswith("ال"):
            keys.add(f"S:{surface[2:]}")
            surface = surface[2:]
        free = [r for r in readings if not [p for p in r.proclitics if p != "Al"] and not r.pronoun] or readings
        free = plausible(free)
        own = [r for r in free if folded_lemma(r.lemma) == surface]
        chosen = own or free
        chosen = list(chosen) + [r for r in free if r.kind != "verb" and fold_seats(r.stem) == surface]
        keys |= {f"L:{r.lemma}" for r in chosen}
        return QueryWord(frozenset(keys), tuple(dict.fromkeys(r.lemma for r in chosen)), (), chosen[0].kind)

    def phrase_keys(self, words: Sequence[str]) -> tuple[frozenset[str], ...]:
        return self._rules.phrase_keys(words)
