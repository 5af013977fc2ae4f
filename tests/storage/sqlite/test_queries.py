"""The named queries: each in use, and none that reads a large table from end to end."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.sqlite import migrating, queries

FOLDER = Path(queries.__file__).parent
QUERIES = {
    f"{file.stem}.{name}": query
    for file in sorted(FOLDER.glob("*.sql"))
    for name, query in queries.load(file.stem).items()
}
LARGE = ("posts", "inbox", "outbox", "alerts", "hits", "post_refs", "search_docs", "post_viewers")

# What reads all of something on purpose.
WHOLE_INDEX = {
    "inbox.counts": "counting is reading",
    "outbox.counts": "counting is reading",
    "posts.count": "counting is reading",
    "inbox.drop_waiting": "the index holds waiting rows only",
    "inbox.retry_dead": "the index holds dead rows only",
    "inbox.dead": "the index holds dead rows only",
    "inbox.give_up_dead": "the index holds dead rows only",
    "inbox.oldest_pending": "the index holds pending rows only, and the first is enough",
    "outbox.possible_duplicates": "the index holds the doubtful rows only",
}


class _AnyValues(dict[str, object]):
    """A value for whatever a query asks for."""

    def __missing__(self, name: str) -> object:
        return "[]" if name in {"keys", "roles"} else 1


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrating.migrate(connection, 0)
    yield connection
    connection.close()


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_reads_no_large_table_from_end_to_end(db: sqlite3.Connection, name: str) -> None:
    plan = [row[3] for row in db.execute(f"explain query plan {QUERIES[name]}", _AnyValues())]
    scans = [step for step in plan if re.match(rf"SCAN ({'|'.join(LARGE)})\b", step)]

    if name in WHOLE_INDEX:
        assert scans
        assert all("INDEX" in step for step in scans)
    else:
        assert scans == []


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_is_used_by_its_noun(name: str) -> None:
    noun, _, query = name.partition(".")

    assert f'"{query}"' in (FOLDER / f"{noun}.py").read_text(encoding="utf-8")


def test_every_foreign_key_can_be_followed_back_by_an_index(db: sqlite3.Connection) -> None:
    """Deleting a row looks for those that name it, in every table."""
    tables = [name for (name,) in db.execute("select name from sqlite_master where type = 'table'")]
    bare = []
    for table in tables:
        firsts = {
            db.execute(f"select name from pragma_index_info('{index[1]}') where seqno = 0").fetchone()[0]
            for index in db.execute(f"pragma index_list('{table}')")
        } | {row[1] for row in db.execute(f"pragma table_info('{table}')") if row[5] == 1}
        keys = [row[3] for row in db.execute(f"pragma foreign_key_list('{table}')")]
        bare += [f"{table}.{column}" for column in keys if column not in firsts]
    assert bare == []


def test_a_query_has_a_name_and_a_name_one_query(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_FOLDER", tmp_path)
    (tmp_path / "noun.sql").write_text("-- name: one\nselect 1\n\n-- name: two\nselect 2 -- two\n", encoding="utf-8")
    assert queries.load("noun") == {"one": "select 1", "two": "select 2 -- two"}

    for wrong in ("select 1\n-- name: one\nselect 1", "-- name: one\nselect 1\n-- name: one\nselect 2"):
        (tmp_path / "noun.sql").write_text(wrong, encoding="utf-8")
        with pytest.raises(ValueError, match=r"noun\.sql"):
            queries.load("noun")
