"""The host of public pages on its bad days: it refuses, breaks connections, and shows pages of another shape."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from tests.preview_site import Channel, Site

_BLOCK = '<div class="tgme_widget_message_wrap '
_TENTH = re.compile(r'data-post="\w+/\d*7"')
RESET = 0  # in the place of a status: the connection was broken


@dataclass(frozen=True)
class Asked:
    """One request and how it was answered."""

    at: datetime
    path: str
    status: int
    retry_after: float = 0.0


@dataclass(frozen=True)
class Fault:
    """What happens to a request instead of an answer; `chance` of it."""

    status: int
    retry_after: float = 0.0
    body: bytes = b""
    chance: float = 1.0


def refusal(status: int, retry_after: float = 0.0) -> Fault:
    """A status of its own, with a Retry-After when one is given."""
    return Fault(status, retry_after)


def reset(chance: float = 1.0) -> Fault:
    """The connection breaks."""
    return Fault(RESET, chance=chance)


def consent() -> Fault:
    """A page of somebody in between, as if all were well."""
    return Fault(200, body=b"<html><title>Before you continue</title><form>We need your consent</form></html>")


def without_times(page: str) -> str:
    """Blocks of every tenth message have lost their time."""
    blocks = page.split(_BLOCK)
    return _BLOCK.join(re.sub(r'datetime="[^"]*"', "", one) if _TENTH.search(one) else one for one in blocks)


def with_other_texts(page: str) -> str:
    """The class of the words is another one, and that of the pictures is as it was."""
    return page.replace("js-message_text", "js-words")


def without_wraps(page: str) -> str:
    """Every class is another one."""
    return page.replace("tgme_widget_message", "tw_message")


class PreviewHost(Site):
    """A site whose troubles can be switched on and off; it keeps a book of all requests."""

    def __init__(self, now: Callable[[], datetime], chance: Callable[[], float]) -> None:
        super().__init__(now)
        self.book: list[Asked] = []
        self.most_at_once = 0
        self.numbers: dict[str, int] = {}  # of every name a channel ever had
        self._chance = chance
        self._fault: Fault | None = None
        self._channel_faults: dict[int, Fault | None] = {}
        self._shapes: dict[int, Callable[[str], str] | None] = {}
        self._at_once = 0

    def channel(self, name: str, title: str, number: int) -> Channel:
        self.numbers[name.lower()] = number
        return super().channel(name, title, number)

    def rename(self, channel: Channel, name: str) -> None:
        self.numbers[name.lower()] = channel.number
        super().rename(channel, name)

    def fails(self, fault: Fault | None) -> None:
        """From now on, for every page."""
        self._fault = fault

    def channel_fails(self, channel: Channel, fault: Fault | None) -> None:
        """From now on, for the page of one channel."""
        self._channel_faults[channel.number] = fault

    def spoil(self, channel: Channel, how: Callable[[str], str] | None) -> None:
        """From now on a channel's page has another shape."""
        self._shapes[channel.number] = how

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            return await self._answer(request)
        finally:
            self._at_once -= 1

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        channel = self.channels.get(request.path.strip("/").split("/")[-1].lower())
        fault = self._fault or (self._channel_faults.get(channel.number) if channel else None)
        if fault is not None and self._chance() >= fault.chance:
            fault = None
        if fault is None:
            answer = await super().answer(request)
            self.book.append(Asked(self.now(), request.path_qs, answer.status))
            return self._spoilt(answer, channel)
        self.book.append(Asked(self.now(), request.path_qs, fault.status, fault.retry_after))
        if fault.status == RESET:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        headers = {"Retry-After": f"{fault.retry_after:.0f}"} if fault.retry_after else {}
        return web.Response(status=fault.status, headers=headers, body=fault.body, content_type="text/html")

    def _spoilt(self, answer: web.StreamResponse, channel: Channel | None) -> web.StreamResponse:
        spoil = self._shapes.get(channel.number) if channel else None
        if spoil is None or not isinstance(answer, web.Response) or not isinstance(answer.body, bytes):
            return answer
        page = spoil(gzip.decompress(answer.body).decode())
        return web.Response(body=page.encode(), content_type="text/html")
