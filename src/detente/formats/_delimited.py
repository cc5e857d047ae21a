"""Rows of delimited text with their line numbers, and the loop that turns them into events."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from detente.errors import FormatError, UsageError
from detente.formats._cells import RowError
from detente.formats.rows import Fault, Row, Rows, SetAside
from detente.ledger import CodedEvent, check_coded

__all__ = ["Columns", "check_event", "code_rows", "peek", "read_header", "split_quoted", "split_tabs"]

Line = tuple[int, Sequence[str] | str]
"""Number of a row's first line, and its cells; or, in their place, what is wrong with it."""
LONGEST_REASON: Final = 200


def peek(lines: Iterable[str]) -> tuple[str, Iterator[str]]:
    """Return the first line that is not empty ("" when there is none), and all lines, that one too."""
    given, read = iter(lines), []
    for line in given:
        read.append(line)
        if line.strip():
            return line, chain(read, given)
    return "", iter(read)


def split_tabs(lines: Iterable[str]) -> Iterator[Line]:
    """Yield the cells of lines parted by tabs, without quotes around them; empty lines are passed over."""
    for number, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        if text.strip():
            cells = text.split("\t")
            if '"' in text:
                cells = [_unquote(cell) for cell in cells]
            yield number, cells


def split_quoted(lines: Iterable[str], delimiter: str = ",") -> Iterator[Line]:
    """Yield the cells of CSV rows, which may run over several lines; empty ones are passed over."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield first, f"lines {first} to {reader.line_num}: {error}"
            continue
        if cells and (len(cells) > 1 or cells[0].strip()):
            yield first, cells


def _unquote(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


class Columns:
    """Which cell of a row is which, by the names in a header."""

    def __init__(self, header: Sequence[str], names: Mapping[str, Sequence[str]], where: str) -> None:
        """Find columns.

        Args:
            header: The names of the file's columns.
            names: Our name of each column to those that files give it, the first of which is the usual one. A
                column may be missing when the first of its names begins with "?".
            where: The file.

        Raises:
            FormatError: A column that is needed is missing.
        """
        held = {_plain(name): number for number, name in enumerate(header)}
        self.count = len(header)
        self._at: dict[str, int | None] = {}
        missing = []
        for ours, theirs in names.items():
            found = [held[key] for name in theirs if (key := _plain(name.lstrip("?"))) in held]
            self._at[ours] = found[0] if found else None
            if not found and not theirs[0].startswith("?"):
                missing.append(theirs[0])
        if missing:
            raise FormatError(f"it has no column {', '.join(map(repr, missing))}", where=where)

    def getter(self, ours: str) -> Callable[[Sequence[str]], str]:
        """Return the function that takes a column's cell from a row: "" where the file has no such column."""
        at = self._at[ours]
        return (lambda _: "") if at is None else (lambda cells: cells[at])

    def has(self, ours: str) -> bool:
        """Return whether the file has a column."""
        return self._at[ours] is not None


def _plain(name: str) -> str:
    return name.strip().strip('"').lower().replace("_", " ").replace(".", " ")


def check_event(event: CodedEvent) -> CodedEvent:
    """Return an event as a ledger holds it.

    Raises:
        RowError: It is none that a ledger holds, as `check_coded` says.
    """
    if not event.dataset:
        raise RowError("the row names no data set (give --dataset)")
    try:
        return check_coded(event)
    except UsageError as error:
        raise RowError(error.what) from None


def read_header(rows: Iterator[Line], where: str) -> Sequence[str]:
    """Return the cells of the first row.

    Raises:
        FormatError: There is none.
    """
    for _, cells in rows:
        if isinstance(cells, str):
            raise FormatError(cells, where=where)
        return cells
    raise FormatError("the file is empty", where=where)


def code_rows(
    rows: Iterator[Line],
    code: Callable[[Sequence[str]], CodedEvent | SetAside],
    where: str,
    width: int | Sequence[int],
) -> Rows:
    """Yield what each row gives: an event, or what is wrong with it.

    Args:
        rows: The rows, without a header.
        code: Makes an event of the cells of one, or says by `RowError` what is wrong.
        where: The file.
        width: Number of cells that a row must have, or the numbers that it may have.
    """
    widths = (width,) if isinstance(width, int) else tuple(width)
    for line, cells in rows:
        yield _code_row(line, cells, code, where, widths)


def _code_row(
    line: int,
    cells: Sequence[str] | str,
    code: Callable[[Sequence[str]], CodedEvent | SetAside],
    where: str,
    widths: tuple[int, ...],
) -> Row:
    if isinstance(cells, str):
        return Fault(where, line, cells)
    if len(cells) not in widths:
        wanted = " or ".join(map(str, widths))
        return Fault(where, line, f"{len(cells)} columns, not {wanted}")
    try:
        event = code(cells)
        return check_event(event) if isinstance(event, CodedEvent) else event
    except RowError as error:
        return Fault(where, line, str(error)[:LONGEST_REASON])
