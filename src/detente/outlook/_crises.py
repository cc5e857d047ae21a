"""The outlook of crises held against what came: the index of tension, and the rungs that were reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.errors import OutlookError
from detente.outlook._ahead import find_rung_odds
from detente.outlook._asking import check_number, choose_parties, tension_by_day
from detente.outlook._backtest import check_model, measure_crps, measure_ece
from detente.outlook._calibration import HORIZONS_DAYS
from detente.outlook._history import History, to_date, to_number
from detente.outlook._model import Outlook
from detente.outlook._rungs import CRISES, CRISIS_PARTIES, MODEL_RUNGS, find_clashes, find_rung, rungs_by_day

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CrisisBacktest", "RungScore", "TensionScore", "backtest_crises"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionScore:
    """How the index of tension to expect fared at the end of a horizon.

    Attributes:
        horizon_days: The horizon.
        crises: Number of crises and origins.
        coverage: Share of them whose index was within the runs' 90% interval.
        below: Share whose index was below it.
        crps: Mean continuous ranked probability score of the runs, in points of the index.
        persistence_crps: The same of the index as it stood before the origin.
        climatology_crps: The same of the index on all days before the origin.
        mean: Mean index of the runs.
        came: Mean index that came.
    """

    horizon_days: int
    crises: int
    coverage: float
    below: float
    crps: float
    persistence_crps: float
    climatology_crps: float
    mean: float
    came: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RungScore:
    """How the odds that a crisis reaches a rung fared.

    Attributes:
        horizon_days: The horizon.
        of: "all" rungs, or the "next" one above that on which the crisis stands.
        odds: Number of odds.
        events: Number that came true.
        brier: Mean squared error of the odds.
        climatology_brier: The same of the share of past horizons in which the crisis reached the rung.
        ece: Expected calibration error over ten bins of equal width.
        mean_prob: Mean of the odds.
    """

    horizon_days: int
    of: str
    odds: int
    events: int
    brier: float
    climatology_brier: float
    ece: float
    mean_prob: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisBacktest:
    """The record of outlooks of crises.

    Attributes:
        origins: The origins.
        tension: Scores of the index, by horizon.
        rungs: Scores of the rungs, by horizon.
    """

    origins: tuple[dt.date, ...]
    tension: tuple[TensionScore, ...]
    rungs: tuple[RungScore, ...]


def backtest_crises(
    history: History,
    *,
    since: dt.date,
    until: dt.date | None = None,
    every_days: int = 14,
    refit_days: int = 60,
    model: Outlook | None = None,
    make: Callable[[], Outlook] | None = None,
    runs: int = 200,
    crises: int = CRISES,
    rng: int = 0,
    progress: Callable[[str], None] | None = None,
) -> CrisisBacktest:
    """Return how the tension to expect and the odds of rungs fare, at many origins by what was known then.

    A crisis is a pair that clashed in the last 60 days, one of the busiest, with the six parties nearest to
    it.

    Args:
        history: PLOVER events.
        since: First origin.
        until: First day that is not used at all; None for the day after the last event.
        every_days: Days between origins.
        refit_days: Days after which the model is fitted anew.
        model: A fitted model to judge as it is; None to fit one on the way.
        make: Makes the models to fit; None for `Outlook` as it comes.
        runs: Runs for each crisis.
        crises: The most crises that are looked at from an origin.
        rng: Seed.
        progress: Is told what is being done.

    Raises:
        LeakageError: A model that is given was fitted to days from `since` on.
        OutlookError: No origin has a horizon that ends before `until`, or there is no clash before any.
    """
    check_number(rng, "rng")
    say = progress or (lambda _: None)
    if history.last_day is None:
        raise OutlookError(
            "the history has no events, so nothing can be held against what came",
            hint="add reports of events that happened, with their day and both parties",
        )
    end = to_number(until) if until else int(history.day[-1]) + 1
    history = history.before(to_date(end))
    origins = [to_date(day) for day in range(to_number(since), end - HORIZONS_DAYS[0] + 1, every_days)]
    if not origins:
        raise OutlookError("no origin has a horizon that ends in time", hint="begin earlier")
    index: dict[int, list[_Index]] = {h: [] for h in HORIZONS_DAYS}
    rungs: dict[int, list[_Rung]] = {h: [] for h in HORIZONS_DAYS}
    fitted_on, current = dt.date.min, model
    for number, origin in enumerate(origins):
        say(f"crises from {origin}, {number + 1} of {len(origins)}")
        known = history.before(origin)
        if model is None and (origin - fitted_on).days >= refit_days:
            current = (make or Outlook)().fit(known, until=origin, progress=say)
            fitted_on = origin
        assert current is not None
        check_model(current, origin)
        for at, pair in enumerate(find_clashes(known, origin, crises)):
            seed = np.random.default_rng([rng, number, at])
            parties = choose_parties(known, pair, limit=CRISIS_PARTIES)
            _judge_crisis(current, history, known, parties, origin, end, runs, seed, index, rungs)
    if not any(index.values()):
        raise OutlookError("no pair clashed before any origin")
    return CrisisBacktest(
        origins=tuple(origins),
        tension=tuple(_score_tension(horizon, found) for horizon, found in index.items() if found),
        rungs=tuple(
            score for horizon, found in rungs.items() for score in _score_rungs(horizon, found) if found
        ),
    )


@dataclass(frozen=True, slots=True)
class _Index:
    place: float
    crps: NDArray[np.float64]
    mean: float
    came: float


@dataclass(frozen=True, slots=True)
class _Rung:
    prob: float
    usual: float
    came: bool
    is_next: bool


def _judge_crisis(
    model: Outlook,
    history: History,
    known: History,
    parties: tuple[str, ...],
    origin: dt.date,
    end: int,
    runs: int,
    rng: np.random.Generator,
    index: dict[int, list[_Index]],
    rungs: dict[int, list[_Rung]],
) -> None:
    simulation = model.simulate(
        known, parties=parties, horizon_days=HORIZONS_DAYS[-1], origin=origin, runs=runs, rng=rng
    )
    drawn = simulation.tension_to_expect()
    reached = rungs_by_day(known, parties, origin)
    now = find_rung(known, parties, origin)
    odds = {(o.rung, o.horizon_days): o for o in find_rung_odds(simulation, HORIZONS_DAYS, now, reached)}
    past = tension_by_day(known, parties, origin)
    for horizon in HORIZONS_DAYS:
        after = origin + dt.timedelta(days=horizon)
        if to_number(after) > end:
            continue
        came = float(tension_by_day(history.before(after), parties, after)[-1])
        ends = drawn[:, horizon - 1]
        place = float((ends < came).mean()) + float(rng.random()) * float((ends == came).mean())
        crps = [measure_crps(each[None], np.array([came]))[0] for each in (ends, past[-1:], past)]
        index[horizon].append(_Index(place, np.array(crps), float(ends.mean()), came))
        highest = rungs_by_day(history.since(origin).before(after), parties, after).max(initial=0)
        windows = [reached[max(0, at - horizon) : at].max() for at in range(len(reached), 0, -horizon)]
        for rung in MODEL_RUNGS:
            found = odds[rung, horizon]
            usual = (sum(window >= rung for window in windows) + 0.5) / (len(windows) + 1)
            rungs[horizon].append(_Rung(found.prob, usual, bool(highest >= rung), found.is_next))


def _score_tension(horizon: int, found: list[_Index]) -> TensionScore:
    places = np.array([each.place for each in found])
    crps = np.stack([each.crps for each in found]).mean(axis=0)
    return TensionScore(
        horizon_days=horizon,
        crises=len(found),
        coverage=float(((places >= 0.05) & (places <= 0.95)).mean()),
        below=float((places < 0.05).mean()),
        crps=float(crps[0]),
        persistence_crps=float(crps[1]),
        climatology_crps=float(crps[2]),
        mean=float(np.mean([each.mean for each in found])),
        came=float(np.mean([each.came for each in found])),
    )


def _score_rungs(horizon: int, found: list[_Rung]) -> Iterator[RungScore]:
    for of in ("all", "next"):
        those = [each for each in found if of == "all" or each.is_next]
        if not those:
            continue
        columns: list[Any] = [
            np.array([getattr(e, name) for e in those], float) for name in ("prob", "usual", "came")
        ]
        prob, usual, came = columns
        yield RungScore(
            horizon_days=horizon,
            of=of,
            odds=len(those),
            events=int(came.sum()),
            brier=float(((prob - came) ** 2).mean()),
            climatology_brier=float(((usual - came) ** 2).mean()),
            ece=measure_ece(prob, came),
            mean_prob=float(prob.mean()),
        )
