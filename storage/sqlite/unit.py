"""All nouns over one session."""

from __future__ import annotations

from storage.sqlite.alerts import SqliteAlerts
from storage.sqlite.archives import SqliteArchives
from storage.sqlite.audit import SqliteAudit
from storage.sqlite.digests import SqliteDigests
from storage.sqlite.drafts import SqliteDrafts
from storage.sqlite.inbox import SqliteInbox
from storage.sqlite.invites import SqliteInvites
from storage.sqlite.meta import SqliteMeta
from storage.sqlite.outbox import SqliteOutbox
from storage.sqlite.posts import SqlitePosts
from storage.sqlite.session import Session
from storage.sqlite.sources import SqliteSources
from storage.sqlite.subscribers import SqliteSubscribers
from storage.sqlite.watches import SqliteWatches


class SqliteUnit:
    """storage.Unit."""

    def __init__(self, session: Session) -> None:
        self.inbox = SqliteInbox(session)
        self.posts = SqlitePosts(session)
        self.sources = SqliteSources(session)
        self.subscribers = SqliteSubscribers(session)
        self.watches = SqliteWatches(session)
        self.drafts = SqliteDrafts(session)
        self.alerts = SqliteAlerts(session)
        self.archives = SqliteArchives(session)
        self.outbox = SqliteOutbox(session)
        self.digests = SqliteDigests(session)
        self.invites = SqliteInvites(session)
        self.audit = SqliteAudit(session)
        self.meta = SqliteMeta(session)
