"""Coded events as rows of the tables, and rows as coded events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row

from detente.ledger._ladder import rung_of
from detente.ledger._loading import event_of_row
from detente.ledger.coded import OWN_DATASET, CodedEvent, CodedParty
from detente.ledger.records import Event
from detente.ontology import EVENT_TYPES, intensity_of

__all__ = [
    "CODED_NAMES",
    "EVENT_NAMES",
    "coded_of_row",
    "coded_values",
    "day_writer",
    "event_values",
    "names_of",
]

_Parties = tuple[tuple[CodedParty, ...], tuple[CodedParty, ...]]
_encode_json: Final = msgspec.json.Encoder().encode
_decode_parties: Final = msgspec.json.Decoder(_Parties).decode
_decode_contexts: Final = msgspec.json.Decoder(tuple[str, ...]).decode


def day_writer(connection: Connection) -> Callable[[dt.date | None], Any]:
    """Return what makes of a day the value that the database's driver takes."""
    # SQLite keeps days as text; the driver is given what SQLAlchemy would give it.
    if connection.dialect.name == "sqlite":
        return lambda day: None if day is None else day.isoformat()
    return lambda day: day


EVENT_NAMES: Final = (
    "id",
    "type",
    "mode",
    "quad_class",
    "intensity",
    "rung",
    "actor",
    "recipient",
    "status",
    "disputed",
    "hedged",
    "grade",
    "day",
    "day_said",
    "first_known",
    "last_known",
    "settled_on",
    "place",
    "country",
    "lat",
    "lon",
    "mentions",
    "reports",
    "witnesses",
    "counted",
    "words",
    "origin",
)


def event_values(
    id_: str, event: CodedEvent, actor: str, recipient: str, day_of: Callable[[dt.date | None], Any]
) -> tuple[Any, ...]:
    """Return the values of `EVENT_NAMES` for a row of events."""
    known = day_of(event.known_on)
    return (
        id_,
        event.type,
        event.mode,
        EVENT_TYPES[event.type].quad_class,
        float(intensity_of(event.type, event.mode)),
        rung_of(event.type, event.mode),
        actor,
        recipient,
        event.status,
        event.disputed,
        event.hedged,
        event.grade,
        day_of(event.day),
        event.day is not None and event.end_day is None,
        known,
        known,
        known,
        event.place,
        event.country,
        event.lat,
        event.lon,
        0,
        0,
        1,
        event.status == "happened" and event.day is not None,
        event.words,
        event.dataset,
    )


CODED_NAMES: Final = (
    "event_id",
    "dataset",
    "own_id",
    "end_day",
    "scheme",
    "code",
    "scale",
    "parties",
    "deaths_low",
    "deaths_best",
    "deaths_high",
    "sources",
    "url",
    "publisher",
    "contexts",
    "digest",
)


def coded_values(
    id_: str, event: CodedEvent, digest: int, day_of: Callable[[dt.date | None], Any]
) -> tuple[Any, ...]:
    """Return the values of `CODED_NAMES` for a row of what the data set said."""
    return (
        id_,
        event.dataset,
        event.id,
        day_of(event.end_day),
        event.scheme,
        event.code,
        event.scale,
        _encode_json((event.actor, event.recipient)).decode(),
        event.deaths_low,
        event.deaths_best,
        event.deaths_high,
        event.sources,
        event.url,
        event.publisher,
        _encode_json(event.contexts).decode() if event.contexts else "[]",
        digest,
    )


def names_of(parties: Sequence[CodedParty]) -> str:
    """Return the codes of parties as the tables have them: in order, a blank between, without UNK."""
    if len(parties) == 1:
        return "" if parties[0].who == "UNK" else parties[0].who
    return " ".join(sorted({party.who for party in parties} - {"UNK"}))


def coded_of_row(row: Row[Any]) -> CodedEvent:
    """Return the coded event of a row with its origin, or of an event made of reports."""
    if row.dataset is None:
        return coded_of_event(event_of_row(row))
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


def coded_of_event(event: Event) -> CodedEvent:
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
