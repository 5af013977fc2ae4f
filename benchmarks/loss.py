"""What is lost, and what comes twice, when the program is killed: stock polling with a send in the handler, and ours.

    python -m benchmarks.loss [--seconds N]

The same posts at the same rate to both, each on a sandbox of its own, and `kill -9` again and again at a random instant
within two seconds after the program has begun to send; it is started again at once. Each post has a word that one of
the readers waits for, so that one alert is due. When all is quiet, the messages that arrived are counted.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks._readers import FIRST_READER, enter, word
from bot.stage import Stage

SEED = 29
READERS, CHANNELS = 60, 10
POSTS = 15.0  # a second
LONGEST_LIFE = 2.0  # seconds between the first message it sends and its end
QUIET, DEADLINE = 8.0, 120.0
_MARK = re.compile(r"\bn(\d+)\b")
_STOCK = "--stock"


@dataclass
class Losses:
    """What became of the alerts that were due."""

    due: int = 0
    kills: int = 0
    lost: int = 0
    doubled: int = 0


class StockStage(Stage):
    """The same with a bot as python-telegram-bot's own examples have it."""

    def start_bot(self) -> None:
        with self.log.open("ab") as log:
            self._bot = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.loss", _STOCK, self.sandbox.token, self.sandbox.address],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )


def run_stock_bot(token: str, address: str) -> None:
    """Stock polling: whoever waits for a word of a post is sent the post."""
    readers = {word(number): FIRST_READER + number for number in range(READERS)}

    async def tell(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        text = (update.effective_message.text if update.effective_message else None) or ""
        for reader in {readers[one] for one in text.split() if one in readers}:
            await context.bot.send_message(reader, text)

    application = Application.builder().token(token).base_url(f"{address}/bot").build()
    application.add_handler(MessageHandler(filters.UpdateType.CHANNEL_POSTS, tell))
    application.run_polling()


def main() -> int:
    if _STOCK in sys.argv:
        run_stock_bot(*sys.argv[2:])
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    print("                          due   kills    lost   twice")
    _row("stock polling", asyncio.run(measure(StockStage(), asked.seconds)))
    ours = asyncio.run(measure(Stage(), asked.seconds))
    _row("Rasid", ours)
    print("limit: nothing lost; at most 4 messages are under way at a kill, and may come twice")
    return int(ours.lost > 0 or ours.doubled > 4 * ours.kills)


def _row(name: str, found: Losses) -> None:
    print(f"{name:20} {found.due:8,} {found.kills:7} {found.lost:7,} {found.doubled:7,}", flush=True)


async def measure(stage: Stage, seconds: int) -> Losses:
    """Publish for so long, killing meanwhile; then wait until nothing more comes."""
    found, draw = Losses(), random.Random(SEED)
    async with stage:
        channels = await enter(stage, READERS, CHANNELS)
        publishing = asyncio.create_task(_publish(stage, channels, seconds, found))
        while not publishing.done():
            sent = await _sent(stage)
            while await _sent(stage) == sent and not publishing.done():  # noqa: ASYNC110 - it is in another process
                await asyncio.sleep(0.05)
            await asyncio.sleep(draw.uniform(0, LONGEST_LIFE))
            stage.stop_bot(signal.SIGKILL)
            found.kills += 1
            stage.start_bot()
        await publishing
        arrived_by_mark = await _all_quiet(stage)
    found.lost = sum(arrived_by_mark[mark] == 0 for mark in range(found.due))
    found.doubled = sum(arrived_by_mark[mark] > 1 for mark in range(found.due))
    return found


async def _publish(stage: Stage, channels: list[int], seconds: int, found: Losses) -> None:
    draw = random.Random(SEED)
    due, end = time.monotonic(), time.monotonic() + seconds
    while (due := due + draw.expovariate(POSTS)) < end:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        text = f"عاجل {word(draw.randrange(READERS))} في نبأ n{found.due}"
        await stage.people.publish(draw.choice(channels), text)
        found.due += 1


async def _sent(stage: Stage) -> int:
    return sum((await stage.people.state()).sent.values())


async def _all_quiet(stage: Stage) -> Counter[int]:
    """How often each alert has reached its reader, by the number of its post, once no more come for some seconds."""
    end = time.monotonic() + DEADLINE
    sent, since = -1, time.monotonic()
    while time.monotonic() - since < QUIET and time.monotonic() < end:
        await asyncio.sleep(0.5)
        if (now := await _sent(stage)) != sent:
            sent, since = now, time.monotonic()
    marks: Counter[int] = Counter()
    for number in range(READERS):
        for message in await stage.people.messages(FIRST_READER + number, from_bot=True):
            marks.update(int(mark) for mark in _MARK.findall(message.text))
    return marks


if __name__ == "__main__":
    sys.exit(main())
