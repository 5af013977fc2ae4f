"""From a text to its words and their keys: what the percolator, the search index and the highlighter share."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from bot.text.clitics import CliticReader
from bot.text.morphology import MorphologyReader
from bot.text.normalise import is_plain_arabic
from bot.text.prepared import Prepared
from bot.text.reading import Opens, QueryWord, Reader, Reading
from bot.text.wordlists import extended
from bot.text.words import CHUNK, scan, split

_SCANNER_VERSION: Final = "scan-2"
_CACHED_WORDS: Final = 50_000
_CACHED_PIECES: Final = 50_000
_LONGEST_CACHED_PIECE: Final = 64  # code points; what is longer is rare, and would make the cache's size unbounded

_SHORTEST_JOINED: Final = 6  # letters of two words written as one

_Piece = tuple[tuple[int, int, Reading], ...]


class CacheInfo(NamedTuple):
    """How full a cache of an engine is, in entries."""

    size: int
    limit: int
    hits: int
    misses: int


class Engine:
    """Scanner and reader together. `reader` is where an analyser is handed in; without one, rules read.

    `version` names code and data: keys of two engines may be compared when their versions are equal.
    """

    def __init__(self, reader: Reader | None = None) -> None:
        self._reader: Reader = reader if reader is not None else CliticReader()
        self.version: Final[str] = f"{_SCANNER_VERSION}+{self._reader.version}"
        self._word = lru_cache(maxsize=_CACHED_WORDS)(self._reader.read)
        self._piece = lru_cache(maxsize=_CACHED_PIECES)(self._split)
        self._query_word = lru_cache(maxsize=_CACHED_WORDS)(self._read_query_word)

    def prepare(self, text: str) -> Prepared:
        """`text` with its words. Any str is accepted, lone surrogates too; linear in its length."""
        spans: list[tuple[int, int]] = []
        words: list[Reading] = []
        offset = 0
        opens = Opens.ANYTHING
        # Pieces between blanks repeat from post to post, so one look-up each finds their words and offsets.
        for piece in text.split(" "):
            length = len(piece)
            if length:
                for start, end, word in self._piece(piece) if length <= _LONGEST_CACHED_PIECE else self._split(piece):
                    spans.append((offset + start, offset + end))
                    if opens:
                        word = (word.as_noun if opens is Opens.NOUN else word.as_imperfect) or word  # noqa: PLW2901
                    words.append(word)
                    opens = word.opens
            offset += length + 1
        return Prepared(text, spans, words)

    def query_word(self, word: str) -> QueryWord:
        """How a word typed bare is read, with the keys one of which a token must carry to be the same word."""
        return self._query_word(word)

    def phrase_keys(self, words: Sequence[str]) -> tuple[frozenset[str], ...]:
        """For each of the `words` between one pair of quotes, the keys one of which a token must carry."""
        return self._reader.phrase_keys(words)

    def cache_info(self) -> Mapping[str, CacheInfo]:
        """The caches by name: pieces of texts, words, and words of queries. All are bounded."""
        caches = {"pieces": self._piece, "words": self._word, "queries": self._query_word}
        infos = {name: function.cache_info() for name, function in caches.items()}
        return {name: CacheInfo(i.currsize, i.maxsize or 0, i.hits, i.misses) for name, i in infos.items()}

    def _split(self, piece: str) -> _Piece:
        found: list[tuple[int, int, Reading]] = []
        for offset, chunk in self._chunks(piece):
            for start, end, spelled in split(chunk):
                word = self._read(spelled)
                cut = 0
                if not word.known and len(spelled) == end - start >= _SHORTEST_JOINED:
                    cut = self._reader.parts(spelled)
                if cut:
                    found.append((offset + start, offset + start + cut, self._read(spelled[:cut])))
                    word = self._read(spelled[cut:])
                found.append((offset + start + cut, offset + end, word))
        return tuple(found)

    @staticmethod
    def _chunks(piece: str) -> Sequence[tuple[int, str]]:
        if is_plain_arabic(piece):
            return ((0, piece),)
        return [(chunk.start(), chunk[0]) for chunk in CHUNK.finditer(piece)]

    def _read_query_word(self, word: str) -> QueryWord:
        spelled = [scanned.spelled for scanned in scan(word)]
        return self._reader.query_word(spelled[0] if len(spelled) == 1 else word)

    def _read(self, spelled: str) -> Reading:
        return self._word(spelled) if len(spelled) <= _LONGEST_CACHED_PIECE else self._reader.read(spelled)


@cache
def default_engine() -> Engine:
    """The engine used where none is handed in; made on first use, the same one ever after.

    It reads with the analyser that the settings name, or by rules where there is none, and knows the admin's own
    lists. Raises bot.lexicon.LexiconError or WordListError where a file of the operator's cannot be used.
    """
    # This room is pure and must not import a service. But Percolator() needs no argument (ARCHITECTURE.md), so this one
    # function reaches for the service that finds the database, when it is called and not before.
    resources = importlib.import_module("bot.lexicon").default_resources()
    lists = extended(resources.lists)
    lexicon = resources.lexicon
    reader = CliticReader(lists) if lexicon is None else MorphologyReader(lexicon.analyse, lexicon.version, lists)
    return Engine(reader)
