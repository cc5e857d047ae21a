"""From a place's words to country and coordinates, by GeoNames' towns (CC BY 4.0), which `actors` keeps.

Those are 34,000 of over 15,000 people with their other spellings; of several of one name the report's own
countries decide, then size. Regions, which are no towns, stand in ``regions.txt``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from detente.actors import StateCodes, Town, find_towns, fold_place, list_states
from detente.coding._damaged import refuse_damaged
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
# A name inside of other words: "Jenin camp", "swaths of central Athens".
_NAME: Final = re.compile(r"[A-Z][\w’'-]*(?: (?:al-|el-)?[A-Z][\w’'-]*)*")
_REGIONS: Final = Path(__file__).with_name("regions.txt")


@functools.lru_cache(maxsize=1)
def _states() -> dict[str, StateCodes]:
    return {fold_place(state.name): state for state in list_states()}


@functools.lru_cache(maxsize=1)
def _regions() -> dict[str, Town | StateCodes]:
    """Return the regions, and the states with other names, by each of their names.

    Raises:
        ModelError: The file is missing or damaged.
    """
    found: dict[str, Town | StateCodes] = {}
    codes = {state.iso3: state for state in list_states()}
    with refuse_damaged("the regions", _REGIONS):
        for line in _REGIONS.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                names, country, *degrees = (field.strip() for field in line.split("|"))
                spellings = [name.strip() for name in names.split(";")]
                named = Town(spellings[0], country, *map(float, degrees)) if degrees else codes[country]
                found |= {fold_place(name): named for name in spellings}
    return found


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
    if isinstance(found, Town):
        return Place(words, span, found.country or None, found.name, found.lat, found.lon)
    return Place(words, span, found.iso3, found.name)


@functools.lru_cache(maxsize=8192)
def _find(words: str, countries: frozenset[str]) -> Town | StateCodes | None:
    states = _states()
    text = re.sub(r"\s+", " ", words).strip(" ,.;:")
    parts = [p.strip() for p in text.split(",") if p.strip()]
    tries = [text, _EDGE.sub("", text), *(p for part in parts for p in (part, _EDGE.sub("", part)))]
    hint = {states[fold_place(p)].iso3 for p in parts if fold_place(p) in states} | countries
    for attempt in tries:
        if (found := _named(attempt)) is not None:
            return found
        if towns := find_towns(fold_place(attempt)):
            return next((town for town in towns if town.country in hint), towns[0])
    for attempt in _names_inside(text):
        if (found := _named(attempt)) is not None:
            return found
        # "Nasser hospital" is not in the town of Nasser, unless the report deals with its country.
        for town in find_towns(fold_place(attempt)):
            if town.country in hint:
                return town
    return None


def _named(words: str) -> Town | StateCodes | None:
    """Return the state or region of a name, None when it is neither."""
    name = fold_place(words)
    return _states().get(name) or _regions().get(name)


def _names_inside(text: str) -> Iterator[str]:
    """Yield the names that stand in a text, whole and without their last words: "Jenin" of "Jenin Camp"."""
    for match in _NAME.finditer(text):
        words = match[0].split(" ")
        for stop in range(len(words), 0, -1):
            yield re.sub(r"['’]s?$", "", " ".join(words[:stop]))
