"""Asking other people's servers politely: one request at a time and about one a second to each host, and no more of an
answer in memory than was agreed.
"""

from __future__ import annotations

import asyncio
import random
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from bot.clock import Clock

LARGEST_BODY = 5 * 1024 * 1024
ANSWER_SECONDS = 60.0
SPACING, WIDEST_SPACING = 1.0, 4.0
JITTER = 0.3  # of the spacing, either way
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 900.0
LONGEST_RETRY_AFTER = 24 * 3600.0
USER_AGENT = "Rasid/0.1 (news monitor; polls public pages at most once a second)"

_REFUSALS = frozenset({403, 429, 503})
_COMPRESSED = {"gzip": 31, "x-gzip": 31, "deflate": 47}  # zlib's window bits for what each calls itself
_PIECE = 64 * 1024


class NotFetched(Exception):
    """There is no usable answer. `host_wide` says that the host, and not only this address, gives none.

    `reason` is fit for a log.
    """

    def __init__(self, reason: str, *, host_wide: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.host_wide = host_wide


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

    def _hold(self, now: datetime, seconds: float) -> None:
        self.next_at = max(self.next_at or now, now + timedelta(seconds=seconds))


class Fetcher:
    """GET for everything that is polled, over one shared client."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        clock: Clock,
        *,
        spacing: float = SPACING,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`spacing`: seconds between two requests to a host, on average."""
        self._client = client
        self._clock = clock
        self._spacing = spacing
        self._chance = chance
        self._hosts: dict[str, Host] = {}

    async def get(self, url: str) -> Fetched:
        """Fetch an address when its host's turn has come. Raises NotFetched."""
        host = self._hosts.setdefault(urlsplit(url).netloc, Host(self._spacing))
        async with host.turn:
            await self._clock.sleep(host.wait_from(self._clock.now()))
            host.asked(self._clock.now(), self._chance())
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    fetched = await self._read(url)
            except (httpx.TransportError, TimeoutError) as error:
                host.troubled(self._clock.now())
                raise NotFetched(type(error).__name__, host_wide=True) from None
            except httpx.HTTPError as error:
                raise NotFetched(type(error).__name__, host_wide=False) from None
            if fetched.status in _REFUSALS:
                now = self._clock.now()
                host.troubled(now, retry_after(fetched.headers.get("retry-after", ""), now))
                raise NotFetched(f"HTTP {fetched.status}", host_wide=True)
            if fetched.status >= 500:
                raise NotFetched(f"HTTP {fetched.status}", host_wide=False)
            host.answered()
            return fetched

    async def _read(self, url: str) -> Fetched:
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate", "Accept-Language": "en"}
        async with self._client.stream("GET", url, headers=headers, follow_redirects=False) as response:
            body = await _whole_body(response.aiter_raw(), response.headers.get("content-encoding", ""))
            return Fetched(response.status_code, body, response.headers.get("location", ""), response.headers)


async def _whole_body(pieces: AsyncIterator[bytes], encoding: str) -> bytes:
    """Decompress by hand: httpx would expand a whole network read at once, however large it gets."""
    named = [name.strip().lower() for name in encoding.split(",") if name.strip().lower() not in {"", "identity"}]
    if len(named) > 1 or (named and named[0] not in _COMPRESSED):
        raise NotFetched("an encoding that was not asked for", host_wide=False)
    expander = zlib.decompressobj(_COMPRESSED[named[0]]) if named else None
    body, taken = bytearray(), 0
    try:
        async for piece in pieces:
            taken += len(piece)
            body += piece if expander is None else expander.decompress(piece, LARGEST_BODY + 1 - len(body))
            while expander is not None and expander.unconsumed_tail and len(body) <= LARGEST_BODY:
                body += expander.decompress(expander.unconsumed_tail, min(_PIECE, LARGEST_BODY + 1 - len(body)))
            if max(len(body), taken) > LARGEST_BODY:
                raise NotFetched("too large", host_wide=False)
    except zlib.error:
        raise NotFetched("cannot be decompressed", host_wide=False) from None
    return bytes(body)


def retry_after(written: str, now: datetime) -> float:
    """Seconds in a Retry-After header, given as such or as a date (RFC 9110, 10.2.3); 0 when it says nothing."""
    if written.strip().isascii() and written.strip().isdecimal():
        return float(written.strip()[:9])
    try:
        until = parsedate_to_datetime(written)
    except ValueError:
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max((until - now).total_seconds(), 0.0)
