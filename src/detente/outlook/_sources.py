"""What is known on a day: a history with its origin, from whatever file the user has."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

from detente.errors import OutlookError, UsageError
from detente.outlook._history import History, check_day
from detente.outlook._reading import is_ledger, read_graph, read_history, to_plover, to_states
from detente.outlook._tables import names_in_words

__all__ = ["Known", "know"]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known on a day.

    Attributes:
        history: Events before the origin; at least one.
        origin: First day that is not known: the day after `as_of`, or else after the last report of a ledger
            or the last event of a file.
        later: Number of events set aside as they are dated on the origin or after it.
        notes: What a reader of answers should know of the history, in sentences.
    """

    history: History
    origin: dt.date
    later: int
    notes: tuple[str, ...]


def know(
    path: str | os.PathLike[str],
    *,
    as_of: dt.date | None = None,
    states: bool | None = None,
    modes: bool = False,
    start: dt.date | None = None,
    today: dt.date | None = None,
) -> Known:
    """Return what a ledger or an event file tells as of a day.

    Args:
        path: As `read_history` takes it.
        as_of: Last day that is known; None for that of the last report or event.
        states: Put the parties together as states; None to do so for ICEWS, which names parties in words.
        modes: As for `read_history`.
        start: As for `read_history`.
        today: Events after this day can't be known when `as_of` is None; None to set none aside.

    Raises:
        OutlookError: The file can't be read, or nothing in it is known on that day.
        UsageError: A day is none, or the last there is.
    """
    for day in (as_of, start, today):
        if day is not None:
            check_day(day)
    notes: list[str] = []
    reported = None
    if is_ledger(path):
        history, reported = _read_ledger(path, as_of, modes)
    else:
        history = _read_file(path, modes=modes, start=start)
    notes += _say_records(history)
    if states if states is not None else _names_in_words(path):
        before, dropped = len(history), history.dropped
        history = to_states(history)
        lost = history.dropped - dropped
        notes.append(
            f"Parties are put together as states: {len(history):,} of {before:,} events are between two of "
            f"them; {lost:,} within one or of none are set aside."
        )
    if not len(history):
        raise OutlookError(
            _say_empty(history, as_of, reported),
            where=os.fspath(path),
            hint="needed are reports of events that happened, on a known day, between two known parties",
        )
    origin = _find_origin(history, as_of, reported, today)
    known = history.before(origin)
    later = len(history) - len(known)
    if not len(known):
        when = f"on {origin} or later, the first of them on {history.first_day}"
        raise OutlookError(
            f"nothing is known yet: all {later:,} events are {when}"
            if later > 1
            else f"nothing is known yet: the one event is on {history.first_day}",
            where=os.fspath(path),
            hint="take a later day for --as-of" if as_of else "check the days of the events",
        )
    notes += _say_known(known, origin, later)
    return Known(known, origin, later, tuple(notes))


def _find_origin(
    history: History, as_of: dt.date | None, reported: dt.date | None, today: dt.date | None
) -> dt.date:
    last = as_of or reported or history.last_day
    assert last is not None
    if as_of is None and today is not None:
        last = min(last, today)
    if last == dt.date.max:
        raise UsageError(f"no day comes after {last}", hint="take an earlier day for --as-of")
    return last + dt.timedelta(days=1)


def _read_ledger(
    path: str | os.PathLike[str], as_of: dt.date | None, modes: bool
) -> tuple[History, dt.date | None]:
    """Return a ledger's history and the last day of its reports."""
    from detente.ledger import Ledger

    text = os.fspath(path)
    with Ledger(text) as ledger:
        events = ledger.events(as_of=as_of)
    return History.from_events(events, modes=modes), max((event.last_known for event in events), default=None)


def _read_file(path: str | os.PathLike[str], *, modes: bool, start: dt.date | None) -> History:
    if Path(path).is_dir() and start is not None:
        return to_plover(read_graph(path, start=start), modes=modes)
    return read_history(path, modes=modes)


def _names_in_words(path: str | os.PathLike[str]) -> bool:
    """Return whether a file is ICEWS: a folder, or a table with the columns of its own."""
    where = Path(path)
    if "://" in os.fspath(path) or not where.exists():
        return False
    if where.is_dir():
        return True
    return names_in_words(where)


def _say_empty(history: History, as_of: dt.date | None, reported: dt.date | None) -> str:
    when = f" on {as_of}" if as_of else ""
    if history.dropped:
        return (
            f"nothing is known{when} to go by: none of {history.dropped:,} events happened, on a known day, "
            "between two known parties"
        )
    return f"nothing is known{when} to go by: there are no events"


def _say_records(history: History) -> list[str]:
    """Return how records became events, where these are not as many."""
    used = len(history) - history.unrolled
    if not history.dropped and not history.unrolled:
        return []
    events = f"{len(history):,} events" if len(history) > 1 else "one event"
    said = f"Of {used + history.dropped:,} records, {used:,} {'gives' if used == 1 else 'give'} {events}"
    if history.unrolled:
        said += " (one for each pair of actor and recipient)"
    if history.dropped:
        said += (
            f"; {history.dropped:,} {'is' if history.dropped == 1 else 'are'} set aside: without a type, a"
        )
        said += " day or two parties, or of what did not happen"
    return [f"{said}."]


def _say_known(known: History, origin: dt.date, later: int) -> list[str]:
    notes = []
    if later:
        are = "events are" if later > 1 else "event is"
        notes.append(f"{later:,} {are} dated {origin} or later and set aside: not yet known.")
    if len(known) < 10:
        events = f"{len(known)} events" if len(known) > 1 else "one event"
        notes.append(f"There is little to go by: {events}. The odds are mostly those of pairs at large.")
    assert known.last_day is not None
    quiet = (origin - known.last_day).days - 1
    if quiet >= 7:
        notes.append(
            f"The last event is of {known.last_day}: the {quiet} days since are taken to have been quiet."
        )
    return notes
