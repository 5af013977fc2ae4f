"""Fixtures that several kinds of tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest

from bot.stage import Stage
from tests.house import House, open_house


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """The real program on a sandbox without flood limits, owned by OWNER_ID."""
    async with Stage(flood=False) as running:
        yield running


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The bot and its sandbox in this process."""
    async with open_house(tmp_path) as opened:
        yield opened


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Halves of emoji are among what tests try; a report that quotes them could not be sent between processes."""
    report = yield
    report.sections = [(name, _encodable(text)) for name, text in report.sections]
    if report.longrepr is not None and _encodable(str(report.longrepr)) != str(report.longrepr):
        report.longrepr = _encodable(str(report.longrepr))
    return report


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests measured (`record_property`) is shown whether they passed or not, from whichever process."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, figures in report.user_properties:
                terminalreporter.section(name)
                terminalreporter.write_line(str(figures))
