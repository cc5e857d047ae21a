"""Coded events in the tables: put in beside the events made of reports, and read back with their origin.

An event of a data set is a row of `EVENTS` without mentions and one of `CODED`. Its identifier is a digest of
the data set's name and the data set's own identifier, so that the same event is never there twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from hashlib import blake2b
from heapq import merge
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, and_, delete, select

from detente.ledger._asking import Filter, changed_events
from detente.ledger._checking import check_coded
from detente.ledger._coded_rows import (
    CODED_NAMES,
    EVENT_NAMES,
    coded_of_event,
    coded_of_row,
    coded_values,
    day_writer,
    event_values,
    names_of,
)
from detente.ledger._counting import ALL, DYAD_NAMES, count_days, count_more, insert_many
from detente.ledger._given import day_of
from detente.ledger._ladder import rung_of
from detente.ledger._loading import event_of_row
from detente.ledger._merging import batches
from detente.ledger._tables import CODED, DYADS, EVENTS, MENTIONS, VERDICTS
from detente.ledger.coded import OWN_DATASET, CodedAddition, CodedEvent
from detente.ledger.records import Event
from detente.ontology import EVENT_TYPES, intensity_of

__all__ = ["add_coded", "coded_id", "load_coded", "stream_coded"]

ROWS_AT_ONCE: Final = 2000

_encode_json: Final = msgspec.json.Encoder().encode
_CODED_COLUMNS: Final = [column for column in CODED.c if column.name not in {"event_id", "digest"}]


def coded_id(dataset: str, own_id: str) -> str:
    """Return the identifier under which the ledger keeps a data set's event.

    Example:
        >>> coded_id("GDELT", "410412345"), coded_id("detente", "4f2a90c1d2e3b4")
        ('d56ff30f1b2964', '4f2a90c1d2e3b4')
    """
    if dataset == OWN_DATASET:
        return own_id
    return blake2b(f"{dataset}\n{own_id}".encode(errors="replace"), digest_size=7).hexdigest()


def add_coded(
    connection: Connection, events: Sequence[CodedEvent], *, replace: bool = False
) -> CodedAddition:
    """Add the events that the ledger does not hold yet; return what that did.

    Args:
        connection: A connection in a write transaction; all is undone when that fails.
        events: The events.
        replace: True puts an event of a data set in the place of what is held under its identifier.

    Raises:
        UsageError: An event is none, as `check_coded` says.
    """
    unique: dict[str, tuple[CodedEvent, int]] = {}
    repeated = differing = 0
    for event in events:
        event = check_coded(event)
        row = event, _digest_of(event)
        id_ = coded_id(event.dataset, event.id)
        if id_ in unique:
            same = unique[id_][1] == row[1]
            repeated, differing = repeated + same, differing + (not same)
        else:
            unique[id_] = row
    gone: list[str] = []
    for id_, digest in _held(connection, unique).items():
        if digest is None or digest == unique[id_][1]:
            repeated += 1
        else:
            differing += 1
            if replace:
                gone.append(id_)
                continue
        del unique[id_]
    days = _remove(connection, gone)
    _insert(connection, [(id_, event, digest) for id_, (event, digest) in unique.items()])
    if days:
        count_days(connection, days)
    return CodedAddition(len(unique) - len(gone), repeated, differing, len(gone))


def load_coded(connection: Connection, event_id: str) -> CodedEvent | None:
    """Return what a data set says of an event; None for one made of reports."""
    row = connection.execute(_rows_with_origin().where(EVENTS.c.id == event_id)).one()
    return coded_of_row(row) if row.dataset is not None else None


def stream_coded(
    connect: Callable[[], AbstractContextManager[Connection]],
    wanted: Filter,
    as_of: dt.date | None = None,
    dataset: str | None = None,
) -> Iterator[CodedEvent]:
    """Return the events asked for, loaded as they are taken, in the order of `load_events`.

    Args:
        connect: Gives a connection, in use from the first event to the last.
        wanted: Which.
        as_of: The last day from which reports count; None for all.
        dataset: Only those of this data set; None for all, those made of reports too.

    Raises:
        UsageError: `as_of` is no day.
    """
    # Looked at now: what can't be meant is refused by the call, not by the first event taken.
    known = day_of(as_of, "as_of")

    def stream() -> Iterator[CodedEvent]:
        with connect() as connection:
            yield from _iter_coded(connection, wanted, known, dataset)

    return stream()


def _iter_coded(
    connection: Connection, wanted: Filter, as_of: dt.date | None, dataset: str | None
) -> Iterator[CodedEvent]:
    order = (EVENTS.c.day.is_(None), EVENTS.c.day, EVENTS.c.first_known, EVENTS.c.id)
    query = _rows_with_origin().where(and_(True, *wanted.clauses())).order_by(*order)
    if as_of is not None:
        query = query.where(EVENTS.c.settled_on <= as_of)
    if dataset is not None:
        # Events of reports are our own, here or in the ledger from which they were imported.
        origins = ("reports", OWN_DATASET) if dataset == OWN_DATASET else (dataset,)
        query = query.where(EVENTS.c.origin.in_(origins))
    rows = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query)
    if as_of is None:
        yield from (coded_of_row(row) for row in rows)
        return
    before = filter(wanted.accepts, changed_events(connection, as_of))
    if dataset not in {None, OWN_DATASET}:
        before = filter(lambda _: False, before)
    held = ((event_of_row(row), row) for row in rows)
    changed = sorted(((event, None) for event in before), key=lambda pair: _place_in_order(pair[0]))
    for event, row in merge(held, changed, key=lambda pair: _place_in_order(pair[0])):
        yield coded_of_event(event) if row is None else coded_of_row(row)


def _place_in_order(event: Event) -> tuple[bool, dt.date, dt.date, str]:
    return event.day is None, event.day or event.first_known, event.first_known, event.id


def _rows_with_origin() -> Select[Any]:
    return select(EVENTS, *_CODED_COLUMNS).join(CODED, CODED.c.event_id == EVENTS.c.id, isouter=True)


def _digest_of(event: CodedEvent) -> int:
    """Return a digest of all that an event says."""
    return int.from_bytes(blake2b(_encode_json(event), digest_size=8).digest(), "big", signed=True)


def _held(connection: Connection, given: Mapping[str, tuple[CodedEvent, int]]) -> dict[str, int | None]:
    """Return those of some identifiers that are there: to the digest, None for what was made of reports.

    An event of our own is there also under its old names, those of all its mentions: it was merged, or an
    earlier report turned up. One that a person judged is known too, even if it was discarded.
    """
    held: dict[str, int | None] = {}
    query = select(EVENTS.c.id, CODED.c.digest).join(CODED, CODED.c.event_id == EVENTS.c.id, isouter=True)
    for some in batches(given):
        for row in connection.execute(query.where(EVENTS.c.id.in_(some))):
            held[row.id] = row.digest
    ours = (id_ for id_, (event, _) in given.items() if event.dataset == OWN_DATASET and id_ not in held)
    for some in batches(list(ours)):
        for column in (MENTIONS.c.id, VERDICTS.c.mention_id):
            held |= dict.fromkeys(connection.scalars(select(column).where(column.in_(some))))
    return held


def _remove(connection: Connection, ids: Sequence[str]) -> set[tuple[str, str, dt.date]]:
    """Delete events, and return the pairs and days that counted them."""
    days: set[tuple[str, str, dt.date]] = set()
    for some in batches(ids):
        of_them = DYADS.c.event_id.in_(some)
        days |= {
            (row.actor, row.recipient, row.day)
            for row in connection.execute(
                select(DYADS.c.actor, DYADS.c.recipient, DYADS.c.day).where(of_them)
            )
        }
        connection.execute(delete(DYADS).where(of_them))
        connection.execute(delete(EVENTS).where(EVENTS.c.id.in_(some)))
    return days


def _insert(connection: Connection, rows: Sequence[tuple[str, CodedEvent, int]]) -> None:
    if not rows:
        return
    day_of = day_writer(connection)
    events, coded, dyads = [], [], []
    for id_, event, digest in rows:
        actor, recipient = names_of(event.actor), names_of(event.recipient)
        events.append(event_values(id_, event, actor, recipient, day_of))
        coded.append(coded_values(id_, event, digest, day_of))
        if event.day is not None and event.status == "happened":
            facts = (
                day_of(event.day),
                EVENT_TYPES[event.type].quad_class,
                float(intensity_of(event.type, event.mode)),
                rung_of(event.type, event.mode),
                day_of(event.known_on),
            )
            for one in actor.split() or ("UNK",):
                for other in recipient.split() or ("UNK",):
                    dyads.append((id_, one, other, *facts))
            dyads.append((id_, ALL, ALL, *facts))
    insert_many(connection, EVENTS, EVENT_NAMES, events)
    insert_many(connection, CODED, CODED_NAMES, coded)
    if dyads:
        insert_many(connection, DYADS, DYAD_NAMES, dyads)
        count_more(connection, dyads)
