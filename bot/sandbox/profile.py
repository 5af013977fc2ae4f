"""Bot API methods about the bot itself: name, descriptions, menu button, commands per scope and language."""

from __future__ import annotations

import re
from typing import Any, Final

from bot.sandbox.messages import Parameters
from bot.sandbox.refusal import bad_request
from bot.sandbox.world import World

COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE: Final = re.compile(r"(?:[a-z]{2})?")
MOST_COMMANDS: Final = 100
DESCRIPTION_LENGTH: Final = 256
LENGTHS: Final = {"name": 64, "description": 512, "short_description": 120}
BARE_SCOPES: Final = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")


def get_me(world: World, parameters: Parameters) -> dict[str, Any]:
    return world.bot_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.state.get("privacy_mode", True),
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _scope(world: World, given: dict[str, Any] | None) -> str:
    """The scope as a key: `default`, `all_private_chats`, `chat:5`, `chat_member:-100…:5`."""
    given = given or {"type": "default"}
    kind = given.get("type")
    if kind in BARE_SCOPES:
        return str(kind)
    if kind not in ("chat", "chat_administrators", "chat_member"):
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat = world.chat(given["chat_id"])
    return f"{kind}:{chat['id']}" + (f":{given['user_id']}" if kind == "chat_member" else "")


def _language(parameters: Parameters) -> str:
    language = parameters.get("language_code") or ""
    if not LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def set_my_commands(world: World, parameters: Parameters) -> bool:
    commands = parameters["commands"]
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not COMMAND.fullmatch(one.get("command", "").removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(one.get("description", "")) <= DESCRIPTION_LENGTH:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    kept = [{"command": one["command"].removeprefix("/"), "description": one["description"]} for one in commands]
    world.state.put_commands(_scope(world, parameters.get("scope")), _language(parameters), kept)
    world.tell("commands")
    return True


def get_my_commands(world: World, parameters: Parameters) -> list[dict[str, Any]]:
    key = (_scope(world, parameters.get("scope")), _language(parameters))
    return world.state.commands().get(key, [])


def delete_my_commands(world: World, parameters: Parameters) -> bool:
    world.state.put_commands(_scope(world, parameters.get("scope")), _language(parameters), None)
    world.tell("commands")
    return True


def menu_of(world: World, user: dict[str, Any], chat: dict[str, Any]) -> list[dict[str, Any]]:
    """The commands a person sees in a chat: the narrowest scope that has any, in their language first.

    Source of the order: Bot API, "Determining list of commands".
    """
    status = world.state.member(chat["id"], user["id"])
    if chat["type"] == "private":
        scopes = [f"chat:{chat['id']}", "all_private_chats", "default"]
    else:
        scopes = [f"chat_member:{chat['id']}:{user['id']}"]
        scopes += [f"chat_administrators:{chat['id']}"] if status in ("creator", "administrator") else []
        scopes += [f"chat:{chat['id']}"]
        scopes += ["all_chat_administrators"] if status in ("creator", "administrator") else []
        scopes += ["all_group_chats", "default"]
    registered = world.state.commands()
    languages = [str(user.get("language_code") or "")[:2], ""]
    keys = [(scope, language) for scope in scopes for language in languages]
    return next((registered[key] for key in keys if registered.get(key)), [])


def _set_text(world: World, parameters: Parameters, name: str) -> bool:
    text = parameters.get(name, "")
    if len(text) > LENGTHS[name]:
        raise bad_request(f"{name.upper()}_INVALID")
    texts = world.state.get(name, {})
    texts[_language(parameters)] = text
    world.state.put(name, {language: one for language, one in texts.items() if one})
    return True


def set_my_name(world: World, parameters: Parameters) -> bool:
    return _set_text(world, parameters, "name")


def set_my_description(world: World, parameters: Parameters) -> bool:
    return _set_text(world, parameters, "description")


def set_my_short_description(world: World, parameters: Parameters) -> bool:
    return _set_text(world, parameters, "short_description")


def set_chat_menu_button(world: World, parameters: Parameters) -> bool:
    button = parameters.get("menu_button") or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse MenuButton: Unsupported type specified")
    world.state.put("menu_button", button)
    return True
