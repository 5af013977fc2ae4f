"""Whether a post satisfies a plan, and where."""

from __future__ import annotations

from collections.abc import Iterable

from bot.match.plan import AllOf, AnyOf, Close, ComesFrom, Excludes, Is, Matches, On, Plan, SameWord, plan_of
from bot.match.sight import Sight, Span
from bot.model import Post
from bot.query import Query
from bot.text import Engine, Prepared


def evaluate(
    query: Query, post: Post | Prepared | str, engine: Engine, prepared: Prepared | None = None
) -> tuple[Span, ...] | None:
    """Where `post` satisfies `query`, None when it does not.

    A text is a post without metadata: source and media filters are false, its language is detected. `prepared` is
    `engine.prepare` of the post's text, where the caller has it already. Spans are code points of the text: sorted, not
    overlapping, whole words.
    """
    plan = plan_of(query, engine)
    sight = sight_of(post, engine, prepared)
    return spans_of(plan, sight) if holds(plan, sight) else None


def sight_of(post: Post | Prepared | str, engine: Engine, prepared: Prepared | None = None) -> Sight:
    """`post` as plans look at it."""
    if isinstance(post, Prepared):
        return Sight(post)
    if isinstance(post, str):
        return Sight(prepared or engine.prepare(post))
    return Sight(prepared or engine.prepare(post.text), post)


def holds(plan: Plan, sight: Sight) -> bool:
    """Whether the post satisfies `plan`."""
    if isinstance(plan, SameWord):
        return bool(sight.places(plan))
    if isinstance(plan, AllOf):
        return all(holds(part, sight) for part in plan)
    match plan:
        case AnyOf():
            return any(holds(part, sight) for part in plan)
        case Excludes(part):
            return not holds(part, sight)
        case Close():
            return bool(sight.close(plan))
        case Matches():
            return bool(sight.pattern_spans(plan))
        case ComesFrom():
            return sight.comes_from(plan)
        case Is():
            return sight.is_so(plan)
        case On():
            return sight.is_on(plan)
    return bool(sight.places(plan))


def spans_of(plan: Plan, sight: Sight) -> tuple[Span, ...]:
    """The spans of a plan that holds: of all that is looked for in the branches that hold."""
    return joined(_collected(plan, sight))


def _collected(plan: Plan, sight: Sight) -> Iterable[Span]:
    match plan:
        case AllOf():
            return [span for part in plan for span in _collected(part, sight)]
        case AnyOf():
            return [span for part in plan if holds(part, sight) for span in _collected(part, sight)]
        case Close():
            return [span for part in sight.close(plan) for span in sight.spans(part)]
        case Matches():
            return sight.pattern_spans(plan)
        case Excludes() | ComesFrom() | Is() | On():
            return ()
    return sight.spans(plan)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(set(spans)):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
