"""One word as it is read: the forms and keys by which a query finds it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final, NamedTuple, Protocol

from bot.text.normalise import fold_seats, is_arabic

_CONJUNCTIONS: Final = "وف"
_PREPOSITIONS: Final = "بكل"
_FUTURE: Final = "س"
_IMPERFECT: Final = "يتنا"  # folded: the first letter of a verb in the future
_ARTICLES: Final = ("ال", "لل")
_SHORTEST_STEM: Final = 2


class Opens(IntEnum):
    """What must follow a word: after «في» no verb can stand, after «لم» only an imperfect."""

    ANYTHING = 0
    NOUN = 1
    IMPERFECT = 2


class Reading:
    """A word of a post, read: shared between all tokens of that spelling, not to be changed.

    `surface` is `fold(spelled)`, `raw` is `plain(spelled)`: what `=word` compares. `keys` are the keys that the word
    is found by, opaque outside `bot.text`. `stems` are the folded forms in which `prefix*` looks, as QUERY.md names
    them; `bare` those without clitics that `fuzzy~` measures, `surface` first. `known` says whether the
    lexicon has it, `opens` what must follow; `as_noun` and `as_imperfect` are the narrower readings, if there are
    such, for where the word before demands it.
    """

    __slots__ = ("_stems", "as_imperfect", "as_noun", "bare", "keys", "known", "opens", "raw", "surface")

    def __init__(self, raw: str, keys: frozenset[str], bare: tuple[str, ...] = ()) -> None:
        self.raw = raw
        self.surface = bare[0] if bare else fold_seats(raw)
        self.keys = keys
        self._stems: tuple[str, ...] | None = None
        self.bare = bare or (self.surface,)
        self.known = False
        self.opens = Opens.ANYTHING
        self.as_noun: Reading | None = None
        self.as_imperfect: Reading | None = None

    @property
    def stems(self) -> tuple[str, ...]:
        if self._stems is None:
            self._stems = stems(self.surface)
        return self._stems

    def __repr__(self) -> str:
        return f"Reading({self.raw!r}, {sorted(self.keys)})"


class QueryWord(NamedTuple):
    """How a word typed bare is read: a token is the same word when it carries one of `keys`.

    `lemmas` are the vocalised readings that were chosen, for the explanation; empty for an unknown word. `aliases`
    are other names of the same thing, each a sequence of folded words, and `written` the same as they are spelled.
    `gloss` is name, noun, adj, verb, particle, number, foreign or unknown.
    """

    keys: frozenset[str]
    lemmas: tuple[str, ...] = ()
    aliases: tuple[tuple[str, ...], ...] = ()
    gloss: str = "unknown"
    written: tuple[str, ...] = ()


class Reader(Protocol):
    """What decides whether two words are the same word (QUERY.md), one spelled word at a time.

    `version` changes whenever any word's keys do. Every word is spelled as `bot.text.words.Word.spelled`.
    """

    @property
    def version(self) -> str: ...

    def read(self, spelled: str) -> Reading: ...

    def query_word(self, word: str) -> QueryWord: ...

    def phrase_keys(self, words: Sequence[str]) -> tuple[frozenset[str], ...]: ...

    def parts(self, spelled: str) -> int: ...


def stems(surface: str) -> tuple[str, ...]:
    """The forms that a prefix is tested on: as written, without و ف, then ب ك ل س, then ال (QUERY.md).

    Purely by letter: whoever types a prefix has said how the word begins.
    """
    if not is_arabic(surface):
        return (surface,)
    forms = [surface]
    if surface[0] in _CONJUNCTIONS:
        forms.append(surface[1:])
    forms += [form[1:] for form in forms if _loses_preposition(form)]
    forms += [form[2:] for form in forms if form.startswith(_ARTICLES)]
    return tuple(dict.fromkeys(form for form in forms if form is surface or len(form) >= _SHORTEST_STEM))


def _loses_preposition(form: str) -> bool:
    return form[:1] in _PREPOSITIONS or (form[:1] == _FUTURE and form[1:2] in _IMPERFECT) if form else False
