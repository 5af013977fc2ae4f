"""Which source people mean by what they write: a user name, a title, a chat's id, a link that only members can open."""

from __future__ import annotations

import re

from bot.ingest.cleaning import bare_id
from bot.ingest.sources.telling import name_of
from bot.locale import shown
from bot.model import RefKind, Source, SourceStatus
from bot.text import fold
from storage import Unit

COUNTED = frozenset({SourceStatus.ACCEPTED, SourceStatus.PAUSED, SourceStatus.PROPOSED})
_WRAPPING = " «»“”\"'"
_CHAT_ID = re.compile(r"[-\u2212](\d{1,18})")
# https://core.telegram.org/api/links#private-message-links
_PRIVATE_LINK = re.compile(
    r"(?:https?://)?(?:t|telegram)\.me/c/(\d{1,15})(?:[/?].*)?|tg://privatepost/?\?(?:.*&)?channel=(\d{1,15})(?:&.*)?",
    re.IGNORECASE,
)


async def sources_named(unit: Unit, written: str) -> list[Source]:
    """The sources of the list that this may mean, several where they share a title; names and ids go before titles."""
    written = shown(written, len(written)).strip(_WRAPPING)
    counted = [source for source in await unit.sources.all() if source.status in COUNTED]
    chat_ids = _chat_ids(written)
    if chat_ids:
        return [source for source in counted if _chat_id(source) in chat_ids]
    name = written.removeprefix("@").lower()
    if by_name := [source for source in counted if source.username and source.username.lower() == name]:
        return by_name
    title = _folded(written)
    return [source for source in counted if title and title in {_folded(source.title), _folded(name_of(source))}]


def _chat_ids(written: str) -> set[int]:
    """The ids of the Bot API that this may be."""
    if number := _CHAT_ID.fullmatch(written):
        return {-int(number[1])}
    if link := _PRIVATE_LINK.fullmatch(written):
        return {bare_id(int(link[1] or link[2]))}
    return set()


def _chat_id(source: Source) -> int | None:
    """A source's id in the Bot API, which a channel has even where the bot is no member."""
    if source.chat_id is not None:
        return source.chat_id
    if source.kind is RefKind.CHANNEL and source.key.isdecimal():
        return bare_id(int(source.key))
    return None


def _folded(title: str) -> str:
    return " ".join(fold(title).split())
