"""The one place where the parts are put together: settings in, a running bot out."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Update
from telegram.error import EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ContextTypes, ExtBot

import handlers
from bot import catch_up, digests, pipeline, search, subscribers, watches
from bot.archiving import Archivist
from bot.clock import Clock, SystemClock
from bot.config import Settings
from bot.deliver.limits import Limits
from bot.deliver.sender import Sender
from bot.deliver.telegram import PtbTelegram, TokenRefused
from bot.ingest.lanes import Lanes
from bot.ingest.notices import Notices
from bot.ingest.sources.entry import PREVIEW_LANES, read_entry
from bot.ingest.sources.feed_entry import FEED_LANES, read_feed_entry
from bot.ingest.sources.feed_poller import FeedPoller
from bot.ingest.sources.feed_taking import take_feed_entry
from bot.ingest.sources.fetch import Fetcher, web_client
from bot.ingest.sources.guard import Guard
from bot.ingest.sources.poller import PreviewPoller
from bot.ingest.sources.rhythm import Budget
from bot.ingest.sources.taking import take_entry
from bot.ingest.telegram_files import TelegramFiles
from bot.ingest.updates import UpdateFetcher
from bot.ingest.webhook import Webhook
from bot.locale import language_of, texts
from bot.model import Operation, Outgoing, Role
from bot.ops.health import Pulse
from bot.quotas import Quotas
from bot.ripening import Ripening
from bot.text import Engine, default_engine
from bot.watches import LiveWatches
from bot.work import Desk, Work, current_work
from handlers import typed
from handlers.asking import Context
from storage import Storage, StorageError
from storage.opening import open_storage

logger = logging.getLogger(__name__)

TICK_SECONDS = 10
KEEP_DONE_UPDATES = timedelta(days=7)
WAITING_AT_MOST = timedelta(days=7)
KEEP_DRAFTS = timedelta(days=7)
STOP_GRACE = 3.0
OBJECTS_OF_SOME_POSTS = 20_000
REGISTER_PAUSE = 30.0
CHAT_ROOT = "https://t.me"
STORAGE_PAUSE = 1.0
ANSWERS_TO_STRANGERS = 3  # a minute, where one has to be invited

BotApplication = Application[ExtBot[None], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], Any]


class App:
    """A bot whose parts are connected; `run` works until it is cancelled."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        application: BotApplication,
        engine: Engine,
        *,
        clock: Clock,
        chat_root: str = CHAT_ROOT,
    ) -> None:
        bot = application.bot
        self.storage = storage
        self.clock = clock
        self.live = LiveWatches(engine)
        self._late_after = timedelta(hours=settings.catch_up_after)
        self.sender = Sender(
            storage, PtbTelegram(bot), clock, Limits(), instead=partial(catch_up.in_place_of, after=self._late_after)
        )
        self.ripening = Ripening(
            storage,
            self.live,
            clock,
            match=lambda unit, post_id: pipeline.ripen(
                unit, post_id, live=self.live, now=clock.now(), late_after=self._late_after
            ),
            offer=typed.offer_paste,
            say=self._say,
            laid_aside=self._inbox_changed,
        )
        self.lanes = Lanes(
            bot,
            storage,
            clock,
            handle=self._handle,
            say=self._say,
            apologise=self._apology,
            polled={PREVIEW_LANES: self._take_preview, FEED_LANES: self._take_feed, **self.ripening.readers()},
        )
        self._web = web_client()
        self.previews = PreviewPoller(
            storage,
            Fetcher(self._web, clock, spacing=settings.preview_pace),
            clock,
            base=settings.preview_base,
            budget=Budget.of_pace(settings.preview_pace),
            arrived=self.lanes.wake,
            spoke=self.sender.wake,
        )
        self.feeds = FeedPoller(
            storage,
            Fetcher(self._web, clock, guard=Guard(settings.private_feed_hosts)),
            clock,
            arrived=self.lanes.wake,
            spoke=self.sender.wake,
        )
        self.archivist = Archivist(
            storage,
            clock,
            TelegramFiles(bot).fetch,
            settings.data_dir.absolute() / "archives",
            zone=ZoneInfo(settings.zone),
            spoke=self.sender.wake,
        )
        notices = Notices(storage, clock, self.sender.say)
        self.updates: UpdateFetcher | Webhook
        pulse = Pulse(storage, clock, self._late_after)
        if settings.webhook_url is None:
            self.updates = UpdateFetcher(bot, storage, clock, notices, arrived=self.lanes.wake, answered=pulse.beat)
        else:
            self.updates = Webhook(settings, bot, storage, clock, notices, arrived=self.lanes.wake, answered=pulse.beat)
        self._application = application
        self._compact = False
        self._admins_changed = asyncio.Event()
        self.desk = Desk(
            settings=settings,
            clock=clock,
            storage=storage,
            live=self.live,
            quotas=Quotas(
                {
                    "command": settings.commands_per_minute,
                    "press": settings.presses_per_minute,
                    "forward": settings.presses_per_minute,
                    "stranger": ANSWERS_TO_STRANGERS,
                }
            ),
            bot_id=bot.id,
            bot_username=bot.username,
            chat_root=chat_root,
            compact_soon=self._compact_soon,
            inbox_changed=self.lanes.look_again,
            admins_changed=self._admins_changed.set,
            polls_changed=self._polls_changed,
            archives_changed=self.archivist.wake,
            missed=pulse.missed,
        )
        application.bot_data["desk"] = self.desk
        handlers.register(application)
        application.add_error_handler(_note_failure)

    async def run(self) -> None:
        """Work until cancelled.

        Raises TokenRefused when Telegram does not know the token (any more), SettingsError when nothing can listen
        for a webhook.
        """
        async with self.storage.reading() as unit:
            await watches.go_live(unit, self.live)
        # Of 100,000 watches none goes soon: looking through them all stops everything for half a second. And a post
        # makes thousands of objects that are gone after it, without any cycle to be looked for.
        gc.freeze()
        gc.set_threshold(OBJECTS_OF_SOME_POSTS)
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(self.tick, "interval", seconds=TICK_SECONDS, max_instances=1, coalesce=True)
        scheduler.start()
        parts = [
            asyncio.create_task(part, name=name)
            for name, part in (
                ("updates", self.updates.run()),
                ("lanes", self.lanes.run()),
                ("sender", self.sender.run()),
                ("ripening", self.ripening.run()),
                ("renewal", self._renew()),
                ("previews", self.previews.run()),
                ("feeds", self.feeds.run()),
                ("archives", self.archivist.run()),
                ("commands", self._register_commands()),
            )
        ]
        try:
            await _first_failure(parts)
        finally:
            scheduler.shutdown(wait=False)
            for task in parts:
                if task.get_name() != "sender":
                    task.cancel()
            await asyncio.gather(*(t for t in parts if t.get_name() != "sender"), return_exceptions=True)
            await self.sender.stop(STOP_GRACE)
            await asyncio.gather(*parts, return_exceptions=True)
            await self._web.aclose()

    async def tick(self) -> None:
        """What is due by the clock: digests, and tidying up. APScheduler only says when to look."""
        now = self.clock.now()
        try:
            if await digests.queue_due(self.storage, now):
                self.sender.wake()
            if await self.storage.transact(lambda unit: unit.sources.follow_clock(now)):
                self._polls_changed()
            await self.storage.transact(lambda unit: unit.inbox.prune(now - KEEP_DONE_UPDATES))
            await self.storage.transact(lambda unit: unit.inbox.drop_waiting("", before=now - WAITING_AT_MOST))
            await self.storage.transact(lambda unit: unit.outbox.prune(now - KEEP_DONE_UPDATES))
            await self.storage.transact(lambda unit: unit.drafts.prune(now - KEEP_DRAFTS))
            await self.storage.transact(lambda unit: unit.watches.purge(now - watches.UNDO_LIFETIME))
            if self._compact:
                self._compact = False
                await self.storage.compact()
        except StorageError as error:
            logger.error("the tick could not be carried out: %s", error)

    async def _handle(self, update: Update, work: Work) -> None:
        token = current_work.set(work)
        try:
            await self._application.process_update(update)
        finally:
            current_work.reset(token)

    def _take_preview(self, body: bytes, work: Work) -> None:
        entry = read_entry(body)
        wait = timedelta(seconds=self.desk.settings.album_wait)
        work.do(
            lambda unit: take_entry(
                unit,
                entry,
                live=self.live,
                now=self.clock.now(),
                album_wait=wait,
                late_after=self._late_after,
                announced=lambda: work.after(self._polls_changed),
            )
        )

    def _take_feed(self, body: bytes, work: Work) -> None:
        entry = read_feed_entry(body)
        work.do(
            lambda unit: take_feed_entry(unit, entry, live=self.live, now=self.clock.now(), late_after=self._late_after)
        )

    def _polls_changed(self) -> None:
        self.previews.wake()
        self.feeds.wake()

    def _say(self, said: Sequence[Outgoing]) -> None:
        """After a commit: answers go first; something may be in the outbox, and an album may have begun."""
        self.sender.say(said)
        self.sender.wake()
        self.ripening.wake()

    def _apology(self, update: Update) -> Sequence[Outgoing]:
        user, chat = update.effective_user, update.effective_chat
        if user is None or chat is None or chat.id != user.id:
            return []
        return [Outgoing(Operation.SEND, chat.id, text=texts(language_of(user.language_code)).say("apology"))]

    async def _renew(self) -> None:
        """After an upgrade of what reads Arabic: watches, for which posts wait, and then the index are made anew."""
        if not self.live.is_whole:
            await self._until_done(lambda: watches.renew(self.storage, self.live, self.clock))
            self.sender.wake()
            self.ripening.wake()
        await self._until_done(lambda: search.renew_index(self.storage, self.live.engine))

    async def _until_done(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                return await work()
            except StorageError as error:
                logger.error("watches or the index could not be renewed: %s", error)
                await self.clock.sleep(STORAGE_PAUSE)

    async def _register_commands(self) -> None:
        """Tell Telegram our commands, again whenever there is a new admin. Failing that is no reason not to run."""
        while True:
            self._admins_changed.clear()
            async with self.storage.reading() as unit:
                admins = await unit.subscribers.with_role(Role.OWNER, Role.ADMIN)
            try:
                await handlers.register_commands(self._application.bot, [admin.chat_id for admin in admins])
                await self._admins_changed.wait()
            except RetryAfter as error:
                wait = error.retry_after
                await self.clock.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)
            except TelegramError as error:
                logger.warning("the commands could not be registered (%s); trying again", type(error).__name__)
                await self.clock.sleep(REGISTER_PAUSE)

    def _inbox_changed(self) -> None:
        self.lanes.wake()

    def _compact_soon(self) -> None:
        self._compact = True


async def _first_failure(parts: Sequence[asyncio.Task[None]]) -> None:
    """Wait while all parts work; raise what ends one of them. A part that has nothing more to do just ends."""
    done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_EXCEPTION)
    for task in done:
        task.result()


async def _note_failure(update: object, context: Context) -> None:
    """PTB swallows what handlers raise; the inbox worker has to know."""
    current_work.get().failure = context.error


@asynccontextmanager
async def opened(
    settings: Settings,
    *,
    token: str,
    telegram_api: str,
    chat_root: str = CHAT_ROOT,
    clock: Clock | None = None,
    engine: Engine | None = None,
) -> AsyncIterator[App]:
    """A connected bot, ready to run on the settings' database; closed in order afterwards.

    Raises StorageError when the database cannot be used, TokenRefused when the token is not Telegram's.
    """
    application = _application(token, telegram_api)
    storage = await open_storage(settings.database_url, bot_id=int(token.partition(":")[0]))
    try:
        await _initialize(application, clock or SystemClock())
        try:
            yield App(
                settings,
                storage,
                application,
                engine or default_engine(),
                clock=clock or SystemClock(),
                chat_root=chat_root,
            )
        finally:
            await application.shutdown()
    finally:
        await storage.close()


async def claim_link(app: App) -> str | None:
    """A one-time link that makes its user the owner; None when there is an owner, or RASID_OWNER names one."""
    if app.desk.settings.owner is not None:
        return None
    async with app.storage.reading() as unit:
        if await subscribers.has_owner(unit):
            return None
    payload = await app.storage.transact(lambda unit: subscribers.new_claim(unit, app.clock.now()))
    return app.desk.link(payload)


def _application(token: str, telegram_api: str) -> BotApplication:
    builder = (
        Application.builder()
        .token(token)
        .base_url(f"{telegram_api}/bot")
        .base_file_url(f"{telegram_api}/file/bot")
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Context))
    )
    return builder.build()


async def _initialize(application: BotApplication, clock: Clock) -> None:
    """Ask Telegram who we are, for as long as it takes to be reached."""
    pause = 1.0
    while True:
        try:
            await application.initialize()
            return
        except (InvalidToken, EndPointNotFound) as error:
            raise TokenRefused from error
        except TelegramError as error:
            logger.warning("Telegram cannot be reached (%s); trying again in %.0f s", type(error).__name__, pause)
            await clock.sleep(pause)
            pause = min(pause * 2, 30.0)
