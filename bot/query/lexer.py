"""From a typed text to lexemes.

Written by hand on the words that `bot.text` finds, because a query and a post must agree on what a word is, and
because each refusal names a place and offers a text that would be accepted. Linear but for looking ahead to the end of
a quote or a pattern, in at most 1,000 characters, and it stops where one term or one level is too many.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

import regex

from bot.query.errors import Edit, Fault
from bot.query.filters import read_filter
from bot.query.lexemes import MAX_DEPTH, MAX_TERMS, Kind, Lexeme
from bot.query.pattern import check_pattern
from bot.query.tree import Exact, Fuzzy, Pattern, Phrase, Prefix, Query, Tag, Term
from bot.text import Word, fold, scan
from bot.text.words import CHUNK, split

_PAIRS: Final = {"«": "»", "»": "«", "“": "”“", "”": "”“", "„": "“”", "‟": "”", "‹": "›", "›": "‹", "〝": "〞〟"}
_QUOTES: Final = frozenset('"“”„‟«»‹›＂❝❞〝〞〟')
_SINGLE = regex.compile(r"['‘‚](?=\S)([^'’‘\n]*[^\s'’‘])['’](?!\w)")
_OPEN: Final = "(（"
_CLOSE: Final = ")）"
_BARS: Final = "|｜"
_DASHES: Final = "-－﹣"
_STICKS: Final = frozenset("-‐‑'’_&./@")  # beside a capital word it is part of a name: a-OR-b

_TAG = regex.compile(r"(?<![\w&])[#＃]([\w\p{M}]*\w[\w\p{M}]*)")
_PATTERN = regex.compile(r"/((?:\\.|[^\\\n])+?)/(?=[\s)）]|$)")
_STARS = regex.compile(r"\*+")
_SIGN = regex.compile(r"([*~])\1*(\d*)")
_WIDER = regex.compile(r"[\w\p{M}*~]*")
_DISTANCE = regex.compile(r"/(\d*)(\w*)")
_APART = regex.compile(r"\s+/\s*(\d++)(?=\s|$)|/\s+(\d++)(?=\s|$)")  # a distance that a slip of the finger has torn off
_CLOSING_SLASH = regex.compile(r"/(?=[\s)）]|$)")
_JOINT = regex.compile(r"[-‐‑]?")

_CAPITALS: Final = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT, "NEAR": Kind.NEAR}
_HIDDEN: Final = {fold("أو"): Kind.OR, fold("بدون"): Kind.NOT}
_NEAR_WORD: Final = fold("قرب")
_DEFAULT_DISTANCE: Final = 10
MAX_DISTANCE: Final = 50
SHORTEST_PREFIX: Final = 2
SHORTEST_FUZZY: Final = 4


class Lexer:
    """Reads one text without invisible characters. After `read`, `hidden_words` are the words that may be operators."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lexemes: list[Lexeme] = []
        self.hidden_words: list[str] = []
        self._at = 0
        self._terms = 0
        self._levels: list[int] = []  # of each open bracket: itself, and the exclusions directly before it
        self._exclusions = 0  # directly before here
        self._has_filters = ":" in text
        self._bold: set[int] = set()  # stars that close a bold passage
        self._last_slash = max((found.start() for found in _CLOSING_SLASH.finditer(text)), default=-1)

    def read(self) -> list[Lexeme]:
        """All lexemes in order, every closing bracket having an opening one. Raises Fault."""
        while self._at < len(self.text):
            if self.text[self._at].isspace() or not self._read_one():
                self._at += 1
        return self.lexemes

    def _read_one(self) -> bool:
        """Read what begins here; False where nothing of the language does."""
        character = self.text[self._at]
        if character in _QUOTES:
            return self._quoted()
        if character in _OPEN or character in _CLOSE:
            return self._add(Kind.OPEN if character in _OPEN else Kind.CLOSE, self._at + 1)
        if character in _BARS:
            end = self._at + 2 if self.text[self._at + 1 : self._at + 2] == character else self._at + 1
            return self._add(Kind.OR, end)
        if character in _DASHES:
            return self._exclusion()
        return self._term()

    def _term(self) -> bool:
        character = self.text[self._at]
        if character == "=" and self._opens():
            return self._exact()
        if character == "/" and self._opens() and self._pattern_at(self._at) is not None:
            return self._pattern()
        if character in "#＃" and (tag := self._tag_at(self._at)):
            self._refuse_sign(tag.end())
            return self._add(Kind.TERM, tag.end(), Tag(fold(tag[1])), sign=False)
        if character in "'‘‚" and self._opens() and (quoted := _SINGLE.match(self.text, self._at)):
            return self._phrase(quoted.start(1), quoted.end(1), quoted.end())
        if character == "*":
            return self._star()
        if self._has_filters and self._opens() and (read := read_filter(self.text, self._at)):
            return self._add(Kind.TERM, read.end, read.node)
        chunk = CHUNK.match(self.text, self._at)
        return chunk is not None and self._words(chunk.end())

    def _add(self, kind: Kind, end: int, node: Query | None = None, *, sign: bool = True) -> bool:
        self._put(Lexeme(kind, self._at, end, node, sign=sign))
        self._at = end
        return True

    def _put(self, lexeme: Lexeme) -> None:
        self._terms += lexeme.kind is Kind.TERM
        # A word that may be an operator stands before a term, or is one itself.
        if self._terms > MAX_TERMS or len(self.hidden_words) > MAX_TERMS:
            raise too_many_terms(self.text, self.lexemes, lexeme)
        self._count_levels(lexeme)
        self.lexemes.append(lexeme)

    def _count_levels(self, lexeme: Lexeme) -> None:
        edit = Edit(lexeme.start, lexeme.end, "")
        if lexeme.kind is Kind.OPEN:
            self._levels.append(self._exclusions + 1)
        elif lexeme.kind is Kind.CLOSE:
            if not self._levels:
                raise Fault("query-error-closing-bracket", lexeme.start, lexeme.end, edit)
            self._levels.pop()
        self._exclusions = self._exclusions + 1 if lexeme.kind is Kind.NOT else 0
        if sum(self._levels) + self._exclusions > MAX_DEPTH:
            raise Fault("query-error-too-deep", lexeme.start, lexeme.end, edit, {"limit": MAX_DEPTH})

    def _opens(self) -> bool:
        """Whether a sign here stands before a term: behind a blank, a bracket, a bar or an exclusion."""
        before = self.text[self._at - 1 : self._at]
        if not before or before.isspace() or before in _OPEN or before in _BARS:
            return True
        return bool(self.lexemes) and self.lexemes[-1].kind is Kind.NOT and self.lexemes[-1].end == self._at

    def _exclusion(self) -> bool:
        before = self.text[self._at - 1 : self._at]
        after = self.text[self._at + 1 : self._at + 2]
        if (before and not before.isspace() and before not in _OPEN) or not after:
            return False
        here = self._at + 1
        excludes = (
            after in _QUOTES
            or after in _OPEN
            or (after == "=" and self._exact_end(here) is not None)
            or (after == "/" and self._pattern_at(here) is not None)
            or (after in "#＃" and self._tag_at(here) is not None)
            or (after in "'‘" and _SINGLE.match(self.text, here) is not None)
            or self._has_words(here)
        )
        return excludes and self._add(Kind.NOT, here)

    def _tag_at(self, at: int) -> regex.Match[str] | None:
        tag = _TAG.match(self.text, at)
        return tag if tag is not None and fold(tag[1]) else None

    def _has_words(self, at: int) -> bool:
        chunk = CHUNK.match(self.text, at)
        return chunk is not None and bool(split(chunk[0]))

    # Phrases and exact forms

    def _quoted(self) -> bool:
        opening = self._at
        closers = _PAIRS.get(self.text[opening], self.text[opening])
        rest = range(opening + 1, len(self.text))
        closing = next((i for i in rest if self.text[i] in closers), None)
        if closing is None:
            closing = next((i for i in rest if self.text[i] in _QUOTES), None)
        if closing is None:
            quoted = self.text[opening + 1 :].strip()
            instead = f'"{quoted}"' if any(True for _ in scan(quoted)) else ""
            raise Fault("query-error-open-quote", opening, opening + 1, Edit(opening, len(self.text), instead))
        return self._phrase(opening + 1, closing, closing + 1)

    def _phrase(self, start: int, end: int, after: int) -> bool:
        words = tuple(word.spelled for word in scan(self.text[start:end]))
        if not words:
            raise Fault("query-error-empty-quotes", self._at, after, Edit(self._at, after, " "))
        self._refuse_sign(after, words)
        exact = self._at > 0 and self.text[self._at - 1] == "=" and self._exact_at == self._at
        return self._add(Kind.TERM, after, Exact(words) if exact else Phrase(words))

    _exact_at = -1  # where the quotes of an exact phrase open

    def _exact_end(self, at: int) -> int | None:
        """Where the words behind the `=` at `at` end, `at` + 1 for quotes; None when there are none."""
        after = self.text[at + 1 : at + 2]
        if after and after in _QUOTES:
            return at + 1
        chunk = CHUNK.match(self.text, at + 1)
        return chunk.end() if chunk is not None and split(chunk[0]) else None

    def _exact(self) -> bool:
        end = self._exact_end(self._at)
        if end is None:
            return False
        if end == self._at + 1:
            self._at = self._exact_at = end
            return self._quoted()
        words = tuple(word.spelled for word in split(self.text[self._at + 1 : end]))
        self._refuse_sign(end)
        return self._add(Kind.TERM, end, Exact(words))

    def _refuse_sign(self, at: int, words: tuple[str, ...] = ()) -> None:
        sign = _SIGN.match(self.text, at)
        if sign is None or at in self._bold:
            return
        near = sign[1] == "~" and sign[2] and len(words) == 2  # as other search engines write nearness
        if near:
            edit = Edit(self._at, sign.end(), f"{words[0]} NEAR/{min(max(int(sign[2]), 1), MAX_DISTANCE)} {words[1]}")
        else:
            edit = Edit(*sign.span(), "")
        raise Fault("query-error-sign-after-phrase", *sign.span(), edit, {"sign": sign[1]})

    # Patterns

    def _pattern_at(self, at: int) -> regex.Match[str] | None:
        found = _PATTERN.match(self.text, at) if at < self._last_slash else None
        if found is None or (found[1][0].isspace() and found[1][-1].isspace()):
            return None  # a slash between blanks separates the parts of a headline
        return found

    def _pattern(self) -> bool:
        found = self._pattern_at(self._at)
        assert found is not None
        problem = check_pattern(found[1])
        if problem is not None:
            words = " ".join(word.spelled for word in scan(regex.sub(r"\\.", " ", found[1])))
            raise Fault(problem.key, *found.span(), Edit(*found.span(), words), dict(problem.args_))
        return self._add(Kind.TERM, found.end(), Pattern(found[1]))

    # Words

    def _star(self) -> bool:
        """A star before a word: the start of a bold passage, or a word whose beginning is left open."""
        here = self._at
        stars = _STARS.match(self.text, here)
        chunk = CHUNK.match(self.text, stars.end()) if stars is not None else None
        if stars is None or chunk is None or here in self._bold or not self._opens():
            return False
        closing = self.text.find(stars[0], chunk.end())
        behind = closing + len(stars[0])
        if closing >= 0 and not self.text[behind : behind + 1].isalnum():
            self._bold.update(range(closing, behind))
            return False
        word = chunk[0]
        raise Fault("query-error-star-place", here, chunk.end(), Edit(here, chunk.end(), f"{word}*"), {"word": word})

    def _words(self, end: int) -> bool:
        offset = self._at
        words = [Word(offset + w.start, offset + w.end, w.spelled) for w in split(self.text[offset:end])]
        if len(words) == 1 and self._operator(words[0]):
            return True
        sign = None if end in self._bold else _SIGN.match(self.text, end)
        for number, word in enumerate(words):
            signed = sign if sign is not None and number == len(words) - 1 else None
            if signed is not None:
                self._signed(word, signed)
            else:
                self._bare(word)
        self._at = max(self._at, end)
        return True

    def _bare(self, word: Word) -> None:
        if self.lexemes and self._joins(self.lexemes[-1], word):
            last = self.lexemes[-1]
            words = last.node.words if isinstance(last.node, Phrase) else (str(last.node),)
            self.lexemes[-1] = last._replace(end=word.end, node=Phrase((*words, word.spelled)))
        else:
            node: Query = Phrase((word.spelled,)) if _reads_as_operator(word.spelled) else Term(word.spelled)
            self._put(Lexeme(Kind.TERM, word.start, word.end, node, sign=False))

    def _joins(self, last: Lexeme, word: Word) -> bool:
        """Whether a number is written onto a word, or a word onto a number: كوفيد-19 is these two in a row."""
        if last.sign or last.hidden or not isinstance(last.node, Term | Phrase):
            return False
        if _JOINT.fullmatch(self.text, last.end, word.start) is None:
            return False
        previous = last.node.word if isinstance(last.node, Term) else last.node.words[-1]
        return previous[0].isdecimal() != word.spelled[0].isdecimal() and previous[0] != "@"

    def _operator(self, word: Word) -> bool:
        before, after = self.text[word.start - 1 : word.start], self.text[word.end : word.end + 1]
        if before in _STICKS or (after and after in _STICKS and after != "/"):
            return False
        if after in {"*", "~"} and word.end not in self._bold:  # the beginning of a word, or its like
            return False
        kind, folded = _CAPITALS.get(word.spelled), fold(word.spelled)
        distance = _DISTANCE.match(self.text, word.end)
        if kind is Kind.NEAR or (folded == _NEAR_WORD and distance is not None and distance[1]):
            return self._near(word, distance)
        if kind is not None:
            return self._add(kind, word.end)
        hidden = _HIDDEN.get(folded)
        if hidden is None:
            return False
        self.hidden_words.append(word.spelled)
        self._put(Lexeme(hidden, word.start, word.end, hidden=True))
        self._at = word.end
        return True

    def _near(self, word: Word, distance: regex.Match[str] | None) -> bool:
        apart = _APART.match(self.text, word.end)
        if apart is not None:
            edit = Edit(*apart.span(), f"/{min(max(_number(apart[1] or apart[2]), 1), MAX_DISTANCE)}")
            raise Fault("query-error-near-distance", word.start, apart.end(), edit, {"limit": MAX_DISTANCE})
        if distance is None:
            self._put(Lexeme(Kind.NEAR, word.start, word.end, distance=_DEFAULT_DISTANCE))
            self._at = word.end
            return True
        steps = _number(distance[1]) if distance[1] else _DEFAULT_DISTANCE
        if not distance[1] or distance[2] or not 1 <= steps <= MAX_DISTANCE:
            nearest = min(max(steps, 1), MAX_DISTANCE)
            edit = Edit(*distance.span(), f"/{nearest}")
            raise Fault("query-error-near-distance", word.start, distance.end(), edit, {"limit": MAX_DISTANCE})
        self._put(Lexeme(Kind.NEAR, word.start, distance.end(), distance=steps))
        self._at = distance.end()
        return True

    def _signed(self, word: Word, sign: regex.Match[str]) -> None:
        """A word with `*` or `~` behind it, which ends at the sign."""
        if CHUNK.match(self.text, sign.end()) and sign[1] == "*":
            wider = _WIDER.match(self.text, word.start)
            end = wider.end() if wider is not None else sign.end()
            edit = Edit(word.start, end, f"{word.spelled}*")
            raise Fault("query-error-star-place", word.start, end, edit, {"word": self.text[word.start : end]})
        if sign[2]:
            args: dict[str, str | int] = {"word": word.spelled}
            edit = Edit(word.start, sign.end(), f"{word.spelled}{sign[1]}")
            raise Fault("query-error-sign-number", word.start, sign.end(), edit, args)
        shortest = SHORTEST_PREFIX if sign[1] == "*" else SHORTEST_FUZZY
        if len(fold(word.spelled)) < shortest:
            key = "query-error-prefix-short" if sign[1] == "*" else "query-error-fuzzy-short"
            args = {"letters": shortest, "word": word.spelled}
            raise Fault(key, word.start, sign.end(), Edit(word.start, sign.end(), word.spelled), args)
        node: Query = Prefix(word.spelled) if sign[1] == "*" else Fuzzy(word.spelled)
        self._put(Lexeme(Kind.TERM, word.start, sign.end(), node))
        self._at = sign.end()


def too_many_terms(text: str, read: Sequence[Lexeme], beyond: Lexeme) -> Fault:
    """That `beyond` is the first term too many behind those `read`; the text before it is offered."""
    kept = max((lexeme.end for lexeme in read if lexeme.kind is Kind.TERM), default=0)
    edit = Edit(kept, len(text), "")
    return Fault("query-error-too-many-terms", beyond.start, len(text), edit, {"limit": MAX_TERMS})


def _reads_as_operator(spelled: str) -> bool:
    """Whether a word, here part of a longer one, would be an operator if it stood alone: و/أو, either-OR."""
    return spelled in _CAPITALS or fold(spelled) in _HIDDEN


def _number(digits: str) -> int:
    """What digits of any script say; of a long row, the first four."""
    return int("".join(str(unicodedata.decimal(digit)) for digit in digits[:4]))
