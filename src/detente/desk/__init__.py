"""The desk: what people see of a report and its events, and the files they take away.

Of a whole ledger, `render_brief` for two printed sides and `Watcher` for a terminal. Of one report,
`render_table` for a terminal, `render_page` for a browser, `render_fragment` for a notebook;
`describe_explanations` for why each event was coded; `write_jsonl` and `write_csv` for other programs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente._late import fetch_late

if TYPE_CHECKING:
    from detente.desk._brief_render import BRIEF_FORMS, BriefForm, render_brief
    from detente.desk._fragment import render_fragment
    from detente.desk._page import render_page
    from detente.desk._table import render_table
    from detente.desk._watch import Watcher
    from detente.desk._why import describe_explanations
    from detente.desk._write import CSV_COLUMNS, write_csv, write_jsonl

__all__ = [
    "BRIEF_FORMS",
    "CSV_COLUMNS",
    "BriefForm",
    "Watcher",
    "describe_explanations",
    "render_brief",
    "render_fragment",
    "render_page",
    "render_table",
    "write_csv",
    "write_jsonl",
]

# Fetched when first used: a table of one report should not load the brief and the ledger behind it.
_HOMES = {
    "BRIEF_FORMS": "detente.desk._brief_render",
    "BriefForm": "detente.desk._brief_render",
    "CSV_COLUMNS": "detente.desk._write",
    "Watcher": "detente.desk._watch",
    "describe_explanations": "detente.desk._why",
    "render_brief": "detente.desk._brief_render",
    "render_fragment": "detente.desk._fragment",
    "render_page": "detente.desk._page",
    "render_table": "detente.desk._table",
    "write_csv": "detente.desk._write",
    "write_jsonl": "detente.desk._write",
}

__getattr__ = fetch_late(__name__, _HOMES)
