"""Updates brought to the bot's webhook, one at a time and in order; what is not answered with 2xx comes again.

Source: tdlib's telegram-bot-api, `WebhookActor.cpp`, which does so for each chat, several chats at a time. Only a
webhook on this machine is called (http, as a local Bot API server allows:
https://core.telegram.org/bots/api#using-a-local-bot-api-server); any other address is remembered, and updates wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from bot.sandbox.gate import is_loopback
from bot.sandbox.messages import Parameters
from bot.sandbox.refusal import bad_request
from bot.sandbox.world import UPDATE_LIFE, World

FIRST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 4.0
ANSWER_SECONDS: Final = 10.0
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
DEFAULT_CONNECTIONS: Final = 40


class Deliveries:
    """The calls to the webhook, for one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def run(self) -> None:
        """Deliver until cancelled."""
        pause = FIRST_PAUSE
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as client:
            while True:
                self._world.to_deliver.clear()
                update = self._next()
                if update is None:
                    await self._world.to_deliver.wait()
                elif await self._deliver(client, update):
                    pause = FIRST_PAUSE
                else:
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LONGEST_PAUSE)

    def _next(self) -> dict[str, Any] | None:
        state = self._world.state
        if not _on_this_machine(state.get("webhook", "")):
            return None
        state.expire_updates(self._world.clock.now() - UPDATE_LIFE)
        return next(iter(state.updates(1)), None)

    async def _deliver(self, client: httpx.AsyncClient, update: Mapping[str, Any]) -> bool:
        """Call once, or twice with the fault `duplicate`; True when the update needs no other call."""
        url = self._world.state.get("webhook")
        failure = await self._call(client, url, update)
        if failure is None and self._world.faults.update_fault("duplicate"):
            failure = await self._call(client, url, update)
        with self._world.act():
            if failure is None:
                self._world.state.confirm(update["update_id"] + 1)
            else:
                self._world.state.put("webhook_failure", {"date": self._world.now(), "message": failure})
        return failure is None

    async def _call(self, client: httpx.AsyncClient, url: str, update: Mapping[str, Any]) -> str | None:
        """None when the answer was 2xx; else what is wrong, in the server's words."""
        secret = self._world.state.get("webhook_secret", "")
        try:
            answer = await client.post(url, json=update, headers={SECRET_HEADER: secret} if secret else {})
        except httpx.HTTPError as error:
            return "Connection refused" if isinstance(error, httpx.ConnectError) else "Read timeout expired"
        if answer.is_success:
            return None
        return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"


def set_webhook(world: World, parameters: Parameters) -> bool:
    url = parameters.get("url", "")
    if url and not url.startswith("https://") and not _on_this_machine(url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    world.state.put("webhook", url)
    world.state.put("webhook_secret", parameters.get("secret_token", "") if url else "")
    world.state.put("webhook_connections", parameters.get("max_connections", DEFAULT_CONNECTIONS))
    world.state.put("webhook_failure", None)
    _set_up(world, parameters)
    return True


def delete_webhook(world: World, parameters: Parameters) -> bool:
    return set_webhook(world, {**parameters, "url": ""})


def _set_up(world: World, parameters: Parameters) -> None:
    if parameters.get("allowed_updates") is not None:
        world.state.put("allowed_updates", parameters["allowed_updates"])
    if parameters.get("drop_pending_updates"):
        world.state.drop_updates()
    world.new_update.set()  # a poll that waits ends
    world.to_deliver.set()


def get_webhook_info(world: World, parameters: Parameters) -> dict[str, Any]:
    url = world.state.get("webhook", "")
    info: dict[str, Any] = {
        "url": url,
        "has_custom_certificate": False,
        "pending_update_count": world.state.pending_updates(),
    }
    if url:
        info["max_connections"] = world.state.get("webhook_connections", DEFAULT_CONNECTIONS)
    if failure := world.state.get("webhook_failure"):
        info |= {"last_error_date": failure["date"], "last_error_message": failure["message"]}
    allowed = world.state.get("allowed_updates")
    return info | {"allowed_updates": allowed} if allowed else info


def _on_this_machine(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and is_loopback(parts.hostname)
