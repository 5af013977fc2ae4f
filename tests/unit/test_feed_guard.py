"""Only machines of the public internet are asked at addresses that others supply."""

from __future__ import annotations

import socket
from collections.abc import Sequence

import httpx
import pytest

from bot.clock import SystemClock
from bot.ingest.sources.fetch import Fetcher
from bot.ingest.sources.guard import Guard, is_public
from bot.ingest.sources.trouble import NotFetched, Trouble


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands in the environment of whoever runs the tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    "machine",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1"),
        *("64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "nonsense"),
        *("::10.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b:1::a00:1", "fec0::1"),
    ],
)
def test_addresses_of_private_networks_are_not_public_however_they_are_dressed(machine: str) -> None:
    assert not is_public(machine)


@pytest.mark.parametrize("machine", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_others_are(machine: str) -> None:
    assert is_public(machine)


def resolving(*machines: str) -> Guard:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return machines

    return Guard(["rsshub:1200"], resolve)


async def refused(guard: Guard, address: str) -> Trouble:
    with pytest.raises(NotFetched) as refusal:
        await guard.machines(httpx.URL(address))
    return refusal.value.why


async def test_a_name_with_one_private_machine_is_refused() -> None:
    assert await refused(resolving("93.184.216.34", "10.0.0.1"), "https://example.org/") is Trouble.FORBIDDEN


@pytest.mark.parametrize("address", ["ftp://example.org/", "file:///etc/passwd", "gopher://example.org/"])
async def test_only_the_web_is_asked(address: str) -> None:
    assert await refused(resolving("93.184.216.34"), address) is Trouble.FORBIDDEN


async def test_what_the_operator_named_may_be_private() -> None:
    assert await resolving("10.0.0.1").machines(httpx.URL("http://rsshub:1200/a")) == ["10.0.0.1"]
    assert await refused(resolving("10.0.0.1"), "http://rsshub:9200/a") is Trouble.FORBIDDEN


@pytest.mark.parametrize(
    ("number", "why"), [(socket.EAI_NONAME, Trouble.NOBODY), (socket.EAI_AGAIN, Trouble.UNREACHABLE)]
)
async def test_a_name_that_nobody_has_is_told_from_a_resolver_that_is_away(number: int, why: Trouble) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(number, "no")

    assert await refused(Guard(resolving=resolve), "https://example.org/") is why


async def test_behind_a_proxy_the_address_is_judged_and_the_proxy_is_told_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(200, stream=httpx.ByteStream(b"<rss/>"))

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    await Fetcher(client, SystemClock(), guard=resolving("93.184.216.34")).get("https://example.org/feed")
    with pytest.raises(NotFetched):
        await Fetcher(client, SystemClock(), guard=resolving("10.0.0.1")).get("https://example.org/feed")

    assert asked == ["example.org"]


async def test_the_connection_goes_to_the_machine_that_was_judged_under_the_name_that_was_asked() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.url.host == "2606:2800:220:1::1":
            raise httpx.ConnectError("no IPv6 here")
        return httpx.Response(200, stream=httpx.ByteStream(b"<rss/>"))

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    fetcher = Fetcher(client, SystemClock(), guard=resolving("2606:2800:220:1::1", "93.184.216.34"))
    fetched = await fetcher.get("https://example.org/feed", {"If-None-Match": '"a"'})

    assert fetched.body == b"<rss/>"
    assert [request.url.host for request in asked] == ["2606:2800:220:1::1", "93.184.216.34"]
    assert asked[1].headers["host"] == "example.org"
    assert asked[1].headers["if-none-match"] == '"a"'
    assert asked[1].extensions["sni_hostname"] == "example.org"
