"""The world's towns, for places that the gazetteer doesn't list: GeoNames' of 15,000 people and more.

The tables (`data/towns`, made by tools/make_towns.py) are searched as they lie, without an object for each
of 190,000 names: a report asks for a few. Each is unpacked when first asked, in some 5 ms.
"""

from __future__ import annotations

import gzip
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

__all__ = ["StateCodes", "Town", "city_state", "find_towns", "fold_place", "list_states"]

_FOLDER: Final = "data/towns"


@dataclass(frozen=True, slots=True)
class Town:
    """A town: its name, ISO alpha-3 code of its state ("" for none), and where it lies, in degrees."""

    name: str
    country: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class StateCodes:
    """A state by GeoNames: its name, its ISO alpha-3 code and its FIPS 10-4 code ("" for none)."""

    name: str
    iso3: str
    fips: str


def fold_place(text: str) -> str:
    """Return a place's name without accents and capitals, as the tables have it.

    Example:
        >>> fold_place("Medellín")
        'medellin'
    """
    if text.isascii():
        return text.casefold().strip()
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().strip()


def find_towns(name: str) -> tuple[Town, ...]:
    """Return the towns of this name or other spelling, the largest first; empty when none is known.

    Args:
        name: The name as `fold_place` folds it.

    Example:
        >>> [town.country for town in find_towns("tripoli")][:2]
        ['LBY', 'LBN']
    """
    numbers = {
        n
        for table in ("names", "spellings")
        if (fields := _find_line(table, name))
        for n in _numbers(fields[0])
    }
    return tuple(_read_town(n) for n in sorted(numbers))


def city_state(key: str) -> str | None:
    """Return the ISO alpha-3 code of the state in which a town lies, None when unknown or in several.

    Args:
        key: The town's name as `name_key` folds it.

    Example:
        >>> city_state("bodrum")
        'TUR'
    """
    fields = _find_line("names", key)
    return (fields[1] or None) if fields else None


@lru_cache(maxsize=1)
def list_states() -> tuple[StateCodes, ...]:
    """Return the states and territories that GeoNames lists."""
    return tuple(StateCodes(*line.split("\t")) for line in _read("states.tsv").decode().splitlines())


def _find_line(table: str, key: str) -> list[str] | None:
    """Return what a table has of a key, or None: halves the lines, which are sorted by their bytes."""
    text, wanted = _unpack(table), key.encode()
    low, high = 0, len(text)
    while low < high:
        start = text.rfind(b"\n", 0, (low + high) // 2) + 1
        end = text.index(b"\n", start)
        name, _, rest = text[start:end].partition(b"\t")
        if name == wanted:
            return rest.decode().split("\t")
        if name < wanted:
            low = end + 1
        else:
            high = start
    return None


def _numbers(field: str) -> list[int]:
    return [int(number) for number in field.split(",")] if field else []


@lru_cache(maxsize=8192)
def _read_town(number: int) -> Town:
    name, country, lat, lon = _towns()[number].decode().split("\t")
    return Town(name, country, float(lat), float(lon))


@lru_cache(maxsize=1)
def _towns() -> list[bytes]:
    return _unpack("towns").split(b"\n")


@lru_cache(maxsize=3)
def _unpack(table: str) -> bytes:
    return gzip.decompress(_read(f"{table}.tsv.gz"))


def _read(file: str) -> bytes:
    return (resources.files("detente.actors") / _FOLDER / file).read_bytes()
