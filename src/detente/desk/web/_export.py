"""Events as a table for spreadsheet programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import fields

from detente.formats import csv_cell
from detente.ledger import Event

__all__ = ["write_events_csv"]


def write_events_csv(events: Iterable[Event]) -> bytes:
    """Return events as CSV in UTF-8, one a row, all fields; no cell is taken for a formula."""
    names = [field.name for field in fields(Event)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for event in events:
        writer.writerow([csv_cell(getattr(event, name)) for name in names])
    return out.getvalue().encode("utf-8", "replace")
