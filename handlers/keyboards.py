"""Buttons and what they mean.

Callback data is `1:<verb>:<argument>`: a version, so that a button of an older Rasid is told so instead of being
misread, a short verb, and ids only. Whether the presser may do it is looked up when it is pressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.locale import Texts, shown
from bot.model import Button, Draft, Watch, WatchMode

VERSION = "1"
PAGE = 6
LONGEST_ID = 18  # digits: what is longer is no number of the database
MUTE_HOURS = (1, 8, 24)

DELETE_WATCH = "wd"
UNDO_DELETE = "wu"
SHOW_PAGE = "wp"
SHOW_WATCH = "wc"
PAUSE_WATCH = "ws"
RESUME_WATCH = "wr"
ALERT_WATCH = "wa"
DIGEST_WATCH = "wg"
ASK_MUTE = "wm"
MUTE_WATCH = "wt"
MAKE_URGENT = "wi"
MAKE_ORDINARY = "wo"
EDIT_WATCH = "we"
TEST_WATCH = "wx"
SAVE_DRAFT = "ds"
SAVE_FOR_DIGEST = "dg"
EDIT_DRAFT = "de"
DROP_DRAFT = "dx"
PASTE_WATCH = "pw"
PASTE_FIND = "pf"
PASTE_POST = "pp"
SEARCH_DRAFT = "dq"
EXPORT_DRAFT = "dp"
WATCH_NAME = "nw"
MUTE_ALERT = "am"
MUTE_ALERT_FOR = "at"
WHY = "ay"
HOW_IT_WORKS = "hw"
SWITCH_LANGUAGE = "hl"
ACCEPT_SOURCE = "sa"
REFUSE_SOURCE = "sr"
OPEN_TOPIC = "so"
CHOOSE = "sc"
SHOW_SETTINGS = "ss"
HEALTH_SHOW = "hs"
HEALTH_RETRY = "hr"
HEALTH_ASK_GIVE_UP = "hg"
HEALTH_GIVE_UP = "hx"
FORGET = "fy"
KEEP = "fn"

Rows = tuple[tuple[Button, ...], ...]


def data(verb: str, argument: str | int = "") -> str:
    """Callback data, at most 64 bytes."""
    return f"{VERSION}:{verb}:{argument}"


def identifier(written: str) -> int | None:
    """The id that stands in callback data; None for what no button of ours says."""
    return int(written) if written.isdecimal() and len(written) <= LONGEST_ID else None


def identifiers(written: str) -> tuple[int | None, int]:
    """An id and a number that belongs to it (a page, some hours), as `id.number`; 0 where there is none."""
    first, _, second = written.partition(".")
    return identifier(first), identifier(second) or 0


def pattern(verb: str) -> str:
    """A regular expression for CallbackQueryHandler."""
    return f"^{VERSION}:{verb}:"


def watch_list(watches: Sequence[Watch], page: int, say: Texts, now: datetime) -> Rows:
    """One page of watches: each opens its card, with pause and delete beside it, and the way to the other pages."""
    rows: list[tuple[Button, ...]] = []
    for watch in watches[page * PAGE : (page + 1) * PAGE]:
        here = f"{watch.id}.{page}"
        paused = watch.mode is WatchMode.PAUSED
        rows.append(
            (
                Button(f"{sign(watch, now)} {shown(watch.text, 40)}", data(SHOW_WATCH, here)),
                Button("▶️" if paused else "⏸", data(RESUME_WATCH if paused else PAUSE_WATCH, here)),
                Button("🗑", data(DELETE_WATCH, here)),
            )
        )
    turn = []
    if page > 0:
        turn.append(Button(say.toast("button-previous"), data(SHOW_PAGE, page - 1)))
    if (page + 1) * PAGE < len(watches):
        turn.append(Button(say.toast("button-next"), data(SHOW_PAGE, page + 1)))
    return (*rows, tuple(turn)) if turn else tuple(rows)


def sign(watch: Watch, now: datetime) -> str:
    """What a watch does at the moment, as a sign."""
    if watch.mode is WatchMode.PAUSED:
        return "⏸"
    if watch.mode is WatchMode.DISABLED:
        return "⚠️"
    if watch.muted_until is not None and watch.muted_until > now:
        return "🔇"
    if watch.mode is WatchMode.DIGEST:
        return "📰"
    return "🚨" if watch.urgent else "🔔"


def watch_card(watch: Watch, page: int, say: Texts, now: datetime) -> Rows:
    """Everything that can be done with one watch; one that is no longer understood can be edited or deleted."""
    here = f"{watch.id}.{page}"
    edit = Button(say.toast("button-edit"), data(EDIT_WATCH, here))
    delete = Button("🗑", data(DELETE_WATCH, f"{here}.1"))
    back = (Button(say.toast("button-back"), data(SHOW_PAGE, page)),)
    if watch.mode is WatchMode.DISABLED:
        return ((edit, delete), back)
    muted = watch.muted_until is not None and watch.muted_until > now
    if watch.mode is WatchMode.PAUSED:
        pause = Button(say.toast("button-resume"), data(RESUME_WATCH, f"{here}.1"))
    else:
        pause = Button(say.toast("button-pause"), data(PAUSE_WATCH, f"{here}.1"))
    if muted:
        mute = Button(say.toast("button-unmute"), data(MUTE_WATCH, f"{watch.id}.0"))
    else:
        mute = Button(say.toast("button-mute"), data(ASK_MUTE, here))
    if watch.mode is WatchMode.DIGEST:
        mode = Button(say.toast("button-alert-too"), data(ALERT_WATCH, here))
    else:
        mode = Button(say.toast("button-digest-only"), data(DIGEST_WATCH, here))
    if watch.urgent:
        urgent = Button(say.toast("button-ordinary"), data(MAKE_ORDINARY, here))
    else:
        urgent = Button(say.toast("button-urgent"), data(MAKE_URGENT, here))
    return (
        (pause, mute),
        (mode, edit),
        *([(urgent,)] if watch.mode is WatchMode.ALERT else []),
        (Button(say.toast("button-test"), data(TEST_WATCH, here)), delete),
        back,
    )


def mute_choices(verb: str, argument: int, say: Texts, back: Button) -> Rows:
    """For how long?"""
    hours = tuple(Button(say.toast("button-hours", hours=n), data(verb, f"{argument}.{n}")) for n in MUTE_HOURS)
    return (hours, (back,))


def deleted(watch: Watch, page: int, say: Texts) -> Rows:
    """Below what was deleted: bring it back."""
    return (
        (Button(say.toast("button-undo"), data(UNDO_DELETE, f"{watch.id}.{page}")),),
        (Button(say.toast("button-back"), data(SHOW_PAGE, page)),),
    )


def draft(
    begun: Draft, say: Texts, *, other_reading: int | None = None, without: Sequence[tuple[str, int]] = ()
) -> Rows:
    """Below a query that was shown how it reads. `other_reading`: the draft that reads it the other way; `without`:
    other names it includes, and for each the draft that leaves it out."""
    first = [Button(say.toast("button-save"), data(SAVE_DRAFT, begun.id))]
    if begun.watch_id is None:
        first.append(Button(say.toast("button-digest-only"), data(SAVE_FOR_DIGEST, begun.id)))
    rows = [
        tuple(first),
        (
            Button(say.toast("button-edit"), data(EDIT_DRAFT, begun.id)),
            Button(say.toast("button-cancel"), data(DROP_DRAFT, begun.id)),
        ),
    ]
    rows[1:1] = [
        (Button(say.toast("button-without-name", name=shown(name, 40)), data(PASTE_WATCH, narrower)),)
        for name, narrower in without
    ]
    if other_reading is not None:
        rows.insert(1, (Button(say.toast("button-other-reading"), data(PASTE_WATCH, other_reading)),))
    return tuple(rows)


def corrected(verb: str, mended: Draft, query: str, say: Texts) -> Rows:
    """Below what is wrong with a query: the corrected `query` to accept, kept as `mended`."""
    return ((Button(say.toast("button-use-this", query=shown(query, 50)), data(verb, mended.id)),),)


def paste(begun: Draft, say: Texts, *, is_query: bool, publishes: bool) -> Rows:
    """What can be done with a typed text."""
    rows: list[tuple[Button, ...]] = []
    if is_query:
        rows.append(
            (
                Button(say.toast("button-watch-this"), data(PASTE_WATCH, begun.id)),
                Button(say.toast("button-find-this"), data(PASTE_FIND, begun.id)),
            )
        )
    if publishes:
        rows.append((Button(say.toast("button-add-as-post"), data(PASTE_POST, begun.id)),))
    return tuple(rows)


def first_steps(names: Sequence[str], say: Texts) -> Rows:
    """Below the welcome: a first watch from what is in the news, how it works, the other language."""
    taps = [Button(name, data(WATCH_NAME, name)) for name in names if len(data(WATCH_NAME, name).encode()) <= 64]
    rows = [tuple(taps[at : at + 3]) for at in range(0, len(taps), 3)]
    rows.append(
        (
            Button(say.toast("button-how"), data(HOW_IT_WORKS)),
            Button(say.toast("button-other-language"), data(SWITCH_LANGUAGE)),
        )
    )
    return tuple(rows)


def forget(say: Texts) -> Rows:
    """Are you sure?"""
    return (
        (Button(say.toast("button-forget"), data(FORGET)),),
        (Button(say.toast("button-keep"), data(KEEP)),),
    )


def commands_only(source_id: int, say: Texts) -> Rows:
    """Below the news that a group is a source: no, it is not."""
    return ((Button(say.toast("button-commands-only"), data(REFUSE_SOURCE, source_id)),),)
