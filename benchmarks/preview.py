"""Pages of a public channel parsed a second, on one core; beside it, what Python's own tokenizer needs for the same."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from bot.ingest.sources.preview import read_page

PAGES = Path(__file__).parents[1] / "tests" / "data" / "tme"
POSTS_A_PAGE = 20
RUNS, REPEATS = 5, 40
FLOOR = 100.0


def tokenize(page: bytes) -> None:
    """Nothing but the tokens: no tree, no posts."""
    HTMLParser().feed(page.decode())


def pages_a_second(read: Callable[[bytes], object], pages: list[bytes], posts: int) -> float:
    """The best of RUNS, in pages of POSTS_A_PAGE posts."""
    best = float("inf")
    for _ in range(RUNS):
        began = time.perf_counter()
        for _ in range(REPEATS):
            for page in pages:
                read(page)
        best = min(best, time.perf_counter() - began)
    return posts * REPEATS / POSTS_A_PAGE / best


def main() -> int:
    """All block kinds of docs/sources.md; 1 when the floor is missed."""
    pages = [(PAGES / f"handmade-ar-{name}.html").read_bytes() for name in ("latest", "before-109")]
    posts = sum(len(read_page(page).posts) for page in pages)
    size = sum(map(len, pages)) / posts
    ours = pages_a_second(read_page, pages, posts)
    tokens = pages_a_second(tokenize, pages, posts)
    print(f"{posts} posts of {size:,.0f} bytes")
    print(f"read_page                {ours:8,.0f} pages of {POSTS_A_PAGE} posts/s (floor {FLOOR:.0f})")
    print(f"html.parser, tokens only {tokens:8,.0f} pages of {POSTS_A_PAGE} posts/s")
    return int(ours < FLOOR)


if __name__ == "__main__":
    sys.exit(main())
