"""What the analyst supposes, from words: "2024-08-10 IRN RETREAT ISR", "ISR ASSAULT LBN until 2024-08-20"."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from collections.abc import Sequence
from typing import Final

from detente.errors import UsageError
from detente.ontology import EVENT_TYPES
from detente.outlook._history import parse_what
from detente.outlook.records import Added, Blocked

__all__ = ["parse_added", "parse_blocked"]

_ADDED: Final = 'such as "2024-08-10 IRN RETREAT ISR", with x3 at the end for three of them'
_BLOCKED: Final = 'such as "ISR ASSAULT LBN until 2024-08-20"; from DATE as well, * for any party'
_TIMES: Final = re.compile(r"[x×](\d{1,3})", re.IGNORECASE)
_ANYBODY: Final = ("*", "any", "anybody")
MAX_COUNT: Final = 100


def parse_added(text: str) -> Added:
    """Return the event that a text supposes: day, actor, type, recipient, and x3 for three of them.

    Raises:
        UsageError: It does not read so.

    Example:
        >>> parse_added("2024-08-10 IRN RETREAT ISR")
        Added(day=datetime.date(2024, 8, 10), actor='IRN', type='RETREAT', recipient='ISR', count=1)
    """
    words = _split(text, _ADDED)
    count = 1
    if len(words) == 5 and (times := _TIMES.fullmatch(words[-1])):
        count = int(times[1])
        words = words[:-1]
        if not 1 <= count <= MAX_COUNT:
            raise UsageError(f"{count} events on one day", where=text, hint=f"give 1 to {MAX_COUNT}")
    if len(words) != 4:
        raise UsageError("day, actor, type and recipient are wanted", where=text, hint=_ADDED)
    day, actor, type_, recipient = words
    _check_parties((actor, recipient), text)
    if type_.upper() not in EVENT_TYPES:
        raise UsageError(f"not a PLOVER type: {type_!r}", where=text, hint=_say_types(type_))
    return Added(_parse_day(day, text), actor, type_.upper(), recipient, count)


def parse_blocked(text: str) -> Blocked:
    """Return the events that a text takes out: actor, kind, recipient, and from and until which day.

    Raises:
        UsageError: It does not read so.

    Example:
        >>> parse_blocked("ISR material conflict LBN until 2024-08-20").until
        datetime.date(2024, 8, 20)
    """
    words = _split(text, _BLOCKED)
    days: dict[str, dt.date] = {}
    while len(words) > 2 and words[-2].lower() in ("from", "until"):
        key = words[-2].lower()
        if key in days:
            raise UsageError(f"{key} stands twice", where=text, hint=_BLOCKED)
        days[key] = _parse_day(words[-1], text)
        words = words[:-2]
    if words[-1].lower() in ("from", "until"):
        raise UsageError(f"a day is missing after {words[-1]}", where=text, hint=_BLOCKED)
    if len(words) < 3:
        raise UsageError("actor, kind of event and recipient are wanted", where=text, hint=_BLOCKED)
    actor, recipient = (None if word.lower() in _ANYBODY else word for word in (words[0], words[-1]))
    _check_parties((actor, recipient), text)
    what = " ".join(words[1:-1])
    try:
        parse_what(what)
    except UsageError as error:
        raise UsageError(error.what, where=text, hint=error.hint) from error
    since, until = days.get("from"), days.get("until")
    if since and until and until < since:
        raise UsageError(f"until {until} is before from {since}", where=text)
    return Blocked(actor, what, recipient, since=since, until=until)


def _split(text: str, hint: str) -> list[str]:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise UsageError("a quotation mark is left open", where=text, hint=hint) from error
    if not words:
        raise UsageError("nothing is supposed in an empty text", hint=hint)
    return words


def _parse_day(word: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(word)
    except ValueError as error:
        raise UsageError(
            f"not a day: {word!r}", where=text, hint="give year-month-day, such as 2024-08-10"
        ) from error


def _check_parties(parties: Sequence[str | None], text: str) -> None:
    one, other = parties
    if one is not None and one == other:
        raise UsageError("a party does nothing to itself", where=text)
    for party in parties:
        # A word out of place, such as a type where a party should be, is likely a slip.
        if party is not None and party.upper() in EVENT_TYPES:
            raise UsageError(f"{party} is a type, where a party is wanted", where=text, hint=_ADDED)


def _say_types(word: str) -> str:
    if ":" in word:
        return f"the model knows types, not modes: give {word.partition(':')[0].upper()}"
    return "give one of " + ", ".join(EVENT_TYPES)
