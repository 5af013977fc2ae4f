"""Buttons and what they mean.

Callback data is `1:<verb>:<argument>`: a version, so that a button of an older Rasid is told so instead of being
misread, a short verb, and ids only. Whether the presser may do it is looked up when it is pressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.locale import Texts, shown
from bot.model import Button, Draft, Source, SourceStatus, Watch, WatchMode

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
NOT_RELEVANT = "an"
HOW_IT_WORKS = "hw"
SWITCH_LANGUAGE = "hl"
ACCEPT_SOURCE = "sa"
REFUSE_SOURCE = "sr"
ADD_FORWARDED = "fa"
OPEN_TOPIC = "so"
CHOOSE = "sc"
SHOW_SETTINGS = "ss"
HEALTH_SHOW = "hs"
HEALTH_RETRY = "hr"
HEALTH_ASK_GIVE_UP = "hg"
HEALTH_GIVE_UP = "hx"
SHOW_SOURCES = "lp"
SHOW_SOURCE = "lc"
PAUSE_SOURCE = "ls"
RESUME_SOURCE = "lr"
LOOK_AT_SOURCE = "ln"
ASK_REMOVE_SOURCE = "la"
REMOVE_SOURCE = "lx"
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
    return (*rows, *_turn(SHOW_PAGE, page, -(-len(watches) // PAGE), say))


def _turn(verb: str, page: int, pages: int, say: Texts) -> Rows:
    """The way to the page before and to the one after, where there are any."""
    turn = []
    if page > 0:
        turn.append(Button(say.toast("button-previous"), data(verb, page - 1)))
    if page + 1 < pages:
        turn.append(Button(say.toast("button-next"), data(verb, page + 1)))
    return (tuple(turn),) if turn else ()


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


def draft(begun: Draft, say: Texts, others: Sequence[tuple[Button, ...]] = ()) -> Rows:
    """Below a query that was shown how it reads; `others`: what else it could be."""
    first = [Button(say.toast("button-save"), data(SAVE_DRAFT, begun.id))]
    if begun.watch_id is None:
        first.append(Button(say.toast("button-digest-only"), data(SAVE_FOR_DIGEST, begun.id)))
    last = (
        Button(say.toast("button-edit"), data(EDIT_DRAFT, begun.id)),
        Button(say.toast("button-cancel"), data(DROP_DRAFT, begun.id)),
    )
    return (tuple(first), *others, last)


def reading(key: str, other: Draft, argument: str, say: Texts) -> tuple[Button, ...]:
    """Another reading of a query, with its text, called by `key`."""
    return (Button(say.toast(key, query=shown(other.text, 40)), data(PASTE_WATCH, argument)),)


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


def source_list(opened: Sequence[tuple[int, str]], page: int, pages: int, say: Texts) -> Rows:
    """Below a page of sources: a button for each that opens its card, by id and label; and the other pages."""
    rows = [(Button(label, data(SHOW_SOURCE, f"{source_id}.{page}")),) for source_id, label in opened]
    return (*rows, *_turn(SHOW_SOURCES, page, pages, say))


def source_card(source: Source, page: int, say: Texts, *, polled: bool) -> Rows:
    """Everything that an admin can do with one source; `polled`: it has turns, one of which may come now."""
    here = f"{source.id}.{page}"
    (back,) = back_to_sources(page, say)
    if source.status is SourceStatus.PROPOSED:
        accept = Button(say.toast("button-accept"), data(ACCEPT_SOURCE, source.id))
        return ((accept, Button(say.toast("button-refuse"), data(REFUSE_SOURCE, source.id))), back)
    if source.status is SourceStatus.PAUSED:
        first = [Button(say.toast("button-resume"), data(RESUME_SOURCE, here))]
    else:
        first = [Button(say.toast("button-pause"), data(PAUSE_SOURCE, here))]
    if polled:
        first.append(Button(say.toast("button-look-now"), data(LOOK_AT_SOURCE, here)))
    return (tuple(first), (Button(say.toast("button-remove-source"), data(ASK_REMOVE_SOURCE, here)),), back)


def back_to_sources(page: int, say: Texts) -> Rows:
    """The way back to the list."""
    return ((Button(say.toast("button-back"), data(SHOW_SOURCES, page)),),)


def remove_source(source_id: int, page: int, say: Texts) -> Rows:
    """Are you sure?"""
    here = f"{source_id}.{page}"
    return (
        (Button(say.toast("button-remove-sure"), data(REMOVE_SOURCE, here)),),
        (Button(say.toast("button-back"), data(SHOW_SOURCE, here)),),
    )
