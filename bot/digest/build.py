"""The daily digest as text: what a subscriber's watches caught, one line a story. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from bot.deliver.render import bold, source_name, speak, state_note, when
from bot.locale import Html, shown
from bot.model import DigestItem, Subscriber, Watch

LINE_EXCERPT = 110
TEXT_LIMIT = 4_000  # of Telegram's 4,096; we count the markup too, which errs on the safe side
LINES_LIMIT = 40  # a line holds a link and about one bold word; Telegram keeps 100 entities

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
) -> str:
    """The digest of [since, until) as Telegram HTML.

    Items come newest first. They are grouped under the first watch that caught them; what does not fit is counted.
    `note` stands at the end, whole.
    """
    say = speak(subscriber)
    title = say.say("digest-title", day=say.day(until, subscriber.zone))
    if not items:
        return "\n\n".join([f"{title}\n{say.say('digest-empty')}", *([note] if note else [])])
    blocks = [f"{title}\n{say.say('digest-count', count=len(items))}"]
    room = TEXT_LIMIT - len(blocks[0]) - len(note)
    shown_lines = 0
    for watch, group in _grouped(items):
        heading = f"{say.mark}<b>\u2068{html.escape(shown(watch.text, 80), quote=False)}\u2069</b>"
        lines = [heading]
        for item in group:
            line = _line(item, subscriber)
            cost = len(line)
            if cost > room or shown_lines >= LINES_LIMIT:
                break
            lines.append(line)
            room -= cost
            shown_lines += 1
        if len(lines) > 1:
            blocks.append("\n".join(lines))
    if shown_lines < len(items):
        blocks.append(say.say("digest-more", count=len(items) - shown_lines))
    return "\n\n".join([*blocks, *([note] if note else [])])


def _grouped(items: Sequence[DigestItem]) -> list[tuple[Watch, list[DigestItem]]]:
    groups: dict[int, tuple[Watch, list[DigestItem]]] = {}
    for item in items:
        watch = item.watches[0]
        groups.setdefault(watch.id, (watch, []))[1].append(item)
    return list(groups.values())


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
