"""What Telegram will not take, and what becomes of it."""

from __future__ import annotations

import pytest

from bot.deliver.telegram import BadFormatting, Broken, Flood, Migrated, TokenRefused, Unreachable
from bot.model import Operation, OutboxState, Status
from tests.integration.conftest import Room, alert, reply

LAYLA, OMAR = 501, 502
GROUP, SUPERGROUP = -4001, -1009876543210
BLOCKED = Unreachable("Forbidden: bot was blocked by the user")


async def test_who_blocked_the_bot_is_paused_and_start_brings_everything_that_was_due(room: Room) -> None:
    await room.subscriber(LAYLA)
    room.refuse(LAYLA, BLOCKED)
    await room.queue(alert(LAYLA, "أول"), alert(LAYLA, "ثان"), alert(OMAR))
    await room.start()
    await room.clock.advance(86_400)
    layla = await room.person(LAYLA)
    assert layla is not None
    assert layla.status is Status.BLOCKED
    assert len([one for one in room.telegram.asked if one.message.chat_id == LAYLA]) == 1
    assert room.telegram.texts(OMAR) == ["خبر"]
    await room.restart()
    await room.queue(alert(LAYLA, "ثالث"))
    await room.clock.advance(60)
    assert room.telegram.texts(LAYLA) == []
    await room.lift(LAYLA)
    await room.clock.advance(10)
    assert room.telegram.texts(LAYLA) == ["أول", "ثان", "ثالث"]
    assert await room.counts() == {OutboxState.SENT: 4}


async def test_a_reply_goes_out_although_the_chat_is_held_for_a_block(room: Room) -> None:
    """Who writes to the bot can be answered; the hold is for what nobody asked for."""
    await room.subscriber(LAYLA)
    room.refuse(LAYLA, BLOCKED)
    await room.queue(alert(LAYLA))
    await room.start()
    room.sender.say([reply(LAYLA, "أهلا من جديد")])
    await room.clock.advance(1)
    assert room.telegram.texts(LAYLA) == ["أهلا من جديد"]


async def test_who_stopped_and_then_blocked_is_still_stopped(room: Room) -> None:
    layla = await room.subscriber(LAYLA)
    await room.pause(layla)
    room.refuse(LAYLA, BLOCKED)
    await room.start()
    room.sender.say([reply(LAYLA)])
    await room.clock.advance(1)
    known = await room.person(LAYLA)
    assert known is not None
    assert known.status is Status.STOPPED


async def test_what_can_never_be_sent_is_parked_with_the_reason_and_the_next_one_goes(room: Room) -> None:
    room.refuse(LAYLA, Broken("Button_data_invalid"))
    ids = await room.queue(alert(LAYLA, "معطوب"), alert(LAYLA, "سليم"))
    await room.start()
    await room.clock.advance(5)
    assert room.telegram.texts(LAYLA) == ["سليم"]
    assert await room.counts() == {OutboxState.PARKED: 1, OutboxState.SENT: 1}
    assert room.column("error", ids[0]) == "Button_data_invalid"


async def test_a_mistake_of_our_own_parks_one_row_and_tells_no_text(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.refuse(LAYLA, ValueError("سر لا يعرفه أحد"))
    ids = await room.queue(alert(LAYLA), alert(OMAR))
    await room.start()
    await room.clock.advance(5)
    assert room.telegram.texts() == ["خبر"]
    assert room.column("error", ids[0]) == "unexpected ValueError"
    assert "سر" not in caplog.text


async def test_a_group_that_became_a_supergroup_is_followed_everywhere(room: Room) -> None:
    await room.subscriber(GROUP, is_group=True)
    room.refuse(GROUP, Migrated(SUPERGROUP), Migrated(SUPERGROUP))
    await room.queue(alert(GROUP, "أول"), alert(GROUP, "ثان"))
    await room.start()
    room.sender.say([reply(GROUP, "جواب")])
    await room.clock.advance(30)
    assert sorted(room.telegram.texts(SUPERGROUP)) == sorted(["أول", "ثان", "جواب"])
    assert room.telegram.texts(GROUP) == []
    assert await room.person(GROUP) is None
    moved = await room.person(SUPERGROUP)
    assert moved is not None
    assert moved.is_group


@pytest.mark.parametrize("operation", [Operation.EDIT, Operation.BUTTONS, Operation.DELETE])
async def test_a_message_of_the_old_group_is_not_looked_for_in_the_supergroup(room: Room, operation: Operation) -> None:
    room.refuse(GROUP, Migrated(SUPERGROUP))
    await room.queue(alert(GROUP, operation=operation, message_id=7))
    await room.start()
    await room.clock.advance(30)
    assert room.telegram.texts() == []
    assert await room.counts() == {OutboxState.PARKED: 1}


async def test_what_telegram_cannot_format_comes_as_plain_text_in_parts(room: Room) -> None:
    line = "نبأ <b>عاجل</b> من المدينة &amp; ضواحيها\n"
    room.refuse(LAYLA, BadFormatting("entities"))
    await room.queue(alert(LAYLA, line * 200, dedupe="alert:1:1:1"))
    await room.start()
    await room.clock.advance(10)
    texts = room.telegram.texts(LAYLA)
    assert len(texts) > 1
    assert "\n".join(texts) == "\n".join(["نبأ عاجل من المدينة &amp; ضواحيها"] * 200)
    assert all(len(text.replace("&amp;", "&")) <= 4096 for text in texts)
    assert await room.counts() == {OutboxState.SENT: len(texts)}


async def test_the_parts_of_a_reply_come_as_well(room: Room) -> None:
    room.refuse(LAYLA, BadFormatting("length"))
    await room.start()
    room.sender.say([reply(LAYLA, "كلمة " * 1500)])
    await room.clock.advance(10)
    assert "".join(room.telegram.texts(LAYLA)).count("كلمة") == 1500


async def test_what_is_refused_as_plain_text_too_is_parked(room: Room) -> None:
    room.refuse(LAYLA, BadFormatting("entities"), BadFormatting("entities"))
    await room.queue(alert(LAYLA), alert(OMAR, "<b></b>"))
    room.refuse(OMAR, BadFormatting("entities"))
    await room.start()
    await room.clock.advance(10)
    assert await room.counts() == {OutboxState.PARKED: 2}


async def test_only_the_last_of_several_edits_is_made(room: Room) -> None:
    alert_id = await room.open_alert(await room.subscriber(LAYLA))
    await room.queue(alert(LAYLA, "الأصل", alert_id=alert_id))
    await room.start()
    room.refuse(LAYLA, Flood(20))
    for n in (1, 2, 3):
        edit = alert(LAYLA, f"تعديل {n}", operation=Operation.EDIT, alert_id=alert_id, dedupe=f"edit:{alert_id}:{n}")
        await room.queue(edit)
        await room.clock.advance(5)
    await room.clock.advance(30)
    assert room.telegram.texts(LAYLA) == ["الأصل", "تعديل 3"]
    assert room.telegram.delivered[-1].message.message_id == 1001


async def test_a_refused_token_ends_the_sender_and_nothing_is_lost(room: Room) -> None:
    room.refuse(None, TokenRefused())
    await room.queue(alert(LAYLA))
    await room.start()
    await room.clock.advance(1)
    assert room.running is not None
    assert isinstance(room.running.exception(), TokenRefused)
    await room.restart()
    await room.clock.advance(2)
    assert room.telegram.texts(LAYLA) == ["خبر"]
