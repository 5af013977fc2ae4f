"""The parts of an update that Rasid reads, with their types (https://core.telegram.org/bots/api#update).

python-telegram-bot takes a wrong type as it comes; it would surface far from here, in a text or a database.
Only what is read is checked, so that what Telegram adds later does not make an update unreadable.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Telegram's protocol has dates in 32 bits and ids in 64 (https://core.telegram.org/mtproto).
_MAX_DATE = 2**32 - 1
_MAX_INTEGER = 2**63 - 1

# As in the Bot API's own tables; "!" marks a field that must be there, Date an Integer that is a date.
FIELDS: Mapping[str, Mapping[str, str]] = {
    "Update": {
        "update_id": "Integer!",
        "message": "Message",
        "edited_message": "Message",
        "channel_post": "Message",
        "edited_channel_post": "Message",
        "callback_query": "CallbackQuery",
        "my_chat_member": "ChatMemberUpdated",
    },
    "Message": {
        "message_id": "Integer!",
        "message_thread_id": "Integer",
        "date": "Date!",
        "edit_date": "Date",
        "chat": "Chat!",
        "from": "User",
        "sender_chat": "Chat",
        "forward_origin": "MessageOrigin",
        "reply_to_message": "Message",
        "migrate_to_chat_id": "Integer",
        "migrate_from_chat_id": "Integer",
        "media_group_id": "String",
        "text": "String",
        "entities": "Array of MessageEntity",
        "caption": "String",
        "caption_entities": "Array of MessageEntity",
        "photo": "Array of PhotoSize",
        "animation": "Animation",
        "audio": "Audio",
        "document": "Document",
        "sticker": "Sticker",
        "video": "Video",
        "video_note": "VideoNote",
        "voice": "Voice",
    },
    "MaybeInaccessibleMessage": {
        "message_id": "Integer!",
        "date": "Date!",
        "chat": "Chat!",
        "text": "String",
    },
    "Chat": {
        "id": "Integer!",
        "type": "String!",
        "title": "String",
        "username": "String",
        "first_name": "String",
        "last_name": "String",
    },
    "User": {
        "id": "Integer!",
        "first_name": "String!",
        "last_name": "String",
        "username": "String",
        "language_code": "String",
    },
    "MessageOriginChannel": {"date": "Date!", "chat": "Chat!", "message_id": "Integer!"},
    "MessageOriginUser": {"date": "Date!", "sender_user": "User!"},
    "MessageOriginHiddenUser": {"date": "Date!", "sender_user_name": "String!"},
    "MessageOriginChat": {"date": "Date!", "sender_chat": "Chat!"},
    "MessageEntity": {"type": "String!", "offset": "Integer!", "length": "Integer!", "url": "String"},
    "PhotoSize": {"file_id": "String!", "width": "Integer!", "height": "Integer!"},
    "Animation": {"file_id": "String!"},
    "Audio": {"file_id": "String!"},
    "Document": {"file_id": "String!"},
    "Sticker": {"file_id": "String!"},
    "Video": {"file_id": "String!"},
    "VideoNote": {"file_id": "String!"},
    "Voice": {"file_id": "String!"},
    "CallbackQuery": {
        "id": "String!",
        "from": "User!",
        "message": "MaybeInaccessibleMessage",
        "data": "String",
    },
    "ChatMemberUpdated": {
        "chat": "Chat!",
        "from": "User!",
        "date": "Date!",
        "old_chat_member": "ChatMember!",
        "new_chat_member": "ChatMember!",
    },
    "ChatMember": {"status": "String!", "user": "User!"},
}
_ORIGINS = {
    "channel": "MessageOriginChannel",
    "user": "MessageOriginUser",
    "hidden_user": "MessageOriginHiddenUser",
    "chat": "MessageOriginChat",
}
_ARRAY = "Array of "


class WrongShapeError(ValueError):
    """A value is not what the Bot API says; the message names the field and never the value."""


def check(value: Any, kind: str, where: str = "update") -> None:
    """Hold a value parsed from JSON against a type of the Bot API, such as `Update`.

    Raises WrongShapeError; RecursionError for a value nested without end.
    """
    if kind.startswith(_ARRAY):
        if not isinstance(value, list):
            raise WrongShapeError(f"{where} is no array")
        for item in value:
            check(item, kind.removeprefix(_ARRAY), where)
    elif kind in {"Integer", "Date"}:
        _check_number(value, kind, where)
    elif kind == "String":
        if not isinstance(value, str):
            raise WrongShapeError(f"{where} is no string")
    elif not isinstance(value, dict):
        raise WrongShapeError(f"{where} is no object")
    elif kind == "MessageOrigin":
        _check_origin(value, where)
    else:
        _check_fields(value, kind, where)


def _check_number(value: Any, kind: str, where: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongShapeError(f"{where} is no integer")
    low, high = (0, _MAX_DATE) if kind == "Date" else (-_MAX_INTEGER, _MAX_INTEGER)
    if not low <= value <= high:
        raise WrongShapeError(f"{where} is out of range")


def _check_origin(value: dict[str, Any], where: str) -> None:
    kind = value.get("type")
    if not isinstance(kind, str):
        raise WrongShapeError(f"{where}.type is no string")
    check(value.get("date"), "Date", f"{where}.date")
    if kind in _ORIGINS:
        _check_fields(value, _ORIGINS[kind], where)


def _check_fields(value: dict[str, Any], kind: str, where: str) -> None:
    for name, declared in FIELDS[kind].items():
        found = value.get(name)
        if found is not None:
            check(found, declared.removesuffix("!"), f"{where}.{name}")
        elif declared.endswith("!"):
            raise WrongShapeError(f"{where}.{name} is missing")
