"""From a typed text to a query: bare words and quoted phrases; what else the language has is refused by name.

Read by hand from the words that `bot.text.scan` finds, because a query and a post must agree on what a word is,
and because each refusal offers a text that would be accepted. All steps are linear in at most MAX_LENGTH characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import regex

from bot.query.errors import Construct, QueryError
from bot.query.tree import And, Phrase, Query, Term
from bot.text import fold, scan

MAX_LENGTH: Final = 1_000
MAX_TERMS: Final = 50

_OPERATORS_IN_SENTENCES_UP_TO: Final = 6  # words: longer ones use أو and بدون as words
_CORRECTIONS: Final = 8  # tries to mend a mended text, so that a hostile one stays cheap

_QUOTE: Final = "\"“”„‟«»‹›＂❝❞〝〞〟"
_STARTS: Final = r"(?<![^\s(（|])"  # behind a space, a bracket, an either-or, or nothing
_SYMBOL = regex.compile(
    rf"""
    {_STARTS} (?P<regex> / (?=\S) (?: \\. | [^\\] )+? / (?= [\s)）] | $ ) )
    | (?P<not> (?<![^\s(（]) - (?= [\w@=\#/(（{_QUOTE}] ) )
    | (?<![^\s(（|\-]) (?P<exact> = (?= [\w{_QUOTE}] ) )
    | (?P<tag> (?<!\w) \# (?=\w) [\w\p{{M}}]+ )
    | (?P<group> [()（）] )
    | (?P<or> [|｜] )
    """,
    regex.VERBOSE,
)
_FILTERS: Final = {
    **dict.fromkeys(("from", "lang", "has", "is"), Construct.FILTER),
    **dict.fromkeys(("since", "until"), Construct.DATE),
}
_CAPITALS: Final = {"OR": Construct.OR, "NOT": Construct.NOT, "NEAR": Construct.NEAR}
_HIDDEN: Final = {fold("أو"): Construct.OR, fold("بدون"): Construct.NOT}
_DISTANCE = regex.compile(r"/\d+")
_REST_OF_WORD = regex.compile(rf"[^\s()（）{_QUOTE}]*")


def parse(text: str) -> Query:
    """The query that `text` says.

    Raises QueryError with position, text key and, where there is one, a corrected text. Never reads a construct it
    does not understand as something else.
    """
    try:
        return _read(text)
    except _Fault as fault:
        raise QueryError(
            fault.key, fault.position, fault.length, fault.args_, _corrected(fault.correction)
        ) from None


@dataclass
class _Fault(Exception):
    key: str
    position: int
    length: int
    args_: dict[str, str | int] = field(default_factory=dict)
    correction: str | None = None


def _corrected(correction: str | None) -> str | None:
    for _ in range(_CORRECTIONS):
        if correction is None:
            return None
        try:
            _read(correction)
        except _Fault as fault:
            correction = fault.correction
        else:
            return correction
    return None


def _read(text: str) -> Query:
    if len(text) > MAX_LENGTH:
        shortened = text[:MAX_LENGTH].rpartition(" ")[0] or text[:MAX_LENGTH]
        raise _Fault(
            "query-error-too-long",
            MAX_LENGTH,
            len(text) - MAX_LENGTH,
            {"limit": MAX_LENGTH, "length": len(text)},
            shortened,
        )
    # Invisible direction marks may stand anywhere, also between a sign and its word.
    visible = [index for index, character in enumerate(text) if unicodedata.category(character) != "Cf"]
    typed = _Typed("".join(text[index] for index in visible))
    try:
        return typed.query()
    except _Fault as fault:
        start, last = fault.position, fault.position + fault.length - 1
        fault.position = visible[start] if visible else 0
        fault.length = visible[last] + 1 - fault.position if visible and fault.length else 0
        raise


class _Typed:
    """A text without invisible characters, its words, and its pairs of quotes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = list(scan(text))
        # A quote of any kind and direction closes one of any other: keyboards and copied text mix them.
        quotes = [match.start() for match in regex.finditer(f"[{_QUOTE}]", text)]
        self.open_quote = quotes[-1] if len(quotes) % 2 else None
        self.pairs = list(zip(quotes[::2], quotes[1::2], strict=False))

    def query(self) -> Query:
        if not self.text.strip():
            raise _Fault("query-error-empty", 0, len(self.text))
        fault = min(self._faults(), key=lambda fault: fault.position, default=None)
        if fault is not None:
            raise fault
        self._check_size()
        parts = list(self._parts())
        if not parts:
            raise _Fault("query-error-nothing-to-find", 0, len(self.text))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _parts(self) -> Iterator[Query]:
        phrase = None
        for word in self.words:
            pair = self._pair_around(word.start)
            if pair is None and word.spelled != "AND":
                yield Term(word.spelled)
            elif pair is not None and pair != phrase:
                yield Phrase(tuple(inner.spelled for inner in self._inside(pair)))
            phrase = pair

    def _check_size(self) -> None:
        terms = [word for word in self.words if word.spelled != "AND" or self._pair_around(word.start)]
        if len(terms) > MAX_TERMS:
            first_beyond = terms[MAX_TERMS]
            raise _Fault(
                "query-error-too-many-terms",
                first_beyond.start,
                len(self.text) - first_beyond.start,
                {"limit": MAX_TERMS, "count": len(terms)},
                self.text[: first_beyond.start].rstrip(),
            )

    def _faults(self) -> Iterator[_Fault]:
        yield from self._quote_faults()
        yield from self._symbol_faults()
        yield from self._word_faults()

    def _quote_faults(self) -> Iterator[_Fault]:
        for pair in self.pairs:
            if not self._inside(pair):
                yield self._fault("query-error-empty-quotes", pair[0], pair[1] + 1, " ")
        if self.open_quote is not None:
            quoted = self.text[self.open_quote + 1 :].strip()
            closed = f'"{quoted}"' if any(True for _ in scan(quoted)) else ""
            yield _Fault(
                "query-error-open-quote", self.open_quote, 1, {}, f"{self.text[: self.open_quote]}{closed}".strip()
            )

    def _symbol_faults(self) -> Iterator[_Fault]:
        for symbol in _SYMBOL.finditer(self.text):
            start, end = symbol.span(symbol.lastgroup or 0)
            inside = self._word_at(start)
            if self._is_quoted(start) or (inside is not None and inside.start < start):
                continue
            construct = Construct(symbol.lastgroup or "")
            if construct is Construct.NOT:
                yield self._refused(construct, start, self._end_of_part(end), "")
            elif construct is Construct.EXACT:
                part_end = self._end_of_part(end)
                words = self.text[end:part_end]
                yield self._refused(construct, start, part_end, words if words[0] in _QUOTE else f'"{words}"')
            elif construct is Construct.TAG:
                words = " ".join(word.spelled for word in scan(symbol["tag"]))
                yield self._refused(construct, start, end, f'"{words}"' if words else "")
            elif construct is Construct.OR:
                yield self._refused(construct, start, end, None)
            else:
                yield self._refused(construct, start, end, " ")

    def _word_faults(self) -> Iterator[_Fault]:
        bare = [word for word in self.words if not self._is_quoted(word.start)]
        hidden_count = bool(self._hidden_operators_stand(bare))
        for number, word in enumerate(bare):
            following = self.text[word.end : word.end + 1]
            distance = _DISTANCE.match(self.text, word.end)
            hidden = _HIDDEN.get(fold(word.spelled)) if hidden_count else None
            construct = _CAPITALS.get(word.spelled) or hidden
            if word.spelled == "AND" or construct in {Construct.OR, Construct.NEAR}:
                yield from self._binary_faults(bare, number, construct, distance)
            elif construct is Construct.NOT:
                yield self._refused(construct, word.start, self._end_of_part(word.end), "")
            elif distance and fold(word.spelled) == "قرب":
                yield self._refused(Construct.NEAR, word.start, distance.end(), "")
            elif following == ":" and word.spelled.casefold() in _FILTERS and self._starts_part(word.start):
                end = _REST_OF_WORD.match(self.text, word.end).end()  # type: ignore[union-attr]  # matches empty
                yield self._refused(_FILTERS[word.spelled.casefold()], word.start, end, "")
            elif following in {"*", "~"}:
                sign = Construct.PREFIX if following == "*" else Construct.FUZZY
                yield self._refused(sign, word.start, word.end + 1, self.text[word.start : word.end])
