"""What admins did."""

from __future__ import annotations

from datetime import datetime

from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import from_ms, to_ms

_SQL = load("audit")


class SqliteAudit:
    """storage.Audit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def record(self, at: datetime, actor_id: int | None, action: str, subject: str = "") -> None:
        values = {"at": to_ms(at), "actor_id": actor_id, "action": action, "subject": subject}
        await self._session.run(lambda db: db.execute(_SQL["record"], values))

    async def latest(self, limit: int = 50) -> list[tuple[datetime, int | None, str, str]]:
        rows = await self._session.run(lambda db: db.execute(_SQL["latest"], {"limit": limit}).fetchall())
        return [(from_ms(row["at"]), row["actor_id"], row["action"], row["subject"]) for row in rows]
