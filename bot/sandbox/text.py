"""What a text or caption is after Telegram has read it: parsed, trimmed, bounded, its entities in order.

Stricter than the real server, on purpose: lengths count UTF-16 units (the server counts code points), and a
101st entity is refused (the server drops it silently). So what passes here passes there unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.html import TYPES, Entity, parse_html, utf16_length
from bot.sandbox.refusal import bad_request

TEXT_UNITS: Final = 4096
CAPTION_UNITS: Final = 1024
RAW_BYTES: Final = 32_768
MOST_ENTITIES: Final = 100

DETECTED: Final = (
    (
        "url",
        re.compile(r"(?:https?://|(?<![\w@./])(?:t\.me|www\.[\w-]+\.\w+)/)[^\s<>«»\"]*[^\s<>«»\".,،؛;:!?؟)\]}]"),
    ),
    ("email", re.compile(r"(?<![\w.@/])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z]{2,})+")),
    ("mention", re.compile(r"(?<![\w@./])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#/])#(?=\w*[^\W\d_])\w{1,256}(?!\w)")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![A-Z\w])")),
    ("bot_command", re.compile(r"(?<![\w/>@.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
)
EXPLICIT: Final = frozenset(TYPES.values()) | {"expandable_blockquote", "text_mention"}
FOUND: Final = frozenset(kind for kind, _ in DETECTED) | {"phone_number"}


@dataclass(frozen=True, slots=True)
class Written:
    """A text with its entities, offsets in UTF-16 units."""

    text: str
    entities: tuple[Entity, ...]


def detect(text: str) -> list[Entity]:
    """The entities Telegram finds by itself: links, mentions, hashtags, commands."""
    found: list[Entity] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in DETECTED:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            offset = utf16_length(text[: match.start()])
            found.append({"type": kind, "offset": offset, "length": utf16_length(match.group())})
    return found


def written(
    raw: str,
    *,
    parse_mode: str | None = None,
    entities: Sequence[Mapping[str, Any]] | None = None,
    caption: bool = False,
) -> Written:
    """Read a text as sendMessage does (or, with `caption`, a caption, which may be empty).

    Raises Refusal 400 in Telegram's words.
    """
    if len(raw.encode("utf-8", "replace")) > RAW_BYTES:
        raise bad_request("text is too long" if not caption else "message caption is too long")
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        text, given = parse_html(raw)
    else:
        text, given = raw, [_checked(dict(one), utf16_length(raw)) for one in entities or ()]
    text, given = _trimmed(text.replace("\r", ""), given)
    if not text and not caption:
        raise bad_request("message text is empty")
    if utf16_length(text) > (CAPTION_UNITS if caption else TEXT_UNITS):
        raise bad_request("message caption is too long" if caption else "message is too long")
    if len(given) > MOST_ENTITIES:
        raise bad_request(f"more than {MOST_ENTITIES} entities (Telegram would drop the surplus silently)")
    return Written(text, tuple(_arranged(text, given)))


def _checked(entity: Entity, units: int) -> Entity:
    kind = entity.get("type")
    if kind not in EXPLICIT | FOUND:
        raise bad_request(f'can\'t parse MessageEntity: Unsupported type "{kind}" specified')
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request('can\'t parse MessageEntity: Field "offset" must be of type Number')
    if offset < 0 or length <= 0 or offset + length > units:
        raise bad_request("can't parse MessageEntity: Entity lies outside of the text")
    return entity


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at both ends; entities are cut to what is left."""
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    text = text.strip()
    units = utf16_length(text)
    kept = []
    for one in entities:
        start = max(one["offset"] - lead, 0)
        end = min(one["offset"] + one["length"] - lead, units)
        if start < end:
            kept.append(one | {"offset": start, "length": end - start})
    return text, kept


def _arranged(text: str, given: list[Entity]) -> list[Entity]:
    """In order; nothing inside code, no quote in a quote, detected entities only where nothing else links."""
    quotes = [one for one in given if one["type"].endswith("blockquote")]
    nested = [one for one in quotes if any(two is not one and _within(one, two) for two in quotes)]
    codes = [one for one in given if one["type"] in ("code", "pre")]
    kept: list[Entity] = []
    for one in given:
        if any(two is one for two in nested):
            continue
        pieces = [one] if one in codes or one in quotes else _around(one, codes)
        kept.extend(pieces)
    linked = [
        one for one in kept if one["type"] in ("text_link", "code", "pre", "text_mention") or one["type"] in FOUND
    ]
    kept.extend(one for one in detect(text) if not any(_overlap(one, two) for two in linked))
    return sorted(kept, key=lambda one: (one["offset"], -one["length"]))


def _within(inner: Entity, outer: Entity) -> bool:
    start, end = outer["offset"], outer["offset"] + outer["length"]
    fits = start <= inner["offset"] and inner["offset"] + inner["length"] <= end
    return bool(fits and (inner["length"] < outer["length"] or inner["offset"] > start))


def _overlap(one: Entity, two: Entity) -> bool:
    one_end, two_end = one["offset"] + one["length"], two["offset"] + two["length"]
    return bool(one["offset"] < two_end and two["offset"] < one_end)


def _around(entity: Entity, codes: list[Entity]) -> list[Entity]:
    """The parts of an entity that lie outside every piece of code."""
    parts = [(entity["offset"], entity["offset"] + entity["length"])]
    for code in codes:
        low, high = code["offset"], code["offset"] + code["length"]
        parts = [(start, end) for a, b in parts for start, end in ((a, min(b, low)), (max(a, high), b)) if start < end]
    return [entity | {"offset": start, "length": end - start} for start, end in parts]
