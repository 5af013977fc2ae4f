"""The text engine alone, on one core: first and second reading of a text, start, memory, and the sizes of its caches.

Reads the sentences of ../shared/data/stream_dev.json where they are, else generated ones, whose growth of different
words per word it prints: what a cache is worth depends on it.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bot.text import Engine, default_engine, scan
from bot.text.clitics import CliticReader

SENTENCES = Path(__file__).parents[1] / "../shared/data/stream_dev.json"
WARM_RUNS = 5
GENERATED_WORDS = 25_000
SEED = 5

_NOUNS = "وزير رئيس صاروخ مدينة حكومة قوة جيش اجتماع قرار هجوم شركة سوق منطقة اتفاق انتخاب لاجئ طريق مستشفى مدرسة بيان"
_ADJECTIVES = "جديد سوري روسي أمريكي عسكري سياسي كبير دولي محلي مدني اقتصادي شمالي جنوبي رسمي مشترك"
_VERBS = "أعلن قال أكد هدد قتل وصل بدأ رفض طالب شارك استهدف قصف دخل غادر وقع"
_NAMES = "دمشق حلب إدلب بغداد الموصل القاهرة بيروت عدن صنعاء طرابلس غزة القدس الرقة درعا حمص"


def main() -> None:
    texts = _texts()
    started = _seconds_to_first_key()
    engine = default_engine()
    cold, words = _read(engine, texts)
    warm = min(_read(engine, texts)[0] for _ in range(WARM_RUNS))
    rules = Engine(CliticReader())
    rules_cold, _ = _read(rules, texts)
    folding = _seconds_of_folding(texts)
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{engine.version}; {words} words, {len({w.spelled for text in texts for w in scan(text)})} different")
    rows = [
        ("first reading, empty cache", words / cold, "words/s", "≥ 15,000"),
        ("second reading, with offsets and keys", words / warm, "words/s", "≥ 600,000"),
        ("  first reading by rules, for comparison", words / rules_cold, "words/s", ""),
        ("  splitting and folding alone, for comparison", words / folding, "words/s", ""),
        ("process start to first key", started, "s", "≤ 1.5"),
        ("resident at most", resident, "MiB", "≤ 250"),
    ]
    for name, value, unit, floor in rows:
        print(f"{name:46} {value:12,.2f} {unit:8} {floor}")
    for name, info in engine.cache_info().items():
        print(f"cache of {name:10} {info.size:8,} of {info.limit:,}")


def _texts() -> Sequence[str]:
    if SENTENCES.is_file():
        return [post["text"] for post in json.loads(SENTENCES.read_text(encoding="utf-8"))["posts"]]
    texts = _generated()
    seen: set[str] = set()
    count = 0
    for number, text in enumerate(texts, 1):
        seen.update(text.split())
        count += len(text.split())
        if number & (number - 1) == 0:
            print(f"generated: {count:8,} words, {len(seen):6,} different")
    return texts


def _generated() -> list[str]:
    """Sentences of inflected words with clitics, their stems drawn as rank-frequency lists are: 1/rank."""
    chance = random.Random(SEED)
    stems = [*_NOUNS.split(), *_ADJECTIVES.split(), *_VERBS.split(), *_NAMES.split()]
    chance.shuffle(stems)
    weights = [1 / rank for rank in range(1, len(stems) + 1)]
    texts = []
    for _ in range(GENERATED_WORDS // 20):
        drawn = chance.choices(stems, weights, k=20)
        texts.append(" ".join(_dressed(stem, chance) for stem in drawn))
    return texts


def _dressed(stem: str, chance: random.Random) -> str:
    before = chance.choice(("", "", "", "و", "ال", "ال", "وال", "ب", "ل", "بال", "ف"))
    after = chance.choice(("", "", "", "", "ين", "ات", "ها", "هم", "ه"))
    return f"{before}{stem}{after}"


def _read(engine: Engine, texts: Sequence[str]) -> tuple[float, int]:
    start = time.perf_counter()
    words = sum(len(engine.prepare(text).words) for text in texts)
    return time.perf_counter() - start, words


def _seconds_of_folding(texts: Sequence[str]) -> float:
    start = time.perf_counter()
    for text in texts:
        for word in text.split():
            word.translate({0x623: "ا", 0x625: "ا", 0x622: "ا", 0x629: "ه", 0x649: "ي"})
    return time.perf_counter() - start


def _seconds_to_first_key() -> float:
    default_engine()  # converts the tables where that has not been done yet: once, not at every start
    start = time.perf_counter()
    program = "from bot.text import default_engine; default_engine().prepare('وبالصواريخ').words[0].keys"
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
