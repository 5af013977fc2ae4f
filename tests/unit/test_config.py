"""What an operator can set, and what they are told when it cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.config import SettingsError, load_settings

TOKEN = "123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("RASID_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_with_nothing_set_everything_has_its_documented_default(tmp_path: Path) -> None:
    settings = load_settings()

    assert settings.bot_token is None
    assert settings.telegram_api == "https://api.telegram.org"
    assert (settings.preview_base, settings.preview_pace) == ("https://t.me", 1.0)
    assert (settings.webhook_url, settings.webhook_listen, settings.webhook_secret) == (None, "127.0.0.1:8080", None)
    assert settings.access == "open"
    assert settings.owner is None
    assert settings.lexicon is None
    assert settings.zone == "Asia/Damascus"
    assert (settings.watch_quota, settings.commands_per_minute, settings.presses_per_minute) == (100, 30, 120)
    assert settings.patterns is False
    assert settings.album_wait == 1.5
    assert settings.log_level == "INFO"
    assert settings.data_dir.absolute() == tmp_path / "var"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/rasid.db"
    assert settings.database_url.startswith("sqlite:////")


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "RASID_BOT_TOKEN": TOKEN,
        "RASID_TELEGRAM_API": "http://127.0.0.1:8081/",
        "RASID_PREVIEW_BASE": "http://127.0.0.1:8082/preview/",
        "RASID_DATABASE": "sqlite:///news.db",
        "RASID_DATA_DIR": str(tmp_path / "بيانات"),
        "RASID_OWNER": "7011223344",
        "RASID_ACCESS": "Invite",
        "RASID_LEXICON": "none",
        "RASID_ZONE": "Europe/Berlin",
        "RASID_PATTERNS": "on",
        "RASID_WATCH_QUOTA": "5",
        "RASID_ALBUM_WAIT": "0.2",
        "RASID_LOG_LEVEL": "debug",
    }.items():
        monkeypatch.setenv(name, value)

    settings = load_settings()

    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.telegram_api == "http://127.0.0.1:8081"
    assert settings.preview_base == "http://127.0.0.1:8082/preview"
    assert settings.database_url == "sqlite:///news.db"
    assert settings.data_dir == tmp_path / "بيانات"
    assert settings.owner == 7011223344
    assert settings.access == "invite"
    assert settings.lexicon == "none"
    assert settings.zone == "Europe/Berlin"
    assert settings.patterns is True
    assert settings.watch_quota == 5
    assert settings.album_wait == 0.2
    assert settings.log_level == "DEBUG"


def test_the_environment_goes_before_the_env_file_even_when_it_is_empty(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"RASID_BOT_TOKEN={TOKEN}\nRASID_ZONE=Asia/Beirut\nOTHER=1\n", "utf-8")
    assert load_settings().bot_token is not None

    monkeypatch.setenv("RASID_BOT_TOKEN", "")
    settings = load_settings()

    assert settings.bot_token is None
    assert settings.zone == "Asia/Beirut"


@pytest.mark.parametrize("name", ["RASID_OWNER", "RASID_ZONE", "RASID_WATCH_QUOTA", "RASID_DATABASE", "RASID_ACCESS"])
def test_a_blank_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    untouched = load_settings()
    monkeypatch.setenv(name, "  ")
    assert load_settings() == untouched


@pytest.mark.parametrize(
    ("url", "listen"),
    [
        ("https://news.example/telegram", "127.0.0.1:8080"),
        ("https://أخبار.example:8443", "[::1]:8080"),
        ("http://127.0.0.1:8080/here", "0.0.0.0:80"),
        ("http://[::1]:8080/here", "localhost:8080"),
    ],
)
def test_a_webhook_has_an_https_address_or_one_of_this_machine(
    monkeypatch: pytest.MonkeyPatch, url: str, listen: str
) -> None:
    monkeypatch.setenv("RASID_WEBHOOK_URL", url)
    monkeypatch.setenv("RASID_WEBHOOK_LISTEN", listen)
    settings = load_settings()
    assert (settings.webhook_url, settings.webhook_listen) == (url, listen)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("RASID_BOT_TOKEN", "my-secret-token", "123456789:AbC… (@BotFather)"),
        ("RASID_BOT_TOKEN", TOKEN + "/getMe", "123456789:AbC… (@BotFather)"),
        ("RASID_TELEGRAM_API", "ftp://api.example", "https://…"),
        ("RASID_TELEGRAM_API", "api.telegram.org", "https://…"),
        ("RASID_TELEGRAM_API", "http://127.0.0.1:port", "https://…"),
        ("RASID_TELEGRAM_API", "http://[::1", "https://…"),
        ("RASID_PREVIEW_BASE", "https://t.me/?q=1", "https://…"),
        ("RASID_WEBHOOK_URL", "http://news.example/telegram", "https://…"),
        ("RASID_WEBHOOK_URL", "https://user:pass@news.example/telegram", "https://…"),
        ("RASID_WEBHOOK_URL", "https:///telegram", "https://…"),
        ("RASID_WEBHOOK_LISTEN", "8080", "127.0.0.1:8080 | [::1]:8080 | …"),
        ("RASID_WEBHOOK_LISTEN", "127.0.0.1", "127.0.0.1:8080 | [::1]:8080 | …"),
        ("RASID_WEBHOOK_LISTEN", "127.0.0.1:0", "127.0.0.1:8080 | [::1]:8080 | …"),
        ("RASID_WEBHOOK_LISTEN", "127.0.0.1:99999", "127.0.0.1:8080 | [::1]:8080 | …"),
        ("RASID_WEBHOOK_SECRET", "two words", "A-Z a-z 0-9 _ - (1 … 256)"),
        ("RASID_WEBHOOK_SECRET", "س" * 8, "A-Z a-z 0-9 _ - (1 … 256)"),
        ("RASID_DATABASE", "postgresql://u:pass@db/rasid", "sqlite:///…"),
        ("RASID_DATABASE", "sqlite:///", "sqlite:///…"),
        ("RASID_DATABASE", "news.db", "sqlite:///…"),
        ("RASID_OWNER", "@layla", "123456789"),
        ("RASID_OWNER", "-100", "123456789"),
        ("RASID_ACCESS", "everyone", "open | invite"),
        ("RASID_ZONE", "Damascus", "Asia/Damascus | Europe/Berlin | …"),
        ("RASID_ZONE", "Asia", "Asia/Damascus | Europe/Berlin | …"),
        ("RASID_ZONE", "../../etc/passwd", "Asia/Damascus | Europe/Berlin | …"),
        ("RASID_WATCH_QUOTA", "0", "1, 2, 3 …"),
        ("RASID_COMMANDS_PER_MINUTE", "many", "1, 2, 3 …"),
        ("RASID_PRESSES_PER_MINUTE", "1.5", "1, 2, 3 …"),
        ("RASID_ALBUM_WAIT", "nan", "0 … 60"),
        ("RASID_ALBUM_WAIT", "-1", "0 … 60"),
        ("RASID_LOG_LEVEL", "loud", "DEBUG | INFO | WARNING | ERROR"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_repeating_what_was_given(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert refused.value.key == "settings-error-value"
    assert refused.value.values == {"name": name, "expected": expected}
    assert f"'{value}'" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_an_env_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("RASID_ZONE=دمشق".encode("cp1256"))

    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert (refused.value.key, refused.value.values) == ("settings-error-file", {"name": ".env", "expected": "UTF-8"})


def test_printing_the_settings_does_not_show_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_BOT_TOKEN", TOKEN)
    assert TOKEN not in f"{load_settings()!r} {load_settings()}"
