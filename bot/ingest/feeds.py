"""RSS, Atom and JSON Feed: from bytes to posts, whatever shape the feed is in. Pure.

feedparser (https://feedparser.readthedocs.io) reads the XML: broken documents too, and no external entities. JSON Feed
is https://www.jsonfeed.org/version/1.1/.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import feedparser  # type: ignore[import-untyped]  # it ships no types

from bot.ingest.cleaning import clean, digest
from bot.ingest.dates import read_instant
from bot.ingest.feed_hints import Skips, every, skips
from bot.ingest.html_text import Words, words_of
from bot.model import Media, MediaKind, Mode, Post, PostRef, RefKind

_LONGEST_NAME: Final = 500  # characters of a guid or link; a longer one is known by its hash
_LONGEST_TEXT: Final = 50_000  # characters of an item; what is said beyond is not read
_MOST_ITEMS: Final = 500
_MEDIA: Final = {"image": MediaKind.PHOTO, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}


class NotAFeed(ValueError):
    """The bytes are no feed; `web_page` says that they are HTML, in which `bot.ingest.feed_discovery` may find one."""

    def __init__(self, *, web_page: bool) -> None:
        super().__init__("a web page" if web_page else "no feed")
        self.web_page = web_page


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry of a feed. `key` is its guid, else its link, else a hash of its words: PostRef.item_key.

    `text` is plain: the title, and what more the content says, in lines. Instants are UTC, None where the feed does
    not say or says nonsense; they may lie in the future. `links` says whether the content links somewhere.
    """

    key: str
    text: str
    link: str = ""
    published_at: datetime | None = None
    edited_at: datetime | None = None
    media: tuple[MediaKind, ...] = ()
    links: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says now, in its own order. `link` is the site's page, `moved_to` where the feed says it is itself.

    `every` is how often it asks to be looked at, `skips` when not. `broken` says that the XML was mended: items may be
    missing. Of very many items the first are kept.
    """

    title: str
    items: tuple[FeedItem, ...]
    link: str = ""
    moved_to: str = ""
    every: timedelta | None = None
    skips: Skips = field(default_factory=Skips)
    broken: bool = False


def read_feed(body: bytes, content_type: str = "", address: str = "") -> Feed:
    """The feed in the body of an answer; `content_type` is the header, `address` what relative links start from.

    Raises NotAFeed, and nothing else, whatever the bytes are.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _read_json(body, address)
    headers = {"content-type": _xml_type(body, content_type), "content-location": address}
    try:
        # As a stream: feedparser would open a file or an address of that name.
        told = feedparser.parse(
            io.BytesIO(body), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise NotAFeed(web_page=False) from error  # one of these comes out of it for one kind of nonsense or another
    if not told.get("version") and not told.entries:
        raise NotAFeed(web_page=_is_page(body))
    return Feed(
        title=words_of(_text(told.feed.get("title"))).text,
        items=_keyed(_item(entry, address) for entry in told.entries[:_MOST_ITEMS]),
        link=_address(told.feed.get("link"), address),
        moved_to=_moved_to(told.feed, address),
        every=every(told.feed),
        skips=skips(body),
        broken=bool(told.bozo) and not isinstance(told.get("bozo_exception"), feedparser.CharacterEncodingOverride),
    )


def post_of_item(
    item: FeedItem,
    feed_key: str,
    title: str,
    *,
    arrived_at: datetime,
    mode: Mode = Mode.LIVE,
    tags: tuple[str, ...] = (),
) -> Post:
    """The post of an item of the feed known by `feed_key` (PostRef.source_key). A date in the future becomes now."""
    published_at = item.published_at or item.edited_at
    edited = item.edited_at is not None and published_at is not None and item.edited_at > published_at
    return Post(
        text=item.text,
        refs=(PostRef(RefKind.FEED, feed_key, item.key),),
        source_title=title,
        source_tags=tags,
        published_at=min(published_at, arrived_at) if published_at else None,
        arrived_at=arrived_at,
        edited_at=item.edited_at if edited else None,
        media=tuple(Media(kind) for kind in item.media),
        links=item.links,
        link=item.link,
        mode=mode,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """An item, and the names it could be known by, the best first."""

    item: FeedItem
    names: tuple[str, ...]


def _keyed(told: Iterable[_Told | None]) -> tuple[FeedItem, ...]:
    """The items by their names. One that several have, such as the site's address as everybody's guid, is no name."""
    all_told = [one for one in told if one is not None]
    uses = Counter(name for one in all_told for name in dict.fromkeys(one.names))
    said = Counter((one.names, one.item.text) for one in all_told)
    items: dict[str, FeedItem] = {}
    for one in all_told:
        # The same item printed twice is one item, with the names it has.
        copies = said[one.names, one.item.text]
        key = next((name for name in one.names if uses[name] <= copies), None) or digest(one.item.text, one.item.link)
        items.setdefault(key, replace(one.item, key=key if len(key) <= _LONGEST_NAME else digest(key)))
    return tuple(items.values())


def _item(entry: Any, address: str) -> _Told | None:
    link = _address(entry.get("link"), address)
    contents = [_html(part) for part in entry.get("content") or ()] or [_html(entry.get("summary_detail"))]
    item = _said(
        title=_html(entry.get("title_detail")),
        content=max(contents, key=len),
        link=link,
        # By way of dict: feedparser's own look-up gives the other one where one is missing.
        published=[dict.get(entry, name) for name in ("published", "created")],
        edited=[dict.get(entry, "updated")],
        attached=_attached(entry),
    )
    return None if item is None else _Told(item, tuple(name for name in (_text(entry.get("id")).strip(), link) if name))


def _said(
    *,
    title: str,
    content: str,
    link: str,
    published: Iterable[Any],
    edited: Iterable[Any],
    attached: Sequence[MediaKind],
) -> FeedItem | None:
    heading, body = words_of(title), words_of(content)
    text = _together(heading, body)[:_LONGEST_TEXT].rstrip()
    media = list(dict.fromkeys([*attached, *([MediaKind.PHOTO] if body.pictures else [])]))
    if not text and not media:
        return None
    return FeedItem(
        key="",
        text=text,
        link=link,
        published_at=_first_instant(published),
        edited_at=_first_instant(edited),
        media=tuple(media),
        links=body.links,
    )


def _together(heading: Words, body: Words) -> str:
    """Title and content, the title once: many feeds repeat it, or cut it off with an ellipsis."""
    begun = heading.text.rstrip(" .…")
    if not body.text or (begun and body.text.startswith(begun)):
        return body.text or heading.text
    return f"{heading.text}\n\n{body.text}" if heading.text else body.text


def _html(told: Any) -> str:
    """A text of feedparser's, with what kind of text it is, as HTML."""
    value = _text(told.get("value")) if told else ""
    return _escaped(value) if value and told.get("type") == "text/plain" else value


def _attached(entry: Any) -> list[MediaKind]:
    parts = (*(entry.get("enclosures") or ()), *(entry.get("media_content") or ()))
    kinds = [_media_of(_text(part.get("type")) or _text(part.get("medium"))) for part in parts]
    if entry.get("media_thumbnail"):
        kinds.append(MediaKind.PHOTO)
    return kinds


def _media_of(mime: str) -> MediaKind:
    return _MEDIA.get(mime.partition("/")[0].strip().lower(), MediaKind.DOCUMENT)


def _moved_to(feed: Any, address: str) -> str:
    """The feed's own address, where it is not the one it was read from."""
    for link in feed.get("links") or ():
        if link.get("rel") == "self":
            return _elsewhere(link.get("href"), address)
    return ""


def _elsewhere(written: Any, address: str) -> str:
    own = _address(written, address)
    return own if own.rstrip("/") != address.rstrip("/") else ""


def _read_json(body: bytes, address: str) -> Feed:
    try:
        told = clean(json.loads(body.decode("utf-8-sig", "replace")))
    except (ValueError, RecursionError) as error:
        raise NotAFeed(web_page=False) from error
    if not isinstance(told, dict) or not isinstance(told.get("items"), list):
        raise NotAFeed(web_page=False)
    if "jsonfeed.org" not in _text(told.get("version")):
        raise NotAFeed(web_page=False)
    return Feed(
        title=_text(told.get("title")).strip(),
        items=_keyed(_json_item(item, address) for item in told["items"][:_MOST_ITEMS] if isinstance(item, dict)),
        link=_address(told.get("home_page_url"), address),
        moved_to=_elsewhere(told.get("feed_url"), address),
    )


def _json_item(told: dict[str, Any], address: str) -> _Told | None:
    link = _address(told.get("url"), address) or _address(told.get("external_url"), address)
    plain = _text(told.get("content_text")) or _text(told.get("summary"))
    attachments = told.get("attachments")
    attached = [
        _media_of(_text(part.get("mime_type")))
        for part in (attachments if isinstance(attachments, list) else ())
        if isinstance(part, dict)
    ]
    item = _said(
        title=_escaped(_text(told.get("title"))),
        content=_text(told.get("content_html")) or _escaped(plain),
        link=link,
        published=[told.get("date_published")],
        edited=[told.get("date_modified")],
        attached=[*attached, *([MediaKind.PHOTO] if told.get("image") or told.get("banner_image") else [])],
    )
    number = told.get("id")
    own = str(number) if isinstance(number, str | int) else ""
    return None if item is None else _Told(item, tuple(name for name in (own.strip(), link) if name))


def _escaped(plain: str) -> str:
    """Plain text as HTML, so that all text is cleaned in one way."""
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


def _first_instant(written: Iterable[Any]) -> datetime | None:
    for one in written:
        instant = read_instant(one) if isinstance(one, str) else None
        if instant is not None:
            return instant
    return None


def _address(written: Any, base: str) -> str:
    """An address a person may open, absolute; empty for anything else."""
    own = _text(written).strip()
    if not own:
        return ""
    try:
        address = urljoin(base, own)
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""


def _xml_type(body: bytes, content_type: str) -> str:
    """The content type as it should have been: many a header, and many a declaration, names the wrong charset."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        if "charset=" in content_type.lower():
            return content_type
        declared = b"encoding=" in body[:200] or body.startswith((b"\xff\xfe", b"\xfe\xff"))
        return "application/xml" if declared else "application/xml; charset=windows-1256"
    return "application/xml" if b"\0" in body else "application/xml; charset=utf-8"


def _is_page(body: bytes) -> bool:
    start = body[:2048].lower()
    return b"<html" in start or b"<!doctype html" in start


def _text(value: Any) -> str:
    text: str = clean(value) if isinstance(value, str) else ""
    return text
