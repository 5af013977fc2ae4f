"""Who comes in, what they may do, and how they are forgotten."""

from __future__ import annotations

import re
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import claim_link
from bot.model import Role, Status
from tests.house import OWNER, PETER, SALMA, House, open_house

CONVOY = "وصلت قافلة المساعدات إلى بلدة عين الورد بعد انتظار دام أربعة أيام"


async def test_the_language_is_that_of_the_telegram_profile(house: House) -> None:
    assert "راصد" in (await house.ask(SALMA, "/start")).text
    assert "Rasid" in (await house.ask(PETER, "/start")).text
    await house.people.user(2003, first_name="Reza", language_code="fa")
    assert "Rasid" in (await house.ask(2003, "/start")).text
    await house.people.user(2004, first_name="؟", language_code=None)
    assert "راصد" in (await house.ask(2004, "/start")).text


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/help", "/watch"),
        ("/مساعدة", "/watch"),
        ("/privacy", "/forget_me"),
        ("/الخصوصية", "/forget_me"),
        ("/خصوصيه", "/forget_me"),
        ("/ابحث", "/find"),
    ],
)
async def test_commands_work_in_both_languages(house: House, typed: str, expected: str) -> None:
    assert expected in (await house.ask(SALMA, typed)).text


async def test_an_unknown_command_says_where_all_are(house: House) -> None:
    assert "/help" in (await house.ask(SALMA, "/dance")).text
    assert "/help" in (await house.ask(PETER, "/رقص")).text


async def test_commands_are_registered_in_both_languages_and_more_of_them_for_admins(house: House) -> None:
    await house.ask(OWNER, "/start")
    await house.settle()

    async def registered() -> bool:
        commands = (await house.people.state()).commands
        return any(str(OWNER) in scope and scope.endswith("ar") for scope in commands)

    await house.until(registered)
    commands = (await house.people.state()).commands
    for scope, pairs in commands.items():
        names = {name for name, _ in pairs}
        assert {"watch", "watches", "digest", "help", "stop", "privacy", "forget_me"} <= names
        assert ("search" in names) is (str(OWNER) in scope)
        arabic = any("\u0600" <= letter <= "\u06ff" for _, text in pairs for letter in text)
        assert arabic is scope.endswith("ar")


async def test_admins_only_is_for_admins_only(house: House) -> None:
    await house.ask(SALMA, "/start")
    assert "لمشرفي" in (await house.ask(SALMA, "/search قافلة")).text
    assert "لمشرفي" in (await house.ask(SALMA, "/invite")).text
    assert "لمشرفي" in (await house.ask(SALMA, "/استعلام قافلة")).text


async def test_the_owner_by_setting_is_owner_at_once(house: House) -> None:
    await house.ask(OWNER, "/start")
    owner = await house.subscriber(OWNER)
    assert owner is not None
    assert owner.role is Role.OWNER


async def test_a_claim_link_makes_one_owner_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, owner=None) as house:
        link = await claim_link(house.app)
        assert link is not None
        payload = link.partition("start=")[2]
        await house.ask(SALMA, f"/start {payload}", expect="مالك")
        await house.ask(PETER, f"/start {payload}", expect="used before")
        salma, peter = await house.subscriber(SALMA), await house.subscriber(PETER)
        assert salma is not None
        assert salma.role is Role.OWNER
        assert peter is not None
        assert peter.role is Role.SUBSCRIBER
        assert await claim_link(house.app) is None


async def test_a_claim_link_is_good_for_an_hour(tmp_path: Path) -> None:
    async with open_house(tmp_path, owner=None) as house:
        link = await claim_link(house.app)
        assert link is not None
        house.clock.ahead = timedelta(hours=1, seconds=1)
        await house.ask(SALMA, f"/start {link.partition('start=')[2]}", expect="انتهت")
        salma = await house.subscriber(SALMA)
        assert salma is not None
        assert salma.role is Role.SUBSCRIBER


@pytest.mark.parametrize("payload", ["claim_", "claim_guess", "join_guess", "claim", "x" * 64, "claim_" + "ا" * 20])
async def test_a_made_up_link_makes_nobody_an_owner(tmp_path: Path, payload: str) -> None:
    async with open_house(tmp_path, owner=None) as house:
        await claim_link(house.app)
        await house.ask(SALMA, f"/start {payload}")
        salma = await house.subscriber(SALMA)
        assert salma is None or salma.role is Role.SUBSCRIBER


async def test_by_invitation_only(tmp_path: Path) -> None:
    async with open_house(tmp_path, access="invite") as house:
        assert "بالدعوة" in (await house.ask(SALMA, "/start")).text
        assert "بالدعوة" in (await house.ask(SALMA, "/watch قافلة")).text
        assert await house.subscriber(SALMA) is None
        await house.ask(OWNER, "/start")
        invitation = await house.ask(OWNER, "/invite", expect="start=join_")
        found = re.search(r"start=(join_[\w-]+)", invitation.text)
        assert found is not None
        await house.ask(SALMA, f"/start {found[1]}", expect="راصد")
        await house.watch(SALMA, "قافلة")
        assert await house.subscriber(PETER) is None
        await house.ask(PETER, f"/start {found[1]}")
        assert await house.subscriber(PETER) is None


async def test_a_stranger_is_no_burden_in_invite_mode(tmp_path: Path) -> None:
    async with open_house(tmp_path, access="invite") as house:
        await house.ask(SALMA, "/start")
        with sqlite3.connect(f"file:{house.database}?mode=ro", uri=True) as db:
            assert db.execute("select count(*) from subscribers").fetchone() == (0,)


async def test_a_stranger_who_goes_on_writing_is_not_answered_every_time(tmp_path: Path) -> None:
    async with open_house(tmp_path, access="invite") as house:
        for number in range(8):
            await house.people.say(SALMA, f"مرحبا {number}")
        assert len(await house.told(SALMA)) == 3


async def test_a_hundred_watches_are_enough(tmp_path: Path) -> None:
    async with open_house(tmp_path, watch_quota=2) as house:
        await house.watch(SALMA, "قافلة")
        await house.watch(SALMA, "جسر")
        assert "متابعتان" in (await house.ask(SALMA, "/watch مطار")).text
        await house.watch(OWNER, "قافلة")
        await house.watch(OWNER, "جسر")
        await house.watch(OWNER, "مطار")


async def test_too_many_commands_a_minute_are_told_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, commands_per_minute=3) as house:
        for _ in range(8):
            await house.people.say(SALMA, "/help")
        said = await house.told(SALMA)
        assert len([m for m in said if "انتظر دقيقة" in m.text]) == 1
        assert len(said) == 4
        for _ in range(8):
            await house.people.say(OWNER, "/help")
        assert len(await house.told(OWNER)) == 8
        house.clock.ahead = timedelta(minutes=1)
        await house.ask(SALMA, "/help", expect="/watch")


async def test_the_same_watch_twice_is_one(house: House) -> None:
    await house.watch(SALMA, "قافلة")
    assert "من قبل" in (await house.ask(SALMA, "/watch  قافلة ")).text
    assert len((await house.ask(SALMA, "/watches")).buttons) == 1


async def test_somebody_elses_button_does_nothing(house: House) -> None:
    await house.watch(SALMA, "قافلة")
    listed = await house.ask(SALMA, "/watches")
    mine = listed.buttons[0][2].data
    theirs = await house.ask(PETER, "/watches")
    await house.people.tap(PETER, data=mine, message_id=theirs.message_id)
    await house.settle()
    assert len((await house.ask(SALMA, "/watches")).buttons) == 1


@pytest.mark.parametrize(
    "data", ["1:wd:x", "1:wd:", "1:wd:99999999999999999999999.0", "1:wp:-1", "9:wd:1", "::", "1:sa:1", "1:wp:٣"]
)
async def test_odd_button_data_does_no_harm(house: House, data: str) -> None:
    await house.watch(SALMA, "قافلة")
    listed = await house.ask(SALMA, "/watches")
    callback = await house.people.tap(SALMA, data=data, message_id=listed.message_id)
    await house.people.wait_answer(callback)
    await house.settle()
    assert not await house.told(SALMA, "عذرًا")
    assert len((await house.ask(SALMA, "/watches")).buttons) == 1


async def test_a_button_pressed_twice_does_no_harm(house: House) -> None:
    await house.watch(SALMA, "قافلة")
    await house.watch(SALMA, "جسر")
    listed = await house.ask(SALMA, "/watches")
    data = listed.buttons[0][2].data
    for _ in range(2):
        callback = await house.people.tap(SALMA, data=data, message_id=listed.message_id)
        await house.people.wait_answer(callback)
    await house.settle()
    assert len((await house.ask(SALMA, "/watches")).buttons) == 1


async def test_forget_me_leaves_nothing(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.people.publish(channel, CONVOY)
    await house.people.forward_origin(
        SALMA, origin={"type": "hidden_user", "sender_user_name": "مراسل"}, text="خبر خاص عن زلنبوعة الحارة"
    )
    await house.settle()
    asked = await house.ask(SALMA, "/forget_me")
    await house.people.tap(SALMA, data="1:fy:", message_id=asked.message_id)
    await house.people.wait_edit(SALMA, asked.message_id, containing="مُحي")
    await house.settle()
    await house.app.tick()
    with sqlite3.connect(f"file:{house.database}?mode=ro", uri=True) as db:
        tables = [
            name
            for (name,) in db.execute("select name from sqlite_master where type = 'table'")
            if name != "search_index"  # contentless: it has no rows to read; its words are looked for in the file
        ]
        rows = [str(row) for table in tables for row in db.execute(f'select * from "{table}"')]
    assert not any(str(SALMA) in row or "زلنبوعة" in row for row in rows)
    assert await house.subscriber(SALMA) is None
    await house.people.publish(channel, "قافلة ثانية في الطريق إلى تل السنديان")
    assert not await house.told(SALMA, "تل السنديان")
    for file in house.database.parent.glob("rasid.db*"):
        assert "زلنبوعة".encode() not in file.read_bytes()


async def test_forget_me_can_be_thought_better_of(house: House) -> None:
    await house.watch(SALMA, "قافلة")
    asked = await house.ask(SALMA, "/forget_me")
    await house.people.tap(SALMA, data="1:fn:", message_id=asked.message_id)
    await house.people.wait_edit(SALMA, asked.message_id, containing="لم يُمحَ")
    assert len((await house.ask(SALMA, "/watches")).buttons) == 1


async def test_blocking_pauses_and_unblocking_resumes(house: House) -> None:
    await house.ask(SALMA, "/start")
    await house.people.block(SALMA)
    await house.settle()
    salma = await house.subscriber(SALMA)
    assert salma is not None
    assert salma.status is Status.BLOCKED
    await house.people.unblock(SALMA)
    await house.settle()
    salma = await house.subscriber(SALMA)
    assert salma is not None
    assert salma.status is Status.ACTIVE


async def test_a_typed_text_is_offered_as_a_watch_and_is_no_post(house: House) -> None:
    answer = await house.ask(SALMA, "قافلة عين الورد")
    assert "قافلة عين الورد" in answer.text
    assert len(answer.buttons[0]) == 2
    await house.ask(OWNER, "/start")
    assert "عين الورد" not in (await house.ask(OWNER, "/search الورد")).text.replace("«", "").split(":")[-1]


@pytest.mark.parametrize("typed", ["/watch", "/watch   ", "/search", "/digest 99:99", "/digest ليلًا"])
async def test_a_command_without_its_words_shows_how(house: House, typed: str) -> None:
    assert "<code>/" in (await house.ask(OWNER, typed)).html
