"""The ledger: reports go in, one account of the crisis comes out."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from detente.errors import LedgerError
from detente.ledger.records import Account, Addition, Event, LedgerSize

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from detente.ledger._docket import Matter
    from detente.ledger._likeness import Embedder
    from detente.ledger._measures import DayMeasure, Dyad
    from detente.ledger._writing import Given
    from detente.ledger.coded import CodedAddition, CodedEvent
    from detente.records import EventMention
    from detente.reports import Report

__all__ = ["Ledger"]


class Ledger:
    """What was reported, by whom and when, and the one account made of it.

    Every question takes ``as_of``, the last day from which reports count: the answer is what was known then.
    Which mentions tell of one event is judged with all that the ledger holds now. Where a day is wanted, a
    datetime is taken as its day in UTC; what can't be meant (no day, no PLOVER type, one text where several
    are asked for) is a `UsageError`.

    Args:
        address: Path of an SQLite file, made when absent, or the address of a PostgreSQL database.
        embedder: What likens words in merging; None for that of the ledger, of a new one `HashedEmbedder`. It
            stays that of the ledger.

    Raises:
        LedgerError: The database can't be opened, or was made with another embedder.

    Example:
        >>> import tempfile
        >>> path = tempfile.mkdtemp() + "/crisis.db"
        >>> with Ledger(path) as ledger:
        ...     ledger.size
        LedgerSize(reports=0, mentions=0, events=0)
    """

    def __init__(self, address: str | os.PathLike[str], *, embedder: Embedder | None = None) -> None:
        from detente.ledger._engine import open_engine
        from detente.ledger._likeness import HashedEmbedder

        self._embedder: Embedder = embedder if embedder is not None else HashedEmbedder()
        self._remembers = embedder is None
        self._where = os.fspath(address).rpartition("@")[2]
        self._engine = open_engine(address)
        try:
            self._check_embedder()
        except BaseException:
            self._engine.dispose()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections to the database."""
        self._engine.dispose()

    @property
    def writable(self) -> bool:
        """Whether it can be added to: False for an SQLite file that is read-only, or in such a folder."""
        return self._engine.url.query.get("mode") != "ro"

    @property
    def size(self) -> LedgerSize:
        """How much the ledger holds."""
        from sqlalchemy import func, select

        from detente.ledger._tables import EVENTS, MENTIONS, REPORTS

        with self._reading() as connection:
            counts = [
                connection.scalar(select(func.count()).select_from(table)) or 0
                for table in (REPORTS, MENTIONS, EVENTS)
            ]
        return LedgerSize(*counts)

    def holds(self, report: Report) -> bool:
        """Return whether a report, this very text of it, is in the ledger."""
        from sqlalchemy import select

        from detente.ledger._tables import REPORTS

        with self._reading() as connection:
            return connection.scalar(select(REPORTS.c.id).where(REPORTS.c.id == report.id)) is not None

    def add(
        self,
        report: Report,
        mentions: Sequence[EventMention],
        *,
        known_on: dt.date | None = None,
        retrieved: dt.datetime | None = None,
    ) -> bool:
        """Add a report with its mentions, as a whole or not at all; return False when it was there already.

        Args:
            report: The report.
            mentions: What a coder read from it.
            known_on: Day from which it was known; None for its day of publication, or else of `retrieved`.
            retrieved: When it was fetched (UTC when naive), which orders versions of one day where neither
                their pages nor their names do; None for now.

        Raises:
            LedgerError: The database refused it.
            UsageError: A mention is not of the report, or what is given for a day or a moment is none.
        """
        return bool(self._add([(report, mentions, known_on, retrieved)]).added)

    def add_many(
        self, reports: Iterable[tuple[Report, Sequence[EventMention]]], *, batch: int = 200
    ) -> Addition:
        """Add many reports with their mentions, each as a whole or not at all; return what that did.

        Args:
            reports: Reports and what a coder read from each.
            batch: Number of reports in a transaction: more is faster, fewer loses less when interrupted.
        """
        from detente.ledger._merging import batches

        added: list[str] = []
        repeated = mentions = 0
        for pairs in batches(reports, batch):
            done = self._add([(report, found, None, None) for report, found in pairs])
            added.extend(done.added)
            repeated, mentions = repeated + done.repeated, mentions + done.mentions
        return Addition(tuple(added), repeated, mentions)

    def add_coded(
        self, events: Iterable[CodedEvent], *, replace: bool = False, batch: int = 5000
    ) -> CodedAddition:
        """Add events of a data set; return what that did.

        An event that the ledger holds already, by data set and identifier, changes nothing.

        Args:
            events: The events, taken as they are needed.
            replace: True puts an event in the place of what is held under its identifier, where that differs.
            batch: Number of events in a transaction: each batch goes in as a whole or not at all.

        Raises:
            LedgerError: The database refused them.
            UsageError: An event is none that a ledger holds, as `check_coded` says.
        """
        from detente.ledger._coded import add_coded
        from detente.ledger._merging import batches
        from detente.ledger.coded import CodedAddition

        done = CodedAddition()
        for some in batches(events, batch):
            with self._writing() as connection:
                done += add_coded(connection, some, replace=replace)
        return done

    def coded_events(
        self,
        *,
        types: Collection[str] = (),
        parties: Collection[str] = (),
        since: dt.date | None = None,
        until: dt.date | None = None,
        dataset: str | None = None,
        as_of: dt.date | None = None,
    ) -> Iterator[CodedEvent]:
        """Yield events as coded ones, with their origin, in the order of `events`; nothing is kept in memory.

        Events that were made of reports come as those of the data set "detente", without their claims.

        Args:
            types: PLOVER types; empty for all.
            parties: Codes of parties of which one at least takes part; empty for all.
            since: First day of the event.
            until: Last day of the event.
            dataset: Only those of this data set, "detente" for those made of reports here or elsewhere.
            as_of: The last day from which reports count; None for all.
        """
        from detente.ledger._asking import Filter
        from detente.ledger._coded import stream_coded

        wanted = Filter(types=types, parties=parties, since=since, until=until)
        return stream_coded(self._reading, wanted, as_of, dataset)

    def events(
        self,
        *,
        types: Collection[str] = (),
        parties: Collection[str] = (),
        actor: str | None = None,
        recipient: str | None = None,
        since: dt.date | None = None,
        until: dt.date | None = None,
        statuses: Collection[str] = (),
        as_of: dt.date | None = None,
        limit: int | None = None,
    ) -> list[Event]:
        """Return events by their day; those without a day come last.

        Args:
            types: PLOVER types; empty for all.
            parties: Codes of parties of which one at least takes part; empty for all.
            actor: Code of a party that acts.
            recipient: Code of a party that is acted on.
            since: First day of the event.
            until: Last day of the event.
            statuses: Statuses; empty for all.
            as_of: The last day from which reports count; None for all.
            limit: The most to return; None for all.
        """
        from detente.ledger._asking import Filter, load_events

        wanted = Filter(
            types=types,
            parties=parties,
            actor=actor,
            recipient=recipient,
            since=since,
            until=until,
            statuses=statuses,
        )
        with self._reading() as connection:
            return load_events(connection, wanted, as_of, limit)

    def account(self, event: str, *, as_of: dt.date | None = None) -> Account:
        """Return all that is known of one event: its mentions and why they are one, claims, numbers, history.

        Args:
            event: Its identifier, that of one of its mentions, or the first four or more signs of either.
            as_of: The last day from which reports count; None for all.

        Raises:
            LedgerError: There is no such event, several begin so, or nothing was known of it on that day.
        """
        from detente.ledger._asking import load_account

        with self._reading() as connection:
            return load_account(connection, event, as_of)

    def docket(
        self,
        *,
        parties: Collection[str] = (),
        open_only: bool = False,
        as_of: dt.date | None = None,
    ) -> list[Matter]:
        """Return what was asked, demanded, threatened, promised or offered, and what came of it.

        Only events made of reports count: a data set does not say what was asked for.

        Args:
            parties: Codes of parties of which one at least owes or is owed; empty for all.
            open_only: Leave out what was answered or has lapsed.
            as_of: The last day from which reports count, on which deadlines are judged; None for all reports,
                and the day of the last.
        """
        from detente.ledger._asking import load_docket
        from detente.ledger._docket import select_matters

        with self._reading() as connection:
            matters = load_docket(connection, as_of)
        return select_matters(matters, parties, open_only=open_only)

    def dyads(
        self,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        as_of: dt.date | None = None,
    ) -> list[Dyad]:
        """Return what each party did to each other, the most frequent pair first.

        Args:
            since: First day of the events counted.
            until: Last day of the events counted.
            as_of: The last day from which reports count; None for all.
        """
        from detente.ledger._measures import load_dyads

        with self._reading() as connection:
            return load_dyads(connection, since=since, until=until, as_of=as_of)

    def measures(
        self,
        *pairs: tuple[str, str],
        since: dt.date | None = None,
        until: dt.date | None = None,
        as_of: dt.date | None = None,
    ) -> list[DayMeasure]:
        """Return the measures of each day of each pair, or of the crisis when none is given.

        Args:
            pairs: Two codes each, in any order.
            since: First day to return.
            until: Last day to return; None for that of the pair's last event.
            as_of: The last day from which reports count; None for all.
        """
        from detente.ledger._counting import ALL
        from detente.ledger._measures import measure_days

        wanted = pairs or [(ALL, ALL)]
        with self._reading() as connection:
            return measure_days(connection, wanted, since=since, until=until, as_of=as_of)

    def merge(self, event: str, *others: str, by: str = "") -> Event:
        """Make one event of several, for good, and return it.

        Args:
            event: An event, as `account` takes it.
            others: The events to put together with it.
            by: Who decides.

        Raises:
            LedgerError: There is no such event.
            UsageError: Fewer than two different events are given.
        """
        from detente.ledger._deciding import merge_events

        with self._writing() as connection:
            id_ = merge_events(connection, [event, *others], by, self._embedder)
        return self.account(id_).event

    def split(self, event: str, *mentions: str, by: str = "") -> tuple[Event, Event]:
        """Take mentions out of an event, for good, and return the two events.

        Args:
            event: An event, as `account` takes it.
            mentions: Identifiers of the mentions that make an event of their own, or the beginnings of them.
            by: Who decides.

        Raises:
            LedgerError: There is no such event, or it has no such mention.
            UsageError: No mention or all of them are given.
        """
        from detente.ledger._deciding import split_event

        with self._writing() as connection:
            stay, go = split_event(connection, event, mentions, by, self._embedder)
        return self.account(stay).event, self.account(go).event

    def _add(self, given: Sequence[Given]) -> Addition:
        from detente.ledger._writing import add_entries, make_entry, sum_up

        entries = [make_entry(*entry) for entry in given]
        with self._writing() as connection:
            return sum_up(entries, add_entries(connection, entries, self._embedder))

    def _check_embedder(self) -> None:
        from detente.ledger._writing import embedder_of, note_embedder

        with self._reading() as connection:
            name = embedder_of(connection)
        if name is None and self.writable:
            with self._writing() as connection:
                name = note_embedder(connection, self._embedder.name)
        name = name or self._embedder.name
        if self._remembers and name.startswith("encoder "):
            from detente.ledger._encoder import EncoderEmbedder

            self._embedder = EncoderEmbedder.by_name(name)
        if name != self._embedder.name:
            raise LedgerError(
                f"the ledger was made with the embedder {name!r}, not {self._embedder.name!r}",
                where=self._where,
                hint="open it with that one, or add its reports to a new ledger",
            )

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        from detente.ledger._engine import reading, translating

        with translating(self._where), reading(self._engine) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        from detente.ledger._engine import translating, writing

        with translating(self._where), writing(self._engine) as connection:
            yield connection
