"""Bot API methods about chats and their members."""

from __future__ import annotations

from typing import Any

from bot.sandbox.messages import Parameters
from bot.sandbox.refusal import bad_request, forbidden
from bot.sandbox.world import World

RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def chat_member(user: dict[str, Any], status: str, chat_type: str) -> dict[str, Any]:
    """The Bot API ChatMember of a user with this status (creator, administrator, member, left, kicked)."""
    member: dict[str, Any] = {"status": status, "user": user}
    if status == "creator":
        return member | {"is_anonymous": False}
    if status == "kicked":
        return member | {"until_date": 0}
    if status != "administrator":
        return member
    member |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(RIGHTS, True)
    if chat_type == "channel":
        return member | {"can_post_messages": True, "can_edit_messages": True}
    return member | {"can_pin_messages": True, "can_manage_topics": False}


def _visible(world: World, parameters: Parameters) -> dict[str, Any]:
    """The chat, when the bot may look into it."""
    chat = world.chat(parameters["chat_id"])
    status = world.bot_status(chat["id"])
    if chat["type"] == "private":
        if not world.state.standing(chat["id"])[0]:
            raise bad_request("chat not found")
        return chat
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {chat['type']} chat")
    if status == "left" and "username" not in chat:
        raise bad_request("chat not found")
    return chat


def get_chat(world: World, parameters: Parameters) -> dict[str, Any]:
    chat = _visible(world, parameters)
    full = chat | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    about = world.state.get("about", {}).get(str(chat["id"]))
    if about:
        full["description"] = about
    if "username" in chat:
        full["active_usernames"] = [chat["username"]]
    pinned = world.state.message(chat["id"], world.state.pinned(chat["id"]) or 0)
    return full | {"pinned_message": pinned.body} if pinned else full


def get_chat_member(world: World, parameters: Parameters) -> dict[str, Any]:
    chat = _visible(world, parameters)
    user = world.user(parameters["user_id"])
    if user is None:
        raise bad_request("user not found")
    if chat["type"] == "private":
        return chat_member(user, "member", "private")
    if world.bot_status(chat["id"]) == "left":
        raise bad_request("member list is inaccessible")
    return chat_member(user, world.state.member(chat["id"], user["id"]), chat["type"])


def get_chat_administrators(world: World, parameters: Parameters) -> list[dict[str, Any]]:
    chat = _visible(world, parameters)
    if chat["type"] == "private":
        raise bad_request("there are no administrators in the private chat")
    if world.bot_status(chat["id"]) == "left":
        raise bad_request("member list is inaccessible")
    members = world.state.members(chat["id"]).items()
    found = ((world.user(user_id), status) for user_id, status in members)
    return [
        chat_member(user, status, chat["type"])
        for user, status in found
        if user is not None and status in ("creator", "administrator") and not user["is_bot"]
    ]


def get_chat_member_count(world: World, parameters: Parameters) -> int:
    chat = _visible(world, parameters)
    if chat["type"] == "private":
        return 2
    return sum(status not in ("left", "kicked") for status in world.state.members(chat["id"]).values())


def leave_chat(world: World, parameters: Parameters) -> bool:
    chat = world.chat(parameters["chat_id"])
    if chat["type"] == "private":
        raise bad_request("chat member status can't be changed in private chats")
    if world.bot_status(chat["id"]) in ("left", "kicked"):
        raise forbidden(f"bot is not a member of the {chat['type']} chat")
    set_bot_status(world, chat, "left", by=world.bot_user())
    return True


def set_bot_status(world: World, chat: dict[str, Any], status: str, *, by: dict[str, Any]) -> None:
    """The bot's membership changes: stored, and told to the bot as my_chat_member."""
    before = world.bot_status(chat["id"])
    world.state.set_member(chat["id"], world.bot_id, status)
    world.tell("chat", chat_id=chat["id"], bot_status=status)
    world.deliver("my_chat_member", bot_status_change(world, chat, before, status, by=by))


def bot_status_change(
    world: World, chat: dict[str, Any], before: str, after: str, *, by: dict[str, Any]
) -> dict[str, Any]:
    """The Bot API ChatMemberUpdated about the bot itself."""
    return {
        "chat": chat,
        "from": by,
        "date": world.now(),
        "old_chat_member": chat_member(world.bot_user(), before, chat["type"]),
        "new_chat_member": chat_member(world.bot_user(), after, chat["type"]),
    }
