"""Faults as data: what shall go wrong, for which calls, how often, until when."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from bot.sandbox.clock import Clock

EVERY_METHOD: Final = "*"
CALL_KINDS: Final = frozenset(
    {
        "flood",
        "outage",
        "garbage",
        "forbidden",
        "bad_request",
        "hang",
        "cut_before",
        "cut_after",
        "cut_mid",
    }
)
UPDATE_KINDS: Final = frozenset({"duplicate", "shuffle_album"})
KINDS: Final = CALL_KINDS | UPDATE_KINDS | {"malformed"}


@dataclass(slots=True)
class Fault:
    """`times`: how many calls it still strikes (None: no bound); `until`: Unix seconds (None: for ever)."""

    id: int
    kind: str
    times: int | None = None
    until: float | None = None
    method: str | None = None
    chat_id: int | None = None
    retry_after: int = 1
    description: str | None = None


class Faults:
    """The faults in force. They live as long as the process: a restarted sandbox is a healthy one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all: list[Fault] = []
        self._last_id = 0
        self.cleared = 0

    def add(
        self,
        kind: str,
        *,
        times: int | None = None,
        seconds: float | None = None,
        method: str | None = None,
        chat_id: int | None = None,
        retry_after: int = 1,
        description: str | None = None,
    ) -> Fault:
        """Raises ValueError for an unknown kind."""
        if kind not in KINDS:
            raise ValueError(f"unknown fault {kind!r}; there are {', '.join(sorted(KINDS))}")
        until = None if seconds is None else self._clock.now() + seconds
        self._last_id += 1
        fault = Fault(self._last_id, kind, times, until, method, chat_id, retry_after, description)
        self._all.append(fault)
        return fault

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that strikes this call, if any; it is counted. Set first strikes first."""
        for fault in self._alive():
            if fault.kind not in CALL_KINDS or (fault.chat_id is not None and fault.chat_id != chat_id):
                continue
            if fault.method is None:
                concerned = method.lower() != "getupdates"
            else:
                concerned = fault.method == EVERY_METHOD or fault.method.lower() == method.lower()
            if concerned:
                return self._counted(fault)
        return None

    def update_fault(self, kind: str) -> Fault | None:
        """The fault of this kind that touches updates, if any; it is counted."""
        return next((self._counted(fault) for fault in self._alive() if fault.kind == kind), None)

    def in_force(self, fault: Fault) -> bool:
        """Whether the fault's time has not run out (a count used up does not matter here)."""
        return fault.until is None or self._clock.now() < fault.until

    def remove(self, fault_id: int) -> None:
        """End one fault; what hangs by it goes on."""
        for fault in self._all:
            if fault.id == fault_id:
                fault.until = self._clock.now()

    def clear(self) -> None:
        self._all.clear()
        self.cleared += 1

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self._alive()]

    def _alive(self) -> list[Fault]:
        self._all = [one for one in self._all if self.in_force(one) and (one.times is None or one.times > 0)]
        return self._all

    @staticmethod
    def _counted(fault: Fault) -> Fault:
        if fault.times is not None:
            fault.times -= 1
        return fault
