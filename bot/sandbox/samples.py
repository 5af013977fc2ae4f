"""A world to walk into: a few people, a group, and sample channels whose posts come as time passes.

The channels and posts are data, `samples/channels.json` and `samples/posts.json`. A post's `minutes` count from
the start: up to 0 it stands there already, above 0 it is published once so much time has passed.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any, Final

from bot.sandbox.people import NotPossible, People
from bot.sandbox.world import World

ADMIN: Final = 1001
SALMA: Final = 2001
PETER: Final = 2002
PEOPLE: Final = (
    {"id": ADMIN, "first_name": "نادر", "username": "nader_desk", "language_code": "ar"},
    {"id": SALMA, "first_name": "سلمى", "username": "salma_reads", "language_code": "ar"},
    {"id": PETER, "first_name": "Peter", "username": "peter_reads", "language_code": "en"},
)
GROUP: Final = "غرفة التحرير"
OWN_CHANNEL: Final = ("دفتر سلمى", "salma_notebook_sample")
LONGEST_STEP: Final = 7 * 24 * 60

Post = dict[str, Any]


class Samples:
    """The sample world; each act runs inside `World.act`. Nothing is made before `set_up`."""

    def __init__(self, world: World, people: People) -> None:
        self._world = world
        self._people = people

    def set_up(self) -> dict[str, Any]:
        """Make the people, chats and posts up to now, unless they are there already; return `standing`.

        The admin brings the bot into the sample channels, so it hears of all their posts.
        """
        if self._world.state.get("samples") is not None:
            return self.standing()
        people = self._people
        for user in PEOPLE:
            people.user(user)
        people.chat("supergroup", GROUP, owner=ADMIN, members=[SALMA, PETER])
        title, username = OWN_CHANNEL
        people.chat("channel", title, username=username, owner=SALMA)
        # The bot cannot write to an admin who has never written to it.
        people.say(ADMIN, "/start")
        for channel in _read("channels"):
            made = people.chat("channel", **channel, owner=ADMIN)
            people.set_bot_status(made["id"], "administrator", by=ADMIN)
        self._keep({"start": self._world.now(), "minutes": 0, "published": {}})
        self._publish([post for post in _read("posts") if post["minutes"] <= 0], past=True)
        return self._told()

    def pass_time(self, minutes: int) -> dict[str, Any]:
        """Publish what the next `minutes` bring, dated now; return `standing` with `published`, a number of posts."""
        if not isinstance(minutes, int) or not 0 < minutes <= LONGEST_STEP:
            raise NotPossible(f"minutes are a number from 1 to {LONGEST_STEP}")
        kept = self._kept()
        come = kept["minutes"] + minutes
        due = [post for post in _read("posts") if kept["minutes"] < post["minutes"] <= come]
        self._keep(kept | {"minutes": come})
        self._publish(due, past=False)
        return self._told() | {"published": len(due)}

    def standing(self) -> dict[str, Any]:
        """`set_up`: whether the samples are there; `minutes` passed since; `left`: posts still to come."""
        kept = self._world.state.get("samples")
        if kept is None:
            return {"set_up": False, "minutes": 0, "left": 0}
        left = sum(post["minutes"] > kept["minutes"] for post in _read("posts"))
        return {"set_up": True, "minutes": kept["minutes"], "left": left}

    def _told(self) -> dict[str, Any]:
        standing = self.standing()
        self._world.tell("samples", **standing)
        return standing

    def _publish(self, posts: Iterable[Post], *, past: bool) -> None:
        """`past` posts are antedated to their minute."""
        kept = self._kept()
        published: dict[str, list[int]] = kept["published"]
        for _, together in itertools.groupby(posts, key=lambda post: post.get("album", post["id"])):
            items = list(together)
            date = kept["start"] + 60 * items[0]["minutes"] if past else None
            for post, message_id, chat_id in self._one(items, published, date):
                published[post["id"]] = [chat_id, message_id]
        self._keep(kept | {"published": published})

    def _one(self, items: list[Post], published: dict[str, list[int]], date: int | None) -> list[tuple[Post, int, int]]:
        """Publish or edit one post, or an album; returns each with its message and chat id."""
        first = items[0]
        if "edit_of" in first:
            chat_id, message_id = published[first["edit_of"]]
            self._people.edit(chat_id, message_id, html=first["text"], date=date)
            return [(first, message_id, chat_id)]
        chat_id = self._world.chat(f"@{first['channel']}")["id"]
        if len(items) > 1:
            given = [{"kind": "photo", "html": post["text"] or None} for post in items]
            messages = self._people.album(chat_id, given, date=date)
        else:
            reply_to = published[first["reply_to"]][1] if "reply_to" in first else None
            media = "photo" if first.get("photo") else None
            messages = [
                self._people.publish(chat_id, html=first["text"] or None, media=media, reply_to=reply_to, date=date)
            ]
        return [(post, one.message_id, chat_id) for post, one in zip(items, messages, strict=True)]

    def _kept(self) -> dict[str, Any]:
        kept = self._world.state.get("samples")
        if kept is None:
            raise NotPossible("the sample channels are not set up")
        return dict(kept)

    def _keep(self, kept: dict[str, Any]) -> None:
        self._world.state.put("samples", kept)


@cache
def _read(name: str) -> list[dict[str, Any]]:
    text = resources.files("bot.sandbox").joinpath("samples", f"{name}.json").read_text("utf-8")
    found: list[dict[str, Any]] = json.loads(text)
    return found
