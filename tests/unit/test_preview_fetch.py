"""Asking politely, and taking no more than was agreed."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import brotli
import httpx
import pytest

from bot.clock import SimulatedClock
from bot.ingest.sources.fetch import LARGEST_BODY, Fetched, Fetcher, Host, retry_after
from bot.ingest.sources.trouble import NotFetched

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
Answer = Callable[[httpx.Request], httpx.Response]


def fetcher(answer: Answer, clock: SimulatedClock | None = None) -> Fetcher:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return Fetcher(client, clock or SimulatedClock(NOON), chance=lambda: 0.5)


def response(status: int = 200, content: bytes = b"", **headers: str) -> httpx.Response:
    """An answer that is still to be read, as one from the network is."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, stream=httpx.ByteStream(content))


def body(content: bytes, encoding: str = "") -> Answer:
    headers = {"content_encoding": encoding} if encoding else {}
    return lambda request: response(200, content, **headers)


@pytest.mark.parametrize(
    ("encoding", "pack"), [("", bytes), ("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)]
)
async def test_a_page_arrives_whole_however_it_was_packed(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    page = "قناة عامة".encode() * 1000

    assert (await fetcher(body(pack(page), encoding)).get("http://t.test/s/a")).body == page


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("br", brotli.compress)])
async def test_a_bomb_is_put_down(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(b"\0" * (LARGEST_BODY * 40))

    with pytest.raises(NotFetched, match="too large") as refused:
        await fetcher(body(bomb, encoding)).get("http://t.test/s/a")
    assert not refused.value.host_wide


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "gzip, gzip"])
async def test_what_cannot_be_unpacked_is_no_page(encoding: str) -> None:
    with pytest.raises(NotFetched):
        await fetcher(body(b"no gzip at all", encoding)).get("http://t.test/s/a")


async def test_a_redirect_is_told_and_not_followed() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return response(302, location="http://127.0.0.1/secret")

    fetched = await fetcher(answer).get("http://t.test/s/a")
    assert (fetched.status, fetched.location) == (302, "http://127.0.0.1/secret")
    assert asked == ["http://t.test/s/a"]


async def test_one_at_a_time_and_one_a_second_to_each_host() -> None:
    clock, moments = SimulatedClock(NOON), []

    def answer(request: httpx.Request) -> httpx.Response:
        moments.append((request.url.host, (clock.now() - NOON).total_seconds()))
        return response()

    polite = fetcher(answer, clock)
    addresses = ["http://one.test/"] * 4 + ["http://two.test/"]
    asking = [asyncio.create_task(polite.get(address)) for address in addresses]
    await clock.advance(10)
    await asyncio.gather(*asking)

    assert [at for host, at in moments if host == "one.test"] == [0.0, 1.0, 2.0, 3.0]
    assert [at for host, at in moments if host == "two.test"] == [0.0]


async def ask(polite: Fetcher, clock: SimulatedClock) -> tuple[float, Fetched | NotFetched]:
    """Ask once more; how long that took, and what came of it."""
    began = clock.now()
    asking = asyncio.create_task(polite.get("http://t.test/"))
    while not asking.done():
        await clock.advance(1)
    error = asking.exception()
    if error is not None and not isinstance(error, NotFetched):
        raise error
    return (clock.now() - began).total_seconds(), error or asking.result()


@pytest.mark.parametrize("status", [429, 503, 403])
async def test_a_host_that_refuses_is_left_alone_as_long_as_it_asks(status: int) -> None:
    clock = SimulatedClock(NOON)
    answers = iter([response(status, retry_after="90"), response()])
    polite = fetcher(lambda request: next(answers), clock)

    _, refused = await ask(polite, clock)
    assert isinstance(refused, NotFetched)
    assert refused.host_wide
    waited, fetched = await ask(polite, clock)
    assert isinstance(fetched, Fetched)
    assert waited == pytest.approx(90, abs=2)


async def test_broken_connections_make_the_pauses_grow() -> None:
    clock = SimulatedClock(NOON)

    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("reset")

    polite = fetcher(answer, clock)
    waits = [(await ask(polite, clock))[0] for _ in range(4)]
    assert waits[1:] == pytest.approx([5, 10, 20], abs=2)


def test_the_pace_recovers_when_answers_come_again() -> None:
    host = Host()
    for _ in range(10):
        host.troubled(NOON)
    host.next_at = None
    for _ in range(200):
        host.answered()
    host.asked(NOON, 0.5)

    assert host.wait_from(NOON) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120),
        ("Mon, 02 Mar 2026 12:01:00 GMT", 60),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0),
        ("soon", 0),
        ("", 0),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(written: str, seconds: float) -> None:
    assert retry_after(written, NOON) == seconds


def test_no_host_is_left_alone_for_ever() -> None:
    host = Host()
    host.troubled(NOON, 10**9)

    assert host.wait_from(NOON) <= timedelta(days=1).total_seconds()
