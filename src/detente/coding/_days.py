"""How long ago the days lie that a sentence names: "last month", "on October 7", "three years ago".

`_dates.resolve_date` says which day an event's own time words name. Here every time word of a sentence
counts, as evidence of whether an act beside it is recent, and an age in days is enough: one regular
expression finds it.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from typing import Final

import msgspec

__all__ = ["NamedDay", "age_of", "find_days"]

_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COUNTS: Final = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "several": 4,
    "some": 4,
    "few": 3,
    "couple": 2,
    "dozen": 12,
    "many": 10,
}
_UNIT_DAYS: Final = {
    "hour": 0.04,
    "night": 1.0,
    "day": 1.0,
    "weekend": 4.0,
    "week": 7.0,
    "month": 30.4,
    "year": 365.0,
    "spring": 120.0,
    "summer": 120.0,
    "fall": 120.0,
    "autumn": 120.0,
    "winter": 120.0,
    "decade": 3650.0,
}
# Each alternative is tried only where one of its first letters stands: twice as quick.
_DAY: Final = re.compile(
    rf"""\b(?:
    (?=[jfmasond])(?P<month1>{_MONTH})\.?\s(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s(?P<year1>(?:19|20)\d\d))?(?![\d:])
    |(?=\d)(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:\sof)?\s(?P<month2>{_MONTH})\b\.?(?:,?\s(?P<year2>(?:19|20)\d\d))?
    |(?=[jfmasond])(?P<month3>{_MONTH})\.?,?(?:\sof)?\s(?P<year3>(?:19|20)\d\d)
    |(?=[isloemubtnfd])
     (?P<lead>in|since|last|of|late|early|mid|until|by|this|next|from|through|during|to)[\s-](?P<month>{_MONTH})\b\.?
     (?!,?\s(?:of\s)?(?:19|20)\d\d)(?!\s\d)
    |(?=[lntpmwfs])(?P<weekday>(?:last\s|next\s|this\s|past\s)?(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?
    |(?=[monatfsedc\d])(?:more\sthan\s|over\s|nearly\s|about\s|almost\s|a\s)?
     (?P<count>\d{{1,3}}|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|some|few|many|couple\sof|dozen)
     \s(?P<unit>hour|day|week|month|year|decade)s?\s(?:ago|earlier|before)
    |(?=[hdwmy])(?P<units>hour|day|week|month|year|decade)s\s(?:ago|earlier|before)
    |(?=[lptncer])(?P<which>last|past|previous|this|next|coming|earlier\sthis|later\sthis|recent)
     \s(?P<span>day|week|weekend|month|year|summer|fall|autumn|winter|spring|night|decade)(?!s)
    |(?=[yto])(?P<now>yesterday|today|tonight|tomorrow|overnight)
    |(?=[12])(?P<year>(?:19|20)\d\d)(?P<decade>s)?(?![\d%,]\d)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_LEAD: Final = re.compile(
    r"\b(since|until|till|by|for|from|after|before|following|ahead of|through)"
    r"\s+(?:the|early|late|about|at least|around|his|her|their)?\s*$",
    re.IGNORECASE,
)
LEAD_CHARACTERS: Final = 24
AHEAD_DAYS: Final = 45
"""A day without its year lies at most this far ahead, else it is last year's."""


class NamedDay(msgspec.Struct, frozen=True, gc=False):
    """Time words of a sentence.

    Attributes:
        start: Where they begin in the sentence.
        stop: Where they end.
        age: "ahead", "recent" (31 days at most), "border" (to 45), "old" (to 400), "ancient", or "unsure"
        where
            a span holds recent and older days, as "this year".
        lead: The word before them in lower case where it is "since", "after" and the like, else "".
    """

    start: int
    stop: int
    age: str
    lead: str


def age_of(least: float, greatest: float) -> str:
    """Return the age of a span whose last and first day lie so many days back.

    Example:
        >>> age_of(2, 2), age_of(0, 200), age_of(60, 90)
        ('recent', 'unsure', 'old')
    """
    if greatest < 0:
        return "ahead"
    for limit, name in ((400, "ancient"), (45, "old"), (31, "border")):
        if least > limit:
            return name
    return "recent" if greatest <= 31 else "unsure"


@functools.lru_cache(maxsize=1024)
def find_days(text: str, published: dt.date | None) -> tuple[NamedDay, ...]:
    """Return the time words of a sentence in their order; none where the day of publication is not known.

    Example:
        >>> [(d.age, d.lead) for d in find_days("He left last week, since 2014 a foe.", dt.date(2024, 8, 9))]
        [('recent', ''), ('ancient', 'since')]
    """
    if published is None:
        return ()
    found = []
    for m in _DAY.finditer(text):
        try:
            ages = _ages(m, published)
        except (ValueError, OverflowError):
            # The 31st of February, or years before the first or after the last of the calendar.
            continue
        if ages is None:
            continue
        before = _LEAD.search(text[max(0, m.start() - LEAD_CHARACTERS) : m.start()])
        own = m["lead"].lower() if m["lead"] and m["lead"].lower() in ("since", "until", "by", "from") else ""
        lead = " ".join(before[1].lower().split()) if before else own
        found.append(NamedDay(m.start(), m.end(), age_of(*ages), lead))
    return tuple(found)


def _ages(m: re.Match[str], published: dt.date) -> tuple[float, float] | None:
    """Return the days since the last and since the first day that the words may mean, or None."""
    if m["now"]:
        age = {"yesterday": 1, "tomorrow": -1}.get(m["now"].lower(), 0)
        return age, age
    if m["weekday"]:
        return (-7, -1) if m["weekday"].lower().startswith("next") else (0, 7)
    if m["which"]:
        return _span_ages(m["which"].lower(), m["span"].lower(), published)
    if m["unit"]:
        word = m["count"].lower().split()[0]
        days = (int(word) if word.isdecimal() else _COUNTS[word]) * _UNIT_DAYS[m["unit"].lower()]
        return days * 0.8, days * 1.3
    if m["units"]:
        days = _UNIT_DAYS[m["units"].lower()]
        return days * 2, days * 9
    return _date_ages(m, published)


def _span_ages(which: str, span: str, published: dt.date) -> tuple[float, float]:
    """Return the ages of "last month", "earlier this year" and the like."""
    if which in ("next", "coming", "later this"):
        return -30, -1
    days = _UNIT_DAYS[span]
    if which in ("this", "earlier this", "recent"):
        if span == "year":
            return 0, (published - published.replace(month=1, day=1)).days
        return 0, min(days, 31) if span == "month" else days
    if span == "year":
        return _back(published, dt.date(published.year - 1, 12, 31), dt.date(published.year - 1, 1, 1))
    if span == "month":
        last = published.replace(day=1) - dt.timedelta(days=1)
        return _back(published, last, last.replace(day=1))
    return days * 0.5, days * 2


def _date_ages(m: re.Match[str], published: dt.date) -> tuple[float, float] | None:
    """Return the ages of a year, a month or a day of the calendar.

    Raises:
        ValueError: There is no such day.
    """
    if m["year"]:
        year = int(m["year"])
        if year > published.year:
            return -400, -1
        if m["decade"]:
            return (published.year - year - 10) * 365, (published.year - year) * 365
        last = min(dt.date(year, 12, 31), published)
        return _back(published, last, dt.date(year, 1, 1))
    if m["month3"]:
        first = dt.date(int(m["year3"]), _month(m["month3"]), 1)
        return _back(published, _month_end(first), first)
    if m["month"]:
        # "May" is a month, "may" is not.
        if m["month"].islower():
            return None
        if m["lead"].lower() == "next":
            return -300, -1
        month = _month(m["month"])
        first = dt.date(published.year - (month > published.month), month, 1)
        return _back(published, min(_month_end(first), published), first)
    month, day = _month(m["month1"] or m["month2"]), int(m["day1"] or m["day2"])
    if year_words := m["year1"] or m["year2"]:
        named = dt.date(int(year_words), month, day)
    else:
        named = dt.date(published.year, month, day)
        if (named - published).days > AHEAD_DAYS:
            named = dt.date(published.year - 1, month, day)
    return _back(published, named, named)


def _back(published: dt.date, last: dt.date, first: dt.date) -> tuple[float, float]:
    return (published - last).days, (published - first).days


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1


def _month_end(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
