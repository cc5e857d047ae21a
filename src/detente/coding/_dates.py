"""From time words to a day: "on Wednesday", "last month", "in 2014", against the publication date."""

from __future__ import annotations

import datetime as dt
import functools
import re
import warnings
from dataclasses import dataclass
from typing import Final

from detente.records import Precision, Status

__all__ = ["ResolvedDate", "dated_status", "resolve_date"]

_LEAD: Final = re.compile(
    r"^(?:late|early|earlier|later|on|in|at|by|since|from|during|until|around|about|the|this past|mid-?)\s+",
    re.IGNORECASE,
)
_DAY_PART: Final = re.compile(
    r"\b(?:early|late|morning|afternoon|evening|night|overnight|midday|noon|dawn|dusk|local time|"
    r"\d{1,2}(?::\d\d)?\s*(?:a\.?m\.?|p\.?m\.?)|\d{1,2}:\d\d)(?=\W|$)",
    re.IGNORECASE,
)
_WEEKDAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_TODAY: Final = re.compile(r"^(?:today|tonight|this (?:morning|afternoon|evening)|overnight|now)$", re.I)
_NAMED_DAY: Final = re.compile(rf"^(?:(last|this|next|past)\s+)?({_WEEKDAY})s?$", re.I)
_NAMED_SPAN: Final = re.compile(r"^(last|this|next|past|previous)\s+(month|year)$", re.I)
_YEAR: Final = re.compile(r"^(?:19|20)\d\d$")
_MONTH_ONLY: Final = re.compile(
    r"^(?:(?:last|this|next)\s+)?(january|february|march|april|may|june|july|august|september|october|"
    r"november|december)(?:\s+(\d{4}))?$",
    re.IGNORECASE,
)
_MONTH: Final = "(january|february|march|april|may|june|july|august|september|october|november|december)"
_PLAIN_DAY: Final = re.compile(
    rf"^(?:(?P<d1>\d{{1,2}}) {_MONTH}|{_MONTH} (?P<d2>\d{{1,2}}))(?:,? (?P<year>(?:19|20)\d\d))?$"
)
_ISO_DAY: Final = re.compile(r"^((?:19|20)\d\d)-(\d\d)-(\d\d)$")
_AGO: Final = re.compile(r"^(\d{1,2}|a|one|two|three|four|five|six|seven|eight|nine|ten) (day|week)s? ago$")
_COUNTS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SOME: Final = re.compile(
    r"\d|day|yesterday|tomorrow|today|tonight|week|month|year|ago|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec",
    re.IGNORECASE,
)
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_ONGOING: Final = re.compile(r"\b(?:since|for)(?:\s+(?:the|early|late))?\s*$|^(?:since|for)\b", re.IGNORECASE)
RECENT_DAYS: Final = 31
"""Acts of about the last 30 days are actual, earlier ones historical (the coding guide)."""
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """A day, and how fine it is known; for a month or year `day` is its first day."""

    day: dt.date
    precision: Precision

    @property
    def last_day(self) -> dt.date:
        """The last day of the day, month or year that is named."""
        if self.precision == "year":
            return dt.date(self.day.year, 12, 31)
        if self.precision == "month":
            return (self.day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        return self.day


def dated_status(
    found: ResolvedDate | None, published: dt.date | None, *, words: str = "", before: str = ""
) -> Status | None:
    """Return "actual" or "historical" where the day of an act says which, else None.

    The network sees no dates: whether "in September" is recent depends on when the report was published.

    Args:
        found: The day that the act's time words name.
        published: The report's publication day.
        words: The time words; after "since" and "for" the act goes on, and they say nothing.
        before: What stands before these words in the sentence.

    Example:
        >>> dated_status(ResolvedDate(dt.date(2021, 1, 1), "year"), dt.date(2024, 8, 9))
        'historical'
    """
    if found is None or published is None or _ONGOING.search(before) or _ONGOING.match(words):
        return None
    age_days = (published - found.last_day).days
    if age_days > RECENT_DAYS:
        return "historical"
    # A month that is not over yet says nothing of how long ago it was, a year's end nothing of its acts.
    return "actual" if age_days >= 0 and found.precision != "year" else None


@functools.lru_cache(maxsize=4096)
def resolve_date(words: str, published: dt.date | None, *, future: bool = False) -> ResolvedDate | None:
    """Return the day that time words name, or None when they name none.

    Args:
        words: The words, "on Wednesday" for example.
        published: The report's publication day, which relative words count from; without it only
            absolute dates resolve.
        future: Whether a bare "Friday" is the next one (an event still to come) or the last one; on a
            Friday it is that day itself.

    The library dateparser reads all but bare weekdays, months and years, where the direction matters.

    Example:
        >>> resolve_date("on Wednesday", dt.date(2024, 8, 9)).day
        datetime.date(2024, 8, 7)
    """
    text = re.sub(r"\s+", " ", words).strip(" ,.;:()").lower()
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text)
    previous = None
    while text != previous:
        previous = text
        text = _LEAD.sub("", text)
    if _TODAY.match(text):
        return ResolvedDate(published, "day") if published else None
    text = _DAY_PART.sub(" ", text)
    text = re.sub(r"\s+", " ", text).strip(" ,.;:")
    text = re.sub(r"\s+(?:on|in|at|of)$", "", text)
    if not text or not _SOME.search(text):
        return None
    if _YEAR.match(text):
        return ResolvedDate(dt.date(int(text), 1, 1), "year")
    if found := _MONTH_ONLY.match(text):
        return _resolve_month(_MONTHS.index(found[1]) + 1, found[2], published, future)
    if found := _NAMED_DAY.match(text):
        return _resolve_weekday(_DAYS.index(found[2]), found[1] or "", published, future)
    if found := _NAMED_SPAN.match(text):
        return _resolve_span(found[1], found[2], published)
    return _resolve_plain(text, published, future) or _parse(text, published, future)


def _resolve_weekday(day: int, lead: str, published: dt.date | None, future: bool) -> ResolvedDate | None:
    if published is None:
        return None
    ahead = (day - published.weekday()) % 7
    behind = (published.weekday() - day) % 7
    if lead in ("last", "past"):
        moved = published - dt.timedelta(days=behind or 7)
    elif lead == "next" or (future and lead != "last"):
        moved = published + dt.timedelta(days=ahead or (7 if lead == "next" else 0))
    else:
        moved = published - dt.timedelta(days=behind)
    return ResolvedDate(moved, "day")


def _resolve_month(
    month: int, year: str | None, published: dt.date | None, future: bool
) -> ResolvedDate | None:
    if year:
        return ResolvedDate(dt.date(int(year), month, 1), "month")
    if published is None:
        return None
    y = published.year
    if future and month < published.month:
        y += 1
    elif not future and month > published.month:
        y -= 1
    return ResolvedDate(dt.date(y, month, 1), "month")


def _resolve_span(lead: str, unit: str, published: dt.date | None) -> ResolvedDate | None:
    if published is None:
        return None
    step = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1}[lead.lower()]
    if unit == "year":
        return ResolvedDate(dt.date(published.year + step, 1, 1), "year")
    months = published.year * 12 + published.month - 1 + step
    return ResolvedDate(dt.date(months // 12, months % 12 + 1, 1), "month")


def _resolve_plain(text: str, published: dt.date | None, future: bool) -> ResolvedDate | None:
    """Return the day of the commonest forms as dateparser reads them; None for all that is left to it.

    To load that library takes 0.3 s, and most reports have no other dates.
    """
    if found := _ISO_DAY.match(text):
        return _as_day(int(found[1]), int(found[2]), int(found[3]))
    if found := _PLAIN_DAY.match(text):
        month = _MONTHS.index(found[2] or found[3]) + 1
        day = int(found["d1"] or found["d2"])
        if found["year"]:
            return _as_day(int(found["year"]), month, day)
        # In years without it, the library looks for a leap year.
        if published is None or (month, day) == (2, 29):
            return None
        own = _as_day(published.year, month, day)
        if own is None:
            return None
        step = int(own.day <= published) if future else -int(own.day > published)
        return _as_day(published.year + step, month, day)
    if published is None or published.year < 10:
        return None
    if text in ("yesterday", "tomorrow"):
        return ResolvedDate(published + dt.timedelta(days=1 if text == "tomorrow" else -1), "day")
    if found := _AGO.match(text):
        count = int(found[1]) if found[1].isdecimal() else 1 if found[1] == "a" else _COUNTS.index(found[1])
        return ResolvedDate(published - dt.timedelta(days=count * (7 if found[2] == "week" else 1)), "day")
    return None


def _as_day(year: int, month: int, day: int) -> ResolvedDate | None:
    try:
        return ResolvedDate(dt.date(year, month, day), "day")
    except ValueError:
        return None


def _parse(text: str, published: dt.date | None, future: bool) -> ResolvedDate | None:
    import dateparser

    base = dt.datetime.combine(published or dt.date(2000, 1, 1), dt.time(12))
    settings = {
        "RELATIVE_BASE": base,
        "PREFER_DATES_FROM": "future" if future else "past",
        "PREFER_DAY_OF_MONTH": "first",
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser = dateparser.DateDataParser(languages=["en"], settings=settings)
        try:
            data = parser.get_date_data(text)
        except (ValueError, OverflowError):
            return None
    if data.date_obj is None:
        return None
    if published is None and not re.search(r"\b(?:19|20)\d\d\b", text):
        return None
    precision: Precision = "day"
    if data.period in ("month", "year"):
        precision = "month" if data.period == "month" else "year"
    return ResolvedDate(data.date_obj.date(), precision)
