"""Forgetting a person: nothing that is theirs alone is left, and nothing of anybody else is lost."""

from __future__ import annotations

from bot.model import AwaitedAnswer, InboxState, RefKind, Role, Visibility
from storage import Storage, Unit
from tests.storage.given import (
    DESK,
    LAYLA,
    NOON,
    SAMI,
    after,
    each,
    forward,
    hit,
    join,
    message,
    owe,
    post,
    publish,
    read,
    ref,
    source,
    tell,
    update,
    watch,
)

SECRET = frozenset({"لم:سر"})


async def forget(storage: Storage, subscriber_id: int) -> None:
    await storage.transact(lambda unit: unit.subscribers.forget(subscriber_id))


async def test_a_forgotten_persons_watches_hits_alerts_and_messages_are_gone(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    one = await publish(storage)
    for who in (layla, sami):
        await hit(storage, await watch(storage, who), one)
        alert = await tell(storage, who, one)
        assert alert is not None
        await owe(storage, message(who.chat_id, alert_id=alert.id), message(who.chat_id), to=who)
    await each(storage, (layla, sami), lambda unit, who: unit.digests.open(who.id, "daily", NOON.date(), NOON))
    await owe(storage, message(LAYLA, "بلا مشترك"))
    await storage.transact(lambda unit: unit.outbox.hold(LAYLA, after(60)))
    await forget(storage, layla.id)

    async def left(unit: Unit) -> tuple[object, ...]:
        return (
            await unit.subscribers.get(layla.id),
            await unit.watches.of(layla.id),
            [h.subscriber_id for h in await unit.watches.hits_on(one.id)],
            [w.subscriber_id for w in await unit.watches.all_live()],
            await unit.alerts.find(layla.id, await unit.posts.story_of(one.id)),
            await unit.outbox.holds(),
        )

    assert await read(storage, left) == (None, [], [sami.id], [sami.id], None, {})
    rows = await storage.transact(lambda unit: unit.outbox.claim(after(60), limit=100))
    assert {row.message.chat_id for row in rows} == {SAMI}
    assert await storage.check() == []


async def test_a_forgotten_persons_updates_are_gone_in_every_state(storage: Storage) -> None:
    layla = await join(storage)
    lanes = (f"chat:{LAYLA}", f"user:{LAYLA}", f"chat:{LAYLA}", f"chat:{LAYLA}", f"chat:{SAMI}", f"chat:{LAYLA}0")
    await storage.transact(lambda unit: unit.inbox.add([update(n, lane) for n, lane in enumerate(lanes)], NOON))

    async def spread(unit: Unit) -> None:
        rows = await unit.inbox.pending(NOON)
        await unit.inbox.done(rows[1].id, NOON)
        await unit.inbox.failed(rows[2].id, "unreadable", None)
        await unit.inbox.wait(rows[3].id)
        await unit.subscribers.forget(layla.id)

    await storage.transact(spread)
    rows = await read(storage, lambda unit: unit.inbox.pending(NOON))
    assert [row.lane for row in rows] == [f"chat:{SAMI}", f"chat:{LAYLA}0"]
    assert sum((await read(storage, lambda unit: unit.inbox.counts())).values()) == 2
    assert (await read(storage, lambda unit: unit.inbox.counts()))[InboxState.PENDING] == 2


async def test_what_only_they_could_see_is_gone_and_cannot_be_found(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    hers = await forward(storage, layla, ref(1), keys=SECRET)
    await storage.transact(lambda unit: unit.posts.revise(hers, NOON))
    await storage.transact(lambda unit: unit.posts.await_answer(hers.id, AwaitedAnswer(layla.id, LAYLA, 3, None)))
    await forget(storage, layla.id)

    async def left(unit: Unit) -> tuple[object, ...]:
        return (
            await unit.posts.get(hers.id),
            await unit.posts.find([ref(1)]),
            await unit.posts.versions(hers.id),
            await unit.posts.viewers(hers.id),
            await unit.posts.candidates([SECRET], viewer=sami.id),
            await unit.posts.count(),
        )

    assert await read(storage, left) == (None, None, [], set(), [], 0)
    assert await storage.check() == []


async def test_what_somebody_else_forwarded_too_stays_theirs(storage: Storage) -> None:
    layla, sami = await join(storage, LAYLA), await join(storage, SAMI)
    shared = await forward(storage, layla, ref(1), keys=SECRET)
    await storage.transact(lambda unit: unit.posts.add_viewer(shared.id, sami.id, after(1)))
    await forget(storage, layla.id)

    (left,) = await read(storage, lambda unit: unit.posts.candidates([SECRET], viewer=sami.id))
    assert (left.id, left.submitted_by, left.visibility) == (shared.id, None, Visibility.PRIVATE)
    assert await read(storage, lambda unit: unit.posts.viewers(shared.id)) == {sami.id}

    await forget(storage, sami.id)
    assert await read(storage, lambda unit: unit.posts.count()) == 0


async def test_what_everybody_may_see_stays_without_who_brought_it(storage: Storage) -> None:
    layla = await join(storage, LAYLA, role=Role.ADMIN)
    in_her_chat = ref(3, str(LAYLA), RefKind.CHAT)
    one = await storage.transact(
        lambda unit: unit.posts.add(post(ref(1), in_her_chat, submitted_by=layla.id, reply_to=in_her_chat))
    )
    desk = await storage.transact(lambda unit: unit.sources.save(source(added_by=layla.id), NOON))
    await storage.transact(lambda unit: unit.audit.record(NOON, layla.id, "source-accepted", "source:1"))
    await forget(storage, layla.id)

    left = await read(storage, lambda unit: unit.posts.get(one.id))
    assert left is not None
    assert (left.submitted_by, left.refs, left.reply_to) == (None, (ref(1),), None)
    accepted = await read(storage, lambda unit: unit.sources.get(desk.id))
    assert accepted is not None
    assert accepted.added_by is None
    assert await read(storage, lambda unit: unit.audit.latest()) == [(NOON, None, "source-accepted", "source:1")]


async def test_a_group_that_is_a_source_keeps_the_names_of_its_posts(storage: Storage) -> None:
    group = await join(storage, DESK, is_group=True)
    await storage.transact(lambda unit: unit.sources.save(source(str(DESK), kind=RefKind.CHAT, chat_id=DESK), NOON))
    one = await publish(storage, ref(5, str(DESK), RefKind.CHAT))
    await forget(storage, group.id)

    assert await read(storage, lambda unit: unit.posts.find([ref(5, str(DESK), RefKind.CHAT)])) == one


async def test_whoever_they_invited_stays(storage: Storage) -> None:
    layla = await join(storage, LAYLA)
    sami = await join(storage, SAMI, invited_by=layla.id)
    await storage.transact(lambda unit: unit.invites.add("a1", "invite", layla.id, NOON, after(60)))
    await forget(storage, layla.id)

    left = await read(storage, lambda unit: unit.subscribers.get(sami.id))
    assert left is not None
    assert left.invited_by is None
    assert await storage.transact(lambda unit: unit.invites.use("a1", "invite", 503, NOON)) is None


async def test_whoever_comes_back_begins_anew(storage: Storage) -> None:
    layla = await join(storage)
    await watch(storage, layla)
    await forget(storage, layla.id)
    anew = await join(storage)

    assert anew.id != layla.id
    assert await read(storage, lambda unit: unit.watches.of(anew.id)) == []
