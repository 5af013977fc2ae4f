"""Who reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """What a subscriber may do; each role may do all that the later ones may."""

    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"
    SUBSCRIBER = "subscriber"

    @property
    def administers(self) -> bool:
        """Search everything, add sources, invite."""
        return self in {Role.OWNER, Role.ADMIN}

    @property
    def publishes(self) -> bool:
        """Channel posts forwarded by this person are everybody's."""
        return self in {Role.OWNER, Role.ADMIN, Role.EDITOR}


class Status(StrEnum):
    """Whether unasked-for messages go to a subscriber."""

    ACTIVE = "active"
    STOPPED = "stopped"  # said /stop
    BLOCKED = "blocked"  # Telegram refused: blocked, deactivated, kicked; /start resumes
    GONE = "gone"  # said /forget_me: the row is deleted; never stored


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who receives alerts: a person, or a group chat (`thread_id`: the topic it was set up in).

    `chat_id` is where messages go; a person's is also their user id. `zone` is an IANA name. `digest_at` is local
    time, None when off. `quiet` is a local (from, to), None when off. `pace` is alerts in ten minutes. `months` says
    whether April is نيسان or أبريل; `digest_days` are ISO weekdays, 1 is Monday.
    """

    id: int
    chat_id: int
    name: str
    language: str
    is_group: bool = False
    thread_id: int | None = None
    role: Role = Role.SUBSCRIBER
    status: Status = Status.ACTIVE
    zone: str = "UTC"
    digest_at: time | None = time(8, 0)
    quiet: tuple[time, time] | None = None
    pace: int = 6
    watch_quota: int = 100
    months: Literal["levant", "standard"] = "standard"
    digest_days: frozenset[int] = frozenset(range(1, 8))
    invited_by: int | None = None
    created_at: datetime | None = None
