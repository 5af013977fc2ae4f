"""Instants in the forms that feeds and tables really have."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.dates import read_instant

TEN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "Fri, 20 Nov 2026 13:00:00 +0300",
        "Fri, 20 Nov 2026 10:00:00 GMT",
        "Fri, 20 Nov 26 05:00:00 EST",
        "20 Nov 2026 10:00 UT",
        "Friday, 20 November 2026 13:00:00 GMT+3",
        "Fri, 20 Nov 2026 13:00:00 +03:00",
        "2026-11-20T10:00:00Z",
        "2026-11-20T13:00:00.000+03:00",
        "2026-11-20 13:00:00 +0300",
        "20261120T100000Z",
        "2026/11/20 13:00 UTC+3",
        "1795168800",
        "1795168800000",
        1795168800,
        1795168800.0,
    ],
)
def test_an_instant_with_a_zone_is_that_instant(written: str | float) -> None:
    assert read_instant(written, ZoneInfo("Asia/Tokyo")) == TEN


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-20T13:00:00",
        "2026-11-20 13:00",
        "20/11/2026 13:00",
        "11/20/2026 1:00 PM",
        "٢٠ نوفمبر ٢٠٢٦ 13:00",
        "الجمعة، 20 تشرين الثاني 2026 - 13:00",
        "الجمعة 20 نوفمبر 2026، الساعة 1:00 م",
        "November 20, 2026 1:00 pm",
        "20 novembre 2026 13:00",
        "20 Kasım 2026 13:00",
        "Fri, 20 Nov 2026 13:00:00",
        "\u200f20/11/2026 13:00\u200e",
    ],
)
def test_an_instant_without_a_zone_is_local(written: str) -> None:
    assert read_instant(written, ZoneInfo("Asia/Riyadh")) == TEN


@pytest.mark.parametrize("written", ["2026-11-20", "20 نوفمبر 2026", "20-Nov-2026", "20.11.2026"])
def test_a_day_is_its_beginning(written: str) -> None:
    assert read_instant(written) == datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize("written", ["كانون الأول", "كانون الاول", "ديسمبر", "دجنبر"])
def test_december_has_many_names(written: str) -> None:
    assert read_instant(f"3 {written} 2026") == datetime(2026, 12, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["", "أمس", "0001-01-01T00:00:00Z", "1970-01-01", 0, True, None, "31 Feb 2026", "9" * 5000, "2026-13-40"]
)
def test_what_is_no_instant_is_none(written: str | float | None) -> None:
    assert read_instant(written) is None


@given(st.text(max_size=120) | st.floats() | st.integers())
def test_anything_is_an_instant_or_none(written: str | float) -> None:
    found = read_instant(written)
    assert found is None or found.tzinfo is UTC
