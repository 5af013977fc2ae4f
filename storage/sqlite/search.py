"""The search index: which posts have which keys.

A contentless FTS5 table over the numbers of keys, written as words such as `k1a`. `search_docs` keeps the words of each
post, because a row leaves such a table only by the very words it was inserted with.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from storage.sqlite.connection import Database
from storage.sqlite.queries import load

_SQL = load("search")
_NO_BOUND = 2**63 - 1

# FTS5 opens a cursor for every word of an expression, some 30 µs each: beyond this many, a set of keys (the words of a
# short prefix, say) is looked for in the words of the posts that the smaller sets propose.
WORDS_IN_AN_EXPRESSION = 4_000
_PAGE = 500
_REMEMBERED = 100_000  # words of keys in memory, some 14 MB
_REMEMBERED_SETS = 40_000  # as many as there are different words in a few thousand posts; some 35 MB
_COMPRESSION = 1  # the best there is makes it 5 % smaller and takes twice as long


@dataclass(frozen=True, slots=True)
class Scope:
    """Which posts a search may return; `since` in milliseconds, of publication where known, else of arrival."""

    viewer: int | None
    before_id: int | None
    since: int | None


def index(db: Database, post_id: int, keys: Collection[frozenset[str]]) -> None:
    """Make the post findable by these keys and no others, from the commit on."""
    db.put_off(_write, (post_id, keys))


def _write(db: Database, posts: Sequence[tuple[int, Collection[frozenset[str]]]]) -> None:
    """Index posts: in a few statements for all, so that another thread, which has to get the interpreter back after
    each, does it while posts are read in this one.
    """
    # What was to be indexed earlier of a post that comes twice is not even looked up: its keys would stay behind.
    documents = {post_id: _document(db, keys) for post_id, keys in dict(posts).items()}
    gone: set[str] = set()
    for post_id, former in _stored_words(db, documents).items():
        words = _split(documents[post_id])
        if words == former:
            del documents[post_id]
        else:
            _remove_document(db, post_id)
            gone.update(former - words)
    _add_documents(db, {post_id: document for post_id, document in documents.items() if document})
    _forget_unused(db, gone)


def _add_documents(db: Database, documents: Mapping[int, str]) -> None:
    packed = [zlib.compress(document.encode(), _COMPRESSION) for document in documents.values()]
    ends = list(accumulate(map(len, packed)))
    places = [(post_id, end - len(one), len(one)) for post_id, end, one in zip(documents, ends, packed, strict=True)]
    db.execute(_SQL["add_words"], {"places": json.dumps(places), "packed": b"".join(packed)})
    db.execute(_SQL["add_documents"], {"documents": json.dumps(list(documents.items()))})


def remove(db: Database, post_ids: Iterable[int]) -> None:
    """Take posts out of the index, and the keys that no other post has."""
    db.settle()
    gone: set[str] = set()
    for post_id in post_ids:
        gone |= _remove_document(db, post_id)
    _forget_unused(db, gone)


def candidates(db: Database, needs: Sequence[frozenset[str]], scope: Scope, limit: int) -> list[sqlite3.Row]:
    """Rows of `whole_posts`, newest first."""
    db.settle()
    wanted = [_known_words(db, keys) for keys in needs]
    if not all(wanted):
        return []
    asked, looked_up = _divide(wanted)
    expression = " AND ".join(f"({' OR '.join(words)})" for words in asked)
    if not looked_up:
        return _page(db, expression, scope, limit)
    return _filtered(db, expression, looked_up, scope, limit)


def optimize(db: sqlite3.Connection) -> None:
    """Merge the index into one piece, without what was deleted from it."""
    db.execute(_SQL["optimize"])


def check(db: sqlite3.Connection) -> None:
    """Raises sqlite3.DatabaseError when the index is damaged."""
    db.execute(_SQL["integrity"])


def _divide(wanted: list[frozenset[str]]) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    """The sets that an expression can carry, smallest first, and the rest."""
    ordered = sorted(wanted, key=len)
    carried, room = 0, WORDS_IN_AN_EXPRESSION
    while carried < len(ordered) and len(ordered[carried]) <= room:
        room -= len(ordered[carried])
        carried += 1
    return ordered[:carried], ordered[carried:]


def _page(db: sqlite3.Connection, expression: str, scope: Scope, limit: int) -> list[sqlite3.Row]:
    values = {
        "expression": expression,
        "viewer": scope.viewer,
        "before_id": _NO_BOUND if scope.before_id is None else scope.before_id,
        "since": scope.since,
        "limit": limit,
    }
    return db.execute(_SQL["matching" if expression else "latest"], values).fetchall()


def _filtered(
    db: sqlite3.Connection, expression: str, looked_up: list[frozenset[str]], scope: Scope, limit: int
) -> list[sqlite3.Row]:
    found: list[sqlite3.Row] = []
    while len(found) < limit:
        page = _page(db, expression, scope, _PAGE)
        for row in page:
            words = _split(_unpack(row["words"]))
            if all(not wanted.isdisjoint(words) for wanted in looked_up):
                found.append(row)
        if len(page) < _PAGE:
            break
        scope = replace(scope, before_id=page[-1]["id"])
    return found[:limit]


def _document(db: Database, keys: Collection[frozenset[str]]) -> str:
    """The words of these keys, made for those that have none yet; one that stands in several sets comes repeatedly."""
    known = db.key_sets
    try:
        return " ".join(filter(None, map(known.__getitem__, keys)))
    except KeyError:
        if len(known) > _REMEMBERED_SETS:
            known.clear()
        unknown = [some for some in keys if some not in known]
        _find_words(db, frozenset().union(*unknown))
        for some in unknown:
            known[some] = " ".join(map(db.key_words.__getitem__, some))
        return " ".join(filter(None, map(known.__getitem__, keys)))


def _find_words(db: Database, keys: frozenset[str]) -> None:
    known = db.key_words
    if len(known) > _REMEMBERED:
        known.clear()
    unknown = keys.difference(known)
    for query in ("key_ids", "add_keys"):
        for row in db.execute(_SQL[query], {"keys": json.dumps(sorted(unknown))}).fetchall():
            known[row["key"]] = _word(row["id"])
        unknown = unknown.difference(known)


def _known_words(db: sqlite3.Connection, keys: frozenset[str]) -> frozenset[str]:
    rows = db.execute(_SQL["key_ids"], {"keys": json.dumps(sorted(keys))})
    return frozenset(_word(row["id"]) for row in rows)


def _word(number: int) -> str:
    return f"k{number:x}"


def _unpack(stored: bytes | None) -> str:
    return zlib.decompress(stored).decode() if stored else ""


def _split(document: str) -> frozenset[str]:
    return frozenset(document.split())


def _stored_words(db: sqlite3.Connection, post_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    rows = db.execute(_SQL["words"], {"posts": json.dumps(list(post_ids))}).fetchall()
    return {row["post_id"]: _split(_unpack(row["words"])) for row in rows}


def _remove_document(db: sqlite3.Connection, post_id: int) -> frozenset[str]:
    """Take a post out; the words that it had."""
    row = db.execute(_SQL["remove_words"], {"id": post_id}).fetchone()
    if row is None:
        return frozenset()
    document = _unpack(row["words"])
    db.execute(_SQL["remove_document"], {"id": post_id, "words": document})
    return _split(document)


def _forget_unused(db: Database, words: Iterable[str]) -> None:
    """A key that stands in no post any more is a trace of the one that had it."""
    for word in words:
        if db.execute(_SQL["is_used"], {"word": word}).fetchone() is None:
            for row in db.execute(_SQL["remove_key"], {"id": int(word[1:], 16)}).fetchall():
                db.forget_key(row["key"])
