"""From a typed text to a query, or to an error with a place, a reason and a corrected text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from bot.query.errors import Edit, Fault, QueryError
from bot.query.lexemes import Kind, Lexeme, resolved
from bot.query.lexer import Lexer
from bot.query.parser import Parser, Piece
from bot.query.tree import And, Dated, Filter, Not, Or, Pattern, Query

MAX_LENGTH: Final = 1_000
MAX_TERMS: Final = 50
MAX_PATTERNS: Final = 1

_CORRECTIONS: Final = 4  # tries to mend a mended text, so that a hostile one stays cheap


def parse(text: str, *, search: bool = False, patterns: bool = True, swapped: bool = False) -> Query:
    """The query that `text` says.

    `search` allows `since:` and `until:`; `patterns` allows regular expressions; `swapped` reads أو and بدون the other
    way than QUERY.md decides (as words instead of operators, or the reverse). Raises QueryError; never reads what it
    does not understand as something else. At most 10 ms for any text.
    """
    reading = _Reading(search=search, patterns=patterns, swapped=swapped)
    try:
        return reading.query(text)
    except Fault as fault:
        visible = _visible(text)
        start = visible[fault.start] if fault.start < len(visible) else len(text)
        end = visible[fault.end - 1] + 1 if 0 < fault.end <= len(visible) else start
        suggestion = reading.corrected(text, fault)
        length = max(0, end - start)
        raise QueryError(fault.key, start, length, fault.args_, suggestion) from None


def _visible(text: str) -> list[int]:
    """Where the characters are that show: direction marks may stand anywhere, also between a sign and its word."""
    return [index for index, character in enumerate(text) if unicodedata.category(character) != "Cf"]


class _Reading:
    def __init__(self, *, search: bool, patterns: bool, swapped: bool) -> None:
        self._search = search
        self._patterns = patterns
        self._swapped = swapped

    def query(self, text: str) -> Query:
        """Raises Fault with places in the text without its invisible characters."""
        if len(text) > MAX_LENGTH:
            kept = text[:MAX_LENGTH].rpartition(" ")[0] or text[:MAX_LENGTH]
            edit = Edit(len(kept), len(text), "")
            args: dict[str, str | int] = {"limit": MAX_LENGTH, "length": len(text)}
            raise Fault("query-error-too-long", MAX_LENGTH, len(text), edit, args)
        typed = "".join(text[index] for index in _visible(text))
        if not typed.strip():
            raise Fault("query-error-empty", 0, len(typed))
        lexer = Lexer(typed)
        lexemes = resolved(lexer.read(), lexer.hidden_words, swapped=self._swapped)
        if not lexemes:
            raise Fault("query-error-nothing-to-find", 0, len(typed))
        self._check_lexemes(lexemes, typed)
        piece = Parser(typed, lexemes).read()
        for fault in _unfindable(piece, piece, typed):
            raise fault
        return piece.node

    def corrected(self, text: str, fault: Fault) -> str | None:
        """A text near `text` that is a query; None when mending it leads nowhere."""
        for _ in range(_CORRECTIONS):
            if fault.edit is None:
                return None
            whole = fault.key == "query-error-too-long"
            text = fault.edit.applied(text if whole else "".join(text[index] for index in _visible(text)))
            try:
                self.query(text)
            except Fault as next_fault:
                fault = next_fault
            else:
                return text
        return None

    def _check_lexemes(self, lexemes: list[Lexeme], typed: str) -> None:
        terms = [lexeme for lexeme in lexemes if lexeme.kind is Kind.TERM]
        if len(terms) > MAX_TERMS:
            beyond = terms[MAX_TERMS]
            args: dict[str, str | int] = {"limit": MAX_TERMS, "count": len(terms)}
            edit = Edit(terms[MAX_TERMS - 1].end, len(typed), "")
            raise Fault("query-error-too-many-terms", beyond.start, len(typed), edit, args)
        found = [lexeme for lexeme in terms if isinstance(lexeme.node, Pattern)]
        if found and not self._patterns:
            raise _removed("query-error-pattern-forbidden", found[0])
        if len(found) > MAX_PATTERNS:
            raise _removed("query-error-too-many-patterns", found[MAX_PATTERNS], {"limit": MAX_PATTERNS})
        for lexeme in terms:
            if isinstance(lexeme.node, Dated) and not self._search:
                raise _removed("query-error-date-in-watch", lexeme, {"filter": lexeme.node.name})


def _removed(key: str, lexeme: Lexeme, args: dict[str, str | int] | None = None) -> Fault:
    return Fault(key, lexeme.start, lexeme.end, Edit(lexeme.start, lexeme.end, ""), args or {})


def finds(node: Query) -> bool:
    """Whether a query names something that a post must have: words, a tag or a source."""
    match node:
        case And(parts=parts):
            return any(map(finds, parts))
        case Or(parts=parts):
            return all(map(finds, parts))
        case Not() | Filter() | Dated() | Pattern():
            return False
    return True


def _unfindable(piece: Piece, whole: Piece, typed: str) -> Iterator[Fault]:
    """The alternatives without anything to find, and the whole when it has nothing.

    An alternative beside something to find, as in «صاروخ (has:photo | has:video)», may be a filter or a pattern, but
    never only exclusions.
    """
    if isinstance(piece.node, Or):
        for number, branch in enumerate(piece.parts):
            if not finds(branch.node) and (not finds(whole.node) or _only_excludes(branch.node)):
                if isinstance(branch.node, Or):
                    yield from _unfindable(branch, whole, typed)
                first = piece.parts[0] is branch
                edit = Edit(branch.start, piece.parts[1].start, "") if first else None
                edit = edit or Edit(piece.parts[number - 1].end, branch.end, "")
                yield Fault(_lack(branch.node), branch.start, branch.end, edit)
    if isinstance(piece.node, And | Or):
        for part in piece.parts:
            yield from _unfindable(part, whole, typed)
    if piece is whole and not finds(piece.node):
        yield Fault(_lack(piece.node), piece.start, piece.end, _given_something(piece, typed))


def _only_excludes(node: Query) -> bool:
    match node:
        case And(parts=parts):
            return all(map(_only_excludes, parts))
        case Or(parts=parts):
            return any(map(_only_excludes, parts))
    return isinstance(node, Not)


def _lack(node: Query) -> str:
    parts = node.parts if isinstance(node, And | Or) else (node,)
    if all(isinstance(part, Not) for part in parts):
        return "query-error-only-exclusions"
    if any(isinstance(part, Pattern) for part in parts):
        return "query-error-only-pattern"
    return "query-error-only-filters"


def _given_something(piece: Piece, typed: str) -> Edit | None:
    """What was excluded is looked for instead; a pattern is given one of its own words as company."""
    for part in piece.parts if isinstance(piece.node, And | Or) else (piece,):
        if isinstance(part.node, Not) and finds(part.parts[0].node):
            inner = part.parts[0]
            return Edit(part.start, inner.end, typed[inner.start : inner.end])
        if isinstance(part.node, Pattern):
            words = [word for word in part.node.source.split() if word.isalpha() and len(word) > 1]
            return Edit(part.start, part.start, f"{words[0]} ") if words else None
    return None
