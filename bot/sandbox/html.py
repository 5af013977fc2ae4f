"""Telegram's HTML: the parse mode as the open Bot API server reads it, and back.

Source of the rules and of every error text: tdlib, `MessageEntity.cpp` (`do_parse_html`,
`decode_html_entity`). Byte offsets in errors count UTF-8 bytes of the raw text; entity offsets and lengths
count UTF-16 units of the text without tags.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.refusal import bad_request

Entity = dict[str, Any]

TYPES: Final[Mapping[str, str]] = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
NAMED: Final = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
SPACES: Final = b" \t\r\n\x00\x0b"
LETTERS: Final = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS: Final = b"0123456789"


def utf16_length(text: str) -> int:
    """How many UTF-16 units the text takes."""
    return len(text) + sum(character > "\uffff" for character in text)


def utf16_slice(text: str, offset: int, length: int) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


@dataclass(slots=True)
class _Open:
    """A start tag that waits for its end."""

    tag: str
    arguments: dict[str, str]
    offset: int
    begin: int


def parse_html(raw: str) -> tuple[str, list[Entity]]:
    """The text without tags and its entities. Raises Refusal 400 "can't parse entities: …"."""
    return _Parser(raw).parse()


class _Parser:
    def __init__(self, raw: str) -> None:
        self.raw = raw.encode("utf-8", "replace") + b"\x00"
        self.end = len(self.raw) - 1
        self.at = 0
        self.out = bytearray()
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self.at < self.end:
            byte = self.raw[self.at]
            if byte == ord("<"):
                self._tag()
            elif byte == ord("&") and (character := self._reference()) is not None:
                self.out += character.encode("utf-8", "replace")
                self.offset += utf16_length(character)
            else:
                self.out.append(byte)
                self.at += 1
                if byte & 0xC0 != 0x80:
                    self.offset += 2 if byte >= 0xF0 else 1
        if self.open:
            raise _unparsed(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        for entity in self.entities:
            entity.pop("_language", None)
        return self.out.decode(), self.entities

    def _reference(self) -> str | None:
        """The character of the reference at `at`; None, and nothing moves, when it stands for itself."""
        end = self.at + 1
        if self.raw[end] == ord("#"):
            hexadecimal = self.raw[end + 1] == ord("x")
            start = end = end + (2 if hexadecimal else 1)
            allowed = DIGITS + b"abcdefABCDEF" if hexadecimal else DIGITS
            while self.raw[end] in allowed:
                end += 1
            code = int(self.raw[start:end] or b"0", 16 if hexadecimal else 10)
            if code == 0 or code >= 0x10FFFF or end - self.at >= 10:
                return None
            found: str | None = chr(code)
        else:
            start = end
            while self.raw[end] in LETTERS:
                end += 1
            found = NAMED.get(self.raw[start:end])
        if found is not None:
            self.at = end + 1 if self.raw[end] == ord(";") else end
        return found

    def _word(self, stops: bytes) -> str:
        start = self.at
        while self.raw[self.at] not in SPACES and self.raw[self.at] not in stops:
            self.at += 1
        return self.raw[start : self.at].decode()

    def _skip_spaces(self) -> None:
        while self.at < self.end and self.raw[self.at] in SPACES:
            self.at += 1

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self.raw[self.at] == ord("/"):
            self.at += 1
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        tag = self._word(b">").lower()
        if self.at >= self.end:
            raise _unparsed(f"Unclosed start tag at byte offset {begin}")
        if tag not in TYPES:
            raise _unparsed(f'Unsupported start tag "{tag}" at byte offset {begin}')
        arguments: dict[str, str] = {}
        while self.raw[self.at] != ord(">"):
            self._skip_spaces()
            if self.raw[self.at] == ord(">"):
                break
            name = self._word(b"=>/\"'").lower()
            if not name:
                raise _unparsed(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            self._skip_spaces()
            if self.at >= self.end:
                raise _unparsed(f'Unclosed start tag "{tag}" at byte offset {begin}')
            if self.raw[self.at] == ord("="):
                self.at += 1
                arguments[name] = self._value(tag, begin)
            else:
                arguments[name] = ""
        self.at += 1
        if tag == "span" and arguments.get("class") != "tg-spoiler":
            raise _unparsed(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(_Open(tag, arguments, self.offset, len(self.out)))

    def _value(self, tag: str, begin: int) -> str:
        self._skip_spaces()
        if self.at >= self.end:
            raise _unparsed(f'Unclosed start tag "{tag}" at byte offset {begin}')
        quote = self.raw[self.at]
        if quote not in b"\"'":
            start = self.at
            while self.raw[self.at] in LETTERS + DIGITS + b".-":
                self.at += 1
            if self.raw[self.at] not in SPACES and self.raw[self.at] != ord(">"):
                raise _unparsed(f"Unexpected end of name token at byte offset {start}")
            value = self.raw[start : self.at].decode().lower()
        else:
            self.at += 1
            collected = bytearray()
            while self.at < self.end and self.raw[self.at] != quote:
                if self.raw[self.at] == ord("&") and (character := self._reference()) is not None:
                    collected += character.encode("utf-8", "replace")
                else:
                    collected.append(self.raw[self.at])
                    self.at += 1
            self.at += 1
            value = collected.decode()
        if self.at >= self.end:
            raise _unparsed(f"Unclosed start tag at byte offset {begin}")
        return value

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise _unparsed(f"Unexpected end tag at byte offset {begin}")
        name = self._word(b">").lower()
        self._skip_spaces()
        if self.raw[self.at] != ord(">"):
            raise _unparsed(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            raise _unparsed(f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{name}>"')
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {
            "type": TYPES[opened.tag],
            "offset": opened.offset,
            "length": self.offset - opened.offset,
        }
        last = self.entities[-1] if self.entities else {}
        same_range = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
        match opened.tag:
            case "a":
                self._link(entity, opened)
                return
            case "blockquote" if "expandable" in opened.arguments:
                entity["type"] = "expandable_blockquote"
            case "pre" if same_range and last.get("type") == "code" and last.get("_language"):
                last |= {"type": "pre", "language": last["_language"]}
                return
            case "code" if opened.arguments.get("class", "").startswith("language-"):
                entity["_language"] = opened.arguments["class"].removeprefix("language-")
            case "tg-emoji":
                entity["custom_emoji_id"] = opened.arguments.get("emoji-id", "")
            case "tg-time":
                entity["unix_time"] = int(opened.arguments.get("unix") or 0)
                if "format" in opened.arguments:
                    entity["date_time_format"] = opened.arguments["format"]
        self.entities.append(entity)

    def _link(self, entity: Entity, opened: _Open) -> None:
        """A link that is none (no scheme, no domain) leaves its text without an entity, as Telegram does."""
        url = opened.arguments.get("href", "") or self.out[opened.begin :].decode()
        if url.startswith("tg://user?id=") and url.removeprefix("tg://user?id=").isdigit():
            entity |= {"type": "text_link", "url": url}
        elif "://" in url:
            entity["url"] = url
        elif "." in url and " " not in url:
            entity["url"] = f"http://{url}"
        else:
            return
        self.entities.append(entity)


def _unparsed(detail: str) -> Exception:
    return bad_request(f"can't parse entities: {detail}")


OPENING: Final[Mapping[str, str]] = {
    "bold": "<b>",
    "italic": "<i>",
    "underline": "<u>",
    "strikethrough": "<s>",
    "spoiler": "<tg-spoiler>",
    "code": "<code>",
    "pre": "<pre>",
    "blockquote": "<blockquote>",
    "expandable_blockquote": "<blockquote expandable>",
}


def render_html(text: str, entities: Iterable[Entity]) -> str:
    """The text with its formatting as HTML; detected entities (hashtags, links…) stay plain text."""
    shown = [one for one in entities if one["type"] in OPENING or one["type"] == "text_link"]
    shown.sort(key=lambda one: (one["offset"], -one["length"]))
    edges = {0, utf16_length(text)}
    for one in shown:
        edges |= {one["offset"], one["offset"] + one["length"]}
    points = sorted(edges)
    out: list[str] = []
    stack: list[Entity] = []
    for start, end in itertools.pairwise(points):
        inside = [one for one in shown if one["offset"] <= start and end <= one["offset"] + one["length"]]
        kept = 0
        while kept < min(len(stack), len(inside)) and stack[kept] is inside[kept]:
            kept += 1
        out.extend(_closing(one) for one in reversed(stack[kept:]))
        out.extend(_opening(one) for one in inside[kept:])
        stack = inside
        out.append(html.escape(utf16_slice(text, start, end - start), quote=False))
    out.extend(_closing(one) for one in reversed(stack))
    return "".join(out)


def _opening(entity: Entity) -> str:
    if entity["type"] == "text_link":
        return f'<a href="{html.escape(entity["url"])}">'
    if entity["type"] == "pre" and entity.get("language"):
        return f'<pre><code class="language-{html.escape(entity["language"])}">'
    return OPENING[entity["type"]]


def _closing(entity: Entity) -> str:
    if entity["type"] == "text_link":
        return "</a>"
    if entity["type"] == "pre" and entity.get("language"):
        return "</code></pre>"
    return OPENING[entity["type"]].split()[0].replace("<", "</").removesuffix(">") + ">"
