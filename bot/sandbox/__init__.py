"""A Telegram on loopback: a Bot API server and the person's side of it, for trying and testing Rasid.

Import the parts by name (`bot.sandbox.process`, `bot.sandbox.person`); this module stays light.
"""

from typing import Final

SANDBOX_TOKEN: Final = "7000000001:sandbox"  # noqa: S105 - opens nothing but this machine's own sandbox
BOT_USERNAME: Final = "rasid_sandbox_bot"
BOT_NAME: Final = "راصد"
