"""Events by the page and counts of them, as all reports tell them or as they were known on a day.

Each function takes `changed`: the events of which more became known since the day, as they were known on it
(`changed_events`); empty where no day is asked for. The others stand in the table as they were.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from detente.ledger._loading import event_of_row
from detente.ledger._merging import batches
from detente.ledger._questions import EventPage, EventQuery, TypeCounts
from detente.ledger._tables import EVENTS
from detente.ledger.records import Event

__all__ = ["count_between", "count_events", "find_page", "load_day_events"]

FEW = 500


def find_page(
    connection: Connection,
    query: EventQuery,
    as_of: dt.date | None,
    changed: Sequence[Event],
    *,
    limit: int,
    offset: int,
    newest_first: bool,
    total: int | None = None,
) -> EventPage:
    """Return some of the events asked for, by day; `total` is how many there are, where that is known."""
    told = query.told_by(connection, as_of)
    wanted = _wanted(query, as_of, told)
    changed = _accepted(query, changed, told)
    keys = (EVENTS.c.day, EVENTS.c.first_known, EVENTS.c.id)
    day, *rest = (key.desc() if newest_first else key.asc() for key in keys)
    # In this form the database reads the index of events by day, and sorts nothing.
    order = (day.nulls_last(), *rest)
    if told is not None:
        ids = [
            id_
            for id_ in connection.scalars(select(EVENTS.c.id).where(wanted).order_by(*order))
            if id_ in told
        ]
        total, chosen = len(ids) + len(changed), ids[: limit + offset]
        rows = [row for some in batches(chosen) for row in _rows_of(connection, some)]
    else:
        if total is None:
            count = select(func.count()).select_from(EVENTS).where(wanted)
            total = (connection.scalar(count) or 0) + len(changed)
        page = select(EVENTS).where(wanted).order_by(*order).limit(limit + offset)
        if not changed:
            found = connection.execute(page.limit(limit).offset(offset))
            return EventPage(tuple(event_of_row(row) for row in found), total)
        rows = list(connection.execute(page))
    events = _in_order([*(event_of_row(row) for row in rows), *changed], newest_first)
    return EventPage(tuple(events[offset : offset + limit]), total)


def count_events(
    connection: Connection,
    column: str,
    query: EventQuery,
    as_of: dt.date | None,
    changed: Sequence[Event],
) -> dict[tuple[Any, str], int]:
    """Return how many events there are for each value of a column and quad class."""
    key = EVENTS.c[column]
    counts: Counter[tuple[Any, str]] = Counter()
    told = query.told_by(connection, as_of)
    wanted = _wanted(query, as_of, told)
    for event in _accepted(query, changed, told):
        counts[getattr(event, column), event.quad_class] += 1
    if told is None:
        rows = select(key, EVENTS.c.quad_class, func.count()).where(wanted)
        for value, quad_class, number in connection.execute(rows.group_by(key, EVENTS.c.quad_class)):
            counts[value, quad_class] += number
    else:
        columns = select(EVENTS.c.id, key, EVENTS.c.quad_class)
        for id_, value, quad_class in connection.execute(columns.where(wanted)):
            counts[value, quad_class] += id_ in told
    return {found: number for found, number in counts.items() if number}


def count_between(
    connection: Connection, one: str, other: str, as_of: dt.date | None, changed: Sequence[Event]
) -> TypeCounts:
    """Return how many events of each type there are between two parties, in one reading of the table."""
    query = EventQuery(between=(one, other))
    columns = (EVENTS.c.type, EVENTS.c.status, EVENTS.c.actor, EVENTS.c.recipient)
    rows = connection.execute(
        select(*columns, func.count()).where(_wanted(query, as_of, None)).group_by(*columns)
    )
    counts = [(type_, status, a.split(), r.split(), number) for type_, status, a, r, number in rows]
    counts += [(e.type, e.status, [*e.actor], [*e.recipient], 1) for e in _accepted(query, changed, None)]
    types: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    total = 0
    for type_, status, actor, recipient, number in counts:
        total += number
        if status == "happened":
            types[type_][0] += number if one in actor and other in recipient else 0
            types[type_][1] += number if other in actor and one in recipient else 0
    order = sorted(types.items(), key=lambda item: (-sum(item[1]), item[0]))
    return TypeCounts({type_: (forth, back) for type_, (forth, back) in order}, total)


def load_day_events(
    connection: Connection, days: Collection[dt.date], as_of: dt.date | None, changed: Sequence[Event]
) -> list[Event]:
    """Return the counted events of some days, those with the strongest intensity first."""
    query = select(EVENTS).where(EVENTS.c.counted, EVENTS.c.day.in_(sorted(days)))
    if as_of is not None:
        query = query.where(EVENTS.c.settled_on <= as_of)
    events = [event_of_row(row) for row in connection.execute(query)]
    events += [event for event in changed if event.counted and event.day in days]
    return sorted(events, key=lambda e: (-abs(e.intensity), -e.reports, e.id))


def _wanted(query: EventQuery, as_of: dt.date | None, told: frozenset[str] | None) -> ColumnElement[bool]:
    wanted = and_(True, *query.clauses())
    if as_of is not None:
        wanted = and_(wanted, EVENTS.c.settled_on <= as_of)
    if told is not None and len(told) <= FEW:
        wanted = and_(wanted, EVENTS.c.id.in_(sorted(told)))
    return wanted


def _accepted(query: EventQuery, changed: Sequence[Event], told: frozenset[str] | None) -> list[Event]:
    return [event for event in changed if query.accepts(event) and (told is None or event.id in told)]


def _rows_of(connection: Connection, ids: Sequence[str]) -> Sequence[Any]:
    return connection.execute(select(EVENTS).where(EVENTS.c.id.in_(ids))).all()


def _in_order(events: Iterable[Event], newest_first: bool) -> list[Event]:
    def key(event: Event) -> tuple[dt.date, dt.date, str]:
        return event.day or event.first_known, event.first_known, event.id

    found = list(events)
    dated = sorted((event for event in found if event.day is not None), key=key, reverse=newest_first)
    return dated + sorted((event for event in found if event.day is None), key=key, reverse=newest_first)
