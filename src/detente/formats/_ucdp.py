"""UCDP GED events: CSV with the columns of its API and its files; each row is violence with its deaths.

Columns: "UCDP Georeferenced Event Dataset Codebook" (Sundberg and Melander, "Introducing the UCDP
Georeferenced Event Dataset", Journal of Peace Research 50(4), 2013, doi:10.1177/0022343313484347).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from detente.formats._cells import RowError, read_count, read_day, read_degrees, read_number, read_place
from detente.formats._delimited import Columns, code_rows, read_header, split_quoted
from detente.formats._parties import country_by_name, party_of_group
from detente.formats.rows import Rows, SetAside
from detente.ledger import CodedEvent, CodedParty

__all__ = ["DATASET", "read_ucdp"]

DATASET: Final = "UCDP GED"
KINDS: Final = {1: "state-based", 2: "non-state", 3: "one-sided"}
_NAMES: Final = {
    "id": ("id",),
    "violence": ("type_of_violence",),
    "actor": ("side_a",),
    "recipient": ("side_b",),
    "actor number": ("?gwnoa",),
    "recipient number": ("?gwnob",),
    "conflict": ("?dyad_name", "conflict_name"),
    "headline": ("?source_headline",),
    "office": ("?source_office",),
    "sources": ("?number_of_sources",),
    "where": ("?where_coordinates",),
    "adm 1": ("?adm_1",),
    "country": ("country",),
    "lat": ("latitude",),
    "lon": ("longitude",),
    "first": ("date_start",),
    "last": ("date_end",),
    "precision": ("?date_prec",),
    "best": ("best", "best_est"),
    "low": ("low", "low_est"),
    "high": ("high", "high_est"),
}


def read_ucdp(lines: Iterable[str], where: str, dataset: str = "") -> Rows:
    """Yield the events of a file of UCDP GED and its broken rows.

    Raises:
        FormatError: A column is missing.
    """
    rows = split_quoted(lines)
    columns = Columns(read_header(rows, where), _NAMES, where)
    cell = {name: columns.getter(name) for name in _NAMES}

    def code(cells: Sequence[str]) -> CodedEvent | SetAside:
        id_ = read_count(cell["id"](cells), "id")
        violence = read_count(cell["violence"](cells), "type_of_violence")
        if id_ is None or violence not in KINDS:
            raise RowError("no id" if id_ is None else f"{violence} is no type of violence")
        first, last = read_day(cell["first"](cells), "date_start"), read_day(cell["last"](cells), "date_end")
        if last < first:
            raise RowError(f"it ends on {last}, before it begins on {first}")
        lat, lon = read_degrees(cell["lat"](cells), cell["lon"](cells))
        # As they are: in some rows of the data set the best count is above the highest.
        low, best, high = (read_count(cell[name](cells), name) for name in ("low", "best", "high"))
        exact = last == first and cell["precision"](cells).strip() in {"", "1", "1.0"}
        sources = read_number(cell["sources"](cells), "number_of_sources")
        return CodedEvent(
            dataset=dataset or DATASET,
            id=str(id_),
            day=first,
            end_day=None if exact else last,
            known_on=last,
            type="ASSAULT",
            scheme="ucdp",
            code=str(violence),
            actor=_side(cell["actor"](cells), cell["actor number"](cells)),
            recipient=_side(cell["recipient"](cells), cell["recipient number"](cells)),
            place=read_place(cell["where"](cells), cell["adm 1"](cells)),
            country=country_by_name(cell["country"](cells)),
            lat=lat,
            lon=lon,
            deaths_low=low,
            deaths_best=best,
            deaths_high=high,
            # -1 says that they were not counted.
            sources=int(sources) if sources is not None and sources >= 0 else None,
            publisher=cell["office"](cells).strip(),
            words=f"{cell['conflict'](cells)} ({KINDS[violence]}): {cell['headline'](cells)}".strip(" :"),
        )

    return code_rows(rows, code, where, columns.count)


def _side(name: str, number: str) -> tuple[CodedParty, ...]:
    number = number.strip()
    try:
        found = party_of_group(name, number)
    except ValueError:
        raise RowError(f"{number!r} is no number of a state") from None
    return () if found is None else (found,)
