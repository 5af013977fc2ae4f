"""One-time links."""

from __future__ import annotations

from datetime import datetime

from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import to_ms

_SQL = load("invites")


class SqliteInvites:
    """storage.Invites."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, digest: str, kind: str, by: int | None, at: datetime, expires_at: datetime) -> None:
        values = {"digest": digest, "kind": kind, "by": by, "at": to_ms(at), "expires_at": to_ms(expires_at)}
        await self._session.run(lambda db: db.execute(_SQL["add"], values))

    async def use(self, digest: str, kind: str, by: int, at: datetime) -> int | bool | None:
        values = {"digest": digest, "kind": kind, "by": by, "at": to_ms(at)}
        row = await self._session.run(lambda db: db.execute(_SQL["use"], values).fetchone())
        if row is None:
            return False
        inviter: int | None = row["created_by"]
        return inviter
