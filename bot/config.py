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

# Sent in a header: https://core.telegram.org/bots/api#setwebhook.
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SQLITE = "sqlite:///"
_SLOWEST_PREVIEWS = 60
_MOST_ALBUM_WAIT = 60
_MOST_CATCH_UP_AFTER = 24 * 365

# Written as signs and examples, the same in every language.
_EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "bot_token": "123456789:AbC… (@BotFather)",
        "telegram_api": "https://…",
        "preview_base": "https://…",
        "preview_pace": f"0.5 … {_SLOWEST_PREVIEWS}",
        "private_feeds": "rsshub:1200, 10.0.0.7",
        "webhook_url": "https://…",
        "webhook_listen": "127.0.0.1:8080 | [::1]:8080 | …",
        "webhook_secret": "A-Z a-z 0-9 _ - (1 … 256)",
        "database": "sqlite:///…",
        "owner": "123456789",
        "access": "open | invite",
        "zone": "Asia/Damascus | Europe/Berlin | …",
        "patterns": "on | off",
        "watch_quota": "1, 2, 3 …",
        "commands_per_minute": "1, 2, 3 …",
        "presses_per_minute": "1, 2, 3 …",
        "album_wait": f"0 … {_MOST_ALBUM_WAIT}",
        "catch_up_after": "1, 2, 3 …",
        "log_level": "DEBUG | INFO | WARNING | ERROR",
    }
)
_ENCODING = "UTF-8"


class SettingsError(Exception):
    """A setting cannot be used. `key` names the text that says so; `values` fill it in.

    `settings-error-value` is about a variable, `settings-error-file` about an `.env` that cannot be read; both have
    `name` and `expected`. The value that was given is in neither, since any of them may hold a secret.
    """

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(f"{key}: {values}")
        self.key = key
        self.values = values


class Settings(BaseSettings):
    """Everything that can be set, checked. A variable that is set but blank counts as not set.

    `telegram_api` and `preview_base` are roots without a trailing slash. `preview_pace` is seconds between two requests
    for public channels' pages, on average. `private_feeds` names machines of the operator's own network that feeds may
    be read from. `data_dir` and a relative `database` count from the working directory. With `webhook_url` Telegram
    brings the updates, to `webhook_listen` (host:port) behind a proxy; `webhook_secret` is made and kept in the
    database when it is not set. `patterns` lets everybody write regular expressions in queries; admins always may.
    `album_wait` is seconds, `catch_up_after` hours; the `_per_minute` figures are for one person.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding=_ENCODING,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    preview_base: str = "https://t.me"
    preview_pace: float = Field(default=1, ge=0.5, le=_SLOWEST_PREVIEWS, allow_inf_nan=False)
    private_feeds: str | None = None
    webhook_url: str | None = None
    webhook_listen: str = "127.0.0.1:8080"
    webhook_secret: SecretStr | None = None
    database: str | None = None
    data_dir: Path = Path("var")
    owner: int | None = Field(default=None, gt=0)
    access: Literal["open", "invite"] = "open"
    lexicon: str | None = None
    zone: str = "Asia/Damascus"
    patterns: bool = False
    watch_quota: int = Field(default=100, ge=1)
    commands_per_minute: int = Field(default=30, ge=1)
    presses_per_minute: int = Field(default=120, ge=1)
    album_wait: float = Field(default=1.5, ge=0, le=_MOST_ALBUM_WAIT, allow_inf_nan=False)
    catch_up_after: float = Field(default=6, ge=1, le=_MOST_CATCH_UP_AFTER, allow_inf_nan=False)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def database_url(self) -> str:
        """The database to open: `database`, or else a file in the data folder, by its absolute path."""
        return self.database or f"{_SQLITE}{self.data_dir.absolute() / 'rasid.db'}"

    @property
    def database_file(self) -> Path:
        """The file of `database_url`."""
        return Path(self.database_url.removeprefix(_SQLITE))

    @property
    def private_feed_hosts(self) -> tuple[str, ...]:
        """`private_feeds` one by one, as `host` or `host:port`."""
        return tuple((self.private_feeds or "").replace(",", " ").split())

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

    @field_validator("webhook_url")
    @classmethod
    def _public_address(cls, address: str | None) -> str | None:
        """Telegram calls https only; a Bot API server on this machine, and the sandbox, call this machine as well."""
        if address is None:
            return None
        parts = urlsplit(address)
        allowed = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
        if not allowed or not parts.hostname or parts.fragment or parts.query or parts.username:
            raise ValueError("no https address")
        _ = parts.port  # raises ValueError when it is no port
        return address

    @field_validator("webhook_listen")
    @classmethod
    def _host_and_port(cls, given: str) -> str:
        parts = urlsplit(f"//{given}")
        if not parts.hostname or not parts.port or parts.path or parts.username:
            raise ValueError("no host:port")
        return given

    @field_validator("webhook_secret")
    @classmethod
    def _fits_a_header(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not _WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("no secret Telegram takes")
        return secret

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
        raise SettingsError(
            "settings-error-value", name=PREFIX + field.upper(), expected=_EXPECTED.get(field, "…")
        ) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError("settings-error-file", name=ENV_FILE, expected=_ENCODING) from None
