"""Messages that are owed to people."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model import Operation, OutboxRow, OutboxState, Outgoing, Priority
from storage import Backlog, Parked
from storage.sqlite import lanes, meta
from storage.sqlite.queries import load
from storage.sqlite.session import Session
from storage.sqlite.values import (
    from_ms,
    from_ms_or_none,
    outgoing_from,
    payload_to_json,
    priority_to_number,
    text_of_payload,
    to_ms,
)

_SQL = load("outbox")

# The key of the hold that is for everybody; no chat has this id.
_EVERYBODY = 0
_ALWAYS = -1

# When a row was last claimed: waits for another try, and holds for a flood, were reckoned from about then.
_LAST_CLAIM = "outbox_last_claim"
_YEAR = 365 * 86_400_000

# What is done to a message that has been sent.
_OF_A_MESSAGE = {Operation.EDIT, Operation.BUTTONS, Operation.DELETE}


class SqliteOutbox:
    """storage.Outbox."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def queue(
        self, message: Outgoing, subscriber_id: int | None, now: datetime, *, due_since: datetime | None = None
    ) -> int | None:
        if message.operation is Operation.ANSWER:
            raise ValueError("an answer to a callback query is never stored")
        priority = priority_to_number(message.priority)
        not_before = to_ms(message.not_before or now)
        values = {
            "dedupe": message.dedupe,
            "operation": message.operation.value,
            "subscriber_id": subscriber_id,
            "alert_id": message.alert_id,
            "chat_id": message.chat_id,
            "priority": priority,
            "payload": payload_to_json(message),
            "not_before": not_before,
            "due_at": not_before if due_since is None else to_ms(due_since),
            "now": to_ms(now),
        }

        def queue(db: sqlite3.Connection) -> int | None:
            row = db.execute(_SQL["queue"], values).fetchone()
            if row is None:
                return None
            row_id: int = row["id"]
            if message.operation is Operation.EDIT and message.alert_id is not None:
                db.execute(_SQL["supersede_edits"], {"alert_id": message.alert_id, "id": row_id})
            lanes.look_at(db, message.chat_id, priority, max(not_before, to_ms(now)))
            return row_id

        return await self._session.run(queue)

    async def claim(self, now: datetime, *, limit: int, busy: frozenset[int] = frozenset()) -> list[OutboxRow]:
        def claim(db: sqlite3.Connection) -> list[OutboxRow]:
            claimed = _claim(db, to_ms(now), limit, busy)
            if claimed:
                meta.write(db, _LAST_CLAIM, str(to_ms(now)))
            return claimed

        return await self._session.run(claim)

    async def sent(self, row_id: int, message_id: int | None, at: datetime) -> None:
        values = {"id": row_id, "message_id": message_id, "at": to_ms(at)}

        def sent(db: sqlite3.Connection) -> None:
            row = _stored(db, row_id)
            if row is None:
                return
            db.execute(_SQL["sent"], values)
            if row["alert_id"] is not None and message_id is not None:
                db.execute(_SQL["set_alert_message"], {"alert_id": row["alert_id"], "message_id": message_id})
                for lane in db.execute(_SQL["lanes_of_alert"], {"alert_id": row["alert_id"]}).fetchall():
                    lanes.look_at(db, lane["chat_id"], lane["priority"], to_ms(at))
            lanes.settle(db, row["chat_id"], row["priority"], now=to_ms(at), turn=to_ms(at))

        await self._session.run(sent)

    async def retry(self, row_id: int, not_before: datetime, error: str, *, possible_duplicate: bool = False) -> None:
        values = {
            "id": row_id,
            "not_before": to_ms(not_before),
            "error": error,
            "duplicates": int(possible_duplicate),
        }
        await self._session.run(lambda db: _change(db, ("retry", "give_way"), values))

    async def park(self, row_id: int, error: str) -> None:
        await self._session.run(lambda db: _change(db, ("park",), {"id": row_id, "error": error}))

    async def replace_unsent(self, alert_id: int, message: Outgoing) -> bool:
        def replace_unsent(db: sqlite3.Connection) -> bool:
            row = db.execute(_SQL["unsent_of_alert"], {"alert_id": alert_id}).fetchone()
            if row is None:
                return False
            db.execute(_SQL["replace"], {"id": row["id"], "payload": payload_to_json(message)})
            return True

        return await self._session.run(replace_unsent)

    async def overdue_alerts(self, chat_id: int, before: datetime) -> list[int]:
        values = {"chat_id": chat_id, "priority": priority_to_number(Priority.ALERT), "before": to_ms(before)}
        rows = await self._session.run(lambda db: db.execute(_SQL["overdue_alerts"], values).fetchall())
        return [row["alert_id"] for row in rows]

    async def fold(self, row_id: int, message: Outgoing, alert_ids: Sequence[int]) -> None:
        values = {
            "id": row_id,
            "alert_id": message.alert_id,
            "payload": payload_to_json(message),
            "dedupe": message.dedupe,
        }

        def fold(db: sqlite3.Connection) -> None:
            db.execute(_SQL["fold"], values)
            db.executemany(_SQL["supersede_folded"], [{"id": row_id, "alert_id": one} for one in alert_ids])

        await self._session.run(fold)

    async def is_unsent(self, alert_id: int) -> bool:
        row = await self._session.run(lambda db: db.execute(_SQL["is_unsent"], {"alert_id": alert_id}).fetchone())
        return bool(row["unsent"])

    async def put_off(self, alert_id: int, until: datetime) -> None:
        values = {"alert_id": alert_id, "until": to_ms(until)}
        await self._session.run(lambda db: _settle_all(db, db.execute(_SQL["put_off"], values).fetchall()))

    async def supersede(self, alert_ids: Sequence[int]) -> None:
        def supersede(db: sqlite3.Connection) -> None:
            for alert_id in alert_ids:
                _settle_all(db, db.execute(_SQL["supersede"], {"alert_id": alert_id}).fetchall())

        await self._session.run(supersede)

    async def last_text(self, alert_id: int) -> str | None:
        row = await self._session.run(lambda db: db.execute(_SQL["last_of_alert"], {"alert_id": alert_id}).fetchone())
        return None if row is None or not row["payload"] else text_of_payload(row["payload"])

    async def sent_as(self, dedupe: str) -> int | None:
        row = await self._session.run(lambda db: db.execute(_SQL["sent_as"], {"dedupe": dedupe}).fetchone())
        return None if row is None else row["message_id"]

    async def withdraw(self, beginning: str) -> None:
        def withdraw(db: sqlite3.Connection) -> None:
            for row in db.execute(_SQL["withdraw"], {"beginning": beginning}).fetchall():
                lanes.settle(db, row["chat_id"], row["priority"], now=row["not_before"])

        await self._session.run(withdraw)

    async def send_anew(self, row_id: int) -> None:
        def send_anew(db: sqlite3.Connection) -> None:
            row = _stored(db, row_id)
            if row is None:
                return
            db.execute(_SQL["send_anew"], {"id": row_id})
            db.execute(_SQL["forget_alert_message"], {"alert_id": row["alert_id"]})
            lanes.settle(db, row["chat_id"], row["priority"], now=row["not_before"])

        await self._session.run(send_anew)

    async def recover(self, now: datetime) -> int:
        def recover(db: sqlite3.Connection) -> int:
            recovered = db.execute(_SQL["recover"]).fetchall()
            db.executemany(_SQL["give_way"], [{"id": row["id"]} for row in recovered])
            _follow_clock(db, to_ms(now))
            lanes.rebuild_all(db)
            return len(recovered)

        return await self._session.run_long(recover)

    async def next_due(self, now: datetime) -> datetime | None:
        return from_ms_or_none(await self._session.run(lambda db: _next_due(db, to_ms(now))))

    async def hold(self, chat_id: int | None, until: datetime) -> None:
        values = {"chat_id": _EVERYBODY if chat_id is None else chat_id, "until": to_ms(until)}

        def hold(db: sqlite3.Connection) -> None:
            db.execute(_SQL["hold"], values)
            lanes.look_at_chat(db, values["chat_id"], values["until"])

        await self._session.run(hold)

    async def holds(self) -> Mapping[int | None, datetime]:
        holds = await self._session.run(lambda db: _holds(db, _ALWAYS))
        return {None if chat_id == _EVERYBODY else chat_id: from_ms(until) for chat_id, until in holds.items()}

    async def counts(self) -> Mapping[OutboxState, int]:
        rows = await self._session.run_long(lambda db: db.execute(_SQL["counts"]).fetchall())
        found = {row["state"]: row["rows"] for row in rows}
        return {state: found.get(state.value, 0) for state in OutboxState}

    async def backlog(self, now: datetime) -> Backlog:
        def backlog(db: sqlite3.Connection) -> Backlog:
            states = {row["state"]: row["rows"] for row in db.execute(_SQL["counts"])}
            row = db.execute(_SQL["backlog"], {"now": to_ms(now)}).fetchone()
            return Backlog(
                due=row["due"],
                waiting=row["unsent"] - row["due"],
                oldest=from_ms_or_none(row["oldest"]) if row["due"] else None,
                sending=states.get(OutboxState.SENDING.value, 0),
                parked=states.get(OutboxState.PARKED.value, 0),
                possible_duplicates=db.execute(_SQL["possible_duplicates"]).fetchone()["sends"],
            )

        return await self._session.run_long(backlog)

    async def parked(self, limit: int) -> list[Parked]:
        rows = await self._session.run(lambda db: db.execute(_SQL["parked"], {"limit": limit}).fetchall())
        return [
            Parked(row["id"], Operation(row["operation"]), row["error"] or "", from_ms(row["due_at"])) for row in rows
        ]

    async def retry_parked(self, row_id: int | None, now: datetime) -> int:
        def retry_parked(db: sqlite3.Connection) -> int:
            rows = db.execute(_SQL["retry_parked"], {"id": row_id, "now": to_ms(now)}).fetchall()
            for row in rows:
                lanes.look_at(db, row["chat_id"], row["priority"], to_ms(now))
            return len(rows)

        return await self._session.run(retry_parked)

    async def give_up_parked(self, row_id: int | None) -> int:
        def give_up_parked(db: sqlite3.Connection) -> int:
            rows = db.execute(_SQL["give_up_parked"], {"id": row_id}).fetchall()
            alerts = [{"alert_id": row["alert_id"]} for row in rows if row["alert_id"] is not None]
            db.executemany(_SQL["supersede_unsendable"], alerts)
            return len(rows)

        return await self._session.run(give_up_parked)

    async def prune(self, before: datetime) -> int:
        values = {"before": to_ms(before)}

        def prune(db: sqlite3.Connection) -> int:
            db.execute(_SQL["prune_holds"], values)
            # Nobody can ask again for a row whose key was only a number.
            removed = db.execute(_SQL["prune_unnamed"], values).rowcount
            for lane in db.execute(_SQL["give_up_changes"], values).fetchall():
                lanes.settle(db, lane["chat_id"], lane["priority"], now=values["before"])
            return removed + db.execute(_SQL["prune"], values).rowcount

        return await self._session.run_long(prune)


def _claim(db: sqlite3.Connection, now: int, limit: int, busy: frozenset[int]) -> list[OutboxRow]:
    holds = _holds(db, now)
    claimed: list[OutboxRow] = []
    if _EVERYBODY in holds:
        return claimed
    served = set(busy)
    for priority in lanes.PRIORITIES:
        for chat_id in lanes.ready(db, priority, now):
            if len(claimed) >= limit:
                return claimed
            if chat_id in served:
                continue
            if chat_id in holds:
                lanes.put(db, chat_id, priority, holds[chat_id])
                continue
            head = lanes.first(db, chat_id, priority, now)
            if head.row_id is None:
                lanes.settle(db, chat_id, priority, now)
                continue
            db.execute(_SQL["claim"], {"id": head.row_id})
            # Whatever comes next in this lane waits until this row's fate is known.
            lanes.put(db, chat_id, priority, None)
            served.add(chat_id)
            claimed.append(_outbox_row(_stored(db, head.row_id)))
    return claimed


def _follow_clock(db: sqlite3.Connection, now: int) -> None:
    """Nothing waits for an instant that a clock named before it was set back."""
    back = int(meta.read(db, _LAST_CLAIM) or 0) - now
    if back > 0:
        values = {"now": now, "back": back, "far": now + _YEAR}
        db.execute(_SQL["bring_holds_back"], values)
        db.execute(_SQL["bring_retries_back"], values)
    db.execute(_SQL["bring_due_back"], {"now": now})


def _next_due(db: sqlite3.Connection, now: int) -> int | None:
    holds = _holds(db, now)
    everybody = holds.get(_EVERYBODY)
    if everybody is None:
        return lanes.next_ready(db, now, holds)
    if lanes.any_ready(db, everybody):
        return everybody
    return lanes.next_ready(db, everybody, holds)


def _change(db: sqlite3.Connection, queries: Sequence[str], values: dict[str, object]) -> None:
    """A row under way comes to rest, or back to the line."""
    row = _stored(db, values["id"])
    if row is not None:
        for query in queries:
            db.execute(_SQL[query], values)
        lanes.settle(db, row["chat_id"], row["priority"], now=row["not_before"])


def _settle_all(db: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> None:
    """These rows are not where they were in their lanes."""
    for row in rows:
        lanes.settle(db, row["chat_id"], row["priority"], now=0)


def _holds(db: sqlite3.Connection, now: int) -> dict[int, int]:
    return {row["chat_id"]: row["until"] for row in db.execute(_SQL["holds"], {"now": now})}


def _stored(db: sqlite3.Connection, row_id: object) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(_SQL["get"], {"id": row_id}).fetchone()
    return row


def _outbox_row(row: sqlite3.Row | None) -> OutboxRow:
    assert row is not None
    message = outgoing_from(
        row["payload"],
        operation=row["operation"],
        chat_id=row["chat_id"],
        alert_id=row["alert_id"],
        priority=row["priority"],
        not_before=row["not_before"],
        dedupe=row["dedupe"],
    )
    if message.operation in _OF_A_MESSAGE and row["alert_message_id"] is not None:
        message = replace(message, message_id=row["alert_message_id"])
    return OutboxRow(
        id=row["id"],
        message=message,
        subscriber_id=row["subscriber_id"],
        state=OutboxState(row["state"]),
        attempts=row["attempts"],
        not_before=from_ms(row["not_before"]),
        possible_duplicates=row["possible_duplicates"],
        due_since=from_ms(row["due_since"]),
    )
