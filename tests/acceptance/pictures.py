"""Pictures of the main conversations for the documentation: `python -m tests.acceptance.pictures`.

They are taken of the real bot on the chat page, with the sample channels, into docs/pictures/.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bot.sandbox.samples import PETER, SALMA
from tests.acceptance.browser import browsing, launched
from tests.acceptance.reader import PHONE, Reader
from tests.house import open_house

FOLDER = Path(__file__).parents[2] / "docs/pictures"


async def take(chromium: str) -> None:
    """Hold the conversations and take a picture at each of their turns."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with open_house(Path(folder), samples=True) as house, browsing(chromium) as browser:
            await house.settle()

            async def picture(name: str) -> None:
                await house.settle()
                await asyncio.sleep(0.5)  # a bubble glides into its place
                (FOLDER / f"{name}.png").write_bytes(await browser.picture())

            salma = Reader(browser, house, SALMA)
            await salma.open(size=PHONE)
            await browser.click(".big", "ابدأ")
            await salma.read("راصد")
            await picture("welcome-ar")
            await salma.press("الدغشلي")
            await salma.read("الأيام السبعة")
            await picture("preview-ar")
            await salma.press("حفظ")
            await salma.read("حُفظت")
            await house.people.pass_time(6 * 60)
            await picture("alert-ar")
            await salma.write("/digest")
            await salma.read("موجز")
            await picture("digest-ar")
            await salma.write("/settings")
            await salma.read("الإعدادات")
            await picture("settings-ar")
            await salma.open()
            await picture("desktop-ar")
            await salma.open(dark=True)
            await picture("desktop-ar-dark")

            peter = Reader(browser, house, PETER)
            await peter.open(size=PHONE)
            await browser.click(".big", "Start")
            await peter.read("Rasid")
            await peter.write("/watch عبّارة | جسر")
            await peter.read("last seven days")
            await picture("preview-en")
            await peter.press("Save")
            await peter.read("Watch saved")
            await house.people.pass_time(18 * 60)
            await picture("alert-en")
            await peter.write("/watches")
            await peter.read("one watch")
            await picture("watches-en")
            await peter.open()
            await picture("desktop-en")


def main() -> None:
    """Take all pictures."""
    with launched() as chromium:
        asyncio.run(take(chromium))


if __name__ == "__main__":
    main()
