"""Détente's own columns, as CSV, Parquet and JSON Lines: all that a coded event holds, one row each.

`COLUMNS` are those that are written. A file of somebody else's needs few of them: `day`, and `type`, or
`code` with its `scheme`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Any, Final, cast, get_args

import msgspec

from detente.errors import FormatError
from detente.formats._cells import (
    RowError,
    read_count,
    read_day,
    read_degrees,
    read_scale,
    unguard_cell,
)
from detente.formats._delimited import (
    Columns,
    check_event,
    code_rows,
    peek,
    read_header,
    split_quoted,
    split_tabs,
)
from detente.formats._tables import Kind, kinds_of_cameo, kinds_of_weis
from detente.formats.rows import Fault, Rows, SetAside
from detente.ledger import CodedEvent, CodedParty, EventStatus, Grade, Scheme, plain_who
from detente.ontology import EVENT_TYPES, intensity_of

__all__ = [
    "COLUMNS",
    "cells_of",
    "columns_of",
    "join_cell",
    "part_cell",
    "read_flat",
    "read_jsonl",
    "row_coder",
]

COLUMNS: Final = (
    "dataset",
    "id",
    "day",
    "end_day",
    "known_on",
    "type",
    "mode",
    "quad_class",
    "intensity",
    "scheme",
    "code",
    "scale",
    "actor",
    "actor_sector",
    "actor_code",
    "actor_name",
    "recipient",
    "recipient_sector",
    "recipient_code",
    "recipient_name",
    "status",
    "grade",
    "disputed",
    "hedged",
    "place",
    "country",
    "lat",
    "lon",
    "deaths_low",
    "deaths_best",
    "deaths_high",
    "sources",
    "url",
    "publisher",
    "words",
    "contexts",
)
_COUNTS: Final = ("deaths_low", "deaths_best", "deaths_high", "sources")
_NO_TEXTS: Final = frozenset(
    (*_COUNTS, "day", "end_day", "known_on", "disputed", "hedged", "intensity", "scale", "lat", "lon")
)
TEXTS: Final = frozenset(COLUMNS) - _NO_TEXTS
"""Columns that hold text."""
_ALIASES: Final = {
    "day": ("day", "date"),
    "actor": ("?actor", "source"),
    "recipient": ("?recipient", "target"),
}
_STATUSES: Final = get_args(EventStatus)
_SCHEMES: Final = get_args(Scheme)
_ESCAPED: Final = re.compile(r"\\(.)", re.S)
_TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False, "": False}


def join_cell(parts: Iterable[str], change: Callable[[str], str] = str) -> str:
    r"""Return texts in one cell, parted by ";"; a ";" or "\" inside one gets a "\" before it.

    Example:
        >>> join_cell(["a", "b;c"])
        'a;b\\;c'
    """
    return ";".join(change(part.replace("\\", "\\\\").replace(";", "\\;")) for part in parts)


def part_cell(cell: str, change: Callable[[str], str] = str) -> list[str]:
    r"""Return the texts that `join_cell` put into a cell.

    Example:
        >>> part_cell("a;b\\;c"), part_cell("")
        (['a', 'b;c'], [''])
    """
    if ";" not in cell and "\\" not in cell:
        return [change(cell)]
    pieces: list[str] = [""]
    signs = iter(cell)
    for sign in signs:
        if sign == ";":
            pieces.append("")
        else:
            pieces[-1] += sign + next(signs, "") if sign == "\\" else sign
    return [_ESCAPED.sub(r"\1", change(piece)) for piece in pieces]


def cells_of(event: CodedEvent, change: Callable[[str], str] = str) -> list[Any]:
    """Return an event's values in the order of `COLUMNS`; what is not known is None.

    Args:
        event: The event.
        change: Applied to each text, and to each of those joined in a cell.
    """
    values: dict[str, Any] = {
        "quad_class": EVENT_TYPES[event.type].quad_class,
        "intensity": intensity_of(event.type, event.mode),
        "contexts": join_cell(event.contexts, change),
    }
    for side, parties in (("actor", event.actor), ("recipient", event.recipient)):
        values[side] = join_cell((party.who for party in parties), change)
        values[f"{side}_sector"] = join_cell((party.sector for party in parties), change)
        values[f"{side}_code"] = join_cell((party.code for party in parties), change)
        values[f"{side}_name"] = join_cell((party.name for party in parties), change)
    cells = []
    for name in COLUMNS:
        if name in values:
            cells.append(values[name])
        else:
            value = getattr(event, name)
            cells.append(change(value) if isinstance(value, str) else value)
    return cells


def columns_of(header: Sequence[str], where: str) -> Columns:
    """Return which column of a file is which of `COLUMNS`.

    Raises:
        FormatError: The file has not what an event needs.
    """
    names = {name: _ALIASES.get(name, (f"?{name}",)) for name in COLUMNS}
    columns = Columns(header, names, where)
    if not columns.has("type") and not columns.has("code"):
        raise FormatError("it has neither a column 'type' nor a column 'code'", where=where)
    return columns


def read_flat(lines: Iterable[str], where: str, dataset: str = "") -> Rows:
    """Yield the events of a CSV or tab-separated file with some of `COLUMNS`, and its broken rows.

    Raises:
        FormatError: The file has not what an event needs.
    """
    first, lines = peek(lines)
    tabs = first.count("\t") > first.count(",")
    rows = split_tabs(lines) if tabs else split_quoted(lines)
    columns = columns_of(read_header(rows, where), where)
    return code_rows(rows, row_coder(columns, dataset, unguard_cell), where, columns.count)


def row_coder(
    columns: Columns, dataset: str, change: Callable[[str], str] = str
) -> Callable[[Sequence[str]], CodedEvent | SetAside]:
    """Return the function that makes an event of a row's cells.

    Args:
        columns: Which cell is which.
        dataset: The data set of rows that name none.
        change: Applied to each text, as the inverse of that of `cells_of`.
    """
    cell = {name: columns.getter(name) for name in COLUMNS}
    has_codes = columns.has("code")

    def code(cells: Sequence[str]) -> CodedEvent | SetAside:
        def text(name: str) -> str:
            return change(cell[name](cells))

        def word(name: str) -> str:
            return text(name).strip()

        def day_of(name: str) -> dt.date | None:
            given = cell[name](cells).strip()
            return read_day(given, name) if given else None

        scheme = word("scheme") or "plover"
        if scheme not in _SCHEMES:
            raise RowError(f"{scheme!r} is no scheme: {', '.join(_SCHEMES)}")
        kind = _kind(word("type").upper(), word("mode").lower(), scheme, text("code"))
        day, end = day_of("day"), day_of("end_day")
        known = day_of("known_on") or end or day
        if known is None:
            raise RowError("no day")
        lat, lon = read_degrees(cell["lat"](cells), cell["lon"](cells))
        counts = {name: read_count(cell[name](cells), name) for name in _COUNTS}
        if kind is None:
            return SetAside(text("code"))
        return CodedEvent(
            dataset=text("dataset") or dataset,
            id=text("id") or blake2b("\x1f".join(cells).encode(), digest_size=8).hexdigest(),
            day=day,
            end_day=end,
            known_on=known,
            type=kind[0],
            mode=kind[1],
            scheme=cast("Scheme", scheme),
            # An empty cell says that the data set gives no code; only a file without the column says nothing.
            code=text("code") if has_codes else " ".join(filter(None, kind)),
            scale=read_scale(cell["scale"](cells), "scale"),
            actor=_parties(cell, cells, "actor", change),
            recipient=_parties(cell, cells, "recipient", change),
            status=cast("EventStatus", word("status") or "happened"),
            grade=cast("Grade", word("grade") or "reported"),
            disputed=_truth(word("disputed"), "disputed"),
            hedged=_truth(word("hedged"), "hedged"),
            place=text("place") or None,
            country=word("country").upper() or None,
            lat=lat,
            lon=lon,
            **counts,
            url=text("url"),
            publisher=text("publisher"),
            words=text("words"),
            contexts=tuple(filter(None, part_cell(cell["contexts"](cells), change))),
        )

    return code


def _kind(type_: str, mode: str, scheme: str, code: str) -> Kind:
    if type_:
        return type_, mode or None
    kinds = {"cameo": kinds_of_cameo(), "weis": kinds_of_weis()}.get(scheme, {})
    if code not in kinds:
        raise RowError(f"{code!r} is no code of {scheme}" if code else "neither type nor code")
    return kinds[code]


def _truth(text: str, what: str) -> bool:
    if text.lower() not in _TRUTHS:
        raise RowError(f"{what} {text!r} is neither true nor false")
    return _TRUTHS[text.lower()]


def _parties(
    cell: dict[str, Callable[[Sequence[str]], str]],
    cells: Sequence[str],
    side: str,
    change: Callable[[str], str],
) -> tuple[CodedParty, ...]:
    given = cell[side](cells)
    if not given.strip():
        return ()
    who = part_cell(given, change)
    columns = [part_cell(cell[f"{side}_{column}"](cells), change) for column in ("sector", "code", "name")]
    sectors, codes, names = (["" for _ in who] if found == [""] else found for found in columns)
    if not len(who) == len(sectors) == len(codes) == len(names):
        raise RowError(f"not as many sectors, codes and names as there are in {side}")
    return tuple(
        CodedParty(plain_who(code), sector.strip().upper() or "UNK", own, name)
        for code, sector, own, name in zip(who, sectors, codes, names, strict=True)
    )


def read_jsonl(lines: Iterable[str], where: str, dataset: str = "") -> Rows:
    """Yield the events of a file that `write_events` wrote as JSON Lines, and its broken rows."""
    decode = msgspec.json.Decoder(CodedEvent).decode
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            event = check_event(decode(line.encode(errors="replace")))
        except (msgspec.MsgspecError, RowError, ValueError) as error:
            yield Fault(where, number, str(error)[:200])
            continue
        yield event
