"""What every reader of an archive gives: posts in the order of the file, and a word on each record that is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from zoneinfo import ZoneInfo

from bot.model import Post


class Skipped(Enum):
    """A record of the file that is no post."""

    NOTHING = "nothing"  # a service message, or neither text nor media
    ELSEWHERE = "elsewhere"  # of a private chat, or of a group where groups were not asked for
    UNREADABLE = "unreadable"


Record = Post | Skipped


class ArchiveError(Exception):
    """A file cannot be read as an archive, or not to its end. `key` names the text that says so."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(f"{key}: {values}")
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Choices:
    """What the file itself does not say.

    `zone` is where its dates without a zone are local. `groups`: take groups as well as channels. `username` (without
    @) is the public name of the one channel of the file. `usernames` are those of known channels by their bare ids.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    groups: bool = False
    username: str = ""
    usernames: Mapping[str, str] = field(default_factory=dict)
