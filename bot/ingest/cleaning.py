"""What every reader of other people's data needs before anything is stored. Imports nothing of Telegram's."""

from __future__ import annotations

import hashlib
import re
from typing import Any

# The Bot API's id of channel or supergroup n is this minus n (https://core.telegram.org/api/bots/ids).
_ZERO_CHANNEL_ID = -1_000_000_000_000
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def bare_id(chat_id: int) -> int:
    """The id of a channel or supergroup as in t.me/c/ links, previews and exports, from its Bot API id; or back."""
    return _ZERO_CHANNEL_ID - chat_id


def digest(*parts: str) -> str:
    """A name for what has none of its own: 32 hexadecimal digits made of its words."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def clean(value: Any) -> Any:
    """JSON values fit to be stored, matched and sent: lone surrogates become U+FFFD, NUL goes."""
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value.replace("\0", ""))
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(name): clean(item) for name, item in value.items()}
    return value
