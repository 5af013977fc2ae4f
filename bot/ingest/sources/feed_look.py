"""One look at a feed: what it says, or why it says nothing. A site's address leads to the feed that its page names."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urljoin

from bot.ingest.feed_discovery import discover
from bot.ingest.feed_hints import max_age
from bot.ingest.feeds import Feed, NotAFeed
from bot.ingest.sources.fetch import Fetched, Fetcher
from bot.ingest.sources.trouble import NotFetched, Trouble

Reader = Callable[[bytes, str, str], Awaitable[Feed]]

REDIRECTS: Final = 5
LONGEST_VALIDATOR: Final = 1000
LONGEST_WAIT: Final = 30.0  # seconds for a host's turn: a redirect to one that asked for hours of rest keeps nobody
CANDIDATES: Final = 4  # of the feeds that a page names, so many are tried
# Where feeds are when a page names none: WordPress, and what most other programs do.
USUAL_PLACES: Final = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml")
_ACCEPTED: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.8, text/html;q=0.7, */*;q=0.1"
)
_CHALLENGE: Final = re.compile(rb"captcha|cf-chl|challenge-platform|just a moment|verify you are human", re.IGNORECASE)
_PERMANENT: Final = frozenset({301, 308})
_REDIRECTS: Final = _PERMANENT | {302, 303, 307}
_GONE: Final = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of its answer, to be given back next time (RFC 9110, 13.1)."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class FeedSight:
    """What was seen. `feed` is None when it has not changed; `address` is where the feed lives from now on.

    `fresh` is how long the answer stays good by its own word.
    """

    feed: Feed | None
    address: str
    validators: Validators
    fresh: timedelta


@dataclass(frozen=True, slots=True)
class _Page:
    """An answer at the end of its redirects. `lasting` is where permanent ones have led."""

    fetched: Fetched
    address: str
    lasting: str


async def look_at_feed(fetcher: Fetcher, read: Reader, address: str, validators: Validators) -> FeedSight | Trouble:
    """Ask a known feed for what it has now. Raises NotFetched."""
    page = await _follow(fetcher, address, validators)
    if page.fetched.status == 304:
        return FeedSight(None, page.lasting, validators, max_age(page.fetched.headers.get("cache-control", "")))
    if page.fetched.status in _GONE:
        return Trouble.NOBODY
    if page.fetched.status != 200:
        return Trouble.REFUSED if page.fetched.status in {401, 402, 451} else Trouble.UNREACHABLE
    try:
        return await _read(read, page, page.lasting)
    except NotAFeed:
        return Trouble.CHECK if _CHALLENGE.search(page.fetched.body) else Trouble.SHAPE


async def find_feed(fetcher: Fetcher, read: Reader, address: str) -> FeedSight | Trouble:
    """The feed at an address that somebody gave: itself, one that its page names, or one at a usual place.

    Raises NotFetched when there is no answer at that address.
    """
    page = await _follow(fetcher, address, Validators())
    if page.fetched.status != 200:
        return Trouble.NOBODY if page.fetched.status in _GONE else Trouble.UNREACHABLE
    with suppress(NotAFeed):
        return await _read(read, page, page.lasting)
    named = discover(page.fetched.body, page.address)[:CANDIDATES]
    for candidate in (*named, *(urljoin(page.address, place) for place in USUAL_PLACES)):
        try:
            found = await _follow(fetcher, candidate, Validators())
            if found.fetched.status == 200:
                return await _read(read, found, found.lasting)
        except (NotAFeed, NotFetched, ValueError):
            continue
    return Trouble.CHECK if _CHALLENGE.search(page.fetched.body) else Trouble.NO_FEED


async def _read(read: Reader, page: _Page, lasting: str) -> FeedSight:
    headers = page.fetched.headers
    feed = await read(page.fetched.body, headers.get("content-type", ""), page.address)
    validators = Validators(_kept(headers.get("etag", "")), _kept(headers.get("last-modified", "")))
    return FeedSight(feed, lasting, validators, max_age(headers.get("cache-control", "")))


def _kept(validator: str) -> str:
    """A validator that can be sent back; any other counts as none."""
    return validator if validator.isascii() and len(validator) <= LONGEST_VALIDATOR else ""


async def _follow(fetcher: Fetcher, address: str, validators: Validators) -> _Page:
    """The answer behind at most so many redirects, each judged and paced like any other address."""
    headers = {"Accept": _ACCEPTED}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.modified:
        headers["If-Modified-Since"] = validators.modified
    at, lasting, permanent = address, address, True
    for _ in range(REDIRECTS + 1):
        try:
            if fetcher.wait_for(at) > LONGEST_WAIT:
                raise NotFetched("the host rests", host_wide=False, why=Trouble.REFUSED)
            fetched = await fetcher.get(at, headers)
        except ValueError:
            raise NotFetched("a redirect to no address", host_wide=False) from None
        if fetched.status not in _REDIRECTS or not fetched.location:
            return _Page(fetched, at, lasting)
        try:
            at = urljoin(at, fetched.location).partition("#")[0]
        except ValueError:
            raise NotFetched("a redirect to no address", host_wide=False) from None
        permanent = permanent and fetched.status in _PERMANENT
        lasting = at if permanent else lasting
    raise NotFetched("too many redirects", host_wide=False)
