"""Reports as they stand in the ledger: their text, their mentions, their versions and copies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from detente.errors import UnknownRecordError
from detente.ledger._loading import VERSION_ORDER
from detente.ledger._tables import MENTIONS, REPORTS
from detente.records import EventMention
from detente.reports import Report

__all__ = [
    "ReportLine",
    "StoredMention",
    "StoredReport",
    "count_reports",
    "list_reports",
    "load_report",
    "read_record",
    "report_of_row",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """A report in a list.

    Attributes:
        id: Its identifier.
        headline: Its headline, "" when it has none.
        outlet: Its outlet, "" when not known.
        url: Its address, "" when not known.
        published: Day of publication, or None.
        known_on: Day from which it was known.
        retrieved_at: When it was fetched, "2024-08-05T12:00:00.000000Z".
        mentions: Number of its mentions.
    """

    id: str
    headline: str
    outlet: str
    url: str
    published: dt.date | None
    known_on: dt.date
    retrieved_at: str
    mentions: int


@dataclass(frozen=True, slots=True)
class StoredMention:
    """A mention in the ledger.

    Attributes:
        id: Its identifier.
        event: The event of which it tells.
        mention: What was coded.
    """

    id: str
    event: str
    mention: EventMention


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReport:
    """A report with all that the ledger has of it.

    Attributes:
        report: The report.
        known_on: Day from which it was known.
        retrieved_at: When it was fetched.
        mentions: Its mentions, in the order of its words.
        versions: All reports of its address, itself among them, first known first; empty without address.
        copies: Other reports with the same text or nearly so, first known first.
    """

    report: Report
    known_on: dt.date
    retrieved_at: str
    mentions: tuple[StoredMention, ...]
    versions: tuple[ReportLine, ...]
    copies: tuple[ReportLine, ...]


def load_report(connection: Connection, id_: str) -> StoredReport:
    """Return a report with its mentions.

    Raises:
        UnknownRecordError: There is no such report.
    """
    row = connection.execute(select(REPORTS).where(REPORTS.c.id == id_)).one_or_none()
    if row is None:
        raise UnknownRecordError("there is no such report", where=id_)
    query = select(MENTIONS.c.id, MENTIONS.c.event_id, MENTIONS.c.record)
    query = query.where(MENTIONS.c.report_id == id_)
    order = (MENTIONS.c.sentence, MENTIONS.c.start, MENTIONS.c.id)
    found = connection.execute(query.order_by(*order))
    oldest = tuple(func.coalesce(c, "") if c.name == "issued_at" else c for c in VERSION_ORDER)
    same_url = REPORTS.c.url == row.url
    copy = and_(REPORTS.c.family == row.family, REPORTS.c.id != id_, REPORTS.c.url != (row.url or "-"))
    return StoredReport(
        report=report_of_row(row),
        known_on=row.known_on,
        retrieved_at=row.retrieved_at,
        mentions=tuple(StoredMention(m.id, m.event_id, read_record(m.record)) for m in found),
        versions=tuple(_lines(connection, same_url, oldest)) if row.url else (),
        copies=tuple(_lines(connection, copy, oldest, 50)),
    )


def list_reports(
    connection: Connection, text: str, limit: int, offset: int, as_of: dt.date | None = None
) -> list[ReportLine]:
    """Return some of the reports, the last known first."""
    newest = (REPORTS.c.known_on.desc(), REPORTS.c.retrieved_at.desc(), REPORTS.c.id)
    return _lines(connection, _matches(text, as_of), newest, limit, offset)


def count_reports(connection: Connection, text: str, as_of: dt.date | None = None) -> int:
    """Return how many reports `list_reports` lists."""
    return connection.scalar(select(func.count()).select_from(REPORTS).where(_matches(text, as_of))) or 0


def report_of_row(row: Any) -> Report:
    """Return the report in a row of the reports table."""
    return Report(
        text=row.text,
        headline=row.headline,
        outlet=row.outlet,
        url=row.url,
        published=row.published,
        language=row.language,
        id=row.id,
        issued_at=read_moment(row.issued_at),
        version=row.version_mark,
    )


def read_moment(stamped: str | None) -> dt.datetime | None:
    """Return the moment that `stamp` wrote, None for None."""
    return dt.datetime.fromisoformat(stamped) if stamped else None


def read_record(record: str) -> EventMention:
    """Return the mention that was written as JSON."""
    return msgspec.json.decode(record, type=EventMention)


def _matches(text: str, as_of: dt.date | None) -> ColumnElement[bool]:
    known = and_(True) if as_of is None else REPORTS.c.known_on <= as_of
    if not text:
        return known
    columns = (REPORTS.c.headline, REPORTS.c.outlet)
    return and_(known, or_(*(column.icontains(text, autoescape=True) for column in columns)))


def _lines(
    connection: Connection,
    wanted: ColumnElement[bool],
    order: tuple[ColumnElement[Any], ...],
    limit: int | None = None,
    offset: int = 0,
) -> list[ReportLine]:
    columns = ("id", "headline", "outlet", "url", "published", "known_on", "retrieved_at")
    counted = (
        select(func.count())
        .where(MENTIONS.c.report_id == REPORTS.c.id)
        .correlate(REPORTS)
        .scalar_subquery()
        .label("mentions")
    )
    query = select(*(REPORTS.c[name] for name in columns), counted).where(wanted).order_by(*order)
    rows = connection.execute(query.limit(limit).offset(offset) if limit is not None else query)
    return [
        ReportLine(**{name: getattr(row, name) for name in columns}, mentions=row.mentions) for row in rows
    ]
