"""The daily digest as text: what a subscriber's watches caught, one line a story. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from bot.deliver.render import bold, source_name, speak, state_note, when
from bot.locale import Html, shown
from bot.model import DigestItem, Subscriber

LINE_EXCERPT = 110
TEXT_LIMIT = 4_000  # of Telegram's 4,096; we count the markup too, which errs on the safe side
LINES_LIMIT = 40  # of a fold; a line holds a link and about one bold word; Telegram keeps 100 entities
PARTS_LIMIT = 10  # messages that a digest may be
AROUND = 400  # of TEXT_LIMIT, for what stands above and below the posts of a digest
ENTITIES_LIMIT = 96  # of Telegram's 100, for the posts of one message of a digest
WATCH_NAME = 80

_NEVER = datetime.min.replace(tzinfo=UTC)


class FoldKind(StrEnum):
    """Why alerts come as one message."""

    BURST = "fold"  # they were more than the subscriber's pace
    QUIET = "quiet"  # they came in the quiet hours
    CATCH_UP = "catch_up"  # they had been due for hours


_FOLD_TITLES = {
    FoldKind.BURST: "fold-burst",
    FoldKind.QUIET: "fold-quiet",
    FoldKind.CATCH_UP: "fold-catch-up",
}


def fold(subscriber: Subscriber, items: Sequence[DigestItem], count: int, kind: FoldKind) -> str:
    """Many alerts as one message: a line each, the newest first; what does not fit is counted.

    `items` are the newest of `count` alerts.
    """
    say = speak(subscriber)
    blocks: list[str] = [say.say(_FOLD_TITLES[kind], count=count)]
    room = TEXT_LIMIT - len(blocks[0])
    late = kind is FoldKind.CATCH_UP
    for item in sorted(items, key=_published, reverse=True)[:LINES_LIMIT] if late else items[:LINES_LIMIT]:
        line = _line(item, subscriber, dated=late)
        room -= len(line)
        if room < 0:
            break
        blocks.append(line)
    if left := count - (len(blocks) - 1):
        blocks.append(say.say("digest-more" if subscriber.digest_at is None else "fold-more", count=left))
    return "\n".join(blocks)


def build(
    subscriber: Subscriber, items: Sequence[DigestItem], since: datetime, until: datetime, *, note: str = ""
) -> tuple[str, ...]:
    """The digest of [since, until) as Telegram HTML, in as many messages as it takes, at most PARTS_LIMIT of them.

    Items come newest first. They are grouped under the first watch that caught them; what does not fit is counted.
    `note` stands at the end, whole: in a message of its own if need be.
    """
    say = speak(subscriber)
    day = say.day(until, subscriber.zone)
    title = say.say("digest-title", day=day)
    if not items:
        return ("\n\n".join([f"{title}\n{say.say('digest-empty')}", *([note] if note else [])]),)
    pages = _pages(subscriber, items)
    parts: list[str] = []
    for number, page in enumerate(pages, 1):
        head: str = title
        if len(pages) > 1:
            head = say.say("digest-part", day=day, part=number, parts=len(pages))
        if number == 1:
            head += f"\n{say.say('digest-count', count=len(items))}"
        parts.append("\n".join([head, *page.pieces]))
    if left := len(items) - sum(len(page.pieces) for page in pages):
        cut = html.escape(shown(_in_groups(items)[-left].watches[0].text, WATCH_NAME), quote=False)
        command = Html(f"<code>/find {cut}</code>")
        parts[-1] += f"\n\n{say.say('digest-rest', count=left, command=command)}"
    if note and len(parts[-1]) + len(note) > TEXT_LIMIT:
        parts.append(note)
    elif note:
        parts[-1] += f"\n\n{note}"
    return tuple(parts)


@dataclass(slots=True)
class _Page:
    """The posts of one message of a digest: a piece each, the first of a watch under its heading."""

    pieces: list[str] = field(default_factory=list)
    room: int = TEXT_LIMIT - AROUND
    entities: int = ENTITIES_LIMIT

    def takes(self, piece: str) -> bool:
        return not self.pieces or (len(piece) < self.room and _entities(piece) <= self.entities)

    def add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.room -= len(piece) + 1
        self.entities -= _entities(piece)


def _pages(subscriber: Subscriber, items: Sequence[DigestItem]) -> list[_Page]:
    pages = [_Page()]
    headed: int | None = None  # the watch whose heading stands above the last piece
    for item in _in_groups(items):
        watch = item.watches[0]
        line = _line(item, subscriber)
        name = html.escape(shown(watch.text, WATCH_NAME), quote=False)
        under = f"\n{speak(subscriber).mark}<b>\u2068{name}\u2069</b>\n{line}"
        piece = line if watch.id == headed else under
        if not pages[-1].takes(piece):
            if len(pages) == PARTS_LIMIT:
                break
            pages.append(_Page())
            piece = under
        pages[-1].add(piece)
        headed = watch.id
    return pages


def _entities(text: str) -> int:
    return text.count("<b>") + text.count("<a ")


def _in_groups(items: Sequence[DigestItem]) -> list[DigestItem]:
    """Those that the same watch caught first, one after the other."""
    groups: dict[int, list[DigestItem]] = {}
    for item in items:
        groups.setdefault(item.watches[0].id, []).append(item)
    return [item for group in groups.values() for item in group]


def _published(item: DigestItem) -> datetime:
    return item.post.published_at or item.post.arrived_at or _NEVER


def _line(item: DigestItem, subscriber: Subscriber, *, dated: bool = False) -> Html:
    say = speak(subscriber)
    text = bold(" ".join(item.post.text.split("\n")), item.spans, LINE_EXCERPT)
    line = f"• {text} — {source_name(item.post, say)}"
    if dated:
        line += f" · \u2068{when(item.post, say, subscriber.zone)}\u2069"
    if note := state_note(item.post, say, lost=item.lost):
        line += f" · \u2068{note}\u2069"
    return Html(line)
