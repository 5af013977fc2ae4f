"""Writing stored posts out: as JSON lines or CSV, which can be imported again whole, or as Telegram Desktop would."""

from __future__ import annotations

import asyncio
import csv
import json
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, TextIO

from bot.ingest.post_row import COLUMNS, row_of
from bot.ingest.tables import FORMULA
from bot.match import evaluate, proposing_keys
from bot.model import MediaKind, OriginKind, Post, RefKind
from bot.query import parse
from bot.text import default_engine
from storage import Unit

PAGE = 200
GIVE_WAY = 20
_ADDRESS = re.compile(r"(https?://\S+)")
_ABSENT = "(File not included. Change data exporting settings to download.)"


class Format(StrEnum):
    """How an export is written; the value is also the ending of its file."""

    LINES = "jsonl"
    CSV = "csv"
    DESKTOP = "json"


async def public_posts(unit: Unit, query: str = "") -> AsyncIterator[Post]:
    """Public posts that satisfy a query (all, for an empty one), the oldest first.

    Memory does not grow with their number. Raises QueryError when the text is no query.
    """
    needs, satisfies = _asked(query)
    # The index gives the newest first: walk to the oldest page, keep where the pages begin, and read them backwards.
    starts: list[int | None] = [None]
    while len(page := await unit.posts.candidates(needs, viewer=None, before_id=starts[-1], limit=PAGE)) == PAGE:
        starts.append(page[-1].id)
    for start in reversed(starts):
        page = await unit.posts.candidates(needs, viewer=None, before_id=start, limit=PAGE)
        for number, post in enumerate(reversed(page)):
            if number % GIVE_WAY == 0:
                await asyncio.sleep(0)  # within a running bot others want to go on
            if satisfies(post):
                yield post


def _asked(query: str) -> tuple[tuple[frozenset[str], ...], Callable[[Post], bool]]:
    """What the index is asked for, and what decides."""
    if not query.strip():
        return (), lambda _: True
    asked, engine = parse(query, search=True), default_engine()
    return proposing_keys(asked, engine), lambda post: evaluate(asked, post, engine) is not None


async def export_posts(
    posts: AsyncIterator[Post],
    out: TextIO,
    form: Format,
    on_progress: Callable[[int], None] = lambda _: None,
) -> tuple[int, int]:
    """Write posts; return how many were written, and how many were not because the format has no place for them.

    `on_progress` is called with the number so far. A CSV is to be opened with newline="".
    """
    written = left_out = 0
    with _writer(form, out) as writer:
        async for post in posts:
            if writer.write(post):
                written += 1
                if written % PAGE == 0:
                    on_progress(written)
            else:
                left_out += 1
    return written, left_out


class _Writer(Protocol):
    def __enter__(self) -> _Writer: ...

    def __exit__(self, *error: object) -> None: ...

    def write(self, post: Post) -> bool: ...


def _writer(form: Format, out: TextIO) -> _Writer:
    match form:
        case Format.LINES:
            return _Lines(out)
        case Format.CSV:
            return _Csv(out)
        case Format.DESKTOP:
            return _Desktop(out)


class _Lines:
    def __init__(self, out: TextIO) -> None:
        self._out = out

    def __enter__(self) -> _Lines:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def write(self, post: Post) -> bool:
        print(_json(row_of(post)), file=self._out)
        return True


class _Csv:
    def __init__(self, out: TextIO) -> None:
        self._rows = csv.writer(out)
        self._out = out

    def __enter__(self) -> _Csv:
        self._out.write("\ufeff")  # without it, Excel reads Arabic as Latin letters
        self._rows.writerow(COLUMNS)
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def write(self, post: Post) -> bool:
        self._rows.writerow([_cell(value) for value in row_of(post).values()])
        return True


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else _json(value)
    return f"'{text}" if text.startswith(FORMULA) else text


class _Desktop:
    """A whole account's export, channels only. Each chat's messages wait in a file of their own for their turn."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._folder = tempfile.TemporaryDirectory(prefix="rasid-export-")
        self._titles: dict[str, str] = {}
        self._waiting: dict[str, list[str]] = {}
        self._held = 0

    def __enter__(self) -> _Desktop:
        return self

    def write(self, post: Post) -> bool:
        channel = next((ref for ref in post.refs if ref.kind is RefKind.CHANNEL and ref.item_key.isdecimal()), None)
        if channel is None or not channel.source_key.isdecimal():
            return False
        key = channel.source_key
        self._titles[key] = post.source_title
        self._waiting.setdefault(key, []).extend(_json(message) for message in _messages(post, key))
        self._held += 1
        if self._held >= PAGE:
            self._put_by()
        return True

    def __exit__(self, *error: object) -> None:
        with self._folder:
            if error[0] is not None:
                return
            self._put_by()
            self._out.write('{\n "about": "Exported by Rasid.",\n "chats": {\n  "list": [')
            for number, (key, title) in enumerate(self._titles.items()):
                about = _json({"name": title, "type": "public_channel", "id": int(key)})
                self._out.write(f'{"," if number else ""}\n   {about[:-1]},"messages":[')
                with self._file(key).open(encoding="utf-8") as messages:
                    for place, message in enumerate(messages):
                        self._out.write(f"{',' if place else ''}\n    {message.rstrip()}")
                self._out.write("\n   ]}")
            self._out.write("\n  ]\n }\n}\n")

    def _put_by(self) -> None:
        for key, messages in self._waiting.items():
            with self._file(key).open("a", encoding="utf-8") as file:
                file.writelines(f"{message}\n" for message in messages)
        self._waiting.clear()
        self._held = 0

    def _file(self, key: str) -> Path:
        return Path(self._folder.name, key)


def _messages(post: Post, key: str) -> list[dict[str, Any]]:
    """A post as messages: an album is one for each of its items, with its caption; the first has what is nobody's."""
    numbers = [int(ref.item_key) for ref in post.refs if ref.kind is RefKind.CHANNEL and ref.source_key == key]
    album = len(numbers) > 1 and len(post.media) == len(numbers)
    captions = {one.item: one.text for one in post.captions} or {"": post.text}
    messages = []
    for place, number in enumerate(numbers if album else numbers[:1]):
        own = captions.get(str(number), "")
        text = own if place else "\n\n".join(filter(None, (captions.get(""), own))) if album else post.text
        message: dict[str, Any] = {"id": number, "type": "message"}
        message |= _instant("date", post.published_at or post.arrived_at) | _instant("edited", post.edited_at)
        message |= {"from": post.source_title, "from_id": f"channel{key}"} | _forwarded(post)
        if post.reply_to is not None and post.reply_to.item_key.isdecimal() and post.reply_to.source_key == key:
            message["reply_to_message_id"] = int(post.reply_to.item_key)
        for item in post.media[place : place + 1] if album else post.media:
            message |= _attached(item.kind)
        message |= {"text": text, "text_entities": _entities(text)}
        messages.append(message)
    return messages


def _entities(text: str) -> list[dict[str, str]]:
    """Where the addresses in a text are. Which words were bold, or hid an address, is not stored."""
    pieces = _ADDRESS.split(text)
    return [{"type": "link" if n % 2 else "plain", "text": piece} for n, piece in enumerate(pieces) if piece]


def _instant(name: str, instant: datetime | None) -> dict[str, str]:
    if instant is None:
        return {}
    seconds = int(instant.timestamp())
    return {name: instant.strftime("%Y-%m-%dT%H:%M:%S"), f"{name}_unixtime": str(seconds)}


def _forwarded(post: Post) -> dict[str, str | None]:
    origin = post.origin
    if origin is None:
        return {}
    told: dict[str, str | None] = {"forwarded_from": origin.title or None}
    if origin.kind is OriginKind.CHANNEL and origin.chat_id is not None:
        told["forwarded_from_id"] = f"channel{-1_000_000_000_000 - origin.chat_id}"
    elif origin.kind is OriginKind.CHAT and origin.chat_id is not None:
        told["forwarded_from_id"] = f"chat{abs(origin.chat_id)}"
    return told


def _attached(kind: MediaKind) -> dict[str, Any]:
    match kind:
        case MediaKind.PHOTO:
            return {"photo": _ABSENT}
        case MediaKind.POLL:
            return {"poll": {"question": "", "closed": True, "total_voters": 0, "answers": []}}
        case MediaKind.LOCATION:
            return {"location_information": {"latitude": 0.0, "longitude": 0.0}}
        case MediaKind.CONTACT:
            return {"contact_information": {"first_name": "", "last_name": "", "phone_number": ""}}
        case MediaKind.OTHER:
            return {}
    media_type = {
        MediaKind.VIDEO: "video_file",
        MediaKind.AUDIO: "audio_file",
        MediaKind.VOICE: "voice_message",
        MediaKind.ANIMATION: "animation",
        MediaKind.STICKER: "sticker",
    }.get(kind)
    return {"file": _ABSENT} | ({"media_type": media_type} if media_type else {})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
