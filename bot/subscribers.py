"""People: who they are to Rasid, what they may do, and when they want their digest."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import Enum

from bot import bursts
from bot.config import Settings
from bot.digest.schedule import next_due
from bot.locale import language_of
from bot.model import Role, Status, Subscriber
from storage import Unit

CLAIM_LIFETIME = timedelta(hours=1)
# Where April is نيسان to most people.
LEVANT = frozenset(
    {
        *("Asia/Damascus", "Asia/Beirut", "Asia/Amman", "Asia/Baghdad"),
        *("Asia/Jerusalem", "Asia/Hebron", "Asia/Gaza"),
    }
)
INVITE_LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as Telegram describes them; `chat_id` of a private chat is the user's id."""

    chat_id: int
    name: str
    language_code: str | None


class Pass(Enum):
    """What a `/start` payload turned out to be."""

    NONE = "none"
    CLAIMED = "claimed"
    INVITED = "invited"
    REFUSED = "refused"


async def find_or_admit(unit: Unit, person: Person, settings: Settings, now: datetime) -> Subscriber | None:
    """The subscriber this person is, admitted if they are new and may come in; None if they may not.

    Who RASID_OWNER names is owner at once.
    """
    known = await unit.subscribers.by_chat(person.chat_id)
    owns = settings.owner == person.chat_id
    if known is None:
        if settings.access == "invite" and not owns:
            return None
        known = await admit(unit, person, settings, now)
    elif known.name != person.name:
        await unit.subscribers.set_name(known.id, person.name)
    if owns and known.role is not Role.OWNER:
        await unit.subscribers.set_role(known.id, Role.OWNER)
        await unit.audit.record(now, known.id, "owner-by-setting")
    return await unit.subscribers.get(known.id)


async def admit(
    unit: Unit, person: Person, settings: Settings, now: datetime, *, invited_by: int | None = None
) -> Subscriber:
    """Store a new subscriber with the default settings."""
    subscriber = await unit.subscribers.add(
        Subscriber(
            id=0,
            chat_id=person.chat_id,
            name=person.name,
            language=language_of(person.language_code),
            zone=settings.zone,
            watch_quota=settings.watch_quota,
            invited_by=invited_by,
        ),
        now,
    )
    subscriber = replace(subscriber, months="levant" if subscriber.zone in LEVANT else "standard")
    await choose(unit, subscriber, now)
    return subscriber


async def come_in(unit: Unit, person: Person, payload: str, settings: Settings, now: datetime) -> Pass:
    """Use a one-time link: `claim_<secret>` makes its user the owner, `join_<secret>` lets them in."""
    kind, _, secret = payload.partition("_")
    if kind not in {"claim", "join"} or not secret:
        return Pass.NONE
    known = await unit.subscribers.by_chat(person.chat_id)
    if kind == "join" and known is not None:
        return Pass.NONE
    inviter = await unit.invites.use(_digest(secret), kind, person.chat_id, now)
    if inviter is False:
        return Pass.REFUSED
    if known is None:
        invited_by = inviter if isinstance(inviter, int) and inviter is not True else None
        known = await admit(unit, person, settings, now, invited_by=invited_by)
    if kind == "join":
        return Pass.INVITED
    await unit.subscribers.set_role(known.id, Role.OWNER)
    await unit.audit.record(now, known.id, "owner-by-claim")
    return Pass.CLAIMED


async def has_owner(unit: Unit) -> bool:
    """Whether anybody owns this bot."""
    return bool(await unit.subscribers.with_role(Role.OWNER))


async def new_claim(unit: Unit, now: datetime) -> str:
    """A payload that makes the first to use it the owner, within the hour. Only its hash is stored."""
    return await _new_link(unit, "claim", None, now, CLAIM_LIFETIME)


async def new_invitation(unit: Unit, inviter: Subscriber, now: datetime) -> str:
    """A payload that lets one person in, within a week."""
    await unit.audit.record(now, inviter.id, "invite")
    return await _new_link(unit, "join", inviter.id, now, INVITE_LIFETIME)


async def set_digest(unit: Unit, subscriber: Subscriber, at: time | None, now: datetime) -> None:
    """Give the daily digest another local time; None ends it."""
    due = next_due(now, subscriber.zone, at, subscriber.digest_days) if at and subscriber.digest_days else None
    await unit.subscribers.set_digest(subscriber.id, at, due)


async def choose(unit: Unit, subscriber: Subscriber, now: datetime) -> None:
    """Store what a person chose, all of it; the next digest moves with their zone, its hour and its days.

    What quiet hours hold moves with the hours; the sender is to be woken after it.
    """
    before = await unit.subscribers.get(subscriber.id)
    await unit.subscribers.choose(subscriber)
    await set_digest(unit, subscriber, subscriber.digest_at, now)
    if before is not None and (before.quiet, before.zone) != (subscriber.quiet, subscriber.zone):
        await bursts.follow_quiet_hours(unit, subscriber, now)


async def stop(unit: Unit, subscriber: Subscriber, now: datetime) -> None:
    """No unasked-for message from now on. What was due already waits for `resume`."""
    await unit.subscribers.set_status(subscriber.id, Status.STOPPED)
    await unit.outbox.hold(subscriber.chat_id, now + timedelta(days=36500))


async def resume(unit: Unit, subscriber: Subscriber, now: datetime) -> None:
    """Messages again: after `/stop`, or when the person unblocked the bot."""
    if subscriber.status is Status.ACTIVE:
        return
    await unit.subscribers.set_status(subscriber.id, Status.ACTIVE)
    await unit.outbox.hold(subscriber.chat_id, now)
    await set_digest(unit, subscriber, subscriber.digest_at, now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


async def _new_link(unit: Unit, kind: str, by: int | None, now: datetime, lifetime: timedelta) -> str:
    secret = secrets.token_urlsafe(24)
    await unit.invites.add(_digest(secret), kind, by, now, now + lifetime)
    return f"{kind}_{secret}"
