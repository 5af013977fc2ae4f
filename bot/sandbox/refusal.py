"""A Bot API call that is refused, in Telegram's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

TITLES: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
}


class Refusal(Exception):
    """`code` is error_code; `description` already carries its title ("Bad Request: …")."""

    def __init__(self, code: int, detail: str = "", **parameters: int) -> None:
        self.code = code
        self.description = f"{TITLES[code]}: {detail}" if detail else TITLES[code]
        self.parameters = parameters
        super().__init__(self.description)

    def answer(self) -> Mapping[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = dict(self.parameters)
        return body


def bad_request(detail: str, **parameters: int) -> Refusal:
    return Refusal(400, detail, **parameters)


def forbidden(detail: str) -> Refusal:
    return Refusal(403, detail)


def too_many(seconds: int) -> Refusal:
    return Refusal(429, f"retry after {seconds}", retry_after=seconds)
