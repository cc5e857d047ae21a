"""What pages ask of a ledger beyond the account: events by the page, days, parties, places, what changed."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, text

from detente.ledger._account import derive_event
from detente.ledger._asking import Filter, changed_events, find_event_id
from detente.ledger._counting import ALL
from detente.ledger._loading import event_of_row, load_statements, load_versions
from detente.ledger._measures import DayMeasure, Dyad, load_direction_days, load_dyads, measure_days
from detente.ledger._merging import batches
from detente.ledger._stored import ReportLine, StoredReport, count_reports, list_reports, load_report
from detente.ledger._tables import DYADS, EVENTS, MENTIONS, REPORTS, SENTENCES
from detente.ledger.records import Event

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["Browser", "Change", "Context", "EventPage", "EventQuery", "KnownDays", "PlaceCount"]

Answer = TypeVar("Answer")
Act = tuple[dt.date, str, str, str]
KEPT_DAYS = 8


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

    @property
    def base(self) -> Filter:
        """The part that the account's own filter knows."""
        return Filter(
            types=self.types,
            parties=self.parties,
            actor=self.actor,
            recipient=self.recipient,
            since=self.since,
            until=self.until,
            statuses=self.statuses,
        )

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
            query = query.join(SENTENCES, same).where(SENTENCES.c.text.icontains(self.text, autoescape=True))
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


class Browser:
    """Questions that pages ask of a ledger; close it before the ledger.

    Args:
        ledger: The ledger.

    Example:
        >>> import tempfile
        >>> from detente.ledger import Ledger
        >>> with Ledger(tempfile.mkdtemp() + "/crisis.db") as ledger, Browser(ledger) as browser:
        ...     browser.find_events(EventQuery(text="convoy")).total
        0
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._changed: OrderedDict[tuple[str, dt.date], list[Event]] = OrderedDict()
        self._watch: Any = None

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection that watches for changes."""
        with self._lock:
            if self._watch is not None:
                self._watch.close()
                self._watch = None

    def revision(self) -> str:
        """Return a text that is another after each change of the ledger, by whatever program."""
        if self._ledger._engine.dialect.name != "sqlite":
            return self._ask(_count_changes)
        with self._ledger._translating(), self._lock:
            if self._watch is None:
                # Kept out of the pool: the counter tells of changes made by other connections only.
                self._watch = self._ledger._engine.raw_connection()
                self._watch.detach()
            row = self._watch.cursor().execute("PRAGMA data_version").fetchone()
        return str(row[0])

    def known_days(self) -> KnownDays | None:
        """Return the days from the first report to the last, or None when there is no report."""
        query = select(func.min(REPORTS.c.known_on), func.max(REPORTS.c.known_on))
        first, last = self._ask(lambda c: c.execute(query).one())
        return None if first is None else KnownDays(first, last)

    def find_events(
        self,
        query: EventQuery,
        *,
        as_of: dt.date | None = None,
        limit: int = 50,
        offset: int = 0,
        newest_first: bool = True,
    ) -> EventPage:
        """Return some of the events asked for, by day; those without a day come last.

        Args:
            query: Which.
            as_of: The last day from which reports count; None for all.
            limit: The most to return.
            offset: How many to leave out before.
            newest_first: Whether the last day comes first.
        """
        return self._ask(lambda c: self._find(c, query, as_of, limit, offset, newest_first))

    def count_by(
        self, column: str, query: EventQuery, *, as_of: dt.date | None = None
    ) -> dict[tuple[Any, str], int]:
        """Return how many events there are for each value of a column ("day" or "type") and quad class."""

        def ask(connection: Connection) -> dict[tuple[Any, str], int]:
            key = EVENTS.c[column]
            counts: Counter[tuple[Any, str]] = Counter()
            wanted = and_(True, *query.clauses())
            told = query.told_by(connection, as_of)
            if as_of is not None:
                wanted = and_(wanted, EVENTS.c.settled_on <= as_of)
                for event in self._changed_of(connection, query, as_of, told):
                    counts[getattr(event, column), event.quad_class] += 1
            if told is None:
                rows = select(key, EVENTS.c.quad_class, func.count()).where(wanted)
                for value, quad_class, number in connection.execute(rows.group_by(key, EVENTS.c.quad_class)):
                    counts[value, quad_class] += number
            else:
                for id_, value, quad_class in connection.execute(
                    select(EVENTS.c.id, key, EVENTS.c.quad_class).where(wanted)
                ):
                    counts[value, quad_class] += id_ in told
            return {found: number for found, number in counts.items() if number}

        return self._ask(ask)

    def day_events(self, days: Collection[dt.date], *, as_of: dt.date | None = None) -> list[Event]:
        """Return the counted events of some days, those with the strongest intensity first."""

        def ask(connection: Connection) -> list[Event]:
            query = select(EVENTS).where(EVENTS.c.counted, EVENTS.c.day.in_(sorted(days)))
            changed: list[Event] = []
            if as_of is not None:
                query = query.where(EVENTS.c.settled_on <= as_of)
                changed = [e for e in self._load_changed(connection, as_of) if e.counted and e.day in days]
            events = [event_of_row(row) for row in connection.execute(query)] + changed
            return sorted(events, key=lambda e: (-abs(e.intensity), -e.reports, e.id))

        return self._ask(ask)

    def changes(self, since: dt.date, *, as_of: dt.date | None = None) -> list[Change]:
        """Return what became known of events by reports later than a day, new events first.

        Args:
            since: The day; what was known on it is the state before.
            as_of: The last day from which reports count; None for all.
        """
        return self._ask(lambda c: _load_changes(c, since, as_of or dt.date.max))

    def direction_days(self, one: str, other: str, *, as_of: dt.date | None = None) -> list[DayMeasure]:
        """Return the counts of each day in each direction of a pair; `one` of a row acts on its `other`.

        Tension is of pairs, not of directions, and is 0 here.
        """
        return self._ask(
            lambda c: load_direction_days(c, (one, other), as_of, changed=self._load_changed(c, as_of))
        )

    def dyads(self, *, as_of: dt.date | None = None) -> list[Dyad]:
        """Return what each party did to each other, as `Ledger.dyads` does."""
        return self._ask(lambda c: load_dyads(c, as_of=as_of, changed=self._load_changed(c, as_of)))

    def measures(
        self, *pairs: tuple[str, str], until: dt.date | None = None, as_of: dt.date | None = None
    ) -> list[DayMeasure]:
        """Return the measures of each day of each pair, or of the crisis, as `Ledger.measures` does."""
        wanted = pairs or [(ALL, ALL)]
        return self._ask(
            lambda c: measure_days(c, wanted, until=until, as_of=as_of, changed=self._load_changed(c, as_of))
        )

    def acts(self, *, as_of: dt.date | None = None) -> tuple[list[Act], int]:
        """Return day, actor, type and recipient of each counted event, once for each pair of known parties.

        They come by day; with them comes how many events give none: they did not happen, or lack a day or a
        known party on one side. A fraction of the time of loading the events.
        """
        return self._ask(lambda c: self._load_acts(c, as_of))

    def places(self, *, since: dt.date | None = None, as_of: dt.date | None = None) -> list[PlaceCount]:
        """Return the places finer than a state at which counted events happened, the most frequent first."""
        return self._ask(lambda c: self._load_places(c, since, as_of))

    def contexts(self, mentions: Sequence[str]) -> dict[str, Context]:
        """Return the sentences before and after that of each mention."""
        return self._ask(lambda c: _load_contexts(c, mentions))

    def outlets(self) -> dict[str, int]:
        """Return the outlets with their number of reports, the most frequent first; "" is left out."""
        query = select(REPORTS.c.outlet, func.count()).group_by(REPORTS.c.outlet)
        found = self._ask(lambda c: [tuple(row) for row in c.execute(query)])
        named = [(outlet, number) for outlet, number in found if outlet]
        return dict(sorted(named, key=lambda item: (-item[1], item[0])))

    def report(self, id_: str) -> StoredReport:
        """Return a report with its mentions, its versions and its copies.

        Raises:
            UnknownRecordError: There is no such report.
        """
        return self._ask(lambda c: load_report(c, id_))

    def reports(
        self, *, text: str = "", as_of: dt.date | None = None, limit: int = 50, offset: int = 0
    ) -> tuple[list[ReportLine], int]:
        """Return some of the reports, the last known first, and how many there are.

        Args:
            text: Words that stand in the headline or the outlet's name; "" for all.
            as_of: The last day from which reports count; None for all.
            limit: The most to return.
            offset: How many to leave out before.
        """
        return self._ask(
            lambda c: (list_reports(c, text, limit, offset, as_of), count_reports(c, text, as_of))
        )

    def event_id(self, given: str) -> str:
        """Return the identifier of the event that a person names.

        Raises:
            UnknownRecordError: There is none, or more than one.
        """
        return self._ask(lambda c: find_event_id(c, given))

    def _ask(self, question: Callable[[Connection], Answer]) -> Answer:
        with self._ledger._reading() as connection:
            return question(connection)

    def _find(
        self,
        connection: Connection,
        query: EventQuery,
        as_of: dt.date | None,
        limit: int,
        offset: int,
        newest_first: bool,
    ) -> EventPage:
        wanted = and_(True, *query.clauses())
        told = query.told_by(connection, as_of)
        changed: list[Event] = []
        if as_of is not None:
            wanted = and_(wanted, EVENTS.c.settled_on <= as_of)
            changed = self._changed_of(connection, query, as_of, told)
        keys = (EVENTS.c.day, EVENTS.c.first_known, EVENTS.c.id)
        day, *rest = (key.desc() if newest_first else key.asc() for key in keys)
        # In this form the database reads the index of events by day, and sorts nothing.
        order = (day.nulls_last(), *rest)
        if told is not None:
            ids = [
                id_
                for id_ in connection.scalars(select(EVENTS.c.id).where(wanted).order_by(*order))
                if id_ in told
            ]
            total, chosen = len(ids), ids[: limit + offset]
            rows = [row for some in batches(chosen) for row in _rows_of(connection, some)]
        else:
            total = connection.scalar(select(func.count()).select_from(EVENTS).where(wanted)) or 0
            page = select(EVENTS).where(wanted).order_by(*order).limit(limit + offset)
            if not changed:
                found = connection.execute(page.limit(limit).offset(offset))
                return EventPage(tuple(event_of_row(row) for row in found), total)
            rows = list(connection.execute(page))
        events = _in_order([event_of_row(row) for row in rows] + changed, newest_first)
        return EventPage(tuple(events[offset : offset + limit]), total + len(changed))

    def _changed_of(
        self, connection: Connection, query: EventQuery, as_of: dt.date, told: frozenset[str] | None
    ) -> list[Event]:
        found = [event for event in self._load_changed(connection, as_of) if query.accepts(event)]
        return found if told is None else [event for event in found if event.id in told]

    def _load_changed(self, connection: Connection, as_of: dt.date | None) -> list[Event]:
        """Return the events of which more became known since a day; kept, since each part of a page asks."""
        if as_of is None:
            return []
        key = (self.revision(), as_of)
        with self._lock:
            kept = self._changed.get(key)
        if kept is None:
            kept = changed_events(connection, as_of)
            with self._lock:
                self._changed[key] = kept
                while len(self._changed) > KEPT_DAYS:
                    self._changed.popitem(last=False)
        return kept

    def _load_acts(self, connection: Connection, as_of: dt.date | None) -> tuple[list[Act], int]:
        pair = (DYADS.c.actor, DYADS.c.recipient)
        known = and_(pair[0] != pair[1], *(column.not_in(("UNK", ALL)) for column in pair))
        query = (
            select(EVENTS.c.day, EVENTS.c.first_known, EVENTS.c.id, pair[0], EVENTS.c.type, pair[1])
            .join(EVENTS, EVENTS.c.id == DYADS.c.event_id)
            .where(known)
        )
        number = select(func.count()).select_from(EVENTS)
        changed = self._load_changed(connection, as_of)
        if as_of is not None:
            query = query.where(EVENTS.c.settled_on <= as_of)
            number = number.where(EVENTS.c.settled_on <= as_of)
        rows = [tuple(row) for row in connection.execute(query)]
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

    def _load_places(
        self, connection: Connection, since: dt.date | None, as_of: dt.date | None
    ) -> list[PlaceCount]:
        spot = tuple(EVENTS.c[name] for name in ("place", "lat", "lon", "country"))
        conflict = EVENTS.c.quad_class.endswith("conflict")
        query = (
            select(*spot, func.count(), func.sum(case((conflict, 1), else_=0)), func.min(EVENTS.c.intensity))
            .where(EVENTS.c.counted, *(column.is_not(None) for column in spot[:3]), EVENTS.c.place != "")
            .group_by(*spot)
        )
        if since is not None:
            query = query.where(EVENTS.c.day >= since)
        if as_of is not None:
            query = query.where(EVENTS.c.settled_on <= as_of)
        rows = [tuple(row) for row in connection.execute(query)]
        rows += [
            (e.place, e.lat, e.lon, e.country, 1, int(e.quad_class.endswith("conflict")), e.intensity)
            for e in self._load_changed(connection, as_of)
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


def _rows_of(connection: Connection, ids: Sequence[str]) -> Sequence[Any]:
    return connection.execute(select(EVENTS).where(EVENTS.c.id.in_(ids))).all()


def _in_order(events: Iterable[Event], newest_first: bool) -> list[Event]:
    def key(event: Event) -> tuple[dt.date, dt.date, str]:
        return event.day or event.first_known, event.first_known, event.id

    found = list(events)
    dated = sorted((event for event in found if event.day is not None), key=key, reverse=newest_first)
    return dated + sorted((event for event in found if event.day is None), key=key, reverse=newest_first)


def _count_changes(connection: Connection) -> str:
    # Every writing transaction of the ledger's adds a report, a decision or a verdict, or takes one away.
    query = text(
        "SELECT (SELECT COUNT(*) FROM reports), (SELECT MAX(retrieved_at) FROM reports), "
        "(SELECT COUNT(*) FROM decisions), (SELECT MAX(made_at) FROM decisions), "
        "(SELECT COUNT(*) FROM verdicts), (SELECT MAX(made_at) FROM verdicts), (SELECT COUNT(*) FROM events)"
    )
    return "-".join(str(value) for value in connection.execute(query).one())


def _load_changes(connection: Connection, since: dt.date, as_of: dt.date) -> list[Change]:
    ids = connection.scalars(
        select(EVENTS.c.id).where(EVENTS.c.first_known <= as_of, EVENTS.c.settled_on > since)
    )
    changes = []
    for some in batches(ids):
        statements = load_statements(connection, some)
        versions = load_versions(connection, {s.url for found in statements.values() for s in found})
        for id_, found in statements.items():
            now = derive_event(id_, found, versions, as_of)
            before = derive_event(id_, found, versions, since)
            if now is not None and (before is None or _told(before) != _told(now)):
                changes.append(Change(now, before))
    return sorted(changes, key=lambda c: (c.before is not None, -abs(c.event.intensity), c.event.id))


def _told(event: Event) -> tuple[object, ...]:
    """Return what a reader would call a change when it differs; one more report of the same is none."""
    return (event.type, event.actor, event.recipient, event.status, event.grade, event.disputed, event.day)


def _load_contexts(connection: Connection, mentions: Iterable[str]) -> dict[str, Context]:
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
