"""Searching stored posts and matching them as watches give the same posts and the same places, on every operator.

5,000 posts made of our own sentences go into a real database; the index proposes, the evaluator decides.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

import pytest
import pytest_asyncio

from bot.match import Percolator, post_keys
from bot.model import Media, MediaKind, Origin, OriginKind, Post, PostRef, RefKind, Source, SourceStatus
from bot.query import parse
from bot.search import search
from storage import Storage, Unit
from storage.opening import open_storage
from tests.reading import analysed

POSTS, REVISED, AT_ONCE = 5_000, 200, 500
START = datetime(2026, 3, 1, tzinfo=UTC)

PLACES = [
    "دمشق",
    "حلب",
    "حمص",
    "إدلب",
    "اللاذقية",
    "دير الزور",
    "الحسكة",
    "درعا",
    "السويداء",
    "القنيطرة",
    "تل السنديان",
]
PEOPLE = ["وليد الخطيب", "سامر العسالي", "نتنياهو", "نتانياهو", "غريغوروفتش", "هالة درزنوف", "بشار الدبسان", "ليلى"]
GROUPS = ["تنظيم الدولة", "داعش", "حركة حماس", "هيئة الإغاثة", "الهلال الأحمر", "نقابة المعلمين", "مجلس القرية"]
THINGS = ["صواريخ", "صاروخين", "قافلة", "قوافل", "شحنة طحين", "الوفد الروسي", "وفود أممية", "سيارات إسعاف", "F-16"]
VERBS = ["وصلت", "دمرت", "أوقفت", "رافقت", "هددت", "نقلت", "صوّرت", "تسلّمت", "أحصت"]
SENTENCES = [
    "{verb} {thing} صباح اليوم قرب {place} بحسب {person}",
    "قال {person} إن {group} {verb} {thing} في محيط {place}",
    "عاجل | انقطاع التيار عن {place} بعد {number} ساعات من العاصفة",
    "المفاوضات بين {group} و{group2} تتعثر في {place}، والمفاوضون يغادرون",
    "#{tag} بلغ سعر النفط {number} ليرة في أسواق {place}",
    "ورد اسم {person} في اللائحة رقم {number} الصادرة عن {group}",
    "استقبل والي {place} {person} وبحث معه ملف الأسرى والمفقودين",
    "غرق قارب قبالة {place} وإنقاذ {number} من ركابه بينهم أطفال",
    "Reuters: negotiators met {group} near {place}, shelling continued for {number} hours",
    "The army and the police closed the road to {place}; {number} families were told to leave",
    "إلى أهالي {place}: توزيع {thing} يبدأ غدا في المدرسة القديمة، لا رسوم ولا بطاقات",
    "وزير الخارجية يؤكد عودة العلاقات مع سورية، وأميركا ترحب بحذر من {place}",
]
ENDINGS = [
    "",
    "",
    " 🔥",
    " https://example.org/a/7",
    " #{tag}",
    " – خاص",
    "، والتفاصيل لاحقا.",
    "\nللمزيد تابعوا القناة",
]
TAGS = ["حلب_الشهباء", "درعا", "عاجل", "Breaking_News", "ذاكرة_المكان"]
MEDIA = [(), (), (MediaKind.PHOTO,), (MediaKind.PHOTO, MediaKind.VIDEO), (MediaKind.DOCUMENT,), (MediaKind.VOICE,)]
CHANNELS = {"Ward_News": ("رسمي", "جنوب"), "east_line": ("شرق",), "hawran24": ("جنوب",), "": ()}

QUERIES = [
    "صاروخ",
    "قافلة دمشق",
    "مفاوض",
    "مفاوضات",
    "وليد",
    "العسالي",
    "وبالعسالي",
    "سوريا",
    "أمريكا",
    "داعش",
    "حماس | نقابة",
    "صاروخ | قافلة | وفد",
    "قافلة -دمشق",
    "قافلة -(دمشق | حلب) -وفد",
    "(حلب | حمص) (نفط | تيار)",
    "((حلب نفط) | (حمص تيار)) -عاصف*",
    '"الوفد الروسي"',
    '"وفد روسي" | "هيئة الإغاثة"',
    '"تنظيم الدولة"',
    '"داعش"',
    '"دير الزور" -"دير الزور بحسب"',
    "=قوافل",
    "=النفط | =نفط",
    '="سعر النفط"',
    "=في",
    "مفاوض*",
    "المفاوض*",
    "قو* حمص",
    "negotiat*",
    "وف* -روس*",
    "نتنياهو~",
    "غريغوروفيتش~",
    "درزنوف~ | دبسان~",
    "القنيطره~",
    "#حلب_الشهباء",
    "#درعا",
    "درعا",
    "#عاجل | #breaking_news",
    '"ذاكرة المكان"',
    "داعش NEAR/6 دمشق",
    "(حماس | داعش) NEAR/3 (مفاوض* | صاروخ)",
    '"سعر النفط" NEAR/2 ليرة',
    "#درعا NEAR/3 سعر",
    "قال NEAR/1 وليد",
    r"اللائحة /رقم \d{2}\b/",
    r"النفط /\b[1-4]\d\d ليرة/",
    r"حلب -/\d/",
    "from:@ward_news",
    "from:@WARD_NEWS صاروخ",
    "from:#جنوب قافلة",
    "from:@east_line | from:#رسمي",
    "صاروخ -from:#جنوب",
    "حلب lang:en",
    "دمشق -lang:ar",
    "قافلة has:photo",
    "قافلة has:video has:link",
    "قافلة (has:document | is:forward)",
    "حلب -has:photo -has:video -is:forward",
    "قافلة since:2026-03-12",
    "قافلة until:2026-03-03 -دمشق",
    "from:#شرق since:2026-03-05 until:2026-03-06",
    "قافلة بدون دمشق",
    "13",
    "١٣ ليرة",
    "F16",
    "shell",
    "police AND army",
    "family",
    "والي (إدلب أو حمص)",
    "غرق قارب أو انقطاع تيار",
]


def texts(random: Random) -> Iterator[str]:
    """Texts of one to three sentences."""
    while True:
        parts = [a_sentence(random) for _ in range(random.choice([1, 1, 2, 3]))]
        yield ". ".join(parts) + random.choice(ENDINGS).format(tag=random.choice(TAGS))


def a_sentence(random: Random) -> str:
    return random.choice(SENTENCES).format(
        verb=random.choice(VERBS),
        thing=random.choice(THINGS),
        place=random.choice(PLACES),
        person=random.choice(PEOPLE),
        group=random.choice(GROUPS),
        group2=random.choice(GROUPS),
        tag=random.choice(TAGS),
        number=random.choice([random.randint(1, 600), "١٣", "1,250", "13"]),
    )


def posts(random: Random, channels: dict[str, Source]) -> Iterator[tuple[Post, Source | None]]:
    for number, text in enumerate(texts(random)):
        channel = channels.get(random.choice(list(CHANNELS)))
        at = START + timedelta(minutes=5 * number)
        yield (
            Post(
                text,
                refs=(PostRef(RefKind.CHANNEL, channel.key if channel else "unknown", str(number)),),
                source_username=channel.username if channel else "",
                source_tags=channel.tags if channel else (),
                origin=Origin(OriginKind.CHANNEL) if random.random() < 0.2 else None,
                published_at=at if random.random() < 0.9 else None,
                arrived_at=at + timedelta(seconds=30),
                media=tuple(map(Media, random.choice(MEDIA))),
                links="https://" in text,
            ),
            channel,
        )


@dataclass
class Newsroom:
    """The stored posts as they were matched, by id."""

    storage: Storage
    posts: dict[int, Post]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def newsroom(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Newsroom]:
    storage = await open_storage(f"sqlite:///{tmp_path_factory.mktemp('search')}/rasid.db")
    random, engine = Random(2026), analysed()

    async def add_channels(unit: Unit) -> dict[str, Source]:
        return {
            name: await unit.sources.save(
                Source(0, RefKind.CHANNEL, str(key), username=name, status=SourceStatus.ACCEPTED, tags=tags), START
            )
            for key, (name, tags) in enumerate(CHANNELS.items())
            if name
        }

    made = posts(random, await storage.transact(add_channels))
    stored: dict[int, Post] = {}

    async def add(unit: Unit) -> dict[int, Post]:
        added = {}
        for post, channel in islice(made, AT_ONCE):
            one = await unit.posts.add(post, source_id=channel.id if channel else None)
            await unit.posts.index(one.id, post_keys(engine.prepare(post.text)))
            added[one.id] = replace(post, id=one.id)
        return added

    while len(stored) < POSTS:
        stored |= await storage.transact(add)

    async def revise(unit: Unit) -> dict[int, Post]:
        """Some posts were edited since: what they say now counts."""
        changed = {}
        for number, text in zip(random.sample(sorted(stored), REVISED), texts(random), strict=False):
            post = replace(stored[number], text=text, links="https://" in text, media=())
            await unit.posts.revise(post, START + timedelta(days=30))
            await unit.posts.index(number, post_keys(engine.prepare(text)))
            changed[number] = post
        return changed

    stored |= await storage.transact(revise)
    yield Newsroom(storage, stored)
    await storage.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_searching_and_watching_find_the_same_posts_on_every_operator(newsroom: Newsroom) -> None:
    percolator = Percolator(analysed())
    for text in QUERIES:
        percolator.add(text, parse(text, search=True))
    watched: dict[str, dict[int, object]] = {text: {} for text in QUERIES}
    for number, post in newsroom.posts.items():
        for match in percolator.match(post):
            watched[str(match.watch_id)][number] = match.spans
    assert {text for text, found in watched.items() if not 0 < len(found) < POSTS} == set()
    different = {}
    async with newsroom.storage.reading() as unit:
        for text in QUERIES:
            results = await search(unit, text, analysed(), viewer=None, limit=POSTS)
            assert not results.more
            if {found.post.id: found.spans for found in results.found} != watched[text]:
                searched = {found.post.id for found in results.found}
                different[text] = searched ^ watched[text].keys()
    assert different == {}


@pytest.mark.asyncio(loop_scope="module")
async def test_a_search_ends_at_its_limit_and_says_that_there_is_more(newsroom: Newsroom) -> None:
    async with newsroom.storage.reading() as unit:
        few = await search(unit, "قافلة", analysed(), viewer=None, limit=3)
        all_of_them = await search(unit, "قافلة", analysed(), viewer=None, limit=POSTS)
    assert few.more
    assert [found.post.id for found in few.found] == [found.post.id for found in all_of_them.found][:3]
    assert [found.post.id for found in all_of_them.found] == sorted(
        (found.post.id for found in all_of_them.found), reverse=True
    )


def test_the_posts_are_many_and_differ() -> None:
    assert len(set(islice(texts(Random(2026)), POSTS))) > POSTS * 0.8
