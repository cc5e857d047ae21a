"""What a coded event may say: one check for all doors, the ledger's own and those of files."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any, Final, get_args

import msgspec

from detente.errors import UsageError
from detente.ledger._given import STATUSES, day_of
from detente.ledger._terms import GRADES
from detente.ledger.coded import OWN_DATASET, CodedEvent, CodedParty, Scheme, plain_who
from detente.ontology import EVENT_TYPES, SECTORS

__all__ = ["check_coded", "make_storable"]

LONGEST_DATASET: Final = 40
LONGEST_ID: Final = 200
LONGEST_OWN_ID: Final = 16
MOST_COUNTED: Final = 10**15
SCHEMES: Final = get_args(Scheme)

_encode_json: Final = msgspec.json.Encoder().encode
_values_of: Final = attrgetter(*(field.name for field in fields(CodedEvent)))
# Kinds of all values of an event that were found right: a million rows differ in which are None, no more.
_RIGHT_KINDS: Final[set[tuple[type, ...]]] = set()


def check_coded(event: CodedEvent) -> CodedEvent:
    """Return a coded event as a ledger holds it.

    A moment becomes its day in UTC, and a sign that no database takes U+FFFD (`make_storable`).

    Args:
        event: The event.

    Raises:
        UsageError: Something in it is of another kind than `CodedEvent` says, out of its range, or not one of
            its words.

    Example:
        >>> import datetime as dt
        >>> day = dt.datetime(2024, 8, 1, 5, tzinfo=dt.UTC)
        >>> check_coded(CodedEvent(dataset="mine", id="1", day=day, known_on=day, type="AID")).day
        datetime.date(2024, 8, 1)
    """
    if not isinstance(event, CodedEvent):
        raise UsageError(f"a {type(event).__name__} is no coded event", hint="give a CodedEvent")
    try:
        day, end = day_of(event.day, "day"), day_of(event.end_day, "end_day")
        known = day_of(event.known_on, "known_on")
        if day is not event.day or end is not event.end_day or known is not event.known_on:
            event = replace(event, day=day, end_day=end, known_on=known)
        _check_words(event)
        held = _settle_kinds(event)
    except UsageError as error:
        raise UsageError(error.what, where=f"{_name_of(event)}, {error.where}", hint=error.hint) from None
    except (msgspec.MsgspecError, TypeError, ValueError, OverflowError) as error:
        raise UsageError(f"not what an event holds: {error}", where=_name_of(event)) from None
    wrong = _find_wrong(held)
    if wrong:
        raise UsageError(wrong, where=_name_of(event))
    if held.place == "" or "" in held.contexts:
        # What says nothing; a file can't tell it from what is not said.
        held = replace(held, place=held.place or None, contexts=tuple(filter(None, held.contexts)))
    return make_storable(held)


def _name_of(event: CodedEvent) -> str:
    return f"{event.dataset} {event.id}".strip()


def make_storable(event: CodedEvent) -> CodedEvent:
    """Return an event with U+FFFD for each NUL and half of a surrogate pair, which no database takes."""
    try:
        if b"\\u0000" not in _encode_json(event):
            return event
    except UnicodeEncodeError:
        pass
    return msgspec.convert(_replace_signs(msgspec.to_builtins(event)), CodedEvent)


def _replace_signs(value: Any) -> Any:
    if isinstance(value, str):
        return "".join("\ufffd" if sign == "\0" or "\ud800" <= sign <= "\udfff" else sign for sign in value)
    if isinstance(value, dict):
        return {name: _replace_signs(held) for name, held in value.items()}
    return [_replace_signs(held) for held in value] if isinstance(value, list | tuple) else value


def _settle_kinds(event: CodedEvent) -> CodedEvent:
    """Return an event with values of the kinds that `CodedEvent` says: a list becomes a tuple, 33 is 33.0.

    Raises:
        msgspec.ValidationError: One is of another kind.
    """
    kinds = tuple(map(type, _values_of(event)))
    if kinds in _RIGHT_KINDS and _holds_plain(event):
        return event
    held = msgspec.convert(msgspec.to_builtins(event, builtin_types=(dt.date,)), CodedEvent)
    if tuple(map(type, _values_of(held))) == kinds:
        _RIGHT_KINDS.add(kinds)
    return held


def _holds_plain(event: CodedEvent) -> bool:
    for party in (*event.actor, *event.recipient):
        if type(party) is not CodedParty:
            return False
        if not type(party.who) is type(party.sector) is type(party.code) is type(party.name) is str:
            return False
    return all(type(context) is str for context in event.contexts)


def _check_words(event: CodedEvent) -> None:
    if event.status in STATUSES and event.grade in GRADES and event.scheme in SCHEMES:
        return
    for name, words in (("status", STATUSES), ("grade", GRADES), ("scheme", SCHEMES)):
        given = getattr(event, name)
        if given not in words:
            raise UsageError(f"no such {name}: {given!r}", where=name, hint=f"one of {', '.join(words)}")


def _find_wrong(event: CodedEvent) -> str | None:
    """Return what is wrong with an event whose values are of the right kinds, or None."""
    return _find_wrong_names(event) or _find_wrong_place(event) or _find_wrong_numbers(event)


def _find_wrong_names(event: CodedEvent) -> str | None:
    if not event.dataset or len(event.dataset) > LONGEST_DATASET or event.dataset == "reports":
        return "a data set's name has 1 to 40 characters and is not “reports”"
    if not event.id or len(event.id) > LONGEST_ID:
        return "an event's identifier has 1 to 200 characters"
    if event.dataset == OWN_DATASET and (len(event.id) > LONGEST_OWN_ID or not event.id.isalnum()):
        return f"{event.id!r} is no identifier of an event of a ledger"
    if event.type not in EVENT_TYPES:
        return f"{event.type!r} is no PLOVER type"
    if event.mode is not None and event.mode not in EVENT_TYPES[event.type].modes:
        return f"{event.mode!r} is no mode of {event.type}"
    for party in (*event.actor, *event.recipient):
        if party.sector not in SECTORS or not party.who or party.who != plain_who(party.who):
            return f"{party.who!r} {party.sector!r} is no party and sector"
    return None


def _find_wrong_place(event: CodedEvent) -> str | None:
    lat, lon = event.lat, event.lon
    if (lat is None) != (lon is None):
        return "latitude without longitude, or the other way round"
    if lat is not None and not -90 <= lat <= 90:
        return f"latitude {lat:g} is not from -90 to 90"
    if lon is not None and not -180 <= lon <= 180:
        return f"longitude {lon:g} is not from -180 to 180"
    if event.country is not None and not (len(event.country) == 3 and event.country.isalpha()):
        return f"{event.country!r} is no ISO 3166 alpha-3 code"
    return None


def _find_wrong_numbers(event: CodedEvent) -> str | None:
    if event.day is not None and event.end_day is not None and event.end_day < event.day:
        return f"it ends on {event.end_day}, before it begins on {event.day}"
    if event.scale is not None and not -10 <= event.scale <= 10:
        return f"scale {event.scale:g} is not from -10 to 10"
    for count in (event.deaths_low, event.deaths_best, event.deaths_high, event.sources):
        if count is not None and not 0 <= count <= MOST_COUNTED:
            return f"a count is {'below 0' if count < 0 else 'above a million thousand millions'}"
    return None
