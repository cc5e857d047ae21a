"""Histories from tables: ICEWS, KEDS, day, actor, type and recipient, and those that a ledger exports."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from detente._files import FileKind
from detente.errors import OutlookError, UsageError
from detente.formats import part_cell, unguard_cell
from detente.outlook._codes import kind_of_cameo, kind_of_weis
from detente.outlook._history import PLOVER_TYPES, History, Row, pair_parties
from detente.outlook._modes import join_mode, parse_kinds

__all__ = ["EVENT_FILES", "names_in_words", "read_table"]

EVENT_FILES: Final = FileKind(error=OutlookError, directory="give a ledger or a file of events")


def _one(cell: str) -> list[str]:
    return [cell]


def _several(cell: str) -> list[str]:
    """Return the parties of a cell of Détente's own columns; who can't be told is none."""
    return sorted({name.strip() for name in part_cell(cell, unguard_cell)} - {"UNK"})


def _several_listed(cell: str) -> list[str]:
    return sorted({unguard_cell(name).strip() for name in cell.split("; ")} - {"UNK"})


@cache
def _kind_as_given(word: str) -> str | None:
    """Return a type, with or without a mode, as a table of ours has it; None when it is neither."""
    try:
        kinds = parse_kinds(word.strip())
    except UsageError:
        return None
    return join_mode(*kinds[0]) if len(kinds) == 1 else None


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a table says what happened.

    Attributes:
        columns: Names of the columns of day, actor, kind and recipient, in small letters.
        kind_of: Gives type and mode of what stands in the column of kind, None where it has none.
        parties_of: Gives the parties that stand in a cell.
    """

    columns: tuple[str, str, str, str]
    kind_of: Callable[[str], str | None]
    parties_of: Callable[[str], list[str]] = _one


_EXPORTED_CAMEO: Final = _Layout(
    ("event date", "source code", "cameo code", "target code"), kind_of_cameo, _several_listed
)
_ICEWS: Final = _Layout(("event date", "source name", "cameo code", "target name"), kind_of_cameo)
_KEDS: Final = _Layout(("date", "source", "code", "target"), kind_of_weis)
_OURS: Final = _Layout(("day", "actor", "type", "recipient"), _kind_as_given, _several)
# The first whose columns a table has: what a ledger exports as CAMEO has those of ICEWS too.
_LAYOUTS: Final = (_EXPORTED_CAMEO, _ICEWS, _KEDS, _OURS)


def names_in_words(path: Path) -> bool:
    """Return whether a table is of ICEWS, which names parties in words.

    Raises:
        OutlookError: The file can't be read.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return _layout_of(_header_of(file.readline())) is _ICEWS
    except OSError as error:
        raise EVENT_FILES.refuse(error, str(path)) from error


def read_table(path: Path, modes: bool) -> History:
    """Return the history in a table; a record with several parties is an event for each pair.

    Args:
        path: The file.
        modes: Give types with their mode where it is known.

    Raises:
        OutlookError: It can't be read, or its columns are not those of a history.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
            head = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter="\t" if "\t" in head else ",")
            columns = [name.strip().lower() for name in next(reader, [])]
            lines = list(reader)
    except OSError as error:
        raise EVENT_FILES.refuse(error, str(path)) from error
    except csv.Error as error:
        raise OutlookError(f"can't be read: {error}", where=str(path)) from error
    if not any(columns):
        raise OutlookError("the file is empty", where=str(path), hint="give a ledger or a file of events")
    layout = _layout_of(columns)
    if layout is None:
        raise OutlookError(
            "the columns are not those of a history",
            where=str(path),
            hint="give day, actor, type, recipient, or a file of ICEWS or KEDS as it comes",
        )
    records = [found for line in lines if (found := _read_record(line, columns, layout))]
    kept = [row for record in records for row in record]
    if not modes:
        kept = [(day, a, kind.partition(":")[0], b) for day, a, kind, b in kept]
    types = sorted({row[2] for row in kept}) if modes else PLOVER_TYPES
    dropped, unrolled = len(lines) - len(records), len(kept) - len(records)
    return History.from_rows(kept, types=types, dropped=dropped, unrolled=unrolled)


def _header_of(line: str) -> list[str]:
    cells = next(csv.reader([line], delimiter="\t" if "\t" in line else ","), [])
    return [name.strip().lower() for name in cells]


def _layout_of(columns: Sequence[str]) -> _Layout | None:
    return next((layout for layout in _LAYOUTS if set(layout.columns) <= set(columns)), None)


def _read_record(line: Sequence[str], columns: Sequence[str], layout: _Layout) -> list[Row]:
    """Return the rows that a record gives: none where something is missing, or where it did not happen."""
    cells = dict(zip(columns, line, strict=False))
    if not all(cells.get(name, "").strip() for name in layout.columns):
        return []
    day, actor, code, recipient = (cells[name].strip() for name in layout.columns)
    try:
        date = dt.date.fromisoformat(day[:10])
    except ValueError:
        return []
    kind = layout.kind_of(code)
    if layout is _OURS:
        if cells.get("status", "").strip().lower() not in {"", "happened"}:
            return []
        mode = cells.get("mode", "").strip()
        kind = (_kind_as_given(f"{code}:{mode}") if mode else None) or kind
    if kind is None:
        return []
    return [
        (date, a, kind, b) for a, b in pair_parties(layout.parties_of(actor), layout.parties_of(recipient))
    ]
