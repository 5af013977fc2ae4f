"""Every reason why the database cannot be used is told in both languages, with what to do next."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.locale import LANGUAGES, texts

STORAGE = Path(__file__).parents[2] / "storage"
PREFIX = "storage-error-"


def raised() -> dict[str, set[frozenset[str]]]:
    """The keys that are raised in the source of `storage`, and the names of the values given with each."""
    found: dict[str, set[frozenset[str]]] = defaultdict(set)
    for file in sorted(STORAGE.rglob("*.py")):
        for key, names in _raised_in(ast.parse(file.read_text(encoding="utf-8"))):
            found[key].add(names)
    return dict(found)


def _raised_in(tree: ast.Module) -> Iterator[tuple[str, frozenset[str]]]:
    """A key that comes from a variable is any that the module names outside a call of its own."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "StorageError"
    ]
    direct = {id(call.args[0]) for call in calls}
    named = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(PREFIX)
        and id(node) not in direct
    }
    for call in calls:
        names = frozenset(str(keyword.arg) for keyword in call.keywords)
        key = call.args[0]
        for each in [key.value] if isinstance(key, ast.Constant) else sorted(named):
            yield str(each), names


RAISED = raised()


def test_the_source_is_read_right() -> None:
    assert RAISED[f"{PREFIX}other-bot"] == {frozenset({"path", "bot"})}
    assert RAISED[f"{PREFIX}full"] == {frozenset({"path"})}
    assert len(RAISED) > 10


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(RAISED))
def test_each_error_has_a_text_that_uses_exactly_the_values_it_is_given(key: str, language: str) -> None:
    say = texts(language)
    assert key in say
    for names in RAISED[key]:
        text = say.line(key, **{name: f"<{name}>" for name in names})
        assert {name for name in names if f"<{name}>" in text} == names
        assert "\n" not in text


@pytest.mark.parametrize("key", sorted(RAISED))
def test_what_opening_may_raise_is_listed_where_it_is_opened(key: str) -> None:
    if key != f"{PREFIX}closed":
        assert f"`-{key.removeprefix(PREFIX)}`" in (STORAGE / "opening.py").read_text(encoding="utf-8").replace(
            f"`{PREFIX}", "`-"
        )
