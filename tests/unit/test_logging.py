"""A bot token and people's messages never reach a log, whatever way they take."""

from __future__ import annotations

import io
import logging
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator

import pytest

from bot.ops.logging import REDACTED, configure

TOKEN = "123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0"
ODD_SECRET = "42:ق/طع+قصير"
QUIET = ["aiohttp.access", "aiosqlite", "apscheduler", "hpack", "httpcore", "httpx", "telegram"]
ADDRESS = f"https://api.telegram.org/bot{TOKEN}/getUpdates"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers = root.handlers[:]
    root.handlers = []
    levels = {logger: logger.level for logger in (root, *map(logging.getLogger, QUIET))}
    monkeypatch.setattr(logging, "raiseExceptions", True)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    stream = io.StringIO()
    with warnings.catch_warnings():
        configure("DEBUG", secrets=[TOKEN, ODD_SECRET, ""], stream=stream)
        yield stream
        logging.captureWarnings(False)
    root.handlers = handlers
    for logger, level in levels.items():
        logger.setLevel(level)


def _raise_and_log() -> None:
    try:
        try:
            raise OSError(f"cannot connect to {ADDRESS}")  # noqa: TRY301 - the cause under test
        except OSError as cause:
            raise RuntimeError("polling failed") from cause
    except RuntimeError:
        logging.getLogger("bot.ingest").exception("at %s", ADDRESS)


def _die_in_a_thread() -> None:
    def die() -> None:
        raise ValueError(TOKEN)

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()


def _die_uncaught() -> None:
    error = ValueError(ADDRESS)
    sys.excepthook(ValueError, error, None)


def _format_badly() -> None:
    logging.getLogger("bot").error("%d of %s", TOKEN, TOKEN)


def _warn() -> None:
    warnings.warn(f"using {ADDRESS}", UserWarning, stacklevel=1)


ROUTES: dict[str, Callable[[], None]] = {
    "in the message": lambda: logging.getLogger("bot").info(f"token {TOKEN}"),
    "in a positional argument": lambda: logging.getLogger("bot").info("token %s", TOKEN),
    "in an argument's repr": lambda: logging.getLogger("bot").info("asked %r", [ADDRESS.encode()]),
    "in named arguments": lambda: logging.getLogger("bot").info("%(url)s", {"url": ADDRESS}),
    "as the message object": lambda: logging.getLogger("bot").error(ValueError(ADDRESS)),
    "percent-encoded": lambda: logging.getLogger("bot").info(ADDRESS.replace(":AA", "%3AAA")),
    "in the logger's name": lambda: logging.getLogger(f"bot.{TOKEN}").info("named"),
    "in an exception and its cause": _raise_and_log,
    "in a warning": _warn,
    "in an uncaught exception": _die_uncaught,
    "in a thread that died": _die_in_a_thread,
    "in arguments that don't fit the message": _format_badly,
    "on a stack": lambda: logging.getLogger("bot").info("here", stack_info=True, extra={"url": ADDRESS}),
}


@pytest.mark.parametrize("route", ROUTES)
def test_a_token_never_reaches_the_log(route: str, log: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    ROUTES[route]()

    printed = capsys.readouterr()
    assert log.getvalue()
    for text in (log.getvalue(), printed.out, printed.err):
        assert "AAHfiqks" not in text


def test_a_token_of_another_bot_is_redacted_too(log: io.StringIO) -> None:
    logging.getLogger("bot").info("GET http://127.0.0.1:8081/file/bot77:short/photos/1.jpg")
    logging.getLogger("bot").info("POST /bot99:short/sendMessage")
    logging.getLogger("bot").info("from https://relay.example/botnotatoken/getMe")
    logging.getLogger("bot").info("was 987654321:BBHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0 before")

    assert "BBHfiqks" not in log.getvalue()
    assert "short" not in log.getvalue()
    assert "notatoken" not in log.getvalue()
    assert f"/file/bot{REDACTED}/photos/1.jpg" in log.getvalue()


@pytest.mark.parametrize("form", [ODD_SECRET, "42%3A%D9%82%2F%D8%B7%D8%B9%2B%D9%82%D8%B5%D9%8A%D8%B1"])
def test_a_configured_secret_is_redacted_whatever_it_looks_like(form: str, log: io.StringIO) -> None:
    logging.getLogger("bot").warning("with %s", form)
    assert log.getvalue().endswith(f"with {REDACTED}\n")


def test_paths_of_our_own_files_stay_readable(log: io.StringIO) -> None:
    logging.getLogger("bot").info('File "/srv/rasid/bot/ingest/decode.py", line 3; 2026-01-31 10:20:30')
    assert '"/srv/rasid/bot/ingest/decode.py", line 3; 2026-01-31 10:20:30' in log.getvalue()


def test_what_people_wrote_is_left_out_when_the_library_dumps_a_batch(log: io.StringIO) -> None:
    batch = [{"update_id": 1, "message": {"text": "أنا في حي الميدان وأسأل عن أخي"}}]

    logging.getLogger("telegram.ext.ExtBot").critical(
        "Error while parsing updates! Received data was %r", batch, exc_info=TypeError("date")
    )
    logging.getLogger("telegram.request.BaseRequest").error('Can not load invalid JSON data: "%s"', "الميدان")
    logging.getLogger("telegram.ext.Updater").error("Failed run number %s of %s", 2, 5)

    assert "الميدان" not in log.getvalue()
    assert "Error while parsing updates!" in log.getvalue()
    assert "TypeError: date" in log.getvalue()
    assert "Failed run number 2 of 5" in log.getvalue()


@pytest.mark.parametrize("name", [*QUIET, "httpcore.http11", "telegram.Bot"])
def test_libraries_that_log_addresses_and_contents_are_quiet_below_warning(name: str, log: io.StringIO) -> None:
    logging.getLogger(name).info("HTTP Request: POST")
    assert log.getvalue() == ""
    logging.getLogger(name).warning("HTTP Request failed")
    assert "failed" in log.getvalue()


def test_a_record_is_one_line_in_utc_and_cannot_forge_another(log: io.StringIO) -> None:
    record = logging.makeLogRecord(
        {"name": "bot", "levelname": "INFO", "levelno": 20, "msg": "ready\n2026 INFO bot: forged"}
    )
    record.created, record.msecs = 1767225599.25, 250.0

    logging.getLogger().handle(record)

    assert log.getvalue() == "2025-12-31T23:59:59.250Z INFO bot: ready\\n2026 INFO bot: forged\n"


def test_every_further_line_of_a_traceback_is_set_in(log: io.StringIO) -> None:
    _raise_and_log()

    first, *rest = log.getvalue().splitlines()
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR bot\.ingest: at ", first)
    assert len(rest) > 5
    assert all(line.startswith("    ") or not line.strip() for line in rest)


def test_text_that_no_encoding_can_write_is_still_logged(log: io.StringIO) -> None:
    logging.getLogger("bot").info("half of an emoji: \ud83d")
    assert log.getvalue().endswith("half of an emoji: \\ud83d\n")


def test_configuring_again_replaces_the_first_set_up(log: io.StringIO) -> None:
    second = io.StringIO()
    configure("ERROR", stream=second)

    logging.getLogger("bot").warning("too quiet")
    logging.getLogger("bot").error("heard once")

    assert log.getvalue() == ""
    assert second.getvalue().count("heard once") == 1
    assert "too quiet" not in second.getvalue()
