"""The Bot API methods the sandbox answers, with their parameters, and how a request's values are read.

The table is ours: what Rasid may call, in the types' own names (Bot API 10.1). A parameter that stands in no
table is ignored, as Telegram does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.refusal import bad_request

CHAT: Final = "chat_id:Integer|String!"
SENDING: Final = (
    f"{CHAT} message_thread_id:Integer disable_notification:Boolean protect_content:Boolean"
    " allow_paid_broadcast:Boolean message_effect_id:String reply_parameters:ReplyParameters"
)
KEYBOARD: Final = "reply_markup:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply"
CAPTION: Final = "caption:String parse_mode:String caption_entities:[MessageEntity] show_caption_above_media:Boolean"
EDITING: Final = "chat_id:Integer|String message_id:Integer inline_message_id:String reply_markup:InlineKeyboardMarkup"
COMMANDS: Final = "scope:BotCommandScope language_code:String"

TABLE: Final[Mapping[str, tuple[str, str]]] = {  # name: (answer, parameters; ! is required, […] an array)
    "getMe": ("User", ""),
    "getUpdates": ("[Update]", "offset:Integer limit:Integer timeout:Integer allowed_updates:[String]"),
    "setWebhook": (
        "Boolean",
        "url:String ip_address:String max_connections:Integer allowed_updates:[String]"
        " drop_pending_updates:Boolean secret_token:String",
    ),
    "deleteWebhook": ("Boolean", "drop_pending_updates:Boolean"),
    "getWebhookInfo": ("WebhookInfo", ""),
    "sendMessage": (
        "Message",
        f"{SENDING} text:String! parse_mode:String entities:[MessageEntity]"
        f" link_preview_options:LinkPreviewOptions {KEYBOARD}",
    ),
    "sendPhoto": ("Message", f"{SENDING} photo:InputFile|String! {CAPTION} has_spoiler:Boolean {KEYBOARD}"),
    "sendDocument": (
        "Message",
        f"{SENDING} document:InputFile|String! thumbnail:InputFile|String caption:String parse_mode:String"
        f" caption_entities:[MessageEntity] disable_content_type_detection:Boolean {KEYBOARD}",
    ),
    "sendMediaGroup": (
        "[Message]",
        f"{SENDING} media:[InputMediaPhoto]|[InputMediaDocument]|[InputMediaVideo]!",
    ),
    "sendChatAction": ("Boolean", f"{CHAT} message_thread_id:Integer action:String!"),
    "forwardMessage": (
        "Message",
        f"{CHAT} from_chat_id:Integer|String! message_id:Integer! message_thread_id:Integer"
        " disable_notification:Boolean protect_content:Boolean",
    ),
    "copyMessage": (
        "MessageId",
        f"{SENDING} from_chat_id:Integer|String! message_id:Integer! {CAPTION} {KEYBOARD}",
    ),
    "editMessageText": (
        "Message",
        f"{EDITING} text:String parse_mode:String entities:[MessageEntity] link_preview_options:LinkPreviewOptions",
    ),
    "editMessageCaption": ("Message", f"{EDITING} {CAPTION}"),
    "editMessageReplyMarkup": ("Message", EDITING),
    "deleteMessage": ("Boolean", f"{CHAT} message_id:Integer!"),
    "deleteMessages": ("Boolean", f"{CHAT} message_ids:[Integer]!"),
    "pinChatMessage": ("Boolean", f"{CHAT} message_id:Integer! disable_notification:Boolean"),
    "answerCallbackQuery": (
        "Boolean",
        "callback_query_id:String! text:String show_alert:Boolean url:String cache_time:Integer",
    ),
    "setMyCommands": ("Boolean", f"commands:[BotCommand]! {COMMANDS}"),
    "getMyCommands": ("[BotCommand]", COMMANDS),
    "deleteMyCommands": ("Boolean", COMMANDS),
    "setMyName": ("Boolean", "name:String language_code:String"),
    "setMyDescription": ("Boolean", "description:String language_code:String"),
    "setMyShortDescription": ("Boolean", "short_description:String language_code:String"),
    "setChatMenuButton": ("Boolean", "chat_id:Integer menu_button:MenuButton"),
    "getChat": ("ChatFullInfo", CHAT),
    "getChatMember": ("ChatMember", f"{CHAT} user_id:Integer!"),
    "getChatAdministrators": ("[ChatMember]", CHAT),
    "getChatMemberCount": ("Integer", CHAT),
    "leaveChat": ("Boolean", CHAT),
    "getFile": ("File", "file_id:String!"),
}


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its name as written in the Bot API, and each parameter's types and whether it must come."""

    name: str
    answer: str
    parameters: Mapping[str, tuple[tuple[str, ...], bool]]


def _method(name: str, answer: str, signature: str) -> Method:
    parameters = {}
    for one in signature.split():
        parameter, _, types = one.partition(":")
        parameters[parameter] = (tuple(types.rstrip("!").split("|")), types.endswith("!"))
    return Method(name, answer, parameters)


METHODS: Final[Mapping[str, Method]] = {
    name.lower(): _method(name, answer, signature) for name, (answer, signature) in TABLE.items()
}


def read_parameters(method: Method, given: Mapping[str, Any]) -> dict[str, Any]:
    """The request's values in their types. Raises Refusal 400 for one missing or misshapen.

    Forms carry every value as a string, arrays and objects as JSON; a JSON body may carry either.
    """
    values: dict[str, Any] = {}
    for name, (types, required) in method.parameters.items():
        value = given.get(name)
        if value is None or value == "":
            if required:
                raise bad_request(_missing(name))
            if name not in given:
                continue
        values[name] = _read(name, types, value)
    return values


def _missing(name: str) -> str:
    sentences = {
        "chat_id": "chat_id is empty",
        "text": "message text is empty",
        "message_id": "message identifier is not specified",
        "photo": "there is no photo in the request",
        "document": "there is no document in the request",
        "from_chat_id": "chat_id is empty",
    }
    return sentences.get(name, f'parameter "{name}" is required')


def _read(name: str, types: tuple[str, ...], value: Any) -> Any:
    if "Boolean" in types:
        return str(value).lower() in ("true", "yes", "1")
    if types == ("String",) or "InputFile" in types:
        return "" if value is None else str(value)
    if "Integer" in types:
        return _integer(name, value, or_name="String" in types)
    if isinstance(value, str):
        try:
            value = json.loads(value) if value else None
        except ValueError as error:
            raise bad_request(f"can't parse {name} JSON object") from error
    wanted = list if types[0].startswith("[") else dict
    if value is not None and not isinstance(value, wanted):
        raise bad_request(f"can't parse {name}: expected {'an Array' if wanted is list else 'an Object'}")
    return value


def _integer(name: str, value: Any, *, or_name: bool) -> int | str:
    try:
        return int(str(value))
    except ValueError:
        if or_name:
            return str(value)
        raise bad_request(f'invalid value of parameter "{name}": integer expected') from None
