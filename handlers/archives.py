"""Archives in the chat: an admin sends a file to be imported, or asks for stored posts as a file."""

from __future__ import annotations

from telegram.ext import filters

from bot.archiving import ExportWanted, ImportWanted, ask_for
from bot.exporting import Format
from bot.ingest.sources.address import ChannelName, telegram_address
from bot.ingest.telegram_files import LARGEST
from bot.locale import shown
from bot.model import Outgoing, Subscriber
from bot.query import QueryError, parse
from handlers import drafting, keyboards
from handlers.asking import Ask
from storage import Unit

IMPORTED = ("json", "jsonl", "ndjson", "csv", "tsv")
PACKED = ("zip", "gz", "rar", "7z", "tar")
PAGES = ("html", "htm")
FILES: filters.BaseFilter = filters.Document.FileExtension(IMPORTED[0])
for _ending in (*IMPORTED[1:], *PACKED, *PAGES):
    FILES = FILES | filters.Document.FileExtension(_ending)
GROUPS = frozenset({"--groups", "groups", "مجموعات", "المجموعات"})


async def document(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """A file that looks like an archive. Its caption may name the channel it is of, and ask for groups."""
    file = ask.message.document if ask.message else None
    if file is None:
        return []
    name = file.file_name or ""
    ending = name.rpartition(".")[2].lower()
    if not caller.role.administers:
        return ask.answer(caller, "archive-admins-only")
    if ending in PACKED:
        return ask.answer(caller, "archive-packed", name=shown(name))
    if ending in PAGES:
        return ask.answer(caller, "import-error-html")
    if (file.file_size or 0) > LARGEST:
        return ask.answer(caller, "archive-too-large", name=shown(name), size=round((file.file_size or 0) / 2**20))
    words = ask.text.split()
    # A Latin word alone may be anything; a channel's name has its @ or stands in a link.
    linked = [word for word in words if "@" in word or "/" in word or "." in word]
    named = [read.name for word in linked if isinstance(read := telegram_address(word), ChannelName)]
    wanted = ImportWanted(
        file.file_id,
        name,
        username=named[0] if named else "",
        groups=any(word.lower() in GROUPS for word in words),
    )
    return await _queued(ask, unit, caller, wanted, "archive-import-begins", name=shown(name))


async def export(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """`/export [csv|jsonl|json] [query]`: public posts as a file."""
    first, _, rest = ask.words.partition(" ")
    form, query = (Format(first.lower()), rest.strip()) if first.lower() in set(Format) else (Format.CSV, ask.words)
    if query:
        try:
            parse(query, search=True)
        except QueryError as error:
            return drafting.refuse(ask, caller, query, error, keyboards.EXPORT_DRAFT, before=f"{form} ")
    return await _queued(ask, unit, caller, ExportWanted(form, query), "archive-export-begins")


async def export_this(ask: Ask, unit: Unit, caller: Subscriber) -> list[Outgoing]:
    """The corrected query of an export, with the format that was asked for; pressed twice it is exported once."""
    begun = await drafting.mine(ask, unit, caller)
    if begun is None:
        return ask.toast(caller.language, "old-button")
    await unit.drafts.remove(begun.id)
    return ask.toast(caller.language) + await export(ask.with_words(begun.text), unit, caller)


async def _queued(
    ask: Ask, unit: Unit, caller: Subscriber, wanted: ImportWanted | ExportWanted, key: str, **values: str
) -> list[Outgoing]:
    before = await ask_for(unit, wanted, caller, ask.now)
    if before is None:
        return ask.answer(caller, "archive-too-many")
    ask.work.after(ask.desk.archives_changed)
    return ask.answer(caller, key, before=before, **values)
