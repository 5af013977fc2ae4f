"""The pieces that a typed query is made of: terms, operators and brackets, each with its place in the text."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from bot.query.tree import Phrase, Query


class Kind(StrEnum):
    """What a lexeme is."""

    TERM = "term"
    OPEN = "("
    CLOSE = ")"
    AND = "and"
    OR = "or"
    NOT = "not"
    NEAR = "near"


class Lexeme(NamedTuple):
    """One piece at [start, end). `node` is a term's; `distance` is NEAR's; `hidden` marks أو and بدون; `sign` says
    that what was typed is a sign of the language and no mere word."""

    kind: Kind
    start: int
    end: int
    node: Query | None = None
    distance: int = 0
    hidden: bool = False
    sign: bool = True


MAX_TERMS: Final = 50
MAX_DEPTH: Final = 10
SENTENCE: Final = 6  # words: in longer sentences without any sign, أو and بدون are words


def resolved(lexemes: Sequence[Lexeme], spelled: Sequence[str], *, swapped: bool) -> list[Lexeme]:
    """`lexemes` with every أو and بدون settled as operator or word (QUERY.md, operators hidden in ordinary text).

    `spelled` gives the words of the hidden ones in order; `swapped` takes the other decision.
    """
    as_operators = are_operators(lexemes) != swapped
    words = iter(spelled)
    settled = []
    for lexeme in lexemes:
        if lexeme.hidden:
            word = next(words)
            if not as_operators:
                # Between quotes, because a bare one would be an operator wherever the query is written shorter.
                lexeme = Lexeme(Kind.TERM, lexeme.start, lexeme.end, Phrase((word,)), sign=False)  # noqa: PLW2901
        settled.append(lexeme)
    return settled


def are_operators(lexemes: Sequence[Lexeme]) -> bool:
    """Whether أو and بدون are operators in `lexemes`."""
    hidden = sum(lexeme.hidden for lexeme in lexemes)
    signs = any(lexeme.sign and not lexeme.hidden for lexeme in lexemes)
    words = sum(len(lexeme.node.words) if isinstance(lexeme.node, Phrase) else 1 for lexeme in lexemes if lexeme.node)
    return hidden > 1 or signs or words <= SENTENCE
