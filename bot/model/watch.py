"""What is watched for: queries, saved or not yet, and what they caught."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WatchMode(StrEnum):
    """What a watch does when it fires."""

    ALERT = "alert"
    DIGEST = "digest"  # only in the digest
    PAUSED = "paused"
    DISABLED = "disabled"  # an upgrade made the query invalid: kept, and the owner told


@dataclass(frozen=True, slots=True)
class Watch:
    """One subscriber's query. `text` is what they typed; `muted_until` is UTC; `urgent` passes quiet hours."""

    id: int
    subscriber_id: int
    text: str
    mode: WatchMode = WatchMode.ALERT
    muted_until: datetime | None = None
    urgent: bool = False
    created_at: datetime | None = None


class DraftKind(StrEnum):
    """What somebody has begun."""

    WATCH = "watch"  # a query that was shown how it reads, and waits for "save"
    PASTE = "paste"  # a typed text, waiting for what shall be done with it; a long one comes in several messages


@dataclass(frozen=True, slots=True)
class Draft:
    """Something begun and not finished. `watch_id`: the watch whose query it shall replace.

    `ready_at`: a paste whose parts are still arriving is taken to be whole then.
    """

    id: int
    subscriber_id: int
    kind: DraftKind
    text: str
    watch_id: int | None = None
    ready_at: datetime | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A watch that fired on a version of a post."""

    watch_id: int
    post_id: int
    version: int
    subscriber_id: int
    spans: tuple[tuple[int, int], ...]
    at: datetime
