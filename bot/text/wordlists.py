"""The project's own lists about words (data/*.tsv): names, families, plurals, collisions, misspellings.

One entry a line, fields between tabs, several values between `|`, `#` begins a comment line. An admin's files of the
same names and shapes extend them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from bot.text.normalise import fold, plain
from bot.text.words import scan

NAMES: Final = "names.tsv"
FAMILIES: Final = "families.tsv"
PLURALS: Final = "plurals.tsv"
COLLISIONS: Final = "collisions.tsv"
MISSPELLINGS: Final = "misspellings.tsv"
FREQUENT: Final = "frequent.tsv"
KEPT_WORDS: Final = "kept_words.tsv"  # for reading by rules; the names of an admin's list need no entry here
FILES: Final = (NAMES, FAMILIES, PLURALS, COLLISIONS, MISSPELLINGS, FREQUENT)

NAME_KINDS: Final = frozenset({"place", "party", "group", "person", "org", "media"})
_EXPLICIT: Final = frozenset("أإآؤئءة")

_LONGEST_NAME: Final = 8  # words

Words = tuple[str, ...]


class WordListError(Exception):
    """A line of a list cannot be used; `file` is its name, `line` its number from 1."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file = file
        self.line = line


class Name(NamedTuple):
    """A name as it is shown, its kind, and the names it goes by as folded words: spellings (itself first), aliases."""

    canonical: str
    kind: str
    spellings: tuple[Words, ...]
    aliases: tuple[Words, ...]


class Form(NamedTuple):
    """A form of a word as it is spelled in a list (plain), and its citation form there."""

    spelled: str
    citation: str


class WordLists:
    """All lists, looked up by folded form. `version` changes with any entry."""

    def __init__(self, files: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """`files` gives for each of FILES its contents: (what to call the file in an error, text), in order.

        Raises WordListError for the first line that cannot be read.
        """
        contents = sorted((name, [text for _, text in texts]) for name, texts in files.items())
        self.version: Final = hashlib.sha256(repr(contents).encode()).hexdigest()[:12]
        self._files = files
        self.names: dict[Words, Name] = {}
        self.aliases: dict[Words, Name] = {}
        self._written: dict[Words, str] = {}
        self.families: dict[str, list[Form]] = {}
        self._plurals: dict[str, list[Form]] = {}
        self.misspellings = self._pairs(MISSPELLINGS)
        self._collisions: dict[str, list[tuple[str, frozenset[str]]]] = {}
        self.frequent: dict[str, str] = {}
        self.kept: frozenset[str] = frozenset(fold(fields[0]) for _, _, fields in self._lines(KEPT_WORDS, 1))
        self._read_names()
        self._read_families()
        for _, _, (word, forms) in self._lines(COLLISIONS, 2):
            excluded = frozenset(map(fold, _values(forms)))
            self._collisions.setdefault(fold(word), []).append((plain(word), excluded))
        for _, _, (word, form) in self._lines(FREQUENT, 2):
            self.frequent.setdefault(fold(word), fold(form))

    def kind_of_name(self, folded: str) -> str | None:
        """The kind of the name that a single folded word is a spelling of; None where it is none."""
        name = self.names.get((folded,))
        return name.kind if name else None

    def spelling(self, folded: str) -> str | None:
        """The first of the one-word spellings of the name that a single folded word is a spelling of."""
        name = self.names.get((folded,))
        return next(words[0] for words in name.spellings if len(words) == 1) if name else None

    def other_names(self, folded: str) -> tuple[Words, ...]:
        """What else the thing is called that a single word names, as folded words; not its spellings of one word."""
        own = (folded,)
        name = self.names.get(own) or self.aliases.get(own)
        if name is None:
            return ()
        called = own in name.spellings
        spellings = [words for words in name.spellings if not called or len(words) > 1]
        return tuple(dict.fromkeys(words for words in (*spellings, *name.aliases) if words != own))

    def written(self, names: Sequence[Words]) -> tuple[str, ...]:
        """`other_names` as they are spelled in the list."""
        return tuple(self._written[name] for name in names)

    def citations(self, bare: str, folded: str) -> Iterator[str]:
        """The folded citation forms of the families that `bare` (plain, without clitics, and folded) is a form of."""
        for form in self.families.get(folded, ()):
            if _agrees(bare, form.spelled):
                yield form.citation

    def singulars(self, bare: str, folded: str) -> Iterator[str]:
        """The singulars (plain) that `bare` (plain, without clitics, and folded) is a broken plural of."""
        for form in self._plurals.get(folded, ()):
            if _agrees(bare, form.spelled):
                yield form.citation

    def collide(self, word: str, folded: str, citation: str) -> bool:
        """Whether `word` (plain, without clitics, and folded) is no form of a folded `citation`, as morphology says."""
        entries = self._collisions.get(folded, ())
        return any(citation in excluded and _agrees(word, spelled) for spelled, excluded in entries)

    def spelled_alike(self, words: Sequence[str], keys: Sequence[frozenset[str]]) -> tuple[frozenset[str], ...]:
        """The `S:` keys of a phrase's words, with those of the names' spellings of as many words added."""
        folded = [fold(word) for word in words]
        widened = [set(own) for own in keys]
        for start in range(len(folded)):
            for end in range(start + 2, min(start + _LONGEST_NAME, len(folded)) + 1):
                name = self.names.get(tuple(folded[start:end]))
                for spelling in name.spellings if name else ():
                    if len(spelling) == end - start:
                        for position, word in enumerate(spelling, start):
                            widened[position].add(f"S:{word}")
        return tuple(map(frozenset, widened))

    def _read_names(self) -> None:
        names: list[Name] = []
        for file, line, (canonical, kind, variants, aliases) in self._lines(NAMES, 4):
            if kind not in NAME_KINDS:
                raise WordListError(file, line, f"no kind of name: {kind}")
            spellings = dict.fromkeys(_words(spelling) for spelling in (canonical, *_values(variants)))
            name = Name(canonical, kind, tuple(spellings), tuple(_words(alias) for alias in _values(aliases)))
            if not all((*name.spellings, *name.aliases)):
                raise WordListError(file, line, "a name without letters")
            for spelling in (canonical, *_values(variants), *_values(aliases)):
                self._written.setdefault(_words(spelling), spelling)
            names.append(name)
        for name in names:
            self.names.setdefault(name.spellings[0], name)
        # A name's first spelling counts before what another may also be spelled like.
        for name in names:
            for words in name.spellings:
                self.names.setdefault(words, name)
            for words in name.aliases:
                self.aliases.setdefault(words, name)

    def _read_families(self) -> None:
        for _, _, (singular, plurals) in self._lines(PLURALS, 2):
            for plural in _values(plurals):
                self._plurals.setdefault(fold(plural), []).append(Form(plain(plural), plain(singular)))
        for _, _, (citation, forms) in self._lines(FAMILIES, 2):
            for form in (citation, *_values(forms)):
                self.families.setdefault(fold(form), []).append(Form(plain(form), fold(citation)))

    def _pairs(self, name: str) -> dict[str, str]:
        """For a list of one form and others made of it: each of the others, folded, with the plain one form."""
        pairs: dict[str, str] = {}
        for _, _, (one, others) in self._lines(name, 2):
            for other in _values(others):
                pairs.setdefault(fold(other), plain(one))
        return pairs

    def _lines(self, name: str, fields: int) -> Iterator[tuple[str, int, list[str]]]:
        for file, text in self._files.get(name, ()):
            for number, line in enumerate(text.splitlines(), 1):
                if not line.strip() or line.startswith("#"):
                    continue
                values = [value.strip() for value in line.split("\t")]
                # Fields at the end may be left out when they are empty.
                values += [""] * (fields - len(values))
                if len(values) > fields or not values[0]:
                    raise WordListError(file, number, f"{fields} fields expected")
                yield file, number, values


def _values(field: str) -> list[str]:
    return [value.strip() for value in field.split("|") if value.strip()]


def _words(written: str) -> Words:
    return tuple(fold(word.spelled) for word in scan(written))


def _agrees(bare: str, spelled: str) -> bool:
    """Whether a word's hamzas and ta marbuta, where it has them, are those of the spelling in a list."""
    return all(letter == spelled[index] for index, letter in enumerate(bare) if letter in _EXPLICIT)


@cache
def packaged() -> WordLists:
    """The project's own lists."""
    return WordLists(_packaged_files())


def extended(own: Mapping[str, tuple[str, str]]) -> WordLists:
    """The project's lists with the admin's: for a file name of FILES (what to call it in an error, its text).

    Raises WordListError for the first line that cannot be used, and for a name that no list has.
    """
    if not own:
        return packaged()
    files = _packaged_files()
    for name, (path, text) in own.items():
        if name not in FILES:
            raise WordListError(path, 1, f"no list is called {name}; there are {', '.join(FILES)}")
        # The admin's entry counts where the project has another one for the same word.
        files[name] = [(path, text), *files.get(name, ())]
    return WordLists(files)


def _packaged_files() -> dict[str, list[tuple[str, str]]]:
    folder = resources.files("bot.text").joinpath("data")
    return {
        name: [(name, folder.joinpath(name).read_text(encoding="utf-8"))]
        for name in (*FILES, KEPT_WORDS)
        if folder.joinpath(name).is_file()
    }
