"""How a typed text is read (QUERY.md): signs of all kinds, both directions, and what people type without a manual."""

from __future__ import annotations

from datetime import date

import pytest

from bot.query import (
    And,
    Dated,
    Exact,
    Filter,
    From,
    Fuzzy,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Query,
    Tag,
    Term,
    alternative,
    parse,
)


def words(*spelled: str) -> Query:
    return And(tuple(map(Term, spelled)))


def either(*spelled: str) -> Query:
    return Or(tuple(map(Term, spelled)))


SOUTH, NORTH, CONVOY = Term("الجنوب"), Term("الشمال"), Term("قافلة")


# The rows of QUERY.md.


@pytest.mark.parametrize(
    "text", ["قافلة الجنوب", "قافلة و الجنوب", "قافلة AND الجنوب", "قافلة\nالجنوب", "قافلة\tالجنوب"]
)
def test_words_side_by_side_must_all_be_there(text: str) -> None:
    assert parse(text) == And((CONVOY, SOUTH))


@pytest.mark.parametrize(
    "text", ["الجنوب | الشمال", "الجنوب OR الشمال", "الجنوب أو الشمال", "الجنوب او الشمال", "الجنوب|الشمال"]
)
def test_one_of_several_words_may_be_there(text: str) -> None:
    assert parse(text) == Or((SOUTH, NORTH))


@pytest.mark.parametrize("text", ["قافلة -الجنوب", "قافلة NOT الجنوب", "قافلة بدون الجنوب", "قافلة AND NOT الجنوب"])
def test_a_word_may_be_excluded(text: str) -> None:
    assert parse(text) == And((CONVOY, Not(SOUTH)))


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ('-"لجنة الصلح" قافلة', Phrase(("لجنة", "الصلح"))),
        ("-«لجنة الصلح» قافلة", Phrase(("لجنة", "الصلح"))),
        ("-=الجنوب قافلة", Exact(("الجنوب",))),
        ('-="لجنة الصلح" قافلة', Exact(("لجنة", "الصلح"))),
        ("-جنوب* قافلة", Prefix("جنوب")),
        ("-الجنوب~ قافلة", Fuzzy("الجنوب")),
        ("-#الجنوب قافلة", Tag("الجنوب")),
        (r"-/\d+/ قافلة", Pattern(r"\d+")),
        ("-from:@south قافلة", From("south")),
        ("-has:photo قافلة", Filter("has", "photo")),
        ("-(الجنوب الشمال) قافلة", And((SOUTH, NORTH))),
        ("-(الجنوب | الشمال) قافلة", Or((SOUTH, NORTH))),
        ("-(الجنوب NEAR الشمال) قافلة", Near(SOUTH, NORTH, 10)),
        ("(-الجنوب قافلة)", SOUTH),
        ("(\u200f-الجنوب قافلة)", SOUTH),
    ],
)
def test_a_dash_before_any_term_excludes_it(text: str, excluded: Query) -> None:
    assert set(parse(text).parts) == {Not(excluded), CONVOY}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "قافلة – الجنوب",
        "قافلة — الجنوب",
        "قافلة –الجنوب",
        "قافلة —الجنوب",
        "قافلة - الجنوب",
        "قافلة-الجنوب",
        "قافلة ‐الجنوب",
        "قافلة الجنوب-",
        "قافلة الجنوب -",
        "قافلة -- الجنوب",
        "قافلة --الجنوب",
        f"قافلة {'- ' * 20}الجنوب",
        "- قافلة الجنوب",
        "قافلة… الجنوب",
    ],
)
def test_all_other_dashes_are_punctuation(text: str) -> None:
    assert parse(text) == And((CONVOY, SOUTH))


@pytest.mark.parametrize(
    "text",
    [
        '"لجنة الصلح"',
        "«لجنة الصلح»",
        "»لجنة الصلح«",
        "“لجنة الصلح”",
        "”لجنة الصلح“",
        "„لجنة الصلح“",
        "‹لجنة الصلح›",
        "＂لجنة الصلح＂",
        "〝لجنة الصلح〞",
        "❝لجنة الصلح❞",
        "'لجنة الصلح'",
        "‘لجنة الصلح’",
        '"لجنة الصلح”',
        '“لجنة الصلح"',
        '"لجنة، الصلح"',
        '"لجنة\nالصلح"',
        '" لجنة  الصلح "',
        '"\u200fلجنة الصلح\u200f"',
        '"لجنة «الصلح"',
        '"(لجنة) الصلح"',
    ],
)
def test_every_kind_of_quotes_makes_a_phrase(text: str) -> None:
    assert parse(text) == Phrase(("لجنة", "الصلح"))


def test_a_single_word_may_be_quoted_and_an_operator_in_quotes_is_a_word() -> None:
    assert parse('"كوريا"') == Phrase(("كوريا",))
    assert parse('قافلة "أو" الجنوب') == And((CONVOY, Phrase(("أو",)), SOUTH))
    assert parse('"قافلة OR الجنوب"') == Phrase(("قافلة", "OR", "الجنوب"))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("=نفط", Exact(("نفط",))),
        ('="سعر النفط"', Exact(("سعر", "النفط"))),
        ("=«سعر النفط»", Exact(("سعر", "النفط"))),
        ("نفط=سعر", words("نفط", "سعر")),
        ("= نفط", Term("نفط")),
        ("مفاوض*", Prefix("مفاوض")),
        ("مُفاوِض*", Prefix("مُفاوِض")),
        ("negotiat*", Prefix("negotiat")),
        ("نتنياهو~", Fuzzy("نتنياهو")),
        ("نتنياهو~~", Fuzzy("نتنياهو")),
        ("#حلب_الشهباء", Tag("حلب_الشهباء")),
        ("#إدلب", Tag("ادلب")),
        ("＃إدلب", Tag("ادلب")),
        ("##إدلب", Tag("ادلب")),
        ("#Breaking_News", Tag("breaking_news")),
        ("from:@Halab_News", From("halab_news")),
        ("FROM:@Halab_News", From("halab_news")),
        ("from:#رسمي", From("رسمي", group=True)),
    ],
)
def test_signs_beside_a_word_say_how_it_is_meant(text: str, query: Query) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(
    ("text", "distance"),
    [
        ("قافلة NEAR/5 الجنوب", 5),
        ("قافلة NEAR/٥ الجنوب", 5),
        ("قافلة NEAR/۵ الجنوب", 5),
        ("قافلة قرب/5 الجنوب", 5),
        ("قافلة قرب/٥ الجنوب", 5),
        ("قافلة NEAR الجنوب", 10),
        ("قافلة NEAR/1 الجنوب", 1),
        ("قافلة NEAR/50 الجنوب", 50),
    ],
)
def test_two_words_may_have_to_be_near_each_other(text: str, distance: int) -> None:
    assert parse(text) == Near(CONVOY, SOUTH, distance)


def test_the_word_for_near_is_an_operator_only_with_a_number_directly_behind_it() -> None:
    assert parse("قافلة قرب الجنوب") == words("قافلة", "قرب", "الجنوب")
    assert parse("قافلة قرب / 5 الجنوب") == words("قافلة", "قرب", "5", "الجنوب")
    assert parse("قافلة near الجنوب") == words("قافلة", "near", "الجنوب")


def test_beside_near_go_terms_phrases_and_alternatives() -> None:
    read = parse('("لجنة الصلح" | صلح*) NEAR/3 (=الجنوب | #شمال | الجنوبي~)')
    assert read == Near(
        Or((Phrase(("لجنة", "الصلح")), Prefix("صلح"))),
        Or((Exact(("الجنوب",)), Tag("شمال"), Fuzzy("الجنوبي"))),
        3,
    )


@pytest.mark.parametrize(
    ("text", "query"),
    [
        (r"قافلة /رقم \d+/", And((CONVOY, Pattern(r"رقم \d+")))),
        (r"/رقم \d+/ قافلة", And((Pattern(r"رقم \d+"), CONVOY))),
        (r"(/\d+/ قافلة)", And((Pattern(r"\d+"), CONVOY))),
        (r"قافلة (/a\/b/)", And((CONVOY, Pattern(r"a\/b")))),
        (r"قافلة /a/b/", And((CONVOY, Pattern("a/b")))),
        (r"قافلة /(أ|ب) \w/", And((CONVOY, Pattern(r"(أ|ب) \w")))),
        ("قافلة 24/7", words("قافلة", "24", "7")),
        ("قافلة / الجنوب / الشمال", words("قافلة", "الجنوب", "الشمال")),
        ("قافلة /الجنوب", words("قافلة", "الجنوب")),
        ("https://example.org/a/b قافلة", words("https://example.org/a/b", "قافلة")),
        ("قافلة و/أو الجنوب", And((CONVOY, Phrase(("أو",)), SOUTH))),
    ],
)
def test_slashes_enclose_a_pattern_only_where_it_cannot_be_ordinary_text(text: str, query: Query) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("قافلة lang:ar", Filter("lang", "ar")),
        ("قافلة Lang:AR", Filter("lang", "ar")),
        ("قافلة has:photo", Filter("has", "photo")),
        ("قافلة has:video", Filter("has", "video")),
        ("قافلة has:link", Filter("has", "link")),
        ("قافلة has:document", Filter("has", "document")),
        ("قافلة is:forward", Filter("is", "forward")),
    ],
)
def test_filters_stand_beside_something_to_find(text: str, query: Query) -> None:
    assert parse(text) == And((CONVOY, query))


@pytest.mark.parametrize("text", ["from:@south", "from:#رسمي", "from:@south | from:@north", "from:@south -has:photo"])
def test_a_source_alone_is_something_to_find(text: str) -> None:
    assert str(parse(text)) == text


@pytest.mark.parametrize("text", ["2026-3-9", "2026-03-09", "2026/03/09", "2026.03.09", "٢٠٢٦-٠٣-٠٩"])
def test_dates_belong_to_searches(text: str) -> None:
    assert parse(f"قافلة since:{text} until:{text}", search=True) == And(
        (CONVOY, Dated("since", date(2026, 3, 9)), Dated("until", date(2026, 3, 9)))
    )


# Precedence and operators hidden in ordinary text.


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ا ب | ج", "(ا ب) | ج"),
        ("ا | ب ج", "ا | (ب ج)"),
        ("ا | ب ج | د", "ا | (ب ج) | د"),
        ("-ا ب | ج", "((-ا) ب) | ج"),
        ("ا -ب | ج", "(ا (-ب)) | ج"),
        ("NOT ا ب", "(NOT ا) AND ب"),
        ("ا NEAR ب ج", "(ا NEAR ب) ج"),
        ("ا ب NEAR ج", "ا (ب NEAR ج)"),
        ("ا | ب NEAR ج", "ا | (ب NEAR ج)"),
        ("ا (ب | ج) د", "ا AND (ب OR ج) AND د"),
    ],
)
def test_not_binds_tightest_then_and_then_or(text: str, meant: str) -> None:
    assert parse(text) == parse(meant)


def test_latin_operators_are_capitals() -> None:
    assert parse("army or police") == words("army", "or", "police")
    assert parse("army and not near") == words("army", "and", "not", "near")
    assert parse("army OR police NOT navy") == Or((Term("army"), And((Term("police"), Not(Term("navy"))))))
    assert parse("Hand-AND-Foot") == parse('Hand "AND" Foot')


SIX = "غرق قارب صيد أو عبارة ركاب شمالا"
SEVEN = "غرق قارب صيد أو عبارة ركاب شمالا فجرا"


def test_arabic_operator_words_count_in_queries_of_at_most_six_words() -> None:
    assert parse(SIX) == Or((words("غرق", "قارب", "صيد"), words("عبارة", "ركاب", "شمالا")))
    assert Phrase(("أو",)) in parse(SEVEN).parts  # type: ignore[attr-defined]
    assert parse("قارب بدون محرك") == And((Term("قارب"), Not(Term("محرك"))))


@pytest.mark.parametrize(
    "more",
    [
        f"{SEVEN} أو أمس",
        f'{SEVEN} "أمس"',
        f"{SEVEN} -أمس",
        f"{SEVEN} أمس*",
        f"({SEVEN})",
        f"{SEVEN} =أمس",
        f"{SEVEN} OR أمس",
        f"{SEVEN} | أمس",
        f"{SEVEN} lang:ar",
        f"{SEVEN} أمسيات~",
        f"«{SEVEN.split()[0]}» {SEVEN}",
    ],
)
def test_or_wherever_another_sign_of_the_language_stands(more: str) -> None:
    assert isinstance(parse(more), Or)


def test_hashtags_and_numbers_do_not_make_a_headline_a_query() -> None:
    assert isinstance(parse(f"{SEVEN} #أمس"), And)
    assert isinstance(parse(f"{SEVEN} كوفيد-19 F-16"), And)


def test_the_other_reading_of_a_hidden_operator_is_offered() -> None:
    assert alternative("صيد أو عبارة أو زورق") == 'صيد "أو" عبارة "أو" زورق'
    assert alternative(SEVEN) == "غرق قارب صيد | عبارة ركاب شمالا فجرا"
    assert alternative("قارب بدون محرك") == 'قارب "بدون" محرك'
    assert alternative("قارب محرك") is None


def test_the_bracketed_other_reading_is_offered_where_precedence_decided() -> None:
    assert alternative("ا ب | ج") == "ا (ب | ج)"
    assert alternative("(ا ب) | ج") is None
    assert alternative("ا (ب | ج)") is None
    assert alternative("ا ب -ج | د") is None  # it would have an alternative of exclusions only


@pytest.mark.parametrize("text", ["حماس أو فتح", "(حماس أو فتح) غزة", "(قافلة | هدنة) أو معبر", '"دير الزور" أو الرقة'])
def test_a_reading_that_nobody_means_is_not_offered(text: str) -> None:
    assert alternative(text) is None


def test_a_small_latin_operator_is_a_word_and_the_other_reading_has_it_in_capitals() -> None:
    assert parse("hamas or fatah") == And((Term("hamas"), Term("or"), Term("fatah")))
    assert alternative("hamas or fatah") == "hamas OR fatah"
    assert alternative("salt \u200eand pepper") == "salt AND pepper"
    assert alternative("not guilty") is None  # an exclusion alone is no query
    assert alternative('"hamas or fatah"') is None
    assert alternative("the ship or its crew left the harbour late") is None


# What people type.


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("هل توقفت المعارك؟", words("هل", "توقفت", "المعارك")),
        ("عاجل: انهيار سقف سوق مسقوف", words("عاجل", "انهيار", "سقف", "سوق", "مسقوف")),
        ("أخبار الجنوب!!!", words("أخبار", "الجنوب")),
        ("الجنوب، الشمال", words("الجنوب", "الشمال")),
        ("الجنوب؛ الشمال؟", words("الجنوب", "الشمال")),
        ("الجنوب, الشمال; قافلة.", words("الجنوب", "الشمال", "قافلة")),
        ("🔥🔥 عاجل 🔥", Term("عاجل")),
        ("[الجنوب] {الشمال} <قافلة>", words("الجنوب", "الشمال", "قافلة")),
        ("*قافلة*", CONVOY),
        ("**قافلة** الجنوب", And((CONVOY, SOUTH))),
        ("*قافلة الجنوب*", And((CONVOY, SOUTH))),
        ("**قافلة الجنوب**", And((CONVOY, SOUTH))),
        ("__قافلة__ الجنوب", And((CONVOY, SOUTH))),
        ("+قافلة +الجنوب", And((CONVOY, SOUTH))),
        ("قافلة & الجنوب && الشمال", words("قافلة", "الجنوب", "الشمال")),
        ("قافلة || الجنوب", Or((CONVOY, SOUTH))),
        ("（قافلة｜الجنوب）", Or((CONVOY, SOUTH))),
        ("From: the south", words("From", "the", "south")),
        ("lang: ar", words("lang", "ar")),
        ("it's NOT over", And((Term("it"), Term("s"), Not(Term("over"))))),
        ("@south_news", Term("@south_news")),
        ("كوفيد-19", Phrase(("كوفيد", "19"))),
        ("F-16", Term("F16")),
        ("13%", Term("13")),
        ("١٬٠٠٠ ليرة", words("1000", "ليرة")),
        ("الـCNN", Term("CNN")),
        ("قافلة\x00 الجنوب\ud800", And((CONVOY, SOUTH))),
        ("Breaking: blast in Homs - witnesses", words("Breaking", "blast", "in", "Homs", "witnesses")),
    ],
)
def test_what_is_no_sign_of_the_language_is_just_text(text: str, query: Query) -> None:
    assert parse(text) == query


MARKS = ["\u200f", "\u200e", "\u202b", "\u2067", "\u200b", "\ufeff", "\u00ad", "\u061c"]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(
    "text",
    ['قافلة -"لجنة الصلح"', "(قافلة | الجنوب) NEAR/3 #شمال", "=قافلة صلح* سلامي~", r"قافلة /رقم \d+/ from:@south"],
)
def test_invisible_characters_change_nothing_wherever_they_stand(text: str, mark: str) -> None:
    assert parse(mark.join(text)) == parse(text)
    assert parse(f"{mark}{text}{mark}") == parse(text)


def test_both_directions_may_be_mixed() -> None:
    assert parse('"Tel Abyad" | «تل أبيض» -AFP') == Or(
        (Phrase(("Tel", "Abyad")), And((Phrase(("تل", "أبيض")), Not(Term("AFP")))))
    )
