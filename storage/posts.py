"""Posts with their names, versions and viewers, and the search index over their keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.model import AwaitedAnswer, Post, PostRef, RefKind


class Posts(Protocol):
    """Stored posts. A post has one or more names (`PostRef`), and a name is one post's."""

    async def find(self, refs: Iterable[PostRef]) -> Post | None:
        """The post that has any of these names."""

    async def find_album(self, kind: RefKind, source_key: str, album: str) -> Post | None:
        """The post of this place that has this album's id; None for an empty id."""

    async def get(self, post_id: int) -> Post | None:
        """A post as it stands now."""

    async def add(self, post: Post, *, source_id: int | None = None) -> Post:
        """Store a new post with all its refs; return it with its id. It is its own story.

        Raises ValueError when it has no `arrived_at`, or when another post has one of its names.
        """

    async def add_refs(self, post_id: int, refs: Iterable[PostRef]) -> None:
        """Give a post more names. One that is another post's stays there."""

    async def revise(self, post: Post, at: datetime) -> Post:
        """Make `post.text`, `.captions`, `.media`, `.links`, `.edited_at` the current version; return it.

        The old one is kept.

        Raises LookupError when there is no such post.
        """

    async def amend(self, post: Post) -> None:
        """Complete the current version in place, in what `revise` names: an album's items are still arriving."""

    async def vanish(self, ref: PostRef, at: datetime) -> None:
        """The post of this name is no longer where it was published. It stays, as everything that was said."""

    async def versions(self, post_id: int) -> list[tuple[int, str, datetime]]:
        """Earlier versions as (version, text, when it was replaced), oldest first."""

    async def publish(self, post_id: int, mode: str, source_id: int | None) -> None:
        """A private post has come from an accepted source: everybody may see it. `mode` is how it came there."""

    async def add_viewer(self, post_id: int, subscriber_id: int, at: datetime) -> datetime | None:
        """Let a person see a private post; return since when they already could, None when that is new."""

    async def viewers(self, post_id: int) -> set[int]:
        """The subscribers who forwarded a post themselves."""

    async def story_of(self, post_id: int) -> int:
        """The story a post belongs to. Raises LookupError when there is no such post."""

    async def set_match_due(self, post_id: int, at: datetime | None) -> None:
        """Match this post later (an album is still arriving), or no more."""

    async def due_for_matching(self, now: datetime) -> list[int]:
        """The ids of posts whose wait is over, the longest waiting first."""

    async def match_due(self, post_id: int) -> datetime | None:
        """When a post that waits is to be matched; None when it does not wait."""

    async def next_match_due(self) -> datetime | None:
        """When the next post is to be matched, past instants included; None when none waits."""

    async def hasten(self, now: datetime, longest: timedelta) -> None:
        """Match now what would have to wait for longer: the clock has been set back since its instant was named."""

    async def await_answer(self, post_id: int, answer: AwaitedAnswer) -> None:
        """Remember whom to answer once the post is matched; a second call for one person changes nothing."""

    async def take_answers(self, post_id: int) -> list[AwaitedAnswer]:
        """The answers owed for a post, each given out once."""

    async def index(self, post_id: int, keys: Collection[frozenset[str]]) -> None:
        """Make the post findable by these keys and no others. A key is any text without NUL and lone surrogates.

        What always comes together, such as the keys of one word, is handed over as one set: it is looked up at once.
        """

    async def candidates(
        self,
        needs: Sequence[frozenset[str]],
        *,
        viewer: int | None,
        before_id: int | None = None,
        since: datetime | None = None,
        limit: int = 200,
    ) -> list[Post]:
        """Posts that have a key of every set in `needs` (all posts when it is empty), newest first.

        With a viewer: public posts and those this subscriber may see; with None: public posts only. `since` is an
        instant of publication, or of arrival where that is not known; `before_id` the last post of the page before.
        """

    async def up_to(self, post_id: int, *, limit: int) -> list[Post]:
        """Posts whose ids are at most `post_id`, the largest first, whoever may see them."""

    async def newest(self) -> int:
        """The largest id of a post, 0 when there is none."""

    async def count(self) -> int:
        """How many posts are stored."""
