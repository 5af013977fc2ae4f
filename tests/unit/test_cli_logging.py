"""Whatever verb is run, and however it ends, no library logs the bot's token."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import cli
from storage.sqlite.files import Lock

SECRET = "AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0"
TOKEN = f"123456789:{SECRET}"
ADDRESS = f"https://api.telegram.org/bot{TOKEN}/getUpdates"

# Each ends at once, for want of a database, a file or an argument.
CALLS = {
    "run": ["run"],
    "sandbox": ["sandbox", "--port", "0", "--state", "notes.txt"],
    "demo": ["demo", "--watch", "قافلة"],
    "search": ["search", "قافلة"],
    "import": ["import", "missing.json"],
    "export": ["export"],
    "doctor": ["doctor"],
    "evaluate": ["evaluate", "matching", "missing.jsonl"],
    "digest": ["digest"],
    "backup": ["backup"],
    "restore": ["restore"],
}


@pytest.fixture(autouse=True)
def _a_token_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name, value in {
        "RASID_BOT_TOKEN": TOKEN,
        "RASID_TELEGRAM_API": "http://127.0.0.1:9",
        "RASID_DATABASE": f"sqlite:///{tmp_path / 'rasid.db'}",
        "RASID_LOG_LEVEL": "DEBUG",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("no sandbox's state\n" * 100)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    held = Lock(tmp_path / "rasid.db")
    yield
    held.release()
    root.handlers, root.level = handlers, level
    logging.captureWarnings(False)


def verbs() -> set[str]:
    parser = cli._parser(cli.terminal_texts())
    (commands,) = [action for action in parser._actions if action.choices]
    return set(commands.choices or ())


def test_every_verb_is_looked_at() -> None:
    assert verbs() <= set(CALLS)


@pytest.mark.parametrize("verb", sorted(CALLS))
def test_no_library_logs_the_token_under_any_verb(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    if verb not in verbs():
        pytest.skip("not a verb yet, or no longer")
    try:
        code = cli.main(CALLS[verb])
    except SystemExit as ended:
        code = int(ended.code or 0)
    assert code in {1, 2}
    for name in ("httpx", "httpcore", "telegram", "telegram.ext", "aiohttp.access"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING, name
    logging.getLogger("httpx").info("HTTP Request: POST %s", ADDRESS)
    logging.getLogger("telegram.Bot").error("calling %s failed", ADDRESS)
    logging.getLogger("bot").error("at %s", ADDRESS, exc_info=OSError(ADDRESS))
    printed = capsys.readouterr()
    assert SECRET not in printed.out + printed.err
    assert "at https://api.telegram.org/bot[redacted]/getUpdates" in printed.err
