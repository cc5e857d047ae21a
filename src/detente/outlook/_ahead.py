"""The outlook of a crisis: odds for its pairs, rungs it may reach, the tension to expect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from detente.errors import OutlookError, UsageError
from detente.ledger import RUNGS
from detente.outlook._asking import (
    MAX_HORIZON_DAYS,
    active_pairs,
    choose_origin,
    choose_parties,
    count_between,
    tension_by_day,
)
from detente.outlook._calibration import HORIZONS_DAYS, wilson_interval
from detente.outlook._history import History, is_whole
from detente.outlook._model import Outlook
from detente.outlook._rungs import MODEL_RUNGS, find_rung, pool_rung, rungs_by_day
from detente.outlook._runs import Progress, never, simulate_in_parts
from detente.outlook.records import Odds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.outlook._simulation import Simulation

__all__ = [
    "CrisisOutlook",
    "PastDay",
    "RungOdds",
    "TensionBand",
    "check_horizons",
    "check_pairs",
    "find_bands",
    "find_rung_odds",
    "follow_past",
    "look_ahead",
]

PAST_DAYS: Final = 60
"""Days before the origin whose tension is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RungOdds:
    """The odds that the crisis reaches a rung.

    Attributes:
        rung: Number of the rung, see `detente.ledger.RUNGS`.
        name: Its name.
        horizon_days: Within how many days.
        prob: Probability that an act of that rung or a higher one occurs: the mean of the share of runs in
            which one does and of that of the crisis's past, see `pool_rung`.
        low: Lower end of the 95% interval that comes from the number of runs.
        high: Upper end.
        is_next: Whether it is the first rung above the one on which the crisis stands.
    """

    rung: int
    name: str
    horizon_days: int
    prob: float
    low: float
    high: float
    is_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionBand:
    """The index of tension to expect at the end of a day, 0 to 100.

    Around their median the runs are stretched so far that, of earlier crises, nine tenths were within.

    Attributes:
        day: The day.
        mean: Mean of all runs, as they are.
        low: It is expected to be below this one time in twenty.
        lower: One time in four.
        median: One time in two; half of the runs are below it.
        upper: It is expected to be above this one time in four.
        high: One time in twenty.
    """

    day: dt.date
    mean: float
    low: float
    lower: float
    median: float
    upper: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDay:
    """The index of tension at the end of a day that is known."""

    day: dt.date
    tension: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisOutlook:
    """What is likely in the days to come.

    Attributes:
        origin: First day that is not known.
        horizons_days: Lengths of the horizon.
        runs: Number of runs it rests on.
        runs_asked: Number that was asked for; more than `runs` when the work was stopped.
        parties: The parties that act in the runs.
        rung: The highest rung of the last 7 days, by types alone.
        odds: For each pair, kind of event and horizon; reckoned, and so without the chance of the runs.
        rungs: For each rung above none and each horizon.
        past: Tension of the last 60 days, the day before the origin last.
        tension: Tension to expect, for each day of the longest horizon.
        learned_from: What the model learned from.
    """

    origin: dt.date
    horizons_days: tuple[int, ...]
    runs: int
    runs_asked: int
    parties: tuple[str, ...]
    rung: int
    odds: tuple[Odds, ...]
    rungs: tuple[RungOdds, ...]
    past: tuple[PastDay, ...]
    tension: tuple[TensionBand, ...]
    learned_from: str


def look_ahead(
    model: Outlook,
    history: History,
    *,
    origin: dt.date | None = None,
    pairs: Sequence[tuple[str, str]] = (),
    parties: Sequence[str] = (),
    whats: Sequence[str] = ("material conflict",),
    horizons_days: Sequence[int] = HORIZONS_DAYS,
    runs: int = 1000,
    seed: int = 0,
    progress: Progress | None = None,
    should_stop: Callable[[], bool] = never,
) -> CrisisOutlook:
    """Return the outlook of a crisis.

    Args:
        model: A fitted model.
        history: What is known.
        origin: First day that is not known; None for the day after the last event.
        pairs: (actor, recipient) to give odds for; none for the ten most active of late.
        parties: The parties of the crisis; none for the 20 most active of late.
        whats: Kinds of event, as `parse_what` takes them.
        horizons_days: Lengths of the horizon, 1 to 90 days.
        runs: Number of runs.
        seed: Seed of the chance; the same seed gives the same answer.
        progress: Is told how many runs are done.
        should_stop: Is asked now and then; when it says so, the answer rests on the runs done so far.

    Raises:
        LeakageError: The history has events on or after the origin.
        OutlookError: The history is empty, knows nothing of a party or a pair, or all was stopped at once.
        UsageError: A horizon, a kind of event or the number of runs does not fit.
    """
    horizons = check_horizons(horizons_days)
    origin = choose_origin(history, origin, horizons[-1])
    check_pairs(history, pairs)
    named = {party for pair in pairs for party in pair} | set(parties)
    chosen = tuple(sorted(named)) if parties else choose_parties(history, named)
    among = history.select(parties=set(chosen))
    asked = list(pairs) or (active_pairs(among) if len(among) else [])
    odds = [
        found
        for what in whats
        for found in model.predict(history, asked, what=what, horizons_days=horizons, origin=origin)
    ]
    (simulation,) = simulate_in_parts(
        model,
        history,
        [{}],
        runs=runs,
        seed=seed,
        progress=progress,
        should_stop=should_stop,
        parties=chosen,
        horizon_days=horizons[-1],
        origin=origin,
    )
    past = follow_past(history, chosen, origin)
    rung = find_rung(history, chosen, origin)
    return CrisisOutlook(
        origin=origin,
        horizons_days=horizons,
        runs=simulation.runs,
        runs_asked=runs,
        parties=chosen,
        rung=rung,
        odds=tuple(odds),
        rungs=find_rung_odds(simulation, horizons, rung, rungs_by_day(history, chosen, origin)),
        past=past,
        tension=find_bands(simulation),
        learned_from=model.fitted_on_,
    )


def check_horizons(horizons_days: Sequence[int]) -> tuple[int, ...]:
    """Return horizons in order, each once.

    Raises:
        OutlookError: Nothing is known of how the model fares so far ahead.
        UsageError: There is none, or one is no whole number or shorter than a day.
    """
    whole = all(map(is_whole, horizons_days))
    horizons = tuple(sorted(set(horizons_days))) if whole else ()
    if not horizons or horizons[0] < 1:
        raise UsageError("a horizon of one day or more is wanted")
    if horizons[-1] > MAX_HORIZON_DAYS:
        raise OutlookError(
            f"nothing is known of how the model fares {horizons[-1]} days ahead",
            hint=f"give at most {MAX_HORIZON_DAYS} days; for more, a model fitted to and judged on "
            "years of events would be needed",
        )
    return horizons


def check_pairs(history: History, pairs: Sequence[tuple[str, str]]) -> None:
    """Raise when nothing is known of a pair.

    Raises:
        OutlookError: A party is unknown, is paired with itself, or the two never had to do with each other.
    """
    for actor, recipient in pairs:
        for party in (actor, recipient):
            at = history.index(party)
            if at is None or not bool(((history.actor == at) | (history.recipient == at)).any()):
                raise OutlookError(
                    "nothing is known of this party",
                    where=party,
                    hint="at least one dated event that it takes part in is needed; "
                    f"known are {_some(history)}",
                )
        if actor == recipient:
            raise OutlookError("a party has no odds against itself", where=actor)
        if not count_between(history, actor, recipient):
            raise OutlookError(
                "nothing is known of this pair: no event between the two is in the history",
                where=f"{actor} {recipient}",
                hint="at least one dated event from one to the other is needed",
            )


def _some(history: History) -> str:
    parties = choose_parties(history, (), limit=12)
    return ", ".join(parties) + (" and others" if len(parties) < len(history.parties) else "")


def find_rung_odds(
    simulation: Simulation, horizons: Sequence[int], now: int, reached: NDArray[np.int64]
) -> tuple[RungOdds, ...]:
    """Return the odds of each rung and horizon.

    Args:
        simulation: The runs.
        horizons: Lengths of the horizon, in order.
        now: The rung on which the crisis stands.
        reached: Highest rung of each day that is known, see `rungs_by_day`.
    """
    tops = np.maximum.accumulate(simulation.rung(), axis=1)
    next_rung = next((rung for rung in MODEL_RUNGS if rung > now), None)
    found = []
    for rung in MODEL_RUNGS:
        least = 0.0
        for horizon in horizons:
            hits = int((tops[:, horizon - 1] >= rung).sum())
            ends = (*wilson_interval(hits, simulation.runs), hits / simulation.runs)
            low, high, prob = pool_rung(ends, reached, rung, horizon).tolist()
            # Spans of the past differ by horizon, and so could make a longer one look less likely.
            least = prob = max(prob, least)
            found.append(
                RungOdds(
                    rung=rung,
                    name=RUNGS[rung],
                    horizon_days=horizon,
                    prob=prob,
                    low=min(low, prob),
                    high=max(high, prob),
                    is_next=rung == next_rung,
                )
            )
    return tuple(found)


def find_bands(simulation: Simulation) -> tuple[TensionBand, ...]:
    """Return the bands of the index of tension for each day of a simulation."""
    tension = simulation.tension()
    levels = simulation.tension_levels([0.05, 0.25, 0.5, 0.75, 0.95])
    return tuple(
        TensionBand(
            day=simulation.origin + dt.timedelta(days=day),
            mean=float(tension[:, day].mean()),
            low=float(levels[0, day]),
            lower=float(levels[1, day]),
            median=float(levels[2, day]),
            upper=float(levels[3, day]),
            high=float(levels[4, day]),
        )
        for day in range(simulation.horizon_days)
    )


def follow_past(history: History, parties: Sequence[str], origin: dt.date) -> tuple[PastDay, ...]:
    """Return the index of tension among some parties over the last 60 days that are known."""
    tension = tension_by_day(history, parties, origin)[-PAST_DAYS:]
    start = origin - dt.timedelta(days=len(tension))
    return tuple(
        PastDay(day=start + dt.timedelta(days=day), tension=float(value)) for day, value in enumerate(tension)
    )
