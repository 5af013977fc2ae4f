"""Telegram Desktop's `result.json`, of one chat or a whole account, read as a stream.

Its shape is that of Telegram Desktop's own writer (Telegram/SourceFiles/export/output/export_output_json.cpp in
https://github.com/telegramdesktop/tdesktop). That writer escapes control characters as `\\xNN`, which is no JSON, and
leaves two stray bytes after `\\u2028` and `\\u2029`, which are no UTF-8: `Repaired` mends both on the way.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final

import ijson  # type: ignore[import-untyped]  # it ships no types

from bot.ingest.archive import ArchiveError, Choices, Record, Skipped
from bot.ingest.desktop_message import Chat, Item, chat_of, item_of, merged

_CHUNK: Final = 1 << 16
_LONGEST_QUIRK: Final = 8  # bytes: \u2028 and its stray pair
_QUIRK = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(u202[89])\x80[\xa8\xa9]|[^x])", re.DOTALL)
_DEEPEST: Final = 60  # an export is nested some ten deep; a path as long as the file would take hours to write out
_LARGEST_ALBUM: Final = 10  # https://core.telegram.org/bots/api#sendmediagroup

_MESSAGES = frozenset({"messages", "chats.list.item.messages", "left_chats.list.item.messages"})


class Repaired:
    """The bytes of an export as JSON in UTF-8; to be read by ijson."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._held = b""
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")

    def read(self, size: int = _CHUNK) -> bytes:
        """Some of them, empty at the end. `size` is a hint, as the chunks of the file change their lengths."""
        if size == 0:
            return b""
        while True:
            chunk = self._file.read(_CHUNK)
            mended = self._mend(chunk)
            text = self._decoder.decode(mended, final=not chunk)
            if text or not chunk:
                return text.encode()

    def _mend(self, chunk: bytes) -> bytes:
        whole = self._held + chunk
        self._held = b""
        if chunk:
            cut = _safe_end(whole)
            whole, self._held = whole[:cut], whole[cut:]
        if b"\\x" not in whole and b"\x80\xa8" not in whole and b"\x80\xa9" not in whole:
            return whole
        return _QUIRK.sub(_as_json, whole)


def _safe_end(data: bytes) -> int:
    """Where to cut so that no escape stands on both sides: before the backslashes near the end."""
    at = data.find(b"\\", max(0, len(data) - _LONGEST_QUIRK))
    if at < 0:
        return len(data)
    while at > 0 and data[at - 1 : at] == b"\\":
        at -= 1
    return at


def _as_json(found: re.Match[bytes]) -> bytes:
    if found[1] is not None:
        return b"\\u00" + found[1]
    if found[2] is not None:
        return b"\\" + found[2]
    return found[0]


@dataclass(slots=True)
class _Album:
    """Items that look like one album, as long as the next ones may belong to it."""

    items: list[Item]

    def takes(self, item: Item) -> bool:
        """The export has no album ids: an album's items follow one another within one second."""
        last = self.items[-1]
        return (
            len(self.items) < _LARGEST_ALBUM
            and item.chat is last.chat
            and item.number == last.number + 1
            and item.instant == last.instant
            and item.joins is not None
            and item.joins == last.joins
            and sum(bool(one.post.text) for one in (*self.items, item)) <= 1
            and item.post.origin == last.post.origin
        )


def read_export(file: BinaryIO, choices: Choices) -> Iterator[Record]:
    """The posts of an export in its order; an album's items are one post.

    Memory does not grow with the file. Raises ArchiveError with `import-error-not-an-export` when there is no chat in
    it, `import-error-cut-short` when it ends or breaks off in the middle.
    """
    album: _Album | None = None
    chats = 0
    for record in _messages(file, choices):
        if record is None:
            chats += 1
            continue
        if isinstance(record, Item) and album is not None and album.takes(record):
            album.items.append(record)
            continue
        if album is not None:
            yield merged(album.items)
        album = _Album([record]) if isinstance(record, Item) else None
        if isinstance(record, Skipped):
            yield record
    if album is not None:
        yield merged(album.items)
    if not chats:
        raise ArchiveError("import-error-not-an-export")


def _messages(file: BinaryIO, choices: Choices) -> Iterator[Item | Skipped | None]:
    """Each message; None at the beginning of each chat."""
    events = iter(ijson.parse(_bounded(file)))
    about: dict[str, Any] = {}
    chats = 0
    try:
        for prefix, event, value in events:
            if event == "start_map" and (prefix == "" or prefix.endswith("list.item")):
                about = {}
            elif event in {"string", "number"}:
                place, _, name = prefix.rpartition(".")
                if name in {"id", "name", "type"} and (place == "" or place.endswith("list.item")):
                    about[name] = value
            elif event == "start_array" and prefix in _MESSAGES:
                chats += 1
                yield None
                named = choices if prefix == "messages" else replace(choices, username="")
                yield from _messages_of(chat_of(about, named), events, choices)
    except ijson.JSONError as error:
        raise ArchiveError("import-error-cut-short" if chats else "import-error-not-an-export") from error


def _bounded(file: BinaryIO) -> Iterator[tuple[str, Any]]:
    """What is in the file, as `ijson.basic_parse` gives it. Raises ijson.JSONError for what no export has.

    Numbers are those of the machine: yajl's large ones would take all memory, or end the process.
    """
    depth = 0
    for event, value in ijson.basic_parse(Repaired(file), use_float=True):
        depth += event in {"start_map", "start_array"}
        depth -= event in {"end_map", "end_array"}
        if depth > _DEEPEST:
            raise ijson.JSONError("nested too deep")
        yield event, value


def _messages_of(
    chat: Chat | None, events: Iterator[tuple[str, str, Any]], choices: Choices
) -> Iterator[Item | Skipped]:
    """The messages of an array that has begun, to its end."""
    builder, depth = ijson.ObjectBuilder(), 0
    for _, event, value in events:
        if event == "end_array" and depth == 0:
            return
        depth += event in {"start_map", "start_array"}
        depth -= event in {"end_map", "end_array"}
        if chat is not None:
            builder.event(event, value)
        if depth == 0:
            yield Skipped.ELSEWHERE if chat is None else item_of(builder.value, chat, choices.zone)
            builder = ijson.ObjectBuilder()
    raise ijson.IncompleteJSONError("an array without an end")
