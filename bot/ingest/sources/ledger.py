"""What a look at a channel means: posts for the inbox, what is missing, how it goes on, and who has to be told.

Everything here happens in one transaction: what a page said is in the inbox before the cursor moves past it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.ingest.sources.entry import Entry, lane_of_source, write_entry
from bot.ingest.sources.health import (
    CERTAIN_AFTER,
    counting,
    drop,
    failure,
    note_well,
    put_off,
    say_added,
    say_not_added,
)
from bot.ingest.sources.pages import OF_THE_PAGES, is_of_all, note_read
from bot.ingest.sources.preview import PageKind, PreviewPage
from bot.ingest.sources.preview_post import PreviewPost
from bot.ingest.sources.rhythm import Budget, rhythm_of, yield_of
from bot.ingest.sources.state import ChannelState, state_of
from bot.ingest.sources.telling import UNIDENTIFIED, name_of, tell_admins, tell_trouble
from bot.ingest.sources.trouble import Trouble
from bot.model import Mode, RefKind, Source, SourceStatus
from storage import Gap, Poll, Unit

# Longer than the longest interval: nobody looked, and what came meanwhile is caught up with.
OUTAGE = timedelta(minutes=90)
FAILURE_PAUSES = (60.0, 300.0, 900.0, 3600.0)  # seconds, after the first failure in a row, the second…
TRIED_FOR = timedelta(days=1)  # after their publication, posts that cannot be read
# One channel stands for all: nobody wants to hear it of each.
OF_THE_NETWORK = frozenset({Trouble.CHECK})
DEFINITE = frozenset({Trouble.NOBODY, Trouble.NO_PREVIEW, Trouble.GROUP, Trouble.PERSON})


@dataclass(frozen=True, slots=True)
class Ledger:
    """One look at one channel, to be written down. `now` is UTC, `scale` is `Budget.scale` of all channels at this
    time, `history` how many posts a new channel begins with, `named` the sources that watches name.
    """

    unit: Unit
    now: datetime
    budget: Budget
    scale: float
    history: int
    named: frozenset[int] = frozenset()

    async def page(self, poll: Poll, page: PreviewPage) -> None:
        """The channel's newest page was read."""
        source = await counting(self.unit, poll)
        if source is None:
            return
        state = state_of(poll, self.now)
        if page.kind is PageKind.EMPTY and poll.cursor not in {"", "0"}:
            await self.trouble(poll, Trouble.EMPTIED)
            return
        if page.channel_id is not None and source.key != str(page.channel_id):
            if not source.key.startswith(UNIDENTIFIED):
                await self.trouble(poll, Trouble.TAKEN)
                return
            source, poll, state = await self._identify(source, poll, state, str(page.channel_id))
        if state.lost_words(page.posts):
            await self.trouble(poll, Trouble.SHAPE)
            return
        source = await self._name(source, page)
        first = not poll.cursor
        cursor = int(poll.cursor or 0)
        new = state.new(page.posts, cursor)
        await self._enter(source, page, state, new, self._mode(poll))
        if new:
            wanted = self._history(state) - len(new) if first else None
            await self._note_missing(source, page, cursor, wanted)
        published = [post.published_at for post in new]
        state.rhythm = rhythm_of(published, self.now) if first else state.rhythm.seen(published, self.now)
        state.lost_since = None
        await self._well(source, state, poll, first=first, new=len(new))
        highest = max((*page.unreadable, *(number for post in page.posts for number in post.ids)), default=0)
        await self.unit.sources.set_poll(
            Poll(
                source.id,
                due_at=self.now + timedelta(seconds=self._interval(source, state)),
                cursor=str(max(cursor, highest)),
                state=state.to_json(),
                last_success_at=self.now,
                failure=failure(state),
            )
        )
        await note_read(self.unit, self.now)

    async def trouble(self, poll: Poll, trouble: Trouble) -> None:
        """There was nothing to read. Certain troubles are told once; a channel that was just added and is none goes."""
        source = await counting(self.unit, poll)
        if source is None:
            return
        state, failures = state_of(poll, self.now), poll.failures + 1
        state.lost_since = (state.lost_since or self.now) if trouble in OF_THE_PAGES else None
        if state.reports_to is not None and not poll.cursor:
            given_up = trouble in DEFINITE
            await say_not_added(
                self.unit, source, state, trouble, self.now, "source-not-added", given_up=given_up, name=source.username
            )
            if given_up:
                await drop(self.unit, source)
                return
        elif failures >= CERTAIN_AFTER and state.told != trouble.value and not await self._is_told(trouble):
            await tell_trouble(self.unit, source, trouble, self.now)
            state.told = trouble.value
        pauses = FAILURE_PAUSES[:-1] if trouble in OF_THE_NETWORK else FAILURE_PAUSES
        pause = pauses[min(failures, len(pauses)) - 1]
        await self.unit.sources.set_poll(put_off(poll, state, trouble, self.now + timedelta(seconds=pause)))

    async def _is_told(self, trouble: Trouble) -> bool:
        """Whether the admins know of a trouble that all channels share, by another channel."""
        if trouble not in OF_THE_NETWORK:
            return await is_of_all(self.unit, trouble, self.now)
        polls = await self.unit.sources.polls(RefKind.CHANNEL)
        return any(state_of(poll, self.now).told == trouble for poll in polls)

    async def filled(self, gap: Gap, page: PreviewPage) -> None:
        """A page of posts that were missing was read."""
        source = await self.unit.sources.get(gap.source_id)
        if source is None or source.status is not SourceStatus.ACCEPTED:
            await self.unit.sources.close_gap(gap.id)
            return
        poll = await self.unit.sources.poll(source.id)
        taken = page.channel_id is not None and source.key != str(page.channel_id)  # the name is another channel's now
        if taken or (poll is not None and poll.failures):
            await self.put_off(gap)
            return
        posts = [post for post in page.posts if gap.low < post.id < gap.high]
        if gap.wanted is not None:
            posts = posts[-gap.wanted :]
        entries = [Entry(source.id, source.title, post, gap.mode) for post in posts]
        await self._store(source, entries)
        await self._try_again(source, gap, page)
        wanted = None if gap.wanted is None else gap.wanted - len(posts)
        lowest = min((post.id for post in page.posts), default=gap.low)
        # A page that does not come nearer would be asked for again and again.
        done = page.older is None or lowest >= gap.high or lowest <= gap.low + 1 or wanted == 0
        if done:
            await self.unit.sources.close_gap(gap.id)
        else:
            await self.unit.sources.set_gap(replace(gap, high=lowest, wanted=wanted, due_at=self.now))

    async def _try_again(self, source: Source, gap: Gap, page: PreviewPage) -> None:
        """Posts of a gap that cannot be read now may be so later, when Telegram or Rasid is mended."""
        unread = [number for number in page.unreadable if gap.low < number < gap.high]
        if not unread or gap.mode is Mode.HISTORY or not page.posts:
            return
        if self.now - page.posts[-1].published_at < TRIED_FOR:
            later = self.now + timedelta(seconds=FAILURE_PAUSES[-1])
            rest = Gap(0, source.id, min(unread) - 1, max(unread) + 1, gap.mode, None, later)
            await self.unit.sources.add_gap(rest)

    async def put_off(self, gap: Gap) -> None:
        """The page of posts that are missing could not be read."""
        await self.unit.sources.set_gap(replace(gap, due_at=self.now + timedelta(seconds=FAILURE_PAUSES[1])))

    async def _identify(
        self, source: Source, poll: Poll, state: ChannelState, key: str
    ) -> tuple[Source, Poll, ChannelState]:
        """A channel known by name only says its number. It may be one that is known, under another name."""
        known = await self.unit.sources.identify(source.id, key)
        if known.id == source.id:
            return known, poll, state
        await self.unit.sources.set_status(known.id, SourceStatus.ACCEPTED, source.added_by)
        known = replace(known, status=SourceStatus.ACCEPTED, username=known.username or source.username)
        going_on = await self.unit.sources.poll(known.id) or replace(poll, source_id=known.id)
        resumed = state_of(going_on, self.now)
        resumed.reports_to = state.reports_to
        return known, going_on, resumed

    async def _name(self, source: Source, page: PreviewPage) -> Source:
        """Keep up with a channel's title and name; a new name is news to the admins."""
        named = replace(source, title=page.title or source.title, username=page.username or source.username)
        if named == source:
            return source
        if source.title and named.username.lower() != source.username.lower():
            values = {"title": name_of(named), "old": source.username, "new": named.username}
            await tell_admins(self.unit, f"source:{source.id}:renamed", self.now, "source-renamed", **values)
        return await self.unit.sources.save(named, self.now)

    def _interval(self, source: Source, state: ChannelState) -> float:
        share = yield_of(state.rhythm.rate(self.now), named=source.id in self.named)
        return self.budget.interval(share, self.scale)

    def _mode(self, poll: Poll) -> Mode:
        if not poll.cursor:
            return Mode.HISTORY
        late = poll.last_success_at is not None and self.now - poll.last_success_at > OUTAGE
        return Mode.CATCH_UP if late else Mode.LIVE

    async def _enter(
        self, source: Source, page: PreviewPage, state: ChannelState, new: list[PreviewPost], mode: Mode
    ) -> None:
        """What is new, changed and gone goes to the inbox."""
        gone = state.gone(page)
        fresh = new[max(len(new) - self._history(state), 0) :] if mode is Mode.HISTORY else new
        entries = [Entry(source.id, source.title, post, mode) for post in fresh]
        entries += [Entry(source.id, source.title, post, changed=True) for post in state.changed(page.posts)]
        if gone:
            entries.append(Entry(source.id, gone=gone))
        await self._store(source, entries)
        state.remember(page, gone)
        if mode is Mode.HISTORY:  # what could not be read of it would be news when it can be
            state.unread = frozenset()
        await self._fetch_again(source, page, state)

    async def _store(self, source: Source, entries: list[Entry]) -> None:
        bodies = [write_entry(entry) for entry in entries]
        await self.unit.inbox.add_polled(lane_of_source(source.key), bodies, self.now)

    def _history(self, state: ChannelState) -> int:
        """How many posts a new channel begins with."""
        return self.history if state.history is None else state.history

    async def _note_missing(self, source: Source, page: PreviewPage, cursor: int, wanted: int | None) -> None:
        """What lies before this page: of a new channel so many posts, else everything since the page before."""
        lowest = page.posts[0].id
        if page.older is None or lowest <= cursor + 1 or (wanted is not None and wanted <= 0):
            return
        mode = Mode.CATCH_UP if wanted is None else Mode.HISTORY
        await self.unit.sources.add_gap(Gap(0, source.id, cursor, lowest, mode, wanted, self.now))

    async def _fetch_again(self, source: Source, page: PreviewPage, state: ChannelState) -> None:
        """Posts that could not be read have left the newest page: look back for them once all blocks can be read."""
        lowest = min((post.id for post in page.posts), default=0)
        left = frozenset(number for number in state.unread if number < lowest)
        if not left or page.unreadable:
            return
        gap = Gap(0, source.id, min(left) - 1, lowest, Mode.CATCH_UP, None, self.now)
        await self.unit.sources.add_gap(gap)
        state.unread -= left

    async def _well(self, source: Source, state: ChannelState, poll: Poll, *, first: bool, new: int) -> None:
        """The page could be read: say so to whoever waits for that, and look whether the channel is silent."""
        if state.reports_to is not None:
            key = "source-added" if new or not first else "source-added-empty"
            delay = self._interval(source, state) / 2
            await say_added(self.unit, source, state, self.now, key, title=name_of(source), delay=delay)
        await note_well(self.unit, source, state, self.now, new=bool(new), first=first)
