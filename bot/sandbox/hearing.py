"""What the bot gets to hear of what people write, publish and edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox import BOT_USERNAME
from bot.sandbox.html import utf16_slice
from bot.sandbox.world import World

GONE = ("left", "kicked")


def heard(world: World, body: Mapping[str, Any]) -> None:
    """A message somebody wrote: it starts a private conversation, and reaches the bot where it listens."""
    if body["chat"]["type"] == "private":
        world.state.set_started(body["chat"]["id"])
    if hears(world, body):
        world.deliver("message", dict(body))


def published(world: World, body: Mapping[str, Any]) -> None:
    """A channel's post."""
    _to_member(world, "channel_post", body)


def edited(world: World, body: Mapping[str, Any]) -> None:
    """A person's message or a channel's post, changed."""
    if body["chat"]["type"] == "channel":
        _to_member(world, "edited_channel_post", body)
    elif hears(world, body):
        world.deliver("edited_message", dict(body))


def hears(world: World, body: Mapping[str, Any]) -> bool:
    """In a group with privacy mode on: commands, replies to the bot and mentions; everything as admin."""
    if body["chat"]["type"] == "private":
        return True
    status = world.bot_status(body["chat"]["id"])
    if status in GONE:
        return False
    if status == "administrator" or not world.state.get("privacy_mode", True):
        return True
    if body.get("reply_to_message", {}).get("from", {}).get("id") == world.bot_id:
        return True
    return any(_calls_bot(body["text"], one) for one in body.get("entities", ()) if "text" in body)


def _to_member(world: World, kind: str, body: Mapping[str, Any]) -> None:
    if world.bot_status(body["chat"]["id"]) not in GONE:
        world.deliver(kind, dict(body))


def _calls_bot(text: str, entity: Mapping[str, Any]) -> bool:
    """Whether this entity is a command (for no other bot) or a mention of the bot."""
    word = utf16_slice(text, entity["offset"], entity["length"]).lower()
    if entity["type"] == "bot_command":
        return "@" not in word or word.endswith(f"@{BOT_USERNAME}")
    return bool(entity["type"] == "mention" and word == f"@{BOT_USERNAME}")
