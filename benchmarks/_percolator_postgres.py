"""PostgreSQL as a percolator: queries stored as `tsquery`, a sequential scan for each post, on a server of our own.

GIN does not index `tsquery`. GiST does (`tsquery_ops`), by a signature of 64 bits for containment of words, which a
post of 150 words fills; so a scan is what there is (https://www.postgresql.org/docs/15/textsearch-indexes.html).
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from benchmarks._percolator_stream import Stream
from bot.text import fold

CONFIGURATIONS = ("simple", "arabic")

_FOLDERS = "/usr/lib/postgresql"
_UNPRIVILEGED = "nobody"
_DEADLINE, _LOOK_EVERY = 30.0, 0.05  # seconds for a start, and between two looks at it
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "shared_buffers": "512MB",
    "jit": "off",  # compiling costs more than a scan of 100,000 rows gains
    "max_parallel_workers_per_gather": "0",  # one core, like all others
    "autovacuum": "off",
}


def programs() -> Path | None:
    """Where the Debian package of the newest server has its programs."""
    found = sorted(Path(_FOLDERS).glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def server(binaries: Path) -> Iterator[Database]:
    """A new server in a temporary folder that listens on a socket there, and is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    how: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    if os.geteuid() == 0:  # who is root may not run it
        how |= {"user": _UNPRIVILEGED, "group": pwd.getpwnam(_UNPRIVILEGED).pw_gid, "extra_groups": []}
    try:
        if "user" in how:
            shutil.chown(folder, _UNPRIVILEGED)
        data = folder / "data"
        command: list[str | Path] = [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "bench",
            "-E",
            "UTF8",
            "--locale=C",
            "--auth=trust",
        ]
        subprocess.run(command, check=True, **how)
        settings = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
        running = subprocess.Popen([binaries / "postgres", "-D", data, "-k", folder, *settings], **how)
        try:
            _wait(binaries, folder, running)
            with Database(binaries, folder) as database:
                yield database
        finally:
            running.terminate()
            running.wait()
    finally:
        shutil.rmtree(folder)


def _wait(binaries: Path, folder: Path, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _DEADLINE
    while subprocess.run([binaries / "pg_isready", "-q", "-h", folder], check=False).returncode:
        if time.monotonic() > deadline:
            raise TimeoutError("PostgreSQL does not start")
        with suppress(subprocess.TimeoutExpired):
            running.wait(_LOOK_EVERY)
            raise RuntimeError("PostgreSQL has ended")


class Database:
    """One connection through psql, whose answers are read line by line."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        command: list[str | Path] = [
            binaries / "psql",
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            folder,
            "-U",
            "bench",
            "postgres",
        ]
        self._psql = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self._backend = int(self.ask("SELECT pg_backend_pid();")[0])

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._psql.stdin is not None
        self._psql.stdin.close()
        self._psql.wait()

    def ask(self, statements: str) -> list[str]:
        """The lines that some statements give. Raises RuntimeError when one fails."""
        assert self._psql.stdin is not None
        assert self._psql.stdout is not None
        self._psql.stdin.write(f"{statements}\n\\echo .\n")
        self._psql.stdin.flush()
        lines: list[str] = []
        for line in self._psql.stdout:
            if line == ".\n":
                return lines
            lines.append(line.rstrip("\n"))
        raise RuntimeError("psql has ended")

    def rate(self, given: Stream, posts: int, configuration: str) -> tuple[float, float]:
        """Posts that the server does in a second of its processor time, and the hits of a post."""
        self.ask(f"SET default_text_search_config = '{configuration}';")
        self._fill(given.watches)
        texts = [_folded(text) for text in given.posts[: posts + 1]]
        self._match(configuration, texts.pop())  # brings all pages in
        start = self._seconds()
        hits = sum(self._match(configuration, text) for text in texts)
        return len(texts) / (self._seconds() - start), hits / len(texts)

    def _fill(self, watches: Sequence[Sequence[str]]) -> None:
        rows = "\n".join(f"{number}\t{' '.join(map(fold, words))}" for number, words in enumerate(watches))
        self.ask(
            "SET client_min_messages = warning;\nDROP TABLE IF EXISTS given, watches;\n"
            f"CREATE TABLE given (id integer, words text);\nCOPY given FROM STDIN;\n{rows}\n\\.\n"
            "CREATE TABLE watches AS SELECT id, plainto_tsquery(words) AS query FROM given;\nVACUUM ANALYZE watches;"
        )

    def _match(self, configuration: str, text: str) -> int:
        post = f"to_tsvector('{configuration}', $post${text}$post$)"  # a constant: computed once for each post
        return len(self.ask(f"SELECT id FROM watches WHERE {post} @@ query;"))

    def _seconds(self) -> float:
        """Processor time of the backend (Linux, proc_pid_stat(5))."""
        fields = Path(f"/proc/{self._backend}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _folded(text: str) -> str:
    return " ".join(map(fold, text.split()))
