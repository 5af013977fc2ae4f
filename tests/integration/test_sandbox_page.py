"""The chat page over HTTP: who is let in, what is served, and the sample world behind it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from bot import stage
from bot.sandbox import BOT_USERNAME, SANDBOX_TOKEN
from bot.sandbox.person import RefusedBySandbox, Sandbox, SeenMessage
from bot.sandbox.pictures import Picture, landscape, picture_of
from bot.sandbox.process import running
from bot.sandbox.samples import ADMIN, SALMA

POSTS: list[dict[str, Any]] = json.loads(
    resources.files("bot.sandbox").joinpath("samples", "posts.json").read_text("utf-8")
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0001108007800a003012200021101031101")
ME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with running(samples=True) as url, Sandbox(url) as opened:
        yield opened


@pytest.fixture
async def web(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=sandbox.base_url, trust_env=False) as client:
        yield client


# -- who is let in ----------------------------------------------------------------------------------


async def test_the_page_and_its_parts_come_from_here_alone(web: httpx.AsyncClient) -> None:
    for path in ("/", f"/chat/{BOT_USERNAME}", "/chat/-1001", "/static/main.js", "/static/chat.css"):
        answer = await web.get(path)
        assert answer.status_code == 200, path
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (await web.get("/static/../process.py")).status_code == 404
    assert (await web.get("/static/..%2Fprocess.py")).status_code == 404


def test_no_file_of_the_page_names_another_host_or_parses_html() -> None:
    files = [file for file in resources.files("bot.sandbox").joinpath("static").iterdir() if file.is_file()]
    assert len(files) > 15
    for file in files:
        text = file.read_text("utf-8")
        assert "innerHTML" not in text
        assert "outerHTML" not in text
        assert "insertAdjacentHTML" not in text
        if file.name.endswith((".html", ".css")):
            assert "//" not in text.replace("http://www.w3.org/", ""), file.name
            assert " style=" not in text
            assert "onclick=" not in text
        assert len(text.splitlines()) < 400, file.name


@pytest.mark.parametrize("name", ["rebound.example", "192.0.2.7", "169.254.1.1"])
async def test_a_name_that_was_rebound_to_loopback_is_refused(web: httpx.AsyncClient, name: str) -> None:
    assert (await web.get("/", headers={"Host": f"{name}:80"})).status_code == 403
    assert (await web.get("/sandbox/users", headers={"Host": name})).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    ],
)
async def test_another_sites_page_can_neither_act_nor_look(
    sandbox: Sandbox, web: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    said = {"user_id": SALMA, "text": "/stop"}
    assert (await web.post("/sandbox/say", json=said, headers=headers)).status_code == 403
    assert (await web.post("/sandbox/files?kind=document&name=a", content=b"a", headers=headers)).status_code == 403
    assert (await web.get(f"/sandbox/chats/{SALMA}/messages", headers=headers)).status_code == 403
    assert (await web.post(f"/bot{SANDBOX_TOKEN}/getMe", headers=headers)).status_code == 403
    assert await sandbox.messages(SALMA) == []


async def test_the_pages_own_requests_are_heard(sandbox: Sandbox, web: httpx.AsyncClient) -> None:
    own = ME | {"Origin": sandbox.base_url}
    answer = await web.post("/sandbox/say", json={"user_id": SALMA, "text": "نعم"}, headers=own)
    assert answer.json()["text"] == "نعم"


async def test_what_a_form_can_send_is_no_act(web: httpx.AsyncClient) -> None:
    body = json.dumps({"user_id": SALMA, "text": "/stop"})
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = await web.post("/sandbox/say", content=body, headers={"Content-Type": kind})
        assert answer.status_code == 415


async def test_a_link_on_another_site_opens_the_chat_and_sends_nothing(web: httpx.AsyncClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    answer = await web.get(f"/chat/{BOT_USERNAME}?start=join_a&b", headers=headers)
    assert answer.status_code == 303
    there = urlsplit(answer.headers["Location"])
    assert (there.netloc, there.path, there.query) == ("", f"/chat/{BOT_USERNAME}", "offer=join_a")
    assert (await web.get(f"/chat/{BOT_USERNAME}?start=join_a", headers=ME)).status_code == 200


# -- files ------------------------------------------------------------------------------------------


async def kept(web: httpx.AsyncClient, kind: str, name: str, content: bytes, mime: str) -> str:
    answer = await web.post(
        "/sandbox/files", params={"kind": kind, "name": name}, content=content, headers={"Content-Type": mime}
    )
    return str(answer.json().get("file_id") or answer.json()["error"])


async def test_a_picture_is_shown_at_its_size(sandbox: Sandbox, web: httpx.AsyncClient) -> None:
    file_id = await kept(web, "photo", "جسر.png", landscape("x"), "image/png")
    await web.post("/sandbox/attach", json={"user_id": SALMA, "items": [{"file_id": file_id, "caption": "الجسر"}]})
    (said,) = await sandbox.messages(SALMA)
    assert (said.media, said.text) == ("photo", "الجسر")
    assert (said.raw["photo"][0]["width"], said.raw["photo"][0]["height"]) == (480, 300)
    shown = await web.get(f"/sandbox/files/{file_id}")
    assert (shown.headers["Content-Type"], shown.content) == ("image/png", landscape("x"))


async def test_a_page_in_a_document_is_saved_and_never_opened(web: httpx.AsyncClient) -> None:
    file_id = await kept(web, "document", 'تقرير".html', b"<script>alert(1)</script>", "text/html")
    answer = await web.get(f"/sandbox/files/{file_id}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D8")
    assert '"' not in answer.headers["Content-Disposition"]


async def test_what_is_no_picture_is_no_photo(web: httpx.AsyncClient) -> None:
    assert "PNG or JPEG" in await kept(web, "photo", "a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")
    assert "empty" in await kept(web, "document", "a", b"", "text/plain")
    assert "kind" in await kept(web, "video", "a", b"a", "text/plain")
    assert (await web.get("/sandbox/files/none")).status_code == 404


def test_a_pictures_size_is_read_from_its_first_bytes() -> None:
    assert picture_of(landscape("y")) == Picture("image/png", 480, 300)
    assert picture_of(JPEG) == Picture("image/jpeg", 160, 120)
    assert picture_of(JPEG[:12]) is None
    assert picture_of(b"\xff\xd8\xff" + b"\xff\xe0\x00\x00" * 9) is None
    assert picture_of("نص".encode()) is None


# -- what a person can send -------------------------------------------------------------------------


async def test_a_person_sends_an_album_a_file_and_a_place(sandbox: Sandbox) -> None:
    first, second = await sandbox.attach(SALMA, ["قبل", "بعد"])
    assert first.media_group_id == second.media_group_id is not None
    (alone,) = await sandbox.attach(SALMA, [None], reply_to=first.message_id)
    assert (alone.media_group_id, alone.reply_to) == (None, first.message_id)
    place = await sandbox.locate(SALMA, 33.51, 36.29)
    assert place.raw["location"] == {"latitude": 33.51, "longitude": 36.29}
    with pytest.raises(RefusedBySandbox, match="no such place"):
        await sandbox.locate(SALMA, 91, 0)
    with pytest.raises(RefusedBySandbox, match="2 to 10"):
        await sandbox.attach(SALMA, [None] * 11)


async def test_one_fault_ends_and_the_others_stay(sandbox: Sandbox) -> None:
    outage = await sandbox.fault("outage")
    await sandbox.fault("forbidden", chat_id=SALMA)
    await sandbox.end_fault(outage)
    assert [one["kind"] for one in await sandbox.faults()] == ["forbidden"]


async def test_a_chat_is_read_from_its_end(sandbox: Sandbox, web: httpx.AsyncClient) -> None:
    channel = await channel_of(sandbox, POSTS[0]["channel"])
    every = [one.message_id for one in await sandbox.messages(channel)]
    path = f"/sandbox/chats/{channel}/messages"
    last = (await web.get(path, params={"last": 5})).json()["messages"]
    assert [one["message_id"] for one in last] == every[-5:]
    earlier = (await web.get(path, params={"last": 3, "before": every[-5]})).json()["messages"]
    assert [one["message_id"] for one in earlier] == every[-8:-5]


# -- the sample world -------------------------------------------------------------------------------


async def channel_of(sandbox: Sandbox, username: str) -> int:
    return int(next(one["id"] for one in await sandbox.chats() if one.get("username") == username))


async def found(sandbox: Sandbox, post: dict[str, Any]) -> SeenMessage | None:
    """The message a sample post became, by its text."""
    messages = await sandbox.messages(await channel_of(sandbox, post["channel"]))
    words = post["text"].splitlines()[0]
    return next((one for one in messages if one.html.startswith(words[:60])), None)


def test_the_admin_of_the_samples_is_the_owner_of_the_stage() -> None:
    assert ADMIN == stage.OWNER_ID


async def test_the_samples_stand_there_with_their_dates_and_the_bot_has_heard_them(sandbox: Sandbox) -> None:
    chats = await sandbox.chats()
    assert sum(one["type"] == "channel" for one in chats) == 5
    past = [post for post in POSTS if post["minutes"] <= 0]
    stood = [message for chat in chats if chat["type"] == "channel" for message in await sandbox.messages(chat["id"])]
    assert len(stood) == sum("edit_of" not in post for post in past)
    oldest, newest = min(one.sent_at for one in stood), max(one.sent_at for one in stood)
    assert (newest - oldest).days >= 2
    joined = sum(one["members"].get("7000000001") == "administrator" for one in chats)
    assert joined == 4
    # the admin has greeted the bot and brought it in
    assert (await sandbox.state()).pending_updates == 1 + joined + len(past)


async def test_setting_up_twice_changes_nothing(sandbox: Sandbox) -> None:
    before = await sandbox.chats()
    await sandbox.samples()
    assert await sandbox.chats() == before


async def test_time_that_passes_brings_posts_edits_and_replies(sandbox: Sandbox) -> None:
    edit = next(post for post in POSTS if post.get("edit_of") and post["minutes"] > 0)
    reply = next(post for post in POSTS if post.get("reply_to") and post["minutes"] > 0)
    assert await found(sandbox, edit) is None
    step = max(edit["minutes"], reply["minutes"])
    published = await sandbox.pass_time(step)
    assert published == sum(0 < post["minutes"] <= step for post in POSTS)
    edited, replied = await found(sandbox, edit), await found(sandbox, reply)
    assert edited is not None
    assert edited.edit_date is not None
    assert replied is not None
    assert replied.reply_to is not None
    assert await sandbox.pass_time(7 * 24 * 60) == sum(post["minutes"] > step for post in POSTS)


async def test_an_album_of_the_samples_is_one_album(sandbox: Sandbox) -> None:
    post = next(post for post in POSTS if post.get("album") and post["minutes"] <= 0)
    messages = await sandbox.messages(await channel_of(sandbox, post["channel"]))
    first = await found(sandbox, post)
    assert first is not None
    items = [one for one in messages if one.media_group_id == first.media_group_id]
    assert len(items) == sum(one.get("album") == post["album"] for one in POSTS)


@pytest.mark.parametrize("minutes", [0, -60, 10**9, "60", 1.5])
async def test_time_does_not_stand_still_or_run_away(sandbox: Sandbox, minutes: Any) -> None:
    with pytest.raises(RefusedBySandbox, match="minutes are a number"):
        await sandbox.pass_time(minutes)


async def test_without_the_samples_the_world_is_empty_until_they_are_asked_for() -> None:
    async with running() as url, Sandbox(url) as sandbox:
        assert await sandbox.chats() == []
        with pytest.raises(RefusedBySandbox, match="not set up"):
            await sandbox.pass_time(60)
        await sandbox.samples()
        assert len(await sandbox.chats()) == 9
