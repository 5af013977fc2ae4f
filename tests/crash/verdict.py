"""After the last stop: what the readers' phones and the database hold, held against the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.model import InboxState, OutboxState
from bot.sandbox.person import Sandbox, SeenMessage
from handlers import keyboards
from storage import Storage
from storage.opening import open_storage
from tests.crash.database import Database, Rows
from tests.crash.kills import Kills
from tests.crash.ledger import Due, Ledger
from tests.crash.traffic import SERIAL, VERSION

_MANY = 12  # of a kind that are listed
IN_WORDS = 2  # one and two are no figures in Arabic

_ALERTS = """
select subscribers.chat_id, posts.text, outbox.id, outbox.possible_duplicates, alerts.fold_id
from alerts join subscribers on subscribers.id = alerts.subscriber_id join posts on posts.id = alerts.post_id
left join outbox on outbox.alert_id = alerts.id and outbox.operation = 'send'
where alerts.kind = 'story'
"""
_FOLDS = """
select alerts.message_id, (select count(*) from alerts as folded where folded.fold_id = alerts.id),
  outbox.id, outbox.possible_duplicates
from alerts join subscribers on subscribers.id = alerts.subscriber_id join outbox on outbox.alert_id = alerts.id
where alerts.kind <> 'story' and outbox.operation = 'send' and subscribers.chat_id = ?
"""
_WATCHES = """
select watches.text, watches.mode from watches join subscribers on subscribers.id = watches.subscriber_id
where subscribers.chat_id = ? and watches.deleted_at is null
"""


@dataclass
class Findings:
    """Figures, and whatever is not as promised."""

    due: int = 0
    arrived: int = 0
    edited: int = 0  # alerts that had to show a later version, and do
    folded: int = 0
    duplicates: int = 0
    recovered: int = 0  # sends whose answer nobody heard, as the bot itself counts them
    complaints: list[str] = field(default_factory=list)

    def complain(self, of: str, those: list[str]) -> None:
        """Note some of what is wrong, and how much of it there is."""
        if those:
            more = f" … {len(those)} in all" if len(those) > _MANY else ""
            self.complaints.append(f"{of}: {'; '.join(sorted(those)[:_MANY])}{more}")


@dataclass(frozen=True)
class _Alert:
    """What the database knows of an alert: the outbox row that sent it, if it was not folded."""

    row: int | None
    possible_duplicates: int
    folded: bool


async def judge(people: Sandbox, database: Database, ledger: Ledger, kills: Kills) -> Findings:
    """Everything the issue promises, one after another. Nothing may be running."""
    findings = Findings(due=len(ledger.due))
    alerts = _alerts(_asked(database, _ALERTS))
    heard = {user: await people.messages(user, from_bot=True) for user in ledger.readers}
    phones = {user: _by_serial([m for m in seen if _is_alert(m)]) for user, seen in heard.items()}
    _nothing_lost(findings, ledger, alerts, phones)
    _nothing_else(findings, ledger, phones)
    _duplicates(findings, alerts, phones, kills)
    _folds(findings, database, ledger, heard, kills)
    _posts(findings, database, ledger)
    _watches(findings, database, ledger)
    storage = await open_storage(f"sqlite:///{database.path}")
    try:
        await _storage(findings, storage)
    finally:
        await storage.close()
    return findings


def _nothing_lost(
    findings: Findings, ledger: Ledger, alerts: Mapping[Due, _Alert], phones: Mapping[int, dict[int, list[int]]]
) -> None:
    missing, old = [], []
    for (user, serial), version in ledger.due.items():
        versions = phones[user].get(serial)
        alert = alerts.get((user, serial))
        if versions is None and not (alert is not None and alert.folded and ledger.readers[user].folds):
            missing.append(f"{ledger.readers[user].name} {serial}")
            continue
        findings.arrived += 1
        if versions is not None and version > 1:
            findings.edited += max(versions) >= version
            if max(versions) < version:
                old.append(f"{ledger.readers[user].name} {serial}: {max(versions)} instead of {version}")
    findings.complain("due alerts that never arrived", missing)
    findings.complain("alerts that were not brought up to date", old)


def _nothing_else(findings: Findings, ledger: Ledger, phones: Mapping[int, dict[int, list[int]]]) -> None:
    wrong = [
        f"{ledger.readers[user].name} {serial}"
        for user, by_serial in phones.items()
        for serial in by_serial
        if (user, serial) not in ledger.due
    ]
    findings.complain("alerts that nobody was due", wrong)


def _duplicates(
    findings: Findings, alerts: Mapping[Due, _Alert], phones: Mapping[int, dict[int, list[int]]], kills: Kills
) -> None:
    unexplained, uncounted = [], []
    for user, by_serial in phones.items():
        for serial, versions in by_serial.items():
            again = len(versions) - 1
            alert = alerts.get((user, serial))
            if not again or alert is None:
                continue
            findings.duplicates += again
            if alert.row is None or again > kills.sending[alert.row]:
                unexplained.append(f"{user} {serial} came {again + 1} times")
            elif again > alert.possible_duplicates:
                uncounted.append(f"{user} {serial}: {again} of {alert.possible_duplicates}")
    findings.complain("duplicates of sends that were not under way at a kill", unexplained)
    findings.complain("duplicates that the outbox does not count", uncounted)


def _folds(
    findings: Findings, database: Database, ledger: Ledger, heard: Mapping[int, list[SeenMessage]], kills: Kills
) -> None:
    """A fold says of how many alerts it tells, and came no more often than kills explain."""
    for reader in (one for one in ledger.readers.values() if one.folds):
        on_phone = {m.message_id: m.text for m in heard[reader.user] if not m.buttons and "\n• " in m.text}
        rows = _asked(database, _FOLDS, reader.user)
        findings.folded += sum(count for _, count, _, _ in rows)
        for message_id, count, _, _ in rows:
            title = on_phone.get(message_id, "").partition("\n")[0]
            if count > IN_WORDS and str(count) not in re.findall(r"\d+", title):
                findings.complaints.append(f"{reader.name} cannot see that a fold tells of {count} alerts: {title!r}")
        again = len(on_phone) - len(rows)
        findings.duplicates += max(again, 0)
        if again > sum(min(kills.sending[row], possible) for _, _, row, possible in rows):
            findings.complaints.append(f"{reader.name} got {len(on_phone)} messages of {len(rows)} folds")


def _posts(findings: Findings, database: Database, ledger: Ledger) -> None:
    """One post, one row, as it was last said."""
    texts: dict[int, list[str]] = {}
    for (text,) in _asked(database, "select text from posts where text <> ''"):
        texts.setdefault(_serial(text), []).append(text)
    lost = [str(serial) for serial in ledger.versions if serial not in texts]
    double = [f"{serial} has {len(rows)} rows" for serial, rows in texts.items() if len(rows) > 1]
    old = [
        f"{serial}: not {version}"
        for serial, version in ledger.versions.items()
        if serial in texts and _version(texts[serial][0]) != version
    ]
    findings.complain("posts that are not stored", lost)
    findings.complain("posts that are stored more than once", double)
    findings.complain("posts that are not stored as they were last edited", old)


def _watches(findings: Findings, database: Database, ledger: Ledger) -> None:
    for reader in ledger.readers.values():
        stored = set(_asked(database, _WATCHES, reader.user))
        asked = {(watch.query, "paused" if watch.paused else "alert") for watch in reader.watches}
        findings.complain(f"watches of {reader.name} that should be there", [str(one) for one in asked - stored])
        findings.complain(f"watches of {reader.name} that should not be there", [str(one) for one in stored - asked])


async def _storage(findings: Findings, storage: Storage) -> None:
    findings.complain("integrity", await storage.check())
    async with storage.reading() as unit:
        inbox, outbox = await unit.inbox.counts(), await unit.outbox.counts()
    for state in (InboxState.PENDING, InboxState.WAITING, InboxState.DEAD):
        if inbox[state]:
            findings.complaints.append(f"{inbox[state]} inbox rows are {state}")
    for unsent in (OutboxState.DUE, OutboxState.SENDING, OutboxState.FAILED, OutboxState.PARKED):
        if outbox[unsent]:
            findings.complaints.append(f"{outbox[unsent]} outbox rows are {unsent}")


def _alerts(rows: Rows) -> dict[Due, _Alert]:
    return {
        (user, _serial(text)): _Alert(row, possible or 0, fold is not None) for user, text, row, possible, fold in rows
    }


def _asked(database: Database, query: str, *values: object) -> Rows:
    rows = database.rows(query, *values)
    assert rows is not None, "the database cannot be read"
    return rows


def _is_alert(message: SeenMessage) -> bool:
    """An alert has a button that mutes it; a preview with its examples has others, a fold has none."""
    mute = keyboards.data(keyboards.MUTE_ALERT)
    return any((button.data or "").startswith(mute) for row in message.buttons for button in row)


def _by_serial(messages: list[SeenMessage]) -> dict[int, list[int]]:
    """The versions that a phone shows of each post, one for each message."""
    found: dict[int, list[int]] = {}
    for message in messages:
        found.setdefault(_serial(message.text), []).append(_version(message.text))
    return found


def _serial(text: str) -> int:
    found = re.search(SERIAL, text)
    return int(found[1]) if found else 0


def _version(text: str) -> int:
    found = re.search(VERSION, text)
    return int(found[1]) if found else 0
