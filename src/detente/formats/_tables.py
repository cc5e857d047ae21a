"""The tables of codes: kinds of events and parties, as other schemes write them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

from detente.ontology import SECTORS

__all__ = [
    "SECTOR_CODES",
    "cameo_of",
    "goldstein_of",
    "kinds_of_cameo",
    "kinds_of_weis",
    "read_table",
    "states_by_number",
]

Kind = tuple[str, str | None] | None
"""A PLOVER type and mode; None for a code that has no type."""

SECTOR_CODES: Final = {
    **{code: code for code in SECTORS if code not in {"MED", "UNK"}},
    # Further codes of CAMEO and PLOVER, at the sector that takes them in; for MED see `sector_of`.
    "HLH": "MED",
    "INS": "REB",
    "SEP": "REB",
    "UAF": "REB",
    "PRM": "REB",
    "RAD": "REB",
    "IMG": "REB",
    "MOD": "OPP",
    "MNC": "BUS",
    "NGM": "NGO",
    "DEV": "NGO",
    "ENV": "NGO",
    "HRI": "NGO",
    "AMN": "NGO",
    "IRC": "NGO",
    "GRP": "NGO",
    "UNO": "IGO",
    "PKO": "IGO",
    "INT": "IGO",
    "EDU": "CVL",
    "LAB": "CVL",
    "AGR": "CVL",
    "ELI": "CVL",
    "REF": "CVL",
    "SET": "CVL",
    "SOC": "CVL",
    "STU": "CVL",
    "CIV": "CVL",
}
"""Code of a sector in CAMEO or PLOVER to Détente's. What is not here is UNK."""


def read_table(name: str) -> list[tuple[str, list[str]]]:
    """Return the rows of one of the room's tables: what stands before "=", and the words after it.

    A ";" in a row parts what comes after "=" instead of spaces.
    """
    text = (resources.files("detente.formats") / "data" / f"{name}.txt").read_text(encoding="utf-8")
    rows = []
    for line in text.splitlines():
        head, equals, tail = line.partition(" = ")
        if equals and not line.startswith("#"):
            parts = tail.split(";") if ";" in tail or name == "sectors" else tail.split()
            rows.append((head.strip(), [part.strip() for part in parts]))
    return rows


@cache
def kinds_of_cameo() -> dict[str, Kind]:
    """Return each CAMEO code with its PLOVER type and mode, or None where it has none.

    Example:
        >>> kinds_of_cameo()["195"], kinds_of_cameo()["010"]
        (('ASSAULT', 'aerial'), None)
    """
    return _kinds("cameo")


@cache
def kinds_of_weis() -> dict[str, Kind]:
    """Return each WEIS code with its PLOVER type and mode, or None where it has none."""
    return _kinds("weis")


def _kinds(name: str) -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    for head, codes in read_table(name):
        type_, _, mode = head.partition(" ")
        kinds.update(dict.fromkeys(codes, None if head == "-" else (type_, mode or None)))
    return kinds


@cache
def _codes_of_kinds() -> dict[tuple[str, str | None], str]:
    codes: dict[tuple[str, str | None], str] = {}
    for code, kind in kinds_of_cameo().items():
        if kind is not None:
            codes.setdefault(kind, code)
    return codes


def cameo_of(type_: str, mode: str | None) -> str:
    """Return the CAMEO code that stands for a PLOVER type and mode; that of the type where the mode has none.

    Example:
        >>> cameo_of("ASSAULT", "aerial"), cameo_of("CONSULT", "multilateral")
        ('195', '040')
    """
    codes = _codes_of_kinds()
    return codes.get((type_, mode)) or codes[type_, None]


@cache
def _scale() -> dict[str, float]:
    return {code: float(value) for value, codes in read_table("goldstein") for code in codes}


def goldstein_of(code: str) -> float | None:
    """Return the Goldstein scale of a CAMEO code, -10 to 10; None when neither it nor its root has one.

    Example:
        >>> goldstein_of("195"), goldstein_of("1834")
        (-10.0, -10.0)
    """
    scale = _scale()
    while code and code not in scale:
        code = code[:-1]
    return scale.get(code)


@cache
def states_by_number() -> dict[int, str]:
    """Return the number of each state in the lists of Gleditsch and Ward with its ISO alpha-3 code."""
    return {int(number): state for state, numbers in read_table("gleditsch-ward") for number in numbers}
