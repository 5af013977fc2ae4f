"""From a text to its words and their keys: what the percolator, the search index and the highlighter share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import Final, NamedTuple, Protocol

from bot.text.clitics import CliticReader
from bot.text.normalise import fold
from bot.text.words import CHUNK, split

_SCANNER_VERSION: Final = "scan-1"
_CACHED_CHUNKS: Final = 50_000
_LONGEST_CACHED_CHUNK: Final = 64  # code points; what is longer is rare, and would make the cache's size unbounded


class Token(NamedTuple):
    """One word of a text: (start, end) code points of it, its folded form, and the keys it is found by."""

    start: int
    end: int
    surface: str
    keys: frozenset[str]


class Prepared:
    """A text read once: its tokens in order, and where each key stands. Not to be changed."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens

    @cached_property
    def where(self) -> Mapping[str, Sequence[int]]:
        """For each key the positions in `tokens` that carry it, ascending."""
        where: dict[str, list[int]] = {}
        for position, token in enumerate(self.tokens):
            for key in token.keys:
                where.setdefault(key, []).append(position)
        return where


class Reader(Protocol):
    """What decides whether two words are the same word (QUERY.md): keys of one spelled word at a time.

    `version` changes whenever any word's keys do. Every word is spelled as `bot.text.words.Word.spelled`.
    """

    @property
    def version(self) -> str: ...

    def token_keys(self, spelled: str) -> frozenset[str]: ...

    def query_keys(self, word: str) -> frozenset[str]: ...

    def phrase_keys(self, words: Sequence[str]) -> tuple[frozenset[str], ...]: ...


class Engine:
    """Scanner and reader together. `reader` is where an analyser is handed in; without one, rules read.

    `version` names code and data: keys of two engines may be compared when their versions are equal.
    """

    def __init__(self, reader: Reader | None = None) -> None:
        self._reader: Reader = reader if reader is not None else CliticReader()
        self.version: Final[str] = f"{_SCANNER_VERSION}+{self._reader.version}"
        self._read_cached = lru_cache(maxsize=_CACHED_CHUNKS)(self._read)
        self._query_keys = lru_cache(maxsize=_CACHED_CHUNKS)(self._reader.query_keys)

    def prepare(self, text: str) -> Prepared:
        """`text` with its tokens. Any str is accepted, lone surrogates too; linear in its length."""
        tokens: list[Token] = []
        for chunk in CHUNK.finditer(text):
            written = chunk[0]
            read = self._read_cached if len(written) <= _LONGEST_CACHED_CHUNK else self._read
            offset = chunk.start()
            for start, end, surface, keys in read(written):
                tokens.append(Token(offset + start, offset + end, surface, keys))
        return Prepared(text, tokens)

    def query_keys(self, word: str) -> frozenset[str]:
        """The keys of a word typed bare: a token is the same word when it carries one of them."""
        return self._query_keys(word)

    def phrase_keys(self, words: Sequence[str]) -> tuple[frozenset[str], ...]:
        """For each of the `words` between one pair of quotes, the keys one of which a token must carry."""
        return self._reader.phrase_keys(words)

    def _read(self, chunk: str) -> tuple[Token, ...]:
        return tuple(
            Token(word.start, word.end, fold(word.spelled), self._reader.token_keys(word.spelled))
            for word in split(chunk)
        )


@cache
def default_engine() -> Engine:
    """The engine used where none is handed in; made on first use, the same one ever after."""
    return Engine()
