"""A headless Chromium for the page's tests, driven over the DevTools protocol.

Source of the methods: https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

import aiohttp

DEADLINE: Final = 15.0
POLL_SECONDS: Final = 0.03
ANNOUNCED: Final = "DevTools listening on "
KEYS: Final = {
    "Enter": ("Enter", 13, "\r"),
    "Escape": ("Escape", 27, ""),
    "ArrowDown": ("ArrowDown", 40, ""),
    "Tab": ("Tab", 9, ""),
}
# Finds the first visible element that matches the selector and holds the text.
FIND: Final = """
((selector, text) => [...document.querySelectorAll(selector)].findLast((one) =>
  one.checkVisibility() && (text === null || one.textContent.includes(text) || one.ariaLabel?.includes(text))))
"""


class NotThere(AssertionError):
    """What was waited for did not appear on the page before the deadline."""


def chromium() -> str | None:
    """The path of an installed Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


class Browser:
    """One tab. Every wait has a deadline, after which NotThere says what the page held instead."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._session = self._context = ""
        self.complaints: list[str] = []
        """Errors the page's console has shown, refusals of the content security policy among them."""

    async def attach(self) -> None:
        """Open the tab."""
        self._context = (await self.call("Target.createBrowserContext"))["browserContextId"]
        target = await self.call("Target.createTarget", url="about:blank", browserContextId=self._context)
        attached = await self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            await self.call(f"{domain}.enable")

    async def close(self) -> None:
        self._session = ""
        await self.call("Target.disposeBrowserContext", browserContextId=self._context)

    async def listen(self) -> None:
        """Read what the browser says, until the connection ends."""
        async for message in self._socket:
            said = json.loads(message.data)
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
            elif said["method"] == "Runtime.exceptionThrown":
                details = said["params"]["exceptionDetails"]
                self.complaints.append(details.get("exception", {}).get("description", details["text"]))
            elif said["method"] == "Log.entryAdded" and said["params"]["entry"]["level"] == "error":
                self.complaints.append(said["params"]["entry"]["text"])

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._ids)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        session = {"sessionId": self._session} if self._session else {}
        await self._socket.send_json({"id": number, "method": method, "params": parameters, **session})
        said = await asyncio.wait_for(answer, DEADLINE)
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error']['message']}")
        result: dict[str, Any] = said["result"]
        return result

    # -- looking ------------------------------------------------------------------------------------

    async def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, as JSON carries it."""
        answer = await self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    async def see(self, selector: str, text: str | None = None, *, property_: str = "textContent") -> Any:
        """Wait for a visible element with this text in it (or in its label); return the last one's property."""
        found = f"({FIND})({json.dumps(selector)}, {json.dumps(text)})"
        await self.until(f"Boolean({found})", f"{selector} with {text!r}")
        return await self.evaluate(f"{found}?.{property_}")

    async def miss(self, selector: str, text: str | None = None) -> None:
        """Wait until there is no such element."""
        await self.until(f"!({FIND})({json.dumps(selector)}, {json.dumps(text)})", f"no {selector} with {text!r}")

    async def until(self, expression: str, what: str | None = None) -> None:
        """Wait until a JavaScript expression is true."""
        deadline = asyncio.get_running_loop().time() + DEADLINE
        while not await self.evaluate(expression):
            if asyncio.get_running_loop().time() > deadline:
                page = await self.evaluate("document.body.innerText.slice(-1500)")
                raise NotThere(f"{what or expression} did not come; the page holds:\n{page}\n{self.complaints}")
            await asyncio.sleep(POLL_SECONDS)

    async def picture(self) -> bytes:
        """What is seen, as PNG."""
        return base64.b64decode((await self.call("Page.captureScreenshot"))["data"])

    # -- acting -------------------------------------------------------------------------------------

    async def open(self, url: str) -> None:
        await self.call("Page.navigate", url=url)

    async def click(self, selector: str, text: str | None = None) -> None:
        """Wait for the element and click in its middle, as a mouse does."""
        await self.see(selector, text)
        found = f"({FIND})({json.dumps(selector)}, {json.dumps(text)})"
        middle = await self.evaluate(
            f"(() => {{ const one = {found}; one.scrollIntoView({{block: 'nearest'}});"
            " const box = one.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        where = {"x": middle[0], "y": middle[1], "button": "left", "clickCount": 1}
        await self.call("Input.dispatchMouseEvent", type="mouseMoved", x=middle[0], y=middle[1])
        await self.call("Input.dispatchMouseEvent", type="mousePressed", **where)
        await self.call("Input.dispatchMouseEvent", type="mouseReleased", **where)

    async def type(self, text: str) -> None:
        """Write into what has the focus."""
        await self.call("Input.insertText", text=text)

    async def press(self, key: str) -> None:
        name, code, text = KEYS[key]
        common = {"key": name, "code": name, "windowsVirtualKeyCode": code}
        await self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    async def look(self, width: int, height: int, *, dark: bool = False, scale: float = 1) -> None:
        """The window's size in CSS pixels, and whether the system is dark; narrow ones are touched."""
        phone = width < 600
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=phone,
        )
        await self.call("Emulation.setTouchEmulationEnabled", enabled=phone)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.call("Emulation.setEmulatedMedia", features=[scheme])


@contextmanager
def launched() -> Iterator[str]:
    """A running Chromium; gives the address of its DevTools socket. Raises RuntimeError when there is none."""
    path = chromium()
    if path is None:
        raise RuntimeError("Chromium is not installed")
    with tempfile.TemporaryDirectory(prefix="rasid-browser-", ignore_cleanup_errors=True) as profile:
        options = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={profile}", "--no-first-run"]
        options += ["--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en"]
        # Chromium's own sandbox does not work for root, as whom containers run; the page is ours.
        options += ["--no-sandbox"] if os.geteuid() == 0 else []
        process = subprocess.Popen([path, *options], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        try:
            assert process.stderr is not None
            lines = iter(process.stderr.readline, "")
            announced = next((line for line in lines if line.startswith(ANNOUNCED)), None)
            if announced is None:
                raise RuntimeError("Chromium did not start")
            # What it says later must not fill the pipe.
            threading.Thread(target=lambda: deque(lines, maxlen=0), daemon=True).start()
            yield announced.removeprefix(ANNOUNCED).strip()
        finally:
            process.terminate()
            process.wait(DEADLINE)


@asynccontextmanager
async def browsing(address: str) -> AsyncIterator[Browser]:
    """A tab of its own, which remembers nothing of others."""
    async with aiohttp.ClientSession() as session, session.ws_connect(address, max_msg_size=0) as socket:
        browser = Browser(socket)
        listening = asyncio.create_task(browser.listen())
        await browser.attach()
        try:
            yield browser
        finally:
            await browser.close()
            listening.cancel()
