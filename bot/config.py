"""What an operator sets: RASID_* from the environment, else from `.env` in the working directory."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticUseDefault
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "RASID_"
ENV_FILE = ".env"

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SQLITE = "sqlite:///"
_FEWEST = "1"
_MOST_ALBUM_WAIT = 60

_EXPECTATIONS: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        "bot_token": ("settings-error-token", {}),
        "telegram_api": ("settings-error-address", {}),
        "preview_base": ("settings-error-address", {}),
        "database": ("settings-error-database", {}),
        "owner": ("settings-error-owner", {}),
        "access": ("settings-error-choice", {"choices": "open, invite"}),
        "zone": ("settings-error-zone", {}),
        "watch_quota": ("settings-error-number", {"minimum": _FEWEST}),
        "commands_per_minute": ("settings-error-number", {"minimum": _FEWEST}),
        "presses_per_minute": ("settings-error-number", {"minimum": _FEWEST}),
        "album_wait": ("settings-error-seconds", {"maximum": str(_MOST_ALBUM_WAIT)}),
        "log_level": ("settings-error-choice", {"choices": "DEBUG, INFO, WARNING, ERROR"}),
    }
)


class SettingsError(Exception):
    """A setting cannot be used. `key` names the text that tells what was expected; `values` fill it in.

    Every key has `name`, the variable's (or the file's); none ever has the value that was given, since any
    of them may hold a secret. The keys: `settings-error-token`, `-address`, `-database`, `-owner` (a
    numeric Telegram id), `-zone`, `-number` (with `minimum`), `-seconds` (with `maximum`), `-choice` (with
    `choices`), `-value` (anything else) and `-file` for an `.env` that cannot be read.
    """

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(f"{key}: {values}")
        self.key = key
        self.values = values


class Settings(BaseSettings):
    """Everything that can be set, checked. A variable that is set but blank counts as not set.

    `telegram_api` and `preview_base` are roots without a trailing slash. `data_dir` and a relative `database`
    count from the working directory. `album_wait` is seconds; the `_per_minute` figures are for one person.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    preview_base: str = "https://t.me"
    database: str | None = None
    data_dir: Path = Path("var")
    owner: int | None = Field(default=None, gt=0)
    access: Literal["open", "invite"] = "open"
    lexicon: str | None = None
    zone: str = "Asia/Damascus"
    watch_quota: int = Field(default=100, ge=1)
    commands_per_minute: int = Field(default=30, ge=1)
    presses_per_minute: int = Field(default=120, ge=1)
    album_wait: float = Field(default=1.5, ge=0, le=_MOST_ALBUM_WAIT, allow_inf_nan=False)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def database_url(self) -> str:
        """The database to open: `database`, or else a file in the data folder, by its absolute path."""
        return self.database or f"{_SQLITE}{self.data_dir.absolute() / 'rasid.db'}"

    @field_validator("*", mode="before")
    @classmethod
    def _blank_is_unset(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        if not given.strip():
            # An empty variable must also hide the one in .env: RASID_BOT_TOKEN= asks for the sandbox.
            raise PydanticUseDefault
        return given.strip()

    @field_validator("access", mode="before")
    @classmethod
    def _lower(cls, given: object) -> object:
        return given.lower() if isinstance(given, str) else given

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, given: object) -> object:
        return given.upper() if isinstance(given, str) else given

    @field_validator("bot_token")
    @classmethod
    def _token_can_stand_in_an_address(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("no bot token")
        return token

    @field_validator("telegram_api", "preview_base")
    @classmethod
    def _root(cls, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("no http(s) root")
        _ = parts.port  # raises ValueError when it is no port
        return address.rstrip("/")

    @field_validator("database")
    @classmethod
    def _sqlite(cls, url: str | None) -> str | None:
        if url is not None and not re.fullmatch(r"sqlite:///.*[^/]", url):
            raise ValueError("no sqlite:/// address")
        return url

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, OSError) as unknown:
            # A folder of the zone database ("Asia") fails as a file that cannot be read.
            raise ValueError("no IANA zone") from unknown
        return name


def load_settings() -> Settings:
    """Read the settings from the environment and `.env`.

    Raises SettingsError for the first that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as invalid:
        field = str(invalid.errors(include_input=False, include_url=False)[0]["loc"][0])
        key, values = _EXPECTATIONS.get(field, ("settings-error-value", {}))
        raise SettingsError(key, name=PREFIX + field.upper(), **values) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError("settings-error-file", name=ENV_FILE) from None
