"""The forms in which people paste a channel."""

from __future__ import annotations

import pytest

from bot.ingest.sources.address import ChannelName, NotPublic, telegram_address


@pytest.mark.parametrize(
    "written",
    [
        "@Marsad_Alyawm",
        "Marsad_Alyawm",
        " @Marsad_Alyawm، ",
        "t.me/Marsad_Alyawm",
        "https://t.me/Marsad_Alyawm",
        "http://www.t.me/Marsad_Alyawm/",
        "https://t.me/s/Marsad_Alyawm",
        "https://t.me/s/Marsad_Alyawm?before=120",
        "https://t.me/Marsad_Alyawm/4512",
        "https://t.me/Marsad_Alyawm/4512?single&comment=7",
        "https://t.me/Marsad_Alyawm/12/4512?thread=12",
        "https://telegram.me/Marsad_Alyawm",
        "https://telegram.dog/Marsad_Alyawm/3",
        "https://Marsad_Alyawm.t.me/3",
        "tg://resolve?domain=Marsad_Alyawm",
        "tg://resolve?domain=Marsad_Alyawm&post=4512",
        "<https://t.me/Marsad_Alyawm>",
        "\u2068@Marsad_Alyawm\u2069",
    ],
)
def test_every_form_names_the_channel(written: str) -> None:
    read = telegram_address(written)

    assert isinstance(read, ChannelName)
    assert read.name.lower() == "marsad_alyawm"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("https://t.me/+AbCdEf123", NotPublic.INVITE),
        ("https://t.me/joinchat/AbCdEf123", NotPublic.INVITE),
        ("tg://join?invite=AbCdEf123", NotPublic.INVITE),
        ("https://t.me/c/1234567890/45", NotPublic.PRIVATE),
        ("tg://privatepost?channel=1234567890&post=45", NotPublic.PRIVATE),
        ("https://t.me/addstickers/Pack", NotPublic.ELSEWHERE),
        ("https://t.me/share/url?url=x", NotPublic.ELSEWHERE),
        ("https://t.me/", NotPublic.ELSEWHERE),
        ("https://example.org/t.me/name", NotPublic.ELSEWHERE),
        ("https://t.me.example.org/name", NotPublic.ELSEWHERE),
        ("tg://settings", NotPublic.ELSEWHERE),
        ("قناة الميدان", NotPublic.UNCLEAR),
        ("@ab", NotPublic.UNCLEAR),
        ("http://[", NotPublic.UNCLEAR),
        ("", NotPublic.UNCLEAR),
    ],
)
def test_what_is_no_public_channel_says_why(written: str, why: NotPublic) -> None:
    assert telegram_address(written) is why
