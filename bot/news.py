"""What is in the news now: the names that came up in the last day, for somebody who has no watch yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from bot.text import Engine
from bot.text.normalise import is_arabic
from storage import Unit

LOOK_BACK = timedelta(days=1)
POSTS = 300
NAMES = 6
AT_LEAST = 2  # posts that have it: a name that comes up once is no news
SHORTEST = 4


async def names_now(unit: Unit, engine: Engine, now: datetime) -> list[str]:
    """The names of the last day that most posts have, as one would type them, at most NAMES."""
    posts = await unit.posts.candidates((), viewer=None, since=now - LOOK_BACK, limit=POSTS)
    seen: dict[str, set[int]] = defaultdict(set)  # bare form → posts
    spelled: dict[str, Counter[str]] = defaultdict(Counter)  # bare form → its forms with and without the article
    for post in posts:
        for word in set(engine.prepare(post.text).words):
            name = min(word.bare, key=len, default="")
            if len(name) >= SHORTEST and is_arabic(name):
                seen[name].add(post.id)
                spelled[name].update(form for form in word.bare if form.removeprefix("ال") == name)
    often = sorted((name for name, found in seen.items() if len(found) >= AT_LEAST), key=lambda n: -len(seen[n]))
    names: list[str] = []
    for name in often:
        if engine.query_word(name).gloss in {"name", "unknown"}:
            with_article = f"ال{name}"
            usual = 2 * spelled[name][with_article] > len(seen[name])
            names.append(with_article if usual else name)
            if len(names) == NAMES:
                break
    return names
