"""What an alert that was not meant suggests: the same query, narrower, that leaves the post alone."""

from __future__ import annotations

import pytest

from bot.match import narrower
from bot.query import parse
from tests.reading import analysed


@pytest.mark.parametrize(
    ("query", "text", "suggestions"),
    [
        ("صاروخ", "أطلق الأطفال صواريخ ورقية", ['"صاروخ"', "=صاروخ"]),
        ("داعش", "اجتماع تنظيم الدولة مساء", ['"داعش"', "=داعش"]),
        ("نفط", "ارتفع سعر النفط", ["=نفط"]),
        ("نفط", "سعر نفط بحر الشمال", []),
        ('"نفط"', "ارتفع سعر النفط", []),
        ("هدنة | (صاروخ -نفط)", "صواريخ ورقية", ['هدنة | "صاروخ" -نفط', "هدنة | =صاروخ -نفط"]),
    ],
)
def test_a_narrower_query_leaves_out_the_post_it_is_suggested_for(
    query: str, text: str, suggestions: list[str]
) -> None:
    assert [str(one) for one in narrower(parse(query), text, analysed())] == suggestions
