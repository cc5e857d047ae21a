"""Counts kept beside the events, of each pair by day and by month: a year of a million is asked at once.

Both tables keep apart on which day an event was settled, so that they answer as of a day too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    Table,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
)

from detente.ledger._merging import batches
from detente.ledger._tables import DYAD_DAYS, DYAD_MONTHS, DYADS
from detente.ledger.records import Event
from detente.ontology import QUAD_CLASSES

__all__ = [
    "ALL",
    "DYAD_NAMES",
    "QUADS",
    "count_days",
    "count_more",
    "dyad_rows",
    "insert_many",
    "whole_months",
]

ALL: Final = "*"
"""The party that stands for all: the pair of two of it is the whole crisis, each event counted once."""
QUADS: Final = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
"""The columns that count events, in the order of `detente.ontology.QUAD_CLASSES`."""
DYAD_NAMES: Final = ("event_id", "actor", "recipient", "day", "quad_class", "intensity", "rung", "settled_on")
"""The columns of `DYADS`, as `count_more` takes them."""

_DAY_KEY: Final = ("actor", "recipient", "day", "settled_on")
_MONTH_KEY: Final = ("actor", "recipient", "month", "settled_month")
_BATCH_KEYS: Final = 100

_Key = tuple[str, str, dt.date]


def dyad_rows(event: Event, settled_on: dt.date) -> list[dict[str, Any]]:
    """Return an event's rows in the table of pairs: none when it does not count, else one for each pair.

    A party that is not known is UNK; the pair of two `ALL` is there for each event.
    """
    if not event.counted:
        return []
    pairs = [*product(event.actor or ("UNK",), event.recipient or ("UNK",)), (ALL, ALL)]
    return [
        {
            "event_id": event.id,
            "actor": actor,
            "recipient": recipient,
            "day": event.day,
            "quad_class": event.quad_class,
            "intensity": event.intensity,
            "rung": event.rung,
            "settled_on": settled_on,
        }
        for actor, recipient in pairs
    ]


def count_days(connection: Connection, keys: Iterable[_Key] | None = None) -> None:
    """Count the events of pairs anew by day and by month; of all when no pairs and days are given."""
    if keys is None:
        for table, counts in ((DYAD_DAYS, _day_counts()), (DYAD_MONTHS, _month_counts(connection))):
            connection.execute(delete(table))
            connection.execute(insert(table).from_select(list(table.c.keys()), counts))
        return
    days = sorted(keys)
    for some in batches(days, _BATCH_KEYS):
        connection.execute(delete(DYAD_DAYS).where(_any_of(DYAD_DAYS.c.day, some)))
        counts = _day_counts().where(_any_of(DYADS.c.day, some))
        connection.execute(insert(DYAD_DAYS).from_select(list(DYAD_DAYS.c.keys()), counts))
    months = sorted({(actor, recipient, day.replace(day=1)) for actor, recipient, day in days})
    for some in batches(months, _BATCH_KEYS):
        connection.execute(delete(DYAD_MONTHS).where(_any_of(DYAD_MONTHS.c.month, some)))
        of_them = or_(
            *(
                and_(
                    DYAD_DAYS.c.actor == actor,
                    DYAD_DAYS.c.recipient == recipient,
                    DYAD_DAYS.c.day >= month,
                    DYAD_DAYS.c.day <= end_of_month(month),
                )
                for actor, recipient, month in some
            )
        )
        counts = _month_counts(connection).where(of_them)
        connection.execute(insert(DYAD_MONTHS).from_select(list(DYAD_MONTHS.c.keys()), counts))


def count_more(connection: Connection, dyads: Sequence[tuple[Any, ...]]) -> None:
    """Add new rows of `DYADS`, their values in the order of `DYAD_NAMES`, to the counts.

    Only what is new is read, so that a million rows in any order of days are not counted again and again.
    Days are as the driver takes them.
    """
    days: dict[tuple[str, str, Any, Any], list[Any]] = {}
    for _, actor, recipient, day, quad_class, intensity, rung, settled in dyads:
        tally = days.get((actor, recipient, day, settled))
        if tally is None:
            tally = days[actor, recipient, day, settled] = [0, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0]
        tally[QUAD_CLASSES.index(quad_class)] += 1
        tally[4] += intensity
        if intensity < 0:
            tally[5] += -intensity / 10
            tally[7] = max(tally[7], -intensity / 10)
        else:
            tally[6] += intensity / 10
            tally[8] = max(tally[8], intensity / 10)
        tally[9] = max(tally[9], rung)
    rows = [(*key, *tally) for key, tally in sorted(days.items())]
    sums = (*QUADS, "intensity", "conflict", "cooperation")
    _add_to(connection, DYAD_DAYS, rows, _DAY_KEY, sums, ("worst", "best", "rung"))
    months: dict[tuple[str, str, Any, Any], list[Any]] = {}
    for (actor, recipient, day, settled), tally in days.items():
        key = actor, recipient, _month_of(day), _month_of(settled)
        held = months.get(key)
        if held is None:
            months[key] = [*tally[:5], tally[9], day, day]
            continue
        for at in range(5):
            held[at] += tally[at]
        held[5:] = max(held[5], tally[9]), min(held[6], day), max(held[7], day)
    rows = [(*key, *tally) for key, tally in sorted(months.items())]
    peaks = ("rung", "first_day", "last_day")
    _add_to(connection, DYAD_MONTHS, rows, _MONTH_KEY, (*QUADS, "intensity"), peaks)


def insert_many(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    after: str = "",
) -> None:
    """Insert rows through the driver itself: SQLAlchemy's own way takes most of the time for a million."""
    quote = connection.dialect.identifier_preparer.quote
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    columns, marks = ", ".join(quote(name) for name in names), ", ".join(mark for _ in names)
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) VALUES ({marks}){after}", list(rows))


def end_of_month(day: dt.date) -> dt.date:
    """Return the last day of a day's month.

    Example:
        >>> end_of_month(dt.date(2024, 2, 1))
        datetime.date(2024, 2, 29)
    """
    if (day.year, day.month) == (dt.MAXYEAR, 12):
        return dt.date.max
    following = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def whole_months(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first day of the first month that is wholly in a period, and the last day of the last one.

    Where no month is, the two are in the wrong order.

    Example:
        >>> [str(day) for day in whole_months(dt.date(2024, 1, 15), dt.date(2024, 3, 31))]
        ['2024-02-01', '2024-03-31']
    """
    begin, end = first, last
    if first.day > 1:
        following = end_of_month(first)
        begin = following + dt.timedelta(days=1) if following < dt.date.max else dt.date.max
    if last != end_of_month(last):
        month = last.replace(day=1)
        end = month - dt.timedelta(days=1) if month > dt.date.min else dt.date.min
    return begin, end


def _add_to(
    connection: Connection,
    table: Table,
    rows: Sequence[tuple[Any, ...]],
    key: Sequence[str],
    sums: Sequence[str],
    peaks: Sequence[str],
) -> None:
    """Insert rows of key, sums and peaks; where the key is held, the sums grow and the peaks rise."""
    larger, smaller = ("MAX", "MIN") if connection.dialect.name == "sqlite" else ("GREATEST", "LEAST")
    changes = [f"{name} = {table.name}.{name} + excluded.{name}" for name in sums]
    for name in peaks:
        how = smaller if name == "first_day" else larger
        changes.append(f"{name} = {how}({table.name}.{name}, excluded.{name})")
    after = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {', '.join(changes)}"
    insert_many(connection, table, (*key, *sums, *peaks), rows, after)


def _month_of(day: Any) -> Any:
    return day[:8] + "01" if isinstance(day, str) else day.replace(day=1)


def _any_of(column: ColumnElement[Any], keys: Sequence[_Key]) -> ColumnElement[bool]:
    table = column.table
    return or_(*(and_(table.c.actor == a, table.c.recipient == r, column == day) for a, r, day in keys))


def _day_counts() -> Select[Any]:
    worse = case((DYADS.c.intensity < 0, -DYADS.c.intensity / 10.0), else_=0.0)
    better = case((DYADS.c.intensity > 0, DYADS.c.intensity / 10.0), else_=0.0)
    key = [DYADS.c[name] for name in _DAY_KEY]
    return select(
        *key,
        *(func.sum(case((DYADS.c.quad_class == name, 1), else_=0)) for name in QUAD_CLASSES),
        func.sum(DYADS.c.intensity),
        func.sum(worse),
        func.sum(better),
        func.max(worse),
        func.max(better),
        func.max(DYADS.c.rung),
    ).group_by(*key)


def _month_counts(connection: Connection) -> Select[Any]:
    def month(column: ColumnElement[Any]) -> ColumnElement[Any]:
        if connection.dialect.name == "sqlite":
            return func.date(column, "start of month")
        return cast(func.date_trunc("month", column), Date)

    key = [
        DYAD_DAYS.c.actor,
        DYAD_DAYS.c.recipient,
        month(DYAD_DAYS.c.day).label("month"),
        month(DYAD_DAYS.c.settled_on).label("settled_month"),
    ]
    return select(
        *key,
        func.min(DYAD_DAYS.c.day),
        func.max(DYAD_DAYS.c.day),
        *(func.sum(DYAD_DAYS.c[name]) for name in (*QUADS, "intensity")),
        func.max(DYAD_DAYS.c.rung),
    ).group_by(*key)
