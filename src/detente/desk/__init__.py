"""The desk: what people see of a report and its events, and the files they take away.

Of a whole ledger, `render_brief` for two printed sides and `Watcher` for a terminal. Of one report,
`render_table` for a terminal, `render_page` for a browser, `render_fragment` for a notebook;
`describe_explanations` for why each event was coded; `write_jsonl` and `write_csv` for other programs.
"""

from __future__ import annotations

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
