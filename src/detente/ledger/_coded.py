"""Coded events in the tables: put in beside the events made of reports, and read back with their origin.

An event of a data set is a row of `EVENTS` without mentions and one of `CODED`. Its identifier is a digest of
the data set's name and the data set's own identifier, so that the same event is never there twice.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from heapq import merge
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, select

from detente.errors import UsageError
from detente.ledger._asking import Filter, changed_events
from detente.ledger._ladder import rung_of
from detente.ledger._loading import event_of_row
from detente.ledger._merging import batches
from detente.ledger._tables import CODED, DYAD_DAYS, DYADS, EVENTS
from detente.ledger._writing import ALL, count_days
from detente.ledger.coded import OWN_DATASET, CodedAddition, CodedEvent, CodedParty
from detente.ledger.records import Event
from detente.ontology import EVENT_TYPES, intensity_of

__all__ = ["add_coded", "coded_id", "iter_coded", "load_coded"]

LONGEST_NAME: Final = 40
ROWS_AT_ONCE: Final = 2000

_Parties = tuple[tuple[CodedParty, ...], tuple[CodedParty, ...]]
_encode_json: Final = msgspec.json.Encoder().encode
_encode_row: Final = msgspec.msgpack.Encoder().encode
_decode_parties: Final = msgspec.json.Decoder(_Parties).decode
_decode_contexts: Final = msgspec.json.Decoder(tuple[str, ...]).decode
_CODED_COLUMNS: Final = [column for column in CODED.c if column.name not in {"event_id", "digest"}]
_SUMS: Final = (
    "verbal_cooperation",
    "material_cooperation",
    "verbal_conflict",
    "material_conflict",
    "intensity",
    "conflict",
    "cooperation",
)
_PEAKS: Final = ("worst", "best", "rung")


def coded_id(dataset: str, own_id: str) -> str:
    """Return the identifier under which the ledger keeps a data set's event.

    Example:
        >>> coded_id("GDELT", "410412345"), coded_id("detente", "4f2a90c1d2e3b4")
        ('cc9db32dcfc8bf', '4f2a90c1d2e3b4')
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
        UsageError: An event has no name of a data set, no identifier, or a type that there is not.
    """
    unique: dict[str, tuple[CodedEvent, int]] = {}
    repeated = differing = 0
    for event in events:
        check_coded(event)
        id_ = coded_id(event.dataset, event.id)
        row = event, _digest(event)
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


def check_coded(event: CodedEvent) -> None:
    """Refuse an event that the tables can't hold.

    Raises:
        UsageError: As `add_coded` says.
    """
    where = f"{event.dataset} {event.id}".strip()
    if not event.dataset or len(event.dataset) > LONGEST_NAME or event.dataset == "reports":
        raise UsageError("a data set's name has 1 to 40 characters and is not “reports”", where=where)
    if not event.id:
        raise UsageError("the event has no identifier", where=where)
    if event.dataset == OWN_DATASET and (len(event.id) > 16 or not event.id.isalnum()):
        raise UsageError("not an identifier of an event of a ledger", where=where)
    if event.type not in EVENT_TYPES:
        raise UsageError(f"{event.type!r} is no PLOVER type", where=where)


def load_coded(connection: Connection, event_id: str) -> CodedEvent | None:
    """Return what a data set says of an event; None for one made of reports."""
    row = connection.execute(_rows_with_origin().where(EVENTS.c.id == event_id)).one()
    return _coded_of_row(row) if row.dataset is not None else None


def iter_coded(
    connection: Connection, wanted: Filter, as_of: dt.date | None = None, dataset: str | None = None
) -> Iterator[CodedEvent]:
    """Yield the events asked for in the order of `load_events`, those made of reports too.

    Args:
        connection: A connection, in use until the last event is taken.
        wanted: Which.
        as_of: The last day from which reports count; None for all.
        dataset: Only those of this data set; None for all.
    """
    order = (EVENTS.c.day.is_(None), EVENTS.c.day, EVENTS.c.first_known, EVENTS.c.id)
    query = _rows_with_origin().where(and_(True, *wanted.clauses())).order_by(*order)
    if as_of is not None:
        query = query.where(EVENTS.c.settled_on <= as_of)
    if dataset is not None:
        query = query.where(EVENTS.c.origin == ("reports" if dataset == OWN_DATASET else dataset))
    rows = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query)
    if as_of is None:
        yield from (_coded_of_row(row) for row in rows)
        return
    before = filter(wanted.accepts, changed_events(connection, as_of))
    if dataset not in {None, OWN_DATASET}:
        before = filter(lambda _: False, before)
    held = ((event_of_row(row), row) for row in rows)
    changed = sorted(((event, None) for event in before), key=lambda pair: _place_in_order(pair[0]))
    for event, row in merge(held, changed, key=lambda pair: _place_in_order(pair[0])):
        yield _coded_of_event(event) if row is None else _coded_of_row(row)


def _place_in_order(event: Event) -> tuple[bool, dt.date, dt.date, str]:
    return event.day is None, event.day or event.first_known, event.first_known, event.id


def _rows_with_origin() -> Select[Any]:
    return select(EVENTS, *_CODED_COLUMNS).join(CODED, CODED.c.event_id == EVENTS.c.id, isouter=True)


def _digest(event: CodedEvent) -> int:
    return int.from_bytes(blake2b(_encode_row(event), digest_size=8).digest(), "big", signed=True)


def _held(connection: Connection, ids: Iterable[str]) -> dict[str, int | None]:
    """Return those of some identifiers that are there: to the digest, None for an event made of reports."""
    held: dict[str, int | None] = {}
    query = select(EVENTS.c.id, CODED.c.digest).join(CODED, CODED.c.event_id == EVENTS.c.id, isouter=True)
    for some in batches(ids):
        held.update(connection.execute(query.where(EVENTS.c.id.in_(some))).tuples().all())
    return held


def _remove(connection: Connection, ids: Sequence[str]) -> set[tuple[str, str, dt.date]]:
    """Delete events, and return the pairs and days that counted them."""
    days: set[tuple[str, str, dt.date]] = set()
    for some in batches(ids):
        of_them = DYADS.c.event_id.in_(some)
        days |= {
            (row.actor, row.recipient, row.day)
            for row in connection.execute(select(DYADS.c.actor, DYADS.c.recipient, DYADS.c.day).where(of_them))
        }
        connection.execute(delete(DYADS).where(of_them))
        connection.execute(delete(EVENTS).where(EVENTS.c.id.in_(some)))
    return days


def _insert(connection: Connection, rows: Sequence[tuple[str, CodedEvent, int]]) -> None:
    if not rows:
        return
    events, coded, dyads = [], [], []
    for id_, event, digest in rows:
        row = _event_row(id_, event)
        events.append(row)
        coded.append(_coded_row(id_, event, digest))
        if row["counted"]:
            dyads.extend(_dyad_rows(row))
    connection.execute(insert(EVENTS), events)
    connection.execute(insert(CODED), coded)
    if dyads:
        connection.execute(insert(DYADS), dyads)
        _count_more(connection, dyads)


def _event_row(id_: str, event: CodedEvent) -> dict[str, Any]:
    return {
        "id": id_,
        "type": event.type,
        "mode": event.mode,
        "quad_class": EVENT_TYPES[event.type].quad_class,
        "intensity": intensity_of(event.type, event.mode),
        "rung": rung_of(event.type, event.mode),
        "actor": _names_of(event.actor),
        "recipient": _names_of(event.recipient),
        "status": event.status,
        "disputed": event.disputed,
        "hedged": event.hedged,
        "grade": event.grade,
        "day": event.day,
        "day_said": event.day is not None and event.end_day is None,
        "first_known": event.known_on,
        "last_known": event.known_on,
        "settled_on": event.known_on,
        "place": _clean(event.place) if event.place else None,
        "country": event.country,
        "lat": event.lat,
        "lon": event.lon,
        "mentions": 0,
        "reports": 0,
        "witnesses": 1,
        "counted": event.status == "happened" and event.day is not None,
        "words": _clean(event.words),
        "origin": event.dataset,
    }


def _coded_row(id_: str, event: CodedEvent, digest: int) -> dict[str, Any]:
    return {
        "event_id": id_,
        "dataset": event.dataset,
        "own_id": _clean(event.id),
        "end_day": event.end_day,
        "scheme": event.scheme,
        "code": _clean(event.code),
        "scale": event.scale,
        "parties": _encode_json((event.actor, event.recipient)).decode(),
        "deaths_low": event.deaths_low,
        "deaths_best": event.deaths_best,
        "deaths_high": event.deaths_high,
        "sources": event.sources,
        "url": _clean(event.url),
        "publisher": _clean(event.publisher),
        "contexts": _encode_json(event.contexts).decode(),
        "digest": digest,
    }


def _dyad_rows(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    facts = {name: row[name] for name in ("day", "quad_class", "intensity", "rung")}
    for actor in row["actor"].split() or ("UNK",):
        for recipient in row["recipient"].split() or ("UNK",):
            yield {"event_id": row["id"], "actor": actor, "recipient": recipient, **facts}
    yield {"event_id": row["id"], "actor": ALL, "recipient": ALL, **facts}


def _count_more(connection: Connection, dyads: Sequence[dict[str, Any]]) -> None:
    """Add new rows of `DYADS` to the counts of their pairs and days.

    Only what is new is read, so that a million rows in any order of days are not counted again and again.
    """
    tallies: dict[tuple[str, str, dt.date], dict[str, Any]] = defaultdict(
        lambda: dict.fromkeys(_SUMS[:4], 0) | dict.fromkeys((*_SUMS[4:], *_PEAKS), 0.0) | {"rung": 0}
    )
    for row in dyads:
        tally = tallies[row["actor"], row["recipient"], row["day"]]
        worse, better = max(0.0, -row["intensity"] / 10), max(0.0, row["intensity"] / 10)
        tally[row["quad_class"].replace(" ", "_")] += 1
        tally["intensity"] += row["intensity"]
        tally["conflict"] += worse
        tally["cooperation"] += better
        for name, value in (("worst", worse), ("best", better), ("rung", row["rung"])):
            tally[name] = max(tally[name], value)
    statement, larger = _upsert(connection)
    new = statement.excluded
    change = {name: DYAD_DAYS.c[name] + new[name] for name in _SUMS}
    change |= {name: larger(DYAD_DAYS.c[name], new[name]) for name in _PEAKS}
    keys = ("actor", "recipient", "day")
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(keys), set_=change),
        [dict(zip(keys, key, strict=True)) | tally for key, tally in sorted(tallies.items())],
    )


def _upsert(connection: Connection) -> tuple[Any, Any]:
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as insert_or_update

        return insert_or_update(DYAD_DAYS), func.max
    from sqlalchemy.dialects.postgresql import insert as insert_or_update_too

    return insert_or_update_too(DYAD_DAYS), func.greatest


def _names_of(parties: Sequence[CodedParty]) -> str:
    if len(parties) == 1:
        return "" if parties[0].who == "UNK" else parties[0].who
    return " ".join(sorted({party.who for party in parties} - {"UNK"}))


def _coded_of_row(row: Row[Any]) -> CodedEvent:
    if row.dataset is None:
        return _coded_of_event(event_of_row(row))
    actor, recipient = _decode_parties(row.parties)
    return CodedEvent(
        dataset=row.dataset,
        id=row.own_id,
        day=row.day,
        end_day=row.end_day,
        known_on=row.first_known,
        type=row.type,
        mode=row.mode,
        scheme=row.scheme,
        code=row.code,
        scale=row.scale,
        actor=actor,
        recipient=recipient,
        status=row.status,
        grade=row.grade,
        disputed=row.disputed,
        hedged=row.hedged,
        place=row.place,
        country=row.country,
        lat=row.lat,
        lon=row.lon,
        deaths_low=row.deaths_low,
        deaths_best=row.deaths_best,
        deaths_high=row.deaths_high,
        sources=row.sources,
        url=row.url,
        publisher=row.publisher,
        words=row.words,
        contexts=_decode_contexts(row.contexts),
    )


def _coded_of_event(event: Event) -> CodedEvent:
    """Return an event made of reports as a coded one; what it claims stays in the ledger."""
    return CodedEvent(
        dataset=OWN_DATASET,
        id=event.id,
        day=event.day,
        known_on=event.first_known,
        type=event.type,
        mode=event.mode,
        code=f"{event.type} {event.mode}" if event.mode else event.type,
        actor=tuple(CodedParty(who) for who in event.actor),
        recipient=tuple(CodedParty(who) for who in event.recipient),
        status=event.status,
        grade=event.grade,
        disputed=event.disputed,
        hedged=event.hedged,
        place=event.place,
        country=event.country,
        lat=event.lat,
        lon=event.lon,
        words=event.words,
    )


def _clean(text: str) -> str:
    return text if text.isprintable() else _without_unstorable(text)


def _without_unstorable(text: str) -> str:
    # Neither database takes a NUL or half a surrogate pair.
    return "".join("\ufffd" if sign == "\0" or "\ud800" <= sign <= "\udfff" else sign for sign in text)
