"""What a query says, as an immutable tree. `str()` of a tree is a query text that parses to an equal tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


class Query:
    """Any node; a whole query is one of these."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Term(Query):
    """A bare word, spelled as `bot.text.Word.spelled`: found in every form that is the same word."""

    word: str

    def __str__(self) -> str:
        return self.word


@dataclass(frozen=True, slots=True)
class Phrase(Query):
    """Words between quotes: found in a row, clitics forgiven."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return f'"{" ".join(self.words)}"'


@dataclass(frozen=True, slots=True)
class And(Query):
    """Two or more parts that must all be found, anywhere in the text."""

    parts: tuple[Query, ...]

    def __str__(self) -> str:
        return " ".join(map(str, self.parts))


@dataclass(frozen=True, slots=True)
class Described:
    """One part of a query for a sentence about it: `text` is the word, or the words of the phrase."""

    kind: Literal["word", "phrase"]
    text: str


def describe(query: Query) -> tuple[Described, ...]:
    """How a query was read, part by part; all parts must be found. The sentence is made in `bot.locale`."""
    match query:
        case Term(word):
            return (Described("word", word),)
        case Phrase(words):
            return (Described("phrase", " ".join(words)),)
        case And(parts):
            return tuple(described for part in parts for described in describe(part))
    raise TypeError(f"not a query: {query!r}")
