"""Queries in the conversation: patterns only by leave, other names left out, brackets that decide nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import DEADLINE, OWNER, PETER, SALMA, House, open_house

QUERY = r"اللائحة /رقم \d+/"
LISTED = "صدرت اللائحة رقم ١٤٧ بأسماء الناجين من فيضان وادي العقيق"


async def test_without_the_admins_leave_a_pattern_is_refused_with_the_query_that_remains(house: House) -> None:
    refused = await house.ask(SALMA, f"/watch {QUERY}")
    assert "لا يسمح المشرف هنا بالأنماط" in refused.text
    accept = next(label for label in refused.labels if "اللائحة" in label)
    await house.people.tap(SALMA, label=accept, message_id=refused.message_id)
    await house.people.wait_edit(SALMA, refused.message_id, containing="كما قرأتها", timeout=DEADLINE)

    assert "The admin does not allow patterns" in (await house.ask(PETER, f"/watch {QUERY}")).text
    assert "لا يسمح المشرف هنا بالأنماط" in (await house.ask(SALMA, f"/find {QUERY}")).text


async def test_admins_may_always_use_patterns(house: House) -> None:
    await house.ask(OWNER, "/start")
    assert "كما قرأتها" in (await house.ask(OWNER, f"/watch {QUERY}")).text
    assert "لا يسمح" not in (await house.ask(OWNER, f"/search {QUERY}")).text


async def test_with_the_admins_leave_everybody_may(tmp_path: Path) -> None:
    async with open_house(tmp_path, patterns=True) as house:
        channel = await house.channel("سجل النجاة", "survivors")
        await house.watch(SALMA, QUERY)
        await house.people.publish(channel, LISTED)
        await house.people.wait_message(SALMA, containing="رقم ١٤٧", timeout=DEADLINE)
        assert "١٤٧" in (await house.ask(PETER, f"/find {QUERY}")).text


@pytest.mark.parametrize(
    ("typed", "kept"), [("((قافلة)) (الميدان)", "قافلة الميدان"), ("(قافلة | رتل)", "قافلة | رتل")]
)
async def test_a_watch_is_kept_without_brackets_that_decide_nothing(house: House, typed: str, kept: str) -> None:
    await house.watch(SALMA, typed)
    subscriber = await house.subscriber(SALMA)
    assert subscriber is not None
    async with house.app.storage.reading() as unit:
        assert [watch.text for watch in await unit.watches.of(subscriber.id)] == [kept]


async def test_another_name_that_a_word_brings_with_it_can_be_left_out(house: House) -> None:
    shown = await house.ask(SALMA, "/watch داعش")
    assert "تنظيم الدولة" in shown.text
    label = "بلا «\u2068تنظيم الدولة\u2069»"
    await house.people.tap(SALMA, label=label, message_id=shown.message_id)
    narrower = await house.people.wait_edit(SALMA, shown.message_id, containing="عبارة", timeout=DEADLINE)
    assert "تنظيم الدولة»" not in narrower.text
    assert "الدولة الإسلامية" in narrower.text
    save = next(label for label in narrower.labels if "حفظ" in label)
    await house.people.tap(SALMA, label=save, message_id=shown.message_id)
    await house.people.wait_edit(SALMA, shown.message_id, lambda seen: "✅" in seen.text, timeout=DEADLINE)
