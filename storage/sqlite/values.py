"""How the model's values stand in columns: instants as milliseconds, times and days as text, the rest as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.model import Button, Caption, Media, MediaKind, Operation, Origin, OriginKind, Outgoing, Priority

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

_PRIORITIES = (Priority.REPLY, Priority.ALERT, Priority.DIGEST)

Spans = tuple[tuple[int, int], ...]


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970 UTC, rounded down. Raises TypeError for a naive datetime."""
    return (instant - _EPOCH) // _MILLISECOND


def to_ms_or_none(instant: datetime | None) -> int | None:
    return None if instant is None else to_ms(instant)


def from_ms(milliseconds: int) -> datetime:
    return _EPOCH + milliseconds * _MILLISECOND


def from_ms_or_none(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else from_ms(milliseconds)


def time_to_text(local: time | None) -> str | None:
    return None if local is None else local.strftime("%H:%M")


def time_from_text(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def spans_from_json(text: str) -> Spans:
    return tuple((start, end) for start, end in json.loads(text))


def media_to_json(media: tuple[Media, ...]) -> str:
    return to_json([[item.kind.value, item.file_id] for item in media])


def media_from_json(text: str) -> tuple[Media, ...]:
    return tuple(Media(MediaKind(kind), file_id) for kind, file_id in json.loads(text))


def captions_to_json(captions: tuple[Caption, ...]) -> str | None:
    """None for the many posts that have none."""
    if not captions:
        return None
    return to_json([[one.item, one.text, one.links, to_ms_or_none(one.at)] for one in captions])


def captions_from_json(text: str | None) -> tuple[Caption, ...]:
    if text is None:
        return ()
    return tuple(Caption(item, said, links, from_ms_or_none(at)) for item, said, links, at in json.loads(text))


def origin_to_json(origin: Origin | None) -> str | None:
    if origin is None:
        return None
    return to_json(
        {
            "kind": origin.kind.value,
            "title": origin.title,
            "username": origin.username,
            "chat_id": origin.chat_id,
            "message_id": origin.message_id,
            "date": to_ms_or_none(origin.date),
        }
    )


def origin_from_json(text: str | None) -> Origin | None:
    if text is None:
        return None
    fields = json.loads(text)
    return Origin(
        kind=OriginKind(fields["kind"]),
        title=fields["title"],
        username=fields["username"],
        chat_id=fields["chat_id"],
        message_id=fields["message_id"],
        date=from_ms_or_none(fields["date"]),
    )


def priority_to_number(priority: Priority) -> int:
    return _PRIORITIES.index(priority)


def payload_to_json(message: Outgoing) -> str:
    """What has no column of its own in the outbox."""
    return to_json(
        {
            "text": message.text,
            "buttons": [[[b.label, b.data, b.url] for b in row] for row in message.buttons],
            "message_id": message.message_id,
            "reply_to": message.reply_to,
            "thread_id": message.thread_id,
            "preview_link": message.preview_link,
            "file": message.file,
            "silent": message.silent,
        }
    )


def text_of_payload(payload: str) -> str:
    text: str = json.loads(payload)["text"]
    return text


def outgoing_from(
    payload: str,
    *,
    operation: str,
    chat_id: int,
    alert_id: int | None,
    priority: int,
    not_before: int,
    dedupe: str,
) -> Outgoing:
    fields: dict[str, Any] = json.loads(payload)
    return Outgoing(
        operation=Operation(operation),
        chat_id=chat_id,
        text=fields["text"],
        buttons=tuple(tuple(Button(label, data, url) for label, data, url in row) for row in fields["buttons"]),
        message_id=fields["message_id"],
        alert_id=alert_id,
        reply_to=fields["reply_to"],
        thread_id=fields["thread_id"],
        preview_link=fields["preview_link"],
        file=fields.get("file", ""),
        silent=fields["silent"],
        priority=_PRIORITIES[priority],
        not_before=from_ms(not_before),
        dedupe=dedupe,
    )
