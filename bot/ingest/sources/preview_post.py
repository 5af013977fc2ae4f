"""One message block of a public channel preview (t.me/s/<name>), read: pure, and total over whatever the HTML may be.

The shape is Telegram's own and undocumented; what is relied on was seen in captured pages (docs/sources.md says which
test page shows it). Classes that begin with `js-` tell the post's own text from the quoted one beside it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from bot.model import MediaKind

WORDLESS = "-"
# Deeper than any page of Telegram's; what is deeper still is read without its line breaks.
_DEEPEST = 60
_LARGEST_ID = 2**63 - 1

_MEDIA = {
    "tgme_widget_message_photo_wrap": MediaKind.PHOTO,
    "tgme_widget_message_video_player": MediaKind.VIDEO,
    "tgme_widget_message_roundvideo_player": MediaKind.VIDEO,
    "tgme_widget_message_voice_player": MediaKind.VOICE,
    "tgme_widget_message_document_wrap": MediaKind.DOCUMENT,
    "tgme_widget_message_sticker": MediaKind.STICKER,
    "tgme_widget_message_tgsticker": MediaKind.STICKER,
    "tgme_widget_message_videosticker": MediaKind.STICKER,
    "tgme_widget_message_location_wrap": MediaKind.LOCATION,
    "tgme_widget_message_venue_wrap": MediaKind.LOCATION,
    "tgme_widget_message_contact": MediaKind.CONTACT,
    "tgme_widget_message_contact_wrap": MediaKind.CONTACT,
    "tgme_widget_message_game": MediaKind.OTHER,
    "tgme_widget_message_invoice": MediaKind.OTHER,
}
_NOT_THE_POST = frozenset(
    {
        "tgme_widget_message_user",
        "tgme_widget_message_author",
        "tgme_widget_message_bubble_tail",
        "tgme_widget_message_link_preview",
        "tgme_widget_message_reactions",
        "tgme_widget_message_inline_keyboard",
    }
)
_LINE_OF_ITS_OWN = frozenset({"blockquote", "pre", "div", "p", "section"})
_SPACE_OF_THE_SOURCE = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_POST_ADDRESS = re.compile(r"/(?:s/)?(?P<name>[A-Za-z][A-Za-z0-9_]{3,31})(?:/(?P<id>\d{1,18}))?/?")
_CHANNEL_NUMBER = re.compile(r'"c":-(\d{1,18})\b')
_EDITED = re.compile(r"\bedited\b")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Whose message a channel passes on; `username` and `message_id` where the page links to it."""

    title: str
    username: str = ""
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class PreviewPost:
    """One post of a page. `ids` are its message ids, an album's all of them; `published_at` is UTC.

    `edited` is Telegram's mark: when it was edited is not shown. A `service` post tells of the channel itself. An
    `unsupported` one has nothing but the note that only the app can show it.
    """

    id: int
    ids: tuple[int, ...]
    username: str
    published_at: datetime
    text: str = ""
    media: tuple[MediaKind, ...] = ()
    links: bool = False
    edited: bool = False
    service: bool = False
    unsupported: bool = False
    reply_to: int | None = None
    forward: Forwarded | None = None

    @property
    def blank(self) -> bool:
        """Nothing was found in it, though every post has something: its block is not as it used to be."""
        return not (self.text or self.media or self.unsupported or self.service)

    @property
    def fingerprint(self) -> str:
        """Changes when what the post says changes; views and reactions, which change all the time, are not in it.

        That of a post without words begins with WORDLESS.
        """
        said = [self.ids, self.text, self.media, self.links, self.unsupported]
        return ("" if self.text else WORDLESS) + hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]


@dataclass(slots=True)
class _Block:
    """What was found in a message block so far."""

    text: str | None = None
    poll: str = ""
    media: list[MediaKind] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    links: bool = False
    edited: bool = False
    placeholder: bool = False
    reply_to: str = ""
    forward: Forwarded | None = None
    published_at: datetime | None = None


def channel_number(message: LexborNode) -> int | None:
    """The channel's bare id from a block's `data-view`, None where it is not said."""
    view = (message.attributes.get("data-view") or "").encode("ascii", "ignore")
    try:
        told = base64.urlsafe_b64decode(view[: len(view) // 4 * 4])
    except binascii.Error:
        return None
    number = _CHANNEL_NUMBER.search(told.decode("ascii", "replace"))
    return int(number[1]) if number else None


def message_id(message: LexborNode) -> int | None:
    """The id in a block's `data-post`, None where there is none."""
    number = (message.attributes.get("data-post") or "").partition("/")[2]
    return int(number) if number.isdecimal() and len(number) <= 18 else None


def read_post(message: LexborNode) -> PreviewPost | None:
    """The post in a `.tgme_widget_message[data-post]` element; None where the id or the time cannot be found."""
    username = (message.attributes.get("data-post") or "").partition("/")[0]
    own, block = message_id(message), _Block()
    _collect(message, block, 0)
    if own is None or block.published_at is None:
        return None
    service = "service_message" in _classes(message)
    text = block.text or block.poll
    reply = _post_address(block.reply_to)
    return PreviewPost(
        id=own,
        ids=tuple(sorted({own, *block.ids})),
        username=username,
        published_at=block.published_at,
        text=text,
        media=() if service else tuple(block.media),
        links=block.links,
        edited=block.edited,
        service=service,
        unsupported=block.placeholder and not text and not block.media,
        reply_to=reply[1] if reply and reply[0].lower() == username.lower() else None,
        forward=block.forward,
    )


def _collect(parent: LexborNode, block: _Block, depth: int) -> None:
    if depth > _DEEPEST:
        return
    for node in parent.iter():
        classes = _classes(node)
        kind = next((_MEDIA[name] for name in classes if name in _MEDIA), None)
        if kind is not None:
            _take_media(node, kind, block)
        elif "js-message_text" in classes:
            if block.text is None:  # an album's text stands in a copy of itself
                block.text = text_of(node)
                block.links = any(_is_link(link) for link in node.css("a"))
        elif "tgme_widget_message_poll" in classes:
            block.media.append(MediaKind.POLL)
            parts = node.css(".tgme_widget_message_poll_question, .tgme_widget_message_poll_option_text")
            block.poll = "\n".join(text_of(part) for part in parts)
        elif "tgme_widget_message_reply" in classes:
            block.reply_to = node.attributes.get("href") or ""
        elif "tgme_widget_message_forwarded_from" in classes:
            block.forward = _forwarded(node)
        elif "tgme_widget_message_meta" in classes:
            _take_meta(node, block)
        elif "message_media_not_supported_label" in classes:
            block.placeholder = True
        elif not _NOT_THE_POST.intersection(classes):
            _collect(node, block, depth + 1)


def _take_media(node: LexborNode, kind: MediaKind, block: _Block) -> None:
    if kind is MediaKind.DOCUMENT and node.css_first(".tgme_widget_message_document_icon.audio") is not None:
        kind = MediaKind.AUDIO
    elif "js-message_video_player" in _classes(node) and node.css_first("time") is None:
        kind = MediaKind.ANIMATION  # plays over and over, and has no duration
    block.media.append(kind)
    address = node.attributes.get("href") or ""
    if address.endswith("?single") and (item := _post_address(address)) and item[1] is not None:
        block.ids.append(item[1])


def _take_meta(meta: LexborNode, block: _Block) -> None:
    own_words = "".join(child.text(deep=False) for child in meta.iter(include_text=True) if child.tag == "-text")
    block.edited = _EDITED.search(own_words) is not None
    time = meta.css_first("time[datetime]")
    block.published_at = _instant(time.attributes.get("datetime") or "") if time is not None else None


def _forwarded(node: LexborNode) -> Forwarded | None:
    name = node.css_first(".tgme_widget_message_forwarded_from_name")
    if name is None:
        return None
    address = _post_address(name.attributes.get("href") or "")
    return Forwarded(text_of(name), *(address or ("", None)))


def _post_address(address: str) -> tuple[str, int | None] | None:
    """The name and message id in `/name/123`, with or without a host before it; None for any other address."""
    found = _POST_ADDRESS.fullmatch(_path_of(address))
    if found is None:
        return None
    number = int(found["id"]) if found["id"] else None
    return found["name"], number if number is None or number <= _LARGEST_ID else None


def _path_of(address: str) -> str:
    """The path of an address; empty for what is no address."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _is_link(link: LexborNode) -> bool:
    """What the Bot API calls url or text_link: not a hashtag, a mention, or a mail address."""
    address = link.attributes.get("href") or ""
    return "://" in address and not link.text().lstrip().startswith("@")


def text_of(node: LexborNode) -> str:
    """The text as the app shows it: `br` and quotes break lines, emoji are their characters."""
    return "".join(_pieces(node, 0, preformatted=False)).strip()


def _pieces(node: LexborNode, depth: int, *, preformatted: bool) -> list[str]:
    if depth > _DEEPEST:
        return [node.text()]
    pieces: list[str] = []
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            raw = child.text(deep=False)
            pieces.append(raw if preformatted else _SPACE_OF_THE_SOURCE.sub(" ", raw))
        elif tag == "br":
            pieces.append("\n")
        elif tag in _LINE_OF_ITS_OWN:
            inner = "".join(_pieces(child, depth + 1, preformatted=preformatted or tag == "pre")).strip("\n")
            if pieces and not pieces[-1].endswith("\n"):
                pieces.append("\n")
            pieces += [inner, "\n"]
        else:
            pieces += _pieces(child, depth + 1, preformatted=preformatted)
    return pieces


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def _instant(written: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        return None
    return None if instant.tzinfo is None else instant.astimezone(UTC)
