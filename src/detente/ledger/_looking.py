"""What pages show beside events: what changed, places, acts by pair, sentences around a mention.

`changed` is what `changed_events` returns for `as_of`, empty where that is None.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, and_, case, func, select, text

from detente.ledger._counting import ALL
from detente.ledger._loading import event_of_row
from detente.ledger._merging import batches
from detente.ledger._questions import Change, Context, PlaceCount
from detente.ledger._tables import DYADS, EVENTS, MENTIONS, SENTENCES
from detente.ledger.records import Event

__all__ = ["Act", "count_changes", "load_acts", "load_changes", "load_contexts", "load_places"]

Act = tuple[dt.date, str, str, str]


def count_changes(connection: Connection) -> str:
    """Return a text that is another after each change of the ledger; for databases that keep no counter."""
    # Every writing transaction of the ledger's adds a report, a decision or a verdict, or takes one away.
    query = text(
        "SELECT (SELECT COUNT(*) FROM reports), (SELECT MAX(retrieved_at) FROM reports), "
        "(SELECT COUNT(*) FROM decisions), (SELECT MAX(made_at) FROM decisions), "
        "(SELECT COUNT(*) FROM verdicts), (SELECT MAX(made_at) FROM verdicts), (SELECT COUNT(*) FROM events)"
    )
    return "-".join(str(value) for value in connection.execute(query).one())


def load_changes(
    connection: Connection,
    since: dt.date,
    as_of: dt.date | None,
    changed: Sequence[Event],
    before: Sequence[Event],
) -> list[Change]:
    """Return what became known of events by reports later than a day, new events first.

    Args:
        connection: A connection.
        since: The day; what was known on it is the state before.
        as_of: The last day from which reports count; None for all.
        changed: As above.
        before: What `changed_events` returns for `since`.
    """
    # Only events of reports: a data set does not say when what was known.
    query = select(EVENTS).where(EVENTS.c.settled_on > since, EVENTS.c.mentions > 0)
    if as_of is not None:
        query = query.where(EVENTS.c.settled_on <= as_of)
    events = [event_of_row(row) for row in connection.execute(query)] + list(changed)
    then = {event.id: event for event in before}
    changes = [
        Change(now, then.get(now.id))
        for now in events
        if now.id not in then or _told(then[now.id]) != _told(now)
    ]
    return sorted(changes, key=lambda c: (c.before is not None, -abs(c.event.intensity), c.event.id))


def _told(event: Event) -> tuple[object, ...]:
    """Return what a reader would call a change when it differs; one more report of the same is none."""
    return (event.type, event.actor, event.recipient, event.status, event.grade, event.disputed, event.day)


def load_acts(
    connection: Connection, as_of: dt.date | None, changed: Sequence[Event]
) -> tuple[list[Act], int]:
    """Return the acts of all pairs of known parties by day, and how many events give none."""
    pair = (DYADS.c.actor, DYADS.c.recipient)
    known = and_(pair[0] != pair[1], *(column.not_in(("UNK", ALL)) for column in pair))
    query = (
        select(EVENTS.c.day, EVENTS.c.first_known, EVENTS.c.id, pair[0], EVENTS.c.type, pair[1])
        .join(EVENTS, EVENTS.c.id == DYADS.c.event_id)
        .where(known)
    )
    number = select(func.count()).select_from(EVENTS)
    if as_of is not None:
        query = query.where(EVENTS.c.settled_on <= as_of)
        number = number.where(EVENTS.c.settled_on <= as_of)
    rows: list[tuple[Any, ...]] = [tuple(row) for row in connection.execute(query)]
    rows += [
        (event.day, event.first_known, event.id, one, event.type, other)
        for event in changed
        if event.counted
        for one in event.actor
        for other in event.recipient
        if one != other
    ]
    rows.sort()
    total = (connection.scalar(number) or 0) + len(changed)
    return [(row[0], row[3], row[4], row[5]) for row in rows], total - len({row[2] for row in rows})


def load_places(
    connection: Connection, since: dt.date | None, as_of: dt.date | None, changed: Sequence[Event]
) -> list[PlaceCount]:
    """Return the places finer than a state at which counted events happened, the most frequent first."""
    spot = tuple(EVENTS.c[name] for name in ("place", "lat", "lon", "country"))
    conflict = EVENTS.c.quad_class.in_(("verbal conflict", "material conflict"))
    query = (
        select(*spot, func.count(), func.sum(case((conflict, 1), else_=0)), func.min(EVENTS.c.intensity))
        .where(EVENTS.c.counted, *(column.is_not(None) for column in spot[:3]), EVENTS.c.place != "")
        .group_by(*spot)
    )
    if since is not None:
        query = query.where(EVENTS.c.day >= since)
    if as_of is not None:
        query = query.where(EVENTS.c.settled_on <= as_of)
    rows: list[tuple[Any, ...]] = [tuple(row) for row in connection.execute(query)]
    rows += [
        (e.place, e.lat, e.lon, e.country, 1, int(e.quad_class.endswith("conflict")), e.intensity)
        for e in changed
        if e.counted and e.place and e.lat is not None and e.lon is not None
        if since is None or (e.day or since) >= since
    ]
    places: dict[tuple[str, float, float], PlaceCount] = {}
    for place, lat, lon, country, events, hostile, worst in rows:
        before = places.get((place, lat, lon))
        places[place, lat, lon] = PlaceCount(
            place=place,
            country=before.country if before else country,
            lat=lat,
            lon=lon,
            events=events + (before.events if before else 0),
            conflict=hostile + (before.conflict if before else 0),
            worst=min(worst, before.worst) if before else worst,
        )
    return sorted(places.values(), key=lambda place: (-place.events, place.place))


def load_contexts(connection: Connection, mentions: Iterable[str]) -> dict[str, Context]:
    """Return the sentences before and after that of each mention."""
    near: dict[str, dict[int, str]] = defaultdict(dict)
    for some in batches(mentions):
        query = (
            select(MENTIONS.c.id, SENTENCES.c.number, MENTIONS.c.sentence, SENTENCES.c.text)
            .join(SENTENCES, SENTENCES.c.report_id == MENTIONS.c.report_id)
            .where(
                MENTIONS.c.id.in_(some),
                SENTENCES.c.number.between(MENTIONS.c.sentence - 1, MENTIONS.c.sentence + 1),
            )
        )
        for row in connection.execute(query):
            near[row.id][row.number - row.sentence] = row.text
    return {id_: Context(found.get(-1, ""), found.get(1, "")) for id_, found in near.items()}
