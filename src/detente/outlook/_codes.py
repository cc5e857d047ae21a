"""Codes of CAMEO and WEIS, and CAMEO's names, as PLOVER types and modes, by the tables of `formats`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from detente.formats import kinds_of_cameo, kinds_of_weis
from detente.outlook._modes import join_mode

__all__ = ["kind_of_cameo", "kind_of_weis", "type_of_cameo", "type_of_weis"]

_Kind = tuple[str, str | None] | None

# Codes of WEIS by whose types the figures on KEDS in docs/outlook.md and docs/evaluation.md were measured.
# The table of `formats` reads them otherwise, and nearer to PLOVER; docs/outlook.md lists them.
_WEIS_AS_MEASURED: Final = {
    "014": "CONCEDE",
    "015": "CONCEDE",
    "034": "CONSULT",
    "062": "SUPPORT",
    "064": "CONCEDE",
    "084": "AGREE",
    "133": "ACCUSE",
    "140": "REJECT",
    "141": "REJECT",
    "142": "REJECT",
    "143": "REJECT",
    "162": "THREATEN",
    "202": "SANCTION",
}


@cache
def _codes_of_names() -> dict[str, str]:
    """Return each name that ICEWS gives a CAMEO code, in small letters, with the code."""
    text = (files("detente.outlook") / "data" / "cameo.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {name.lower(): code for code, name in rows}


def _kind_of_cameo(code: str) -> _Kind:
    code = _codes_of_names().get(code.replace("_", " ").strip().lower(), code.strip())
    kinds = kinds_of_cameo()
    while len(code) >= 2:
        if code in kinds:
            return kinds[code]
        code = code[:-1]
    return None


@cache
def _kinds_of_weis() -> Mapping[str, _Kind]:
    return kinds_of_weis() | {code: (type_, None) for code, type_ in _WEIS_AS_MEASURED.items()}


def _kind_of_weis(code: str) -> _Kind:
    kinds, code = _kinds_of_weis(), code.strip()[:3]
    # The first code of a category, such as 220, stands for the category.
    return kinds[code] if code in kinds else kinds.get(f"{code[:2]}0")


@cache
def kind_of_cameo(code: str) -> str | None:
    """Return the PLOVER type of a CAMEO code or of its name, with the mode where there is one; None as below.

    Example:
        >>> kind_of_cameo("1384"), kind_of_cameo("190"), kind_of_cameo("010")
        ('THREATEN:violence', 'ASSAULT', None)
    """
    kind = _kind_of_cameo(code)
    return join_mode(*kind) if kind else None


@cache
def kind_of_weis(code: str) -> str | None:
    """Return the PLOVER type of a WEIS code, with the mode where there is one; None as `type_of_weis`."""
    kind = _kind_of_weis(code)
    return join_mode(*kind) if kind else None


def type_of_cameo(code: str) -> str | None:
    """Return the PLOVER type of a CAMEO code or of its name; None for mere statements and what is unknown.

    Example:
        >>> type_of_cameo("190"), type_of_cameo("Make statement"), type_of_cameo("Criticize or denounce")
        ('ASSAULT', None, 'ACCUSE')
    """
    kind = _kind_of_cameo(code)
    return kind[0] if kind else None


def type_of_weis(code: str) -> str | None:
    """Return the PLOVER type of a WEIS code of two or three digits; None for comments and what is unknown.

    Example:
        >>> type_of_weis("223"), type_of_weis("182"), type_of_weis("023")
        ('ASSAULT', 'MOBILIZE', None)
    """
    kind = _kind_of_weis(code)
    return kind[0] if kind else None
