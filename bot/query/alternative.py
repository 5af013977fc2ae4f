"""The other way a typed text could be read, as a query text to offer beside the one chosen."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from bot.query.errors import QueryError
from bot.query.lexemes import SENTENCE, Kind, are_operators
from bot.query.lexer import Lexer
from bot.query.reading import parse
from bot.query.tree import And, Or, Query, Term
from bot.text import fold

_OR: Final = fold("أو")
_SMALL: Final = frozenset({"and", "or", "not"})


@dataclass(frozen=True, slots=True)
class Undecided:
    """`words` of a query text that are operators in one reading of it and words in another; `text` is the other."""

    words: tuple[str, ...]
    as_operators: bool
    text: str


def alternative(text: str, *, search: bool = False) -> str | None:
    """The other reading of `text` as query text; None when there is only one. Raises QueryError like `parse`.

    Where AND and OR stand together without brackets it is the one that ties OR first, else that of `undecided`.
    """
    other = bracketed_otherwise(parse(text, search=search))
    if other is not None:
        return str(other) if _is_query(str(other), search=search) else None
    found = undecided(text, search=search)
    return None if found is None else found.text


def undecided(text: str, *, search: bool = False) -> Undecided | None:
    """Where أو or بدون stands, the reading that takes it as a word instead of an operator, or the reverse; in a short
    query the one that takes a small `or`, `and`, `not` as an operator. None where nobody can mean the other one:
    in a text with brackets, or two words with أو between them. Raises QueryError like `parse`.
    """
    query = parse(text, search=search)
    typed = "".join(character for character in text if unicodedata.category(character) != "Cf")
    lexer = Lexer(typed)
    lexemes = lexer.read()
    terms = [lexeme for lexeme in lexemes if lexeme.kind is Kind.TERM]
    if words := tuple(dict.fromkeys(lexer.hidden_words)):
        taken = are_operators(lexemes)
        bracketed = any(lexeme.kind is Kind.OPEN for lexeme in lexemes)
        if taken and (bracketed or (len(terms) <= 2 and {_OR}.issuperset(map(fold, words)))):
            return None
        try:
            other = str(parse(text, search=search, swapped=True))
        except QueryError:
            return None
        return Undecided(words, taken, other) if _is_query(other, search=search) else None
    small = [one for one in terms if isinstance(one.node, Term) and one.node.word in _SMALL]
    if not small or len(terms) - len(small) > SENTENCE:
        return None
    capital = typed
    for one in small:
        capital = capital[: one.start] + capital[one.start : one.end].upper() + capital[one.end :]
    if not _is_query(capital, search=search) or parse(capital, search=search) == query:
        return None
    return Undecided(tuple(typed[one.start : one.end] for one in small), False, capital)


def bracketed_otherwise(query: Query) -> Query | None:
    """`a b | c`, which is read as `(a b) | c`, with the brackets where OR binds first; None where it is no matter."""
    if isinstance(query, And):
        others = [bracketed_otherwise(part) for part in query.parts]
        if not any(others):
            return None
        return And(tuple(other or part for other, part in zip(others, query.parts, strict=True)))
    if not isinstance(query, Or) or not any(isinstance(part, And) and not part.grouped for part in query.parts):
        return None
    groups: list[list[Query]] = []
    for branch in query.parts:
        parts = branch.parts if isinstance(branch, And) and not branch.grouped else (branch,)
        if groups:
            groups[-1].append(parts[0])
            groups.extend([part] for part in parts[1:])
        else:
            groups.extend([part] for part in parts)
    joined = [Or(tuple(group)) if len(group) > 1 else group[0] for group in groups]
    return And(tuple(joined)) if len(joined) > 1 else joined[0]


def _is_query(text: str, *, search: bool) -> bool:
    try:
        parse(text, search=search)
    except QueryError:
        return False
    return True
