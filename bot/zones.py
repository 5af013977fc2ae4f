"""Time zones by the names people use for places, in Arabic and in English, and by where a place lies."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
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
SHORTEST_BEGINNING = 3  # letters that may stand for a whole name

_WORDS: Final = re.compile(r"[^\W\d_]+")
_COMMA: Final = re.compile(r"[,،]")
# Latin letters that Unicode does not take apart into a letter and a mark.
_UNDIVIDED: Final = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d"})
# CLDR has «هيبرون (مدينة الخليل)».
_CALLED: Final = {("Asia/Hebron", "ar"): "الخليل"}
_POSITION: Final = re.compile(r"([+-]\d+)([+-]\d+)")


def find(typed: str) -> list[str]:
    """The zones (IANA names) of a place as somebody typed it, the likeliest first, at most MOST; none: unknown.

    A city, "city, country", a country of few zones, the beginning of a name, or a zone's own name. Hamza, ة/ه, the
    article, vowel marks, accents, spaces and capitals do not matter.
    """
    written = typed[:100]
    zone = _zones().get(written.strip().casefold())
    return [zone] if zone else _named(_key(written)) or _named(_key(_COMMA.split(written)[0]))


def _named(wanted: str) -> list[str]:
    names = _names()
    if wanted in names:
        return list(names[wanted])[:MOST]
    if len(wanted) < SHORTEST_BEGINNING:
        return []
    begun = (zone for name, zones in names.items() if name.startswith(wanted) for zone in zones)
    return list(dict.fromkeys(begun))[:MOST]


def is_zone(name: str) -> bool:
    """Whether this is the name of a zone that can be chosen."""
    return _zones().get(name.casefold()) == name


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
    if (zone, language) in _CALLED:
        return _CALLED[zone, language]
    known = Locale(language).time_zones
    # CLDR keeps the names that zones had first: Asia/Calcutta.
    named = next((known[name]["city"] for name in (zone, *_older_names(zone)) if known.get(name, {}).get("city")), "")
    return str(named) or zone.rpartition("/")[2].replace("_", " ")


def _older_names(zone: str) -> list[str]:
    return [old for old, new in _aliases().items() if new == zone]


def _key(name: str) -> str:
    """What is compared: letters only, in one word, folded, without marks and articles."""
    apart = unicodedata.normalize("NFKD", name.casefold()).translate(_UNDIVIDED)
    letters = "".join(one for one in apart if unicodedata.category(one) not in {"Mn", "Cf"})
    return "".join(fold(word).removeprefix("ال") for word in _WORDS.findall(letters))


@cache
def _zones() -> dict[str, str]:
    """Zones by their names in lower case, the names that they had before included."""
    zones = {zone.casefold(): zone for _, _, zone in _positions()}
    older = {old.casefold(): zones[new.casefold()] for old, new in _aliases().items() if new.casefold() in zones}
    return {**older, **zones, "utc": "UTC", "gmt": "UTC"}


def _aliases() -> Mapping[str, str]:
    """Zones by the names that they had before."""
    return get_global("zone_aliases")


@cache
def _names() -> dict[str, tuple[str, ...]]:
    names: dict[str, dict[str, None]] = defaultdict(dict)

    def add(name: str, zone: str) -> None:
        names[_key(name)][zone] = None

    for found in _cities():
        for name in found.names:
            add(name, found.zone)
    for (_, _, zone), language in product(_positions(), LANGUAGES):
        add(city(zone, language), zone)
    by_hand = set(names)
    for territory, zones in get_global("territory_zones").items():
        for zone, language in product(zones if len(zones) <= FEW else (), LANGUAGES):
            name = Locale(language).territories.get(territory, "")
            if _key(name) not in by_hand:
                add(name, zone)
    names.pop("", None)
    return {name: tuple(zones) for name, zones in names.items()}


class _City(NamedTuple):
    zone: str
    latitude: float
    longitude: float
    names: tuple[str, ...]


@cache
def _cities() -> tuple[_City, ...]:
    """Large cities and common names of places: the database of zones names one city a zone."""
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
