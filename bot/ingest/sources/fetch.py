"""Asking other people's servers politely: one request at a time and about one a second to each host, and no more of an
answer in memory than was agreed.
"""

from __future__ import annotations

import asyncio
import random
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import MappingProxyType
from urllib.request import getproxies, proxy_bypass

import brotli  # type: ignore[import-untyped]  # it ships no types
import httpx

from bot.clock import Clock, SteadyTime
from bot.ingest.sources.guard import Guard
from bot.ingest.sources.trouble import NotFetched, Trouble

LARGEST_BODY = 5 * 1024 * 1024
ANSWER_SECONDS = 60.0
CONNECT_SECONDS = 20.0  # also the longest silence within an answer
MACHINES = 3  # of a host that has several, so many are tried
SPACING, WIDEST_SPACING = 1.0, 4.0  # seconds between two requests to a host
JITTER = 0.3  # of the spacing, either way
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 900.0  # seconds; twice as long after each failure in a row
LONGEST_RETRY_AFTER = 24 * 3600.0
USER_AGENT = "Rasid/0.1 (news monitor; polls public pages at most once a second)"

_REFUSALS = frozenset({403, 429, 503})
_PIECE = 64 * 1024
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: its body decompressed, and where it points to when it is a redirect (redirects are not followed)."""

    status: int
    body: bytes
    location: str
    headers: Mapping[str, str]


class Host:
    """When one host may be asked next. Refusals and broken connections widen the pace, answers narrow it again."""

    def __init__(self, spacing: float = SPACING) -> None:
        self.turn = asyncio.Lock()
        self.next_at: datetime | None = None
        self._usual = spacing
        self._spacing = spacing
        self._pause = FIRST_PAUSE

    def wait_from(self, now: datetime) -> float:
        """Seconds until the host may be asked."""
        return 0.0 if self.next_at is None else max((self.next_at - now).total_seconds(), 0.0)

    def asked(self, now: datetime, chance: float) -> None:
        """A request goes out; `chance` between 0 and 1 decides how far from the usual spacing the next one is."""
        self._hold(now, self._spacing * (1 + JITTER * (2 * chance - 1)))

    def answered(self) -> None:
        """All is well."""
        self._pause = FIRST_PAUSE
        self._spacing = max(self._spacing * 0.98, self._usual)

    def troubled(self, now: datetime, retry_after: float = 0.0) -> None:
        """No answer, or a refusal: leave the host alone, longer each time, and at least as long as it asked for."""
        self._hold(now, min(max(self._pause, retry_after), LONGEST_RETRY_AFTER))
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        self._spacing = min(self._spacing * 1.5, max(WIDEST_SPACING, self._usual))

    def rest(self, until: datetime) -> None:
        """Not before this instant."""
        self.next_at = max(self.next_at or until, until)

    def _hold(self, now: datetime, seconds: float) -> None:
        self.rest(now + timedelta(seconds=seconds))


def web_client() -> httpx.AsyncClient:
    """The one client for everything that is polled. It keeps no cookies: nobody is to know us again."""
    nobody = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    return httpx.AsyncClient(timeout=CONNECT_SECONDS, cookies=nobody)


class Fetcher:
    """GET for what is polled, over one shared client."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        clock: Clock,
        *,
        guard: Guard | None = None,
        spacing: float = SPACING,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`guard` judges addresses; without one they have to be the operator's own. `spacing`: seconds between two
        requests to a host, on average.
        """
        self._client = client
        self._clock = clock
        self._time = SteadyTime(clock)
        self._guard = guard
        self._spacing = spacing
        self._chance = chance
        self._hosts: dict[str, Host] = {}

    def wait_for(self, url: str) -> float:
        """Seconds until the host of an address may be asked. Raises ValueError when it is no address."""
        host = self._hosts.get(_host_of(url))
        return 0.0 if host is None else host.wait_from(self._time.now())

    def rest(self, url: str, until: datetime) -> None:
        """Leave the host of an address alone until then (UTC): an earlier process was asked to."""
        self._hosts.setdefault(_host_of(url), Host(self._spacing)).rest(until)

    async def get(self, url: str, headers: Mapping[str, str] = _NONE) -> Fetched:
        """Fetch an address when its host's turn has come. Raises NotFetched, and ValueError when it is no address."""
        host = self._hosts.setdefault(_host_of(url), Host(self._spacing))
        async with host.turn:
            await self._clock.sleep(host.wait_from(self._time.now()))
            host.asked(self._time.now(), self._chance())
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    fetched = await self._read(httpx.URL(url), headers)
            except (httpx.TransportError, TimeoutError) as error:
                host.troubled(self._time.now())
                raise NotFetched(type(error).__name__, host_wide=True) from None
            except httpx.HTTPError as error:
                raise NotFetched(type(error).__name__, host_wide=False) from None
            if fetched.status in _REFUSALS:
                now = self._time.now()
                host.troubled(now, retry_after(fetched.headers.get("retry-after", ""), now))
                raise NotFetched(f"HTTP {fetched.status}", host_wide=True, why=Trouble.REFUSED)
            if fetched.status >= 500:
                raise NotFetched(f"HTTP {fetched.status}", host_wide=False)
            host.answered()
            return fetched

    async def _read(self, url: httpx.URL, headers: Mapping[str, str]) -> Fetched:
        sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "br, gzip, deflate", "Accept-Language": "en", **headers}
        if self._guard is None:
            return await self._ask(url, sent, {})
        machines = (await self._guard.machines(url))[:MACHINES]
        if _is_proxied(url):
            # The operator's proxy makes the connection, and for https it has to know the name.
            return await self._ask(url, sent, {})
        # A kept connection would be of the machine, whichever of its sites it was opened for.
        sent |= {"Host": url.netloc.decode("ascii"), "Connection": "close"}
        named = {"sni_hostname": url.raw_host.decode("ascii")}
        for machine in machines[:-1]:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._ask(url.copy_with(host=machine), sent, named)
        return await self._ask(url.copy_with(host=machines[-1]), sent, named)

    async def _ask(self, url: httpx.URL, headers: Mapping[str, str], extensions: Mapping[str, str]) -> Fetched:
        request = self._client.build_request("GET", url, headers=dict(headers), extensions=dict(extensions))
        response = await self._client.send(request, stream=True, follow_redirects=False)
        try:
            body = await _whole_body(response.aiter_raw(), response.headers.get("content-encoding", ""))
        finally:
            await response.aclose()
        return Fetched(response.status_code, body, response.headers.get("location", ""), response.headers)


def _host_of(url: str) -> str:
    try:
        return httpx.URL(url).netloc.decode("ascii").lower()
    except httpx.InvalidURL as error:
        raise ValueError("no address") from error


def _is_proxied(url: httpx.URL) -> bool:
    """Whether the environment names a proxy for this address, as httpx reads it."""
    named = getproxies()
    return bool(named.get(url.scheme) or named.get("all")) and not proxy_bypass(url.host)


async def _whole_body(pieces: AsyncIterator[bytes], encoding: str) -> bytes:
    """Decompress by hand: httpx would expand a whole network read at once, however large it gets."""
    named = [name.strip().lower() for name in encoding.split(",") if name.strip().lower() not in {"", "identity"}]
    if len(named) > 1 or (named and named[0] not in _EXPANDERS):
        raise NotFetched("an encoding that was not asked for", host_wide=False)
    expand = _EXPANDERS[named[0]]() if named else _as_it_is
    body, taken = bytearray(), 0
    try:
        async for piece in pieces:
            taken += len(piece)
            for part in expand(piece):
                body += part
                if len(body) > LARGEST_BODY:
                    break
            if max(len(body), taken) > LARGEST_BODY:
                raise NotFetched("too large", host_wide=False, why=Trouble.TOO_LARGE)
    except (zlib.error, brotli.error):
        raise NotFetched("cannot be decompressed", host_wide=False) from None
    return bytes(body)


Expand = Callable[[bytes], Iterator[bytes]]  # what some compressed bytes become, a little at a time


def _as_it_is(piece: bytes) -> Iterator[bytes]:
    yield piece


def _zlib(window: int) -> Expand:
    """`window`: zlib's window bits for an encoding."""
    expander = zlib.decompressobj(window)

    def expand(piece: bytes) -> Iterator[bytes]:
        yield expander.decompress(piece, _PIECE)
        while expander.unconsumed_tail:
            yield expander.decompress(expander.unconsumed_tail, _PIECE)

    return expand


def _brotli() -> Expand:
    expander = brotli.Decompressor()

    def expand(piece: bytes) -> Iterator[bytes]:
        yield expander.process(piece, output_buffer_limit=_PIECE)
        while not expander.can_accept_more_data():
            yield expander.process(b"", output_buffer_limit=_PIECE)

    return expand


_EXPANDERS: Mapping[str, Callable[[], Expand]] = {
    "gzip": partial(_zlib, 31),
    "x-gzip": partial(_zlib, 31),
    "deflate": partial(_zlib, 47),
    "br": _brotli,
}


def retry_after(written: str, now: datetime) -> float:
    """Seconds in a Retry-After header, given as such or as a date (RFC 9110, 10.2.3); 0 when it says nothing."""
    if written.strip().isascii() and written.strip().isdecimal():
        return float(written.strip()[:9])
    try:
        until = parsedate_to_datetime(written)
    except (OverflowError, ValueError):
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max((until - now).total_seconds(), 0.0)
