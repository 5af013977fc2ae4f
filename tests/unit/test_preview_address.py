"""The forms in which people paste a channel, or the address of a site."""

from __future__ import annotations

import pytest

from bot.ingest.sources.address import ChannelName, FeedName, NotPublic, WebAddress, source_address, telegram_address


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
        "TG://resolve?domain=Marsad_Alyawm",
        "@Marsad_Alyawm/4512",
        "https://t.me/@Marsad_Alyawm",
        "[مرصد اليوم](https://t.me/Marsad_Alyawm)",
        "تابعونا على https://t.me/Marsad_Alyawm، أهلاً بكم",
        "مرصد اليوم @Marsad_Alyawm",
        "https://t.me/Marsad_Alyawm https://t.me/Marsad_Alyawm/4512",
        "https://web.telegram.org/k/#@Marsad_Alyawm",
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
        ("tg://openmessage?chat_id=1234567890", NotPublic.PRIVATE),
        ("-1001234567890", NotPublic.PRIVATE),
        ("https://web.telegram.org/a/#-1001234567890", NotPublic.PRIVATE),
        ("https://t.me/Marsad_Alyawm و https://t.me/Nashrat_Almiyah", NotPublic.UNCLEAR),
        ("راسلونا على news@example.org", NotPublic.UNCLEAR),
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


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("example.org", "https://example.org"),
        ("https://example.org/feed.xml", "https://example.org/feed.xml"),
        ("HTTPS://Example.ORG:443/Feed#top", "https://example.org/Feed"),
        ("<http://example.org/rss?a=1&b=2>", "http://example.org/rss?a=1&b=2"),
        ("feed://example.org/rss", "https://example.org/rss"),
        ("feed:http://example.org/rss", "http://example.org/rss"),
        ("http://rsshub:1200/news", "http://rsshub:1200/news"),
        ("موقع.شبكة", "https://xn--4gbrim.xn--ngbc5azd"),
        ("https://t.me.example.org/name", "https://t.me.example.org/name"),
    ],
)
def test_any_other_address_of_the_web_may_have_a_feed(written: str, address: str) -> None:
    assert source_address(written) == WebAddress(address)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("https://sami:1234@example.org/feed", NotPublic.LOCKED),
        ("https://t.me/+AbCdEf123", NotPublic.INVITE),
        ("t.me/c/1234567890/45", NotPublic.PRIVATE),
        ("https://t.me/addstickers/Pack", NotPublic.ELSEWHERE),
        ("tg://settings", NotPublic.ELSEWHERE),
        ("ftp://example.org/feed", NotPublic.ELSEWHERE),
        ("file:///etc/passwd", NotPublic.UNCLEAR),
        ("mailto:sami@example.org", NotPublic.UNCLEAR),
        ("sami@example.org", NotPublic.UNCLEAR),
        ("javascript:alert(1)", NotPublic.UNCLEAR),
        ("http://[", NotPublic.UNCLEAR),
        ("خبر من example.org", NotPublic.UNCLEAR),
    ],
)
def test_what_is_no_source_says_why(written: str, why: NotPublic) -> None:
    assert source_address(written) is why


def test_a_channel_is_a_channel_whoever_asks() -> None:
    assert source_address("https://t.me/Marsad_Alyawm/12") == ChannelName("Marsad_Alyawm")


@pytest.mark.parametrize("name", ["7al_net", "موقع_شبكة", "ab"])
def test_a_name_that_no_channel_can_have_may_be_a_feeds(name: str) -> None:
    assert source_address(f"@{name}") == FeedName(name)
