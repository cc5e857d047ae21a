"""Asking: events and accounts, as all reports tell them or as they were known on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, literal_column, not_, or_, select

from detente.errors import LedgerError, UnknownRecordError
from detente.ledger._account import derive_claims, derive_event, derive_history, derive_numbers
from detente.ledger._docket import Matter, build_docket
from detente.ledger._features import merging_order
from detente.ledger._given import check_codes, check_limit, check_period, check_statuses, check_types, day_of
from detente.ledger._loading import Pause, event_of_row, load_statements, load_versions, paced
from detente.ledger._merging import batches
from detente.ledger._tables import CLAIMS, EVENTS, MENTIONS, NUMBERS, REPORTS, SENTENCES
from detente.ledger.records import Account, Event, MergedMention, StatusChange

__all__ = [
    "Filter",
    "changed_events",
    "find_event_id",
    "load_account",
    "load_announced",
    "load_docket",
    "load_events",
    "load_sentences",
]

_SHORTEST_PREFIX = 4
# What both databases can count to.
_MOST_ROWS = 2**63 - 1
# SQLite nests no condition deeper than 1,000, and takes a row of ORs for one within the other.
_CODES_TOGETHER = 200
_BLANK: ColumnElement[str] = literal_column("' '")
_MATTERS = ("AGREE", "REQUEST", "THREATEN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which events are asked for; a field left out asks for all.

    Attributes:
        types: PLOVER types.
        parties: Codes of parties of which one at least acts or is acted on.
        actor: Code of a party that acts.
        recipient: Code of a party that is acted on.
        since: First day of the event.
        until: Last day of the event.
        statuses: Statuses.
        origin: "reports", or the data set from which the events came.

    Raises:
        UsageError: There is no such type or status, a text is given for several, or a day is none.
    """

    types: Collection[str] = ()
    parties: Collection[str] = ()
    actor: str | None = None
    recipient: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    statuses: Collection[str] = ()
    origin: str | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be meant: it would be answered by nothing, as if nothing had happened."""
        check_types(self.types)
        check_codes(self.parties, "parties")
        check_statuses(self.statuses)
        since, until = check_period(self.since, self.until)
        object.__setattr__(self, "since", since)
        object.__setattr__(self, "until", until)

    def accepts(self, event: Event) -> bool:
        """Return whether an event is asked for."""
        return (
            (not self.types or event.type in self.types)
            and (not self.parties or bool({*event.actor, *event.recipient} & set(self.parties)))
            and (self.actor is None or self.actor in event.actor)
            and (self.recipient is None or self.recipient in event.recipient)
            and (self.since is None or (event.day is not None and event.day >= self.since))
            and (self.until is None or (event.day is not None and event.day <= self.until))
            and (not self.statuses or event.status in self.statuses)
            and (self.origin is None or event.origin == self.origin)
        )

    def clauses(self) -> list[ColumnElement[bool]]:
        """Return the same as conditions on the events table."""
        clauses: list[ColumnElement[bool]] = []
        if self.types:
            clauses.append(EVENTS.c.type.in_(sorted(self.types)))
        if self.parties:
            clauses.append(_holds_any(sorted(self.parties)))
        if self.actor is not None:
            clauses.append(_holds(EVENTS.c.actor, self.actor))
        if self.recipient is not None:
            clauses.append(_holds(EVENTS.c.recipient, self.recipient))
        if self.since is not None:
            clauses.append(EVENTS.c.day >= self.since)
        if self.until is not None:
            clauses.append(EVENTS.c.day <= self.until)
        if self.statuses:
            clauses.append(EVENTS.c.status.in_(sorted(self.statuses)))
        if self.origin is not None:
            clauses.append(EVENTS.c.origin == self.origin)
        return clauses


def load_events(
    connection: Connection,
    wanted: Filter,
    as_of: dt.date | None = None,
    limit: int | None = None,
    pause: Pause | None = None,
) -> list[Event]:
    """Return the events asked for, by day, then by when they became known; those without a day come last.

    Args:
        connection: A connection.
        wanted: Which.
        as_of: The last day from which reports count; None for all.
        limit: The most to return; None for all.
        pause: Called now and then.

    Raises:
        UsageError: `as_of` is no day, or the limit below 0.
    """
    as_of = day_of(as_of, "as_of")
    check_limit(limit, "limit")
    limit = None if limit is None else min(limit, _MOST_ROWS)
    order = (EVENTS.c.day.is_(None), EVENTS.c.day, EVENTS.c.first_known, EVENTS.c.id)
    query = select(EVENTS).where(and_(True, *wanted.clauses())).order_by(*order)
    if as_of is None:
        return [event_of_row(row) for row in paced(connection.execute(query.limit(limit)), pause)]
    settled = query.where(EVENTS.c.settled_on <= as_of)
    events = [event_of_row(row) for row in paced(connection.execute(settled), pause)]
    events += filter(wanted.accepts, changed_events(connection, as_of))
    events.sort(
        key=lambda event: (event.day is None, event.day or event.first_known, event.first_known, event.id)
    )
    return events[:limit]


def changed_events(connection: Connection, as_of: dt.date) -> list[Event]:
    """Return as they were known on a day those events of which more became known since."""
    later = EVENTS.c.settled_on > EVENTS.c.first_known  # as the index of such events has it
    ids = connection.scalars(
        select(EVENTS.c.id).where(later, EVENTS.c.first_known <= as_of, EVENTS.c.settled_on > as_of)
    )
    events = []
    for some in batches(ids):
        statements = load_statements(connection, some)
        versions = load_versions(connection, {s.url for found in statements.values() for s in found})
        for id_, found in statements.items():
            event = derive_event(id_, found, versions, as_of)
            if event is not None:
                events.append(event)
    return events


def find_event_id(connection: Connection, given: str) -> str:
    """Return the event that a person names, by its identifier, a mention's, or the beginning of one.

    Raises:
        UnknownRecordError: There is none, or more than one.
    """
    name = given.strip().lower()
    query = select(MENTIONS.c.event_id).where(MENTIONS.c.id == name)
    found = set(connection.scalars(query))
    if not found:
        found = set(connection.scalars(select(EVENTS.c.id).where(EVENTS.c.id == name)))
    if not found and len(name) >= _SHORTEST_PREFIX and name.isalnum():
        found = set(connection.scalars(select(EVENTS.c.id).where(EVENTS.c.id.startswith(name)).limit(2)))
        if not found:
            query = select(MENTIONS.c.event_id).where(MENTIONS.c.id.startswith(name)).limit(20)
            found = set(connection.scalars(query))
    if not found:
        raise UnknownRecordError(
            "there is no such event", where=given, hint="`detente ledger list` shows their names"
        )
    if len(found) > 1:
        raise UnknownRecordError("more than one event begins so", where=given, hint="give more of the name")
    return str(found.pop())


def load_account(connection: Connection, given: str, as_of: dt.date | None = None) -> Account:
    """Return all that is known of an event.

    Args:
        connection: A connection.
        given: The event, as `find_event_id` takes it.
        as_of: The last day from which reports count; None for all.

    Raises:
        UnknownRecordError: There is no such event, or nothing was known of it on that day.
        UsageError: `as_of` is no day.
    """
    as_of = day_of(as_of, "as_of")
    id_ = find_event_id(connection, given)
    statements = load_statements(connection, [id_]).get(id_, [])
    if not statements:
        return _load_coded_account(connection, given, id_, as_of)
    versions = load_versions(connection, {s.url for s in statements})
    event = derive_event(id_, statements, versions, as_of)
    if event is None:
        raise UnknownRecordError(f"nothing was known of it on {as_of}", where=given)
    claims = derive_claims(statements, versions, as_of)
    known = [s for s in statements if as_of is None or s.known_on <= as_of]
    history = [
        change for change in derive_history(statements, versions) if as_of is None or change.day <= as_of
    ]
    said = connection.execute(
        select(NUMBERS)
        .join(MENTIONS, MENTIONS.c.id == NUMBERS.c.mention_id)
        .where(MENTIONS.c.event_id == id_)
    )
    return Account(
        event=event,
        mentions=_load_mentions(connection, id_, {s.mention for s in known}),
        claims=claims,
        numbers=derive_numbers(((n.mention_id, n.kind, n.value, n.bound, n.text) for n in said), claims),
        history=tuple(history),
    )


def _load_coded_account(connection: Connection, given: str, id_: str, as_of: dt.date | None) -> Account:
    from detente.ledger._coded import load_coded

    event = event_of_row(connection.execute(select(EVENTS).where(EVENTS.c.id == id_)).one())
    if as_of is not None and event.first_known > as_of:
        raise LedgerError(f"nothing was known of it on {as_of}", where=given)
    change = StatusChange(event.first_known, event.status, event.grade, event.disputed)
    coded = load_coded(connection, id_)
    return Account(event=event, mentions=(), claims=(), numbers=(), history=(change,), coded=coded)


def _load_mentions(connection: Connection, event_id: str, known: set[str]) -> tuple[MergedMention, ...]:
    query = (
        select(MENTIONS, REPORTS.c.outlet, REPORTS.c.known_on, SENTENCES.c.text)
        .join(REPORTS, REPORTS.c.id == MENTIONS.c.report_id)
        .join(
            SENTENCES,
            (SENTENCES.c.report_id == MENTIONS.c.report_id) & (SENTENCES.c.number == MENTIONS.c.sentence),
        )
        .where(MENTIONS.c.event_id == event_id)
    )
    rows = [row for row in connection.execute(query) if row.id in known]
    rows.sort(key=lambda row: merging_order(row.known, row.report_id, row.sentence, row.start, row.id))
    return tuple(
        MergedMention(
            id=row.id,
            report_id=row.report_id,
            outlet=row.outlet,
            known_on=row.known_on,
            sentence=row.text,
            trigger=row.trigger,
            merged_with=row.merged_with,
            score=row.merged_score,
            why=row.merged_why or ("first" if number == 0 else "decision"),
        )
        for number, row in enumerate(rows)
    )


def _holds(column: ColumnElement[str], party: str) -> ColumnElement[bool]:
    return (_BLANK + column + _BLANK).contains(f" {party} ", autoescape=True)


def _holds_any(parties: Sequence[str]) -> ColumnElement[bool]:
    # Two blanks between: no code reaches from one list into the other.
    both = EVENTS.c.actor + _BLANK + _BLANK + EVENTS.c.recipient
    alike = [or_(*(_holds(both, party) for party in some)) for some in batches(parties, _CODES_TOGETHER)]
    # "None of them is not so" is "one of them is so", in brackets that SQLAlchemy leaves where they are.
    return alike[0] if len(alike) == 1 else not_(and_(*(not_(one) for one in alike)))


def load_sentences(
    connection: Connection, as_of: dt.date | None = None, pause: Pause | None = None
) -> dict[str, list[str]]:
    """Return the sentences that tell of each event that may be an open matter, in merging order."""
    query = (
        select(
            MENTIONS.c.event_id,
            MENTIONS.c.known,
            MENTIONS.c.report_id,
            MENTIONS.c.sentence,
            MENTIONS.c.start,
            MENTIONS.c.id,
            SENTENCES.c.text,
        )
        .join(
            SENTENCES,
            (SENTENCES.c.report_id == MENTIONS.c.report_id) & (SENTENCES.c.number == MENTIONS.c.sentence),
        )
        .where(or_(MENTIONS.c.type.in_(_MATTERS), MENTIONS.c.status == "future"))
    )
    if as_of is not None:
        query = query.where(MENTIONS.c.known <= as_of.toordinal())
    rows = sorted(
        paced(connection.execute(query), pause),
        key=lambda row: merging_order(row.known, row.report_id, row.sentence, row.start, row.id),
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.event_id, []).append(row.text)
    return found


def load_announced(connection: Connection, as_of: dt.date | None = None) -> frozenset[str]:
    """Return the events that somebody announced, as far as that was known on a day."""
    query = (
        select(MENTIONS.c.event_id)
        .join(CLAIMS, CLAIMS.c.mention_id == MENTIONS.c.id)
        .where(CLAIMS.c.stance == "announces")
        .distinct()
    )
    if as_of is not None:
        query = query.where(MENTIONS.c.known <= as_of.toordinal())
    return frozenset(connection.scalars(query))


def load_docket(
    connection: Connection, as_of: dt.date | None = None, pause: Pause | None = None
) -> list[Matter]:
    """Return all matters of the events of reports, as known on a day; `pause` is called now and then.

    Raises:
        UsageError: `as_of` is no day.
    """
    as_of = day_of(as_of, "as_of")
    events = load_events(connection, Filter(origin="reports"), as_of, pause=pause)
    announced = load_announced(connection, as_of)
    sentences = load_sentences(connection, as_of, pause)
    return build_docket(events, announced, as_of, sentences, pause)
