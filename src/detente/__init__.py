"""Détente: from a news report to coded political events.

    >>> import detente
    >>> detente.__version__
    '0.9.0'

`detente.read(source)` reads a report and returns a `Reading`: the report, its sentences, and each event
with who acts, on whom, through whom and on whose word, every one with the words it was read from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente._late import fetch_late

if TYPE_CHECKING:
    from detente._reading import Reading, read
    from detente.coding import Coder
    from detente.errors import DetenteError
    from detente.records import EventMention, Party, Place, Source, Span, mention_schema, to_json
    from detente.reports import Report, Sentence, read_report

__version__ = "0.9.0"

__all__ = [
    "Coder",
    "DetenteError",
    "EventMention",
    "Party",
    "Place",
    "Reading",
    "Report",
    "Sentence",
    "Source",
    "Span",
    "mention_schema",
    "read",
    "read_report",
    "to_json",
]

# Names are fetched when first used, so that `import detente` costs a millisecond and loads no model code.
_HOMES = {
    "Coder": "detente.coding",
    "DetenteError": "detente.errors",
    "EventMention": "detente.records",
    "Party": "detente.records",
    "Place": "detente.records",
    "Reading": "detente._reading",
    "Report": "detente.reports",
    "Sentence": "detente.reports",
    "Source": "detente.records",
    "Span": "detente.records",
    "mention_schema": "detente.records",
    "read": "detente._reading",
    "read_report": "detente.reports",
    "to_json": "detente.records",
}

__getattr__ = fetch_late(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
