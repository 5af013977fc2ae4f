"""Updates that Telegram brings: on disk first, and only then the 200 that lets Telegram forget them.

How Telegram calls a webhook, and that it calls again after any other answer:
https://core.telegram.org/bots/api#setwebhook. It calls for several chats at a time, so ids come out of order.
"""

from __future__ import annotations

import hmac
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.clock import Clock
from bot.config import PREFIX, Settings, SettingsError
from bot.deliver.telegram import TokenRefused
from bot.ingest.notices import Notices
from bot.ingest.updates import ALLOWED_UPDATES, FIRST_PAUSE, LONGEST_PAUSE, raw_update, seconds_of
from storage import Storage, StorageError, Unit

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
BODY_BYTES = 1024 * 1024  # an update is some kilobytes: texts have at most 4,096 characters
STOP_SECONDS = 2.0  # for requests under way, within the five seconds in which Rasid ends
CHECK_SECONDS = 300.0
_SECRET = "webhook_secret"  # noqa: S105 - the key in the database's single values


class Webhook:
    """A server for Telegram to call, and the registration that tells Telegram where."""

    def __init__(
        self,
        settings: Settings,
        bot: Bot,
        storage: Storage,
        clock: Clock,
        notices: Notices,
        *,
        arrived: Callable[[], None],
        answered: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`settings` have a `webhook_url`. `arrived` is called when there is something new in the inbox, `answered`
        when Telegram was asked about the webhook and has answered.
        """
        self._url = settings.webhook_url or ""
        self._listen = settings.webhook_listen
        self._own_secret = settings.webhook_secret
        self._bot = bot
        self._storage = storage
        self._clock = clock
        self._notices = notices
        self._arrived = arrived
        self._answered = answered
        self._secret = b""

    async def run(self) -> None:
        """Serve until cancelled; requests under way are answered first.

        The webhook stays set: Telegram keeps what happens meanwhile for the next start. Raises SettingsError when
        nothing can listen there, TokenRefused when Telegram does not know the token.
        """
        self._secret = (await self._find_secret()).encode()
        runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=STOP_SECONDS)
        await runner.setup()
        try:
            await self._bind(runner)
            await self._register()
            if self._answered is not None:
                await self._answered()
            await self._keep_registered()
        finally:
            await runner.cleanup()

    # -- Telegram calls ----------------------------------------------------------------------------

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=BODY_BYTES)
        # On any path: a proxy may cut it off, and it is the secret that decides.
        application.router.add_post("/{path:.*}", self._take)
        return application

    async def _take(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret):
            return web.Response(status=403)
        body = await request.read()  # answers 413 beyond BODY_BYTES
        try:
            update = raw_update(json.loads(body))
        except (ValueError, RecursionError):
            update = None
        if update is None:
            logger.error("a call of the webhook without an update was refused (%d bytes)", len(body))
            return web.Response(status=400)
        now = self._clock.now()
        try:
            new = await self._storage.transact(lambda unit: unit.inbox.add([update], now))
        except StorageError as error:
            logger.error("an update cannot be stored (%s), so it is not taken", error.key)
            await self._notices.not_stored(error)
            return web.Response(status=503)
        await self._notices.stored()
        if new:
            self._arrived()
        return web.Response()

    async def _bind(self, runner: web.AppRunner) -> None:
        parts = urlsplit(f"//{self._listen}")
        try:
            await web.TCPSite(runner, parts.hostname, parts.port).start()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            name = f"{PREFIX}WEBHOOK_LISTEN"
            raise SettingsError("settings-error-listen", name=name, address=self._listen, reason=reason) from error

    # -- Telegram is told where --------------------------------------------------------------------

    async def _register(self) -> None:
        """Tell Telegram, for as long as it takes to be heard."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._set()
            except (InvalidToken, EndPointNotFound) as error:
                raise TokenRefused from error
            except RetryAfter as error:
                await self._clock.sleep(seconds_of(error))
            except TelegramError as error:
                # What Telegram finds wrong with the address is for the operator to read.
                reason = error.message if isinstance(error, BadRequest) else type(error).__name__
                logger.error("the webhook could not be set (%s); trying again in %.0f s", reason, pause)
                await self._clock.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                logger.info("Telegram brings updates to %s", self._url)
                return

    async def _set(self) -> None:
        await self._bot.set_webhook(
            self._url,
            allowed_updates=ALLOWED_UPDATES,
            secret_token=self._secret.decode(),
            drop_pending_updates=False,
        )

    async def _keep_registered(self) -> None:
        """Look from time to time whether Telegram still knows the address, and what it says of it."""
        failure_at = None
        while True:
            await self._clock.sleep(CHECK_SECONDS)
            try:
                info: WebhookInfo = await self._bot.get_webhook_info()
            except TelegramError as error:
                logger.warning("the webhook could not be looked at (%s)", type(error).__name__)
                continue
            if self._answered is not None:
                await self._answered()
            if info.url != self._url:
                logger.error("another program has changed the webhook; it is set again")
                await self._notices.tell("updates-webhook-taken")
                await self._register()
            elif info.last_error_date is not None and info.last_error_date != failure_at:
                failure_at = info.last_error_date
                logger.error("Telegram could not bring an update: %s", info.last_error_message)

    async def _find_secret(self) -> str:
        if self._own_secret is not None:
            return self._own_secret.get_secret_value()

        async def find_or_make(unit: Unit) -> str:
            secret = await unit.meta.get(_SECRET)
            if secret is None:
                secret = secrets.token_urlsafe(32)
                await unit.meta.set(_SECRET, secret)
            return secret

        return await self._storage.transact(find_or_make)
