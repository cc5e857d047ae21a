"""Parquet with Détente's own columns, through pyarrow, in batches."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO, Final

from detente.errors import FormatError
from detente.formats._delimited import Line, code_rows
from detente.formats._plain import COLUMNS, TEXTS, cells_of, columns_of, row_coder
from detente.formats.rows import Rows
from detente.ledger import CodedEvent

__all__ = ["MAGIC", "read_parquet", "write_parquet"]

MAGIC: Final = b"PAR1"
ROWS_AT_ONCE: Final = 20_000


def _load(where: str) -> tuple[Any, Any]:
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ModuleNotFoundError:
        raise FormatError(
            "pyarrow, which Parquet needs, is not installed",
            where=where,
            hint="pip install 'detente[parquet]'",
        ) from None


def write_parquet(events: Iterable[CodedEvent], stream: BinaryIO) -> tuple[int, int]:
    """Write events as Parquet; return how many, and 0: none is left out.

    Raises:
        FormatError: pyarrow is not installed.
    """
    arrow, parquet = _load("")
    days, counts = {"day", "end_day", "known_on"}, {"deaths_low", "deaths_best", "deaths_high", "sources"}

    def type_of(name: str) -> Any:
        if name in days:
            return arrow.date32()
        if name in counts:
            return arrow.int64()
        return (
            arrow.string()
            if name in TEXTS
            else arrow.bool_()
            if name in {"disputed", "hedged"}
            else arrow.float64()
        )

    schema = arrow.schema([(name, type_of(name)) for name in COLUMNS])
    given, written = iter(events), 0
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        while batch := list(islice(given, ROWS_AT_ONCE)):
            columns = zip(*(cells_of(event) for event in batch), strict=True)
            arrays = [
                arrow.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_batch(arrow.record_batch(arrays, schema=schema))
            written += len(batch)
    return written, 0


def read_parquet(stream: BinaryIO, where: str, dataset: str = "") -> Rows:
    """Yield the events of a Parquet file with some of `COLUMNS`, and its broken rows (by number, from 1).

    Raises:
        FormatError: It is damaged, has not what an event needs, or pyarrow is not installed.
    """
    arrow, parquet = _load(where)
    try:
        file = parquet.ParquetFile(stream)
    except (arrow.ArrowException, OSError) as error:
        raise FormatError("the Parquet file is damaged", where=where) from error
    names = file.schema_arrow.names
    columns = columns_of(names, where)

    def rows() -> Iterator[Line]:
        number = 0
        try:
            for batch in file.iter_batches(batch_size=ROWS_AT_ONCE):
                for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    number += 1
                    yield number, [_cell(value) for value in values]
        except (arrow.ArrowException, OSError) as error:
            raise FormatError(f"the Parquet file is damaged after row {number}", where=where) from error

    return code_rows(rows(), row_coder(columns, dataset), where, columns.count)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)
