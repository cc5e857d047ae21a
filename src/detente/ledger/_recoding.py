"""Taking one mention out of a report and putting another in, with all that follows from it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from detente.ledger._claims import assign_numbers
from detente.ledger._features import feature_of
from detente.ledger._likeness import Embedder, pack_vectors
from detente.ledger._merging import batches, merge_mentions, settle_component
from detente.ledger._stored import load_report, read_record
from detente.ledger._tables import MENTIONS, NUMBERS, REPORTS, SENTENCES, VERDICTS
from detente.ledger._writing import Entry, add_mentions, apply_clusters, number_rows, refresh_events
from detente.records import EventMention, Party, Source

__all__ = ["gold_rows", "replace_mention"]


def replace_mention(
    connection: Connection, id_: str, report_id: str, mention: EventMention | None, embedder: Embedder
) -> None:
    """Put a mention in the place of the one with this identifier, as if the coder had coded it so.

    Args:
        connection: A connection in a write transaction.
        id_: The identifier; the ledger may hold no mention of it.
        report_id: The report.
        mention: What stands from now on; None for nothing.
        embedder: The ledger's embedder.
    """
    touched = _take_out(connection, id_, embedder)
    if mention is not None:
        touched |= _put_in(connection, id_, report_id, mention, embedder)
    _count_numbers(connection, report_id)
    own = select(MENTIONS.c.event_id).where(MENTIONS.c.report_id == report_id)
    refresh_events(connection, touched | set(connection.scalars(own)))


def gold_rows(connection: Connection) -> list[dict[str, Any]]:
    """Return a row in the gold set's layout for each sentence whose mentions all have a verdict."""
    said = {
        row.mention_id: row
        for row in connection.execute(select(VERDICTS).where(VERDICTS.c.kind == "mention"))
    }
    reports = sorted({row.report_id for row in said.values()})
    judged: dict[tuple[str, int], list[EventMention]] = defaultdict(list)
    for row in said.values():
        record = read_record(row.corrected or row.record)
        found = judged[row.report_id, record.sentence_index]
        if row.verdict != "discarded":
            found.append(record)
    waiting: set[tuple[str, int]] = set()
    rows: list[dict[str, Any]] = []
    for some in batches(reports):
        query = select(MENTIONS.c.id, MENTIONS.c.report_id, MENTIONS.c.sentence)
        for row in connection.execute(query.where(MENTIONS.c.report_id.in_(some))):
            if row.id not in said:
                waiting.add((row.report_id, row.sentence))
        sentences = select(SENTENCES, REPORTS.c.published, REPORTS.c.outlet, REPORTS.c.headline)
        sentences = sentences.join(REPORTS, REPORTS.c.id == SENTENCES.c.report_id)
        order = (SENTENCES.c.report_id, SENTENCES.c.number)
        for row in connection.execute(sentences.where(SENTENCES.c.report_id.in_(some)).order_by(*order)):
            key = row.report_id, row.number
            if key in judged and key not in waiting:
                rows.append(_gold_row(row, judged[key]))
    return rows


def _take_out(connection: Connection, id_: str, embedder: Embedder) -> set[str]:
    """Delete a mention and settle those around it; return the events that this touches."""
    row = connection.execute(select(MENTIONS).where(MENTIONS.c.id == id_)).one_or_none()
    if row is None:
        return set()
    connection.execute(delete(MENTIONS).where(MENTIONS.c.id == id_))
    # A component may bear the name of the mention that goes; one that comes back would take it for its own.
    rest = MENTIONS.c.component == row.component
    name = connection.scalar(select(func.min(MENTIONS.c.id)).where(rest))
    if name is None:
        return {row.event_id}
    connection.execute(update(MENTIONS).where(rest).values(component=name))
    assigned = settle_component(connection, [name], embedder.threshold_shift)
    return apply_clusters(connection, assigned) | {row.event_id}


def _put_in(
    connection: Connection, id_: str, report_id: str, mention: EventMention, embedder: Embedder
) -> set[str]:
    """Add a mention to a report that the ledger holds; return the events that this touches."""
    stored = load_report(connection, report_id)
    vector = pack_vectors(embedder.embed((mention,)))[0]
    feature = feature_of(mention, id_, report_id, stored.known_on, vector)
    merge = merge_mentions(connection, [feature], embedder.threshold_shift)
    for old, name in merge.renamed.items():
        connection.execute(update(MENTIONS).where(MENTIONS.c.component == old).values(component=name))
    entry = Entry(stored.report, (mention,), stored.known_on, stored.retrieved_at)
    add_mentions(connection, entry, [feature], merge.component, merge.assigned)
    return apply_clusters(connection, merge.assigned)


def _count_numbers(connection: Connection, report_id: str) -> None:
    """Give the numbers of a report to its mentions anew: to which one depends on the others."""
    stored = load_report(connection, report_id)
    for some in batches(mention.id for mention in stored.mentions):
        connection.execute(delete(NUMBERS).where(NUMBERS.c.mention_id.in_(some)))
    sentences = {s.index: (s.span.start, s.text) for s in stored.report.sentences}
    found = assign_numbers([m.mention for m in stored.mentions], sentences)
    rows = number_rows([m.id for m in stored.mentions], found)
    if rows:
        connection.execute(insert(NUMBERS), rows)


def _gold_row(row: Any, events: list[EventMention]) -> dict[str, Any]:
    return {
        "doc": row.report_id,
        "sent": row.number,
        "date": row.published.isoformat() if row.published else "",
        "outlet": row.outlet,
        "headline": row.headline,
        "text": row.text,
        "events": [_gold_event(e) for e in sorted(events, key=lambda e: e.trigger_span.start)],
    }


def _gold_event(event: EventMention) -> dict[str, Any]:
    return {
        "type": event.type,
        "trigger": event.trigger,
        "actor": [_gold_party(party) for party in event.actor],
        "recipient": [_gold_party(party) for party in event.recipient],
        "via": [_gold_party(party) for party in event.via],
        "said_by": _gold_source(event.said_by),
        "status": event.status,
        "hedged": event.hedged,
        "mode": event.mode,
        "place": event.place.text if event.place else None,
    }


def _gold_party(party: Party) -> dict[str, str]:
    return {"text": party.text, "who": party.who, "sector": party.sector}


def _gold_source(source: Source | None) -> dict[str, str] | None:
    return {"text": source.text, "who": source.who, "kind": source.kind} if source else None
