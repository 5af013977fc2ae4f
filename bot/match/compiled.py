"""The stored form of a plan: what makes many watches ready at start-up without reading one word again.

JSON, because it is fast in both directions and cannot do harm whatever a database holds. Valid for one engine version
and one format; keep `compiled_version(engine)` beside it.
"""

from __future__ import annotations

import json
from typing import Any, Final, cast

from bot.match.plan import (
    AllOf,
    AnyOf,
    Begins,
    Close,
    ComesFrom,
    Excludes,
    InARow,
    Is,
    Matches,
    On,
    Places,
    Plan,
    Resembles,
    Run,
    SameWord,
    Spelled,
    Tagged,
    plan_of,
)
from bot.query import Query
from bot.text import Engine

_FORMAT: Final = "plan-1"
_decode: Final = json.JSONDecoder().decode
_DEEPEST: Final = 40  # brackets in brackets; the language allows far fewer


def compiled_version(engine: Engine) -> str:
    """What must be equal for a compiled form to be used: the engine's version and the format's."""
    return f"{_FORMAT}+{engine.version}"


def compile_query(query: Query, engine: Engine) -> bytes:
    """`query` as `Percolator.add_compiled` takes it; equal queries give equal bytes."""
    return json.dumps(_written(plan_of(query, engine)), ensure_ascii=False, separators=(",", ":")).encode()


def _written(plan: Plan) -> list[Any]:
    match plan:
        case AllOf():
            return ["&", *map(_written, plan)]
        case AnyOf():
            return ["|", *map(_written, plan)]
        case Excludes(part):
            return ["-", _written(part)]
        case Close(left, right, distance):
            return ["n", distance, [_written(part) for part in left], [_written(part) for part in right]]
        case SameWord(keys, aliases):
            return ["w", sorted(keys), *map(_written_run, aliases)]
        case InARow(run):
            return ["p", *_written_run(run)]
        case Spelled(raws):
            return ["=", *raws]
        case Begins(start):
            return ["*", start]
        case Resembles(form):
            return ["~", form]
        case Tagged(name):
            return ["#", name]
        case Matches(source):
            return ["/", source]
        case ComesFrom(name, group):
            return ["@#" if group else "@", name]
        case Is(name, value):
            return ["is", name, value]
        case On(name, day):
            return ["on", name, day]


def _written_run(run: Run) -> list[list[str]]:
    return [sorted(keys) for keys in run]


def compiled_plan(compiled: bytes, interned: dict[object, Plan]) -> Plan:
    """The plan that `compile_query` wrote. Equal parts come out as one object, kept in `interned`.

    Raises ValueError for bytes that it did not write.
    """
    try:
        return _read(_decode(compiled.decode()), interned, 0)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError("not a compiled query") from error


def _read(written: list[Any], interned: dict[object, Plan], depth: int) -> Plan:
    if depth > _DEEPEST:
        raise ValueError("too deep")
    kind = written[0]
    if kind == "w":
        return _word(written, interned)
    if kind == "&":
        return AllOf([_read(part, interned, depth + 1) for part in written[1:]])
    if kind == "|":
        return AnyOf([_read(part, interned, depth + 1) for part in written[1:]])
    if kind == "-":
        return Excludes(_read(written[1], interned, depth + 1))
    if kind == "n":
        sides = [tuple(cast(Places, _read(part, interned, depth + 1)) for part in side) for side in written[2:4]]
        return Close(sides[0], sides[1], int(written[1]))
    return _interned(_leaf(kind, written), interned)


def shared(plan: Plan, interned: dict[object, Plan]) -> Plan:
    """`plan` with those parts that equal one in `interned` replaced by it, so that many plans take little memory."""
    if isinstance(plan, AllOf | AnyOf):
        return type(plan)([shared(part, interned) for part in plan])
    if isinstance(plan, SameWord) and not plan.aliases:
        return interned.setdefault(tuple(sorted(plan.keys)), plan)
    return plan if isinstance(plan, Excludes | Close) else _interned(plan, interned)


def _word(written: list[Any], interned: dict[object, Plan]) -> Plan:
    if len(written) > 2:
        return _interned(SameWord(frozenset(written[1]), tuple(map(_read_run, written[2:]))), interned)
    name = tuple(written[1])
    found = interned.get(name)
    if found is None:
        interned[name] = found = SameWord(frozenset(name))
    return found


def _interned(part: Plan, interned: dict[object, Plan]) -> Plan:
    return interned.setdefault(part, part)


def _leaf(kind: str, written: list[Any]) -> Plan:
    match kind:
        case "p":
            return InARow(_read_run(written[1:]))
        case "=":
            return Spelled(tuple(map(str, written[1:])))
        case "*":
            return Begins(str(written[1]))
        case "~":
            return Resembles(str(written[1]))
        case "#":
            return Tagged(str(written[1]))
        case "/":
            return Matches(str(written[1]))
        case "@" | "@#":
            return ComesFrom(str(written[1]), kind == "@#")
        case "is":
            return Is(str(written[1]), str(written[2]))
        case "on":
            return On(str(written[1]), int(written[2]))
    raise ValueError(f"no part of a query: {kind!r}")


def _read_run(written: list[list[str]]) -> Run:
    return tuple(map(frozenset, written))
