"""What people are shown, as Telegram HTML: alerts, answers to forwards, search results, lists of watches.

Pure: everything comes in as arguments. Visible text stays below Telegram's 4,096 UTF-16 units.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import datetime

from bot.locale import Html, Texts, plain, shown, texts
from bot.model import (
    AwaitedAnswer,
    Button,
    Operation,
    OriginKind,
    Outgoing,
    Post,
    Priority,
    Results,
    Source,
    Subscriber,
    Watch,
)
from bot.text.highlight import excerpt, mark

ALERT_EXCERPT = 900
RESULT_EXCERPT = 220
RESULT_WORDS = 6  # in bold, of each of ten results: Telegram keeps 100 entities
NAMED_WATCHES = 5
LONGEST_LINK = 2_000  # characters as HTML: texts have no place for more, nor have browsers
BOLD_WORDS = 50  # Telegram keeps 100 entities of a message, and drops the others without a word

_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+(?:[/?#]\S*)?")  # of a host with a dot in its name


def speak(subscriber: Subscriber) -> Texts:
    """The texts in this subscriber's language and with their names of the months."""
    return texts(subscriber.language, subscriber.months)


def reply(
    subscriber: Subscriber,
    text: str,
    *,
    buttons: tuple[tuple[Button, ...], ...] = (),
    reply_to: int | None = None,
) -> Outgoing:
    """An answer to what this person just did."""
    return Outgoing(
        Operation.SEND,
        subscriber.chat_id,
        text=text,
        buttons=buttons,
        reply_to=reply_to,
        thread_id=subscriber.thread_id,
    )


def bold(text: str, spans: Sequence[tuple[int, int]], limit: int, *, words: int = BOLD_WORDS) -> Html:
    """The part of a post around its matched words, at most `limit` UTF-16 units, the first of the words in bold."""
    part = excerpt(text, _apart(spans), limit)
    pieces = (
        f"<b>{html.escape(plain(piece), quote=False)}</b>" if strong else html.escape(plain(piece), quote=False)
        for piece, strong in mark(part.text, part.spans[:words])
    )
    return Html("".join(pieces))


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans of several watches in order, those that overlap as one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def link_to(address: str) -> Html:
    """An address as a link, so that no mark around it can stick to it."""
    return Html(f'<a href="{html.escape(address)}">{html.escape(address, quote=False)}</a>')


def has_usable_link(post: Post) -> bool:
    """Whether there is an address of the post that people can be given: Telegram refuses a message with another."""
    return _WEB_ADDRESS.fullmatch(post.link) is not None and len(html.escape(post.link)) <= LONGEST_LINK


def source_name(post: Post, say: Texts) -> Html:
    """Who says it, linked to the post where it has an address."""
    name = shown(post.source_title or post.source_username) or say.toast("source-unnamed")
    if not has_usable_link(post):
        return Html(f"<b>{html.escape(name, quote=False)}</b>")
    return Html(f'<a href="{html.escape(post.link)}">{html.escape(name, quote=False)}</a>')


def alert(
    post: Post,
    fired: Sequence[Watch],
    spans: Sequence[tuple[int, int]],
    subscriber: Subscriber,
    *,
    heading: str = "",
    lost: bool = False,
    mark_edit: bool = True,
) -> str:
    """An alert: where and when, the sentence around the matched words, and which watches fired.

    `lost`: an edit has taken away what they had found. Without `mark_edit` a mere edit is not said.
    """
    say = speak(subscriber)
    lines: list[str] = [heading] if heading else []
    lines.append(say.say("alert-source", source=source_name(post, say), when=when(post, say, subscriber.zone)))
    if post.origin is not None and post.origin.kind is not OriginKind.NONE:
        lines.append(say.say("alert-passed-on", origin=shown(post.origin.title or post.origin.username)))
    if (lost or mark_edit or post.vanished_at) and (note := state_note(post, say, lost=lost)):
        lines.append(note)
    lines.append("")
    lines.append(bold(post.text, spans, ALERT_EXCERPT))
    if post.media:
        lines.append(media_note(post, say))
    lines.append("")
    lines.append(say.say("alert-watches", count=len(fired), watches=watch_names(fired, say)))
    return "\n".join(lines)


def state_note(post: Post, say: Texts, *, lost: bool = False) -> Html | None:
    """What has become of a post since it was told of: gone from its source, or edited; None when it is as it was."""
    if post.vanished_at is not None:
        return say.say("post-vanished")
    if post.version == 1 or post.edited_at is None:
        return None
    return say.say("post-edited-lost" if lost else "post-edited")


def alert_buttons(post: Post, alert_id: int, say: Texts) -> tuple[tuple[Button, ...], ...]:
    """Below an alert: open the post, mute the watches that fired, why they did, and what would not have."""
    row = [Button(say.toast("button-open"), url=post.link)] if has_usable_link(post) else []
    row.append(Button(say.toast("button-mute"), data=f"1:am:{alert_id}"))
    row.append(Button(say.toast("button-why"), data=f"1:ay:{alert_id}"))
    return (tuple(row), (Button(say.toast("button-not-relevant"), data=f"1:an:{alert_id}"),))


def media_note(post: Post, say: Texts) -> Html:
    """One line that says what is attached."""
    kinds = [media.kind for media in post.media]
    return say.say("alert-media", count=len(kinds), kind=str(kinds[0]) if len(set(kinds)) == 1 else "mixed")


def watch_names(watches: Sequence[Watch], say: Texts) -> Html:
    """The queries of some watches, the first few of them."""
    text: str = say.toast("list-comma").join(say.say("quoted", text=shown(w.text)) for w in watches[:NAMED_WATCHES])
    if len(watches) > NAMED_WATCHES:
        text += " " + say.say("and-more", count=len(watches) - NAMED_WATCHES)
    return Html(text)


def forward_heading(subscriber: Subscriber, answer: AwaitedAnswer) -> Html:
    """First line of the answer to a forward: stored, or known since when."""
    say = speak(subscriber)
    if answer.known_since is None:
        return say.say("forward-stored")
    return say.say("forward-known", since=say.moment(answer.known_since, subscriber.zone))


def forward_answer(
    post: Post,
    subscriber: Subscriber,
    answer: AwaitedAnswer,
    satisfied: Sequence[Watch] = (),
    *,
    buttons: tuple[tuple[Button, ...], ...] = (),
) -> Outgoing:
    """The answer to whoever forwarded a post: stored or known, and which of their watches it satisfies."""
    say = speak(subscriber)
    if satisfied:
        verdict = say.say("forward-satisfies", count=len(satisfied), watches=watch_names(satisfied, say))
    elif post.text:
        verdict = say.say("forward-satisfies-none")
    else:
        verdict = say.say("forward-no-text")
    text = f"{forward_heading(subscriber, answer)}\n{verdict}"
    return reply(subscriber, text, reply_to=answer.message_id, buttons=buttons)


def source_offer(post: Post, say: Texts) -> tuple[tuple[Button, ...], ...]:
    """Below the answer to a forward: make the post's channel a source."""
    return ((Button(say.toast("button-add-source"), data=f"1:fa:{post.id}"),),)


def search_results(results: Results, subscriber: Subscriber, query: str) -> str:
    """What a search found, one block a post."""
    say = speak(subscriber)
    if not results.found:
        return say.say("search-none", query=shown(query))
    key = "search-found-more" if results.more else "search-found"
    blocks: list[str] = [say.say(key, count=len(results.found), query=shown(query))]
    for found in results.found:
        head = say.say("search-line", source=source_name(found.post, say), when=when(found.post, say, subscriber.zone))
        if found.post.vanished_at is not None:
            head = Html(f"{head}\n{say.say('post-vanished')}")
        blocks.append(f"{head}\n{bold(found.post.text, found.spans, RESULT_EXCERPT, words=RESULT_WORDS)}")
    return "\n\n".join(blocks)


def disabled(watch: Watch, owner: Subscriber) -> Outgoing:
    """A watch is kept but no longer understood."""
    return reply(owner, speak(owner).say("watch-disabled", query=shown(watch.text, 300)))


def proposal(source: Source, admin: Subscriber, by: str, now: datetime) -> Outgoing:
    """Ask an admin whether a place that somebody brought the bot to shall count."""
    say = speak(admin)
    text = say.say("source-proposed", title=shown(source.title), by=shown(by) or say.toast("somebody"))
    buttons = (
        Button(say.toast("button-accept"), data=f"1:sa:{source.id}"),
        Button(say.toast("button-refuse"), data=f"1:sr:{source.id}"),
    )
    return Outgoing(
        Operation.SEND,
        admin.chat_id,
        text=text,
        buttons=(buttons,),
        priority=Priority.REPLY,
        dedupe=f"proposal:{source.id}:{admin.id}:{now:%Y%m%dT%H%M%S}",
    )


def when(post: Post, say: Texts, zone: str) -> str:
    at = post.published_at or post.arrived_at
    return say.moment(at, zone) if at is not None else ""
