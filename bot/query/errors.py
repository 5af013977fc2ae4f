"""What may be wrong with a query, as text keys with arguments; the sentences are in `bot.locale`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Construct(StrEnum):
    """A part of the watch language (QUERY.md); the `construct` argument of `query-error-not-yet`."""

    OR = "or"
    NOT = "not"
    GROUP = "group"
    EXACT = "exact"
    PREFIX = "prefix"
    FUZZY = "fuzzy"
    NEAR = "near"
    REGEX = "regex"
    TAG = "tag"
    FILTER = "filter"
    DATE = "date"


ERROR_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "query-error-empty": (),
    "query-error-nothing-to-find": (),
    "query-error-too-long": ("limit", "length"),
    "query-error-too-many-terms": ("limit", "count"),
    "query-error-open-quote": (),
    "query-error-empty-quotes": (),
    "query-error-operator-alone": ("operator",),
    "query-error-not-yet": ("construct", "written"),
}
"""Every text key an error may carry, with the names of its arguments."""


class QueryError(Exception):
    """A text that is no query.

    `position` and `length` are code points of the text as typed; `key` is one of ERROR_KEYS and `args_` its
    arguments; `suggestion` is a text near the one typed that does parse, or None.
    """

    def __init__(
        self,
        key: str,
        position: int,
        length: int,
        args_: Mapping[str, str | int] | None = None,
        suggestion: str | None = None,
    ) -> None:
        super().__init__(f"{key} at {position}+{length}")
        self.key = key
        self.position = position
        self.length = length
        self.args_: dict[str, str | int] = dict(args_ or {})
        self.suggestion = suggestion
