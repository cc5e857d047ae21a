"""Events as files for other programs: JSON Lines and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, BinaryIO, Final

from detente.formats import guard_cell
from detente.records import to_json

if TYPE_CHECKING:
    from detente.records import EventMention, Party
    from detente.reports import Report

__all__ = ["CSV_COLUMNS", "write_csv", "write_jsonl"]

CSV_COLUMNS: Final = (
    "report_id",
    "outlet",
    "url",
    "published",
    "sentence_index",
    "sentence",
    "type",
    "mode",
    "trigger",
    "trigger_start",
    "trigger_end",
    "actor_who",
    "actor_sector",
    "actor_name",
    "actor_text",
    "recipient_who",
    "recipient_sector",
    "recipient_name",
    "recipient_text",
    "via_who",
    "via_sector",
    "via_name",
    "via_text",
    "said_by_who",
    "said_by_kind",
    "said_by_text",
    "status",
    "hedged",
    "date",
    "date_precision",
    "date_text",
    "place",
    "place_country",
    "place_lat",
    "place_lon",
    "quad_class",
    "intensity",
    "cameo",
    "score",
    "coder",
    "read_from",
)


def write_jsonl(events: Iterable[EventMention], stream: BinaryIO) -> int:
    r"""Write events as JSON, one a line in UTF-8, each exactly as `to_json` gives it; return their number.

    Example:
        >>> write_jsonl([], io.BytesIO())
        0
    """
    number = 0
    for event in events:
        stream.write(to_json(event) + b"\n")
        number += 1
    return number


def write_csv(
    report: Report,
    events: Sequence[EventMention],
    stream: BinaryIO,
    *,
    header: bool = True,
    read_from: str = "",
) -> int:
    """Write events as CSV (UTF-8, comma, every text quoted), one a row; return their number.

    The columns are `CSV_COLUMNS`. Several parties are joined by ";" in the order of the record, in the
    four columns alike (a ";" inside a text becomes ","). A text that a spreadsheet program would take
    for a formula gets an apostrophe before it. What is not known is an empty cell.

    Args:
        report: The report that the events were read from.
        events: Its events.
        stream: Where to write.
        header: False leaves out the row of column names, to add to rows written before.
        read_from: Path or address that the report was read from; "" when not known.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    if header:
        writer.writerow(CSV_COLUMNS)
    for event in events:
        writer.writerow([*_row(report, event), guard_cell(read_from)])
    text.flush()
    # The stream is the caller's: the wrapper must not close it.
    text.detach()
    return len(events)


def _row(report: Report, event: EventMention) -> list[str | float | int]:
    said_by, place = event.said_by, event.place
    return [
        guard_cell(event.report_id),
        guard_cell(report.outlet),
        guard_cell(report.url),
        report.published.isoformat() if report.published else "",
        event.sentence_index,
        guard_cell(event.sentence),
        event.type,
        guard_cell(event.mode),
        guard_cell(event.trigger),
        event.trigger_span.start,
        event.trigger_span.end,
        *_party_cells(event.actor),
        *_party_cells(event.recipient),
        *_party_cells(event.via),
        *((guard_cell(said_by.who), said_by.kind, guard_cell(said_by.text)) if said_by else ("", "", "")),
        event.status,
        "true" if event.hedged else "false",
        event.date.isoformat() if event.date else "",
        event.date_precision or "",
        guard_cell(event.date_text),
        guard_cell(place.text if place else None),
        guard_cell(place.country if place else None),
        _number(place.lat if place else None),
        _number(place.lon if place else None),
        event.quad_class,
        event.intensity,
        event.cameo,
        event.score,
        guard_cell(event.coder),
    ]


def _party_cells(parties: Sequence[Party]) -> tuple[str, str, str, str]:
    # Each piece is guarded: a program that splits cells at ";" would meet it at a cell's start.
    return (
        ";".join(_piece(party.who) for party in parties),
        ";".join(_piece(party.sector) for party in parties),
        ";".join(_piece(party.name or "") for party in parties),
        ";".join(_piece(party.text) for party in parties),
    )


def _piece(text: str) -> str:
    return guard_cell(text.replace(";", ","))


def _number(value: float | None) -> str | float:
    return "" if value is None else value
