"""Bot API methods about messages: send, edit, delete, forward, answer a tap."""

from __future__ import annotations

from typing import Any, Final

from bot.sandbox.html import utf16_length
from bot.sandbox.keyboard import checked_keyboard
from bot.sandbox.refusal import bad_request, forbidden
from bot.sandbox.state import StoredMessage
from bot.sandbox.text import Written, written
from bot.sandbox.world import MEDIA, World

Parameters = dict[str, Any]

DELETE_WITHIN: Final = 48 * 3600
ANSWER_UNITS: Final = 200
# How long a tap may wait for its answer is not published; Telegram's clients give up sooner than this.
CALLBACK_LIFE: Final = 900.0
NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"
CONTENT: Final = (
    "text",
    "entities",
    "link_preview_options",
    "caption",
    "caption_entities",
    "has_media_spoiler",
    "location",
)
ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
    }
)


def reachable(world: World, chat_id: int | str) -> dict[str, Any]:
    """The chat, when the bot may write there now. Raises Refusal 400 or 403 in Telegram's words."""
    chat = world.chat(chat_id)
    moved = world.state.migrated_to(chat["id"])
    if moved is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=moved)
    if chat["type"] == "private":
        started, blocked = world.state.standing(chat["id"])
        if blocked:
            raise forbidden("bot was blocked by the user")
        if not started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat
    status = world.bot_status(chat["id"])
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {chat['type']} chat")
    if status == "left":
        raise forbidden(f"bot is not a member of the {chat['type']} chat")
    return chat


def send(world: World, chat: dict[str, Any], parameters: Parameters, content: dict[str, Any]) -> dict[str, Any]:
    """Store a message of the bot: `content` with what is common to all sends (sender, reply, keyboard)."""
    fields: dict[str, Any] = {} if chat["type"] == "channel" else {"from": world.bot_user()}
    if chat["type"] == "channel":
        fields["sender_chat"] = chat
    fields["reply_to_message"] = _replied(world, chat, parameters.get("reply_parameters"))
    fields["reply_markup"] = checked_keyboard(parameters.get("reply_markup"))
    fields["has_protected_content"] = parameters.get("protect_content") or None
    return world.post(chat, fields | content, from_bot=True)


def _replied(world: World, chat: dict[str, Any], given: dict[str, Any] | None) -> dict[str, Any] | None:
    if not given:
        return None
    found = world.state.message(chat["id"], int(given.get("message_id", 0)))
    if found is None:
        if given.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    return quoted(found.body)


def quoted(body: dict[str, Any]) -> dict[str, Any]:
    """A message as another one's reply_to_message carries it: without what it replied to itself."""
    return {name: value for name, value in body.items() if name != "reply_to_message"}


def text_content(parameters: Parameters) -> dict[str, Any]:
    said = written(
        parameters.get("text", ""),
        parse_mode=parameters.get("parse_mode"),
        entities=parameters.get("entities"),
    )
    return {
        "text": said.text,
        "entities": list(said.entities) or None,
        "link_preview_options": parameters.get("link_preview_options"),
    }


def caption_content(parameters: Parameters) -> dict[str, Any]:
    said = written(
        parameters.get("caption", ""),
        parse_mode=parameters.get("parse_mode"),
        entities=parameters.get("caption_entities"),
        caption=True,
    )
    return caption_fields(said) | {
        "show_caption_above_media": parameters.get("show_caption_above_media") or None,
        "has_media_spoiler": parameters.get("has_spoiler") or None,
    }


def caption_fields(said: Written) -> dict[str, Any]:
    return {"caption": said.text or None, "caption_entities": list(said.entities) or None}


def send_message(world: World, parameters: Parameters) -> dict[str, Any]:
    chat = reachable(world, parameters["chat_id"])
    return send(world, chat, parameters, text_content(parameters))


def send_chat_action(world: World, parameters: Parameters) -> bool:
    chat = reachable(world, parameters["chat_id"])
    if parameters["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.tell("typing", chat_id=chat["id"], action=parameters["action"])
    return True


# -- edits ------------------------------------------------------------------------------------------


def _editable(world: World, parameters: Parameters) -> StoredMessage:
    if "chat_id" not in parameters:
        raise bad_request("chat_id is empty")
    chat = reachable(world, parameters["chat_id"])
    found = world.state.message(chat["id"], parameters.get("message_id", 0))
    if found is None:
        raise bad_request("message to edit not found")
    if not found.from_bot or "forward_origin" in found.body:
        raise bad_request("message can't be edited")
    return found


def _edit(world: World, message: StoredMessage, parameters: Parameters, content: dict[str, Any]) -> dict[str, Any]:
    """An edit without reply_markup takes the keyboard away."""
    fields = content | {"reply_markup": checked_keyboard(parameters.get("reply_markup"))}
    if all(message.body.get(name) == value for name, value in fields.items()):
        raise bad_request(NOT_MODIFIED)
    return world.change(message, fields)


def edit_message_text(world: World, parameters: Parameters) -> dict[str, Any]:
    message = _editable(world, parameters)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, message, parameters, text_content(parameters))


def edit_message_caption(world: World, parameters: Parameters) -> dict[str, Any]:
    message = _editable(world, parameters)
    if not any(kind in message.body for kind in MEDIA):
        raise bad_request("there is no caption in the message to edit")
    content = caption_content(parameters)
    return _edit(world, message, parameters, {name: content[name] for name in ("caption", "caption_entities")})


def edit_message_reply_markup(world: World, parameters: Parameters) -> dict[str, Any]:
    return _edit(world, _editable(world, parameters), parameters, {})


# -- deletes ----------------------------------------------------------------------------------------


def delete_message(world: World, parameters: Parameters) -> bool:
    chat = reachable(world, parameters["chat_id"])
    message = world.state.message(chat["id"], parameters["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    if not _deletable(world, chat, message):
        raise bad_request("message can't be deleted")
    world.delete(chat["id"], message.message_id)
    return True


def delete_messages(world: World, parameters: Parameters) -> bool:
    """Those that can't be found are skipped; one that can't be deleted refuses all."""
    chat = reachable(world, parameters["chat_id"])
    found = [world.state.message(chat["id"], int(one)) for one in parameters["message_ids"]]
    messages = [message for message in found if message is not None]
    if not all(_deletable(world, chat, message) for message in messages):
        raise bad_request("message can't be deleted")
    for message in messages:
        world.delete(chat["id"], message.message_id)
    return True


def _deletable(world: World, chat: dict[str, Any], message: StoredMessage) -> bool:
    if chat["type"] == "channel" or world.bot_status(chat["id"]) == "administrator":
        return True
    recent = world.now() - message.body["date"] < DELETE_WITHIN
    return recent and (message.from_bot or chat["type"] == "private")


def pin_chat_message(world: World, parameters: Parameters) -> bool:
    chat = reachable(world, parameters["chat_id"])
    if chat["type"] != "private" and world.bot_status(chat["id"]) != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    message = world.state.message(chat["id"], parameters["message_id"])
    if message is None:
        raise bad_request("message to pin not found")
    world.state.pin(chat["id"], message.message_id)
    world.tell("pin", chat_id=chat["id"], message_id=message.message_id)
    return True


# -- forwards and copies ----------------------------------------------------------------------------


def origin_of(body: dict[str, Any]) -> dict[str, Any]:
    """The MessageOrigin a forward of this message carries: the first one, however often it was forwarded."""
    if "forward_origin" in body:
        kept: dict[str, Any] = body["forward_origin"]
        return kept
    if body["chat"]["type"] == "channel":
        origin = {
            "type": "channel",
            "date": body["date"],
            "chat": body["chat"],
            "message_id": body["message_id"],
        }
        if "author_signature" in body:
            origin["author_signature"] = body["author_signature"]
        return origin
    return {"type": "user", "date": body["date"], "sender_user": body["from"]}


def content_of(body: dict[str, Any]) -> dict[str, Any]:
    """What a forward or a copy takes over: text, caption, media; no keyboard, no reply."""
    return {name: body[name] for name in (*CONTENT, *MEDIA) if name in body}


def _source(world: World, parameters: Parameters, verb: str) -> StoredMessage:
    chat = world.chat(parameters["from_chat_id"])
    message = world.state.message(chat["id"], parameters["message_id"])
    if message is None:
        raise bad_request(f"message to {verb} not found")
    return message


def forward_message(world: World, parameters: Parameters) -> dict[str, Any]:
    chat = reachable(world, parameters["chat_id"])
    source = _source(world, parameters, "forward")
    if source.body.get("has_protected_content"):
        raise bad_request("message can't be forwarded")
    return send(world, chat, {}, content_of(source.body) | {"forward_origin": origin_of(source.body)})


def copy_message(world: World, parameters: Parameters) -> dict[str, Any]:
    chat = reachable(world, parameters["chat_id"])
    content = content_of(_source(world, parameters, "copy").body)
    if "caption" in parameters and "text" not in content:
        content |= caption_content(parameters)
    return {"message_id": send(world, chat, parameters, content)["message_id"]}


# -- taps -------------------------------------------------------------------------------------------


def answer_callback_query(world: World, parameters: Parameters) -> bool:
    """Stricter than Telegram: a second answer to the same tap is refused too."""
    callback_id = parameters["callback_query_id"]
    found = world.state.callback(callback_id)
    if found is None or found[2] is not None or world.clock.now() - found[1] > CALLBACK_LIFE:
        raise bad_request(TOO_OLD)
    text = parameters.get("text", "")
    if utf16_length(text) > ANSWER_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text, "show_alert": parameters.get("show_alert", False), "url": parameters.get("url")}
    world.state.answer_callback(callback_id, answer)
    world.tell("answer", callback_id=callback_id, user_id=found[0], **answer)
    return True
