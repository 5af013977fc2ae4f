"""From a typed text to a query, or to an error with a place, a reason and a corrected text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise, product
from typing import Final

from bot.query.errors import Edit, Fault, QueryError
from bot.query.lexemes import MAX_TERMS, Kind, Lexeme, resolved
from bot.query.lexer import Lexer, too_many_terms
from bot.query.parser import Parser, Piece
from bot.query.tree import And, Dated, Filter, Not, Or, Pattern, Query

MAX_LENGTH: Final = 1_000
MAX_PATTERNS: Final = 1

# How often a mended text is mended once more, and how many characters are read for it, so that a hostile one is cheap.
_CORRECTIONS: Final = 4
_READ_FOR_CORRECTIONS: Final = MAX_LENGTH


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
        start, end = (fault.start, fault.end) if fault.as_typed else _typed_place(text, fault)
        raise QueryError(fault.key, start, end - start, fault.args_, reading.corrected(text, fault)) from None


def tidied(text: str, *, search: bool = False) -> str:
    """A query text without the brackets that decide nothing, as «(صاروخ)»; all else as it was typed.

    Raises QueryError like `parse`.
    """
    return _Reading(search=search, patterns=True, swapped=False).tidied(text, parse(text, search=search))


def _typed_place(text: str, fault: Fault) -> tuple[int, int]:
    """Where in `text` is what the fault says of its visible characters."""
    visible = _visible(text)
    start = visible[fault.start] if fault.start < len(visible) else len(text)
    end = visible[fault.end - 1] + 1 if 0 < fault.end <= len(visible) else start
    return start, max(start, end)


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
        return self._pieces(text)[2].node

    def tidied(self, text: str, query: Query) -> str:
        """`text`, which says `query`, without idle brackets; as it is where it has none."""
        if "(" not in text and "（" not in text:
            return text
        typed, parser, piece = self._pieces(text)
        places = sorted(place for pair in parser.idle_brackets(piece) for place in pair)
        tidy = _without(typed, places) if places else text
        try:
            return tidy if self.query(tidy) == query else text
        except Fault:  # a bracket can also keep two signs apart
            return text

    def _pieces(self, text: str) -> tuple[str, Parser, Piece]:
        _check_length(text)
        typed = "".join(text[index] for index in _visible(text))
        if not typed.strip():
            raise Fault("query-error-empty", 0, len(typed))
        lexer = Lexer(typed)
        lexemes = resolved(lexer.read(), lexer.hidden_words, swapped=self._swapped)
        if not lexemes:
            raise Fault("query-error-nothing-to-find", 0, len(typed))
        self._check_lexemes(lexemes, typed)
        parser = Parser(typed, lexemes)
        piece = parser.read()
        for fault in chain(_unfindable(piece, piece, typed), _backwards(piece, typed)):
            raise fault
        return typed, parser, piece

    def corrected(self, text: str, fault: Fault) -> str | None:
        """A text near `text` that is a query; None when mending it leads nowhere."""
        read = 0
        for _ in range(_CORRECTIONS):
            if fault.edit is None:
                return None
            if read > 0 and read + len(text) > _READ_FOR_CORRECTIONS:
                return None
            text = fault.edit.applied(text if fault.as_typed else "".join(text[index] for index in _visible(text)))
            read += len(text)
            try:
                self.query(text)
            except Fault as next_fault:
                fault = next_fault
            else:
                return text
        return None

    def _check_lexemes(self, lexemes: list[Lexeme], typed: str) -> None:
        terms = [lexeme for lexeme in lexemes if lexeme.kind is Kind.TERM]
        if len(terms) > MAX_TERMS:  # with the words that were no operators after all
            raise too_many_terms(typed, terms[:MAX_TERMS], terms[MAX_TERMS])
        found = [lexeme for lexeme in terms if isinstance(lexeme.node, Pattern)]
        if found and not self._patterns:
            raise _removed("query-error-pattern-forbidden", found[0])
        if len(found) > MAX_PATTERNS:
            raise _removed("query-error-too-many-patterns", found[MAX_PATTERNS], {"limit": MAX_PATTERNS})
        for lexeme in terms:
            if isinstance(lexeme.node, Dated) and not self._search:
                raise _removed("query-error-date-in-watch", lexeme, {"filter": lexeme.node.name})


def _without(typed: str, places: Sequence[int]) -> str:
    """`typed` without the brackets at `places`, and a blank in their stead where there was none and one is needed."""
    kept = typed[: places[0]].rstrip()
    for place, end in pairwise((*places, len(typed))):
        behind = typed[place + 1 : end].strip()
        kept += behind if not kept or kept[-1] in "-－﹣(（" or behind[:1] in {"", ")", "）"} else f" {behind}"
    return kept


def _check_length(text: str) -> None:
    """Raises Fault for a text longer than MAX_LENGTH, as typed or with its ligatures (ﷺ) written out."""
    length = len(text) if len(text) > MAX_LENGTH else len(unicodedata.normalize("NFKC", text))
    if length > MAX_LENGTH:
        fits = MAX_LENGTH * len(text) // length
        kept = text[:fits].rpartition(" ")[0] or text[:fits]
        edit = Edit(len(kept), len(text), "")
        args: dict[str, str | int] = {"limit": MAX_LENGTH, "length": length}
        raise Fault("query-error-too-long", fits, len(text), edit, args, as_typed=True)


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
        inner = part
        while isinstance(inner.node, Not):
            inner = inner.parts[0]
        if inner is not part and finds(inner.node):
            return Edit(part.start, part.end, typed[inner.start : inner.end])
        if isinstance(part.node, Pattern):
            words = [word for word in part.node.source.split() if word.isalpha() and len(word) > 1]
            return Edit(part.start, part.start, f"{words[0]} ") if words else None
    return None


def _backwards(piece: Piece, typed: str) -> Iterator[Fault]:
    """The spans of days that end before they begin."""
    if isinstance(piece.node, And):
        dated = [part for part in piece.parts if isinstance(part.node, Dated)]
        for one, other in product(dated, dated):
            assert isinstance(one.node, Dated)
            assert isinstance(other.node, Dated)
            if (one.node.name, other.node.name) == ("since", "until") and one.node.day > other.node.day:
                yield _turned_round(one, one.node, other, other.node, typed)
    for part in piece.parts:
        yield from _backwards(part, typed)


def _turned_round(since: Piece, begins: Dated, until: Piece, ends: Dated, typed: str) -> Fault:
    first, second = (since, until) if since.start < until.start else (until, since)
    days = (Dated("since", ends.day), Dated("until", begins.day))
    instead = typed[first.end : second.start].join(map(str, days if first is since else reversed(days)))
    args: dict[str, str | int] = {"since": begins.day.isoformat(), "until": ends.day.isoformat()}
    return Fault("query-error-dates-backwards", first.start, second.end, Edit(first.start, second.end, instead), args)
