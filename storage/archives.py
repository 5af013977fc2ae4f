"""Imports and exports that somebody asked for and that are still to be carried out."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.model import ArchiveJob, ArchiveKind


class Archives(Protocol):
    """The jobs, in the order in which they were asked for. Forgetting a person drops theirs."""

    async def add(self, subscriber_id: int, kind: ArchiveKind, details: str, at: datetime) -> ArchiveJob:
        """Somebody asks for something; `details` is JSON of whoever carries it out."""

    async def waiting(self) -> list[ArchiveJob]:
        """What is not finished, the oldest first; the one that is under way is among them."""

    async def begin(self, job_id: int) -> int:
        """It is about to be carried out; how many times that was said of it by now, 0 when it is gone."""

    async def finish(self, job_id: int) -> bool:
        """It is carried out, or cannot be; False when it was gone already."""
