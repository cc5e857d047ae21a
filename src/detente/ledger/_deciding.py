"""The decisions of people: events put together or taken apart, for good."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, and_, delete, insert, or_, select

from detente.errors import LedgerError, UnknownRecordError, UsageError
from detente.ledger._asking import find_event_id
from detente.ledger._clustering import Assignment
from detente.ledger._engine import stamp
from detente.ledger._likeness import Embedder
from detente.ledger._merging import batches, settle_component
from detente.ledger._tables import DECISIONS, MENTIONS
from detente.ledger._writing import apply_clusters, refresh_events

__all__ = ["merge_events", "split_event"]


def merge_events(connection: Connection, events: Sequence[str], by: str, embedder: Embedder) -> str:
    """Put events together, and return the identifier of the one they make.

    Raises:
        LedgerError: There is no such event, or one without mentions.
        UsageError: Fewer than two different events are given.
    """
    ids = list(dict.fromkeys(find_event_id(connection, given) for given in events))
    if len(ids) < 2:
        raise UsageError("two different events are needed", where=events[0])
    members = {id_: _mentions_of(connection, id_) for id_ in ids}
    for id_, found in members.items():
        if not found:
            raise LedgerError("an event from a data set has no mentions to merge", where=id_)
    everyone = [mention for found in members.values() for mention in found]
    # The later decision holds: what was set apart before and is now together is no longer apart.
    _forget(connection, "apart", everyone, everyone)
    _settle(connection, everyone, embedder)
    _unite(connection, everyone, by)
    return find_event_id(connection, ids[0])


def split_event(
    connection: Connection, event: str, mentions: Sequence[str], by: str, embedder: Embedder
) -> tuple[str, str]:
    """Take mentions out of an event; return the identifiers of the event that stays and of the new one.

    Raises:
        LedgerError: There is no such event, or it has no such mention.
        UsageError: No mention or all of them are given.
    """
    id_ = find_event_id(connection, event)
    held = _mentions_of(connection, id_)
    go = sorted({_find_mention(held, given) for given in mentions})
    stay = [mention for mention in held if mention not in go]
    if not go or not stay:
        raise UsageError("some of an event's mentions are needed, not none and not all", where=event)
    _forget(connection, "same", go, stay)
    moment = stamp()
    rows = [
        {"kind": "apart", "first": min(a, b), "second": max(a, b), "made_at": moment, "made_by": by}
        for a in go
        for b in stay
    ]
    _forget(connection, "apart", go, stay)
    for some in batches(rows):
        connection.execute(insert(DECISIONS), some)
    _settle(connection, held, embedder)
    for side in (go, stay):
        _unite(connection, side, by)
    return find_event_id(connection, stay[0]), find_event_id(connection, go[0])


def _find_mention(held: Iterable[str], given: str) -> str:
    found = [mention for mention in held if mention.startswith(given.strip().lower())]
    if len(found) != 1 or not given.strip():
        what = "the event has no such mention" if not found else "more than one of its mentions begins so"
        raise UnknownRecordError(what, where=given, hint="`detente ledger show` lists them")
    return found[0]


def _mentions_of(connection: Connection, event_id: str) -> list[str]:
    query = select(MENTIONS.c.id).where(MENTIONS.c.event_id == event_id).order_by(MENTIONS.c.id)
    return list(connection.scalars(query))


def _settle(connection: Connection, mentions: Sequence[str], embedder: Embedder) -> None:
    names: set[str] = set()
    for some in batches(mentions):
        names |= set(connection.scalars(select(MENTIONS.c.component).where(MENTIONS.c.id.in_(some))))
    assigned = settle_component(connection, sorted(names), embedder.threshold_shift)
    refresh_events(connection, apply_clusters(connection, assigned))


def _unite(connection: Connection, mentions: Sequence[str], by: str) -> None:
    """Hold mentions together that the rules, left alone, would not: one decision for each further cluster."""
    heads: dict[str, str] = {}
    for some in batches(mentions):
        columns = (MENTIONS.c.id, MENTIONS.c.cluster)
        for row in connection.execute(select(*columns).where(MENTIONS.c.id.in_(some))):
            heads[row.cluster] = min(row.id, heads.get(row.cluster, row.id))
    first, *others = sorted(heads.values())
    for other in others:
        _forget(connection, "same", [first], [other])
        decision = {"kind": "same", "first": first, "second": other, "made_at": stamp(), "made_by": by}
        connection.execute(insert(DECISIONS).values(decision))
    touched: set[str] = set()
    if others:
        rows = connection.execute(select(MENTIONS).where(MENTIONS.c.id.in_(sorted(heads.values())))).all()
        touched = apply_clusters(
            connection,
            {
                row.id: Assignment(row.cluster, row.merged_with, row.merged_score, row.merged_why)
                for row in rows
            },
        )
    refresh_events(connection, touched)


def _forget(connection: Connection, kind: str, one: Sequence[str], other: Sequence[str]) -> None:
    rows = connection.execute(
        select(DECISIONS.c.first, DECISIONS.c.second).where(DECISIONS.c.kind == kind)
    ).all()
    left, right = set(one), set(other)
    gone = [
        (row.first, row.second)
        for row in rows
        if (row.first in left and row.second in right) or (row.first in right and row.second in left)
    ]
    for some in batches(gone, 100):
        pairs = or_(*(and_(DECISIONS.c.first == a, DECISIONS.c.second == b) for a, b in some))
        connection.execute(delete(DECISIONS).where(DECISIONS.c.kind == kind, pairs))
