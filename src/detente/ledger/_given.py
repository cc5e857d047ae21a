"""What callers give to a ledger: days, types, codes, numbers; refused where they can't be meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final, get_args, overload

from detente.errors import UsageError
from detente.ledger._terms import GRADES, EventStatus
from detente.ontology import EVENT_TYPES

__all__ = [
    "STATUSES",
    "check_codes",
    "check_grades",
    "check_limit",
    "check_moment",
    "check_pairs",
    "check_period",
    "check_statuses",
    "check_types",
    "day_of",
]

STATUSES: Final[tuple[str, ...]] = get_args(EventStatus)


@overload
def day_of(given: dt.date, where: str) -> dt.date: ...


@overload
def day_of(given: dt.date | None, where: str) -> dt.date | None: ...


def day_of(given: dt.date | None, where: str) -> dt.date | None:
    """Return a day that was given; a moment is taken as its day in UTC, a naive one as in UTC; None for None.

    Args:
        given: What was given.
        where: What it was given as: "as_of".

    Raises:
        UsageError: It is neither day nor moment.
    """
    if given is None or type(given) is dt.date:
        return given
    try:
        if isinstance(given, dt.datetime):
            # A datetime is a date to Python: its hours would go into the tables, and never come out again.
            return (given.astimezone(dt.UTC) if given.tzinfo else given).date()
        if isinstance(given, dt.date):
            return dt.date(given.year, given.month, given.day)
    except (ValueError, OverflowError):
        pass
    raise UsageError(f"{_shown(given)} is no day", where=where, hint="give a datetime.date")


def check_moment(given: dt.datetime | None, where: str) -> None:
    """Refuse what is given for a moment and is none; a day is none, since it has no hour.

    Raises:
        UsageError: It is neither a moment nor None.
    """
    if given is not None and not isinstance(given, dt.datetime):
        raise UsageError(f"{_shown(given)} is no moment", where=where, hint="give a datetime.datetime")


def check_period(since: dt.date | None, until: dt.date | None) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day of a period, as `day_of` takes them.

    Raises:
        UsageError: One is no day, or the first comes after the last.
    """
    first, last = day_of(since, "since"), day_of(until, "until")
    if first is not None and last is not None and first > last:
        raise UsageError(f"{first} is after {last}", where="since", hint="give the earlier day first")
    return first, last


def check_codes(given: Collection[str], where: str) -> Collection[str]:
    """Return names that were given, several of them.

    Raises:
        UsageError: It is one text, of which each letter would be a name, or holds something else than texts.
    """
    if isinstance(given, str):
        raise UsageError(f"{_shown(given)} is one name, not several", where=where, hint=f"give [{given!r}]")
    if not isinstance(given, Collection):
        raise UsageError(f"{_shown(given)} is no list of names", where=where)
    for name in given:
        if not isinstance(name, str):
            raise UsageError(f"{_shown(name)} is no name", where=where)
    return given


def check_types(given: Collection[str]) -> Collection[str]:
    """Return PLOVER types that were given.

    Raises:
        UsageError: One is none.
    """
    return _check_words(given, EVENT_TYPES, "types", "PLOVER type")


def check_statuses(given: Collection[str]) -> Collection[str]:
    """Return statuses that were given.

    Raises:
        UsageError: One is none.
    """
    return _check_words(given, STATUSES, "statuses", "status of an event")


def check_grades(given: Collection[str]) -> Collection[str]:
    """Return grades that were given.

    Raises:
        UsageError: One is none.
    """
    return _check_words(given, GRADES, "grades", "grade of an event")


def check_limit(given: int | None, where: str) -> None:
    """Refuse a number of things that is none; None is one, that of all.

    Raises:
        UsageError: It is no whole number, or below 0.
    """
    if given is not None and (not isinstance(given, int) or given < 0):
        raise UsageError(f"{_shown(given)} is no number from 0", where=where)


def check_pairs(given: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return pairs of parties that were given.

    Raises:
        UsageError: One is not of two codes.
    """
    pairs: list[tuple[str, str]] = []
    for pair in given:
        codes = list(check_codes(pair, "pairs"))
        if len(codes) != 2:
            raise UsageError(
                f"{_shown(pair)} is no pair", where="pairs", hint="give the codes of two parties"
            )
        pairs.append((codes[0], codes[1]))
    return pairs


def _check_words(given: Collection[str], known: Collection[str], where: str, what: str) -> Collection[str]:
    for word in check_codes(given, where):
        if word not in known:
            raise UsageError(f"{_shown(word)} is no {what}", where=where, hint=f"one of {', '.join(known)}")
    return given


def _shown(given: object) -> str:
    text = repr(given)
    return text[:40] + "…" if len(text) > 41 else text
