"""POLECAT events: PLOVER-coded rows parted by tabs, with a header; parties in a cell are parted by ";".

Columns: those of the data set (Harvard Dataverse, doi:10.7910/DVN/AJGVIT); described in Halterman et al.,
"PLOVER and POLECAT: A New Political Event Ontology and Dataset" (2023). Columns may come in any order.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Final

from detente.formats._cells import EMPTY, RowError, read_day, read_degrees, read_place, read_scale
from detente.formats._delimited import Columns, code_rows, read_header, split_tabs
from detente.formats._parties import country_by_name, party_of_plover
from detente.formats.rows import Rows, SetAside
from detente.ledger import CodedEvent, CodedParty
from detente.ontology import EVENT_TYPES

__all__ = ["DATASET", "read_polecat"]

DATASET: Final = "POLECAT"
_NAMES: Final = {
    "id": ("Event ID",),
    "day": ("Event Date",),
    "type": ("Event Type",),
    "mode": ("Event Mode",),
    "scale": ("?Intensity", "Event Intensity"),
    "contexts": ("?Contexts",),
    "actor": ("Actor Name",),
    "actor country": ("Actor Country",),
    "actor number": ("?Actor COW",),
    "actor sector": ("?Primary Actor Sector",),
    "actor raw": ("?Actor Name Raw",),
    "recipient": ("Recipient Name",),
    "recipient country": ("Recipient Country",),
    "recipient number": ("?Recipient COW",),
    "recipient sector": ("?Primary Recipient Sector",),
    "recipient raw": ("?Recipient Name Raw",),
    "place": ("?Placename",),
    "city": ("?City",),
    "country": ("?Country",),
    "lat": ("?Latitude",),
    "lon": ("?Longitude",),
    "source": ("?Source",),
    "published": ("?Publication Date",),
}
_OLD_TYPES: Final = {"DEMAND": "REQUEST", "FIGHT": "ASSAULT", "INVESTIGATE": "ACCUSE"}
_BETWEEN: Final = re.compile(r"\s*;\s*")


def read_polecat(lines: Iterable[str], where: str, dataset: str = "") -> Rows:
    """Yield the events of a file of POLECAT and its broken rows.

    Raises:
        FormatError: A column is missing.
    """
    rows = split_tabs(lines)
    columns = Columns(read_header(rows, where), _NAMES, where)
    cell = {name: columns.getter(name) for name in _NAMES}

    def code(cells: Sequence[str]) -> CodedEvent | SetAside:
        id_ = cell["id"](cells).strip()
        if id_.lower() in EMPTY:
            raise RowError("no Event ID")
        type_, mode = _kind(cell["type"](cells), cell["mode"](cells))
        day = read_day(cell["day"](cells), "Event Date")
        lat, lon = read_degrees(cell["lat"](cells), cell["lon"](cells))
        country = cell["country"](cells)
        given = cell["mode"](cells).strip()
        return CodedEvent(
            dataset=dataset or DATASET,
            id=id_,
            day=day,
            known_on=_known(cell["published"](cells), day),
            type=type_,
            mode=mode,
            code=" ".join([cell["type"](cells).strip(), *([] if given.lower() in EMPTY else [given])]),
            scale=read_scale(cell["scale"](cells), "Intensity"),
            actor=parties(cells, "actor"),
            recipient=parties(cells, "recipient"),
            place=read_place(cell["place"](cells), cell["city"](cells)),
            country=country_by_name(country) if country else None,
            lat=lat,
            lon=lon,
            publisher=read_place(cell["source"](cells)) or "",
            contexts=tuple(
                c for c in _BETWEEN.split(cell["contexts"](cells).strip()) if c.lower() not in EMPTY
            ),
        )

    def parties(cells: Sequence[str], side: str) -> tuple[CodedParty, ...]:
        lists = [
            _BETWEEN.split(cell[f"{side}{part}"](cells).strip())
            for part in ("", " country", " sector", " number", " raw")
        ]
        count = max(map(len, lists))
        # A list of one stands for each; one of another length than the names can't be told apart.
        names, countries, sectors, numbers, raw = (_spread(found, count) for found in lists)
        found = [
            party_of_plover(written if name.lower() in EMPTY else name, state, sector, number)
            for name, state, sector, number, written in zip(
                names, countries, sectors, numbers, raw, strict=True
            )
        ]
        return tuple(dict.fromkeys(party for party in found if party is not None))

    return code_rows(rows, code, where, columns.count)


def _spread(values: list[str], count: int) -> list[str]:
    if len(values) == 1:
        return values * count
    return [*values, *[""] * (count - len(values))]


def _kind(type_: str, mode: str) -> tuple[str, str | None]:
    name = type_.strip().upper()
    name = _OLD_TYPES.get(name, name)
    if name not in EVENT_TYPES:
        raise RowError(f"{type_!r} is no PLOVER type")
    written = "-".join(mode.strip().lower().split())
    return name, written if written in EVENT_TYPES[name].modes else None


def _known(published: str, day: dt.date) -> dt.date:
    if published.strip().lower() in EMPTY:
        return day
    return read_day(published, "Publication Date")
