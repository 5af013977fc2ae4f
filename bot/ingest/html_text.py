"""The words in a piece of somebody's HTML, as a reader would see them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import AnyStr, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.ingest.cleaning import clean

_DEEPEST: Final = 60  # what is nested deeper is read without its line breaks
_MOST_TAGS: Final = 5_000
_UNSEEN: Final = frozenset(
    {"script", "style", "template", "noscript", "iframe", "object", "svg", "head", "title", "form", "button", "select"}
)
_APART: Final = frozenset(
    ["p", "blockquote", "pre", "ul", "ol", "table", "figure", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6"]
)
_OWN_LINE: Final = frozenset(
    ["div", "header", "footer", "aside", "main", "li", "dl", "dt", "dd", "tr", "figcaption", "hr", "address"]
)
# What WordPress and its like add to the end of every item, in the language of the site: a short paragraph of its own.
_BOILERPLATE = re.compile(
    r"The post .+ (?:first appeared|appeared first) on .+"
    r"|(?:ظهرت?|نُ?شرت?) .+ (?:أولا|أولاً|أولًا|للمرة الأولى) (?:على|في) .+"
    r"|\[(?:…|\.\.\.)\]|(?:Continue reading|Read more|(?:ا|إ)قرأ المزيد)\b.*"
)
_LONGEST_BOILERPLATE: Final = 400


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text in lines, paragraphs apart by an empty one; and whether there are links and pictures in the HTML."""

    text: str
    links: bool = False
    pictures: bool = False


def words_of(html: str) -> Words:
    """The text of a fragment. Plain text is a fragment too, unless it has `<` or `&` in it."""
    if "<" not in html and "&" not in html:
        return Words(_tidy(html))
    tree = LexborHTMLParser(beginning(html, "<"))
    body = tree.body
    if body is None:
        return Words("")
    pieces: list[str] = []
    _collect(body, pieces, 0, preformatted=False)
    text = _without_boilerplate(_tidy("".join(pieces)))
    links = any(_is_web(link.attributes.get("href") or "") for link in body.css("a[href]"))
    pictures = any(_is_picture(picture) for picture in body.css("img[src]"))
    return Words(text, links, pictures)


def beginning(html: AnyStr, opening: AnyStr) -> AnyStr:
    """HTML up to so many tags (`opening` is "<"): those that never close cost the square of their number."""
    return opening.join(html.split(opening, _MOST_TAGS)[:_MOST_TAGS])


def _collect(parent: LexborNode, pieces: list[str], depth: int, *, preformatted: bool) -> None:
    for node in parent.iter(include_text=True):
        tag = node.tag or ""
        if tag == "-text":
            raw = node.text(deep=False)
            if preformatted or not raw.isspace():
                pieces.append(raw if preformatted else re.sub(r"\s+", " ", raw))
            elif pieces and not pieces[-1].endswith("\n"):
                pieces.append(" ")
        elif tag == "br":
            pieces.append("\n")
        elif tag in _UNSEEN:
            continue
        elif depth >= _DEEPEST:
            pieces.append(node.text())
        else:
            lines = 2 if tag in _APART else int(tag in _OWN_LINE)
            _break(pieces, lines)
            if tag == "li":
                pieces.append("• ")
            if tag in {"td", "th"}:
                pieces.append(" ")
            _collect(node, pieces, depth + 1, preformatted=preformatted or tag == "pre")
            _break(pieces, lines)


def _break(pieces: list[str], lines: int) -> None:
    """Let what comes next begin on a line of its own (1), or after an empty one (2), and no further down."""
    if not pieces:
        return
    there = len(pieces[-1]) - len(pieces[-1].rstrip("\n"))
    if there < lines:
        pieces[-1] += "\n" * (lines - there)


def _without_boilerplate(text: str) -> str:
    body, apart, end = text.rpartition("\n\n")
    if apart and len(end) <= _LONGEST_BOILERPLATE and _BOILERPLATE.fullmatch(end):
        return body
    return text


def _tidy(text: str) -> str:
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in clean(text).replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_web(address: str) -> bool:
    return address.strip().lower().startswith(("http://", "https://", "//"))


def _is_picture(picture: LexborNode) -> bool:
    """One to look at: not a pixel that counts readers, not an emoji."""
    sizes = [picture.attributes.get("width"), picture.attributes.get("height")]
    classes = (picture.attributes.get("class") or "").split()
    return not any(size in {"0", "1"} for size in sizes) and "wp-smiley" not in classes and "emoji" not in classes
