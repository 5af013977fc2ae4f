"""Buttons and what they mean.

Callback data is `1:<verb>:<argument>`: a version, so that a button of an older Rasid is told so instead of being
misread, a short verb, and ids only. Whether the presser may do it is looked up when it is pressed.
"""

from __future__ import annotations

from bot.locale import Texts, shown
from bot.model import Button, Watch

VERSION = "1"
PAGE = 8
LONGEST_ID = 18  # digits: what is longer is no number of the database

DELETE_WATCH = "wd"
SHOW_PAGE = "wp"
ACCEPT_SOURCE = "sa"
REFUSE_SOURCE = "sr"
FORGET = "fy"
KEEP = "fn"


def data(verb: str, argument: str | int = "") -> str:
    """Callback data, at most 64 bytes."""
    return f"{VERSION}:{verb}:{argument}"


def identifier(written: str) -> int | None:
    """The id that stands in callback data; None for what no button of ours says."""
    return int(written) if written.isdecimal() and len(written) <= LONGEST_ID else None


def pattern(verb: str) -> str:
    """A regular expression for CallbackQueryHandler."""
    return f"^{VERSION}:{verb}:"


def watch_list(watches: list[Watch], page: int, say: Texts) -> tuple[tuple[Button, ...], ...]:
    """One page of watches, each a button that deletes it, and the way to the other pages."""
    rows = [
        (
            Button(
                say.toast("button-delete", query=shown(watch.text, 40)),
                data(DELETE_WATCH, f"{watch.id}.{page}"),
            ),
        )
        for watch in watches[page * PAGE : (page + 1) * PAGE]
    ]
    turn = []
    if page > 0:
        turn.append(Button(say.toast("button-previous"), data(SHOW_PAGE, page - 1)))
    if (page + 1) * PAGE < len(watches):
        turn.append(Button(say.toast("button-next"), data(SHOW_PAGE, page + 1)))
    return (*rows, tuple(turn)) if turn else tuple(rows)


def forget(say: Texts) -> tuple[tuple[Button, ...], ...]:
    """Are you sure?"""
    return (
        (Button(say.toast("button-forget"), data(FORGET)),),
        (Button(say.toast("button-keep"), data(KEEP)),),
    )


def commands_only(source_id: int, say: Texts) -> tuple[tuple[Button, ...], ...]:
    """Below the news that a group is a source: no, it is not."""
    return ((Button(say.toast("button-commands-only"), data(REFUSE_SOURCE, source_id)),),)
