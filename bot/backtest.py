"""What a query would have caught: shown before it is saved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import Found, Subscriber
from bot.search import search
from bot.text import Engine
from bot.text.normalise import plain
from storage import Unit

LOOK_BACK = timedelta(days=7)
COUNTED = 200
LOOKED_AT = 3_000  # posts that the index proposes: somebody waits for the answer
EXAMPLES = 3
FORMS = 6


@dataclass(frozen=True, slots=True)
class Backtest:
    """A query over the last LOOK_BACK: how many posts, the newest of them, and the forms it caught, by frequency.

    `more`: there were at least COUNTED of them, and the rest was not counted.
    """

    count: int
    more: bool
    examples: tuple[Found, ...]
    forms: tuple[tuple[str, int], ...]


async def backtest(
    unit: Unit, text: str, engine: Engine, *, viewer: Subscriber, now: datetime, patterns: bool = True
) -> Backtest:
    """Try a query on the stored posts that this subscriber may see. Raises QueryError when it is none."""
    results = await search(
        unit,
        text,
        engine,
        viewer=viewer.id,
        limit=COUNTED,
        since=now - LOOK_BACK,
        looked_at=LOOKED_AT,
        patterns=patterns,
    )
    forms = Counter(plain(found.post.text[start:end]) for found in results.found for start, end in found.spans)
    return Backtest(
        count=len(results.found),
        more=results.more,
        examples=results.found[:EXAMPLES],
        forms=tuple(forms.most_common(FORMS)),
    )
