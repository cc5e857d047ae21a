"""GDELT 2.0 events: 61 columns parted by tabs, without a header, as the project gives them out.

Columns: "The GDELT Event Database Data Format Codebook v2.0" (2015). Files of GDELT 1.0, which have 58
columns (57 before April 2013), are read too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from detente.formats._cells import RowError, read_count, read_day, read_degrees, read_place, read_scale
from detente.formats._delimited import code_rows, split_tabs
from detente.formats._parties import country_of_fips, party_of_cameo
from detente.formats._tables import kinds_of_cameo
from detente.formats.rows import Rows, SetAside
from detente.ledger import CodedEvent, CodedParty

__all__ = ["DATASET", "WIDTHS", "looks_like_gdelt", "read_gdelt"]

DATASET: Final = "GDELT"
WIDTHS: Final = (61, 58, 57)
# Where the columns that 2.0 put in begin to shift those after them: ADM2 codes of three places.
_TWO: Final = {"place": 52, "fips": 53, "lat": 56, "lon": 57, "added": 59, "url": 60}
_ONE: Final = {"place": 50, "fips": 51, "lat": 53, "lon": 54, "added": 56, "url": 57}


def looks_like_gdelt(line: str) -> bool:
    """Return whether a file's first line is one of GDELT's."""
    cells = line.rstrip("\r\n").split("\t")
    return len(cells) in WIDTHS and cells[0].isdigit() and cells[1].isdigit() and len(cells[1]) == 8


def read_gdelt(lines: Iterable[str], where: str, dataset: str = "") -> Rows:
    """Yield the events of a file of GDELT, its broken rows, and those without a PLOVER type."""
    kinds = kinds_of_cameo()
    name = dataset or DATASET

    def code(cells: Sequence[str]) -> CodedEvent | SetAside:
        at = _TWO if len(cells) == WIDTHS[0] else _ONE
        cameo = cells[26]
        if cameo not in kinds:
            raise RowError(f"{cameo!r} is no CAMEO code")
        if not cells[0].isdigit():
            raise RowError(f"{cells[0]!r} is no GLOBALEVENTID")
        day = read_day(cells[1], "SQLDATE")
        added = read_day(cells[at["added"]], "DATEADDED")
        lat, lon = read_degrees(cells[at["lat"]], cells[at["lon"]])
        scale = read_scale(cells[30], "GoldsteinScale")
        sources = read_count(cells[32], "NumSources")
        kind = kinds[cameo]
        if kind is None:
            return SetAside(cameo)
        actor, recipient = _party(cells, 5), _party(cells, 15)
        fips = cells[at["fips"]]
        return CodedEvent(
            dataset=name,
            id=cells[0],
            day=day,
            known_on=added,
            type=kind[0],
            mode=kind[1],
            scheme="cameo",
            code=cameo,
            scale=scale,
            actor=actor,
            recipient=recipient,
            place=read_place(cells[at["place"]]),
            country=country_of_fips(fips) if fips else None,
            lat=lat,
            lon=lon,
            sources=sources,
            url=cells[at["url"]].strip() if at["url"] < len(cells) else "",
            words=" ".join(part for part in (cells[6], cameo, cells[16]) if part),
        )

    return code_rows(split_tabs(lines), code, where, WIDTHS)


def _party(cells: Sequence[str], at: int) -> tuple[CodedParty, ...]:
    found = party_of_cameo(
        cells[at],
        cells[at + 1],
        cells[at + 2],
        cells[at + 3],
        cells[at + 4],
        (cells[at + 7], cells[at + 8], cells[at + 9]),
    )
    return () if found is None else (found,)
