"""A t.me on loopback: public channels whose pages are made as Telegram makes them (tests/data/tme shows its markup)."""

from __future__ import annotations

import base64
import gzip
import html
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from aiohttp import web

PAGE_MESSAGES = 20


@dataclass
class Published:
    """One post; `items` are the message ids of an album."""

    id: int
    text: str
    at: datetime
    edited: bool = False
    items: tuple[int, ...] = ()
    forwarded: tuple[str, str] | None = None  # title, address


@dataclass
class Channel:
    """A public channel."""

    name: str
    title: str
    number: int
    posts: dict[int, Published] = field(default_factory=dict)
    preview: bool = True
    broken: bool = False
    next_id: int = 1

    def publish(self, text: str, at: datetime, *, pictures: int = 0, forwarded: tuple[str, str] | None = None) -> int:
        own = self.next_id
        items = tuple(range(own, own + pictures)) if pictures > 1 else ()
        self.posts[own] = Published(own, text, at, items=items, forwarded=forwarded)
        self.next_id += max(pictures, 1)
        return own

    def edit(self, number: int, text: str) -> None:
        self.posts[number].text = text
        self.posts[number].edited = True

    def delete(self, number: int) -> None:
        del self.posts[number]


class Answering(Protocol):
    """What is served."""

    async def answer(self, request: web.Request) -> web.StreamResponse: ...


class Site:
    """What the server shows, and who asked for what."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.channels: dict[str, Channel] = {}
        self.landings: dict[str, str] = {}  # name → what its landing page counts, as "12 members"
        self.refusal: tuple[int, dict[str, str]] | None = None
        self.instead: bytes | None = None  # every page, whatever it is
        self.asked: list[tuple[datetime, str]] = []
        self.agents: set[str] = set()

    def channel(self, name: str, title: str, number: int) -> Channel:
        made = Channel(name, title, number)
        self.channels[name.lower()] = made
        return made

    def rename(self, channel: Channel, name: str) -> None:
        del self.channels[channel.name.lower()]
        channel.name = name
        self.channels[name.lower()] = channel

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((self.now(), request.path_qs))
        self.agents.add(request.headers.get("User-Agent", ""))
        if self.refusal is not None:
            status, headers = self.refusal
            return web.Response(status=status, headers=headers)
        if self.instead is not None:
            return web.Response(body=self.instead, content_type="text/html")
        steps = request.path.strip("/").split("/")
        name = steps[-1].lower()
        channel = self.channels.get(name)
        if steps[0] != "s":
            return _page(_landing(steps[-1], channel, self.landings.get(name)))
        if channel is None or not channel.preview:
            return web.Response(status=302, headers={"Location": f"https://t.me/{steps[-1]}"})
        before = request.query.get("before")
        return _page(_history(channel, int(before) if before else None))


def _page(text: str) -> web.Response:
    body = gzip.compress(text.encode(), 1)
    return web.Response(body=body, headers={"Content-Encoding": "gzip", "Content-Type": "text/html; charset=utf-8"})


def _landing(name: str, channel: Channel | None, counted: str | None) -> str:
    extra = "48 200 subscribers" if channel is not None else counted
    title = channel.title if channel is not None else name
    said = f'<div class="tgme_page_title">{title}</div><div class="tgme_page_extra">{extra}</div>' if extra else ""
    return f'<html><title>Telegram: Contact @{name}</title><body><div class="tgme_page">{said}</div></body></html>'


def _history(channel: Channel, before: int | None) -> str:
    shown: list[Published] = []
    messages = 0
    older = None
    for number in sorted(channel.posts, reverse=True):
        if before is not None and number >= before:
            continue
        if messages >= PAGE_MESSAGES:
            older = shown[-1].id
            break
        shown.append(channel.posts[number])
        messages += max(len(channel.posts[number].items), 1)
    more = (
        ""
        if older is None
        else (
            f'<a href="/s/{channel.name}?before={older}" class="tme_messages_more js-messages_more" '
            f'data-before="{older}"></a>'
        )
    )
    blocks = "".join(_block(channel, post) for post in reversed(shown))
    if not shown:
        blocks = (
            '<div class="tgme_widget_message_wrap"><div class="tgme_widget_message_centered">'
            '<div class="tme_no_messages_found">No posts found</div></div></div>'
        )
    page = (
        '<html><body><div class="tgme_channel_info"><div class="tgme_channel_info_header_title">'
        f'<span dir="auto">{html.escape(channel.title)}</span></div>'
        f'<div class="tgme_channel_info_header_username"><a href="https://t.me/{channel.name}">@{channel.name}</a></div>'
        f'</div><main class="tgme_main" data-url="/{channel.name}">'
        f'<section class="tgme_channel_history js-message_history">{more}{blocks}</section></main></body></html>'
    )
    return page.replace("tgme_widget_message", "tw_message") if channel.broken else page


def _block(channel: Channel, post: Published) -> str:
    told = {"c": -channel.number, "p": f"{post.id}g" if post.items else post.id, "t": 1, "h": "0"}
    view = base64.urlsafe_b64encode(json.dumps(told, separators=(",", ":")).encode()).decode().rstrip("=")
    pictures = "".join(
        '<a class="tgme_widget_message_photo_wrap grouped_media_wrap js-message_photo" '
        f'href="https://t.me/{channel.name}/{item}?single"></a>'
        for item in post.items
    )
    forwarded = ""
    if post.forwarded is not None:
        title, address = post.forwarded
        forwarded = (
            '<div class="tgme_widget_message_forwarded_from">Forwarded from&nbsp;'
            f'<a class="tgme_widget_message_forwarded_from_name" href="{address}"><span>{title}</span></a></div>'
        )
    text = html.escape(post.text).replace("\n", "<br/>")
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message '
        f'text_not_supported_wrap js-widget_message" data-post="{channel.name}/{post.id}" data-view="{view}">'
        f'<div class="tgme_widget_message_bubble">{forwarded}{pictures}'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'
        '<div class="tgme_widget_message_footer"><div class="tgme_widget_message_info">'
        f'<span class="tgme_widget_message_views">{post.id}K</span><span class="tgme_widget_message_meta">'
        f'{"edited &nbsp;" if post.edited else ""}<a class="tgme_widget_message_date" '
        f'href="https://t.me/{channel.name}/{post.id}"><time datetime="{post.at.isoformat()}" class="time"></time></a>'
        "</span></div></div></div></div></div>"
    )


@asynccontextmanager
async def serving(site: Answering) -> AsyncIterator[str]:
    """The site's root address on loopback."""
    application = web.Application()
    application.router.add_get("/{path:.*}", site.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    server = web.TCPSite(runner, "127.0.0.1", 0)
    await server.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
