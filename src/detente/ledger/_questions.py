"""What pages ask of a ledger, and what they get: the question for events, and the records of answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from detente.ledger._asking import Filter
from detente.ledger._given import check_codes, check_grades, check_pairs
from detente.ledger._tables import EVENTS, MENTIONS, REPORTS, SENTENCES
from detente.ledger.records import Event

__all__ = ["Change", "Context", "EventPage", "EventQuery", "KnownDays", "PlaceCount", "TypeCounts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery:
    """Which events a page shows; a field left out asks for all.

    Attributes:
        types: PLOVER types.
        parties: Codes of parties of which one at least acts or is acted on.
        actor: Code of a party that acts.
        recipient: Code of a party that is acted on.
        between: Two parties of which one acts on the other, in either direction.
        statuses: Statuses.
        grades: Grades.
        outlets: Outlets of which one at least reported it.
        text: Words that stand, just so, in a sentence that tells of it; "" for all.
        since: First day of the event.
        until: Last day of the event.

    Raises:
        UsageError: There is no such type, status or grade, a text is given for several, a day is none, or the
            first comes after the last.
    """

    types: Collection[str] = ()
    parties: Collection[str] = ()
    actor: str | None = None
    recipient: str | None = None
    between: tuple[str, str] | None = None
    statuses: Collection[str] = ()
    grades: Collection[str] = ()
    outlets: Collection[str] = ()
    text: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    base: Filter = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the part that the account's own filter knows, which refuses what can't be meant."""
        base = Filter(
            types=self.types,
            parties=self.parties,
            actor=self.actor,
            recipient=self.recipient,
            since=self.since,
            until=self.until,
            statuses=self.statuses,
        )
        check_grades(self.grades)
        check_codes(self.outlets, "outlets")
        check_pairs([] if self.between is None else [self.between])
        for name, value in (("base", base), ("since", base.since), ("until", base.until)):
            object.__setattr__(self, name, value)

    def accepts(self, event: Event) -> bool:
        """Return whether an event is asked for, leaving `outlets` and `text` aside."""
        one, other = self.between or ("", "")
        return (
            self.base.accepts(event)
            and (not self.grades or event.grade in self.grades)
            and (
                self.between is None
                or (one in event.actor and other in event.recipient)
                or (other in event.actor and one in event.recipient)
            )
        )

    def clauses(self) -> list[ColumnElement[bool]]:
        """Return the same as conditions on the events table, leaving `outlets` and `text` aside."""
        found = self.base.clauses()
        if self.grades:
            found.append(EVENTS.c.grade.in_(sorted(self.grades)))
        if self.between is not None:
            one, other = self.between
            ways = (Filter(actor=one, recipient=other), Filter(actor=other, recipient=one))
            found.append(or_(*(and_(*way.clauses()) for way in ways)))
        return found

    def told_by(self, connection: Connection, as_of: dt.date | None) -> frozenset[str] | None:
        """Return the events of mentions that `outlets` and `text` ask for; None when they ask for all."""
        if not self.outlets and not self.text:
            return None
        query = select(MENTIONS.c.event_id)
        if as_of is not None:
            query = query.where(MENTIONS.c.known <= as_of.toordinal())
        if self.text:
            # "|| ''" keeps SQLite from looking a sentence up for each mention, which takes ten times as long.
            same = and_(
                MENTIONS.c.report_id == SENTENCES.c.report_id.concat(""),
                MENTIONS.c.sentence == SENTENCES.c.number,
            )
            query = query.join(SENTENCES, same).where(_contains(connection, self.text))
        if self.outlets:
            reports = select(REPORTS.c.id).where(REPORTS.c.outlet.in_(sorted(self.outlets)))
            query = query.where(MENTIONS.c.report_id.in_(reports))
        return frozenset(connection.scalars(query))


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some of the events that a query asks for.

    Attributes:
        events: The events of this page.
        total: How many there are on all pages.
    """

    events: tuple[Event, ...]
    total: int


@dataclass(frozen=True, slots=True)
class KnownDays:
    """The days from the first report of a ledger to its last.

    Attributes:
        first: Day from which the first report was known.
        last: Day from which the last was.
    """

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Change:
    """What became known of an event.

    Attributes:
        event: The event as it stands now.
        before: As it stood before; None for a new one.
    """

    event: Event
    before: Event | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount:
    """Events that happened at one place.

    Attributes:
        place: Its name.
        country: ISO alpha-3 code, or None.
        lat: Degrees north.
        lon: Degrees east.
        events: How many.
        conflict: How many of them are conflict.
        worst: Least PLOVER intensity of any.
    """

    place: str
    country: str | None
    lat: float
    lon: float
    events: int
    conflict: int
    worst: float


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence with its neighbours in the report.

    Attributes:
        before: The sentence before, "" when it is the first.
        after: The sentence after, "" when it is the last.
    """

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TypeCounts:
    """How many events there are between two parties.

    Attributes:
        types: PLOVER type to the number of events that happened, the first party's on the other and back.
        total: Number of all events between them, of whatever status.
    """

    types: dict[str, tuple[int, int]]
    total: int


def _contains(connection: Connection, words: str) -> ColumnElement[bool]:
    # SQLite's LIKE looks at no case by itself, and without lowering each sentence first it takes less time.
    if connection.dialect.name == "sqlite":
        return SENTENCES.c.text.contains(words, autoescape=True)
    return SENTENCES.c.text.icontains(words, autoescape=True)
