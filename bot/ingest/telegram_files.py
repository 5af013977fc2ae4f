"""Files that people send to the bot, fetched from Telegram (https://core.telegram.org/bots/api#getfile)."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TelegramError

LARGEST: Final = 20 * 1024 * 1024  # bytes; Telegram gives bots nothing larger
_READ_SECONDS: Final = 120.0


class FileGone(Exception):
    """Telegram does not give the file, and will not: it expired, or is too large."""


class FileDelayed(Exception):
    """Telegram could not be asked; later it may give the file."""


class TelegramFiles:
    """Whoever fetches files by their ids."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def fetch(self, file_id: str, path: Path) -> None:
        """Put a file of at most LARGEST bytes at `path`. Raises FileGone or FileDelayed."""
        try:
            file = await self._bot.get_file(file_id)
            content = await file.download_as_bytearray(read_timeout=_READ_SECONDS)
        except (BadRequest, Forbidden, InvalidToken) as error:
            # BadRequest is a NetworkError in the library, so the order matters.
            raise FileGone(type(error).__name__) from None
        except (NetworkError, TelegramError) as error:
            raise FileDelayed(type(error).__name__) from None
        if len(content) > LARGEST:
            raise FileGone("larger than announced")
        await asyncio.to_thread(_put, path, bytes(content))


def _put(path: Path, content: bytes) -> None:
    """Whole or not at all, and for nobody else to read."""
    unfinished = path.with_name(f".{path.name}")
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(content)
    unfinished.replace(path)
