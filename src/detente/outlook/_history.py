"""A history: dated, typed, directed events in columns, never changed once made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from detente.errors import LeakageError, OutlookError, UsageError
from detente.ontology import EVENT_TYPES, QUAD_CLASSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.ledger import Event

__all__ = [
    "EPOCH",
    "PLOVER_TYPES",
    "History",
    "Row",
    "check_day",
    "is_whole",
    "pair_parties",
    "parse_what",
    "to_date",
    "to_number",
]

EPOCH: Final = dt.date(1970, 1, 1)
PLOVER_TYPES: Final = tuple(EVENT_TYPES)
_DAYS_WANTED: Final = "give days since 1970-01-01 or datetime64, or dates to History.from_rows"
Row = tuple[dt.date, str, str, str]
"""Day, actor, type, recipient."""


def check_day(day: dt.date) -> dt.date:
    """Return a day as it is.

    Raises:
        UsageError: It is none: a moment has a day only where a time zone is agreed on.
    """
    if isinstance(day, dt.datetime) or not isinstance(day, dt.date):
        raise UsageError(
            f"a day is wanted, not {day!r}", hint="give a date; for a moment, that of its time in UTC"
        )
    return day


def is_whole(number: object) -> bool:
    """Return whether something is a whole number, of Python's or of NumPy's."""
    return isinstance(number, int | np.integer) and not isinstance(number, bool)


def to_number(day: dt.date) -> int:
    """Return a day as the number of days since 1970-01-01.

    Raises:
        UsageError: It is no day, see `check_day`.

    Example:
        >>> to_number(dt.date(1970, 1, 11))
        10
    """
    return (check_day(day) - EPOCH).days


def to_date(number: int) -> dt.date:
    """Return the day with a number, see `to_number`."""
    return EPOCH + dt.timedelta(days=int(number))


def _whole_column(column: Any, name: str) -> NDArray[np.int64]:
    """Return a column as whole numbers, from what may be whole numbers or, of days, datetime64."""
    found = np.asarray(column)
    if found.dtype.kind == "M" and name == "day":
        if bool(np.isnat(found).any()):
            raise UsageError("a day of a history is missing (NaT)", hint="leave such events out")
        found = found.astype("datetime64[D]").astype(np.int64)
    if found.ndim != 1:
        raise UsageError(f"the column {name} of a history has {found.ndim} dimensions, not one")
    if len(found) and found.dtype.kind not in "iu":
        wanted = _DAYS_WANTED if name == "day" else "give indices into the names"
        raise UsageError(f"the column {name} of a history is not of whole numbers", hint=wanted)
    numbers = found.astype(np.int64)
    if len(numbers) and max(-int(numbers.min()), int(numbers.max())) > np.iinfo(np.int32).max:
        raise UsageError(f"a number in the column {name} of a history is too large")
    return numbers


def pair_parties(actors: Iterable[str], recipients: Sequence[str]) -> list[tuple[str, str]]:
    """Return each pair of an actor and a recipient that are not one.

    Example:
        >>> pair_parties(["ECU", "PER"], ["PER"])
        [('ECU', 'PER')]
    """
    return [(a, b) for a in actors for b in recipients if a != b]


def parse_what(what: str) -> frozenset[str]:
    """Return the PLOVER types that a word names: a type, a quad class, or "any".

    Raises:
        UsageError: It is none of these.

    Example:
        >>> sorted(parse_what("material cooperation")), len(parse_what("any"))
        (['AID', 'COOPERATE', 'RETREAT'], 16)
    """
    word = " ".join(what.replace("_", " ").replace("-", " ").split())
    if word.upper() in EVENT_TYPES:
        return frozenset([word.upper()])
    if word.lower() in QUAD_CLASSES:
        return frozenset(t for t, found in EVENT_TYPES.items() if found.quad_class == word.lower())
    if word.lower() == "any":
        return frozenset(EVENT_TYPES)
    known = ", ".join([*QUAD_CLASSES, "any"])
    raise UsageError(f"not a kind of event: {what!r}", hint=f"give a PLOVER type such as ASSAULT, or {known}")


@dataclass(frozen=True, slots=False, eq=False)
class History:
    """Dated, typed, directed events, in the order of their days.

    Attributes:
        day: Days since 1970-01-01, shape (events,), ascending.
        actor: Index into `parties` of who acts, shape (events,).
        type: Index into `types`, shape (events,).
        recipient: Index into `parties` of whom it is done to, shape (events,).
        parties: Names or codes of the parties.
        types: Names of the types: PLOVER types for the outlook, any others for ranking.
        dropped: Number of records set aside in reading: without a type, a day or two parties, or of what did
            not happen.
        unrolled: By how many the events read are more than the records that they come from: one with several
            parties is an event for each pair.

    Example:
        >>> rows = [(dt.date(2024, 1, 2), "A", "ASSAULT", "B"), (dt.date(2024, 1, 1), "B", "ACCUSE", "A")]
        >>> history = History.from_rows(rows)
        >>> len(history), history.first_day, list(history.rows())[0][1:]
        (2, datetime.date(2024, 1, 1), ('B', 'ACCUSE', 'A'))
    """

    day: NDArray[np.int32]
    actor: NDArray[np.int32]
    type: NDArray[np.int32]
    recipient: NDArray[np.int32]
    parties: tuple[str, ...]
    types: tuple[str, ...]
    dropped: int = 0
    unrolled: int = 0

    def __post_init__(self) -> None:
        columns = (self.day, self.actor, self.type, self.recipient)
        if len({len(column) for column in columns}) != 1:
            raise UsageError("the columns of a history differ in length")
        for column, size in (
            (self.actor, self.parties),
            (self.recipient, self.parties),
            (self.type, self.types),
        ):
            if len(column) and not 0 <= int(column.min()) <= int(column.max()) < len(size):
                raise UsageError("an index of a history has no name")
        if len(self.day) and bool((np.diff(self.day) < 0).any()):
            raise UsageError("the days of a history are not in order", hint="use History.from_columns")
        for column in columns:
            column.flags.writeable = False

    def __len__(self) -> int:
        return len(self.day)

    @classmethod
    def from_columns(
        cls,
        day: Any,
        actor: Any,
        type_: Any,
        recipient: Any,
        *,
        parties: Iterable[str],
        types: Iterable[str] = PLOVER_TYPES,
        dropped: int = 0,
        unrolled: int = 0,
    ) -> History:
        """Return a history from columns in any order; days as numbers or as datetime64.

        Raises:
            UsageError: The columns differ in length, a day or an index is no whole number, a day is none of a
                calendar, or an index has no name.
        """
        columns = [
            _whole_column(column, name)
            for name, column in (("day", day), ("actor", actor), ("type", type_), ("recipient", recipient))
        ]
        if len({len(column) for column in columns}) != 1:
            lengths = ", ".join(str(len(column)) for column in columns)
            raise UsageError(f"the columns of a history differ in length: {lengths}")
        days = columns[0]
        if len(days) and not to_number(dt.date.min) <= int(days.min()) <= int(days.max()) <= to_number(
            dt.date.max
        ):
            raise UsageError("a day of a history is none of the years 1 to 9999", hint=_DAYS_WANTED)
        order = np.argsort(days, kind="stable")
        a, b, c, d = (column[order].astype(np.int32) for column in columns)
        return cls(a, b, c, d, tuple(parties), tuple(types), dropped, unrolled)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Row],
        *,
        types: Iterable[str] = PLOVER_TYPES,
        dropped: int = 0,
        unrolled: int = 0,
    ) -> History:
        """Return a history of (day, actor, type, recipient); parties are in alphabetical order.

        Raises:
            UsageError: A type is not among `types`, or a day is none, see `check_day`.
        """
        kept, types = list(rows), tuple(types)
        parties = sorted({row[1] for row in kept} | {row[3] for row in kept})
        party_at = {name: at for at, name in enumerate(parties)}
        type_at = {name: at for at, name in enumerate(types)}
        unknown = sorted({row[2] for row in kept} - type_at.keys())
        if unknown:
            raise UsageError(f"not a type: {unknown[0]!r}", hint="PLOVER types are wanted, such as ASSAULT")
        return cls.from_columns(
            np.array([to_number(row[0]) for row in kept], np.int64),
            np.array([party_at[row[1]] for row in kept], np.int64),
            np.array([type_at[row[2]] for row in kept], np.int64),
            np.array([party_at[row[3]] for row in kept], np.int64),
            parties=parties,
            types=types,
            dropped=dropped,
            unrolled=unrolled,
        )

    @classmethod
    def from_events(cls, events: Iterable[Event], *, modes: bool = False) -> History:
        """Return a history of a ledger's events: those that count, once for each actor and recipient.

        Events without a day, an actor or a recipient, and those that did not happen, are dropped and counted.

        Args:
            events: As `Ledger.events` gives them.
            modes: Give types with their mode where it is known ("THREATEN:violence"), for base rates.
        """
        rows: list[Row] = []
        dropped = unrolled = 0
        for event in events:
            pairs = pair_parties(event.actor, event.recipient)
            if event.day is None or not event.counted or not pairs or event.type not in EVENT_TYPES:
                dropped += 1
                continue
            kind = f"{event.type}:{event.mode}" if modes and event.mode else event.type
            rows.extend((event.day, a, kind, b) for a, b in pairs)
            unrolled += len(pairs) - 1
        types = sorted({row[2] for row in rows}) if modes else PLOVER_TYPES
        return cls.from_rows(rows, types=types, dropped=dropped, unrolled=unrolled)

    @cached_property
    def quad(self) -> NDArray[np.int32]:
        """Quad class of each event as an index into `QUAD_CLASSES`, shape (events,)."""
        if any(name not in EVENT_TYPES for name in self.types):
            raise OutlookError("the types of the history are not PLOVER types")
        of_type = [QUAD_CLASSES.index(EVENT_TYPES[name].quad_class) for name in self.types]
        return np.array(of_type, np.int32)[self.type]

    @property
    def first_day(self) -> dt.date | None:
        """Day of the first event; None when there is none."""
        return to_date(self.day[0]) if len(self) else None

    @property
    def last_day(self) -> dt.date | None:
        """Day of the last event; None when there is none."""
        return to_date(self.day[-1]) if len(self) else None

    def index(self, party: str) -> int | None:
        """Return a party's index, None when the history does not know it."""
        return self._index.get(party)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.parties)}

    def before(self, day: dt.date) -> History:
        """Return the events before a day."""
        return self._slice(0, int(np.searchsorted(self.day, to_number(day))))

    def before_number(self, day: int) -> History:
        """Return the events before a day given by its number."""
        return self._slice(0, int(np.searchsorted(self.day, day)))

    def since(self, day: dt.date) -> History:
        """Return the events on and after a day."""
        return self._slice(int(np.searchsorted(self.day, to_number(day))), len(self))

    def since_number(self, day: int) -> History:
        """Return the events on and after a day given by its number."""
        return self._slice(int(np.searchsorted(self.day, day)), len(self))

    def select(self, *, parties: Collection[str] = (), types: Collection[str] = ()) -> History:
        """Return the events between some parties and of some types; an empty collection takes all."""
        keep = np.ones(len(self), bool)
        if parties:
            among = np.array([name in set(parties) for name in self.parties], bool)
            keep &= among[self.actor] & among[self.recipient]
        if types:
            keep &= np.array([name in set(types) for name in self.types], bool)[self.type]
        return self._take(keep)

    def joined(self, rows: Iterable[Row]) -> History:
        """Return this history with further events; parties that are new come after those it has."""
        more = list(rows)
        new = sorted({p for row in more for p in (row[1], row[3])} - self._index.keys())
        names = (*self.parties, *new)
        at = {name: number for number, name in enumerate(names)}
        type_at = {name: number for number, name in enumerate(self.types)}
        unknown = sorted({row[2] for row in more} - type_at.keys())
        if unknown:
            raise UsageError(f"not a type: {unknown[0]!r}", hint="PLOVER types are wanted, such as ASSAULT")
        return History.from_columns(
            np.r_[self.day, np.array([to_number(row[0]) for row in more], np.int64)],
            np.r_[self.actor, np.array([at[row[1]] for row in more], np.int64)],
            np.r_[self.type, np.array([type_at[row[2]] for row in more], np.int64)],
            np.r_[self.recipient, np.array([at[row[3]] for row in more], np.int64)],
            parties=names,
            types=self.types,
            dropped=self.dropped,
            unrolled=self.unrolled,
        )

    def renamed(self, name_of: Callable[[str], str | None]) -> History:
        """Return the history with parties renamed, and put together where they then are one.

        Events of a party that becomes None, and those of a party with itself, are dropped and counted.
        """
        names = [name_of(name) for name in self.parties]
        parties = sorted({name for name in names if name is not None})
        at = {name: number for number, name in enumerate(parties)}
        to = np.array([-1 if name is None else at[name] for name in names] or [-1], np.int32)
        actor, recipient = to[self.actor], to[self.recipient]
        keep = (actor >= 0) & (recipient >= 0) & (actor != recipient)
        return History(
            self.day[keep],
            actor[keep],
            self.type[keep],
            recipient[keep],
            parties=tuple(parties),
            types=self.types,
            dropped=self.dropped + int((~keep).sum()),
            unrolled=self.unrolled,
        )

    def rows(self) -> Iterator[Row]:
        """Yield (day, actor, type, recipient) in the order of the days."""
        for day, actor, type_, recipient in zip(self.day, self.actor, self.type, self.recipient, strict=True):
            yield to_date(day), self.parties[actor], self.types[type_], self.parties[recipient]

    def check_before(self, origin: dt.date) -> None:
        """Raise when an event is on or after a day: the guard that every fit and forecast passes.

        Raises:
            LeakageError: The history knows of something that the day does not.
        """
        if len(self) and int(self.day[-1]) >= to_number(origin):
            late = int((self.day >= to_number(origin)).sum())
            raise LeakageError(
                f"{late} of {len(self)} events are on or after {origin}, the first day that is not known",
                hint="give history.before(day)",
            )

    def where(self, keep: NDArray[np.bool_]) -> History:
        """Return the events that are marked, shape (events,)."""
        return self._take(keep)

    def _slice(self, begin: int, end: int) -> History:
        return self._take(slice(begin, end))

    def _take(self, which: Any) -> History:
        columns = (self.day[which], self.actor[which], self.type[which], self.recipient[which])
        return History(
            *columns, parties=self.parties, types=self.types, dropped=self.dropped, unrolled=self.unrolled
        )


def check_limit(limit: int) -> None:
    """Refuse a number of answers below 0, which would leave out the last ones.

    Raises:
        UsageError: It is below 0.
    """
    if limit < 0:
        raise UsageError(f"{limit} is no number of answers", where="limit", hint="give 0 or more")
