"""Where posts come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.post import RefKind


class SourceStatus(StrEnum):
    """Whether what a source publishes counts."""

    ACCEPTED = "accepted"
    PROPOSED = "proposed"  # somebody brought the bot there; updates wait for an admin
    REFUSED = "refused"
    PAUSED = "paused"
    GONE = "gone"  # the bot was removed from it


@dataclass(frozen=True, slots=True)
class Source:
    """A place posts come from. `key` is PostRef.source_key; `chat_id` is the Bot API id where there is one."""

    id: int
    kind: RefKind
    key: str
    title: str = ""
    username: str = ""
    chat_id: int | None = None
    status: SourceStatus = SourceStatus.PROPOSED
    tags: tuple[str, ...] = ()
    added_by: int | None = None
    last_post_at: datetime | None = None


class ArchiveKind(StrEnum):
    """What was asked for: posts out of a file, or into one."""

    IMPORT = "import"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class ArchiveJob:
    """An import or export that somebody asked for and that is not finished. `details` is JSON of who carries it out."""

    id: int
    subscriber_id: int
    kind: ArchiveKind
    details: str
    created_at: datetime
