"""CSV with a header and JSON lines: Rasid's own export read back, and anybody's table with named columns."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO, Final

from bot.ingest.archive import ArchiveError, Choices, Record, Skipped
from bot.ingest.cleaning import clean, digest
from bot.ingest.dates import read_instant
from bot.ingest.post_row import post_of_row
from bot.model import Mode, Post, PostRef, RefKind

# A cell of a stranger's words that begins so, in full width too, would be a formula to a spreadsheet
# (https://owasp.org/www-community/attacks/CSV_Injection). The quote before it, and before a quote, is taken off again.
FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")

_NO_TABLE: Final = "import-error-not-an-export"
_SNIFFED: Final = 1 << 16
_LONGEST_CELL: Final = 10_000_000  # code points, of a line too
_LONGEST_ID: Final = 18  # digits of a message's number
_DELIMITERS: Final = ",;\t|"
_NESTED: Final = ("media", "links", "origin", "reply_to", "refs", "captions")

_CALLED: Final = {
    "text": "text message content body post caption النص نص الرسالة المنشور المحتوى",
    "date": "date published_at published time timestamp datetime created_at date_unixtime التاريخ تاريخ الوقت",
    "source": "source channel title chat source_title channel_name القناة المصدر",
    "username": "username channel_username user_name المعرف",
    "link": "link url permalink الرابط رابط",
    "id": "id message_id post_id guid الرقم",
}
_COLUMN_OF: Final = {alias: column for column, aliases in _CALLED.items() for alias in aliases.split()}
_ADDRESS = re.compile(
    r"https?://t(?:elegram)?\.me/(?:s/)?(?P<name>c/\d{1,18}|[A-Za-z]\w{3,31})/(?P<id>\d{1,18})/?(?:\?.*)?"
)
_LINK = re.compile(r"https?://\S")


def read_lines(file: BinaryIO, choices: Choices) -> Iterator[Record]:
    """Posts of a file of JSON objects, one a line. Raises ArchiveError when no line has a text column."""
    posts = 0
    columns: set[str] = set()
    lines = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="\n")
    for line in iter(lambda: lines.readline(_LONGEST_CELL), ""):
        if not line.strip():
            continue
        try:
            row = clean(json.loads(line))
        except (ValueError, RecursionError):
            yield Skipped.UNREADABLE
            continue
        if not isinstance(row, dict):
            yield Skipped.UNREADABLE
            continue
        columns = columns or set(row)
        if "refs" not in row and "text" not in _named(row):
            yield Skipped.UNREADABLE
            continue
        posts += 1
        yield _record(row, choices)
    if not posts:
        raise _no_text(columns)


def read_table(file: BinaryIO, choices: Choices) -> Iterator[Record]:
    """Posts of a CSV file whose first row names its columns, with whatever delimiter and encoding a spreadsheet wrote.

    Raises ArchiveError when there is no column for the text.
    """
    encoding = _encoding_of(file.read(_SNIFFED))
    file.seek(0)
    lines = io.TextIOWrapper(file, encoding, errors="replace", newline="")
    first = lines.readline()
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(chain([first], lines), delimiter=_delimiter_of(first))
    header = [name.strip() for name in next(_rows_of(reader), None) or []]
    own = "refs" in header
    if not own and "text" not in _named(dict.fromkeys(header)):
        raise _no_text(header)
    for cells in _rows_of(reader):
        if cells is None or (own and len(cells) != len(header)):
            yield Skipped.UNREADABLE
        elif cells:
            row = clean(dict(zip(header, cells, strict=False)))
            yield _record(_unfolded(row) if own else row, choices)


def _rows_of(reader: Iterator[list[str]]) -> Iterator[list[str] | None]:
    """The rows, None for one that is no CSV (a cell beyond the limit)."""
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
        else:
            yield row


def _record(row: dict[str, Any], choices: Choices) -> Record:
    if "refs" in row:
        try:
            post = post_of_row(row)
        except ValueError:
            return Skipped.UNREADABLE
        return post if post.text or post.media else Skipped.NOTHING
    return _foreign(_named(row), choices)


def _foreign(row: Mapping[str, Any], choices: Choices) -> Record:
    """A row of somebody else's table. Without any name of its own, it is known by its words."""
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return Skipped.NOTHING
    text = text.strip()
    written = row.get("date")
    published_at = read_instant(written, choices.zone) if isinstance(written, str | int | float) else None
    if published_at is None and written not in {None, ""}:
        return Skipped.UNREADABLE
    link, source = _text(row.get("link")), _text(row.get("source"))
    username = (_text(row.get("username")) or choices.username).lstrip("@")
    ref = _channel_ref(link, username, row.get("id"), choices)
    if ref is None:
        item = _text(row.get("id")) or link or digest(text, _text(written))
        ref = PostRef(RefKind.FEED, f"table:{source or username}", item)
    return Post(
        text=text,
        refs=(ref,),
        source_title=source or username,
        source_username=username,
        published_at=published_at,
        links=_LINK.search(text) is not None,
        link=link if _LINK.match(link) else "",
        mode=Mode.HISTORY,
    )


def _channel_ref(link: str, username: str, number: Any, choices: Choices) -> PostRef | None:
    """The name a channel's post has, where its link or its channel's name says which channel that is."""
    if found := _ADDRESS.fullmatch(link):
        place, item = found["name"], found["id"]
    else:
        place, item = username, _text(number)
    if not item.isascii() or not item.isdecimal() or len(item) > _LONGEST_ID:
        return None
    if place.startswith("c/"):
        return PostRef(RefKind.CHANNEL, place[2:], str(int(item)))
    keys = [key for key, known in choices.usernames.items() if known.lower() == place.lower()]
    return PostRef(RefKind.CHANNEL, keys[0], str(int(item))) if place and keys else None


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that are understood, by what they are called here."""
    named: dict[str, Any] = {}
    for name, value in row.items():
        column = _COLUMN_OF.get(str(name).strip().lower().removeprefix("ال")) or _COLUMN_OF.get(
            str(name).strip().lower()
        )
        if column is not None:
            named.setdefault(column, value)
    return named


def _unfolded(row: dict[str, str]) -> dict[str, Any]:
    """A row of our own CSV as `row_of` made it. What cannot be read in it stays, and is refused with the row."""
    whole: dict[str, Any] = {}
    for name, cell in row.items():
        value: Any = cell[1:] if cell[:1] == "'" else cell
        if name in _NESTED:
            try:
                value = json.loads(value) if value else None
            except (ValueError, RecursionError):
                value = False
        whole[name] = value
    return whole


def _encoding_of(start: bytes) -> str:
    """What a spreadsheet on an Arabic computer may have written."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        # The cut may have gone through a letter.
        start[: max(0, len(start) - 4) if len(start) == _SNIFFED else None].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(start) - 8:
            return "cp1256"
    return "utf-8-sig"


def _delimiter_of(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _no_text(columns: Iterable[str]) -> ArchiveError:
    names = sorted(name[:40] for name in columns if name)[:10]
    return ArchiveError("import-error-no-text", columns=", ".join(names)) if names else ArchiveError(_NO_TABLE)
