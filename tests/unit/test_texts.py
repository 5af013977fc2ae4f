"""Every text in both languages, with the same values, and right in both directions."""

from __future__ import annotations

import ast
import re
from importlib import resources
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from bot.locale import Html, language_of, plain, shown, texts

ROOT = Path(__file__).parents[2]
ARABIC = re.compile(r"[\u0600-\u06ff]")


class _Values(Visitor):  # type: ignore[misc]  # fluent.syntax is untyped
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, ftl.Message]:
    """All texts of a language by key; a key that stands twice fails."""
    found: dict[str, ftl.Message] = {}
    for file in sorted(resources.files("bot.locale").iterdir(), key=lambda one: one.name):
        if not (file.name == f"{language}.ftl" or file.name.endswith(f".{language}.ftl")):
            continue
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{entry.id.name} stands twice"
                found[entry.id.name] = entry
    return found


def values(message: ftl.Message) -> set[str]:
    visitor = _Values()
    visitor.visit(message)
    return visitor.names


def written(message: ftl.Message) -> str:
    class Words(Visitor):  # type: ignore[misc]
        text = ""

        def visit_TextElement(self, node: ftl.TextElement) -> None:
            self.text += node.value

    words = Words()
    words.visit(message)
    return words.text


def test_both_languages_say_the_same_things() -> None:
    assert messages("ar").keys() == messages("en").keys()


def test_a_text_has_the_same_values_in_both_languages() -> None:
    arabic, english = messages("ar"), messages("en")
    different = {key for key in arabic if values(arabic[key]) != values(english[key])}
    assert not different


def test_the_english_texts_hold_no_arabic_but_in_examples() -> None:
    for key, message in messages("en").items():
        outside = re.sub(r"<code>.*?</code>", "", written(message))
        assert not ARABIC.search(outside) or key == "button-other-language", key


def test_the_arabic_texts_are_written_with_arabic_punctuation() -> None:
    for key, message in messages("ar").items():
        words = re.sub(r"<code>.*?</code>|<[^>]+>|\.env|https?://\S+|sqlite:\S*", "", written(message))
        assert not re.search(r"[\u0600-\u06ff]\s*[,;?]", words), key


def test_what_the_program_says_is_there() -> None:
    """Every key that stands in the code as a literal of that shape has its text."""
    known = messages("ar").keys()
    families = {key.partition("-")[0] for key in known}
    missing = set()
    for folder in ("bot", "handlers", "storage"):
        for file in (ROOT / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                    continue
                place = {"say": 0, "toast": 0, "line": 0, "answer": 1}.get(call.func.attr)
                if place is None or len(call.args) <= place:
                    continue
                key = call.args[place]
                if not (isinstance(key, ast.Constant) and isinstance(key.value, str) and "-" in key.value):
                    continue
                if key.value not in known and key.value.partition("-")[0] in families:
                    missing.add(f"{file.name}: {key.value}")
    assert not missing


@pytest.mark.parametrize(
    ("count", "said"), [(1, "واحدة"), (2, "متابعتان"), (3, "متابعات"), (11, "متابعة"), (100, "متابعة")]
)
def test_arabic_counts_as_arabic_does(count: int, said: str) -> None:
    assert said in texts("ar").say("watches-title", count=count)


def test_values_are_escaped_and_isolated() -> None:
    said = texts("ar").say("watch-saved", query="<b>NATO</b>")
    assert "\u2068&lt;b&gt;NATO&lt;/b&gt;\u2069" in said


def test_html_is_taken_as_it_is() -> None:
    assert "<i>NATO</i>" in texts("ar").say("watch-saved", query=Html("<i>NATO</i>"))


def test_a_value_that_is_missing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="watch-saved"):
        texts("ar").say("watch-saved")


@pytest.mark.parametrize(
    ("code", "language"), [("ar", "ar"), ("ar-SY", "ar"), ("en", "en"), ("de", "en"), (None, "ar"), ("", "ar")]
)
def test_the_language_follows_the_profile(code: str | None, language: str) -> None:
    assert language_of(code) == language


def test_names_cannot_turn_a_message_round() -> None:
    assert shown("نادر \u202e\u2066أحمد\n\n ") == "نادر أحمد"
    assert "\u202e" not in plain("قافلة \u202eمقلوبة")


def test_long_names_are_cut() -> None:
    assert shown("ا" * 500, 20) == "ا" * 19 + "…"
