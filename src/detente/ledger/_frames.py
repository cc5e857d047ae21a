"""Records as a data frame, where pandas or polars is installed."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, Literal

from detente.errors import UsageError

__all__ = ["to_frame"]


def to_frame(records: Iterable[Any], library: Literal["pandas", "polars"] = "pandas") -> Any:
    """Return records, one a row and their fields as columns, as a data frame.

    Args:
        records: Events, dyads, measures or matters: any one kind of the ledger's records.
        library: "pandas" or "polars".

    Raises:
        UsageError: The library is another one, or is not installed.

    Example:
        >>> to_frame(ledger.measures())  # doctest: +SKIP
    """
    if library not in {"pandas", "polars"}:
        raise UsageError("not a library for data frames", where=library, hint="give pandas or polars")
    try:
        module = importlib.import_module(library)
    except ModuleNotFoundError:
        raise UsageError(f"{library} is not installed", hint="pip install 'detente[tables]'") from None
    rows = list(records)
    names = [field.name for field in fields(rows[0])] if rows else []
    return module.DataFrame({name: [getattr(row, name) for row in rows] for name in names})
