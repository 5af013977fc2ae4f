"""Setting, changing and trying watches, as a conversation with buttons; in both languages, and over a restart."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from handlers import typed
from tests.house import DEADLINE, OWNER, PETER, SALMA, House, open_house

CONVOY = "وصلت قافلة المساعدات إلى بلدة عين الورد بعد انتظار دام أربعة أيام"


async def test_a_query_is_shown_with_what_it_would_have_caught(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    for text in (CONVOY, "القوافل تعود إلى الطريق", "طقس معتدل في السهل"):
        await house.people.publish(channel, text)
    await house.settle()
    shown = await house.ask(SALMA, "/watch قافلة")
    assert "منشوران" in shown.text
    assert "<b>القوافل</b>" in shown.html
    assert "قافلة\u2069 1" in shown.text
    assert not (await house.ask(SALMA, "/watches")).buttons
    assert any("حفظ" in label for label in shown.labels)


async def test_nothing_fires_before_it_is_saved(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    shown = await house.ask(SALMA, "/watch قافلة")
    await house.people.publish(channel, CONVOY)
    assert not await house.told(SALMA, "عين الورد")
    await house.press(SALMA, shown, "✖️ إلغاء")
    assert not (await house.ask(SALMA, "/watches")).buttons


async def test_another_query_can_be_typed_in_its_place(house: House) -> None:
    shown = await house.ask(SALMA, "/watch قافله")
    await house.press(SALMA, shown, "✏️ تعديل")
    again = await house.ask(SALMA, "قوافل المساعدات")
    assert "قوافل المساعدات" in again.text
    await house.press(SALMA, again, "💾 حفظ")
    assert "قوافل المساعدات" in (await house.ask(SALMA, "/watches")).labels[0]


async def test_a_mistake_is_mended_with_one_tap(house: House) -> None:
    problem = await house.ask(PETER, "/watch (قافلة | هدنة")
    assert "(قافلة | هدنة)" in problem.text
    shown = await house.press(PETER, problem, problem.labels[0])
    saved = await house.press(PETER, shown, "💾 Save")
    assert "Watch saved" in saved.text


async def test_the_other_reading_is_one_tap_away_and_so_is_the_way_back(house: House) -> None:
    shown = await house.ask(SALMA, "/watch قافلة | هدنة معبر")
    label = next(label for label in shown.labels if "القراءة الأخرى" in label)
    assert "(قافلة | هدنة) معبر" in label
    other = await house.press(SALMA, shown, label)
    assert "(قافلة | هدنة) معبر" in other.text
    back = next(label for label in other.labels if "القراءة الأولى" in label)
    assert "قافلة | هدنة معبر" in back
    first = await house.press(SALMA, other, back)
    assert first.labels == shown.labels
    again = await house.press(SALMA, first, label)
    await house.press(SALMA, again, "💾 حفظ")
    assert "(قافلة | هدنة) معبر" in (await house.ask(SALMA, "/watches")).labels[0]


@pytest.mark.parametrize("query", ["هدنة أو قافلة", "(هدنة أو قافلة) معبر"])
async def test_another_reading_that_nobody_means_has_no_button(house: House, query: str) -> None:
    shown = await house.ask(SALMA, f"/watch {query}")
    assert not [label for label in shown.labels if "القراءة" in label]


async def test_other_names_of_a_word_are_left_out_one_after_the_other(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    shown = await house.ask(SALMA, "/watch داعش")
    names = [label for label in shown.labels if label.startswith("بلا «")]
    assert len(names) == 4
    assert "تُصرَّف" in shown.text
    for left in (3, 2):
        shown = await house.press(SALMA, shown, next(label for label in shown.labels if label.startswith("بلا «")))
        assert len([label for label in shown.labels if label.startswith("بلا «")]) == left
    await house.press(SALMA, shown, "💾 حفظ")
    for text in ("اجتماع تنظيم الدولة في تل السنديان", "داعش ينسحب من عين الورد"):
        await house.people.publish(channel, text)
    assert await house.told(SALMA, "عين الورد")
    assert not await house.told(SALMA, "تل السنديان")


async def test_all_other_names_are_left_out_with_one_tap(house: House) -> None:
    shown = await house.ask(PETER, "/watch داعش")
    alone = await house.press(PETER, shown, next(label for label in shown.labels if label.startswith("No other names")))
    assert not [label for label in alone.labels if "Without" in label or "No other" in label]
    await house.press(PETER, alone, "💾 Save")
    assert '"داعش"' in (await house.ask(PETER, "/watches")).labels[0]


async def test_a_half_finished_conversation_survives_a_restart(tmp_path: Path) -> None:
    async with open_house(tmp_path) as before:
        shown = await before.ask(SALMA, "/watch قافلة")
        await before.press(SALMA, shown, "✏️ تعديل")
        kept = await before.ask(PETER, "/watch هدنة")
    async with open_house(tmp_path) as after:
        again = await after.ask(SALMA, "قوافل المساعدات")
        await after.press(SALMA, again, "💾 حفظ")
        await after.press(PETER, kept, "💾 Save")
        assert len((await after.ask(SALMA, "/watches")).buttons) == 1
        assert len((await after.ask(PETER, "/watches")).buttons) == 1


async def test_saving_twice_is_saving_once(house: House) -> None:
    shown = await house.ask(SALMA, "/watch قافلة")
    save = shown.buttons[0][0].data
    for _ in range(2):
        await house.people.wait_answer(await house.people.tap(SALMA, data=save, message_id=shown.message_id))
    await house.settle()
    assert len((await house.ask(SALMA, "/watches")).buttons) == 1
    assert not await house.told(SALMA, "عذرًا")


async def test_somebody_elses_draft_cannot_be_saved(house: House) -> None:
    shown = await house.ask(SALMA, "/watch قافلة")
    mine = await house.ask(PETER, "/help")
    await house.people.wait_answer(
        await house.people.tap(PETER, data=shown.buttons[0][0].data, message_id=mine.message_id)
    )
    await house.settle()
    assert not (await house.ask(PETER, "/watches")).buttons


async def test_a_paused_watch_is_silent_and_a_resumed_one_is_not(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    card = await house.press(SALMA, await house.card_of(SALMA, "قافلة"), "⏸ إيقاف")
    await house.people.publish(channel, CONVOY)
    assert not await house.told(SALMA, "عين الورد")
    await house.press(SALMA, card, "▶️ استئناف")
    await house.people.publish(channel, "قافلة ثانية في الطريق إلى تل السنديان")
    assert await house.told(SALMA, "تل السنديان")


async def test_a_muted_watch_is_silent_until_its_hour_and_stays_in_the_digest(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    asked = await house.press(SALMA, await house.card_of(SALMA, "قافلة"), "🔇 كتم")
    await house.press(SALMA, asked, "ساعة")
    await house.people.publish(channel, CONVOY)
    assert not await house.told(SALMA, "عين الورد")
    assert "عين الورد" in (await house.ask(SALMA, "/digest")).text
    house.clock.ahead = timedelta(hours=1, minutes=1)
    await house.people.publish(channel, "قافلة ثانية في الطريق إلى تل السنديان")
    assert await house.told(SALMA, "تل السنديان")


async def test_a_watch_for_digests_only_does_not_alert(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    shown = await house.ask(SALMA, "/watch قافلة")
    await house.press(SALMA, shown, "📰 للموجز فقط")
    await house.people.publish(channel, CONVOY)
    assert not await house.told(SALMA, "عين الورد")
    assert "عين الورد" in (await house.ask(SALMA, "/digest")).text


async def test_a_deleted_watch_comes_back_with_undo(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    gone = await house.press(SALMA, await house.card_of(SALMA, "قافلة"), "🗑")
    assert not (await house.ask(SALMA, "/watches")).buttons
    await house.press(SALMA, gone, "↩️ تراجع")
    await house.people.publish(channel, CONVOY)
    assert await house.told(SALMA, "عين الورد")


async def test_undo_ends_after_a_day(house: House) -> None:
    gone = await house.press(SALMA, await house.card_of(SALMA, "قافلة"), "🗑")
    house.clock.ahead = timedelta(days=1, minutes=1)
    await house.app.tick()
    await house.press(SALMA, gone, "↩️ تراجع")
    assert not (await house.ask(SALMA, "/watches")).buttons


async def test_the_query_of_a_watch_can_be_changed(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.press(SALMA, await house.card_of(SALMA, "قافلة"), "✏️ تعديل")
    shown = await house.ask(SALMA, "جسر الرميلة")
    await house.press(SALMA, shown, "💾 حفظ")
    await house.people.publish(channel, CONVOY)
    await house.people.publish(channel, "إغلاق جسر الرميلة أمام الشاحنات")
    assert await house.told(SALMA, "الشاحنات")
    assert not await house.told(SALMA, "عين الورد")
    assert len((await house.ask(SALMA, "/watches")).buttons) == 1


async def test_a_watch_can_be_tried_on_a_text_and_on_a_forward(house: House) -> None:
    card = await house.card_of(SALMA, "قافلة")
    await house.press(SALMA, card, "🧪 تجربة")
    assert "<b>القوافل</b>" in (await house.ask(SALMA, "عادت القوافل إلى الطريق")).html
    await house.press(SALMA, card, "🧪 تجربة")
    sent = await house.people.forward_origin(
        SALMA, origin={"type": "hidden_user", "sender_user_name": "مراسل"}, text="طقس معتدل في السهل"
    )
    answer = await house.people.wait_message(SALMA, lambda m: m.reply_to == sent.message_id, timeout=DEADLINE)
    assert "لا تلتقطه" in answer.text
    await house.ask(OWNER, "/start")
    assert "لا منشور" in (await house.ask(OWNER, "/search طقس")).text


async def test_twenty_watches_are_paged(house: House) -> None:
    for number in range(14):
        await house.watch(SALMA, f"قافلة{'ا' * number}")
    first = await house.ask(SALMA, "/watches")
    assert len(first.buttons) == 7
    second = await house.press(SALMA, first, "التالي")
    third = await house.press(SALMA, second, "التالي")
    assert len(third.buttons) == 3
    assert "التالي" not in third.labels


async def test_an_alert_says_why_and_can_be_muted(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.people.publish(channel, CONVOY)
    (alert,) = await house.told(SALMA, "عين الورد")
    assert alert.labels == ("فتح المنشور", "🔇 كتم", "لماذا؟", "👎 ليس المقصود")
    why = await house.press(SALMA, alert, "لماذا؟")
    assert "قافلة" in why.text
    assert why.reply_to == alert.message_id
    await house.people.wait_answer(await house.people.tap(SALMA, label="🔇 كتم", message_id=alert.message_id))
    await house.people.wait_edit(SALMA, alert.message_id, lambda m: "يوم" in m.labels)
    await house.people.wait_answer(await house.people.tap(SALMA, label="يوم", message_id=alert.message_id))
    await house.people.publish(channel, "قافلة ثانية في الطريق إلى تل السنديان")
    assert not await house.told(SALMA, "تل السنديان")
    house.clock.ahead = timedelta(hours=25)
    await house.people.publish(channel, "قافلة ثالثة في الطريق إلى تل الحور")
    assert await house.told(SALMA, "تل الحور")


async def test_an_alert_that_was_not_meant_offers_narrower_queries(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "صاروخ")
    await house.people.publish(channel, "وبالصواريخ الورقية احتفل الأطفال في عين الورد")
    (alert,) = await house.told(SALMA, "عين الورد")
    offered = await house.press(SALMA, alert, "👎 ليس المقصود")
    assert offered.reply_to == alert.message_id
    assert [label.strip("\u2068\u2069") for label in offered.labels] == ['"صاروخ"', "=صاروخ"]
    shown = await house.press(SALMA, offered, offered.labels[0])
    await house.press(SALMA, shown, "💾 حفظ")
    await house.people.publish(channel, "صواريخ ورقية في تل السنديان")
    await house.people.publish(channel, "سقط الصاروخ قرب تل الحور")
    assert await house.told(SALMA, "تل الحور")
    assert not await house.told(SALMA, "تل السنديان")
    assert len((await house.ask(SALMA, "/watches")).buttons) == 1


async def test_where_nothing_narrower_helps_the_watch_can_be_edited_at_once(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(PETER, "قافلة")
    await house.people.publish(channel, CONVOY)
    (alert,) = await house.told(PETER, "عين الورد")
    told = await house.press(PETER, alert, "👎 Not relevant")
    assert "exclude one" in told.text
    await house.press(PETER, told, told.labels[0])
    shown = await house.ask(PETER, "قافلة -انتظار")
    await house.press(PETER, shown, "💾 Save")
    assert "-انتظار" in (await house.ask(PETER, "/watches")).labels[0]


async def test_the_buttons_of_somebody_elses_alert_do_nothing(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await house.people.publish(channel, CONVOY)
    (alert,) = await house.told(SALMA, "عين الورد")
    mine = await house.ask(PETER, "/help")
    for button in alert.buttons[0][1:]:
        await house.people.wait_answer(await house.people.tap(PETER, data=button.data, message_id=mine.message_id))
    assert not await house.told(PETER, "قافلة")
    await house.people.publish(channel, "قافلة ثانية في الطريق إلى تل السنديان")
    assert await house.told(SALMA, "تل السنديان")


async def test_typed_text_can_be_watched_found_and_by_editors_added(house: House) -> None:
    await house.ask(OWNER, "/start")
    await house.watch(SALMA, "القافلة")
    offer = await house.ask(OWNER, "خبر من عندي: القافلة عند الجسر")
    assert len(offer.labels) == 3
    await house.press(OWNER, offer, "➕ إضافته إلى المنشورات")
    assert await house.told(SALMA, "عند الجسر")
    offer = await house.ask(SALMA, "القافلة")
    assert len(offer.labels) == 2
    found = await house.press(SALMA, offer, "🔎 بحث")
    assert "عند الجسر" in found.text
    shown = await house.press(SALMA, await house.ask(SALMA, "جسر"), "🔔 متابعة")
    assert any("حفظ" in label for label in shown.labels)


async def test_the_parts_of_one_long_paste_are_one_offer(house: House) -> None:
    await house.ask(OWNER, "/start")
    part = "تقرير طويل عن القافلة " * 180
    for text in (part, part, "وهذه نهاية التقرير عن القافلة"):
        await house.people.say(OWNER, text)
    offers = await house.told(OWNER, "تقرير طويل")
    assert len(offers) == 1
    await house.press(OWNER, offers[0], "➕ إضافته إلى المنشورات")
    found = await house.ask(OWNER, "/search نهاية التقرير")
    assert "منشور واحد" in found.text


async def test_a_paste_too_long_to_be_kept_says_what_of_it_was_taken(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typed, "LONGEST_PASTE", 5_000)
    await house.ask(OWNER, "/start")
    for _ in range(2):
        await house.people.say(OWNER, "خبر عاجل من المدينة " * 190)
    (offered,) = await house.told(OWNER, "✂️")
    assert "5,000" in offered.text


async def test_the_welcome_offers_names_that_are_in_the_news(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    for text in ("الدغشلي يصل إلى عين الورد", "لقاء الدغشلي مع الأهالي", "وفد الدغشلي يغادر"):
        await house.people.publish(channel, text)
    await house.settle()
    welcome = await house.ask(SALMA, "/start")
    assert "الدغشلي" in welcome.labels
    shown = await house.press(SALMA, welcome, "الدغشلي")
    saved = await house.press(SALMA, shown, "💾 حفظ")
    assert "حُفظت" in saved.text


async def test_the_welcome_speaks_the_other_language_at_one_tap(house: House) -> None:
    welcome = await house.ask(PETER, "/start")
    arabic = await house.press(PETER, welcome, "العربية")
    assert "راصد" in arabic.text
    assert "متابعات" in (await house.ask(PETER, "/watches")).text


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "🙂🙂🙂",
        "—",
        "x" * 4096,
        "\u202eabc",
        "<b>",
        "((((((((((((((((",
        '"' * 501,
        "او او او",
        "-لبنان",
        "/" * 300,
    ],
)
async def test_whatever_is_typed_gets_an_answer(house: House, typed: str) -> None:
    answer = await house.ask(SALMA, f"/watch {typed}"[:4096])
    assert answer.text
    assert "عذرًا" not in answer.text


async def test_watches_are_live_after_a_restart_from_their_stored_form(tmp_path: Path) -> None:
    async with open_house(tmp_path) as before:
        await before.watch(SALMA, "قافلة | (هدنة -معبر)")
        async with before.app.storage.reading() as unit:
            assert len(await unit.watches.compiled(before.app.live.version)) == 1
    async with open_house(tmp_path) as after:
        channel = await after.channel("شبكة الميدان", "shabakat_almaydan")
        await after.people.publish(channel, "إعلان الهدنة في عين الورد")
        assert await after.told(SALMA, "عين الورد")


async def test_a_watch_that_an_upgrade_no_longer_understands_is_kept_and_its_owner_told(tmp_path: Path) -> None:
    async with open_house(tmp_path) as before:
        await before.watch(SALMA, "قافلة")
    with closing(sqlite3.connect(tmp_path / "rasid.db")) as db, db:
        db.execute("update watches set text = '(قافلة', compiled = null")
    async with open_house(tmp_path) as after:
        await after.people.wait_message(SALMA, containing="لم تعد هذه المتابعة مفهومة", timeout=DEADLINE)
        assert "⚠️" in (await after.ask(SALMA, "/watches")).labels[0]
