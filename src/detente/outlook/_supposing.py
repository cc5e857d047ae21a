"""What the analyst supposes, from words: "2024-08-10 IRN RETREAT ISR", "ISR ASSAULT LBN until 2024-08-20"."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from collections.abc import Sequence
from typing import Final

from detente.errors import UsageError
from detente.ontology import EVENT_TYPES
from detente.outlook._history import check_day, is_whole, parse_what
from detente.outlook.records import Added, Blocked

__all__ = ["check_supposed", "parse_added", "parse_blocked"]

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
    if len(words) != 4:
        raise UsageError("day, actor, type and recipient are wanted", where=text, hint=_ADDED)
    day, actor, type_, recipient = words
    _check_words((actor, recipient), text)
    type_ = type_.upper() if type_.upper() in EVENT_TYPES else type_
    found = Added(_parse_day(day, text), actor, type_, recipient, count)
    _check_added(found, text)
    return found


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
    _check_words((actor, recipient), text)
    what = " ".join(words[1:-1])
    found = Blocked(actor, what, recipient, since=days.get("from"), until=days.get("until"))
    _check_blocked(found, text)
    return found


def check_supposed(
    added: Sequence[Added], blocked: Sequence[Blocked], origin: dt.date, horizon_days: int
) -> None:
    """Raise where a supposition is none, or is of days on which it can change nothing.

    Raises:
        UsageError: It is so.
    """
    last = origin + dt.timedelta(days=horizon_days - 1)
    for a in added:
        where = f"{a.actor} {a.type} {a.recipient}"
        _check_added(a, where)
        if a.day > last:
            raise UsageError(
                f"{a.day} is after the horizon, which ends on {last}",
                where=where,
                hint="give a longer horizon or an earlier day",
            )
    for b in blocked:
        where = f"{b.actor or '*'} {b.what} {b.recipient or '*'}"
        _check_blocked(b, where)
        if (b.until is not None and b.until < origin) or (b.since is not None and b.since > last):
            raise UsageError(
                f"nothing can be taken out outside the horizon, {origin} to {last}",
                where=where,
                hint="what is known stays known; give an earlier --as-of or other days",
            )


def _check_added(added: Added, where: str) -> None:
    check_day(added.day)
    if not is_whole(added.count) or not 1 <= added.count <= MAX_COUNT:
        raise UsageError(f"{added.count} events on one day", where=where, hint=f"give 1 to {MAX_COUNT}")
    _check_two(added.actor, added.recipient, where)
    if added.type not in EVENT_TYPES:
        raise UsageError(f"not a PLOVER type: {added.type!r}", where=where, hint=_say_types(added.type))


def _check_blocked(blocked: Blocked, where: str) -> None:
    _check_two(blocked.actor, blocked.recipient, where)
    try:
        parse_what(blocked.what)
    except UsageError as error:
        raise UsageError(error.what, where=where, hint=error.hint) from error
    since, until = (day and check_day(day) for day in (blocked.since, blocked.until))
    if since and until and until < since:
        raise UsageError(f"until {until} is before from {since}", where=where)


def _check_two(actor: str | None, recipient: str | None, where: str) -> None:
    if actor is not None and actor == recipient:
        raise UsageError("a party does nothing to itself", where=where)


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


def _check_words(parties: Sequence[str | None], text: str) -> None:
    for party in parties:
        # A word out of place, such as a type where a party should be, is likely a slip.
        if party is not None and party.upper() in EVENT_TYPES:
            raise UsageError(f"{party} is a type, where a party is wanted", where=text, hint=_ADDED)


def _say_types(word: str) -> str:
    if ":" in word:
        return f"the model knows types, not modes: give {word.partition(':')[0].upper()}"
    return "give one of " + ", ".join(EVENT_TYPES)
