"""Records that the pages show and the API answers with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from detente.ledger import (
    Account,
    Change,
    Context,
    DayMeasure,
    Dyad,
    Event,
    Matter,
    PlaceCount,
    ReportLine,
)

__all__ = ["EventView", "Mover", "PairView", "PartyView", "Reaction", "Situation"]


@dataclass(frozen=True, slots=True)
class Mover:
    """A day on which tension rose, and the event that did most to it.

    Attributes:
        number: Its number, from 1, in the order of days.
        day: The day.
        rise: By how much tension rose that day, in points.
        tension: Tension at the end of the day, 0 to 100.
        event: The counted event of the day with the strongest conflict.
        events: How many events of conflict that day had.
    """

    number: int
    day: dt.date
    rise: float
    tension: float
    event: Event
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The crisis at a glance.

    Attributes:
        as_of: The last day from which reports count.
        first: Day of the first report.
        last: Day of the last report.
        reports: Number of reports in the ledger.
        mentions: Number of mentions.
        events: Number of events.
        measures: The measures of the crisis, day by day.
        tension: Tension on the last day, 0 to 100.
        week_before: Tension seven days before.
        rung: Highest rung of the last seven days.
        movers: The days that moved tension most.
        dyads: Who acts on whom, the most frequent first.
        since: The day against which changes are told.
        changes: What became known since.
        changed: How many changes there are; `changes` has the first of them.
        matters: Open matters, the latest first; None while they are being worked out.
        matters_are_fresh: False where they are those of before the last change of the ledger.
        places: Where it happened.
        latest: The last reports.
    """

    as_of: dt.date
    first: dt.date
    last: dt.date
    reports: int
    mentions: int
    events: int
    measures: list[DayMeasure]
    tension: float
    week_before: float
    rung: int
    movers: list[Mover]
    dyads: list[Dyad]
    since: dt.date
    changes: list[Change]
    changed: int
    matters: list[Matter] | None
    matters_are_fresh: bool
    places: list[PlaceCount]
    latest: list[ReportLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """All that is known of an event, with the sentences around each that tells of it.

    Attributes:
        account: The account.
        contexts: Mention to the sentences before and after.
        near: Events of the same parties in the days around, which may be one with it.
    """

    account: Account
    contexts: dict[str, Context]
    near: list[Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """How one party acts on the other after the other has acted, against how it does at any time.

    Attributes:
        actor: Who reacts.
        stimulus: Quad class of what was done to it.
        response: Quad class of what it did.
        days: Within how many days.
        stimuli: Number of days with such an act.
        followed: After how many of them it acted so.
        share: Their share, 0 to 1.
        base: The share of all days of the record that such an act follows so.
    """

    actor: str
    stimulus: str
    response: str
    days: int
    stimuli: int
    followed: int
    share: float
    base: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """What two parties do to each other.

    Attributes:
        one: The party first named.
        other: The other.
        measures: The measures of the pair, day by day.
        forth: What the first does to the other, or None for nothing.
        back: What the other does to the first, or None.
        types: PLOVER type to the number of events, the first on the other and back.
        reactions: How each reacts to the other.
        matters: Open matters between them; None while they are being worked out.
        events: The latest events between them.
        total: How many there are.
    """

    one: str
    other: str
    measures: list[DayMeasure]
    forth: Dyad | None
    back: Dyad | None
    types: dict[str, tuple[int, int]]
    reactions: list[Reaction]
    matters: list[Matter] | None
    events: list[Event]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    """What a party does and what is done to it.

    Attributes:
        code: Its code.
        name: Its usual name.
        acts: On whom it acts.
        suffers: Who acts on it.
        types: PLOVER type to the number of its events.
        matters: Open matters in which it has a share; None while they are being worked out.
        events: Its latest events.
        total: How many there are.
        leaders: Office and holder, of those in office on the day.
        about: What the gazetteer knows: kind, states, sponsors.
    """

    code: str
    name: str
    acts: list[Dyad]
    suffers: list[Dyad]
    types: dict[str, int]
    matters: list[Matter] | None
    events: list[Event]
    total: int
    leaders: list[tuple[str, str]]
    about: list[tuple[str, str]]
