"""The plain text of a message whose formatting Telegram does not take. Pure."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# What Telegram decodes, and no more (https://core.telegram.org/bots/api#html-style).
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")


def plain_parts(text: str, limit: int = 4096) -> tuple[str, ...]:
    """Telegram HTML without its tags, entities decoded, in parts of at most `limit` UTF-16 units.

    Parts end at the end of a line if that leaves them at least half full, else after a word, else wherever the limit
    is. White space around a cut is dropped, and parts that are nothing else; there may be none at all.
    """
    rest = _ENTITY.sub(lambda entity: html.unescape(entity[0]), _TAG.sub("", text)).strip()
    parts = []
    while rest:
        end = _end_of_part(rest, limit)
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return tuple(parts)


def _end_of_part(text: str, limit: int) -> int:
    fits = _prefix_within(text, limit)
    if fits == len(text):
        return fits
    window = text[: fits + 1]  # a cut may stand on the first character that does not fit, if that is a space
    line = window.rfind("\n")
    if line >= fits // 2:
        return line
    word = max((one.start() for one in re.finditer(r"\s", window)), default=0)
    return word or fits


def _prefix_within(text: str, limit: int) -> int:
    """How many code points from the start take at most `limit` UTF-16 units; at least one."""
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return max(index, 1)
    return len(text)
