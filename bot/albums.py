"""An album is one post: what its items say, one below the other. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.model import Caption, Post

_UNCLAIMED = ""  # the item of words of which it is not known whose they are


def begun(item: Post) -> Post:
    """The album as its first item tells of it. What tells of all items at once, as a page does, stays as it is."""
    if not _is_item(item) or not (item.text or item.edited_at):
        return item
    return replace(item, captions=(_caption(item, item.refs[0].item_key),))


def _joined(album: Post, captions: Iterable[Caption]) -> Post:
    """The album with these captions, in the order of its items' message ids, and the text they make."""
    ordered = tuple(sorted(captions, key=lambda one: (len(one.item), one.item)))
    return replace(
        album,
        text="\n\n".join(one.text for one in ordered if one.text),
        links=any(one.links for one in ordered),
        captions=ordered,
    )


def updated(album: Post, told: Post) -> Post:
    """The album with what one of its items says now, which may be nothing; or with what a page says of all of it.

    It stays as it is when the item has said something later already. Of several captions a page shows one, so it
    changes no album that has several.
    """
    captions = {one.item: one for one in album.captions or _unclaimed(album)}
    item = told.refs[0].item_key if _is_item(told) else _speaker(album)
    if item is None or not (told.text or (told.edited_at and _is_item(told))):
        return album
    caption = _caption(told, item)
    before = captions.get(item) or captions.get(_UNCLAIMED)
    if before is not None and before.at and caption.at and caption.at < before.at:
        return album
    if before is not None and before.item == _UNCLAIMED and caption.text:
        # An edit replaces the one caption that was known; a first word stands beside it, unless it is the same.
        same = caption.text.split() == before.text.split()
        captions = {} if told.edited_at or same else captions
    captions[item] = caption
    edits = [post.edited_at for post in (album, told) if post.edited_at]
    return replace(_joined(album, captions.values()), edited_at=max(edits, default=None))


def _is_item(post: Post) -> bool:
    """Whether it is one message of an album, not all of them: it has one name in its place."""
    first = post.refs[0]
    return not any((ref.kind, ref.source_key) == (first.kind, first.source_key) for ref in post.refs[1:])


def _caption(post: Post, item: str) -> Caption:
    return Caption(item, post.text, post.links, post.edited_at or post.published_at)


def _unclaimed(album: Post) -> tuple[Caption, ...]:
    return (_caption(album, _UNCLAIMED),) if album.text else ()


def _speaker(album: Post) -> str | None:
    """The item that has the one caption; None when several have."""
    speaking = [one.item for one in album.captions if one.text]
    if len(speaking) > 1:
        return None
    return speaking[0] if speaking else _UNCLAIMED
