"""Channels and groups: being brought there, what is published there, and leaving."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from telegram import Chat, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType

from bot import sources, subscribers
from bot.deliver import render
from bot.ingest.decode import post_of
from bot.locale import language_of, shown, texts
from bot.model import Mode, Operation, Outgoing, Role, Source, SourceStatus, Status, Subscriber, Visibility
from bot.pipeline import take_in
from bot.quotas import Verdict
from bot.sources import Place
from handlers import keyboards
from handlers.asking import Ask, Context, person_of
from storage import Unit

PRESENT = frozenset({ChatMember.ADMINISTRATOR, ChatMember.MEMBER, ChatMember.OWNER, ChatMember.RESTRICTED})


def place_of(chat: Chat) -> Place:
    """A channel or group as `bot.sources` knows it."""
    return Place(chat.id, chat.title or "", chat.username or "", chat.type == ChatType.CHANNEL)


async def published(update: Update, context: Context) -> None:
    """A post in a channel or group where the bot is, new or edited. It waits until the place is accepted."""
    message = update.effective_message
    if message is None:
        return
    place, work, desk, now = place_of(message.chat), context.work, context.desk, context.desk.clock.now()
    post = post_of(message, arrived_at=now, passed_on=False, visibility=Visibility.ALL)
    if post is not None and place.is_channel and not post.album:
        desk.live.read_ahead(post.text)

    async def step(unit: Unit) -> list[Outgoing]:
        source = await unit.sources.find(place.kind, place.key)
        if source is None:
            if not place.is_channel:
                return []
            # The update that told of our coming was lost (Telegram keeps them a day): ask now.
            source = await sources.brought_in(unit, place, None, now)
            await _ask_admins(unit, source, "", now)
        if source.status is SourceStatus.PROPOSED:
            work.wait()
            return []
        if source.status is not SourceStatus.ACCEPTED or post is None:
            return []
        if (source.title, source.username) != (place.title, place.username):
            await unit.sources.save(await sources.as_named(unit, source, place), now)
        await unit.sources.seen(source.id, now)
        mode = Mode.CATCH_UP if desk.missed(post.published_at) else post.mode
        if await sources.follow_announcement(unit, post, now):
            work.after(desk.polls_changed)
        return await take_in(
            unit,
            replace(post, source_tags=source.tags, mode=mode),
            live=desk.live,
            now=now,
            album_wait=timedelta(seconds=desk.settings.album_wait),
            source_id=source.id,
            late_after=timedelta(hours=desk.settings.catch_up_after),
        )

    work.do(step)


async def membership(update: Update, context: Context) -> None:
    """The bot's own place in a chat changed."""
    change = update.my_chat_member
    if change is None:
        return
    now = context.desk.clock.now()
    if change.chat.type == ChatType.PRIVATE:
        context.work.do(lambda unit: _blocked_or_back(unit, change, now))
    elif _present(change.new_chat_member) and not _present(change.old_chat_member):
        context.work.do(lambda unit: _brought_in(unit, change, context, now))
        context.work.after(context.desk.inbox_changed)
    elif _present(change.old_chat_member) and not _present(change.new_chat_member):
        context.work.do(lambda unit: _left(unit, change.chat, now))
    if change.chat.type != ChatType.CHANNEL:
        return
    place, work, desk = place_of(change.chat), context.work, context.desk

    async def look_at_its_page(unit: Unit) -> None:
        # What was published just before the bot came or went is there only.
        if await sources.bring_forward(unit, await unit.sources.find(place.kind, place.key), now):
            work.after(desk.polls_changed)

    work.do(look_at_its_page)


def _present(member: ChatMember) -> bool:
    return member.status in PRESENT


async def _blocked_or_back(unit: Unit, change: ChatMemberUpdated, now: datetime) -> None:
    subscriber = await unit.subscribers.by_chat(change.chat.id)
    if subscriber is None:
        return
    if change.new_chat_member.status == ChatMember.BANNED:
        if subscriber.status is Status.ACTIVE:
            await unit.subscribers.set_status(subscriber.id, Status.BLOCKED)
    elif subscriber.status is Status.BLOCKED:
        await subscribers.resume(unit, subscriber, now)


async def _brought_in(unit: Unit, change: ChatMemberUpdated, context: Context, now: datetime) -> list[Outgoing]:
    place, user = place_of(change.chat), change.from_user
    by = await _known(unit, user, context, now)
    source = await sources.brought_in(unit, place, by, now)
    if source.status is SourceStatus.ACCEPTED and by is not None:
        say = texts(by.language)
        if place.is_channel:
            return [render.reply(by, say.say("source-accepted", title=shown(place.title)))]
        text = say.say("source-accepted-group", title=shown(place.title))
        return [render.reply(by, text, buttons=keyboards.commands_only(source.id, say))]
    if source.status is SourceStatus.PROPOSED:
        await _ask_admins(unit, source, user.full_name, now)
    return []


async def _known(unit: Unit, user: User, context: Context, now: datetime) -> Subscriber | None:
    """Who brought the bot; the owner named by RASID_OWNER is known without having said a word."""
    if user.id == context.desk.settings.owner:
        return await subscribers.find_or_admit(unit, person_of(user), context.desk.settings, now)
    return await unit.subscribers.by_chat(user.id)


async def _ask_admins(unit: Unit, source: Source, by: str, now: datetime) -> None:
    for admin in await unit.subscribers.with_role(Role.OWNER, Role.ADMIN):
        await unit.outbox.queue(render.proposal(source, admin, by, now), admin.id, now)


async def _left(unit: Unit, chat: Chat, now: datetime) -> list[Outgoing]:
    source = await sources.left(unit, place_of(chat), now)
    if source is None:
        return []
    key = "source-left" if source.status is SourceStatus.GONE else "source-left-page"
    return [
        render.reply(admin, texts(admin.language).say(key, title=shown(source.title)))
        for admin in await unit.subscribers.with_role(Role.OWNER, Role.ADMIN)
    ]


async def migrated(update: Update, context: Context) -> None:
    """A group became a supergroup and has another id from now on."""
    message: Message | None = update.message
    if message is None or message.migrate_to_chat_id is None:
        return
    old, new = message.chat.id, message.migrate_to_chat_id
    context.work.do(lambda unit: unit.subscribers.migrate_chat(old, new))


async def accept(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """An admin accepts a proposed source."""
    return await _decide(ask, unit, caller, accept=True)


async def refuse(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """An admin refuses a proposed source, or wants a group for commands only."""
    return await _decide(ask, unit, caller, accept=False)


async def _decide(ask: Ask, unit: Unit, caller: Subscriber, *, accept: bool) -> list[Outgoing]:
    number = keyboards.identifier(ask.words)
    source = None if number is None else await sources.decide(unit, number, caller, accept=accept, now=ask.now)
    if source is None:
        return ask.toast(caller.language) + ask.edit(caller, ask.answer(caller, "source-is-gone")[0])
    key = "source-is-accepted" if accept else "source-is-refused"
    said = ask.answer(caller, key, title=shown(source.title))[0]
    if accept:
        ask.work.after(ask.desk.inbox_changed)
    return ask.toast(caller.language) + ask.edit(caller, said)


async def commanded_in_group(update: Update, context: Context) -> None:
    """A command in a group: Rasid talks in private."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    now, desk = context.desk.clock.now(), context.desk
    _, named, name = (message.text or "").split(maxsplit=1)[0].partition("@")
    if named and name.lower() != desk.bot_username.lower():
        return  # another bot's command
    if desk.quotas.take(message.chat.id, "command", now) is not Verdict.ALLOWED:
        return
    say = texts(language_of(user.language_code))
    hint = say.say("group-hint", link=render.link_to(desk.link("group")))
    context.work.reply(
        Outgoing(
            Operation.SEND,
            message.chat.id,
            text=hint,
            reply_to=message.message_id,
            thread_id=message.message_thread_id if message.is_topic_message else None,
        )
    )
