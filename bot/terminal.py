"""What the command line shows of a database: search results, and how things stand."""

from __future__ import annotations

import html
from typing import TextIO

from bot import search as searching
from bot.locale import Texts, plain
from bot.model import InboxState, OutboxState, Role, SourceStatus
from bot.query import QueryError
from bot.text import default_engine
from bot.text.highlight import excerpt, mark
from storage import Storage, Unit

EXCERPT = 300


async def search(unit: Unit, query: str, limit: int, zone: str, say: Texts, out: TextIO) -> int:
    """Print the newest public posts that satisfy a query; return 0, or 2 when it is no query."""
    try:
        results = await searching.search(unit, query, default_engine(), viewer=None, limit=limit)
    except QueryError as error:
        problem = say.line(error.key, **error.args_)
        print(say.line("search-terminal-error", problem=problem, position=error.position + 1), file=out)
        if error.suggestion is not None:
            print(say.line("search-terminal-suggestion", query=error.suggestion), file=out)
        return 2
    if not results.found:
        print(say.line("search-terminal-none"), file=out)
    for found in results.found:
        post = found.post
        at = post.published_at or post.arrived_at
        head = " · ".join(part for part in (post.source_title, say.moment(at, zone) if at else "", post.link) if part)
        part = excerpt(post.text, found.spans, EXCERPT)
        words = "".join(f"**{plain(p)}**" if strong else plain(p) for p, strong in mark(part.text, part.spans))
        print(f"{plain(head)}\n{words}\n", file=out)
    return 0


async def doctor(storage: Storage, address: str, say: Texts, out: TextIO) -> int:
    """Print how the database stands; return 1 when something needs a person."""
    findings = await storage.check()
    async with storage.reading() as unit:
        inbox, outbox = await unit.inbox.counts(), await unit.outbox.counts()
        statuses = [source.status for source in await unit.sources.all()]
        owned = bool(await unit.subscribers.with_role(Role.OWNER))
        posts = await unit.posts.count()
    lines = [say.line("doctor-database", path=address)]
    lines += [say.line("doctor-unsound", finding=html.escape(finding)) for finding in findings]
    lines += [] if findings else [say.line("doctor-sound")]
    lines.append(say.line("doctor-posts", count=posts))
    lines.append(
        say.line(
            "doctor-inbox",
            pending=inbox.get(InboxState.PENDING, 0),
            waiting=inbox.get(InboxState.WAITING, 0),
            dead=inbox.get(InboxState.DEAD, 0),
        )
    )
    lines.append(
        say.line(
            "doctor-outbox",
            due=outbox.get(OutboxState.DUE, 0),
            sending=outbox.get(OutboxState.SENDING, 0),
            parked=outbox.get(OutboxState.PARKED, 0),
        )
    )
    accepted, proposed = statuses.count(SourceStatus.ACCEPTED), statuses.count(SourceStatus.PROPOSED)
    lines.append(say.line("doctor-sources", accepted=accepted, proposed=proposed))
    lines.append(say.line("doctor-owner", known="yes" if owned else "no"))
    print("\n".join(lines), file=out)
    return 1 if findings or inbox.get(InboxState.DEAD, 0) or outbox.get(OutboxState.PARKED, 0) else 0
