"""In plain words, how a query was read: for the preview of a watch. Texts are in `bot/locale/query.*.ftl`."""

from __future__ import annotations

from bot.locale import Html, Texts, shown, texts
from bot.query.alternative import bracketed_otherwise, undecided
from bot.query.errors import QueryError
from bot.query.reading import parse
from bot.query.tree import (
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
    leaves,
)
from bot.text import Engine, QueryWord, default_engine

_MOST_DETAILS = 8  # words that are explained one by one
_MOST_ALIASES = 12

_WORDS = {"unknown": "query-part-unknown-word", "name": "query-part-name", "number": "query-part-number"}
"""What is not inflected, by `QueryWord.gloss`."""


def explain(query: Query, language: str, engine: Engine | None = None, typed: str = "") -> Html:
    """How `query` was read, as Telegram HTML in `language`: its parts, the readings of its words, the other names that
    are included, and the other reading where precedence decided, or whether a word is an operator in the text `typed`
    that says the query. `engine` None takes the default one."""
    say = texts(language)
    engine = engine or default_engine()
    lines = [say.say("query-reading", reading=_reading(query, say, engine))]
    words = dict.fromkeys(part.word for part in leaves(query) if isinstance(part, Term))
    for word in list(words)[:_MOST_DETAILS]:
        lines += _details(word, engine.query_word(word), say)
    precedence = _precedence(query, say)
    lines += precedence + _undecided(typed, say, alone=not precedence)
    return Html("\n".join(lines))


def part_in_words(part: Query, say: Texts, engine: Engine) -> Html:
    """One part that has no parts, in words."""
    match part:
        case Term(word):
            kind = engine.query_word(word).gloss
            return say.say(_WORDS.get(kind, "query-part-word"), word=shown(word))
        case Phrase(words) if len(words) == 1:
            return say.say("query-part-quoted-word", word=shown(words[0]))
        case Phrase(words):
            return say.say("query-part-phrase", words=shown(" ".join(words)))
        case Exact(words):
            return say.say("query-part-exact", words=shown(" ".join(words)), count=len(words))
        case Prefix(start):
            return say.say("query-part-prefix", start=shown(start))
        case Fuzzy(word):
            return say.say("query-part-fuzzy", word=shown(word))
        case Tag(name):
            return say.say("query-part-tag", tag=shown(f"#{name}"))
        case Pattern(source):
            return say.say("query-part-pattern", pattern=shown(source))
        case From(name, group):
            return say.say("query-part-from-group" if group else "query-part-from", name=shown(name))
        case Filter(name, value):
            return say.say(f"query-part-{name}", value=value)
        case Dated(name, day):
            return say.say(f"query-part-{name}", day=day.isoformat())
    raise TypeError(f"has parts: {part!r}")


def _reading(query: Query, say: Texts, engine: Engine) -> Html:
    def plain(part: Query) -> Html:
        return _reading(part, say, engine)

    def bracketed(part: Query, *kinds: type[Query]) -> Html:
        return Html(f"({plain(part)})") if isinstance(part, kinds) else plain(part)

    match query:
        case And(parts=parts):
            return Html(say.toast("query-join-and").join(bracketed(part, Or) for part in parts))
        case Or(parts=parts):
            return Html(say.toast("query-join-or").join(bracketed(part, And) for part in parts))
        case Not(part):
            return say.say("query-part-without", part=bracketed(part, And, Or))
        case Near(left, right, distance):
            return say.say("query-part-near", distance=distance, left=bracketed(left, Or), right=bracketed(right, Or))
    return part_in_words(query, say, engine)


def _details(word: str, read: QueryWord, say: Texts) -> list[Html]:
    lines = []
    if read.lemmas:
        names = say.toast("query-list-comma").join(read.lemmas)
        lines.append(say.say("query-detail-readings", word=shown(word), readings=names, count=len(read.lemmas)))
    elif read.gloss == "unknown":
        lines.append(say.say("query-detail-unknown", word=shown(word)))
    if read.written:
        names = say.toast("query-list-comma").join(read.written[:_MOST_ALIASES])
        lines.append(say.say("query-detail-aliases", word=shown(word), aliases=shown(names, 400)))
    return lines


def _precedence(query: Query, say: Texts) -> list[Html]:
    other = bracketed_otherwise(query)
    if other is None:
        return []
    try:
        parse(str(other), search=True)
    except QueryError:
        return []
    return [say.say("query-precedence", chosen=shown(_spelled_out(query), 400), other=shown(str(other), 400))]


def _undecided(typed: str, say: Texts, *, alone: bool) -> list[Html]:
    """What the words were taken for that are operators in another reading, and that reading where it stands alone."""
    other = undecided(typed, search=True) if typed else None
    if other is None:
        return []
    words = say.toast("query-list-comma").join(say.toast("quoted", text=word) for word in other.words)
    key = "query-read-as-operator" if other.as_operators else "query-read-as-word"
    told = say.say(key, words=words, count=len(other.words))
    return [told, say.say("query-other-reading", other=shown(other.text, 400))] if alone else [told]


def _spelled_out(query: Query) -> str:
    """The query with brackets where precedence would do."""
    match query:
        case Or(parts=parts):
            return " | ".join(f"({_spelled_out(part)})" if isinstance(part, And) else str(part) for part in parts)
        case And(parts=parts):
            return " ".join(f"({_spelled_out(part)})" if isinstance(part, Or) else str(part) for part in parts)
    return str(query)
