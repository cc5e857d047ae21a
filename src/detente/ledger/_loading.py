"""Reading statements, versions and events back from the tables."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from detente.ledger._account import Statement, Versions
from detente.ledger._features import merging_order
from detente.ledger._merging import batches
from detente.ledger._tables import CLAIMS, EVENTS, MENTIONS, REPORTS, SENTENCES
from detente.ledger.records import Event

__all__ = ["VERSION_ORDER", "Pause", "event_of_row", "load_statements", "load_versions", "paced"]

Row = TypeVar("Row")
Pause = Callable[[], None]
"""Lets others go first; returns when it is this work's turn."""

VERSION_ORDER = (
    REPORTS.c.known_on,
    REPORTS.c.issued_at,
    REPORTS.c.version_mark,
    REPORTS.c.retrieved_at,
    REPORTS.c.id,
)
"""What orders the versions of an address; of one day, those without a moment of issue come first."""

_EVENT_FIELDS = tuple(column.name for column in EVENTS.c if column.name != "settled_on")
_read_fields = attrgetter(*_EVENT_FIELDS)


def paced(rows: Iterable[Row], pause: Pause | None, every: int = 100) -> Iterator[Row]:
    """Yield rows, and call `pause` now and then, where what is done with them takes long."""
    for number, row in enumerate(rows):
        if pause is not None and number % every == 0:
            pause()
        yield row


def load_statements(connection: Connection, event_ids: Iterable[str]) -> dict[str, list[Statement]]:
    """Return the statements on each of some events; an event without mentions is left out."""
    statements: dict[str, list[Statement]] = defaultdict(list)
    query = (
        select(
            MENTIONS.c.id,
            MENTIONS.c.event_id,
            MENTIONS.c.report_id,
            MENTIONS.c.sentence,
            MENTIONS.c.start,
            MENTIONS.c.known,
            MENTIONS.c.type,
            MENTIONS.c.mode,
            MENTIONS.c.status,
            MENTIONS.c.actor,
            MENTIONS.c.recipient,
            MENTIONS.c.first_day,
            MENTIONS.c.day_said,
            MENTIONS.c.place,
            MENTIONS.c.country,
            MENTIONS.c.lat,
            MENTIONS.c.lon,
            CLAIMS.c.stance,
            CLAIMS.c.hedged,
            CLAIMS.c.source_who,
            CLAIMS.c.source_name,
            CLAIMS.c.source_kind,
            REPORTS.c.url,
            REPORTS.c.outlet,
            REPORTS.c.family,
            REPORTS.c.known_on,
            REPORTS.c.issued_at,
            REPORTS.c.version_mark,
            SENTENCES.c.text,
        )
        .join(CLAIMS, CLAIMS.c.mention_id == MENTIONS.c.id)
        .join(REPORTS, REPORTS.c.id == MENTIONS.c.report_id)
        .join(
            SENTENCES,
            (SENTENCES.c.report_id == MENTIONS.c.report_id) & (SENTENCES.c.number == MENTIONS.c.sentence),
        )
    )
    for ids in batches(sorted(set(event_ids))):
        for row in connection.execute(query.where(MENTIONS.c.event_id.in_(ids))):
            statements[row.event_id].append(_statement_of(row))
    return dict(statements)


def load_versions(connection: Connection, urls: Iterable[str]) -> dict[str, list[tuple[dt.date, str]]]:
    """Return the versions of each address, first known first, as `Versions` has them."""
    versions: dict[str, list[Any]] = defaultdict(list)
    columns = (*VERSION_ORDER, REPORTS.c.url)
    for some in batches(sorted({url for url in urls if url})):
        for row in connection.execute(select(*columns).where(REPORTS.c.url.in_(some))):
            versions[row.url].append(row)
    return {
        url: [(row.known_on, row.id) for row in sorted(found, key=_place_of_version)]
        for url, found in versions.items()
    }


def _place_of_version(row: Any) -> tuple[Any, ...]:
    return (row.known_on, row.issued_at or "", row.version_mark, row.retrieved_at, row.id)


def settled_on(statements: Sequence[Statement], versions: Versions) -> dt.date:
    """Return the last day on which something changed what is known of an event."""
    days = [s.known_on for s in statements]
    days += [versions[s.url][-1][0] for s in statements if s.url in versions]
    return max(days)


def event_of_row(row: Any) -> Event:
    """Return the event in a row of the events table."""
    values = dict(zip(_EVENT_FIELDS, _read_fields(row), strict=True))
    values["actor"], values["recipient"] = tuple(row.actor.split()), tuple(row.recipient.split())
    return Event(**values)


def _statement_of(row: Any) -> Statement:
    return Statement(
        mention=row.id,
        order=merging_order(row.known, row.report_id, row.sentence, row.start, row.id),
        type=row.type,
        mode=row.mode,
        status=row.status,
        actor=tuple(row.actor.split()),
        recipient=tuple(row.recipient.split()),
        day=dt.date.fromordinal(row.first_day) if row.day_said else None,
        place=(row.place, row.country, row.lat, row.lon),
        stance=row.stance,
        hedged=row.hedged,
        source=(row.source_who, row.source_name, row.source_kind),
        report_id=row.report_id,
        url=row.url,
        outlet=row.outlet,
        family=row.family,
        known_on=row.known_on,
        issued_at=row.issued_at or "",
        version_mark=row.version_mark,
        words=row.text,
    )
