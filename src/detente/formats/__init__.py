"""Exchange: events of data sets into the ledger, and events of the ledger into files for other programs.

docs/formats.md describes each format, and which of its columns becomes what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente._late import fetch_late

if TYPE_CHECKING:
    from detente.formats._cells import csv_cell, guard_cell, unguard_cell
    from detente.formats._importing import Imported, import_events
    from detente.formats._plain import part_cell
    from detente.formats._reading import READERS, detect_format, read_events
    from detente.formats._tables import kinds_of_cameo, kinds_of_weis
    from detente.formats._writing import WRITERS, write_events, write_graphml
    from detente.formats.rows import Fault, Row, Rows, SetAside

__all__ = [
    "READERS",
    "WRITERS",
    "Fault",
    "Imported",
    "Row",
    "Rows",
    "SetAside",
    "csv_cell",
    "detect_format",
    "guard_cell",
    "import_events",
    "kinds_of_cameo",
    "kinds_of_weis",
    "part_cell",
    "read_events",
    "unguard_cell",
    "write_events",
    "write_graphml",
]

_HOMES = {
    "Fault": "rows",
    "Imported": "_importing",
    "READERS": "_reading",
    "Row": "rows",
    "Rows": "rows",
    "SetAside": "rows",
    "WRITERS": "_writing",
    "csv_cell": "_cells",
    "detect_format": "_reading",
    "guard_cell": "_cells",
    "import_events": "_importing",
    "kinds_of_cameo": "_tables",
    "kinds_of_weis": "_tables",
    "part_cell": "_plain",
    "read_events": "_reading",
    "unguard_cell": "_cells",
    "write_events": "_writing",
    "write_graphml": "_writing",
}

__getattr__ = fetch_late(__name__, _HOMES)
