"""Measures by day: counts, intensity, tension and rung, for each pair of parties and for the crisis."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, or_, select

from detente.ledger._ladder import RUNGS
from detente.ledger._tables import DYAD_DAYS, DYADS, EVENTS
from detente.ledger._views import FALL, HALF_WEIGHT, RISE
from detente.ledger._writing import ALL, dyad_rows
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


_QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
_SUMS = (*_QUADS, "intensity", "conflict", "cooperation")


def measure_days(
    connection: Connection,
    pairs: Sequence[tuple[str, str]] = ((ALL, ALL),),
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    as_of: dt.date | None = None,
    changed: Sequence[Event] = (),
) -> list[DayMeasure]:
    """Return the measures of each day from a pair's first event to its last, or to `until` where given.

    Args:
        connection: A connection.
        pairs: Pairs of parties, in any order; `ALL` twice is the crisis.
        since: First day to return; tension is carried over from before.
        until: Last day to return.
        as_of: The last day from which reports count; None for all.
        changed: What `changed_events` returns for `as_of`; empty where that is None.
    """
    measures: list[DayMeasure] = []
    for pair in pairs:
        one, other = sorted(pair)
        days: dict[dt.date, _Tally] = defaultdict(_Tally)
        for row in _counts(connection, as_of, changed, pair=(one, other)):
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
    changed: Sequence[Event] = (),
) -> list[Dyad]:
    """Return what each party did to each other, the most frequent first; the crisis itself is left out.

    `pair` asks for one pair alone, in both directions. `changed` is what `changed_events` returns for the
    day `as_of`.
    """
    dyads: dict[tuple[str, str], _Tally] = defaultdict(_Tally)
    for row in _counts(connection, as_of, changed, pair=pair, since=since, until=until):
        if row.actor != ALL:
            dyads[row.actor, row.recipient].add(row)
    found = [
        Dyad(
            actor=actor,
            recipient=recipient,
            events=sum(getattr(tally, name) for name in _QUADS),
            **{name: getattr(tally, name) for name in _QUADS},
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
    changed: Sequence[Event] = (),
) -> list[DayMeasure]:
    """Return the counts of each day on which one of a pair acted on the other, each direction by itself.

    `one` of a row is who acts. Tension is of pairs, not of directions, and is 0 here. `changed` is what
    `changed_events` returns for `as_of`.
    """
    one, other = sorted(pair)
    found: dict[tuple[str, str, dt.date], _Tally] = defaultdict(_Tally)
    for row in _counts(connection, as_of, changed, pair=(one, other)):
        found[row.actor, row.recipient, row.first_day].add(row)
    return [
        DayMeasure(
            one=actor,
            other=recipient,
            day=day,
            **{name: getattr(tally, name) for name in _QUADS},
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
    tension, day = 0.0, min(days)
    while day <= last:
        tally = days.get(day) or _Tally()
        level = 100 * tally.level
        tension += (level - tension) * (RISE if level > tension else FALL)
        if day >= since:
            yield DayMeasure(
                one=one,
                other=other,
                day=day,
                **{name: getattr(tally, name) for name in _QUADS},
                intensity=tally.intensity,
                tension=round(tension, 2),
                rung=tally.rung,
                rung_name=RUNGS[tally.rung],
            )
        day += dt.timedelta(days=1)


def _counts(
    connection: Connection,
    as_of: dt.date | None,
    changed: Sequence[Event],
    *,
    pair: tuple[str, str] | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Iterable[Any]:
    """Return sums for each pair, or for each day of one pair in both directions."""
    directions = {pair, (pair[1], pair[0])} if pair else None
    if as_of is None:
        return connection.execute(_sums(_DAILY, directions, since, until))
    if pair == (ALL, ALL):
        # Each event counts once: no need to look it up for each of its pairs.
        query = _sums(_EACH, None, since, until, by_day=True)
        query = query.where(EVENTS.c.counted, EVENTS.c.settled_on <= as_of)
    else:
        settled = select(EVENTS.c.id).where(EVENTS.c.settled_on <= as_of)
        query = _sums(_SINGLE, directions, since, until).where(DYADS.c.event_id.in_(settled))
        if pair is None:
            query = query.where(DYADS.c.actor != ALL)
    return [*connection.execute(query), *_sums_of(changed, directions, since, until)]


def _sums(
    columns: Mapping[str, ColumnElement[Any]],
    directions: set[tuple[str, str]] | None,
    since: dt.date | None,
    until: dt.date | None,
    *,
    by_day: bool = False,
) -> Select[Any]:
    actor, recipient, day = (columns[name] for name in ("actor", "recipient", "day"))
    query = select(
        actor,
        recipient,
        *(func.sum(columns[name]).label(name) for name in _SUMS),
        *(func.max(columns[name]).label(name) for name in ("worst", "best", "rung")),
        func.min(day).label("first_day"),
        func.max(day).label("last_day"),
    )
    # The crisis alone is asked for by day with no pair to tell apart.
    query = (
        query.group_by(day) if by_day else query.group_by(actor, recipient, *([day] if directions else []))
    )
    if since is not None:
        query = query.where(day >= since)
    if until is not None:
        query = query.where(day <= until)
    if directions is not None:
        # Written out, since SQLite uses no index for "(actor, recipient) IN".
        ways = (and_(actor == one, recipient == other) for one, other in sorted(directions))
        query = query.where(or_(*ways))
    return query


def _single_columns(table: Any) -> dict[str, ColumnElement[Any]]:
    """Return the columns of `DYAD_DAYS` as those of one event, of one pair or of all."""
    worse: ColumnElement[Any] = case((table.intensity < 0, -table.intensity / 10.0), else_=0.0)
    better: ColumnElement[Any] = case((table.intensity > 0, table.intensity / 10.0), else_=0.0)
    counts = {name: case((table.quad_class == name.replace("_", " "), 1), else_=0) for name in _QUADS}
    sums = {"conflict": worse, "cooperation": better, "worst": worse, "best": better}
    return {"day": table.day, "intensity": table.intensity, "rung": table.rung, **counts, **sums}


_DAILY = {column.name: column for column in DYAD_DAYS.c}
_SINGLE = {"actor": DYADS.c.actor, "recipient": DYADS.c.recipient, **_single_columns(DYADS.c)}
_EACH = {"actor": literal(ALL), "recipient": literal(ALL), **_single_columns(EVENTS.c)}


def _sums_of(
    events: Iterable[Event],
    directions: set[tuple[str, str]] | None,
    since: dt.date | None,
    until: dt.date | None,
) -> Iterable[_Tally]:
    for event in events:
        for row in dyad_rows(event):
            day, intensity = row["day"], row["intensity"] / 10
            wanted = directions is None or (row["actor"], row["recipient"]) in directions
            if wanted and (since is None or day >= since) and (until is None or day <= until):
                yield _Tally(
                    actor=row["actor"],
                    recipient=row["recipient"],
                    **{row["quad_class"].replace(" ", "_"): 1},
                    intensity=row["intensity"],
                    conflict=max(0.0, -intensity),
                    cooperation=max(0.0, intensity),
                    worst=max(0.0, -intensity),
                    best=max(0.0, intensity),
                    rung=row["rung"],
                    first_day=day,
                    last_day=day,
                )
