"""Dying on purpose, for the tests of what a crash leaves behind.

`RASID_FAULT=before-commit:17` kills the process with SIGKILL as the 17th batch since opening is about to be committed,
`after-commit:17` when it just has been and nobody has been told.
"""

from __future__ import annotations

import os
import signal


class Fault:
    """Counts commits and dies at the chosen one. Raises ValueError for a setting it does not understand."""

    def __init__(self, setting: str = "") -> None:
        moment, _, count = setting.partition(":")
        if moment not in {"", "before-commit", "after-commit"}:
            raise ValueError(f"RASID_FAULT: unknown moment {moment!r}")
        self._moment = moment
        self._left = int(count or "1")

    @classmethod
    def from_environment(cls) -> Fault:
        return cls(os.environ.get("RASID_FAULT", ""))

    def before_commit(self) -> None:
        self._left -= 1
        self._die_at("before-commit")

    def after_commit(self) -> None:
        self._die_at("after-commit")

    def _die_at(self, moment: str) -> None:
        if self._moment == moment and self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
