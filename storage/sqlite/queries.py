"""The fixed queries, one `.sql` file per noun beside this one; each begins with a line `-- name: find_post`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_FOLDER = Path(__file__).parent
_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def load(noun: str) -> Mapping[str, str]:
    """The queries of `<noun>.sql` by name. Raises ValueError for a name that stands twice or a query without one."""
    before, *parts = _NAME.split((_FOLDER / f"{noun}.sql").read_text(encoding="utf-8"))
    if before.strip():
        raise ValueError(f"{noun}.sql: a query without a name")
    names, bodies = parts[::2], parts[1::2]
    if len(set(names)) != len(names):
        raise ValueError(f"{noun}.sql: a name stands twice")
    return MappingProxyType({name: body.strip() for name, body in zip(names, bodies, strict=True)})
