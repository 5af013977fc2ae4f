"""Time zones by the names people use for places, in Arabic and in English, and by where a place lies."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from functools import cache
from importlib import resources
from itertools import product
from typing import Final, NamedTuple

from babel import Locale
from babel.core import get_global

from bot.locale import LANGUAGES
from bot.text import fold

MOST = 8
FEW = 3  # zones of a country whose name stands for them

_WORDS: Final = re.compile(r"[^\W\d_]+")
_POSITION: Final = re.compile(r"([+-]\d+)([+-]\d+)")


def find(typed: str) -> list[str]:
    """The zones (IANA names) of a place as somebody typed it, the likeliest first, at most MOST; none: unknown.

    A city, a country of few zones, or a zone's own name; hamza, ة/ه, the article and capitals do not matter.
    """
    wanted = _key(typed[:100])
    if not wanted:
        return []
    names = _names()
    exact = names.get(wanted, ())
    begun = (zone for name, zones in names.items() if len(wanted) > 2 and name.startswith(wanted) for zone in zones)
    return list(dict.fromkeys((*exact, *(() if exact else begun))))[:MOST]


def is_zone(name: str) -> bool:
    """Whether this is the name of a zone that can be chosen."""
    return any(zone == name for _, _, zone in _positions())


def nearest(latitude: float, longitude: float) -> str:
    """The zone of the city that is nearest to a position in degrees: right but for some borders."""

    def distance(place: tuple[float, float, str]) -> float:
        rise, turn = math.radians(place[0] - latitude), math.radians(place[1] - longitude)
        return (
            math.sin(rise / 2) ** 2
            + math.cos(math.radians(latitude)) * math.cos(math.radians(place[0])) * math.sin(turn / 2) ** 2
        )

    return min(_positions(), key=distance)[2]


def city(zone: str, language: str) -> str:
    """What a zone's principal city is called in a language."""
    named = Locale(language).time_zones.get(zone, {}).get("city")
    return str(named) if named else zone.rpartition("/")[2].replace("_", " ")


def _key(name: str) -> str:
    words = (fold(word) for word in _WORDS.findall(name))
    return " ".join(word.removeprefix("ال") for word in words if word)


@cache
def _names() -> dict[str, tuple[str, ...]]:
    names: dict[str, dict[str, None]] = defaultdict(dict)

    def add(name: str, zone: str) -> None:
        names[_key(name)][zone] = None

    for _, _, zone in _positions():
        add(zone, zone)
        for language in LANGUAGES:
            add(city(zone, language), zone)
    for found in _cities():
        for name in found.names:
            add(name, found.zone)
    for territory, zones in get_global("territory_zones").items():
        if len(zones) <= FEW:
            for zone, language in product(zones, LANGUAGES):
                add(Locale(language).territories.get(territory, ""), zone)
    names.pop("", None)
    return {name: tuple(zones) for name, zones in names.items()}


class _City(NamedTuple):
    zone: str
    latitude: float
    longitude: float
    names: tuple[str, ...]


@cache
def _cities() -> tuple[_City, ...]:
    """Large cities that are no zone of their own: the database of zones names one a zone."""
    lines = resources.files("bot").joinpath("cities.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(_City(zone, float(north), float(east), tuple(names.split("|"))) for zone, north, east, names in rows)


@cache
def _positions() -> tuple[tuple[float, float, str], ...]:
    """(latitude, longitude, zone) of every zone's principal place and of the large cities, in degrees."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    found = [(one.latitude, one.longitude, one.zone) for one in _cities()]
    for line in table.splitlines():
        if line and not line.startswith("#"):
            _, written, zone = line.split("\t")[:3]
            position = _POSITION.fullmatch(written)
            if position is not None:
                found.append((_degrees(position[1], 2), _degrees(position[2], 3), zone))
    return tuple(found)


def _degrees(written: str, digits: int) -> float:
    """±DDMM[SS] or ±DDDMM[SS] (https://data.iana.org/time-zones/tzdb/zone.tab)."""
    sign = -1 if written[0] == "-" else 1
    degrees, minutes, seconds = written[1 : digits + 1], written[digits + 1 : digits + 3], written[digits + 3 :]
    return sign * (int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600)
