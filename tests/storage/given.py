"""What these tests store: people, posts, updates and messages, with the few words each test says about them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from bot.model import (
    Alert,
    Hit,
    Operation,
    Outgoing,
    Post,
    PostRef,
    Priority,
    RefKind,
    Source,
    SourceStatus,
    Subscriber,
    Visibility,
    Watch,
)
from storage import RawUpdate, Storage, Unit

T = TypeVar("T")
V = TypeVar("V")

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LAYLA, SAMI, HUDA = 501, 502, 503
DESK = -4001  # a group
BOT_ID = 7001
CHANNEL = "1009001"

CONVOY = "دخلت قافلة مساعدات طبية إلى بلدة عين الورد صباح اليوم"
AIRPORT = "إغلاق المطار الدولي حتى إشعار آخر بسبب العاصفة الرملية"


def after(seconds: float) -> datetime:
    """An instant that many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


async def read(storage: Storage, question: Callable[[Unit], Awaitable[T]]) -> T:
    """Ask in a view of its own."""
    async with storage.reading() as unit:
        return await question(unit)


async def each(storage: Storage, values: Iterable[V], work: Callable[[Unit, V], Awaitable[T]]) -> list[T]:
    """Do something with each value, every time in a unit of its own."""

    async def one(value: V) -> T:
        return await storage.transact(lambda unit: work(unit, value))

    return [await one(value) for value in values]


async def read_each(storage: Storage, values: Iterable[V], question: Callable[[Unit, V], Awaitable[T]]) -> list[T]:
    """Ask about each value, all in one view."""
    async with storage.reading() as unit:
        return [await question(unit, value) for value in values]


def update(update_id: int, lane: str = f"chat:{LAYLA}", body: bytes = b"{}") -> RawUpdate:
    return RawUpdate(update_id, lane, body)


def ref(item: int | str, source: str = CHANNEL, kind: RefKind = RefKind.CHANNEL) -> PostRef:
    return PostRef(kind, source, str(item))


def post(*refs: PostRef, text: str = CONVOY, **fields: Any) -> Post:
    return Post(text=text, refs=refs or (ref(1),), **{"arrived_at": NOON, **fields})


def private(*refs: PostRef, text: str = CONVOY, **fields: Any) -> Post:
    return post(*refs, text=text, visibility=Visibility.PRIVATE, **fields)


def person(chat_id: int = LAYLA, name: str = "ليلى", **fields: Any) -> Subscriber:
    return Subscriber(id=0, chat_id=chat_id, name=name, language="ar", **fields)


def source(key: str = CHANNEL, **fields: Any) -> Source:
    return Source(id=0, key=key, **{"kind": RefKind.CHANNEL, "status": SourceStatus.ACCEPTED, **fields})


def message(chat_id: int = LAYLA, text: str = "خبر", **fields: Any) -> Outgoing:
    return Outgoing(
        **{"operation": Operation.SEND, "priority": Priority.ALERT, **fields, "chat_id": chat_id, "text": text}
    )


async def join(storage: Storage, chat_id: int = LAYLA, **fields: Any) -> Subscriber:
    """Somebody subscribes."""
    return await storage.transact(lambda unit: unit.subscribers.add(person(chat_id, **fields), NOON))


async def publish(storage: Storage, *refs: PostRef, keys: frozenset[str] = frozenset(), **fields: Any) -> Post:
    """A post everybody may see is stored and made findable."""

    async def work(unit: Unit) -> Post:
        stored = await unit.posts.add(post(*refs, **fields))
        await unit.posts.index(stored.id, [keys])
        return stored

    return await storage.transact(work)


async def forward(
    storage: Storage, by: Subscriber, *refs: PostRef, keys: frozenset[str] = frozenset(), **fields: Any
) -> Post:
    """Somebody forwards a post that is theirs alone."""

    async def work(unit: Unit) -> Post:
        stored = await unit.posts.add(private(*refs, submitted_by=by.id, **fields))
        await unit.posts.add_viewer(stored.id, by.id, NOON)
        await unit.posts.index(stored.id, [keys])
        return stored

    return await storage.transact(work)


async def watch(storage: Storage, by: Subscriber, text: str = "قافلة") -> Watch:
    return await storage.transact(lambda unit: unit.watches.add(by.id, text, text, "1", NOON))


async def hit(storage: Storage, one: Watch, on: Post, at: datetime = NOON) -> bool:
    found = Hit(one.id, on.id, on.version, one.subscriber_id, ((5, 10),), at)
    return one.id in await storage.transact(lambda unit: unit.watches.record_hits([found]))


async def tell(storage: Storage, whom: Subscriber, of: Post, **fields: Any) -> Alert | None:
    """Open the alert of a post for somebody."""

    async def work(unit: Unit) -> Alert | None:
        story = await unit.posts.story_of(of.id)
        return await unit.alerts.open(whom.id, story, of.id, whom.chat_id, NOON, **fields)

    return await storage.transact(work)


async def owe(storage: Storage, *messages: Outgoing, to: Subscriber | None = None, now: datetime = NOON) -> list[int]:
    """Queue messages; their row ids, without those that were known already."""

    async def work(unit: Unit) -> list[int]:
        ids = [await unit.outbox.queue(one, to.id if to else None, now) for one in messages]
        return [one for one in ids if one is not None]

    return await storage.transact(work)


def edit(alert: Alert, text: str, **fields: Any) -> Outgoing:
    """A newer text for an alert's message."""
    return replace(message(alert.chat_id, text, alert_id=alert.id, **fields), operation=Operation.EDIT)
