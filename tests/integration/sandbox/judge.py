"""A bot at the sandbox, and a judge that holds what is said between them against the Bot API's specification."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from telegram import (
    Bot,
)
from telegram.request import HTTPXRequest

from bot.sandbox import SANDBOX_TOKEN

SPEC_FILE = Path(__file__).parents[3] / "../shared/fixtures/bot-api-spec.json"
SALMA = 501


class Judge:
    """Holds every call's parameters and answer against the Bot API's specification, where it is present."""

    def __init__(self) -> None:
        spec = json.loads(SPEC_FILE.read_text()) if SPEC_FILE.exists() else {"types": {}, "methods": {}}
        self.types, self.methods = spec["types"], spec["methods"]
        self.complaints: list[str] = []

    def observe(self, method: str, parameters: dict[str, Any], answer: Mapping[str, Any]) -> None:
        if not self.methods:
            return
        spec = self.methods[method]
        fields = {field["name"]: field for field in spec.get("fields", [])}
        for name, value in parameters.items():
            wrong = self.check(value, fields[name]["types"]) if name in fields else "unknown"
            if wrong and answer["ok"]:
                self.complaints.append(f"{method}.{name}: {wrong}")
        if answer["ok"] and (wrong := self.check(answer["result"], spec["returns"])):
            self.complaints.append(f"{method} answered: {wrong}")

    def check(self, value: Any, types: list[str]) -> str | None:
        if any(self.fits(value, one) for one in types):
            return None
        reasons = [self.bad_object(value, self.types[one]) for one in types if one in self.types]
        return f"expected {types}, got {value!r} ({reasons})"

    def fits(self, value: Any, kind: str) -> bool:
        plain: dict[str, Any] = {"String": str, "InputFile": str, "Float": (int, float), "Boolean": bool}
        if kind.startswith("Array of "):
            return isinstance(value, list) and all(self.fits(one, kind[9:]) for one in value)
        if kind == "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        if kind in plain:
            return isinstance(value, plain[kind])
        return self.bad_object(value, self.types[kind]) is None

    def bad_object(self, value: Any, kind: Mapping[str, Any]) -> str | None:
        if kind.get("subtypes"):
            fits = any(self.fits(value, one) for one in kind["subtypes"])
            return None if fits else f"no {kind['name']}: {value!r}"
        if not isinstance(value, dict):
            return f"no object: {value!r}"
        fields = {field["name"]: field for field in kind.get("fields", [])}
        for name, one in value.items():
            if name not in fields:
                return f"unknown field {name} in {kind['name']}"
            if wrong := self.check(one, fields[name]["types"]):
                return f"{kind['name']}.{name}: {wrong}"
        missing = [name for name, field in fields.items() if field["required"] and name not in value]
        return f"{kind['name']} lacks {missing}" if missing else None


def bot_at(base_url: str, token: str = SANDBOX_TOKEN) -> Bot:
    request = HTTPXRequest(read_timeout=3, httpx_kwargs={"trust_env": False})
    polls = HTTPXRequest(read_timeout=3, connection_pool_size=2, httpx_kwargs={"trust_env": False})
    return Bot(
        token,
        base_url=f"{base_url}/bot",
        base_file_url=f"{base_url}/file/bot",
        request=request,
        get_updates_request=polls,
    )


async def texts(bot: Bot, **arguments: Any) -> list[str | None]:
    updates = await bot.get_updates(**arguments)
    return [update.effective_message.text for update in updates if update.effective_message]
