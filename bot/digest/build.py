"""The daily digest as text: what a subscriber's watches caught, one line a story. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime

from bot.deliver.render import bold, source_name, speak
from bot.locale import Html, shown
from bot.model import DigestItem, Subscriber, Watch

LINE_EXCERPT = 110
TEXT_LIMIT = 4_000  # of Telegram's 4,096; we count the markup too, which errs on the safe side
LINES_LIMIT = 40  # a line holds a link and about one bold word; Telegram keeps 100 entities


def fold(subscriber: Subscriber, items: Sequence[DigestItem], *, quiet: bool) -> str:
    """Many alerts as one message: a line each, the newest first; what does not fit is counted.

    `quiet`: they came in the quiet hours; else they were more than the subscriber's pace.
    """
    say = speak(subscriber)
    blocks: list[str] = [say.say("fold-quiet" if quiet else "fold-burst", count=len(items))]
    room = TEXT_LIMIT - len(blocks[0])
    for item in items[:LINES_LIMIT]:
        line = _line(item, subscriber)
        room -= len(line)
        if room < 0:
            break
        blocks.append(line)
    if left := len(items) - (len(blocks) - 1):
        blocks.append(say.say("digest-more", count=left))
    return "\n".join(blocks)


def build(subscriber: Subscriber, items: Sequence[DigestItem], since: datetime, until: datetime) -> str:
    """The digest of [since, until) as Telegram HTML.

    Items come newest first. They are grouped under the first watch that caught them; what does not fit is counted.
    """
    say = speak(subscriber)
    title = say.say("digest-title", day=say.day(until, subscriber.zone))
    if not items:
        return f"{title}\n{say.say('digest-empty')}"
    blocks = [f"{title}\n{say.say('digest-count', count=len(items))}"]
    room = TEXT_LIMIT - len(blocks[0])
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
    return "\n\n".join(blocks)


def _grouped(items: Sequence[DigestItem]) -> list[tuple[Watch, list[DigestItem]]]:
    groups: dict[int, tuple[Watch, list[DigestItem]]] = {}
    for item in items:
        watch = item.watches[0]
        groups.setdefault(watch.id, (watch, []))[1].append(item)
    return list(groups.values())


def _line(item: DigestItem, subscriber: Subscriber) -> Html:
    say = speak(subscriber)
    text = bold(" ".join(item.post.text.split("\n")), item.spans, LINE_EXCERPT)
    return Html(f"• {text} — {source_name(item.post, say)}")
