"""Measures by day: counts, intensity, tension and rung, for each pair of parties and for the crisis."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, not_, or_, select, union_all

from detente.ledger._asking import changed_events
from detente.ledger._counting import ALL, QUADS, dyad_rows, whole_months
from detente.ledger._given import check_pairs, check_period, day_of
from detente.ledger._ladder import RUNGS
from detente.ledger._tables import DYAD_DAYS, DYAD_MONTHS
from detente.ledger._views import FALL, HALF_WEIGHT, RISE
from detente.ledger.records import Event

__all__ = ["DayMeasure", "Dyad", "load_direction_days", "load_dyads", "measure_days"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMeasure:
    """One day between two parties, or of the crisis.

    Attributes:
        one: The party first in the alphabet; "*" for the crisis.
        other: The other one; "*" for the crisis.
        day: The day of the events (UTC).
        verbal_cooperation: Number of events of that quad class.
        material_cooperation: The same.
        verbal_conflict: The same.
        material_conflict: The same.
        intensity: Sum of their PLOVER intensities.
        tension: The index of tension at the end of the day, 0 to 100; see docs/ledger.md.
        rung: Highest rung reached that day, 0 to 11.
        rung_name: Its name.
    """

    one: str
    other: str
    day: dt.date
    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int
    intensity: float
    tension: float
    rung: int
    rung_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dyad:
    """What one party did to another over a period.

    Attributes:
        actor: Who acts.
        recipient: On whom.
        events: Number of events counted.
        verbal_cooperation: Number of that quad class.
        material_cooperation: The same.
        verbal_conflict: The same.
        material_conflict: The same.
        intensity: Sum of their PLOVER intensities.
        rung: Highest rung reached.
        rung_name: Its name.
        first_day: Day of the first event.
        last_day: Day of the last.
    """

    actor: str
    recipient: str
    events: int
    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int
    intensity: float
    rung: int
    rung_name: str
    first_day: dt.date
    last_day: dt.date


@dataclass(slots=True)
class _Tally:
    actor: str = ""
    recipient: str = ""
    verbal_cooperation: int = 0
    material_cooperation: int = 0
    verbal_conflict: int = 0
    material_conflict: int = 0
    intensity: float = 0.0
    conflict: float = 0.0
    cooperation: float = 0.0
    worst: float = 0.0
    best: float = 0.0
    rung: int = 0
    first_day: dt.date = dt.date.max
    last_day: dt.date = dt.date.min

    def add(self, row: Any) -> None:
        # Written out: thousands of rows are added for a page.
        self.verbal_cooperation += row.verbal_cooperation
        self.material_cooperation += row.material_cooperation
        self.verbal_conflict += row.verbal_conflict
        self.material_conflict += row.material_conflict
        self.intensity += row.intensity
        self.conflict += row.conflict
        self.cooperation += row.cooperation
        self.worst = max(self.worst, row.worst)
        self.best = max(self.best, row.best)
        self.rung = max(self.rung, row.rung)
        self.first_day = min(self.first_day, row.first_day)
        self.last_day = max(self.last_day, row.last_day)

    @property
    def level(self) -> float:
        """The day's conflict, 0 to 1, less half its cooperation."""
        conflict = self.worst * self.conflict / (self.conflict + 1)
        cooperation = self.best * self.cooperation / (self.cooperation + 1)
        return max(0.0, conflict - HALF_WEIGHT * cooperation)


_SUMS = (*QUADS, "intensity", "conflict", "cooperation")
_PEAKS = ("worst", "best", "rung")


def measure_days(
    connection: Connection,
    pairs: Sequence[tuple[str, str]] = ((ALL, ALL),),
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    as_of: dt.date | None = None,
    changed: Sequence[Event] | None = None,
) -> list[DayMeasure]:
    """Return the measures of each day from a pair's first event to its last, or to `until` where given.

    Args:
        connection: A connection.
        pairs: Pairs of parties, in any order; `ALL` twice is the crisis.
        since: First day to return; tension is carried over from before.
        until: Last day to return.
        as_of: The last day from which reports count; None for all.
        changed: What `changed_events` returns for `as_of`, where that is known already.

    Raises:
        UsageError: A pair is not of two codes, a day is none, or the first comes after the last.
    """
    since, until = check_period(since, until)
    as_of = day_of(as_of, "as_of")
    measures: list[DayMeasure] = []
    for pair in check_pairs(pairs):
        one, other = sorted(pair)
        days: dict[dt.date, _Tally] = defaultdict(_Tally)
        for row in _count_days(connection, (one, other), as_of, changed):
            days[row.first_day].add(row)
        if days:
            last = until or (min(as_of, max(days)) if as_of else max(days))
            measures.extend(_walk(one, other, days, since or dt.date.min, last))
    return measures


def load_dyads(
    connection: Connection,
    *,
    pair: tuple[str, str] | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    as_of: dt.date | None = None,
    changed: Sequence[Event] | None = None,
) -> list[Dyad]:
    """Return what each party did to each other, the most frequent first; the crisis itself is left out.

    `pair` asks for one pair alone, in both directions. `changed` is what `changed_events` returns for
    `as_of`, where that is known already.

    Raises:
        UsageError: A day is none, or the first comes after the last.
    """
    since, until = check_period(since, until)
    as_of = day_of(as_of, "as_of")
    dyads: dict[tuple[str, str], _Tally] = defaultdict(_Tally)
    for row in _count_pairs(connection, since, until, as_of, changed, pair):
        dyads[row.actor, row.recipient].add(row)
    found = [
        Dyad(
            actor=actor,
            recipient=recipient,
            events=sum(getattr(tally, name) for name in QUADS),
            **{name: getattr(tally, name) for name in QUADS},
            intensity=tally.intensity,
            rung=tally.rung,
            rung_name=RUNGS[tally.rung],
            first_day=tally.first_day,
            last_day=tally.last_day,
        )
        for (actor, recipient), tally in dyads.items()
    ]
    return sorted(found, key=lambda dyad: (-dyad.events, dyad.actor, dyad.recipient))


def load_direction_days(
    connection: Connection,
    pair: tuple[str, str],
    as_of: dt.date | None = None,
    changed: Sequence[Event] | None = None,
) -> list[DayMeasure]:
    """Return the counts of each day on which one of a pair acted on the other, each direction by itself.

    `one` of a row is who acts. Tension is of pairs, not of directions, and is 0 here. `changed` is what
    `changed_events` returns for `as_of`, where that is known already.
    """
    one, other = sorted(pair)
    found: dict[tuple[str, str, dt.date], _Tally] = defaultdict(_Tally)
    for row in _count_days(connection, (one, other), as_of, changed):
        found[row.actor, row.recipient, row.first_day].add(row)
    return [
        DayMeasure(
            one=actor,
            other=recipient,
            day=day,
            **{name: getattr(tally, name) for name in QUADS},
            intensity=tally.intensity,
            tension=0.0,
            rung=tally.rung,
            rung_name=RUNGS[tally.rung],
        )
        for (actor, recipient, day), tally in sorted(found.items(), key=lambda item: item[0][2])
    ]


def _walk(
    one: str, other: str, days: dict[dt.date, _Tally], since: dt.date, last: dt.date
) -> Iterable[DayMeasure]:
    tension, day, quiet_after = 0.0, min(days), max(days)
    while day <= last:
        if quiet_after < day < since:
            # Nothing happens any more: it falls all the way to the first day that is shown.
            tension *= (1 - FALL) ** (since - day).days
            day = since
            continue
        tally = days.get(day) or _Tally()
        level = 100 * tally.level
        tension += (level - tension) * (RISE if level > tension else FALL)
        if day >= since:
            yield DayMeasure(
                one=one,
                other=other,
                day=day,
                **{name: getattr(tally, name) for name in QUADS},
                intensity=tally.intensity,
                tension=round(tension, 2),
                rung=tally.rung,
                rung_name=RUNGS[tally.rung],
            )
        if day == dt.date.max:
            return
        day += dt.timedelta(days=1)


def _count_days(
    connection: Connection,
    pair: tuple[str, str],
    as_of: dt.date | None,
    changed: Sequence[Event] | None,
) -> Iterable[Any]:
    """Yield sums for each day of a pair, its two directions apart."""
    table = DYAD_DAYS.c
    key = (table.actor, table.recipient, table.day)
    directions = sorted({pair, (pair[1], pair[0])})
    query = (
        select(
            *key,
            *(func.sum(table[name]).label(name) for name in _SUMS),
            *(func.max(table[name]).label(name) for name in _PEAKS),
            table.day.label("first_day"),
            table.day.label("last_day"),
        )
        .where(_either_way(DYAD_DAYS, pair))
        .group_by(*key)
    )
    if as_of is None:
        yield from connection.execute(query)
        return
    yield from connection.execute(query.where(table.settled_on <= as_of))
    for row in _changed(connection, as_of, changed):
        if (row.actor, row.recipient) in directions:
            yield row


def _count_pairs(
    connection: Connection,
    since: dt.date | None,
    until: dt.date | None,
    as_of: dt.date | None,
    changed: Sequence[Event] | None,
    pair: tuple[str, str] | None = None,
) -> Iterable[Any]:
    """Yield sums for each pair over a period: of whole months, and of days where a month is cut."""
    first, last, known = since or dt.date.min, until or dt.date.max, as_of or dt.date.max
    first_month, last_month = whole_months(first, last)
    _, known_month = whole_months(dt.date.min, known)
    month, day = DYAD_MONTHS.c, DYAD_DAYS.c
    whole = _sum_pairs(DYAD_MONTHS, month.first_day, month.last_day, pair).where(
        month.month >= first_month, month.month <= last_month, month.settled_month <= known_month
    )
    parts = [whole]
    if since is not None or until is not None or as_of is not None:
        counted = and_(day.day >= first_month, day.day <= last_month, day.settled_on <= known_month)
        wanted = and_(day.day >= first, day.day <= last, day.settled_on <= known)
        parts.append(_sum_pairs(DYAD_DAYS, day.day, day.day, pair).where(wanted, not_(counted)))
    yield from connection.execute(union_all(*parts))
    if as_of is not None:
        for row in _changed(connection, as_of, changed):
            wanted_pair = pair is None or {row.actor, row.recipient} == set(pair)
            if row.actor != ALL and wanted_pair and first <= row.first_day <= last:
                yield row


def _sum_pairs(
    table: Any, first: ColumnElement[Any], last: ColumnElement[Any], pair: tuple[str, str] | None
) -> Select[Any]:
    sums = [func.sum(table.c[name]).label(name) for name in (*QUADS, "intensity")]
    # What only the tension of a day is made of is not asked for here.
    nothing = [literal(0.0).label(name) for name in ("conflict", "cooperation", "worst", "best")]
    query = (
        select(
            table.c.actor,
            table.c.recipient,
            *sums,
            *nothing,
            func.max(table.c.rung).label("rung"),
            func.min(first).label("first_day"),
            func.max(last).label("last_day"),
        )
        .where(table.c.actor != ALL)
        .group_by(table.c.actor, table.c.recipient)
    )
    return query if pair is None else query.where(_either_way(table, pair))


def _either_way(table: Any, pair: tuple[str, str]) -> ColumnElement[bool]:
    """Return the condition that a row is of a pair; written out, since SQLite uses no index for "IN"."""
    ways = sorted({pair, (pair[1], pair[0])})
    return or_(*(and_(table.c.actor == actor, table.c.recipient == other) for actor, other in ways))


def _changed(connection: Connection, as_of: dt.date, changed: Sequence[Event] | None) -> Iterable[_Tally]:
    """Yield as they were known on a day the events of which more became known since, one for each pair."""
    for event in changed_events(connection, as_of) if changed is None else changed:
        for row in dyad_rows(event, as_of):
            day, intensity = row["day"], row["intensity"]
            worse, better = max(0.0, -intensity / 10), max(0.0, intensity / 10)
            tally = _Tally(
                actor=row["actor"],
                recipient=row["recipient"],
                intensity=intensity,
                conflict=worse,
                cooperation=better,
                worst=worse,
                best=better,
                rung=row["rung"],
                first_day=day,
                last_day=day,
            )
            setattr(tally, row["quad_class"].replace(" ", "_"), 1)
            yield tally
