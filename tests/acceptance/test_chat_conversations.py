"""The main conversations with the real bot, on the chat page, in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.sandbox.samples import ADMIN, PETER, SALMA
from tests.acceptance.browser import browsing, chromium, launched
from tests.acceptance.reader import PHONE, Reader
from tests.house import open_house

pytestmark = pytest.mark.skipif(chromium() is None, reason="Chromium is not installed (Debian: chromium)")


@pytest.fixture(scope="module")
def chromium_address() -> Iterator[str]:
    with launched() as address:
        yield address


@pytest.fixture
async def reader(chromium_address: str, tmp_path: Path) -> AsyncIterator[Reader]:
    async with open_house(tmp_path, samples=True) as house, browsing(chromium_address) as browser:
        await house.settle()
        yield Reader(browser, house, SALMA)
        assert browser.complaints == []


async def test_from_the_welcome_to_an_alert_in_arabic(reader: Reader) -> None:
    await reader.open()
    await reader.browser.click(".big", "ابدأ")
    await reader.read("راصد")
    await reader.press("الدغشلي")
    await reader.read("الأيام السبعة")
    await reader.press("حفظ")
    await reader.read("حُفظت")
    await reader.house.people.pass_time(24 * 60)
    await reader.browser.see(".theirs .text b", "الدغشلي")
    await reader.press("لماذا؟")
    await reader.read("لماذا التقطته المتابعة")
    assert await reader.browser.evaluate("document.documentElement.dir") == "rtl"


async def test_from_the_welcome_to_a_digest_in_english(reader: Reader) -> None:
    reader.person = PETER
    await reader.open()
    await reader.browser.click(".big", "Start")
    await reader.read("Rasid")
    await reader.write("/watch عبّارة")
    await reader.read("last seven days")
    await reader.press("Save")
    await reader.read("Watch saved")
    await reader.write("/digest")
    await reader.read("Digest")
    assert await reader.browser.evaluate("document.documentElement.dir") == "ltr"


async def test_a_list_of_watches_on_a_phone(reader: Reader) -> None:
    await reader.house.watch(SALMA, "قافلة")
    await reader.house.watch(SALMA, "الطحين")
    await reader.open(size=PHONE)
    await reader.write("/watches")
    await reader.read("لديك متابعتان")
    await reader.press("🗑")
    await reader.read("حُذفت المتابعة")
    await reader.press("تراجع")
    await reader.read("تنبّهك في الحال")
    assert await reader.browser.evaluate("document.documentElement.scrollWidth") == PHONE[0]


async def test_an_admin_searches_and_forwards(reader: Reader) -> None:
    reader.person = ADMIN
    await reader.open()
    await reader.write("/search الدغشلي")
    await reader.browser.see(".theirs .text b", "الدغشلي")
    await reader.open("/chat/nabd_wadi_sample")
    await reader.browser.click(".row:last-child .share")
    await reader.browser.click(".choice", "راصد")
    await reader.open()
    await reader.read("محفوظ لديّ منذ")


async def test_a_mistake_is_mended_with_one_tap(reader: Reader) -> None:
    await reader.open("/chat/rasid_sandbox_bot?start=")
    await reader.read("راصد")
    await reader.write("/watch (قافلة | جسر")
    await reader.read("لعلك تقصد")
    await reader.press("(قافلة | جسر)")
    await reader.press("حفظ")
    await reader.read("حُفظت")
