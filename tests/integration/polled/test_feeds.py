"""Feeds as sources: every entry once, every alert that is due, every trouble named, and nobody asked too often."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest

from bot.digests import last_day
from bot.ingest.sources.adding import Addition, find_feed, rename_feed, set_aside
from bot.locale import texts
from bot.model import RefKind, SourceStatus, Subscriber
from bot.terminal import doctor
from tests.feed_site import Newspaper, Web
from tests.integration.polling import MORNING, NADIR, SALMA, Newsroom
from tests.preview_site import serving


@pytest.fixture
def site(room: Newsroom) -> Web:
    return Web(room.clock.now)


@pytest.fixture
async def base(site: Web) -> AsyncIterator[str]:
    async with serving(site) as address:
        yield address


@pytest.fixture
def paper(site: Web) -> Newspaper:
    """A newspaper with some articles of the last hours."""
    made = Newspaper("صحيفة المضيق")
    for number in range(3):
        made.publish(f"مقال قديم رقم {number}", MORNING - timedelta(minutes=30 * (3 - number)))
    site.feeds["/feed"] = made
    return made


async def begin(room: Newsroom, base: str, by: Subscriber, path: str = "/feed") -> None:
    await room.start()
    await room.add_feed(f"{base}{path}", by)
    await room.pass_by(minutes=1)


async def test_a_new_feed_begins_with_what_it_has_and_nobody_is_alerted(
    room: Newsroom, base: str, paper: Newspaper, nadir: Subscriber, salma: Subscriber
) -> None:
    await room.watch(salma, "مقال")
    await begin(room, base, nadir)

    assert len(room.stored()) == 3
    assert room.rows("select distinct mode from posts") == [("history",)]
    assert not room.phones.texts(SALMA)
    (added,) = room.phones.texts(NADIR)
    assert "صحيفة المضيق" in added
    assert f"{base}/feed" in added
    (source,) = await room.sources()
    assert (source.kind, source.key, source.title) == (RefKind.FEED, f"{base}/feed", "صحيفة المضيق")


async def test_what_is_published_then_is_alerted_once_and_an_unchanged_feed_sends_nothing(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber, salma: Subscriber
) -> None:
    await room.watch(salma, "السفينة")
    await begin(room, base, nadir)
    paper.publish("غرق السفينة قرب الساحل", room.clock.now(), "<p>قالت الإدارة إن الطاقم بخير.</p>")
    await room.pass_by(hours=3)

    (alert,) = room.phones.texts(SALMA)
    assert "الطاقم بخير" in alert
    assert "https://example.org/4" in alert
    assert room.rows("select mode from posts where text like 'غرق%'") == [("live",)]
    assert site.looks().count(200) == 2
    assert site.looks().count(304) >= 2
    assert "Rasid" in site.headers["User-Agent"]


async def test_an_edited_entry_is_a_new_version(
    room: Newsroom, base: str, paper: Newspaper, nadir: Subscriber, salma: Subscriber
) -> None:
    await room.watch(salma, "النفق")
    await begin(room, base, nadir)
    article = paper.publish("تفاصيل لاحقا", room.clock.now())
    await room.pass_by(hours=2)
    article.title = "فتح النفق الجنوبي"
    await room.pass_by(hours=2)

    assert len(room.phones.texts(SALMA, "الجنوبي")) == 1
    assert room.rows("select version, text from posts where version > 1") == [(2, "فتح النفق الجنوبي")]


async def test_a_feed_that_names_its_entries_anew_at_every_look_alerts_once(
    room: Newsroom, base: str, paper: Newspaper, nadir: Subscriber, salma: Subscriber
) -> None:
    await room.watch(salma, "الميناء")
    await begin(room, base, nadir)
    article = paper.publish("إضراب في الميناء", room.clock.now())
    for number in range(4):
        await room.pass_by(hours=1)
        article.key = f"urn:random:{number}"

    assert len(room.phones.texts(SALMA, "إضراب")) == 1
    assert room.stored()["إضراب في الميناء"] == 1


async def test_two_feeds_with_one_article_are_two_posts(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber
) -> None:
    site.feeds["/other"] = Newspaper("وكالة أخرى", list(paper.articles))
    await begin(room, base, nadir)
    await room.add_feed(f"{base}/other", nadir)
    await room.pass_by(minutes=2)

    assert set(room.stored().values()) == {2}


async def test_an_outage_is_caught_up_with_and_old_news_under_new_names_is_history(
    room: Newsroom, base: str, paper: Newspaper, nadir: Subscriber, salma: Subscriber
) -> None:
    await room.watch(salma, "عاجل")
    await begin(room, base, nadir)
    await room.stop()
    room.clock.set(room.clock.now() + timedelta(hours=5))
    paper.publish("عاجل: هدنة", room.clock.now() - timedelta(hours=1))
    paper.publish("عاجل من الشهر الماضي", room.clock.now() - timedelta(days=30))
    await room.start()
    await room.pass_by(minutes=5)

    assert len(room.phones.texts(SALMA, "هدنة")) == 1
    assert not room.phones.texts(SALMA, "الماضي")
    assert dict(room.rows("select text, mode from posts where text like 'عاجل%'")) == {
        "عاجل: هدنة": "catch_up",
        "عاجل من الشهر الماضي": "history",
    }


async def test_a_feed_is_found_by_the_address_of_its_site(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber
) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    site.pages["/"] = f"<html><head><title>الصفحة الأولى</title>{link}</head></html>".encode()
    await begin(room, base, nadir, "/")

    (source,) = await room.sources()
    assert source.key == f"{base}/feed"
    assert len(room.stored()) == 3
    async with room.storage.reading() as unit:
        assert await find_feed(unit, base) == source
        assert await find_feed(unit, f"{base}/feed/") == source
        assert await find_feed(unit, source.username) == source
    assert (await room.add_feed(base, nadir)).addition is Addition.KNOWN


async def test_a_feed_that_no_page_names_is_found_at_a_usual_place(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber
) -> None:
    site.pages["/"] = b"<html><head><title>x</title></head><body>cookie consent</body></html>"
    site.feeds["/rss.xml"] = paper
    await begin(room, base, nadir, "/")

    (source,) = await room.sources()
    assert source.key == f"{base}/rss.xml"


@pytest.mark.parametrize(
    ("path", "said"),
    [("/nothing", "لا شيء في العنوان"), ("/page", "لم أجد"), ("/away", "شبكة داخلية"), ("/loop", "تعذّر جلب")],
)
async def test_what_is_no_feed_is_explained(
    room: Newsroom, site: Web, base: str, nadir: Subscriber, path: str, said: str
) -> None:
    site.pages["/page"] = b"<html><body>hello</body></html>"
    site.redirects["/away"] = (302, "http://10.0.0.8/admin")
    site.redirects["/loop"] = (302, "/loop")
    await begin(room, base, nadir, path)
    await room.pass_by(minutes=1)

    (told,) = room.phones.texts(NADIR)
    assert said in told
    listed = await room.sources()
    assert len(listed) == (1 if path == "/loop" else 0)


async def test_a_feed_that_moved_for_good_is_followed_and_its_entries_are_the_same_posts(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber
) -> None:
    await begin(room, base, nadir)
    site.feeds["/new"] = site.feeds.pop("/feed")
    site.redirects["/feed"] = (301, "/new")
    paper.publish("افتتاح المعرض", room.clock.now())
    await room.pass_by(hours=2)

    (source,) = await room.sources()
    assert source.key == f"{base}/new"
    assert len(room.stored()) == 4
    assert set(room.stored().values()) == {1}
    asked = len(site.looks())
    await room.pass_by(hours=2)
    assert len(site.looks()) == asked


async def test_a_feed_that_moves_to_one_that_was_set_aside_does_not_bring_it_back(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber
) -> None:
    await begin(room, base, nadir)
    (aside,) = await room.sources()
    await room.storage.transact(lambda unit: set_aside(unit, aside, SourceStatus.PAUSED, nadir, room.clock.now()))
    site.feeds["/other"] = Newspaper("صحيفة أخرى")
    site.feeds["/other"].publish("خبر من الصحيفة الأخرى", room.clock.now())
    await room.add_feed(f"{base}/other", nadir)
    await room.pass_by(minutes=1)
    site.redirects["/other"] = (301, "/feed")
    paper.publish("خبر لا يريده المشرف", room.clock.now())
    await room.pass_by(hours=3)

    assert "خبر لا يريده المشرف" not in room.stored()
    assert SourceStatus.PAUSED in {source.status for source in await room.sources()}


async def test_a_feed_that_is_elsewhere_for_now_is_asked_where_it_was(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber
) -> None:
    site.feeds["/cdn"] = site.feeds.pop("/feed")
    site.redirects["/feed"] = (302, "/cdn")
    await begin(room, base, nadir)

    (source,) = await room.sources()
    assert source.key == f"{base}/feed"


async def test_a_feed_is_not_asked_more_often_than_it_wants_nor_at_the_hours_it_skips(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber
) -> None:
    for number in range(200):
        paper.publish(f"خبر {number}", MORNING - timedelta(minutes=number))
    paper.hints = "<ttl>50</ttl><skipHours><hour>8</hour><hour>9</hour></skipHours>"
    await begin(room, base, nadir)
    await room.pass_by(hours=6)

    moments = [at for at, path, _ in site.asked if path == "/feed"]
    assert all(later - earlier >= timedelta(minutes=50) for earlier, later in pairwise(moments))
    assert not {at.hour for at in moments} & {8, 9}
    assert {at.hour for at in moments} >= {6, 7, 10, 11}


async def test_a_busy_feed_is_asked_every_five_minutes_and_a_rare_one_every_hour(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber
) -> None:
    busy = site.feeds["/busy"] = Newspaper("وكالة", holds=100)
    for number in range(100):
        busy.publish(f"خبر {number}", MORNING - timedelta(minutes=number))
    rare = site.feeds["/rare"] = Newspaper("مدونة")
    rare.publish("تدوينة", MORNING - timedelta(days=20))
    await room.start()
    for path in ("/busy", "/rare"):
        await room.add_feed(f"{base}{path}", nadir)
    await room.pass_by(hours=2)

    assert 20 <= len(site.looks("/busy")) <= 26
    assert len(site.looks("/rare")) in {2, 3}


async def test_a_site_that_refuses_is_left_alone_as_long_as_it_asks(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber
) -> None:
    site.feeds["/other"] = Newspaper("ملحق")
    await begin(room, base, nadir)
    await room.add_feed(f"{base}/other", nadir)
    await room.pass_by(minutes=1)
    site.refusals["/feed"] = (429, {"Retry-After": "7200"})
    await room.pass_by(hours=1)
    asked = len(site.asked)
    await room.pass_by(minutes=55)
    assert len(site.asked) == asked
    site.refusals.clear()
    await room.pass_by(hours=2)

    assert len(site.asked) > asked
    assert not room.phones.texts(NADIR, "عادت")
    async with room.storage.reading() as unit:
        assert not any(poll.failure for poll in await unit.sources.polls(RefKind.FEED))


@pytest.mark.parametrize("trouble", ["gone", "emptied", "a page", "an error"])
async def test_a_trouble_is_told_once_and_the_recovery_once(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber, trouble: str
) -> None:
    await begin(room, base, nadir)
    said = {"gone": "لا شيء", "emptied": "فارغة", "a page": "لم يعد خلاصة", "an error": "تعذّر جلب"}[trouble]
    articles = list(paper.articles)
    if trouble == "gone":
        del site.feeds["/feed"]
    elif trouble == "emptied":
        paper.articles.clear()
    elif trouble == "a page":
        site.pages["/feed"] = b"<html><body>parked</body></html>"
    else:
        site.refusals["/feed"] = (500, {})
    await room.pass_by(hours=6)
    assert len(room.phones.texts(NADIR, said)) == 1
    paper.articles[:] = articles
    site.feeds["/feed"] = paper
    site.pages.clear()
    site.refusals.clear()
    await room.pass_by(hours=3)

    assert len(room.phones.texts(NADIR, said)) == 1
    assert len(room.phones.texts(NADIR, "عادت")) == 1
    assert len(room.stored()) == 3


async def test_a_feed_that_falls_silent_is_told_of_once(
    room: Newsroom, base: str, paper: Newspaper, nadir: Subscriber
) -> None:
    paper.holds, paper.hints = 100, "<ttl>55</ttl>"
    paper.articles.clear()
    for number in range(60):
        paper.publish(f"خبر {number}", MORNING - timedelta(minutes=20 * (60 - number)))
    await begin(room, base, nadir)
    await room.pass_by(hours=16)

    assert len(room.phones.texts(NADIR, "صامتة")) == 1


async def test_a_paused_feed_is_left_alone_and_a_name_that_was_given_stays(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber
) -> None:
    await begin(room, base, nadir)
    (source,) = await room.sources()
    await room.storage.transact(lambda unit: rename_feed(unit, source, "المضيق", nadir, room.clock.now()))
    paper.publish("خبر", room.clock.now())
    await room.pass_by(hours=2)
    assert (await room.sources())[0].title == "المضيق"
    await room.storage.transact(lambda unit: set_aside(unit, source, SourceStatus.PAUSED, nadir, room.clock.now()))
    asked = len(site.asked)
    paper.publish("خبر أثناء الإيقاف", room.clock.now())
    await room.pass_by(hours=3)

    assert len(site.asked) == asked
    assert "خبر أثناء الإيقاف" not in room.stored()


async def test_a_restart_asks_nobody_twice(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber
) -> None:
    await begin(room, base, nadir)
    asked = len(site.asked)
    await room.stop()
    await room.start()
    await room.pass_by(minutes=2)

    assert len(site.asked) == asked


async def test_many_feeds_of_one_host_take_turns_and_keep_nobody_else_waiting(
    room: Newsroom, site: Web, base: str, nadir: Subscriber
) -> None:
    elsewhere = Web(room.clock.now)
    elsewhere.feeds["/feed"] = Newspaper("موقع آخر")
    await room.start()
    async with serving(elsewhere) as other:
        for number in range(30):
            site.feeds[f"/{number}"] = Newspaper(f"قسم {number}")
            await room.add_feed(f"{base}/{number}", nadir)
        await room.add_feed(f"{other}/feed", nadir)
        await room.pass_by(seconds=5)
        assert len(elsewhere.asked) == 1
        assert len(site.asked) <= 7
        await room.pass_by(minutes=1)

        assert {path for _, path, _ in site.asked} == {f"/{number}" for number in range(30)}
        moments = [at for at, _, _ in site.asked]
        assert (moments[-1] - moments[0]).total_seconds() >= 27


async def test_the_digest_says_what_could_not_be_read_to_those_whose_watches_name_it(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber, salma: Subscriber
) -> None:
    await room.watch(salma, "السفينة from:@127_0_0_1")
    await room.watch(nadir, "السفينة -from:@127_0_0_1")
    await begin(room, base, nadir)

    async def digest(person: Subscriber) -> str:
        async with room.storage.reading() as unit:
            return "\n".join(await last_day(unit, person, room.clock.now()))

    assert "صحيفة المضيق" not in await digest(salma)
    site.refusals["/feed"] = (500, {})
    await room.pass_by(hours=5)
    assert "صحيفة المضيق\u2069: تتعذّر قراءته منذ" in await digest(salma)
    assert "صحيفة المضيق" not in await digest(nadir)
    site.refusals.clear()
    await room.pass_by(hours=2)
    assert "صحيفة المضيق" not in await digest(salma)


async def test_the_doctor_says_what_delay_to_expect_and_what_is_wrong(
    room: Newsroom, site: Web, base: str, paper: Newspaper, nadir: Subscriber
) -> None:
    await begin(room, base, nadir)
    out = StringIO()
    await doctor(room.storage, "db", texts("en"), out, pace=1.0)
    assert "Posts of feeds take" in out.getvalue()
    site.pages["/feed"] = b"<html><body>parked</body></html>"
    await room.pass_by(hours=2)
    await doctor(room.storage, "db", texts("en"), out, pace=1.0)
    assert f"What {base}/feed sends is no longer a feed" in out.getvalue()
