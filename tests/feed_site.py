"""A web site with a feed on loopback, which answers as servers do: validators, redirects, refusals."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from aiohttp import web


@dataclass
class Article:
    """An entry of a feed."""

    key: str
    title: str
    words: str
    at: datetime | None
    link: str


@dataclass
class Newspaper:
    """A feed. `holds`: how many entries it shows; `hints` stand in its head as they are."""

    title: str
    articles: list[Article] = field(default_factory=list)
    holds: int = 20
    hints: str = ""

    def publish(self, title: str, at: datetime | None, words: str = "", key: str = "") -> Article:
        number = len(self.articles) + 1
        made = Article(key or f"urn:article:{number}", title, words, at, f"https://example.org/{number}")
        self.articles.append(made)
        return made

    def rss(self) -> bytes:
        items = "".join(_item(article) for article in reversed(self.articles[-self.holds :]))
        head = f"<title>{html.escape(self.title)}</title>{self.hints}"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _item(article: Article) -> str:
    dated = "" if article.at is None else f"<pubDate>{format_datetime(article.at)}</pubDate>"
    words = html.escape(html.escape(article.words))
    return (
        f"<item><title>{html.escape(article.title)}</title><guid isPermaLink='false'>{article.key}</guid>"
        f"<link>{article.link}</link>{dated}<description>{words}</description></item>"
    )


class Web:
    """What is served at which path, and who asked for what."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.feeds: dict[str, Newspaper] = {}
        self.pages: dict[str, bytes] = {}
        self.redirects: dict[str, tuple[int, str]] = {}
        self.refusals: dict[str, tuple[int, dict[str, str]]] = {}
        self.asked: list[tuple[datetime, str, int]] = []
        self.headers: dict[str, str] = {}

    def looks(self, path: str = "/feed") -> list[int]:
        """The status of every answer that was given there."""
        return [status for _, asked, status in self.asked if asked == path]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        response = self._answer(request)
        self.headers = dict(request.headers)
        self.asked.append((self.now(), request.path, response.status))
        return response

    def _answer(self, request: web.Request) -> web.Response:
        path = request.path
        if path in self.refusals:
            status, headers = self.refusals[path]
            return web.Response(status=status, headers=headers)
        if path in self.redirects:
            status, location = self.redirects[path]
            return web.Response(status=status, headers={"Location": location})
        if path in self.pages:
            return web.Response(body=self.pages[path], content_type="text/html", charset="utf-8")
        if path not in self.feeds:
            return web.Response(status=404)
        body = self.feeds[path].rss()
        mark = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        if request.headers.get("If-None-Match") == mark:
            return web.Response(status=304, headers={"ETag": mark})
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": mark})
