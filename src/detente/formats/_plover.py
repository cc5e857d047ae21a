"""PLOVER JSON: the records that the PLOVER manual lays down for exchange, one a line.

Fields: Open Event Data Alliance, PLOVER manual, chapter "JSON Data Fields". Those that the manual does not
name and that Détente adds, as it allows, are `known_on`, `status`, `grade`, `disputed`, `hedged`, `scheme`,
`code`, `scale`, `sources` and an actor's `actor_code`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

import msgspec

from detente.formats._cells import RowError
from detente.formats._delimited import check_event
from detente.formats._parties import country_by_name, sector_of
from detente.formats.rows import Fault, Rows
from detente.ledger import CodedEvent, CodedParty, EventStatus, Grade, Scheme, plain_who
from detente.ontology import EVENT_TYPES, QUAD_CLASSES, SECTORS, intensity_of

__all__ = ["DATASET", "read_plover", "write_plover"]

DATASET: Final = "PLOVER"


class _Actor(msgspec.Struct, omit_defaults=True, kw_only=True):
    code: str = "UNK"
    sector: str | None = ""
    actor_text: str = ""
    actor_code: str = ""


class _Location(msgspec.Struct, omit_defaults=True, kw_only=True):
    name: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    cc3: str | None = None


class _Size(msgspec.Struct, omit_defaults=True, kw_only=True):
    dead: int | None = None
    dead_low: int | None = None
    dead_high: int | None = None


class _Cite(msgspec.Struct, omit_defaults=True, kw_only=True):
    corpus: str = ""
    url: str = ""
    publication: str = ""


class _Record(msgspec.Struct, omit_defaults=True, kw_only=True):
    id: str
    date: dt.date
    enddate: dt.date | None = None
    source: list[_Actor]
    recipient: list[_Actor] = []
    event: list[str] | str
    mode: list[str] | str | None = None
    context: list[str] | str | None = None
    quad_code: int | None = None
    event_scale: float | None = None
    event_loc: _Location | None = None
    size_info: _Size | None = None
    text: str = ""
    cite_info: _Cite = msgspec.field(default_factory=_Cite)
    known_on: dt.date | None = None
    status: EventStatus = "happened"
    grade: Grade = "reported"
    disputed: bool = False
    hedged: bool = False
    scheme: Scheme = "plover"
    code: str | None = None
    scale: float | None = None
    sources: int | None = None


def write_plover(events: Iterable[CodedEvent], stream: BinaryIO) -> tuple[int, int]:
    """Write events as PLOVER records, one a line; return how many, and how many had no day: left out."""
    encode = msgspec.json.Encoder().encode
    written = left_out = 0
    for event in events:
        if event.day is None:
            left_out += 1
            continue
        stream.write(encode(_record_of(event, event.day)) + b"\n")
        written += 1
    return written, left_out


def _record_of(event: CodedEvent, day: dt.date) -> _Record:
    deaths = event.deaths_best, event.deaths_low, event.deaths_high
    located = (event.place, event.lat, event.lon, event.country) != (None, None, None, None)
    return _Record(
        id=event.id,
        date=day,
        enddate=event.end_day,
        source=[_actor_of(party) for party in event.actor],
        recipient=[_actor_of(party) for party in event.recipient],
        event=[event.type],
        mode=[event.mode] if event.mode else None,
        context=list(event.contexts) or None,
        quad_code=QUAD_CLASSES.index(EVENT_TYPES[event.type].quad_class) + 1,
        event_scale=intensity_of(event.type, event.mode),
        event_loc=_Location(name=event.place, latitude=event.lat, longitude=event.lon, cc3=event.country)
        if located
        else None,
        size_info=None
        if deaths == (None, None, None)
        else _Size(dead=deaths[0], dead_low=deaths[1], dead_high=deaths[2]),
        text=event.words,
        cite_info=_Cite(corpus=event.dataset, url=event.url, publication=event.publisher),
        known_on=event.known_on,
        status=event.status,
        grade=event.grade,
        disputed=event.disputed,
        hedged=event.hedged,
        scheme=event.scheme,
        code=event.code,
        scale=event.scale,
        sources=event.sources,
    )


def _actor_of(party: CodedParty) -> _Actor:
    return _Actor(code=party.who, sector=party.sector, actor_text=party.name, actor_code=party.code)


def read_plover(lines: Iterable[str], where: str, dataset: str = "") -> Rows:
    """Yield the events of a file of PLOVER records and its broken rows.

    A record of several categories gives an event for each; from the second on its identifier is that of the
    record, "/" and the category.
    """
    decode = msgspec.json.Decoder(_Record).decode
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            events = list(_events_of(decode(line.encode(errors="replace")), dataset))
        except (msgspec.MsgspecError, RowError, ValueError) as error:
            yield Fault(where, number, str(error)[:200])
            continue
        yield from events


def _events_of(record: _Record, dataset: str) -> Iterator[CodedEvent]:
    categories, modes, contexts = (_listed(given) for given in (record.event, record.mode, record.context))
    if not categories:
        raise RowError("no event category")
    place, size = record.event_loc or _Location(), record.size_info or _Size()
    for number, category in enumerate(categories):
        type_ = category.upper()
        if type_ not in EVENT_TYPES:
            raise RowError(f"{category!r} is no PLOVER type")
        mode = next((mode for mode in modes if mode in EVENT_TYPES[type_].modes), None)
        event = CodedEvent(
            dataset=record.cite_info.corpus or dataset or DATASET,
            id=record.id if number == 0 else f"{record.id}/{type_}",
            day=record.date,
            end_day=record.enddate,
            known_on=record.known_on or record.enddate or record.date,
            type=type_,
            mode=mode,
            scheme=record.scheme,
            code=" ".join([type_, *modes]) if record.code is None else record.code,
            scale=record.scale,
            actor=tuple(_party_of(actor) for actor in record.source),
            recipient=tuple(_party_of(actor) for actor in record.recipient),
            status=record.status,
            grade=record.grade,
            disputed=record.disputed,
            hedged=record.hedged,
            place=place.name or None,
            country=place.cc3,
            lat=place.latitude,
            lon=place.longitude,
            deaths_low=size.dead_low,
            deaths_best=size.dead,
            deaths_high=size.dead_high,
            sources=record.sources,
            url=record.cite_info.url,
            publisher=record.cite_info.publication,
            words=record.text,
            contexts=tuple(filter(None, contexts)),
        )
        yield check_event(event)


def _party_of(actor: _Actor) -> CodedParty:
    code = (actor.sector or "").upper()
    sector = code if code in SECTORS else sector_of([code[-3:], code[:3]], med="MED")
    who = plain_who(actor.code)
    return CodedParty(
        country_by_name(who) or who if len(who) == 3 else who, sector, actor.actor_code, actor.actor_text
    )


def _listed(given: Any) -> list[str]:
    if given is None or given == "":
        return []
    return [given] if isinstance(given, str) else list(given)
