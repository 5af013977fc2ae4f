"""What is said in the sandbox, as a conversation to read on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox import BOT_NAME
from bot.sandbox.events import Event
from bot.sandbox.world import World


class Transcript:
    """Writes one block for each message, edit, deletion, tap and answer."""

    def __init__(self, world: World, write: Callable[[str], None]) -> None:
        self._world = world
        self._write = write

    def tell(self, event: Event) -> None:
        match event["kind"]:
            case "message" | "edit":
                self._message(event)
            case "delete":
                self._block(f"— {self._chat(event['chat_id'])}: message {event['message_id']} deleted", "")
            case "tap":
                self._block(f"{self._who(event['user_id'])} → {BOT_NAME} [button]", event["data"])
            case "answer" if event["text"]:
                self._block(f"{BOT_NAME} → {self._who(event['user_id'])} [toast]", event["text"])

    def _message(self, event: Event) -> None:
        raw: dict[str, Any] = event["raw"]
        whom = self._chat(event["chat_id"])
        if raw["chat"]["type"] == "private":
            who, to = (BOT_NAME, whom) if event["from_bot"] else (whom, BOT_NAME)
        else:
            who, to = self._who(event["sender_id"]), whom
        marks = "".join(
            f" [{mark}]"
            for mark, holds in (
                ("edited", event["kind"] == "edit"),
                ("forwarded", "forward_origin" in raw),
                (event["media"], event["media"] is not None),
            )
            if holds
        )
        body = [event["text"]] if event["text"] else []
        body += [" ".join(f"[{button['label']}]" for button in row) for row in event["buttons"]]
        self._block(f"{who} → {to}{marks}" if who != to else f"{who}{marks}", "\n".join(body))

    def _block(self, head: str, body: str) -> None:
        lines = "".join(f"  {line}\n" for line in body.splitlines())
        self._write(f"{head}\n{lines}\n")

    def _who(self, sender_id: int) -> str:
        user = self._world.user(sender_id)
        return user["first_name"] if user is not None else self._chat(sender_id)

    def _chat(self, chat_id: int) -> str:
        chat = self._world.state.chat(chat_id) or {}
        return str(chat.get("title") or chat.get("first_name") or chat_id)
