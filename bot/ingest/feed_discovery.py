"""Which feeds a web page says it has. Pure."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.ingest.html_text import beginning

_FEED_TYPES: Final = {
    "application/rss+xml": 0,
    "application/atom+xml": 0,
    "application/feed+json": 1,
    "application/rdf+xml": 2,
    "application/xml": 3,
    "text/xml": 3,
}
_ONLY_LINKED: Final = 9
_LOOKS_LIKE_ONE = re.compile(r"(?:/|\.|=)(?:rss|atom|feed)(?:\d?\.xml|\.json|\.php|/)?(?:[?#].*)?$")


def discover(page: bytes, address: str) -> list[str]:
    """Addresses of the feeds that a web page says it has, the likeliest first: absolute, http(s), each once.

    Feeds of comments come last. `address` is where the page was found.
    """
    tree = LexborHTMLParser(beginning(page, b"<"))
    base = tree.css_first("base[href]")
    start = address
    if base is not None:
        with suppress(ValueError):
            start = urljoin(address, base.attributes.get("href") or "")
    found: dict[str, tuple[bool, int, int]] = {}
    for place, link in enumerate(tree.css("link[href][rel]")):
        kind = (link.attributes.get("type") or "").partition(";")[0].strip().lower()
        relations = (link.attributes.get("rel") or "").lower().split()
        if kind in _FEED_TYPES and ("alternate" in relations or "feed" in relations):
            _add(found, start, link, _FEED_TYPES[kind], place)
    for place, link in enumerate(tree.css("a[href]")):
        path = (link.attributes.get("href") or "").lower()
        if _LOOKS_LIKE_ONE.search(path):
            _add(found, start, link, _ONLY_LINKED, place)
    return sorted(found, key=lambda found_at: found[found_at])


def _add(found: dict[str, tuple[bool, int, int]], start: str, link: LexborNode, rank: int, place: int) -> None:
    try:
        address = urljoin(start, (link.attributes.get("href") or "").strip()).partition("#")[0]
        parts = urlsplit(address)
    except ValueError:
        return
    named = f"{link.attributes.get('title') or link.text(deep=False)} {parts.path}".lower()
    comments = "comment" in named or "تعليق" in named
    if parts.scheme in {"http", "https"} and parts.hostname:
        found.setdefault(address, (comments, rank, place))
