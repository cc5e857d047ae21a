"""What a what-if gives: odds, rungs and tension with and without what is supposed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from detente.outlook._ahead import PastDay, TensionBand
from detente.outlook._stories import Story
from detente.outlook.records import Added, Blocked

__all__ = ["Difference", "TensionShift", "WhatIf"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a supposition changes in one probability.

    Attributes:
        actor: Who acts; None for the crisis as a whole.
        recipient: On whom; None for the crisis as a whole.
        what: Kind of event, or the rung that the crisis reaches.
        horizon_days: Within how many days.
        without: Probability without what is supposed.
        with_it: Probability with it.
        difference: The second less the first.
        low: Lower end of its 95% interval, which comes from the number of runs, not from the model's errors.
        high: Upper end.
        supposed: True where the supposition itself says so: the event is added, or all such are taken out.
    """

    actor: str | None
    recipient: str | None
    what: str
    horizon_days: int
    without: float
    with_it: float
    difference: float
    low: float
    high: float
    supposed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionShift:
    """The index of tension at the end of a day, with and without; `low` and `high` as in `Difference`.

    Both bands are widened in the same way, each around its own median. The difference and its interval are of
    the runs as they are: what they are widened for, rates that are off, both have in common.
    """

    day: dt.date
    without: TensionBand
    with_it: TensionBand
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The days to come with and without what is supposed.

    Attributes:
        origin: First day that is not known.
        horizon_days: Number of days.
        runs: Number of runs of each.
        runs_asked: Number that was asked for; more than `runs` when the work was stopped.
        parties: The parties that act in the runs.
        added: Events supposed.
        blocked: Events taken out.
        rung: The highest rung of the last 7 days, by types alone.
        differences: For pairs, then for the rungs of the crisis.
        past: Tension of the last 60 days.
        tension: Tension of each day to come.
        stories: The most telling runs.
        learned_from: What the model learned from.
    """

    origin: dt.date
    horizon_days: int
    runs: int
    runs_asked: int
    parties: tuple[str, ...]
    added: tuple[Added, ...]
    blocked: tuple[Blocked, ...]
    rung: int
    differences: tuple[Difference, ...]
    past: tuple[PastDay, ...]
    tension: tuple[TensionShift, ...]
    stories: tuple[Story, ...]
    learned_from: str
