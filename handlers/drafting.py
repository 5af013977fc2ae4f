"""From a typed query to a saved watch: shown how it reads, then saved, changed or dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice

from bot import watches
from bot.backtest import backtest
from bot.deliver import cards
from bot.deliver.render import reply, speak
from bot.locale import Texts, shown
from bot.model import Button, Draft, DraftKind, Outgoing, Subscriber, Watch, WatchMode
from bot.query import Query, QueryError, alternative, other_names, parse, without_other_names
from bot.text import Engine
from handlers import keyboards
from handlers.asking import Ask
from storage import Unit

EDIT_DRAFT = "draft"
EDIT_WATCH = "watch"

OTHER_NAMES = 20  # buttons that leave one out


async def preview(
    ask: Ask, unit: Unit, caller: Subscriber, typed: str, watch_id: int | None = None, *, first: Draft | None = None
) -> Outgoing:
    """Show how a query reads and what it would have caught; the buttons save it, or put it into watch `watch_id`.

    `first`: the draft whose other reading `typed` is, as the way back.
    """
    say = speak(caller)
    engine = ask.desk.live.engine
    try:
        query = parse(typed, patterns=ask.allows_patterns(caller))
        caught = ask.caught or await backtest(unit, typed, engine, viewer=caller, now=ask.now)
    except QueryError as error:
        return await _problem(unit, caller, typed, error, ask.now, watch_id=watch_id)
    if watch_id is None:
        if known := await unit.watches.find(caller.id, str(query)):
            return _with_card_button(caller, say.say("watch-known", query=shown(known.text)), known)
        if await watches.is_quota_reached(unit, caller):
            return reply(caller, say.say("watch-quota", quota=caller.watch_quota))
    begun = await unit.drafts.add(caller.id, DraftKind.WATCH, typed, ask.now, watch_id=watch_id)
    rows: list[tuple[Button, ...]] = []
    if first is not None:
        rows.append(keyboards.reading("button-first-reading", first, f"{first.id}", say))
    if (other := alternative(typed)) is not None:
        turned = await unit.drafts.add(caller.id, DraftKind.WATCH, other, ask.now, watch_id=watch_id)
        rows.append(keyboards.reading("button-other-reading", turned, f"{turned.id}.{begun.id}", say))
    text = cards.preview(query, typed, caught, caller, engine, ask.now)
    narrower = [
        (label, (await unit.drafts.add(caller.id, DraftKind.WATCH, str(less), ask.now, watch_id=watch_id)).id)
        for label, less in _narrower(query, engine, say)
    ]
    if narrower:
        text += f"\n\n{say.say('query-without-names')}"
        rows += [(Button(label, keyboards.data(keyboards.PASTE_WATCH, less)),) for label, less in narrower]
    return reply(caller, text, buttons=keyboards.draft(begun, say, rows))


def _narrower(query: Query, engine: Engine, say: Texts) -> list[tuple[str, Query]]:
    """What a query reads as without one of its other names, and without all, each with what to call it on a button."""
    each = islice(other_names(query, engine), OTHER_NAMES)
    narrower = [(say.toast("button-without-name", name=shown(name, 40)), less) for name, less in each]
    if len(narrower) > 1:
        alone = without_other_names(query, engine)
        narrower.append((say.toast("button-without-names", query=shown(str(alone), 40)), alone))
    return narrower


async def look_ahead(ask: Ask, unit: Unit, caller: Subscriber) -> Ask:
    """Try the query of this question on the stored posts before the transaction; a faulty one is told of in it."""
    typed = await _query_of(ask, unit, caller)
    if not typed:
        return ask
    engine, patterns = ask.desk.live.engine, ask.allows_patterns(caller)
    try:
        caught = await backtest(unit, typed, engine, viewer=caller, now=ask.now, patterns=patterns)
    except QueryError:
        return ask
    return replace(ask, caught=caught)


async def _query_of(ask: Ask, unit: Unit, caller: Subscriber) -> str:
    if ask.callback is not None and (ask.callback.data or "").startswith(keyboards.data(keyboards.PASTE_WATCH)):
        begun = await mine(ask, unit, caller)
        return begun.text if begun is not None else ""
    if ask.callback is not None or ask.text.startswith("/"):
        return ask.words
    awaited = (await unit.subscribers.awaited(caller.id)).partition(":")[0]
    return ask.text.strip() if awaited in {EDIT_DRAFT, EDIT_WATCH} else ""


async def _problem(
    unit: Unit,
    caller: Subscriber,
    typed: str,
    error: QueryError,
    now: datetime,
    *,
    verb: str = keyboards.PASTE_WATCH,
    before: str = "",
    watch_id: int | None = None,
) -> Outgoing:
    say = speak(caller)
    rows: keyboards.Rows = ()
    if error.suggestion is not None:
        text = before + error.suggestion
        mended = await unit.drafts.add(caller.id, DraftKind.WATCH, text, now, watch_id=watch_id)
        rows = keyboards.corrected(verb, mended, error.suggestion, say)
    return reply(caller, cards.problem(error, typed, say), buttons=rows)


def refuse(ask: Ask, caller: Subscriber, typed: str, error: QueryError, verb: str, before: str = "") -> list[Outgoing]:
    """What is wrong with a query that is no watch, and the corrected one to accept: a button `verb`.

    `before` is kept in front of the corrected query. Written by a step of its own, for whoever only reads.
    """

    async def step(unit: Unit) -> list[Outgoing]:
        return [await _problem(unit, caller, typed, error, ask.now, verb=verb, before=before)]

    ask.work.do(step)
    return []


async def take_up(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """A typed text, a corrected query or another reading: show how it reads, in place."""
    begun = await mine(ask, unit, caller)
    if begun is None:
        return ask.toast(caller.language, "old-button")
    await unit.drafts.remove(begun.id)
    _, came_from = keyboards.identifiers(ask.words)
    first = await _owned(unit, caller, came_from)
    shown_ = await preview(ask, unit, caller, begun.text, begun.watch_id, first=first)
    return ask.toast(caller.language) + ask.edit(caller, shown_)


async def save(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Save: from now on it alerts."""
    return await _save(ask, unit, caller, WatchMode.ALERT)


async def save_for_digest(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Save, for digests only."""
    return await _save(ask, unit, caller, WatchMode.DIGEST)


async def _save(ask: Ask, unit: Unit, caller: Subscriber, mode: WatchMode) -> list[Outgoing]:
    begun = await mine(ask, unit, caller)
    if begun is None:
        return ask.toast(caller.language, "old-button")
    live, say = ask.desk.live, speak(caller)
    made: watches.Created | watches.AlreadyThere | watches.QuotaReached | None
    if begun.watch_id is None:
        made = await watches.create(unit, live, caller, begun.text, ask.now, patterns=ask.allows_patterns(caller))
    else:
        patterns = ask.allows_patterns(caller)
        made = await watches.rewrite(unit, live, caller, begun.watch_id, begun.text, patterns=patterns)
    match made:
        case watches.QuotaReached(quota):
            return ask.toast(caller.language) + ask.answer(caller, "watch-quota", quota=quota)
        case watches.AlreadyThere(known):
            await unit.drafts.remove(begun.id)
            known_text = say.say("watch-known", query=shown(known.text))
            return ask.toast(caller.language) + ask.edit(caller, _with_card_button(caller, known_text, known))
        case watches.Created(new, _):
            await unit.drafts.remove(begun.id)
            if mode is not WatchMode.ALERT:
                await unit.watches.set_mode(new.id, mode)
                new = replace(new, mode=mode)
            ask.work.after(lambda: live.follow(new))
            return ask.toast(caller.language) + ask.edit(caller, _with_card_button(caller, cards.saved(new, say), new))
    return ask.toast(caller.language, "watch-gone")


def _with_card_button(caller: Subscriber, text: str, watch: Watch) -> Outgoing:
    label = speak(caller).toast("button-its-card")
    return reply(caller, text, buttons=((Button(label, keyboards.data(keyboards.SHOW_WATCH, f"{watch.id}.0")),),))


async def edit(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Another query in place of the one that was shown: the next text that is typed."""
    begun = await mine(ask, unit, caller)
    if begun is None:
        return ask.toast(caller.language, "old-button")
    await unit.subscribers.set_awaited(caller.id, f"{EDIT_DRAFT}:{begun.id}")
    return ask.toast(caller.language) + ask.answer(caller, "edit-ask", query=begun.text)


async def drop(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Not saved after all."""
    begun = await mine(ask, unit, caller)
    if begun is not None:
        await unit.drafts.remove(begun.id)
    return ask.toast(caller.language) + ask.edit(caller, ask.answer(caller, "draft-dropped")[0])


async def retyped(ask: Ask, unit: Unit, caller: Subscriber, kind: str, number: int) -> list[Outgoing]:
    """The query that was asked for by `edit`, or by the button of a watch."""
    watch_id = number if kind == EDIT_WATCH else None
    if kind == EDIT_DRAFT and (begun := await _owned(unit, caller, number)):
        watch_id = begun.watch_id
        await unit.drafts.remove(begun.id)
    return [await preview(ask, unit, caller, ask.text.strip(), watch_id)]


async def mine(ask: Ask, unit: Unit, caller: Subscriber) -> Draft | None:
    """The draft whose button was pressed; None when it is gone, or somebody else's."""
    number, _ = keyboards.identifiers(ask.words)
    return None if number is None else await _owned(unit, caller, number)


async def _owned(unit: Unit, caller: Subscriber, number: int) -> Draft | None:
    begun = await unit.drafts.get(number)
    return begun if begun is not None and begun.subscriber_id == caller.id else None
