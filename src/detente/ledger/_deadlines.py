"""Deadlines: "within 48 hours", "by Friday", "before 1 March", as days."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from detente.ledger._numbers import read_number

__all__ = ["find_deadline"]

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_WORDS: Final = "january february march april may june july august september october november december"
_MONTHS: Final = tuple(_MONTH_WORDS.split())
_SPAN: Final = re.compile(
    r"\b(?:within|in the next|inside|has|have|had|gave(?: \w+){1,4}?|given)\s"
    r"(?P<n>\d+|[a-z]+(?:-[a-z]+)?)[\s-]"
    r"(?P<unit>hours?|days?|weeks?|months?)\b",
    re.I,
)
_HYPHENED: Final = re.compile(
    r"\b(?P<n>\d+|[a-z]+)-(?P<unit>hour|day|week|month)\s(?:deadline|ultimatum)\b", re.I
)
_BY: Final = (
    r"\b(?:by|before|until|no later than|deadline of)\s(?:the end of\s)?(?:noon|midnight|dawn)?\s?(?:on\s)?"
)
_WEEKDAY: Final = re.compile(_BY + rf"(?:next\s)?(?P<day>{'|'.join(_WEEKDAYS)})\b", re.I)
_DATE: Final = re.compile(
    _BY
    + rf"(?:(?P<d1>\d{{1,2}})\s(?P<m1>{'|'.join(_MONTHS)})|(?P<m2>{'|'.join(_MONTHS)})\s(?P<d2>\d{{1,2}}))\b"
    r"(?:,?\s(?P<year>(?:19|20)\d\d))?",
    re.I,
)
_DIGIT: Final = re.compile(r"\d")
_HOURS: Final = {"hour": 1, "day": 24, "week": 7 * 24, "month": 30 * 24}


def find_deadline(text: str, made_on: dt.date) -> dt.date | None:
    """Return the day by which a sentence wants something done, or None when it names none.

    Args:
        text: The sentence.
        made_on: The day on which it was said.

    Example:
        >>> find_deadline("It gave the group 48 hours to leave.", dt.date(2024, 8, 5))
        datetime.date(2024, 8, 7)
        >>> find_deadline("The army must withdraw by Friday.", dt.date(2024, 8, 5))
        datetime.date(2024, 8, 9)
    """
    if not _may_name_one(text.casefold()):
        return None
    for pattern in (_HYPHENED, _SPAN):
        match = pattern.search(text)
        number = read_number(match["n"]) if match else None
        if match and number:
            hours = number * _HOURS[match["unit"].lower().rstrip("s")]
            return _add(made_on, -(-hours // 24))
    if match := _WEEKDAY.search(text):
        ahead = (_WEEKDAYS.index(match["day"].lower()) - made_on.weekday()) % 7
        return _add(made_on, ahead or 7)
    if match := _DATE.search(text):
        month = _MONTHS.index((match["m1"] or match["m2"]).lower()) + 1
        day, year = int(match["d1"] or match["d2"]), match["year"]
        try:
            found = dt.date(int(year) if year else made_on.year, month, day)
            # A day that is long past without a year is meant of the next one.
            return found.replace(year=found.year + 1) if not year and found < made_on else found
        except ValueError:
            return None
    return None


def _may_name_one(folded: str) -> bool:
    """Return False for most sentences that name no deadline, in a fraction of the time of the patterns."""
    if "day" in folded or "hour" in folded or "week" in folded or "month" in folded:
        return True
    return _DIGIT.search(folded) is not None and any(month in folded for month in _MONTHS)


def _add(day: dt.date, days: int) -> dt.date | None:
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return None
