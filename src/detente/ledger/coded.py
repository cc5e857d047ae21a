"""Coded events, as data sets publish them and as the ledger gives its own away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from detente.ledger._terms import EventStatus, Grade

__all__ = ["OWN_DATASET", "CodedAddition", "CodedEvent", "CodedParty", "Scheme", "plain_who"]

Scheme = Literal["plover", "cameo", "weis", "ucdp"]

OWN_DATASET: Final = "detente"
"""The data set's name for events that a ledger made of reports itself."""


@dataclass(frozen=True, slots=True)
class CodedParty:
    """A party of a coded event.

    Attributes:
        who: ISO 3166 alpha-3 code of the state, or name of the group or body in capitals joined by "_", or
            "UNK".
        sector: One of `detente.ontology.SECTORS`.
        code: The party's code as the data set gives it, "" when it has none.
        name: Its name as the data set gives it, "" when it has none.
    """

    who: str = "UNK"
    sector: str = "UNK"
    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedEvent:
    """An event as a data set codes it: one row with its origin.

    Attributes:
        dataset: Name of the data set, at most 40 characters; `OWN_DATASET` for an event made of reports.
        id: The data set's own identifier of the event, unique in it.
        day: Day of the event (UTC), its first where it took several; None only for the ledger's own.
        end_day: Its last day, where that is another or where the first is not exact; None otherwise.
        known_on: Day from which it was known: that on which the data set added it, or else the event's last.
        type: One of the 16 PLOVER types, as given or mapped.
        mode: The type's mode, or None.
        scheme: The scheme of `code`: plover, cameo, weis or ucdp.
        code: What the data set says of the event's kind, as given: "190", "ASSAULT aerial".
        scale: Goldstein scale or intensity as given, -10 to 10; None when the data set gives none.
        actor: Who acts; empty when the data set names nobody.
        recipient: To whom it is done.
        status: As in `Event`; data sets give what happened.
        grade: As in `Event`; "reported" for data sets, which are one witness.
        disputed: As in `Event`.
        hedged: As in `Event`.
        place: Where, by name, or None.
        country: ISO alpha-3 code of that place's state, or None.
        lat: Degrees north, or None.
        lon: Degrees east, or None.
        deaths_low: Lowest count of deaths, None when the data set counts none.
        deaths_best: Most likely count.
        deaths_high: Highest count.
        sources: Number of sources as the data set counts them, or None.
        url: Address of a report on it, "" when not given.
        publisher: Who published that, "" when not given.
        words: What the data set says of the event in words, "" when it says nothing.
        contexts: PLOVER contexts, as given.
    """

    dataset: str
    id: str
    day: dt.date | None
    end_day: dt.date | None = None
    known_on: dt.date
    type: str
    mode: str | None = None
    scheme: Scheme = "plover"
    code: str = ""
    scale: float | None = None
    actor: tuple[CodedParty, ...] = ()
    recipient: tuple[CodedParty, ...] = ()
    status: EventStatus = "happened"
    grade: Grade = "reported"
    disputed: bool = False
    hedged: bool = False
    place: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    deaths_low: int | None = None
    deaths_best: int | None = None
    deaths_high: int | None = None
    sources: int | None = None
    url: str = ""
    publisher: str = ""
    words: str = ""
    contexts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodedAddition:
    """What adding coded events did.

    Attributes:
        added: Number of events that are new.
        repeated: Number that the ledger held already, just so.
        differing: Number that it held already, but otherwise; they stay as they were, or are `replaced`.
        replaced: Number of those that were put in place of what was held.
    """

    added: int = 0
    repeated: int = 0
    differing: int = 0
    replaced: int = 0

    def __add__(self, other: CodedAddition) -> CodedAddition:
        """Return both together."""
        return CodedAddition(
            self.added + other.added,
            self.repeated + other.repeated,
            self.differing + other.differing,
            self.replaced + other.replaced,
        )


def plain_who(name: str) -> str:
    """Return a name as ledgers write parties: in capitals, joined by "_"; "UNK" when it is empty.

    Example:
        >>> plain_who("Islamic State")
        'ISLAMIC_STATE'
    """
    return "_".join(name.upper().split()) or "UNK"
