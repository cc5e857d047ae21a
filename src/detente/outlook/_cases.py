"""Base rates: what is asked of a history, the cases that are found, and the rate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from detente.errors import UsageError
from detente.outlook._modes import parse_kinds

__all__ = ["DIRECTIONS", "BaseRate", "BaseRateQuery", "Case"]

DIRECTIONS: Final = ("same", "reverse", "either")
"""From the trigger's actor to its recipient, the other way round, or one of the two."""
MAX_WITHIN_DAYS: Final = 3650


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRateQuery:
    """What is asked of a history: how often was a trigger followed by an outcome.

    Attributes:
        trigger: Kinds of event with which a case begins, as `parse_kinds` takes them: "THREATEN:violence".
        actors: Who acts: "states", "any", or codes with commas between.
        recipients: On whom: "neighbours" (of the actor, by land), "states", "any", or codes.
        after: Kinds of event of which the pair must have had some before; None for no condition.
        after_days: In how many days before the trigger's day.
        after_least: How many at least.
        after_direction: Between whom, see `DIRECTIONS`.
        outcome: Kinds of event that are waited for.
        direction: Between whom, see `DIRECTIONS`.
        within_days: From the day after the trigger, for how many days.

    Raises:
        UsageError: A kind of event, a class of parties, a direction or a number does not fit.
    """

    trigger: str = "THREATEN:violence"
    actors: str = "states"
    recipients: str = "neighbours"
    after: str | None = "ASSAULT"
    after_days: int = 90
    after_least: int = 1
    after_direction: str = "either"
    outcome: str = "ASSAULT"
    direction: str = "same"
    within_days: int = 30

    def __post_init__(self) -> None:
        for kinds in (self.trigger, self.outcome, *([self.after] if self.after is not None else [])):
            parse_kinds(kinds)
        for name, direction in (("direction", self.direction), ("after_direction", self.after_direction)):
            if direction not in DIRECTIONS:
                raise UsageError(
                    f"no such direction: {direction!r}", where=name, hint=f"give {', '.join(DIRECTIONS)}"
                )
        for name, days in (("within_days", self.within_days), ("after_days", self.after_days)):
            if not 1 <= days <= MAX_WITHIN_DAYS:
                raise UsageError(
                    f"no span of {days} days", where=name, hint=f"give 1 to {MAX_WITHIN_DAYS} days"
                )
        if self.after_least < 1:
            raise UsageError("a condition of no event holds always", hint="give 1 or more, or no condition")
        if self.actors == "neighbours":
            raise UsageError("neighbours are those of the actor", hint="give recipients as neighbours")
        if not self.actors.strip(" ,") or not self.recipients.strip(" ,"):
            raise UsageError("no party is named", hint="give codes, states, neighbours or any")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One time that the trigger occurred, and what came of it.

    Attributes:
        day: Day of the trigger.
        actor: Who acted.
        trigger: Its type, with its mode where known.
        recipient: On whom.
        triggers: Number of days with a trigger in the case's horizon, with the first.
        before: Last day of an event that met the condition; None without a condition.
        followed: Whether the outcome came within the horizon.
        outcome_day: Day of its first event; None when it did not come.
        outcome: Type of that event.
        outcome_actor: Who then acted.
    """

    day: dt.date
    actor: str
    trigger: str
    recipient: str
    triggers: int
    before: dt.date | None
    followed: bool
    outcome_day: dt.date | None
    outcome: str | None
    outcome_actor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRate:
    """How often the trigger was followed by the outcome.

    Attributes:
        query: What was asked.
        first_day: First day of the history; None when it is empty.
        last_day: The last day that is known.
        cases: All cases with a whole horizon, by day; the rate is of these.
        hits: How many of them were followed by the outcome.
        prob: Share of them, 0 to 1; None when there is no case.
        low: Lower end of its 95% interval; None when there is no case.
        high: Upper end.
        pairs: Number of pairs of parties, whichever acts, that have a case.
        design_effect: By how much cases of one pair resemble each other, 1 for not at all; cases count as
            if there were as many times fewer of them.
        triggers: Days of a pair with a trigger between such parties.
        unmet: Of these, how many did not meet the condition.
        early: How many are set aside as they lack the condition and the history begins within its days.
        censored: Cases set aside as the history ends within their horizon.
        censored_hits: How many of those had been followed by the outcome when it ended.
        usual_hits: In how many spans of the same length, laid end to end over the history, the outcome came
            between the pairs that have a case.
        usual_cases: Number of those spans.
    """

    query: BaseRateQuery
    first_day: dt.date | None
    last_day: dt.date | None
    cases: tuple[Case, ...]
    hits: int
    prob: float | None
    low: float | None
    high: float | None
    pairs: int
    design_effect: float
    triggers: int
    unmet: int
    early: int
    censored: int
    censored_hits: int
    usual_hits: int
    usual_cases: int
