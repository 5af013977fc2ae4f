"""Logs that an operator can share: one line a record, UTC, and no secret or private message in them."""

from __future__ import annotations

import copy
import logging
import re
import sys
import threading
import time
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO
from urllib.parse import quote

REDACTED = "[redacted]"

# What these say below WARNING is addresses with the token, bodies of messages, or parameters of SQL.
_TALKATIVE = ("aiohttp.access", "aiosqlite", "apscheduler", "hpack", "httpcore", "httpx", "telegram")

_TOKEN = re.compile(r"\d{6,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
_BOT_PATH = re.compile(r"((?:https?://[^\s\"'<>]*?/bot(?=[^/\s\"'<>])|/bot(?=\d)))[^/\s\"'<>]+")


class RedactingFormatter(logging.Formatter):
    """`2026-01-31T23:59:59.123Z LEVEL logger: message`; the lines of a traceback follow, set in.

    Takes out of the whole text (message, arguments, exception, stack) whatever looks like a bot token
    (https://core.telegram.org/bots/api#authorizing-your-bot), what follows `/bot` in an address, and
    `secrets`.
    """

    converter = staticmethod(time.gmtime)

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
        forms = {form for secret in secrets if secret for form in (secret, quote(secret, safe=""))}
        # The longest first: a secret may hold another.
        self._secrets = sorted(forms, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """One record as text without secrets."""
        record = copy.copy(record)
        record.exc_text = None  # another handler's, not ours
        if record.name.partition(".")[0] == "telegram":
            # python-telegram-bot puts whole answers, so people's messages, into its errors.
            record.msg, record.args = _without_content(record), None
        else:
            record.msg, record.args = _message(record), None
        record.msg = record.msg.replace("\r", "\\r").replace("\n", "\\n")
        lines = super().format(record).splitlines()
        text = self._redact("\n    ".join(lines))
        return text.encode("utf-8", "backslashreplace").decode()

    def _redact(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        return _BOT_PATH.sub(rf"\1{REDACTED}", _TOKEN.sub(REDACTED, text))


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception as unfit:  # an argument's own __str__ may raise anything
        # logging itself would print message and arguments to stderr, unredacted.
        return f"{record.msg} [arguments left out: {type(unfit).__name__}]"


def _without_content(record: logging.LogRecord) -> str:
    if not record.args:
        return str(record.msg)
    arguments = record.args if isinstance(record.args, tuple) else (record.args,)
    shown = tuple(a if isinstance(a, int | float) else REDACTED for a in arguments)
    try:
        return str(record.msg) % shown
    except (TypeError, ValueError):
        return str(record.msg)


def configure(level: str, *, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send every record from `level` on to `stream` (None: standard error), replacing any earlier set-up.

    Also warnings and uncaught exceptions, which Python would print itself. Raises ValueError for no such
    level.
    """
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # When writing fails, logging would print the record's message and arguments as they are.
    logging.raiseExceptions = False
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("rasid").critical("Uncaught exception", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _log_uncaught(args.exc_type, args.exc_value, args.exc_traceback)
