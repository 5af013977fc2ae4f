"""What has arrived and is not done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class InboxState(StrEnum):
    """Where a raw update stands."""

    PENDING = "pending"
    WAITING = "waiting"  # from a chat that no admin has accepted yet
    DONE = "done"
    DEAD = "dead"  # failed too often, or could not be read: an admin sees it and can retry


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One raw update as Telegram gave it: `body` are the JSON bytes of this one update. `lane` orders it."""

    id: int
    update_id: int
    lane: str
    body: bytes
    attempts: int
    received_at: datetime
