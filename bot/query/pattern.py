r"""Regular expressions: RE2 with the Unicode meaning of `\w \d \s \b`, on a text whose marks are folded.

RE2 (https://github.com/google/re2/wiki/Syntax) reads `\w \d \s \b` as ASCII and has no look-around. The classes are
written out as Unicode properties. For `\b` and `\B` the text gets a sign into every gap between two characters, one
for a boundary and another for none; each part of the pattern that takes a character then steps over these signs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple

import re2  # type: ignore[import-untyped]  # google-re2 carries no types
import regex

from bot.text.normalise import ARABIC_MARKS, TATWEEL

_MEMORY: Final = 1 << 18  # bytes for a compiled pattern; what needs more takes longer than 10 ms to refuse
_COMPILED: Final = 2_000
_MOST_WIDE: Final = 10  # classes of hundreds of ranges, repetitions counted: each takes RE2 about half a millisecond

_BOUNDARY: Final = "\ufdd0"  # Unicode noncharacters: no text may carry them
_INSIDE: Final = "\ufdd1"
_MOST_SIGNS: Final = 4  # boundaries asked for at one and the same place

_WORD: Final = r"\p{L}\p{M}\p{N}_"
_SPACE: Final = r"\s\x{b}\x{85}\p{Z}"
_IN_CLASS: Final[Mapping[str, str]] = {
    r"\w": _WORD,
    r"\d": r"\p{Nd}",
    r"\s": _SPACE,
    r"\W": r"\p{Z}\p{S}\p{Cc}\p{Co}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}",
    r"\D": r"\p{L}\p{M}\p{Nl}\p{No}\p{P}\p{S}\p{Z}\p{Cc}\p{Co}",
    r"\S": r"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Co}",
}
_POSITIVE: Final[Mapping[str, str]] = {r"\w": f"[{_WORD}]", r"\d": r"\p{Nd}", r"\s": f"[{_SPACE}]"}
_NEGATIVE: Final[Mapping[str, str]] = {r"\W": _WORD, r"\D": r"\p{Nd}", r"\S": _SPACE}

_TOKEN = regex.compile(
    r"""
      \\Q (?P<quoted> .*? ) (?: \\E | \Z )
    | (?P<property> \\ [pP] (?: \{ [^}]* \} | . ) )
    | (?P<escape> \\ (?: x \{ [0-9a-fA-F]* \} | x[0-9a-fA-F]{2} | [0-7]{1,3} | . ) )
    | (?P<class> \[ \^? \]? (?: \\ [pPx] \{ [^}]* \} | \\. | \[:\^?\w+:\] | [^\]\\] )* \] )
    | (?P<group> \( (?: \? (?: P?<\w+> | [imsU\-]* [:)] ) )? )
    | (?P<quantifier> [*+?]\?? | \{ \d+ (?: ,\d* )? \} \?? )
    | (?P<anchor> [)|^$] )
    | (?P<dot> \. )
    | (?P<literal> . )
    """,
    regex.VERBOSE | regex.DOTALL,
)
_WIDE = regex.compile(r"\\(?:[wWDS]|[pP](?!\{?Nd\b))")
_CLASS_ITEM = regex.compile(r"\\[pPx]\{[^}]*\}|\\.|\[:\^?\w+:\]|.", regex.DOTALL)
_DROPPED = regex.compile(rf"[{TATWEEL}{ARABIC_MARKS}\p{{Cf}}\p{{Mn}}\p{{Me}}]")
_CLUSTER = regex.compile(r".[\p{M}\u200d]*", regex.DOTALL)
_NOTHING: Final = "(?:)"


class PatternProblem(NamedTuple):
    """Why a pattern is refused: an error key with its arguments."""

    key: str
    args_: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text as patterns see it. `origins[i]` is where character i of `text` came from in the original."""

    original: str
    text: str
    origins: list[int]
    signed: dict[tuple[str, int], tuple[str, list[int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompiledPattern:
    """A pattern ready to be searched. `gaps` are the signs the text needs in its gaps, `count` how many of each."""

    expression: Any
    gaps: str
    count: int

    def find(self, folded: FoldedText) -> Iterator[tuple[int, int]]:
        """(start, end) in the original of every match that has a length, in order."""
        text, origins = _with_signs(folded, self.gaps, self.count) if self.gaps else (folded.text, folded.origins)
        for match in self.expression.finditer(text):
            start, end = match.span()
            while start < end and text[start] in self.gaps:
                start += 1
            while start < end and text[end - 1] in self.gaps:
                end -= 1
            if start < end:
                yield origins[start], origins[end - 1] + 1


def check_pattern(source: str) -> PatternProblem | None:
    """What is wrong with a pattern, None when it is fit for use."""
    if r"\C" in source:  # takes single bytes, so half a letter
        return PatternProblem("query-error-pattern-wrong", {"reason": r"\C"})
    if _wide_classes(source) > _MOST_WIDE:
        return PatternProblem("query-error-pattern-too-large", {})
    try:
        compiled = compile_pattern(source)
    except ValueError as error:
        reason = str(error)
        if "too large" in reason:
            return PatternProblem("query-error-pattern-too-large", {})
        return PatternProblem("query-error-pattern-wrong", {"reason": reason})
    if compiled.expression.search("") is not None:
        return PatternProblem("query-error-pattern-empty", {})
    return None


def _wide_classes(source: str) -> int:
    """How many classes with very many characters RE2 would have to lay out, those in repeated groups once for each."""
    counts, last = [0], 0  # of each open group, and of the part that a quantifier would repeat
    for token in _TOKEN.finditer(source):
        written = token[0]
        if token.lastgroup == "quantifier":
            counts[-1] += last * (_most_copies(written) - 1)
            continue
        last = 0
        if token.lastgroup == "group":
            counts.append(0)
            continue
        if written == ")" and len(counts) > 1:
            last = counts.pop()
        elif token.lastgroup in {"property", "escape", "class"}:
            last = len(_WIDE.findall(written))
        counts[-1] += last
        if counts[-1] > _MOST_WIDE:
            break
    return sum(counts)


def _most_copies(quantifier: str) -> int:
    return max(map(int, regex.findall(r"\d+", quantifier)), default=1)


@lru_cache(maxsize=_COMPILED)
def compile_pattern(source: str) -> CompiledPattern:
    """`source` compiled. Raises ValueError with RE2's own words."""
    tokens = list(_TOKEN.finditer(source))
    asked = [match[0] for match in tokens if match[0] in {r"\b", r"\B"}]
    gaps = (_BOUNDARY + _INSIDE if r"\B" in asked else _BOUNDARY) if asked else ""
    _compiled_by_re2(source)  # its complaint should quote what was typed
    rewritten = _Rewriting(gaps, any(_sets_flag(match[0], "s") for match in tokens)).rewritten(tokens)
    return CompiledPattern(_compiled_by_re2(f"(?i){rewritten}"), gaps, min(len(asked), _MOST_SIGNS))


def fold_text(text: str) -> FoldedText:
    """`text` without diacritics, tatweel and invisible signs, presentation forms and digits folded; letters stay."""
    if text.isascii():
        return FoldedText(text, text, list(range(len(text))))
    characters: list[str] = []
    origins: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        kept = _fold_cluster(cluster[0])
        characters.append(kept)
        origins.extend([cluster.start()] * len(kept))
    return FoldedText(text, "".join(characters), origins)


@lru_cache(maxsize=5_000)
def _fold_cluster(cluster: str) -> str:
    kept = _DROPPED.sub("", unicodedata.normalize("NFKC", cluster))
    if kept.isascii():
        return kept
    return "".join(
        "\ufffd" if "\ud800" <= c <= "\udfff" or c in (_BOUNDARY, _INSIDE) else _ascii_digit(c) for c in kept
    )


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _with_signs(folded: FoldedText, gaps: str, count: int) -> tuple[str, list[int]]:
    known = folded.signed.get((gaps, count))
    if known is not None:
        return known
    boundary, inside = _BOUNDARY * count, _INSIDE * count if _INSIDE in gaps else ""
    characters: list[str] = []
    origins: list[int] = []
    was_word = False
    for character, origin in zip(folded.text, folded.origins, strict=True):
        is_word = character == "_" or unicodedata.category(character)[0] in "LMN"
        signs = boundary if is_word != was_word else inside
        characters += (signs, character)
        origins += [origin] * (len(signs) + 1)
        was_word = is_word
    characters.append(boundary if was_word else inside)
    origins += [len(folded.original)] * len(characters[-1])
    folded.signed[gaps, count] = signed = ("".join(characters), origins)
    return signed


def _compiled_by_re2(source: str) -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    try:
        return re2.compile(source, options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        raise ValueError(reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)) from None


def _sets_flag(token: str, flag: str) -> bool:
    return token.startswith("(?") and flag in token.removeprefix("(?").partition("-")[0] and "<" not in token


class _Rewriting:
    """Turns the tokens of a pattern into RE2 source for a text with `gaps`."""

    def __init__(self, gaps: str, dot_takes_newlines: bool) -> None:
        self._gaps = gaps
        self._dot = f"[^{gaps}]" if dot_takes_newlines else rf"[^\n{gaps}]"

    def rewritten(self, tokens: list[regex.Match[str]]) -> str:
        return "".join(self._token(token) for token in tokens)

    def _token(self, token: regex.Match[str]) -> str:
        written = token[0]
        match token.lastgroup:
            case "quoted":
                return "".join(self._taking(_escaped(character)) for character in _folded(token["quoted"]))
            case "property":
                return self._taking(f"[^{written.replace('P', 'p', 1)}{self._gaps}]" if written[1] == "P" else written)
            case "escape":
                return self._escape(written)
            case "class":
                return self._taking(self._class(written))
            case "anchor" if written == "$" and self._gaps:
                return f"(?:[{self._gaps}]*$)"
            case "dot":
                return self._taking(self._dot) if self._gaps else written
            case "literal":
                folded = _folded(written)
                taking = "".join(self._taking(_escaped(character)) for character in folded)
                return taking if len(folded) == 1 else f"(?:{taking})"
        return written

    def _taking(self, atom: str) -> str:
        """An atom that takes one character, and the signs before it."""
        return f"(?:[{self._gaps}]*{atom})" if self._gaps else atom

    def _escape(self, written: str) -> str:
        if written == r"\b":
            return _BOUNDARY
        if written == r"\B":
            return _INSIDE
        if written == r"\z":
            return rf"(?:[{self._gaps}]*\z)" if self._gaps else written
        if written == r"\A":
            return written
        if written in _NEGATIVE:
            return self._taking(f"[^{_NEGATIVE[written]}{self._gaps}]")
        return self._taking(_POSITIVE.get(written, written))

    def _class(self, written: str) -> str:
        negated = written.startswith("[^")
        inner = written[2 if negated else 1 : -1]
        items = "".join(_IN_CLASS.get(item, item if len(item) > 1 else _ascii_digit(item)) for item in _items(inner))
        return f"[^{items}{self._gaps}]" if negated else f"[{items}]"


def _items(inner: str) -> list[str]:
    return [match[0] for match in _CLASS_ITEM.finditer(inner)]


def _folded(literal: str) -> str:
    return "".join(_fold_cluster(character) for character in literal)


def _escaped(character: str) -> str:
    return character if character.isalnum() or character.isspace() or ord(character) > 127 else f"\\{character}"
