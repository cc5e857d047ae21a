"""ICEWS events: 20 columns parted by tabs, with a header, and the two that Détente adds when it writes them.

Columns: "ICEWS Coded Event Data Read Me" (Harvard Dataverse, doi:10.7910/DVN/28075).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from detente.formats._cells import RowError, read_day, read_degrees, read_place, read_scale, unguard_cell
from detente.formats._delimited import Columns, code_rows, read_header, split_tabs
from detente.formats._parties import country_by_name, party_of_name
from detente.formats._tables import kinds_of_cameo
from detente.formats.rows import Rows, SetAside
from detente.ledger import CodedEvent, CodedParty, plain_who
from detente.ontology import SECTORS

__all__ = ["COLUMNS", "DATASET", "OWN_COLUMNS", "read_icews"]

DATASET: Final = "ICEWS"
COLUMNS: Final = (
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
)
OWN_COLUMNS: Final = ("Data Set", "Known On", "Source Code", "Target Code")
"""What Détente adds when it writes: with them, rows are read back as they were, and not by name."""


def read_icews(lines: Iterable[str], where: str, dataset: str = "") -> Rows:
    """Yield the events of a file of ICEWS, or of one that `write_cameo` wrote; its broken rows; the others.

    Raises:
        FormatError: A column is missing.
    """
    rows = split_tabs(lines)
    header = read_header(rows, where)
    names = {name: (name,) for name in COLUMNS} | {name: (f"?{name}",) for name in OWN_COLUMNS}
    columns = Columns(header, names, where)
    cell = {name: columns.getter(name) for name in names}
    ours = columns.has("Source Code")
    kinds = kinds_of_cameo()

    def code(cells: Sequence[str]) -> CodedEvent | SetAside:
        id_ = cell["Event ID"](cells).strip()
        if not id_:
            raise RowError("no Event ID")
        cameo = cell["CAMEO Code"](cells).strip()
        if cameo not in kinds:
            raise RowError(f"{cameo!r} is no CAMEO code")
        day = read_day(cell["Event Date"](cells), "Event Date")
        lat, lon = read_degrees(cell["Latitude"](cells), cell["Longitude"](cells))
        scale = read_scale(cell["Intensity"](cells), "Intensity")
        kind = kinds[cameo]
        if kind is None:
            return SetAside(cameo)
        known = cell["Known On"](cells)
        country = cell["Country"](cells)
        return CodedEvent(
            dataset=(cell["Data Set"](cells) if ours else dataset) or DATASET,
            # ICEWS gives some numbers twice, on different days (Beger, icews package, "ICEWS event data").
            id=unguard_cell(id_) if ours else f"{id_} {day}",
            day=day,
            known_on=read_day(known, "Known On") if known else day,
            type=kind[0],
            mode=kind[1],
            scheme="cameo",
            code=cameo,
            scale=scale,
            actor=parties(cells, "Source"),
            recipient=parties(cells, "Target"),
            place=_text(
                read_place(cell["City"](cells), cell["District"](cells), cell["Province"](cells)) or "", ours
            )
            or None,
            country=country_by_name(country) if country else None,
            lat=lat,
            lon=lon,
            publisher=_text(read_place(cell["Publisher"](cells)) or "", ours),
            words=_text(cell["Event Text"](cells).strip(), ours),
        )

    def parties(cells: Sequence[str], side: str) -> tuple[CodedParty, ...]:
        name, sectors = cell[f"{side} Name"](cells), cell[f"{side} Sectors"](cells)
        if ours:
            return _own_parties(cell[f"{side} Code"](cells), sectors, name)
        found = party_of_name(name, cell[f"{side} Country"](cells), sectors)
        return () if found is None else (found,)

    return code_rows(rows, code, where, columns.count)


def _text(text: str, ours: bool) -> str:
    return unguard_cell(text) if ours else text


def _own_parties(codes: str, sectors: str, names: str) -> tuple[CodedParty, ...]:
    who, roles, called = (
        [unguard_cell(part) for part in text.split("; ")] for text in (codes, sectors, names)
    )
    if not codes:
        return ()
    if not len(who) == len(roles) == len(called):
        raise RowError("not as many names and sectors as codes")
    if set(roles) - set(SECTORS):
        raise RowError(f"{sectors!r} are no sectors")
    return tuple(
        CodedParty(plain_who(code), role, "", "" if name == code else name)
        for code, role, name in zip(who, roles, called, strict=True)
    )
