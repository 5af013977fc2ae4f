"""`python -m bot …` and `rasid …`: the verbs, their arguments, and one clear line when something is missing.

Exit codes: 0 done, 1 a demonstration or check did not hold, 2 it could not start.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import io
import os
import signal
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast
from zoneinfo import ZoneInfo

from bot.config import Settings, SettingsError, load_settings
from bot.locale import Texts, texts

if TYPE_CHECKING:
    from storage import Storage

SANDBOX_PORT = 8765
_EXCLUDED = "\0"  # which no argument of a process can hold
VERBS_TO_COME = ("digest", "backup", "restore")


class CannotStart(Exception):
    """The program ends with exit code 2 and this one text, by key."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def terminal_texts() -> Texts:
    """The terminal's language, by its locale: Arabic if it says so, else English."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return texts("ar" if locale.lower().startswith("ar") else "en")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; return the exit code."""
    from bot.ops.logging import configure
    from storage import StorageError

    for stream in (sys.stdout, sys.stderr):
        # Arabic must reach the terminal, or its log, whatever the locale says.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # For verbs that need no settings, and until they are read; libraries would log addresses with the token.
    configure("WARNING")
    say = terminal_texts()
    parser = _parser(say)
    arguments, unknown = parser.parse_known_args(_shielded(sys.argv[1:] if argv is None else argv))
    if unknown and arguments.verb_function is not _to_come:
        parser.error(say.line("cli-unknown", arguments=" ".join(unknown)))
    try:
        code: int = arguments.verb_function(arguments)
    except (SettingsError, StorageError, CannotStart) as error:
        print(say.line(error.key, **error.values), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    return code


def _shielded(argv: Sequence[str]) -> list[str]:
    """With a mark before words that a query excludes (`-دمشق`): argparse would take them for options."""
    if not argv or argv[0] not in {"search", "export"}:
        return list(argv)
    return [f"{_EXCLUDED}{one}" if one[:1] == "-" and not one[1:2].isascii() else one for one in argv]


def _query(words: Sequence[str]) -> str:
    return " ".join(words).replace(_EXCLUDED, "")


def _parser(say: Texts) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rasid", description=say.line("cli-about"))
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, act: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        text = say.line(f"cli-{name}")
        made = verbs.add_parser(name, help=text, description=text)
        made.set_defaults(verb_function=act)
        return made

    run = verb("run", _run)
    run.add_argument("--port", type=int, default=SANDBOX_PORT, help=say.line("cli-option-port"))
    sandbox = verb("sandbox", _sandbox)
    sandbox.add_argument("--port", type=int, default=SANDBOX_PORT, help=say.line("cli-option-port"))
    sandbox.add_argument("--state", type=Path, help=say.line("cli-option-state"))
    sandbox.add_argument("--no-flood", action="store_true", help=say.line("cli-option-no-flood"))
    sandbox.add_argument("--samples", action="store_true", help=say.line("cli-option-samples"))
    sandbox.add_argument("--transcript", action="store_true", help=say.line("cli-option-transcript"))
    sandbox.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    demo = verb("demo", _demo)
    demo.add_argument("--post", type=Path, metavar="FILE", help=say.line("cli-option-post"))
    demo.add_argument("--watch", action="append", default=[], metavar="QUERY", help=say.line("cli-option-watch"))
    search = verb("search", _search)
    search.add_argument("query", nargs="+", metavar="QUERY", help=say.line("cli-option-query"))
    search.add_argument("--limit", type=int, default=20, help=say.line("cli-option-limit"))
    imports = verb("import", _import)
    imports.add_argument("path", type=Path, metavar="PATH", help=say.line("cli-option-archive"))
    imports.add_argument("--groups", action="store_true", help=say.line("cli-option-groups"))
    imports.add_argument("--username", default="", metavar="NAME", help=say.line("cli-option-username"))
    exports = verb("export", _export)
    exports.add_argument("query", nargs="*", metavar="QUERY", help=say.line("cli-option-query"))
    exports.add_argument("--output", type=Path, metavar="FILE", help=say.line("cli-option-output"))
    exports.add_argument("--format", choices=("jsonl", "csv", "json"), help=say.line("cli-option-format"))
    verb("doctor", _doctor).add_argument("--retry", action="store_true", help=say.line("cli-option-retry"))
    measures = verb("evaluate", _evaluate).add_subparsers(required=True, metavar="WHAT", dest="measure")
    for measure in ("matching", "stream"):
        text = say.line(f"cli-evaluate-{measure}")
        what = measures.add_parser(measure, help=text, description=text)
        what.add_argument("file", type=Path, metavar="FILE", help=say.line("cli-option-cases"))
        what.add_argument("--json", action="store_true", help=say.line("cli-option-json"))
        if measure == "matching":
            what.add_argument("--predictions", type=Path, metavar="OUT", help=say.line("cli-option-predictions"))
    for name in VERBS_TO_COME:
        verb(name, _to_come).add_argument("rest", nargs="*", help=argparse.SUPPRESS)
    return parser


def _to_come(arguments: argparse.Namespace) -> int:
    raise CannotStart("cli-to-come")


def _run(arguments: argparse.Namespace) -> int:
    settings = _start()
    if settings.bot_token is None:
        return _run_on_sandbox(settings, arguments.port)
    token = settings.bot_token.get_secret_value()
    return _until_stopped(lambda: _serve(settings, token, settings.telegram_api, None))


def _run_on_sandbox(settings: Settings, port: int) -> int:
    from bot.sandbox.child import SandboxFailed, sandbox_child
    from bot.sandbox.samples import ADMIN

    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart("storage-error-folder", path=str(settings.data_dir)) from error
    try:
        with sandbox_child(port, settings.data_dir / "sandbox-telegram.db", samples=True) as child:
            print(terminal_texts().line("run-sandbox", address=f"{child.address}/"), flush=True)
            chat_root = f"{child.address}/chat"
            # The admin among the sample people owns the bot, so that the sample channels count at once.
            # No public address leads to it.
            changed = {"owner": settings.owner or ADMIN, "webhook_url": None, "database": _database(settings)}
            owned = settings.model_copy(update=changed)
            return _until_stopped(lambda: _serve(owned, child.token, child.address, chat_root))
    except SandboxFailed:
        return 2  # it has said why on the terminal


def _database(settings: Settings) -> str:
    """The database that `run` works on: without a token another one, for the sandbox's people and posts."""
    if settings.bot_token or settings.database:
        return settings.database_url
    return f"sqlite:///{(settings.data_dir / 'sandbox.db').resolve()}"


async def _serve(settings: Settings, token: str, telegram_api: str, chat_root: str | None) -> int:
    from bot import app
    from bot.deliver.telegram import TokenRefused

    say = terminal_texts()
    if not token.partition(":")[0].isdecimal():
        raise CannotStart("run-token-refused")
    try:
        async with app.opened(
            settings,
            token=token,
            telegram_api=telegram_api,
            chat_root=chat_root or app.CHAT_ROOT,
        ) as running:
            print(say.line("run-ready", name=f"@{running.desk.bot_username}"), flush=True)
            if link := await app.claim_link(running):
                print(say.line("run-claim", link=link), flush=True)
            await running.run()
    except TokenRefused as error:
        raise CannotStart("run-token-refused") from error
    return 0


def _sandbox(arguments: argparse.Namespace) -> int:
    from bot.sandbox.process import serve
    from bot.sandbox.state import NotASandboxFile

    try:
        return _until_stopped(
            lambda: serve(
                port=arguments.port,
                state=arguments.state,
                flood=not arguments.no_flood,
                samples=arguments.samples,
                transcript=arguments.transcript,
                parent_pid=arguments.parent,
                on_ready=lambda address: print(f"sandbox ready at {address}", flush=True),
            )
        )
    except OSError as error:
        if error.errno in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise CannotStart("run-port-taken", port=str(arguments.port)) from error
        raise CannotStart("run-sandbox-failed", reason=str(error)) from error
    except (NotASandboxFile, sqlite3.OperationalError, OverflowError) as error:
        raise CannotStart("run-sandbox-failed", reason=str(error)) from error


def _demo(arguments: argparse.Namespace) -> int:
    from bot import demo

    if arguments.post is None:
        if arguments.watch:
            raise CannotStart("demo-post-missing")
        return demo.scripted(sys.stdout)
    try:
        text = arguments.post.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart("demo-post-unreadable", file=str(arguments.post)) from error
    if not text.strip():
        raise CannotStart("demo-post-unreadable", file=str(arguments.post))
    return demo.with_post(sys.stdout, text, arguments.watch)


def _search(arguments: argparse.Namespace) -> int:
    from bot import terminal

    settings, say = _start(quiet=True), terminal_texts()

    async def search() -> int:
        async with _reading(settings) as storage, storage.reading() as unit:
            return await terminal.search(unit, _query(arguments.query), arguments.limit, settings.zone, say, sys.stdout)

    return asyncio.run(search())


def _import(arguments: argparse.Namespace) -> int:
    from bot import terminal
    from bot.ingest.archive import ArchiveError, Choices
    from storage.opening import open_storage

    settings, say = _start(quiet=True), terminal_texts()
    choices = Choices(ZoneInfo(settings.zone), arguments.groups, arguments.username.lstrip("@"))

    async def take_in() -> int:
        storage = await open_storage(_database(settings))
        try:
            return await terminal.take_in(storage, arguments.path, choices, say, sys.stdout, sys.stderr)
        except ArchiveError as error:
            raise CannotStart(error.key, **error.values) from error
        finally:
            await storage.close()

    return asyncio.run(take_in())


def _export(arguments: argparse.Namespace) -> int:
    from bot import terminal
    from bot.exporting import Format

    settings, say = _start(quiet=True), terminal_texts()
    ending = arguments.output.suffix[1:] if arguments.output else ""
    form = Format(arguments.format or (ending if ending in set(Format) else Format.LINES))

    async def export() -> int:
        async with _reading(settings) as storage, storage.reading() as unit:
            try:
                with _output(arguments.output) as out:
                    return await terminal.export(unit, _query(arguments.query), form, say, out, sys.stderr)
            except OSError as error:
                if isinstance(error, BrokenPipeError):
                    raise
                reason = error.strerror or type(error).__name__
                raise CannotStart("export-error-file", file=str(arguments.output), reason=reason) from error

    return asyncio.run(export())


@contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that takes its name once it is whole; only its owner may read it."""
    if path is None:
        yield sys.stdout
        return
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as unfinished:
        file = Path(unfinished.name)
        try:
            yield cast("TextIO", unfinished)
            unfinished.flush()
            os.fsync(unfinished.fileno())
            file.replace(path)
        finally:
            file.unlink(missing_ok=True)


def _evaluate(arguments: argparse.Namespace) -> int:
    from bot import evaluate

    _start(quiet=True)
    if arguments.measure == "matching":
        return evaluate.matching(arguments.file, arguments.predictions, arguments.json)
    return evaluate.stream(arguments.file, arguments.json)


def _doctor(arguments: argparse.Namespace) -> int:
    from bot import terminal

    settings, say = _start(quiet=True), terminal_texts()

    async def doctor() -> int:
        if arguments.retry:
            async with _reading(settings):
                pass  # a database that is missing is not to be made
        async with _reading(settings, read_only=not arguments.retry) as storage:
            code = await terminal.doctor(
                storage, _database(settings), say, sys.stdout, pace=settings.preview_pace, retry=arguments.retry
            )
        url, listen = settings.webhook_url or "", settings.webhook_listen
        print(say.line("doctor-updates", way="webhook" if url else "poll", url=url, listen=listen))
        return code

    return asyncio.run(doctor())


@asynccontextmanager
async def _reading(settings: Settings, *, read_only: bool = True) -> AsyncIterator[Storage]:
    """The database beside a running bot: read-only, no lock. Else it is this process's alone."""
    from storage.opening import open_storage

    storage = await open_storage(_database(settings), read_only=read_only)
    try:
        yield storage
    finally:
        await storage.close()


def _start(*, quiet: bool = False) -> Settings:
    """Settings read and logging set up, in that order: the log must know what to keep secret."""
    from bot.ops.logging import configure

    settings = load_settings()
    secrets = [secret.get_secret_value() for secret in (settings.bot_token, settings.webhook_secret) if secret]
    configure("WARNING" if quiet else settings.log_level, secrets=secrets)
    return settings


def _until_stopped(work: Callable[[], Coroutine[Any, Any, int | None]]) -> int:
    """Run until it ends or SIGINT or SIGTERM comes; stopping so is a success."""

    async def supervised() -> int:
        task = asyncio.ensure_future(work())
        loop = asyncio.get_running_loop()
        stopped = False

        def stop() -> None:
            nonlocal stopped
            stopped = True
            task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
        with suppress(asyncio.CancelledError):
            result = await task
            return result if isinstance(result, int) else 0
        if not stopped:
            raise asyncio.CancelledError
        return 0

    return asyncio.run(supervised())
