"""Where the words of a text are: one scan over the original, so that every offset is an offset into it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

import regex

from bot.text.normalise import ARABIC_MARKS, TATWEEL, fold, is_plain_arabic


class Word(NamedTuple):
    """One word of a text: (start, end) in code points, and how it is spelled.

    `spelled` is in NFKC without tatweel and invisible characters; a number in ASCII digits without thousands
    separators (`1000`), a type designation without its dash (`F16`). Scanning it gives itself.
    """

    start: int
    end: int
    spelled: str


_LATIN: Final = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_DASH: Final = r"\-\u2010\u2011"

# A chunk is what may be one word or several written together; the cache of an engine is keyed by chunks, so
# the punctuation around them stays out.
CHUNK: Final = regex.compile(
    rf"""
    (?: (?i:https?://) | (?i:www\.) | t\.me/ ) [^\s<>"«»“”]+
    | (?<![\w@]) @ [A-Za-z][A-Za-z0-9_]*
    | \w [\w\p{{M}}\p{{Cf}}]*
      (?: (?: (?<=\d) [.,٬٫] (?=\d) | (?<=[{_LATIN}]) [{_DASH}] (?=\d) ) [\w\p{{M}}\p{{Cf}}]+ )*
    """,
    regex.VERBOSE,
)

_URL_TAIL: Final = ".,،؛;:!?؟)]}'…"

_SEGMENT = regex.compile(
    rf"""
    (?P<model> (?<![{_LATIN}]) [{_LATIN}]{{1,3}} [{_DASH}]? \d+ [{_LATIN}]{{0,3}} \d* (?![{_LATIN}\d]) )
    | (?P<generation> (?<!\d) \d{{1,2}} [{_LATIN}] (?![{_LATIN}\d]) )
    | (?P<number> (?<!\d[.,٬٫]) \d{{1,3}} (?: [,٬] \d{{3}} )+ (?!\d | [,٬]\d) (?: [.٫] \d+ (?![.٫]\d) )?
                | (?<!\d[.,٬٫]) \d+ [.٫] \d+ (?! \d | [.,٬٫]\d )
                | \d+ )
    | (?P<latin> [{_LATIN}] [{_LATIN}\p{{M}}]* )
    | (?P<letters> (?!\p{{M}}) [^\W\d_{_LATIN}]+ )
    """,
    regex.VERBOSE,
)
_THOUSANDS: Final = str.maketrans("", "", ",٬")
_PROCLITICS = regex.compile("(?:[وف]?(?:[بكل]|[بك]?ال|لل)|[وف])")
_LONGEST_PROCLITICS: Final = len("وبال")
_INVISIBLE = regex.compile(r"\p{Cf}")
_MARKS_ONLY = regex.compile(rf"[\s\p{{M}}{ARABIC_MARKS}]+")


def scan(text: str) -> Iterator[Word]:
    """The words of `text`, in order. Any str is accepted, lone surrogates too; linear in its length.

    Emoji, punctuation and underscores separate words; URLs and @mentions are one word each. A clitic written
    apart is no word: «و» standing alone, «لـ» before a quote. Words of one ligature (ﷺ) share its span.
    """
    for chunk in CHUNK.finditer(text):
        offset = chunk.start()
        for start, end, spelled in split(chunk[0]):
            yield Word(offset + start, offset + end, spelled)


def split(chunk: str) -> list[Word]:
    """The words of one match of CHUNK, with offsets into it."""
    if len(chunk) > _LONGEST_PROCLITICS and is_plain_arabic(chunk):
        return [Word(0, len(chunk), chunk)]
    if chunk[0] == "@":
        return [Word(0, len(chunk), chunk)]
    if "/" in chunk or chunk[:4].lower() == "www.":
        address = chunk.rstrip(_URL_TAIL)
        return [Word(0, len(address), address)]
    expanded, origins = _expand(chunk)
    words: list[Word] = []
    clitic: regex.Match[str] | None = None
    for segment in _SEGMENT.finditer(expanded):
        spelled = _spell(segment)
        joined = clitic is not None and segment.lastgroup != "letters" and clitic.end() == segment.start()
        first = clitic if clitic is not None and joined else segment
        clitic = None
        if segment.lastgroup == "letters" and _PROCLITICS.fullmatch(fold(spelled)):
            clitic = segment
            following = expanded[segment.end() : segment.end() + 1]
            if following.isalnum() or segment[0].endswith(TATWEEL) or fold(spelled) == "و":
                continue
        if spelled:
            words.append(Word(origins[first.start()], origins[segment.end() - 1] + 1, spelled))
    return words


def _expand(chunk: str) -> tuple[str, list[int]]:
    """`chunk` in NFKC, character by character, and for each result the index it came from."""
    if chunk.isascii():
        return chunk, list(range(len(chunk)))
    characters: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(chunk):
        if _INVISIBLE.match(character):
            continue
        composed = unicodedata.normalize("NFKC", character)
        if len(composed) > 1 and _MARKS_ONLY.fullmatch(composed):
            composed = composed.strip()  # an isolated vowel sign stands for space + sign
        characters.append(composed)
        origins.extend([index] * len(composed))
    return "".join(characters), origins


def _spell(segment: regex.Match[str]) -> str:
    written = segment[0]
    match segment.lastgroup:
        case "number":
            return _ascii_digits(written.translate(_THOUSANDS).replace("٫", "."))
        case "model" | "generation":
            return _ascii_digits(regex.sub(rf"[{_DASH}]", "", written))
        case "letters":
            letters = written.replace(TATWEEL, "")
            return letters if fold(letters) else ""
        case _:
            return written


def _ascii_digits(written: str) -> str:
    if written.isascii():
        return written
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in written)
