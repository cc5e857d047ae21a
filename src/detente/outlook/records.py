"""What the outlook is asked and what it answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = ["Added", "Blocked", "NextEvent", "Odds"]


@dataclass(frozen=True, slots=True)
class Added:
    """An event that the analyst supposes.

    Attributes:
        day: Its day; before the origin it counts as known, after it as coming.
        actor: Code of who acts.
        type: PLOVER type.
        recipient: Code of whom it is done to.
        count: How many such events on that day, 1 to 100.
    """

    day: dt.date
    actor: str
    type: str
    recipient: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Blocked:
    """Events that the analyst takes out of the future.

    Attributes:
        actor: Code of who would act; None for anybody.
        what: PLOVER type, quad class or "any".
        recipient: Code of whom it would be done to; None for anybody.
        since: First day; None for the origin.
        until: Last day; None for the last day of the horizon.
    """

    actor: str | None
    what: str
    recipient: str | None
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """The odds that one party does something to another within some days.

    Attributes:
        actor: Who acts.
        recipient: On whom.
        what: PLOVER type, quad class or "any".
        origin: First day that is not known, and first of the horizon.
        horizon_days: Length of the horizon.
        prob: Probability of at least one such event, 0 to 1.
        low: Lower end of the 95% interval of how often such odds came true; 0 where there is no record.
        high: Upper end; 1 where there is no record.
        record_hits: How many odds like this one came true when the model was put to the test.
        record_cases: Of how many.
        expected: Expected number of such events.
        past_events: Number of events of any type between the two, in both directions, on which it rests.
    """

    actor: str
    recipient: str
    what: str
    origin: dt.date
    horizon_days: int
    prob: float
    low: float
    high: float
    record_hits: int
    record_cases: int
    expected: float
    past_events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NextEvent:
    """What may come on the first day that is not known.

    Attributes:
        actor: Who would act.
        type: PLOVER type.
        recipient: On whom.
        expected: Expected number of such events on that day.
        share: Its share of all that was asked about, 0 to 1.
    """

    actor: str
    type: str
    recipient: str
    expected: float
    share: float
