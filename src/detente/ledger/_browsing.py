"""What pages ask of a ledger beyond the account: events by the page, days, parties, places, what changed."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, func, select

from detente.ledger._asking import changed_events, find_event_id, load_docket
from detente.ledger._counting import ALL
from detente.ledger._docket import Matter, select_matters
from detente.ledger._engine import translating
from detente.ledger._finding import count_between, count_events, find_page, load_day_events
from detente.ledger._given import check_limit, day_of
from detente.ledger._looking import (
    Act,
    count_changes,
    load_acts,
    load_changes,
    load_contexts,
    load_places,
)
from detente.ledger._measures import DayMeasure, Dyad, load_direction_days, load_dyads, measure_days
from detente.ledger._questions import (
    Change,
    Context,
    EventPage,
    EventQuery,
    KnownDays,
    PlaceCount,
    TypeCounts,
)
from detente.ledger._stored import ReportLine, StoredReport, count_reports, list_reports, load_report
from detente.ledger._tables import REPORTS
from detente.ledger.records import Event

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["Browser"]

Answer = TypeVar("Answer")
KEPT_DAYS = 8


class Browser:
    """Questions that pages ask of a ledger; close it before the ledger.

    Days and numbers are taken as `Ledger` takes them; what can't be meant is a `UsageError`.

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
            return self._ask(count_changes)
        with translating(self._ledger._where), self._lock:
            if self._watch is None:
                # Kept out of the pool: the counter tells of changes made by other connections only.
                self._watch = self._ledger._engine.raw_connection()
                self._watch.detach()
            row = self._watch.cursor().execute("PRAGMA data_version").fetchone()
        return str(row[0])

    def known_days(self) -> KnownDays | None:
        """Return the days from the first report to the last, or None when there is no report."""
        # Each by itself, so that both are read off the index.
        ends = (select(end(REPORTS.c.known_on)).scalar_subquery() for end in (func.min, func.max))
        query = select(*ends)
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
        total: int | None = None,
    ) -> EventPage:
        """Return some of the events asked for, by day; those without a day come last.

        Args:
            query: Which.
            as_of: The last day from which reports count; None for all.
            limit: The most to return.
            offset: How many to leave out before.
            newest_first: Whether the last day comes first.
            total: How many there are, where the caller has counted them; None to count.
        """
        as_of = day_of(as_of, "as_of")
        check_limit(limit, "limit")
        check_limit(offset, "offset")
        return self._ask(
            lambda c: find_page(
                c,
                query,
                as_of,
                self._load_changed(c, as_of),
                limit=limit,
                offset=offset,
                newest_first=newest_first,
                total=total,
            )
        )

    def count_by(
        self, column: str, query: EventQuery, *, as_of: dt.date | None = None
    ) -> dict[tuple[Any, str], int]:
        """Return how many events there are for each value of a column ("day" or "type") and quad class."""
        as_of = day_of(as_of, "as_of")
        return self._ask(lambda c: count_events(c, column, query, as_of, self._load_changed(c, as_of)))

    def count_between(self, one: str, other: str, *, as_of: dt.date | None = None) -> TypeCounts:
        """Return how many events of each type there are between two parties, in either direction."""
        as_of = day_of(as_of, "as_of")
        return self._ask(lambda c: count_between(c, one, other, as_of, self._load_changed(c, as_of)))

    def day_events(self, days: Collection[dt.date], *, as_of: dt.date | None = None) -> list[Event]:
        """Return the counted events of some days, those with the strongest intensity first."""
        as_of, days = day_of(as_of, "as_of"), [day_of(day, "days") for day in days]
        return self._ask(lambda c: load_day_events(c, days, as_of, self._load_changed(c, as_of)))

    def changes(self, since: dt.date, *, as_of: dt.date | None = None) -> list[Change]:
        """Return what became known of events by reports later than a day, new events first.

        Args:
            since: The day; what was known on it is the state before.
            as_of: The last day from which reports count; None for all.
        """
        as_of, since = day_of(as_of, "as_of"), day_of(since, "since")
        return self._ask(
            lambda c: load_changes(
                c, since, as_of, self._load_changed(c, as_of), self._load_changed(c, since)
            )
        )

    def direction_days(self, one: str, other: str, *, as_of: dt.date | None = None) -> list[DayMeasure]:
        """Return the counts of each day in each direction of a pair; `one` of a row acts on its `other`.

        Tension is of pairs, not of directions, and is 0 here.
        """
        as_of = day_of(as_of, "as_of")
        return self._ask(
            lambda c: load_direction_days(c, (one, other), as_of, changed=self._load_changed(c, as_of))
        )

    def dyads(self, pair: tuple[str, str] | None = None, *, as_of: dt.date | None = None) -> list[Dyad]:
        """Return what each party did to each other, as `Ledger.dyads` does, or what a pair did."""
        as_of = day_of(as_of, "as_of")
        return self._ask(
            lambda c: load_dyads(c, pair=pair, as_of=as_of, changed=self._load_changed(c, as_of))
        )

    def open_matters(
        self, *, as_of: dt.date | None = None, pause: Callable[[], None] | None = None
    ) -> list[Matter]:
        """Return the open matters, as `Ledger.docket` does.

        Args:
            as_of: The last day from which reports count; None for all.
            pause: Called now and then, since this takes seconds for a large ledger; None for nothing.
        """
        matters = self._ask(lambda c: load_docket(c, as_of, pause))
        return select_matters(matters, open_only=True)

    def measures(
        self, *pairs: tuple[str, str], until: dt.date | None = None, as_of: dt.date | None = None
    ) -> list[DayMeasure]:
        """Return the measures of each day of each pair, or of the crisis, as `Ledger.measures` does."""
        as_of = day_of(as_of, "as_of")
        wanted = pairs or [(ALL, ALL)]
        return self._ask(
            lambda c: measure_days(c, wanted, until=until, as_of=as_of, changed=self._load_changed(c, as_of))
        )

    def acts(self, *, as_of: dt.date | None = None) -> tuple[list[Act], int]:
        """Return day, actor, type and recipient of each counted event, once for each pair of known parties.

        They come by day; with them comes how many events give none: they did not happen, or lack a day or a
        known party on one side. A fraction of the time of loading the events.
        """
        as_of = day_of(as_of, "as_of")
        return self._ask(lambda c: load_acts(c, as_of, self._load_changed(c, as_of)))

    def places(self, *, since: dt.date | None = None, as_of: dt.date | None = None) -> list[PlaceCount]:
        """Return the places finer than a state at which counted events happened, the most frequent first."""
        as_of, since = day_of(as_of, "as_of"), day_of(since, "since")
        return self._ask(lambda c: load_places(c, since, as_of, self._load_changed(c, as_of)))

    def contexts(self, mentions: Sequence[str]) -> dict[str, Context]:
        """Return the sentences before and after that of each mention."""
        return self._ask(lambda c: load_contexts(c, mentions))

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
        as_of = day_of(as_of, "as_of")
        check_limit(limit, "limit")
        check_limit(offset, "offset")
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
