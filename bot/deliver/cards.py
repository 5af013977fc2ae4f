"""Watches as people see them: how a query reads and what it caught, one watch, the list. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime

from bot.backtest import Backtest
from bot.deliver.render import bold, source_name, speak, when
from bot.locale import Html, Texts, shown
from bot.match.trace import why as why_of
from bot.model import Found, Post, Subscriber, Watch, WatchMode
from bot.query import Query, QueryError, explain
from bot.text import Engine

EXAMPLE_EXCERPT = 160
TEST_EXCERPT = 700
QUERY_SHOWN = 300
EXPLAINED = 400  # characters of a query
READING = 1_800  # characters of what is said of it


def preview(query: Query, typed: str, caught: Backtest, viewer: Subscriber, engine: Engine, now: datetime) -> str:
    """How a query was read, which forms it caught, how often, and the newest examples."""
    say = speak(viewer)
    lines: list[str] = [
        say.say("preview-title", query=shown(typed, QUERY_SHOWN)),
        _reading(query, typed, say, engine),
        "",
        say.say("preview-count-more" if caught.more else "preview-count", count=caught.count),
    ]
    if caught.forms:
        forms = " · ".join(f"\u2068{html.escape(shown(form, 40), quote=False)}\u2069 {n}" for form, n in caught.forms)
        lines.append(say.say("preview-forms", forms=Html(say.mark + forms)))
    lines += _examples(caught.examples, viewer, say)
    return "\n".join(lines)


def _reading(query: Query, typed: str, say: Texts, engine: Engine) -> str:
    """How a query was read; of one too long to be told in one message, the query as it is understood."""
    if len(str(query)) <= EXPLAINED:
        reading = explain(query, say.language, engine, typed)
        if len(reading) <= READING:
            return reading
    return f"{say.mark}<code>{html.escape(str(query), quote=False)}</code>"


def _examples(found: Sequence[Found], viewer: Subscriber, say: Texts) -> list[str]:
    lines: list[str] = []
    for one in found:
        head = say.say("search-line", source=source_name(one.post, say), when=when(one.post, say, viewer.zone))
        lines += ["", head, bold(one.post.text, one.spans, EXAMPLE_EXCERPT)]
    return lines


def saved(watch: Watch, say: Texts) -> Html:
    """What takes the place of the preview once it is saved."""
    key = "watch-saved-digest" if watch.mode is WatchMode.DIGEST else "watch-saved"
    return say.say(key, query=shown(watch.text, QUERY_SHOWN))


def card(watch: Watch, query: Query | None, last: Post | None, owner: Subscriber, engine: Engine, now: datetime) -> str:
    """One watch: how it reads, what it does at the moment, and the last post it fired on."""
    say = speak(owner)
    lines: list[str] = [say.say("card-title", query=shown(watch.text, QUERY_SHOWN))]
    if query is not None:
        lines.append(_reading(query, watch.text, say, engine))
    lines += ["", _state(watch, owner, say, now)]
    if last is not None:
        head = say.say("search-line", source=source_name(last, say), when=when(last, say, owner.zone))
        lines.append(say.say("card-last", post=Html(head)))
    return "\n".join(lines)


def _state(watch: Watch, owner: Subscriber, say: Texts, now: datetime) -> str:
    if watch.mode is WatchMode.DISABLED:
        return say.say("card-disabled")
    if watch.mode is WatchMode.PAUSED:
        return say.say("card-paused")
    if watch.muted_until is not None and watch.muted_until > now:
        return say.say("card-muted", until=say.moment(watch.muted_until, owner.zone))
    if watch.mode is WatchMode.DIGEST:
        return say.say("card-digest")
    return say.say("card-urgent" if watch.urgent else "card-alerts")


def verdict(
    watch: Watch,
    query: Query,
    post: Post,
    spans: Sequence[tuple[int, int]] | None,
    owner: Subscriber,
    engine: Engine,
) -> str:
    """Whether a watch fires on a text that somebody tries it on, and where, or why not."""
    say = speak(owner)
    name = shown(watch.text, 100)
    if spans is None:
        return f"{say.say('test-no', query=name)}\n{why_of(query, post, say.language, engine)}"
    return f"{say.say('test-yes', query=name)}\n\n{bold(post.text, spans, TEST_EXCERPT)}"


def why(watch: Watch, query: Query, post: Post, owner: Subscriber, engine: Engine) -> str:
    """Why a watch fired on a post, term by term."""
    say = speak(owner)
    title = say.say("card-title", query=shown(watch.text, 100))
    return f"{title}\n{why_of(query, post, say.language, engine)}"


def problem(error: QueryError, typed: str, say: Texts) -> str:
    """What is wrong with a query, where, and the corrected one. Nothing that was typed is lost."""
    here = min(error.position, len(typed))
    # One value: taken apart, the two sides of the mark would change places between right-to-left and left-to-right.
    marked = shown(f"{typed[max(0, here - 60) : here]}❗{typed[here : here + 60]}", 150)
    text = say.say("query-error", problem=say.say(error.key, **error.args_), query=marked)
    if error.suggestion is None:
        return text
    return f"{text}\n\n{say.say('query-error-suggestion', query=shown(error.suggestion, 1000))}"
