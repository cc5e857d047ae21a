"""Writing: reports with their mentions, the events they make, the tables that the measures are asked of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from detente.errors import UsageError
from detente.ledger._account import derive_event
from detente.ledger._claims import assign_numbers, stance_of
from detente.ledger._clustering import Assignment
from detente.ledger._copies import COPY_LIKENESS, band_keys, compare_sketches, sketch_text
from detente.ledger._counting import count_days, dyad_rows
from detente.ledger._engine import stamp
from detente.ledger._features import Feature, block_keys, feature_of, mention_ids
from detente.ledger._given import check_moment, day_of
from detente.ledger._likeness import Embedder, pack_vectors
from detente.ledger._loading import load_statements, load_versions, settled_on
from detente.ledger._merging import batches, merge_mentions, resolve_events
from detente.ledger._numbers import SaidNumber
from detente.ledger._tables import (
    CLAIMS,
    DYADS,
    EVENTS,
    KEYS,
    MENTIONS,
    NUMBERS,
    REPORTS,
    SENTENCES,
    SETTINGS,
    SKETCHES,
)
from detente.ledger.coded import OWN_DATASET
from detente.ledger.records import Addition, Event
from detente.records import EventMention, to_json
from detente.reports import Report

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

__all__ = [
    "Entry",
    "Given",
    "add_entries",
    "add_mentions",
    "apply_clusters",
    "embedder_of",
    "make_entry",
    "note_embedder",
    "number_rows",
    "record_of",
    "refresh_events",
    "sum_up",
]

# A report, its mentions, the day it was known on and when it was fetched; None as `make_entry` has it.
Given: TypeAlias = tuple[Report, Sequence[EventMention], dt.date | None, dt.datetime | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A report to add.

    Attributes:
        report: The report.
        mentions: Its coded events.
        known_on: Day from which it was known.
        retrieved_at: When it was fetched, as `stamp` writes it.
    """

    report: Report
    mentions: tuple[EventMention, ...]
    known_on: dt.date
    retrieved_at: str


def make_entry(
    report: Report,
    mentions: Sequence[EventMention],
    known_on: dt.date | None,
    retrieved: dt.datetime | None,
) -> Entry:
    """Return a report with its mentions as an entry; without `known_on` it is known from its publication.

    Raises:
        UsageError: A mention is not of the report, or a day or a moment is none.
    """
    check_moment(retrieved, "retrieved")
    moment = stamp(retrieved, fine=True)
    numbers = {sentence.index for sentence in report.sentences}
    for mention in mentions:
        if mention.report_id != report.id or mention.sentence_index not in numbers:
            raise UsageError(f"the mention {mention.trigger!r} is not of the report", where=report.id)
    known = (
        day_of(known_on, "known_on")
        or day_of(report.published, "published")
        or dt.date.fromisoformat(moment[:10])
    )
    return Entry(report, tuple(mentions), known, moment)


def embedder_of(connection: Connection) -> str | None:
    """Return the name of the embedder that a ledger was made with, or None in a new one."""
    name: str | None = connection.scalar(select(SETTINGS.c.value).where(SETTINGS.c.name == "embedder"))
    return name


def note_embedder(connection: Connection, name: str) -> str:
    """Note with which embedder a ledger is made, if nobody has, and return the name that holds."""
    noted = embedder_of(connection)
    if noted is None:
        connection.execute(insert(SETTINGS).values(name="embedder", value=name))
    return noted or name


def sum_up(entries: Sequence[Entry], added: Sequence[str]) -> Addition:
    """Return what adding entries did, of which the reports of these identifiers were added."""
    new = set(added)
    mentions = {entry.report.id: len(entry.mentions) for entry in entries}
    counted = sum(count for id_, count in mentions.items() if id_ in new)
    return Addition(tuple(added), len(entries) - len(new), counted)


def add_entries(connection: Connection, entries: Sequence[Entry], embedder: Embedder) -> list[str]:
    """Add reports that the ledger does not hold yet, and return their identifiers.

    Args:
        connection: A connection in a write transaction; all is undone when that fails.
        entries: The reports; one that the ledger holds already changes nothing.
        embedder: The ledger's embedder.
    """
    unique = {entry.report.id: entry for entry in entries}
    held: set[str] = set()
    for ids in batches(sorted(unique)):
        held |= set(connection.scalars(select(REPORTS.c.id).where(REPORTS.c.id.in_(ids))))
    new = [entry for id_, entry in sorted(unique.items()) if id_ not in held]
    if not new:
        return []
    moved = _add_reports(connection, new)
    features = {entry.report.id: _features_of(entry, embedder) for entry in new}
    merge = merge_mentions(
        connection, [feature for found in features.values() for feature in found], embedder.threshold_shift
    )
    for old, name in merge.renamed.items():
        connection.execute(update(MENTIONS).where(MENTIONS.c.component == old).values(component=name))
    for entry in new:
        add_mentions(connection, entry, features[entry.report.id], merge.component, merge.assigned)
    touched = apply_clusters(connection, merge.assigned)
    # Events of copies and of earlier versions change too: fewer witnesses, or a claim withdrawn.
    urls = {entry.report.url for entry in new if entry.report.url}
    touched |= _events_of_reports(connection, moved, urls)
    refresh_events(connection, touched)
    return [entry.report.id for entry in new]


def apply_clusters(connection: Connection, assigned: dict[str, Assignment]) -> set[str]:
    """Store where mentions belong, and return the events that this touches, old and new."""
    touched: set[str] = set()
    clusters: set[str] = set()
    for ids in batches(sorted(assigned)):
        columns = (MENTIONS.c.id, MENTIONS.c.cluster, MENTIONS.c.event_id, MENTIONS.c.merged_with)
        rows = connection.execute(select(*columns).where(MENTIONS.c.id.in_(ids))).all()
        # What another ledger gave away as an event is a mention here, maybe of an event of another name.
        imported = and_(EVENTS.c.id.in_(ids), EVENTS.c.origin == OWN_DATASET)
        touched |= set(connection.scalars(select(EVENTS.c.id).where(imported)))
        for row in rows:
            assignment = assigned[row.id]
            touched.add(row.event_id)
            clusters |= {row.cluster, assignment.cluster}
            if (row.cluster, row.merged_with) != (assignment.cluster, assignment.merged_with):
                connection.execute(
                    update(MENTIONS)
                    .where(MENTIONS.c.id == row.id)
                    .values(
                        cluster=assignment.cluster,
                        merged_with=assignment.merged_with,
                        merged_score=assignment.score,
                        merged_why=assignment.why,
                    )
                )
    for cluster, event_id in resolve_events(connection, clusters).items():
        touched.add(event_id)
        stale = and_(MENTIONS.c.cluster == cluster, MENTIONS.c.event_id != event_id)
        touched |= set(connection.scalars(select(MENTIONS.c.event_id).where(stale)))
        connection.execute(update(MENTIONS).where(stale).values(event_id=event_id))
    return touched


def refresh_events(connection: Connection, ids: Iterable[str]) -> None:
    """Derive events anew from their statements and store them; one without statements is deleted."""
    for some in batches(sorted(set(ids))):
        statements = load_statements(connection, some)
        versions = load_versions(connection, {s.url for found in statements.values() for s in found})
        rows, dyads = [], []
        for id_, found in statements.items():
            event = derive_event(id_, found, versions)
            if event is not None:
                settled = settled_on(found, versions)
                rows.append(_event_row(event) | {"settled_on": settled})
                dyads.extend(dyad_rows(event, settled))
        old = connection.execute(
            select(DYADS.c.actor, DYADS.c.recipient, DYADS.c.day).where(DYADS.c.event_id.in_(some))
        ).all()
        connection.execute(delete(DYADS).where(DYADS.c.event_id.in_(some)))
        connection.execute(delete(EVENTS).where(EVENTS.c.id.in_(some)))
        if rows:
            connection.execute(insert(EVENTS), rows)
        if dyads:
            connection.execute(insert(DYADS), dyads)
        days = {(row.actor, row.recipient, row.day) for row in old}
        count_days(connection, days | {(row["actor"], row["recipient"], row["day"]) for row in dyads})


def _add_reports(connection: Connection, entries: Sequence[Entry]) -> set[str]:
    """Add the reports and their sentences; return those, old and new, whose family changed."""
    moved: set[str] = set()
    for entry in entries:
        report = entry.report
        sketch = sketch_text(_clean(report.text))
        connection.execute(
            insert(REPORTS).values(
                id=report.id,
                url=_clean(report.url),
                outlet=_clean(report.outlet),
                published=day_of(report.published, "published"),
                known_on=entry.known_on,
                retrieved_at=entry.retrieved_at,
                issued_at=stamp(report.issued_at) if report.issued_at else None,
                version_mark=report.version,
                language=report.language,
                headline=_clean(report.headline),
                text=_clean(report.text),
                family=report.id,
                sketch=sketch,
            )
        )
        moved |= _join_family(connection, report.id, sketch)
        rows = [
            {
                "report_id": report.id,
                "number": sentence.index,
                "start": sentence.span.start,
                "end": sentence.span.end,
                "text": _clean(sentence.text),
            }
            for sentence in report.sentences
        ]
        if rows:
            connection.execute(insert(SENTENCES), rows)
    return moved


def _join_family(connection: Connection, report_id: str, sketch: bytes) -> set[str]:
    keys = sorted(set(band_keys(sketch)))
    near = connection.execute(
        select(REPORTS.c.id, REPORTS.c.sketch, REPORTS.c.family)
        .join(SKETCHES, SKETCHES.c.report_id == REPORTS.c.id)
        .where(SKETCHES.c.band.in_(keys))
        .distinct()
    ).all()
    connection.execute(insert(SKETCHES), [{"band": key, "report_id": report_id} for key in keys])
    families = {row.family for row in near if compare_sketches(sketch, row.sketch) >= COPY_LIKENESS}
    if not families:
        return set()
    # The smallest identifier, so that the order of adding does not show.
    name = min(families | {report_id})
    old = or_(REPORTS.c.family.in_(sorted(families)), REPORTS.c.id == report_id)
    moved = set(connection.scalars(select(REPORTS.c.id).where(old)))
    connection.execute(update(REPORTS).where(old).values(family=name))
    return moved


def _features_of(entry: Entry, embedder: Embedder) -> list[Feature]:
    mentions = entry.mentions
    if not mentions:
        return []
    vectors = pack_vectors(embedder.embed(mentions))
    ids = mention_ids(mentions, entry.report.id)
    return [
        feature_of(mention, id_, entry.report.id, entry.known_on, vector)
        for mention, id_, vector in zip(mentions, ids, vectors, strict=True)
    ]


def add_mentions(
    connection: Connection,
    entry: Entry,
    features: Sequence[Feature],
    component: dict[str, str],
    assigned: dict[str, Assignment],
) -> None:
    """Add a new report's mentions with their claims, blocks and numbers."""
    if not features:
        return
    rows, claims = [], []
    for mention, feature in zip(entry.mentions, features, strict=True):
        assignment = assigned[feature.id]
        row = {name: getattr(feature, name) for name in Feature.__slots__}
        row |= {
            "trigger": _clean(feature.trigger),
            "place": _clean(feature.place) if feature.place else None,
            "actor": " ".join(sorted(feature.actor)),
            "recipient": " ".join(sorted(feature.recipient)),
            "record": record_of(mention),
            "score": mention.score,
            "component": component[feature.id],
            "cluster": assignment.cluster,
            # The cluster's own until the decisions of people are seen to.
            "event_id": assignment.cluster,
            "merged_with": assignment.merged_with,
            "merged_score": assignment.score,
            "merged_why": assignment.why,
        }
        rows.append(row)
        claims.append(_claim_row(feature.id, mention))
    connection.execute(insert(MENTIONS), rows)
    connection.execute(insert(CLAIMS), claims)
    connection.execute(
        insert(KEYS),
        [
            {"key": key, "mention_id": f.id, "first_day": f.first_day, "last_day": f.last_day}
            for f in features
            for key in block_keys(f)
        ],
    )
    sentences = {s.index: (s.span.start, s.text) for s in entry.report.sentences}
    numbers = number_rows([f.id for f in features], assign_numbers(entry.mentions, sentences))
    if numbers:
        connection.execute(insert(NUMBERS), numbers)


def number_rows(ids: Sequence[str], found: Iterable[tuple[int, SaidNumber]]) -> list[dict[str, Any]]:
    """Return rows of the numbers that belong to mentions, by their places in the list of identifiers."""
    return [{"mention_id": ids[at], **asdict(said), "text": _clean(said.text)} for at, said in found]


def _claim_row(id_: str, mention: EventMention) -> dict[str, Any]:
    source = mention.said_by
    return {
        "mention_id": id_,
        "stance": stance_of(mention),
        "hedged": mention.hedged,
        "source_who": source.who if source else "",
        "source_name": _clean(source.name or source.text or source.who) if source else "",
        "source_kind": source.kind if source else "",
    }


def _events_of_reports(connection: Connection, report_ids: set[str], urls: set[str]) -> set[str]:
    touched: set[str] = set()
    for ids in batches(sorted(report_ids)):
        touched |= set(connection.scalars(select(MENTIONS.c.event_id).where(MENTIONS.c.report_id.in_(ids))))
    for some in batches(sorted(urls)):
        query = select(MENTIONS.c.event_id).join(REPORTS, REPORTS.c.id == MENTIONS.c.report_id)
        touched |= set(connection.scalars(query.where(REPORTS.c.url.in_(some))))
    return touched


def _event_row(event: Event) -> dict[str, Any]:
    row = asdict(event)
    row["actor"], row["recipient"] = " ".join(event.actor), " ".join(event.recipient)
    return row


def record_of(mention: EventMention) -> str:
    """Return a mention as JSON that both databases take."""
    try:
        return to_json(mention).decode()
    except UnicodeEncodeError:
        import json

        import msgspec

        raw = json.dumps(msgspec.to_builtins(mention), ensure_ascii=False, separators=(",", ":"))
        return _clean(raw)


def _clean(text: str) -> str:
    # Neither database takes a NUL or half a surrogate pair; one sign for another keeps all offsets.
    return _UNSTORABLE.sub("\ufffd", text)
