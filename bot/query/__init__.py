"""The watch language (QUERY.md): from what a person types to a tree, an error they can accept a cure for, or words."""

from bot.query.alternative import alternative
from bot.query.errors import ERROR_KEYS, QueryError
from bot.query.explanation import explain
from bot.query.naming import other_names, without_alias, without_other_names
from bot.query.reading import parse, tidied
from bot.query.tree import (
    And,
    Dated,
    Exact,
    Filter,
    From,
    Fuzzy,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Query,
    Tag,
    Term,
    leaves,
    with_leaves,
)

__all__ = [
    "ERROR_KEYS",
    "And",
    "Dated",
    "Exact",
    "Filter",
    "From",
    "Fuzzy",
    "Near",
    "Not",
    "Or",
    "Pattern",
    "Phrase",
    "Prefix",
    "Query",
    "QueryError",
    "Tag",
    "Term",
    "alternative",
    "explain",
    "leaves",
    "other_names",
    "parse",
    "tidied",
    "with_leaves",
    "without_alias",
    "without_other_names",
]
