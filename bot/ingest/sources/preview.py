"""A page of t.me, read: the history of a channel, or what Telegram shows in its place. Pure, and total.

A name without a preview is answered with a redirect to its landing page; that page alone tells why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.ingest.sources.preview_post import PreviewPost, channel_number, message_id, read_post, text_of

# So many blocks of which nothing can be read are no chance, if they are also this part of the page.
_ENOUGH_TO_JUDGE, _PART_TO_JUDGE = 5, 0.25
_CURSOR = re.compile(r"[?&]before=(\d{1,18})\b")
_CHECKS = re.compile(
    "captcha|cf-chl|challenge-platform|just a moment|checking your browser|verify you are|consent|accept all cookies",
    re.IGNORECASE,
)
_SUBSCRIBERS = re.compile(r"\bsubscribers?\b", re.IGNORECASE)
_MEMBERS = re.compile(r"\bmembers?\b", re.IGNORECASE)


class PageKind(Enum):
    """What a page is."""

    HISTORY = "history"
    EMPTY = "empty"  # a channel's history that says it has no posts
    CHANNEL = "channel"  # the landing page of a channel that shows no preview
    GROUP = "group"
    PERSON = "person"  # or a bot
    NOBODY = "nobody"  # there is nothing of this name
    CHECK = "check"  # somebody in between wants consent, or a proof of being human
    UNKNOWN = "unknown"  # not a shape we know


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A page of t.me. `posts` ascend; `older` is the `before` of the page before it, None on a channel's first page.

    `username` is written as the channel writes it; `channel_id` is the bare id. `unreadable` are message ids of blocks
    that are there, but have no time, or neither words nor anything else that is known.
    """

    kind: PageKind
    title: str = ""
    username: str = ""
    channel_id: int | None = None
    posts: tuple[PreviewPost, ...] = ()
    older: int | None = None
    unreadable: tuple[int, ...] = ()


def read_page(body: bytes) -> PreviewPage:
    """Read a page of t.me. Never raises, whatever the bytes are."""
    tree = LexborHTMLParser(body)
    history = tree.css_first("section.tgme_channel_history")
    if history is not None:
        return _history(tree, history)
    if tree.css_first(".tgme_page") is not None:
        return _landing(tree)
    kind = PageKind.CHECK if _CHECKS.search(body.decode("utf-8", "replace")) else PageKind.UNKNOWN
    return PreviewPage(kind)


def _history(tree: LexborHTMLParser, history: LexborNode) -> PreviewPage:
    messages = history.css(".tgme_widget_message[data-post]")
    read = [read_post(message) for message in messages]
    posts = tuple(sorted((post for post in read if post is not None and not post.blank), key=lambda post: post.id))
    lost = len(messages) - len(posts)
    kind = PageKind.HISTORY
    if not posts:
        empty = history.css_first(".tme_no_messages_found") is not None and not messages
        kind = PageKind.EMPTY if empty else PageKind.UNKNOWN
    elif lost >= _ENOUGH_TO_JUDGE and lost >= len(messages) * _PART_TO_JUDGE:
        kind = PageKind.UNKNOWN
    return PreviewPage(
        kind,
        title=_text_at(tree, ".tgme_channel_info_header_title", ".tgme_header_title"),
        username=posts[-1].username if posts else _text_at(tree, ".tgme_channel_info_header_username").lstrip("@"),
        channel_id=next((number for message in messages if (number := channel_number(message)) is not None), None),
        posts=posts,
        older=_older(tree, history),
        unreadable=_unreadable(messages, posts),
    )


def _unreadable(messages: list[LexborNode], posts: tuple[PreviewPost, ...]) -> tuple[int, ...]:
    numbers = {number for message in messages if (number := message_id(message)) is not None}
    return tuple(sorted(numbers - {post.id for post in posts}))


def _landing(tree: LexborHTMLParser) -> PreviewPage:
    title = _text_at(tree, ".tgme_page_title")
    extra = " ".join(text_of(node) for node in tree.css(".tgme_page_extra"))
    if _SUBSCRIBERS.search(extra):
        kind = PageKind.CHANNEL
    elif _MEMBERS.search(extra):
        kind = PageKind.GROUP
    else:
        kind = PageKind.PERSON if title else PageKind.NOBODY
    return PreviewPage(kind, title=title)


def _older(tree: LexborHTMLParser, history: LexborNode) -> int | None:
    more = history.css_first("a.js-messages_more[data-before]")
    written = (more.attributes.get("data-before") or "") if more is not None else ""
    if written.isdecimal() and len(written) <= 18:
        return int(written)
    previous = tree.css_first('link[rel="prev"]')
    found = _CURSOR.search(previous.attributes.get("href") or "") if previous is not None else None
    return int(found[1]) if found else None


def _text_at(root: LexborHTMLParser, *selectors: str) -> str:
    for selector in selectors:
        found = root.css_first(selector)
        if found is not None and (text := text_of(found)):
            return text
    return ""
