"""What a benchmark has to say: printed as it goes, and written into docs/performance.md when that is asked for."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Sequence
from pathlib import Path

DOCUMENT = Path(__file__).parents[1] / "docs/performance.md"
PICTURES = DOCUMENT.parent / "pictures"


class Report:
    """The section of the document between `<!-- name -->` and `<!-- /name -->`."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._parts: list[str] = []
        self._pictures: dict[str, str] = {}
        command = " ".join([f"python -m {__package__}.{Path(sys.argv[0]).stem}", *sys.argv[1:]])
        self.add(f"`{command}` on {machine()}:")

    def add(self, *parts: str) -> None:
        """Paragraphs or tables, printed at once."""
        for part in parts:
            print(part, end="\n\n", flush=True)
            self._parts.append(part)

    def picture(self, file: str, content: str) -> None:
        """A picture that is written beside the document's others."""
        self._pictures[file] = content

    def write(self) -> None:
        """Put all of it into the document in place of what stood there. Raises ValueError when there is no place."""
        opening, closing = f"<!-- {self._name} -->", f"<!-- /{self._name} -->"
        text = DOCUMENT.read_text(encoding="utf-8")
        if opening not in text or closing not in text:
            raise ValueError(f"no {opening} in {DOCUMENT.name}")
        before, rest = text.split(opening, 1)
        behind = rest.split(closing, 1)[1]
        body = "\n\n".join(self._parts)
        DOCUMENT.write_text(f"{before}{opening}\n\n{body}\n\n{closing}{behind}", encoding="utf-8")
        for file, content in self._pictures.items():
            (PICTURES / file).write_text(content, encoding="utf-8")


def machine() -> str:
    """What the figures depend on: processor, cores, Python, and how many processes want these cores just now."""
    processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    name = processor[1] if processor else platform.machine()
    load = f"load {os.getloadavg()[0]:.0f}"
    return ", ".join(
        [f"{os.cpu_count()} cores ({name})", platform.system(), f"Python {platform.python_version()}", load]
    )


def table(head: str, rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the names of the columns are parted by `|`. All but the first column are set to the right."""
    names = head.split("|")
    lines = [names, ["---", *["---:"] * (len(names) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
