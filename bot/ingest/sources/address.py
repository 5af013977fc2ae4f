"""The forms in which people paste a Telegram channel, or the address of a site: pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import parse_qs, urlsplit

import httpx


class NotPublic(Enum):
    """Why an address names no source that can be read."""

    INVITE = "invite"  # a link by which people join; only members see what is behind it
    PRIVATE = "private"  # t.me/c/…: a post of a private channel
    ELSEWHERE = "elsewhere"  # an address of something else
    UNCLEAR = "unclear"  # no address and no name
    LOCKED = "locked"  # an address with a password in it


@dataclass(frozen=True, slots=True)
class ChannelName:
    """The user name of a channel (or of anything else that has one), without @."""

    name: str


@dataclass(frozen=True, slots=True)
class FeedName:
    """A name (without @) that no channel can have, such as feeds have in watches."""

    name: str


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http(s) address of a feed, or of a site that may have one."""

    url: str


# https://core.telegram.org/method/channels.checkUsername: letters, digits and underscores, 5 to 32 of them; Telegram
# itself has shorter ones, and sells those of four.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,30}[A-Za-z0-9]")
_HOSTS = frozenset({"t.me", "telegram.me", "telegram.dog"})
_IN_A_BROWSER = "web.telegram.org"
_CHAT_ID = re.compile(r"-\d{6,}")
_SEVERAL = re.compile(r"\s|\]\(")  # more than one word, or the mark-up of a link
_INSIDE = re.compile(
    r"(?:https?://)?(?:www\.)?(?:[A-Za-z0-9_]+\.)?(?:t\.me|telegram\.(?:me|dog))\b[^\s<>()\[\]\"'«»]*"
    r"|tg:[^\s<>()\[\]\"'«»]+|(?<![\w@/.])@[A-Za-z]\w+",
    re.IGNORECASE | re.ASCII,
)
_OTHER_ROOMS = frozenset(
    {
        *("addemoji", "addlist", "addstickers", "addtheme", "bg", "boost", "confirmphone", "contact", "giftcode"),
        *("invoice", "iv", "login", "m", "msg", "nft", "proxy", "setlanguage", "share", "socks", "stickers"),
    }
)


_WEB = re.compile(r"(feed:(?://)?)?(https?://)?(\S+)", re.IGNORECASE)
_WRAPPING = "<>«»\"'()[]\u200e\u200f\u2066\u2067\u2068\u2069.,،؛;"


def source_address(written: str) -> ChannelName | FeedName | WebAddress | NotPublic:
    """What a pasted name or link means: a channel as in `telegram_address`, a feed's name, or an address of the web."""
    read = telegram_address(written)
    text = written.strip().strip(_WRAPPING)
    if read is NotPublic.UNCLEAR and re.fullmatch(r"@\w+", text):
        return FeedName(text.removeprefix("@"))
    found = _WEB.fullmatch(text)
    if isinstance(read, ChannelName) or found is None or not (found[1] or found[2] or read is NotPublic.ELSEWHERE):
        return read
    try:
        url = httpx.URL((found[2] or "https://").lower() + found[3]).copy_with(fragment=None)
    except httpx.InvalidURL:
        return read
    if not url.host or "://" in found[3] or found[3].lower().startswith("tg:") or _is_telegrams(url.host):
        return read
    if url.userinfo:
        return NotPublic.LOCKED if found[2] else NotPublic.UNCLEAR
    return WebAddress(str(url))


def _is_telegrams(host: str) -> bool:
    return any(host.removeprefix("www.") == known or host.endswith(f".{known}") for known in _HOSTS)


def telegram_address(written: str) -> ChannelName | NotPublic:
    """What a pasted name or link means.

    `@name`, `name`, links of t.me, telegram.me and telegram.dog with or without https://, with /s/, a message id, a
    topic, a ?query, `name.t.me`, tg://resolve and what the browser shows of web.telegram.org are a channel's name; so
    is a text, such as a marked-up link or a sentence, in which one of these stands and no other.
    """
    text = written.strip().strip(_WRAPPING)
    read = _address(text)
    if read not in {NotPublic.UNCLEAR, NotPublic.ELSEWHERE} or not _SEVERAL.search(text):
        return read
    inside = {_address(found[0].strip(_WRAPPING)) for found in _INSIDE.finditer(text)}
    return inside.pop() if len(inside) == 1 else NotPublic.UNCLEAR


def _address(text: str) -> ChannelName | NotPublic:
    """What a single name or link means."""
    if _NAME.fullmatch(text.removeprefix("@")):
        return ChannelName(text.removeprefix("@"))
    if _CHAT_ID.fullmatch(text):
        return NotPublic.PRIVATE
    if text[:3].lower() == "tg:":
        return _tg_address(text)
    if text.startswith("@") and "/" in text:
        text = f"t.me/{text[1:]}"  # @name/4512
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return NotPublic.UNCLEAR
    steps = [step for step in parts.path.split("/") if step]
    if host == _IN_A_BROWSER:
        shown = parts.fragment
        return NotPublic.PRIVATE if _CHAT_ID.fullmatch(shown) else _named(shown) if shown else NotPublic.ELSEWHERE
    if host in _HOSTS:
        return _path(steps)
    for known in _HOSTS:
        if host.endswith(f".{known}"):
            return _named(host.removesuffix(f".{known}"))
    return NotPublic.ELSEWHERE if "." in host and " " not in text else NotPublic.UNCLEAR


def _tg_address(text: str) -> ChannelName | NotPublic:
    # https://core.telegram.org/api/links
    try:
        parts = urlsplit(text)
        asked = parse_qs(parts.query)
    except ValueError:
        return NotPublic.UNCLEAR
    room = (parts.netloc or parts.path.strip("/")).lower()
    if room == "resolve":
        return _named(asked.get("domain", [""])[0])
    if room == "join":
        return NotPublic.INVITE
    return NotPublic.PRIVATE if room in {"privatepost", "openmessage"} else NotPublic.ELSEWHERE


def _path(steps: list[str]) -> ChannelName | NotPublic:
    first = steps[0] if steps else ""
    if first.startswith("+") or first.lower() == "joinchat":
        return NotPublic.INVITE
    if first.lower() == "c":
        return NotPublic.PRIVATE
    if first.lower() == "s":
        return _named(steps[1] if len(steps) > 1 else "")
    return NotPublic.ELSEWHERE if first.lower() in _OTHER_ROOMS else _named(first)


def _named(name: str) -> ChannelName | NotPublic:
    name = name.removeprefix("@")
    return ChannelName(name) if _NAME.fullmatch(name) else NotPublic.ELSEWHERE
