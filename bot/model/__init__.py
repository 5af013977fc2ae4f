"""What Rasid talks about: posts, sources, watches, alerts, digests, subscribers.

Plain frozen values, used in every room; nothing here reads a file, a clock or a network. Instants are timezone-aware
`datetime`s in UTC; positions in text are Python code points of the text they belong to, end-exclusive.
"""

from __future__ import annotations

from bot.model.inbox import InboxRow, InboxState
from bot.model.message import (
    Alert,
    AwaitedAnswer,
    Button,
    DigestItem,
    Operation,
    OutboxRow,
    OutboxState,
    Outgoing,
    Priority,
)
from bot.model.person import Role, Status, Subscriber
from bot.model.post import (
    Caption,
    Found,
    Match,
    Media,
    MediaKind,
    Mode,
    Origin,
    OriginKind,
    Post,
    PostRef,
    RefKind,
    Results,
    Visibility,
)
from bot.model.source import ArchiveJob, ArchiveKind, Source, SourceStatus
from bot.model.watch import Draft, DraftKind, Hit, Watch, WatchMode

__all__ = [
    "Alert",
    "ArchiveJob",
    "ArchiveKind",
    "AwaitedAnswer",
    "Button",
    "Caption",
    "DigestItem",
    "Draft",
    "DraftKind",
    "Found",
    "Hit",
    "InboxRow",
    "InboxState",
    "Match",
    "Media",
    "MediaKind",
    "Mode",
    "Operation",
    "Origin",
    "OriginKind",
    "OutboxRow",
    "OutboxState",
    "Outgoing",
    "Post",
    "PostRef",
    "Priority",
    "RefKind",
    "Results",
    "Role",
    "Source",
    "SourceStatus",
    "Status",
    "Subscriber",
    "Visibility",
    "Watch",
    "WatchMode",
]
