"""Somebody who talks to the real bot on the chat page, for tests and for the pictures of the documentation."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox import BOT_USERNAME
from tests.acceptance.browser import Browser
from tests.house import House

DESK = (1200, 860)
PHONE = (390, 844)


@dataclass
class Reader:
    """A person at the page."""

    browser: Browser
    house: House
    person: int

    async def open(
        self, path: str = f"/chat/{BOT_USERNAME}", *, size: tuple[int, int] = DESK, dark: bool = False
    ) -> None:
        """Open a chat as this person."""
        await self.browser.look(*size, dark=dark, scale=2)
        joined = "&" if "?" in path else "?"
        await self.browser.open(f"{self.house.address}{path}{joined}as={self.person}")

    async def write(self, text: str) -> None:
        """Type a message and send it."""
        await self.browser.click(".line textarea")
        await self.browser.type(text)
        await self.browser.press("Enter")

    async def read(self, words: str) -> None:
        """Wait until the bot has said so."""
        await self.browser.see(".theirs .text", words)

    async def press(self, label: str) -> None:
        """Press the newest button of this label."""
        await self.browser.click(".key", label)
