"""Why a post satisfies a query, or why not, part by part: for "why?" below an alert and "why not?" in a preview."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.locale import Html, Texts, shown, texts
from bot.match.evaluation import holds, joined, sight_of, spans_of
from bot.match.plan import Begins, Close, InARow, Matches, Places, SameWord, Spelled, Tagged, plan_of
from bot.match.sight import Sight, Span
from bot.model import Post
from bot.query import And, Near, Not, Or, Query, Term
from bot.query.explanation import part_in_words
from bot.text import Engine, Prepared, default_engine

_MOST_WORDS = 4  # forms of one part that are quoted


class Reason(StrEnum):
    """Why a part without parts holds or not."""

    FOUND = "found"
    ABSENT = "absent"
    SCATTERED = "scattered"  # the words of a phrase are there, but not in a row
    OTHER_FORM = "other-form"  # an exact form is not there, the word is
    APART = "apart"  # both sides of NEAR are there, too far from each other
    LACKING = "lacking"  # a filter: the post is not so


@dataclass(frozen=True, slots=True)
class Traced:
    """A part of a query and what became of it. `excluded`: inside a NOT, where not holding is what was wanted.

    `spans` are where it stands, whether the whole holds or not; `words` their texts. `distance` belongs to APART: how
    many word positions the two sides are from each other.
    """

    query: Query
    holds: bool
    reason: Reason
    excluded: bool = False
    spans: tuple[Span, ...] = ()
    words: tuple[str, ...] = ()
    distance: int | None = None
    parts: tuple[Traced, ...] = ()


def trace(query: Query, post: Post | str, engine: Engine, prepared: Prepared | None = None) -> Traced:
    """What became of every part of `query` on `post`. The whole holds exactly when `evaluate` finds it."""
    return _traced(query, sight_of(post, engine, prepared), engine, excluded=False)


def _traced(query: Query, sight: Sight, engine: Engine, *, excluded: bool) -> Traced:
    plan = plan_of(query, engine)
    satisfied = holds(plan, sight)
    if isinstance(query, And | Or | Not):
        inside = (query.part,) if isinstance(query, Not) else query.parts
        turned = excluded != isinstance(query, Not)
        parts = tuple(_traced(part, sight, engine, excluded=turned) for part in inside)
        return Traced(query, satisfied, Reason.FOUND if satisfied else Reason.ABSENT, excluded, parts=parts)
    spans = spans_of(plan, sight) if satisfied else ()
    words = tuple(dict.fromkeys(sight.prepared.text[start:end] for start, end in spans))
    reason, distance = Reason.FOUND, None
    if not satisfied and isinstance(plan, Close):
        reason, distance = _apart(plan, sight)
    elif not satisfied:
        reason = _missing(plan, query, sight, engine)
    return Traced(query, satisfied, reason, excluded, joined(spans), words, distance)


def _missing(plan: object, query: Query, sight: Sight, engine: Engine) -> Reason:
    match plan:
        case InARow(run) if len(run) > 1 and all(sight.places(SameWord(keys)) for keys in run):
            return Reason.SCATTERED
        case Spelled() if hasattr(query, "words"):
            read = (plan_of(Term(word), engine) for word in query.words)
            return Reason.OTHER_FORM if all(holds(part, sight) for part in read) else Reason.ABSENT
        case SameWord() | InARow() | Spelled() | Begins() | Tagged() | Matches():
            return Reason.ABSENT
    return Reason.ABSENT if isinstance(plan, Places) else Reason.LACKING


def _apart(plan: Close, sight: Sight) -> tuple[Reason, int | None]:
    left = [place for part in plan.left for place in sight.places(part)]
    right = [place for part in plan.right for place in sight.places(part)]
    gaps = [
        gap
        for first, last in left
        for other_first, other_last in right
        if (gap := max(other_first - last, first - other_last)) > 0
    ]
    return (Reason.APART, min(gaps)) if gaps else (Reason.ABSENT, None)


def why(query: Query, post: Post | str, language: str, engine: Engine | None = None) -> Html:
    """The same in words, one line for each part, as Telegram HTML in `language`."""
    engine = engine or default_engine()
    say = texts(language)
    traced = trace(query, post, engine)
    lines = [say.say("why-matched" if traced.holds else "why-not-matched")]
    return Html("\n".join([*lines, *_lines(traced, say, engine)]))


def _lines(traced: Traced, say: Texts, engine: Engine) -> list[Html]:
    if traced.parts:
        return [line for part in traced.parts for line in _lines(part, say, engine)]
    if isinstance(traced.query, Near):
        part = say.say("query-near-name", query=shown(str(traced.query)))
    else:
        part = part_in_words(traced.query, say, engine)
    if traced.excluded:
        return [say.say("why-excluded-found" if traced.holds else "why-excluded-absent", part=part)]
    if traced.reason is Reason.FOUND and traced.words:
        words = say.toast("query-list-comma").join(shown(word, 60) for word in traced.words[:_MOST_WORDS])
        return [say.say("why-found", part=part, words=words)]
    if traced.reason is Reason.APART and traced.distance is not None:
        return [say.say("why-apart", part=part, distance=traced.distance)]
    key = "why-holds" if traced.holds else f"why-{traced.reason}"
    return [say.say(key, part=part)]
