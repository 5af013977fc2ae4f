"""Flood limits, faults and keyboards of the sandbox, on a clock that stands still."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.sandbox.faults import Faults
from bot.sandbox.flood import Flood
from bot.sandbox.keyboard import checked_keyboard
from bot.sandbox.refusal import Refusal


@dataclass
class StandingClock:
    at: float = 1_750_000_000.0

    def now(self) -> float:
        return self.at


def test_a_chat_takes_three_at_once_then_one_a_second() -> None:
    clock = StandingClock()
    flood = Flood(clock)
    assert [flood.take(7) for _ in range(4)] == [0, 0, 0, 1]
    clock.at += 1
    assert [flood.take(7) for _ in range(2)] == [0, 1]


def test_all_chats_together_take_thirty_a_second() -> None:
    clock = StandingClock()
    flood = Flood(clock)
    assert [flood.take(chat) for chat in range(1, 32)] == [0] * 30 + [1]
    clock.at += 1
    assert flood.take(31) == 0


def test_a_group_takes_twenty_a_minute() -> None:
    clock = StandingClock()
    flood = Flood(clock)
    waits = []
    for _ in range(30):
        waits.append(flood.take(-100))
        clock.at += 1
    # twenty, and the third of a message that each second gives back
    assert waits.count(0) == 29
    assert max(waits) > 0


def test_who_waits_as_told_gets_through() -> None:
    clock = StandingClock()
    flood = Flood(clock)
    for _ in range(60):
        wait = flood.take(-100)
        if wait:
            clock.at += wait
            assert flood.take(-100) == 0


def test_a_fault_ends_after_its_calls_or_its_time() -> None:
    clock = StandingClock()
    faults = Faults(clock)
    faults.add("outage", times=2)
    assert [faults.strike("sendMessage", 1) is not None for _ in range(3)] == [True, True, False]
    faults.add("flood", seconds=5)
    clock.at += 4.9
    assert faults.strike("sendMessage", 1)
    clock.at += 0.2
    assert faults.strike("sendMessage", 1) is None
    assert faults.listed() == []


def test_a_fault_strikes_where_it_is_aimed() -> None:
    faults = Faults(StandingClock())
    faults.add("forbidden", chat_id=5, method="sendmessage")
    assert faults.strike("sendMessage", 6) is None
    assert faults.strike("editMessageText", 5) is None
    assert faults.strike("sendMessage", 5)


def test_polls_are_spared_unless_named() -> None:
    faults = Faults(StandingClock())
    faults.add("outage")
    assert faults.strike("getUpdates", None) is None
    faults.add("hang", method="*")
    assert faults.strike("getUpdates", None)


def test_an_unknown_fault_is_none() -> None:
    with pytest.raises(ValueError, match="unknown fault"):
        Faults(StandingClock()).add("earthquake")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([[{"text": "زر", "callback_data": "ب" * 33}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "زر", "callback_data": ""}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "زر"}]], "Text buttons are unallowed"),
        ([[{"text": " ", "callback_data": "a"}]], "must be non-empty"),
        ([[{"text": "زر", "url": "nowhere"}]], "is invalid"),
        ([[{"text": "زر", "callback_data": "a"}] * 9], "REPLY_MARKUP_TOO_LONG"),
        ([[{"text": "زر", "callback_data": "a"}] * 8] * 13, "REPLY_MARKUP_TOO_LONG"),
    ],
)
def test_a_keyboard_telegram_would_refuse_is_refused(rows: list[object], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        checked_keyboard({"inline_keyboard": rows})


def test_a_keyboard_without_buttons_is_none() -> None:
    assert checked_keyboard({"inline_keyboard": []}) is None
    assert checked_keyboard({"remove_keyboard": True}) is None
