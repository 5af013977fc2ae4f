"""Filters: `from:`, `lang:`, `has:`, `is:`, `since:`, `until:` and their values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

import regex

from bot.query.errors import Edit, Fault
from bot.query.tree import Dated, Filter, From, Query
from bot.text import fold

LANGUAGES: Final = ("ar", "fa", "ku", "ur", "tr", "en", "other")
MEDIA: Final = ("photo", "video", "link", "document")
_VALUES: Final[Mapping[str, tuple[str, ...]]] = {"lang": LANGUAGES, "has": MEDIA, "is": ("forward",)}
_OTHER_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("arabic", "عربي", "العربيه"), "ar"),
    **dict.fromkeys(("english", "انجليزي", "الانجليزيه"), "en"),
    **dict.fromkeys(("persian", "farsi", "فارسي", "الفارسيه"), "fa"),
    **dict.fromkeys(("turkish", "تركي", "التركيه"), "tr"),
    **dict.fromkeys(("kurdish", "كردي", "الكرديه"), "ku"),
    **dict.fromkeys(("urdu", "اردو"), "ur"),
    **dict.fromkeys(("photos", "picture", "image", "صوره", "صور"), "photo"),
    **dict.fromkeys(("videos", "فيديو"), "video"),
    **dict.fromkeys(("links", "url", "رابط"), "link"),
    **dict.fromkeys(("documents", "file", "doc", "ملف"), "document"),
    **dict.fromkeys(("forwarded", "forwards", "محول"), "forward"),
}
_FILTER = regex.compile(r"(?i)(from|lang|has|is|since|until):([^\s()（）|｜]*)")
_APART = regex.compile(r"\s+(?=[@#])")
_SOURCE = regex.compile(r"(?:https?://)?(?:t\.me/(?:s/)?)?([@#]?)(\w+)/?")
_CHANNEL = regex.compile(r"[A-Za-z0-9_]+")  # https://core.telegram.org/api/links#public-username-links
_DATE = regex.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_REVERSED = regex.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


class Read(NamedTuple):
    """A filter and where it ends."""

    node: Query
    end: int


def read_filter(text: str, at: int) -> Read | None:
    """The filter that begins at `at`; None where none does. Raises Fault for a value that is none."""
    found = _FILTER.match(text, at)
    if found is None:
        return None
    name, value = found[1].lower(), found[2]
    if not value:
        apart = _APART.match(text, found.end()) if name == "from" else None
        if apart is None and (name != "from" or text[found.end() :].strip()):
            return None  # «From: …» in a headline is a word
        end = apart.end() if apart is not None else found.end()
        raise Fault("query-error-from-value", at, end, Edit(found.end(), end, "") if apart is not None else None)
    if name == "from":
        return Read(_source(found), found.end())
    if name in _VALUES:
        return Read(_filter(found, name), found.end())
    return Read(_dated(found, name), found.end())


def _source(found: regex.Match[str]) -> Query:
    read = _SOURCE.fullmatch(found[2])
    is_channel = read is not None and _CHANNEL.fullmatch(read[2]) is not None
    if read is not None and read[1] and found[2][0] == read[1] and (read[1] == "#" or is_channel):
        return From(fold(read[2]) if read[1] == "#" else read[2].lower(), group=read[1] == "#")
    edit = Edit(*found.span(), f"from:{'@' if is_channel else '#'}{read[2]}") if read is not None else None
    raise Fault("query-error-from-value", *found.span(), edit)


def _filter(found: regex.Match[str], name: str) -> Query:
    value, allowed = found[2].lower(), _VALUES[name]
    if value in allowed:
        return Filter(name, value)
    meant = _OTHER_WORDS.get(fold(value))
    edit = Edit(*found.span(), f"{name}:{meant}" if meant in allowed else "")
    args: dict[str, str | int] = {"filter": name, "value": found[2], "allowed": " ".join(allowed)}
    raise Fault("query-error-filter-value", *found.span(), edit, args)


def _dated(found: regex.Match[str], name: str) -> Query:
    day = _day(_DATE.fullmatch(found[2]), (1, 2, 3))
    if day is not None:
        return Dated(name, day)
    turned = _day(_REVERSED.fullmatch(found[2]), (3, 2, 1))
    edit = Edit(*found.span(), f"{name}:{turned.isoformat()}" if turned is not None else "")
    raise Fault("query-error-date-value", *found.span(), edit, {"value": found[2]})


def _day(read: regex.Match[str] | None, order: tuple[int, int, int]) -> date | None:
    if read is None:
        return None
    year, month, day = (int(read[group]) for group in order)
    try:
        return date(year, month, day)
    except ValueError:
        return None
