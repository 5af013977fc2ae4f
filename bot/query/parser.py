"""From lexemes to a tree. NOT binds tightest, NEAR next, then AND, then OR."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from bot.query.errors import Edit, Fault
from bot.query.lexemes import Kind, Lexeme
from bot.query.tree import And, Exact, Fuzzy, Near, Not, Or, Phrase, Prefix, Query, Tag, Term

_BINARY: Final = frozenset({Kind.AND, Kind.OR, Kind.NEAR})
_STARTS: Final = frozenset({Kind.TERM, Kind.OPEN, Kind.NOT})


class Brackets(NamedTuple):
    """Where a pair opens and closes."""

    opening: int
    closing: int


class Piece(NamedTuple):
    """A part of the tree, where it stands, the pieces it was made of, and the brackets around it, inmost first."""

    node: Query
    start: int
    end: int
    parts: tuple[Piece, ...] = ()
    brackets: tuple[Brackets, ...] = ()


class Parser:
    """Reads the lexemes of one text as the lexer gives them: no level too deep, no bracket closed too often."""

    def __init__(self, text: str, lexemes: Sequence[Lexeme]) -> None:
        self._text = text
        self._lexemes = lexemes
        self._at = 0
        self._without_effect: list[Brackets] = []

    def read(self) -> Piece:
        """The whole query. Raises Fault."""
        return self._alternatives()

    def idle_brackets(self, whole: Piece) -> list[Brackets]:
        """Of the brackets that `read` came across those that decide nothing: without them the text says the same."""
        return [*self._without_effect, *whole.brackets, *(pair for part in whole.parts for pair in _idle(part, whole))]

    def _here(self) -> Lexeme | None:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def _kind(self) -> Kind | None:
        return self._lexemes[self._at].kind if self._at < len(self._lexemes) else None

    def _alternatives(self) -> Piece:
        parts = [self._conjunction()]
        while self._kind() is Kind.OR:
            operator = self._lexemes[self._at]
            self._at += 1
            if self._kind() not in _STARTS:
                raise self._alone(operator)
            parts.append(self._conjunction())
        return self._joined(Or, parts)

    def _conjunction(self) -> Piece:
        if self._kind() in _BINARY:
            raise self._alone(self._lexemes[self._at])
        parts = [self._factor()]
        while (kind := self._kind()) in _STARTS or kind is Kind.AND:
            if kind is Kind.AND:
                operator = self._lexemes[self._at]
                self._at += 1
                if self._kind() not in _STARTS:
                    raise self._alone(operator)
            parts.append(self._factor())
        return self._joined(And, parts)

    def _factor(self) -> Piece:
        """NEAR and its operands, or what stands without it."""
        left = self._unary()
        operator = self._here()
        if operator is None or operator.kind is not Kind.NEAR:
            return left
        self._at += 1
        if self._kind() not in _STARTS:
            raise self._alone(operator)
        right = self._unary()
        near = self._near(left, operator, right)
        if self._kind() is Kind.NEAR:
            raise self._chain(near, right)
        return near

    def _unary(self) -> Piece:
        operator = self._here()
        if operator is None or operator.kind is not Kind.NOT:
            return self._primary()
        self._at += 1
        if self._kind() not in _STARTS:
            raise self._alone(operator)
        piece = self._unary()
        return Piece(Not(piece.node), operator.start, piece.end, (piece,))

    def _primary(self) -> Piece:
        lexeme = self._here()
        assert lexeme is not None
        if lexeme.kind is Kind.TERM:
            assert lexeme.node is not None
            self._at += 1
            return Piece(lexeme.node, lexeme.start, lexeme.end)
        if lexeme.kind is not Kind.OPEN:
            raise self._alone(lexeme)
        return self._bracketed(lexeme)

    def _bracketed(self, opening: Lexeme) -> Piece:
        self._at += 1
        closing = self._here()
        if closing is not None and closing.kind is Kind.CLOSE:
            edit = Edit(opening.start, closing.end, " ")
            raise Fault("query-error-empty-brackets", opening.start, closing.end, edit)
        if closing is None:
            raise Fault("query-error-open-bracket", opening.start, opening.end, Edit(opening.start, opening.end, ""))
        piece = self._alternatives()
        closing = self._here()
        if closing is None:
            end = len(self._text)
            raise Fault("query-error-open-bracket", opening.start, opening.end, Edit(end, end, ")"))
        self._at += 1
        node = And(piece.node.parts, grouped=True) if isinstance(piece.node, And) else piece.node
        brackets = (*piece.brackets, Brackets(opening.start, closing.start))
        return Piece(node, opening.start, closing.end, piece.parts, brackets)

    def _joined(self, kind: Callable[[tuple[Query, ...]], Query], parts: list[Piece]) -> Piece:
        """Several parts as one; parts of the same kind lose their brackets."""
        if len(parts) == 1:
            return parts[0]
        flat: list[Piece] = []
        for part in parts:
            same = type(part.node) is kind
            flat.extend(part.parts if same else (part,))
            self._without_effect += part.brackets if same else ()
        return Piece(kind(tuple(part.node for part in flat)), parts[0].start, parts[-1].end, tuple(flat))

    def _alone(self, operator: Lexeme) -> Fault:
        written = self._text[operator.start : operator.end]
        instead = f'"{written}"' if len(self._lexemes) == 1 and written.isalpha() else ""
        edit = Edit(operator.start, operator.end, instead)
        return Fault("query-error-operator-alone", operator.start, operator.end, edit, {"operator": written})

    # Nearness

    def _near(self, left: Piece, operator: Lexeme, right: Piece) -> Piece:
        for piece in (left, right):
            if not _is_operand(piece.node):
                raise self._wrong_operand(left, operator, right, piece)
        node = Near(left.node, right.node, operator.distance)
        return Piece(node, left.start, right.end, (left, right))

    def _wrong_operand(self, left: Piece, operator: Lexeme, right: Piece, wrong: Piece) -> Fault:
        near = self._text[operator.start : operator.end]
        first, second = (self._text[piece.start : piece.end] for piece in (left, right))
        instead = f"{first} {second}"
        if isinstance(left.node, Not) and wrong is left:
            instead = f"-({self._text[left.parts[0].start : left.end]} {near} {second})"
        elif isinstance(right.node, Not) and wrong is right:
            instead = f"{first} -({first} {near} {self._text[right.parts[0].start : right.end]})"
        elif isinstance(wrong.node, And) and all(isinstance(part, Term) for part in wrong.node.parts):
            phrase = Phrase(tuple(str(part) for part in wrong.node.parts))
            instead = f"{phrase} {near} {second}" if wrong is left else f"{first} {near} {phrase}"
        edit = Edit(left.start, right.end, instead)
        return Fault("query-error-near-operand", wrong.start, wrong.end, edit)

    def _chain(self, near: Piece, right: Piece) -> Fault:
        operator = self._lexemes[self._at]
        edit = Edit(near.end, near.end, f" {self._text[right.start : right.end]}")
        return Fault("query-error-near-chain", operator.start, operator.end, edit)


def _is_operand(node: Query) -> bool:
    alternatives = node.parts if isinstance(node, Or) else (node,)
    return all(isinstance(part, Term | Phrase | Exact | Prefix | Fuzzy | Tag) for part in alternatives)


def _idle(piece: Piece, around: Piece) -> list[Brackets]:
    """The brackets in and around a part of `around` without which the text says the same."""
    kept = 1 if piece.brackets and _needs_brackets(piece.node, around.node) else 0
    return [*piece.brackets[kept:], *(pair for part in piece.parts for pair in _idle(part, piece))]


def _needs_brackets(inner: Query, outer: Query) -> bool:
    match outer:
        case Not():
            return isinstance(inner, And | Or | Not | Near)
        case Or():
            return isinstance(inner, And)  # precedence would do, but the brackets say that it is no accident
    return isinstance(inner, Or)
