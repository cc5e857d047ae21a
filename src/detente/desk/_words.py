"""Records in words for a reader: parties, sources, status, days. Plain text, safe for a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from detente.ontology import SECTORS

if TYPE_CHECKING:
    import datetime as dt

    from detente.records import EventMention, Party, Place, Source
    from detente.reports import Report

__all__ = [
    "QUAD_GLYPHS",
    "clean",
    "count",
    "describe_parties",
    "describe_party",
    "describe_place",
    "describe_report",
    "describe_source",
    "describe_when",
    "label_party",
    "place_sentence",
    "qualify_party",
    "shorten",
]

# Hollow for words, filled for deeds; round for cooperation, pointed for conflict: colour is not needed.
QUAD_GLYPHS: Final = {
    "verbal cooperation": "○",
    "material cooperation": "●",
    "verbal conflict": "△",
    "material conflict": "▲",
}
LABEL_LENGTH: Final = 48
# Not the locale's: what the program writes is the same everywhere.
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# Control characters could drive a terminal, and bidirectional overrides could make a line read as another.
# A lone surrogate could not be written at all.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAK = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    r"""Return the text on one line without control characters, of the same length, so that offsets hold.

    Example:
        >>> clean("a\n\x1b[31mb")
        'a �[31mb'
    """
    return _UNSAFE.sub("\ufffd", _BREAK.sub(" ", text))


def shorten(text: str, length: int = LABEL_LENGTH) -> str:
    """Return the text cleaned, its spaces collapsed, cut to a length with an ellipsis.

    Example:
        >>> shorten("a  senior official of the ministry", 12)
        'a senior of…'
    """
    words = " ".join(clean(text).split())
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    Example:
        >>> count(1, "event"), count(0, "event")
        ('1 event', '0 events')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def label_party(party: Party | Source) -> str:
    """Return what to call a party: its name where known, else its words, else its code.

    Example:
        >>> from detente.records import Party
        >>> label_party(Party("he", "RUS", "GOV", name="Vladimir Putin")), label_party(Party(""))
        ('Vladimir Putin', 'unknown')
    """
    label = shorten(party.name or party.text)
    if label:
        return label
    return "unknown" if party.who == "UNK" else shorten(party.who)


def qualify_party(party: Party) -> str:
    """Return the party's code and sector, without what its label says already; "" when nothing is left.

    Example:
        >>> from detente.records import Party
        >>> qualify_party(Party("Hamas", "HAMAS", "REB")), qualify_party(Party("Western officials"))
        ('armed group', 'unknown')
    """
    label = label_party(party).casefold()
    who = "unknown" if party.who == "UNK" else clean(party.who)
    sector = "" if party.sector == "UNK" else SECTORS.get(party.sector, clean(party.sector))
    return " ".join(word for word in (who if who.casefold() != label else "", sector) if word)


def describe_party(party: Party) -> str:
    """Return a party in words.

    Example:
        >>> from detente.records import Party
        >>> describe_party(Party("Putin", "RUS", "GOV", name="Vladimir Putin"))
        'Vladimir Putin (RUS government)'
    """
    qualifier = qualify_party(party)
    return f"{label_party(party)} ({qualifier})" if qualifier else label_party(party)


def describe_parties(parties: Sequence[Party]) -> str:
    """Return several parties in words; "" for none.

    Example:
        >>> from detente.records import Party
        >>> describe_parties([Party("France", "FRA"), Party("Chad", "TCD")])
        'France (FRA) and Chad (TCD)'
    """
    words = [describe_party(party) for party in parties]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def describe_source(source: Source) -> str:
    """Return on whose word an event stands.

    Example:
        >>> from detente.records import Source
        >>> describe_source(Source("sources close to the group"))
        'sources close to the group (anonymous)'
    """
    # "Sources close to Hezbollah" are not Hezbollah.
    words = source.text or source.name if source.kind == "anonymous" else source.name or source.text
    label = shorten(words or "") or (source.who if source.who != "UNK" else "an earlier source")
    known = source.who != "UNK" and source.who.casefold() != label.casefold()
    inside = [clean(source.who)] if known else []
    # A person with a name and a country needs no "named" besides.
    if source.kind != "named" or not inside:
        inside.append(source.kind)
    return f"{label} ({' '.join(inside)})"


def describe_when(event: EventMention) -> str:
    """Return the day of an event as a reader writes it, the words it was read from, or ""."""
    if event.date is not None:
        return write_day(event.date, event.date_precision)
    return f"“{shorten(event.date_text)}”" if event.date_text else ""


def describe_place(place: Place) -> str:
    """Return a place with its country where known.

    Example:
        >>> from detente.records import Place
        >>> describe_place(Place("the port of Aden", country="YEM", name="Aden"))
        'Aden, YEM'
    """
    label = shorten(place.name or place.text)
    return f"{label}, {clean(place.country)}" if place.country and place.country != label else label


def write_day(day: dt.date, precision: str | None = "day") -> str:
    """Return a date in English words, as finely as it is known.

    Example:
        >>> import datetime
        >>> write_day(datetime.date(2025, 3, 5)), write_day(datetime.date(2025, 3, 1), "month")
        ('5 March 2025', 'March 2025')
    """
    month = _MONTHS[day.month - 1]
    if precision == "year":
        return str(day.year)
    return f"{month} {day.year}" if precision == "month" else f"{day.day} {month} {day.year}"


def place_sentence(index: int) -> str:
    """Return what to call a sentence: "headline" for -1, else its number counted from 1.

    Example:
        >>> place_sentence(-1), place_sentence(0)
        ('headline', '1')
    """
    return "headline" if index < 0 else str(index + 1)


def describe_report(report: Report, events: Sequence[EventMention]) -> list[str]:
    """Return the facts of a report for its header: outlet, day, sentences, events."""
    day = report.published
    body = sum(1 for sentence in report.sentences if sentence.index >= 0)
    facts = [
        shorten(report.outlet or "", 60),
        write_day(day) if day is not None else "no publication date",
        count(body, "sentence"),
        count(len(events), "event"),
    ]
    return [fact for fact in facts if fact]
