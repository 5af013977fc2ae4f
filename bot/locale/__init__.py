"""Every word a user sees, by key and language; the words themselves are in the `.ftl` files beside this one.

A text is Telegram HTML. Values put into it are escaped, unless they are `Html` already, and isolated
(U+2068 … U+2069), so that a Latin name inside an Arabic sentence, or the reverse, keeps its own direction.
"""

from __future__ import annotations

import html
import re
from datetime import datetime, time
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_time, get_day_names
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Resource

LANGUAGES = ("ar", "en")

# In a line that runs from right to left, a slash before a Latin word would be drawn behind it.
_COMMAND = re.compile(r"<code>(?=[/@][a-z{])|(?<![\w/<>:])(?<![a-z] )[/@](?=[a-z{])")

_TAG = re.compile(r"<[^>]+>")

# Marks that change the direction of what follows, or that a chat does not show: a name must not turn a message round.
_UNRULY = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")


class Html(str):
    """Text that is Telegram HTML already."""

    __slots__ = ()


def language_of(code: str | None) -> str:
    """The language to speak with somebody whose Telegram profile says `code` (an IETF tag, or None)."""
    if not code:
        return "ar"
    return "ar" if code.split("-")[0].lower() == "ar" else "en"


def shown(text: str, limit: int = 120) -> str:
    """A name or a query as it may stand inside a message: one line, no marks that turn text round, not too long."""
    line = " ".join(_UNRULY.sub("", text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def plain(text: str) -> str:
    """A post's text without the marks that could turn the rest of a message round; line breaks stay.

    What is removed counts: use it before positions in the text are taken.
    """
    return _UNRULY.sub("", text.replace("\r\n", "\n").replace("\t", " "))


def unmarked(text: str) -> str:
    """Telegram HTML as plain text."""
    return html.unescape(_TAG.sub("", text))


def for_terminal(text: str) -> str:
    """The same without isolates, which would stick to what is copied."""
    return unmarked(text).replace("\u2068", "").replace("\u2069", "")


class Texts:
    """The texts of one language."""

    def __init__(self, language: str, months: str = "standard") -> None:
        self.language = language if language in LANGUAGES else "en"
        # CLDR's Syrian Arabic has the Levantine names (نيسان), Arabic without a country the others (أبريل).
        self._calendar = "ar_SY" if (self.language, months) == ("ar", "levant") else self.language
        self._fixed: dict[str, Html] = {}  # texts without values
        self._bundle = FluentBundle([self.language])
        for resource in _resources(self.language):
            self._bundle.add_resource(resource)

    @property
    def mark(self) -> str:
        """The mark that gives a line the direction of this language when it begins with a name or a number."""
        return "\u200f" if self.language == "ar" else "\u200e"

    def __contains__(self, key: str) -> bool:
        return bool(self._bundle.has_message(key))

    def say(self, key: str, **values: str | int) -> Html:
        """The text `key` with its values filled in, as Telegram HTML.

        Raises KeyError when there is no such text, ValueError when a value it needs is missing.
        """
        if values:
            return self._filled(key, **values)
        if key not in self._fixed:
            self._fixed[key] = self._filled(key)
        return self._fixed[key]

    def _filled(self, key: str, **values: str | int) -> Html:
        filled = {name: _escaped(value) for name, value in values.items()}
        message = self._bundle.get_message(key)
        if message.value is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(message.value, filled)
        if errors:
            raise ValueError(f"{key} in {self.language}: {errors}")
        return Html(text)

    def toast(self, key: str, **values: str | int) -> str:
        """The same without markup, for buttons and callback answers, which show plain text."""
        return unmarked(self.say(key, **values))

    def line(self, key: str, **values: str | int) -> str:
        """The same for a terminal: without markup, and without isolates, which would stick to a copied link."""
        return for_terminal(self.say(key, **values))

    def moment(self, at: datetime, zone: str) -> str:
        """An instant as a person there reads it: day, month and time."""
        pattern = "d MMMM، HH:mm" if self.language == "ar" else "d MMMM, HH:mm"
        return _written(at.replace(second=0, microsecond=0), pattern, zone, self._calendar)

    def day(self, at: datetime, zone: str) -> str:
        """The day of an instant, with its weekday."""
        pattern = "EEEE d MMMM" if self.language == "ar" else "EEEE, d MMMM"
        return format_datetime(at, pattern, tzinfo=ZoneInfo(zone), locale=self._calendar)

    def weekday(self, day: int) -> str:
        """The name of an ISO weekday, 1 is Monday."""
        names = get_day_names("abbreviated", locale=self.language)
        return str(names[day - 1])

    def clock(self, at: time) -> str:
        """A local time of day, as 24 hours."""
        return format_time(at, "HH:mm", locale=self.language)


@lru_cache(maxsize=1_000)
def _written(at: datetime, pattern: str, zone: str, calendar: str) -> str:
    return format_datetime(at, pattern, tzinfo=ZoneInfo(zone), locale=calendar)


@cache
def _resources(language: str) -> list[Resource]:
    return [FluentResource(source) for source in _sources(language)]


def _sources(language: str) -> list[str]:
    """What the files of a language say: `ar.ftl`, and `query.ar.ftl` and its like for rooms with many texts."""
    files = sorted(resources.files(__name__).iterdir(), key=lambda file: file.name)
    sources = [
        file.read_text(encoding="utf-8")
        for file in files
        if file.name == f"{language}.ftl" or file.name.endswith(f".{language}.ftl")
    ]
    return [_COMMAND.sub("\u200e\\g<0>", source) for source in sources] if language == "ar" else sources


def _escaped(value: str | int) -> str | int:
    if isinstance(value, Html | int):
        return value
    return html.escape(value, quote=False)


@cache
def texts(language: str, months: str = "standard") -> Texts:
    """The texts of a language, with these names of the months, loaded once."""
    return Texts(language, months)
