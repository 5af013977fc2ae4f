"""A post changes after it was told of: the alert follows, without a sound, and says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot import pipeline, subscribers
from bot.model import Post, PostRef, RefKind
from bot.sandbox.seen import SeenMessage
from tests.house import OWNER, PETER, SALMA, House

CONVOY = "وصلت قافلة المساعدات إلى بلدة عين الورد بعد انتظار دام أربعة أيام"
EDITED, LOST, GONE = "عُدِّل المنشور", "لم يعد فيه ما تتابعه", "حُذف المنشور من مصدره"
# Longer than an alert's excerpt.
DETAILS = " وقال شهود إن الطريق ظلت مفتوحة طوال النهار." * 40


async def published(house: House, text: str = CONVOY, *, watch: str = "قافلة") -> tuple[int, int]:
    """Salma watches, and a channel speaks; the channel and the message's number."""
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, watch)
    post = await house.people.publish(channel, text)
    await house.settle()
    return channel, post.message_id


async def held(house: House, hours: float) -> None:
    """What Salma is owed waits, as in a flood."""
    await house.write(lambda unit: unit.outbox.hold(SALMA, house.clock.now() + timedelta(hours=hours)))
    house.app.sender.wake()


async def the_alert(house: House, user: int = SALMA) -> SeenMessage:
    """The one alert of the convoy, as it stands."""
    (alert,) = [one for one in await house.told(user, "شبكة الميدان") if one.buttons]
    return alert


async def test_an_edit_of_what_is_shown_edits_the_alert_and_says_so(house: House) -> None:
    channel, number = await published(house)
    await house.people.edit(channel, number, CONVOY.replace("أربعة", "خمسة"))
    alert = await the_alert(house)
    assert "خمسة أيام" in alert.text
    assert EDITED in alert.text
    assert LOST not in alert.text
    assert "<b>قافلة</b>" in alert.html
    assert len(alert.labels) == 4


async def test_an_edit_that_changes_nothing_shown_is_not_worth_a_word(house: House) -> None:
    channel, number = await published(house, CONVOY + "." + DETAILS + " انتهى")
    before = await the_alert(house)
    await house.people.edit(channel, number, CONVOY + "." + DETAILS + " للحديث بقية")
    after = await the_alert(house)
    assert after.text == before.text
    assert (await house.people.state()).calls.get("editMessageText", 0) == 1  # the watch being saved


async def test_when_the_words_are_gone_the_alert_stays_and_says_so(house: House) -> None:
    channel, number = await published(house)
    await house.people.edit(channel, number, "تصحيح: لم يصل شيء إلى بلدة عين الورد حتى الآن")
    alert = await the_alert(house)
    assert "لم يصل شيء" in alert.text
    assert LOST in alert.text
    assert "المتابعة: «قافلة»" in alert.text.replace("\u2068", "").replace("\u2069", "")
    await house.people.edit(channel, number, CONVOY)
    alert = await the_alert(house)
    assert LOST not in alert.text
    assert "<b>قافلة</b>" in alert.html


async def test_of_a_paused_watch_nobody_says_that_its_words_are_gone(house: House) -> None:
    channel, number = await published(house)
    listed = await house.ask(SALMA, "/watches")
    await house.people.tap(SALMA, label="⏸", message_id=listed.message_id)
    await house.settle()
    await house.people.edit(channel, number, CONVOY.replace("أربعة", "خمسة"))
    alert = await the_alert(house)
    assert EDITED in alert.text
    assert LOST not in alert.text


async def test_the_mark_is_in_the_readers_language(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(PETER, "قافلة")
    post = await house.people.publish(channel, CONVOY)
    await house.settle()
    await house.people.edit(channel, post.message_id, "تصحيح: لم يصل شيء")
    assert "The post was edited; what you watch is no longer in it." in (await the_alert(house, PETER)).text


async def test_of_two_edits_the_last_one_stands(house: House) -> None:
    channel, number = await published(house)
    await house.people.edit(channel, number, CONVOY.replace("أربعة", "خمسة"))
    await house.people.edit(channel, number, CONVOY.replace("أربعة", "ستة"))
    assert "ستة أيام" in (await the_alert(house)).text
    async with house.app.storage.reading() as unit:
        post = await unit.posts.find([PostRef(RefKind.CHANNEL, str(-channel - 10**12), str(number))])
        assert post is not None
        assert [text for _, text, _ in await unit.posts.versions(post.id)] == [
            CONVOY,
            CONVOY.replace("أربعة", "خمسة"),
        ]


async def test_an_edit_that_comes_twice_is_told_once(house: House) -> None:
    channel, number = await published(house)
    await house.people.edit(channel, number, CONVOY.replace("أربعة", "خمسة"))
    await the_alert(house)
    calls = (await house.people.state()).calls["editMessageText"]
    await house.people.edit(channel, number, CONVOY.replace("أربعة", "خمسة") + " ")
    await house.people.edit(channel, number, CONVOY.replace("أربعة", "خمسة"))
    await the_alert(house)
    assert (await house.people.state()).calls["editMessageText"] <= calls + 1


async def test_an_edit_before_the_alert_went_out_changes_what_goes_out(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    await held(house, 1)
    post = await house.people.publish(channel, CONVOY)
    await house.settle()
    await house.people.edit(channel, post.message_id, CONVOY.replace("أربعة", "خمسة"))
    await house.settle()
    house.clock.ahead = timedelta(hours=1, seconds=1)
    house.app.sender.wake()
    alert = await the_alert(house)
    assert "خمسة أيام" in alert.text
    assert EDITED in alert.text
    assert alert.edit_date is None


async def test_who_said_stop_reads_the_edit_when_they_are_back(house: House) -> None:
    channel, number = await published(house)
    await house.ask(SALMA, "/stop")
    await house.people.edit(channel, number, CONVOY.replace("أربعة", "خمسة"))
    assert "أربعة أيام" in (await the_alert(house)).text
    await house.ask(SALMA, "/start")
    alert = await the_alert(house)
    assert "خمسة أيام" in alert.text
    assert LOST not in alert.text


async def test_a_watch_that_was_deleted_is_told_of_no_edit(house: House) -> None:
    channel, number = await published(house)
    listed = await house.ask(SALMA, "/watches")
    await house.people.tap(SALMA, label="🗑", message_id=listed.message_id)
    await house.settle()
    await house.people.edit(channel, number, CONVOY.replace("أربعة", "خمسة"))
    assert "أربعة أيام" in (await the_alert(house)).text


async def in_a_burst(house: House) -> tuple[int, int, SeenMessage]:
    """Two posts where one alert is allowed: the channel, the second post's number, and the fold that tells of it."""
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan")
    await house.watch(SALMA, "قافلة")
    salma = await house.subscriber(SALMA)
    assert salma is not None
    await house.write(lambda unit: subscribers.choose(unit, replace(salma, pace=1), house.clock.now()))
    await house.people.publish(channel, "القافلة رقم 1 تعبر الجسر")
    post = await house.people.publish(channel, "القافلة رقم 2 تعبر الجسر")
    fold = (await house.told(SALMA, "تعبر الجسر"))[-1]
    return channel, post.message_id, fold


async def test_the_words_of_a_folded_post_are_gone(house: House) -> None:
    channel, number, fold = await in_a_burst(house)
    await house.people.edit(channel, number, "تصحيح: لم يعبر أحد")
    edited = await house.people.wait_edit(SALMA, fold.message_id, containing="لم يعبر أحد")
    assert LOST in edited.text


async def test_a_fold_that_was_deleted_comes_anew_with_what_it_has_to_tell(house: House) -> None:
    channel, _, fold = await in_a_burst(house)
    await house.people.delete(SALMA, fold.message_id)
    await house.people.publish(channel, "القافلة رقم 3 تعبر الجسر")
    _, anew = await house.told(SALMA, "تعبر الجسر")
    assert "رقم 2" in anew.text
    assert "رقم 3" in anew.text
    await house.people.publish(channel, "القافلة رقم 4 تعبر الجسر")
    grown = await house.people.wait_edit(SALMA, anew.message_id, containing="رقم 4")
    assert len(await house.told(SALMA, "تعبر الجسر")) == 2
    assert grown.message_id > fold.message_id


async def test_a_fold_that_was_deleted_does_not_come_anew_for_an_edit(house: House) -> None:
    channel, number, fold = await in_a_burst(house)
    await house.people.delete(SALMA, fold.message_id)
    await house.people.edit(channel, number, "القافلة رقم 2 تعبر الجسر ليلًا")
    assert len(await house.told(SALMA, "تعبر الجسر")) == 1


async def test_nobody_is_told_again_of_an_alert_they_deleted(house: House) -> None:
    channel, number = await published(house)
    alert = await the_alert(house)
    await house.people.delete(SALMA, alert.message_id)
    await house.people.edit(channel, number, CONVOY.replace("أربعة", "خمسة"))
    assert not await house.told(SALMA, "عين الورد")
    async with house.app.storage.reading() as unit:
        assert (await unit.outbox.backlog(house.clock.now())).parked == 0


async def test_a_post_that_was_deleted_at_its_source_is_marked_where_it_was_told_of_and_where_it_is_found(
    house: House,
) -> None:
    channel, number = await published(house)
    ref = PostRef(RefKind.CHANNEL, str(-channel - 10**12), str(number))
    await house.write(lambda unit: pipeline.vanish(unit, ref, house.clock.now()))
    house.app.sender.wake()
    alert = await the_alert(house)
    assert GONE in alert.text
    assert "عين الورد" in alert.text
    assert GONE in (await house.ask(SALMA, "/find قافلة")).text


async def test_the_vanishing_of_an_unknown_post_is_nothing(house: House) -> None:
    await house.write(lambda unit: pipeline.vanish(unit, PostRef(RefKind.CHANNEL, "1", "1"), house.clock.now()))


async def test_who_said_stop_and_forwards_reads_which_watches_are_satisfied(house: House) -> None:
    channel = await house.channel("شبكة الميدان", "shabakat_almaydan", accepted=False)
    await house.watch(SALMA, "قافلة")
    await house.ask(SALMA, "/stop")
    post = await house.people.publish(channel, CONVOY)
    await house.people.forward(SALMA, from_chat=channel, message_id=post.message_id)
    (answer,) = await house.told(SALMA, "حُفظ المنشور")
    assert "يطابق متابعتك" in answer.text
    assert "قافلة" in answer.text


async def test_a_forward_of_an_edited_post_changes_no_alert(house: House) -> None:
    channel, number = await published(house)
    await house.people.edit(channel, number, CONVOY.replace("أربعة", "خمسة"))
    before = await the_alert(house)
    await house.ask(OWNER, "/start")
    await house.people.forward(OWNER, from_chat=channel, message_id=number)
    assert (await the_alert(house)).html == before.html


async def test_a_text_that_a_forward_fills_in_is_no_edit(house: House) -> None:
    await house.watch(SALMA, "قافلة")
    now = house.clock.now()
    bare = Post(text="", refs=(PostRef(RefKind.CHANNEL, "7001", "1"),), arrived_at=now, source_title="شبكة الميدان")
    for post in (bare, replace(bare, text=CONVOY)):
        await house.write(
            lambda unit, one=post: pipeline.take_in(
                unit, one, live=house.app.live, now=now, album_wait=timedelta(seconds=1)
            )
        )
    house.app.sender.wake()
    (alert,) = await house.told(SALMA, "عين الورد")
    assert EDITED not in alert.text
