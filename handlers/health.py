"""How the bot is, for admins, with buttons for what is stuck: try again, or give up."""

from __future__ import annotations

from bot.deliver.render import reply, speak
from bot.locale import Texts
from bot.model import Button, Outgoing, Subscriber
from bot.ops import health as looking
from bot.ops.health import Health, Queue
from handlers import keyboards
from handlers.asking import Ask
from storage import Unit

ALL = 0
# A queue's number in callback data.
_QUEUES = {1: Queue.INBOX, 2: Queue.OUTBOX}
_NUMBERS = {queue: number for number, queue in _QUEUES.items()}


async def health(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/health`: everything at one look."""
    return [await _report(ask, unit, caller)]


async def refresh(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """The same report, as it is now."""
    return ask.toast(caller.language) + ask.edit(caller, await _report(ask, unit, caller))


async def retry(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Handle or send what was stuck as if it had never failed."""
    queue, row_id = _pressed(ask)
    count = 0 if queue is None else await looking.retry(unit, queue, row_id, caller.id, ask.now)
    ask.work.after(ask.desk.inbox_changed)
    return ask.toast(caller.language, "health-retried", count=count) + ask.edit(
        caller, await _report(ask, unit, caller)
    )


async def ask_give_up(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """Are you sure? In place of the buttons."""
    say = speak(caller)
    queue, row_id = _pressed(ask)
    if queue is None:
        return ask.toast(caller.language, "old-button")
    which = say.toast("health-give-up-one", number=row_id) if row_id else say.toast("health-give-up-all")
    sure = Button(which, keyboards.data(keyboards.HEALTH_GIVE_UP, ask.words))
    back = Button(say.toast("button-back"), keyboards.data(keyboards.HEALTH_SHOW))
    return ask.toast(caller.language) + ask.rebutton(caller, ((sure,), (back,)))


async def give_up(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """What was stuck shall rest."""
    queue, row_id = _pressed(ask)
    count = 0 if queue is None else await looking.give_up(unit, queue, row_id, caller.id, ask.now)
    return ask.toast(caller.language, "health-given-up", count=count) + ask.edit(
        caller, await _report(ask, unit, caller)
    )


def _pressed(ask: Ask) -> tuple[Queue | None, int | None]:
    """The queue a button is about, and the row of it; None for all of them."""
    number, row_id = keyboards.identifiers(ask.words)
    return _QUEUES.get(number or 0), None if row_id == ALL else row_id


async def _report(ask: Ask, unit: Unit, caller: Subscriber) -> Outgoing:
    say = speak(caller)
    seen = await looking.look(unit, ask.now, ask.desk.settings.database_file)
    return reply(caller, "\n".join(looking.report(seen, say)), buttons=_buttons(seen, say))


def _buttons(seen: Health, say: Texts) -> keyboards.Rows:
    rows: list[tuple[Button, ...]] = []
    listed = {Queue.INBOX: [one.id for one in seen.dead], Queue.OUTBOX: [one.id for one in seen.parked]}
    for queue, ids in listed.items():
        rows += [_pair(queue, row_id, f"#{row_id}") for row_id in ids]
        if seen.stuck[queue] > 1:
            rows.append(_pair(queue, ALL, say.toast(f"health-all-{queue}")))
    rows.append((Button(say.toast("health-refresh"), keyboards.data(keyboards.HEALTH_SHOW)),))
    return tuple(rows)


def _pair(queue: Queue, row_id: int, name: str) -> tuple[Button, Button]:
    here = f"{_NUMBERS[queue]}.{row_id}"
    return (
        Button(f"🔁 {name}", keyboards.data(keyboards.HEALTH_RETRY, here)),
        Button(f"✖️ {name}", keyboards.data(keyboards.HEALTH_ASK_GIVE_UP, here)),
    )
