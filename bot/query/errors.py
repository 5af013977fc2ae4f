"""What may be wrong with a query, as text keys with arguments; the sentences are in `bot.locale`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

ERROR_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "query-error-empty": (),
    "query-error-nothing-to-find": (),
    "query-error-too-long": ("limit", "length"),
    "query-error-too-many-terms": ("limit",),
    "query-error-too-deep": ("limit",),
    "query-error-open-quote": (),
    "query-error-empty-quotes": (),
    "query-error-open-bracket": (),
    "query-error-closing-bracket": (),
    "query-error-empty-brackets": (),
    "query-error-operator-alone": ("operator",),
    "query-error-only-exclusions": (),
    "query-error-only-filters": (),
    "query-error-only-pattern": (),
    "query-error-prefix-short": ("letters", "word"),
    "query-error-fuzzy-short": ("letters", "word"),
    "query-error-star-place": ("word",),
    "query-error-sign-after-phrase": ("sign",),
    "query-error-sign-number": ("word",),
    "query-error-near-distance": ("limit",),
    "query-error-near-chain": (),
    "query-error-near-operand": (),
    "query-error-pattern-wrong": ("reason",),
    "query-error-pattern-empty": (),
    "query-error-pattern-too-large": (),
    "query-error-too-many-patterns": ("limit",),
    "query-error-pattern-forbidden": (),
    "query-error-from-value": (),
    "query-error-filter-value": ("filter", "value", "allowed"),
    "query-error-date-value": ("value",),
    "query-error-date-in-watch": ("filter",),
    "query-error-dates-backwards": ("since", "until"),
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
        position: int = 0,
        length: int = 0,
        args_: Mapping[str, str | int] | None = None,
        suggestion: str | None = None,
    ) -> None:
        super().__init__(f"{key} at {position}+{length}")
        self.key = key
        self.position = position
        self.length = length
        self.args_: dict[str, str | int] = dict(args_ or {})
        self.suggestion = suggestion


class Edit(NamedTuple):
    """A piece of the text as typed, and what to put there instead."""

    start: int
    end: int
    instead: str

    def applied(self, text: str) -> str:
        """`text` with the other piece; where one was only taken out, without the blank beside it."""
        before, after = text[: self.start], text[self.end :]
        if not self.instead:
            after = after.lstrip() if before.endswith((" ", "(")) else after
            before = before.rstrip() if after.startswith(")") else before
        return f"{before}{self.instead}{after}".strip()


@dataclass
class Fault(Exception):
    """A mistake at [start, end) of the visible text, before its correction has been tried. Stays in this room.

    `as_typed`: the places are of the text with its invisible characters.
    """

    key: str
    start: int
    end: int
    edit: Edit | None = None
    args_: dict[str, str | int] = field(default_factory=dict)
    as_typed: bool = False
