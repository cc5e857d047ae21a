"""Fitting in steps: rates, lasting deviations, calibration on the last days, rates again on all days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from detente.errors import OutlookError
from detente.ontology import EVENT_TYPES, QUAD_CLASSES
from detente.outlook._asking import check_number
from detente.outlook._bands import Bands
from detente.outlook._calibration import HORIZONS_DAYS, Calibration, fit_calibration
from detente.outlook._chances import reckon_chances
from detente.outlook._crisis_trials import try_crises
from detente.outlook._history import PLOVER_TYPES, History, to_date
from detente.outlook._marks import Marks, fit_marks
from detente.outlook._rates import RECENCY_DAYS, Rates, fit_rates
from detente.outlook._simulating import Engine
from detente.outlook._state import QUADS, Pairs, State

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["Fit", "FutureCounts", "count_future", "draw_counts", "fit_all"]

EVERY_DAYS: Final = 10
"""Days between origins of the calibration."""
COVERAGE_DRAWS: Final = 400
MAX_SPREAD: Final = 1.4
"""The largest lasting deviation of a pair, a standard deviation of logarithms."""
REFIT_DAYS: Final = 30
"""Days of the calibration after which the rates are fitted anew."""
BUSIEST: Final = 400
"""Parties whose pairs the rates are learned from, where there are more."""
MIN_DAYS: Final = 60
"""The fewest days before the calibration's first origin."""


@dataclass(frozen=True, slots=True)
class Fit:
    """All that is learned; see `Outlook`.

    Attributes:
        notes: What the user should know of how it was learned, in sentences.
    """

    rates: Rates
    marks: Marks
    spread: Floats
    shares: Floats
    calibration: Calibration
    bands: Bands
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """An origin at which rates are held against what came.

    Attributes:
        start: Number of the origin.
        pairs: The pairs that are known then.
        state: Their state.
        rates: Rates fitted before it.
        marks: Whom events are with, fitted before the first trial.
        fitted: First day that these did not see.
    """

    start: int
    pairs: Pairs
    state: State
    rates: Rates
    marks: Marks
    fitted: int

    @classmethod
    def at(cls, history: History, start: int, rates: Rates, marks: Marks, fitted: int) -> Trial:
        """Return the trial at an origin, by what a history knows before it."""
        known = history.before(to_date(start))
        pairs = Pairs.of(known.actor, known.recipient, len(history.parties))
        return cls(start, pairs, marks.state_at(known, pairs, start), rates, marks, fitted)


@dataclass(frozen=True, slots=True)
class FutureCounts:
    """Events of each pair within each horizon, drawn: shape (4, horizons, pairs, runs)."""

    drawn: NDArray[np.int16]


def fit_all(
    history: History,
    plover: History,
    *,
    until: int,
    restart_days: int | None,
    calibration_days: int,
    runs: int,
    seed: int,
    progress: Callable[[str], None],
) -> Fit:
    """Return everything fitted to a history before the day `until`.

    Args:
        history: Events with types of any kind, which the marks are learned from.
        plover: The same with PLOVER types, for all else; the same parties in the same order.
        until: Number of the first day that is not known.
        restart_days: See `Outlook`.
        calibration_days: See `Outlook`.
        runs: See `Outlook`.
        seed: See `Outlook`.
        progress: Is told what is being done.

    Raises:
        OutlookError: There is too little to learn from.
        UsageError: A setting is out of range.
    """
    check_number(runs, "runs", 1)
    check_number(seed, "rng")
    check_number(calibration_days, "calibration_days")
    check_number(restart_days, "restart_days", 1)
    rng = np.random.default_rng(seed)
    level, notes = np.ones(QUADS, np.float32), []
    spread, calibration, bands = np.zeros(QUADS, np.float32), Calibration.none(), Bands.usual()

    def fit_before(day: int, marks: Marks) -> Rates:
        known = _among_busiest(plover.before(to_date(day)))
        pairs = Pairs.of(known.actor, known.recipient, len(plover.parties))
        return fit_rates(known, pairs, until=day, rng=rng, restart_days=restart_days, marks=marks)

    trials = _make_trials(plover, until, calibration_days, fit_before, seed, progress)
    if trials:
        level = _find_level(plover, trials, progress)
        trials = [replace(trial, rates=trial.rates.scaled(level)) for trial in trials]
        spread = _find_spread(plover, trials[:: max(1, len(trials) // 3)], runs, rng, progress)
        calibration = _calibrate(plover, trials, spread, progress)
        fits = [
            Fit(
                trial.rates,
                trial.marks,
                spread,
                _mix_of(plover.before(to_date(trial.start))),
                calibration,
                bands,
            )
            for trial in trials
        ]
        tried = list(zip(trials, fits, strict=True))
        # With chances of its own, so that the fit to all days does not hang on it.
        own = np.random.default_rng([seed, 1])
        bands = try_crises(plover, tried, runs=runs, rng=own, progress=progress)
    elif calibration_days:
        notes.append(
            "not calibrated: there is too little to learn from before the last "
            f"{HORIZONS_DAYS[-1]} days, so odds have no record, and counts and bands may be too narrow"
        )
    progress("learning from all days")
    # The marks, too, have chances of their own.
    marks = fit_marks(history, plover, until=until, rng=np.random.default_rng([seed, 2]), progress=progress)
    rates = fit_before(until, marks).scaled(level)
    return Fit(rates, marks, spread, _mix_of(plover), calibration, bands, tuple(notes))


def _among_busiest(history: History) -> History:
    """Return the events between the busiest parties: the coefficients are those of all pairs."""
    if len(history.parties) <= BUSIEST:
        return history
    weight = 0.5 ** ((int(history.day[-1]) - history.day) / RECENCY_DAYS) if len(history) else None
    n = len(history.parties)
    activity = np.bincount(history.actor, weight, n) + np.bincount(history.recipient, weight, n)
    keep = np.zeros(n, bool)
    keep[np.argsort(-activity, kind="stable")[:BUSIEST]] = True
    return history.where(keep[history.actor] & keep[history.recipient])


def _make_trials(
    history: History,
    until: int,
    calibration_days: int,
    fit_before: Callable[[int, Marks], Rates],
    seed: int,
    progress: Callable[[str], None],
) -> list[Trial]:
    """Return trials at origins of the last days; fewer, or none, where a history is short."""
    trials: list[Trial] = []
    if not calibration_days or not len(history):
        return trials
    first = max(until - calibration_days, int(history.day[0]) + MIN_DAYS)
    marks: Marks | None = None
    for start in range(first, until - HORIZONS_DAYS[-1] + 1, EVERY_DAYS):
        # Fitted anew now and then, as in use, so that what is measured is of rates as fresh as the last.
        if not trials or start - trials[-1].fitted >= REFIT_DAYS:
            progress(f"learning from the days before {to_date(start)}")
            try:
                if marks is None:
                    # Once, before the first trial: later ones see marks as old as they get in use.
                    known = history.before(to_date(start))
                    own = np.random.default_rng([seed, 3])
                    marks = fit_marks(known, known, until=start, rng=own, types=False, epochs=4)
                rates, fitted = fit_before(start, marks), start
            except OutlookError as error:
                progress(f"too little is known before {to_date(start)} to be tried: {error.what}")
                continue
        assert marks is not None
        trials.append(Trial.at(history, start, rates, marks, fitted))
    return trials


def _mix_of(history: History) -> Floats:
    """Return the share of each type in its quad class."""
    counts = np.bincount(history.type, minlength=len(PLOVER_TYPES)) + 1.0
    quad = np.array([QUAD_CLASSES.index(EVENT_TYPES[name].quad_class) for name in PLOVER_TYPES])
    found: Floats = (counts / np.bincount(quad, counts)[quad]).astype(np.float32)
    return found


def draw_counts(
    rates: Rates,
    spread: Floats,
    state: State,
    start: int,
    runs: int,
    rng: np.random.Generator,
    horizons: tuple[int, ...] = HORIZONS_DAYS,
    chunk: int = 60_000,
) -> FutureCounts:
    """Return the events of each pair in each run up to each horizon, without their types."""
    size = max(4, chunk // max(1, len(state.pairs)))
    parts = []
    for begin in range(0, runs, size):
        engine = Engine(rates, state, start, min(size, runs - begin), spread, rng)
        sums = np.zeros(engine.state.counts.shape[1:], np.float32)
        kept = []
        for day in range(horizons[-1]):
            events = engine.draw(start + day, None)
            sums += events
            engine.state.step(events)
            if day + 1 in horizons:
                kept.append(sums.astype(np.int16))
        parts.append(np.stack(kept, axis=1))
    return FutureCounts(np.concatenate(parts, axis=3))


def count_future(
    history: History, pairs: Pairs, start: int, horizons: tuple[int, ...] = HORIZONS_DAYS
) -> NDArray[np.int64]:
    """Return what came: events of each pair within each horizon, shape (4, horizons, pairs)."""
    found = np.zeros((QUADS, len(horizons), len(pairs)), np.int64)
    for number, days in enumerate(horizons):
        part = history.since(to_date(start)).before(to_date(start + days))
        at = pairs.find(part.actor, part.recipient)
        keep = at >= 0
        flat = np.bincount(
            part.quad[keep].astype(np.int64) * len(pairs) + at[keep], minlength=QUADS * len(pairs)
        )
        found[:, number] = flat.reshape(QUADS, len(pairs))
    return found


def _find_level(history: History, trials: list[Trial], progress: Callable[[str], None]) -> Floats:
    """Return by what the rates are too low (above 1) or too high over the first week, for each quad class."""
    drawn, came = np.full(QUADS, 20.0), np.full(QUADS, 20.0)
    progress("measuring the level of the rates")
    for trial in trials:
        week = HORIZONS_DAYS[:1]
        chances = reckon_chances(trial.rates, np.zeros(QUADS, np.float32), trial.state, trial.start, week[-1])
        drawn += chances.expected[:, -1].sum(axis=1)
        came += count_future(history, trial.pairs, trial.start, week)[:, 0].sum(axis=1)
    # Half the way, in logarithms: what is stirred up compounds over a month.
    found: Floats = np.sqrt(np.clip(came / drawn, 0.6, 1.6)).astype(np.float32)
    return found


def _find_spread(
    history: History,
    trials: list[Trial],
    runs: int,
    rng: np.random.Generator,
    progress: Callable[[str], None],
) -> Floats:
    """Return how far pairs stay off their rates, by what the counts of a horizon vary beyond the runs.

    The counts of busy pairs are taken as negative binomial, with the mean of the runs and a variance that the
    deviation adds to. The deviation of the highest likelihood is taken, which a few wars do not sway as they
    would sway a comparison of variances; then it is widened until nine tenths of the counts are within the
    intervals that are said to hold nine tenths.
    """
    still = np.zeros(QUADS, np.float32)
    cases: list[list[Any]] = [[] for _ in range(QUADS)]
    for number, trial in enumerate(trials):
        progress(f"measuring how far pairs stay off their rates, {number + 1} of {len(trials)}")
        drawn = draw_counts(trial.rates, still, trial.state, trial.start, runs, rng).drawn[:, -1]
        came = count_future(history, trial.pairs, trial.start)[:, -1]
        mean, variance = drawn.mean(axis=2), drawn.var(axis=2)
        part = (1 + trial.rates.steady_share(trial.state)) / 2
        for quad in range(QUADS):
            busy = mean[quad] >= 1.0
            columns = (came[quad], mean[quad], variance[quad], part[quad])
            cases[quad].append(np.stack([column[busy] for column in columns]).astype(np.float64))
    return np.array([_choose_spread(np.concatenate(each, axis=1), rng) for each in cases], np.float32)


def _choose_spread(cases: NDArray[np.float64], rng: np.random.Generator) -> float:
    """Return the deviation that counts, means, variances and what it acts on, shape (4, cases), tell of."""
    counts, mean, variance, part = cases
    if not len(counts):
        return 0.0
    tried = np.linspace(0.0, MAX_SPREAD, 29)
    sizes = [
        mean**2 / np.maximum(variance - mean + (part * mean) ** 2 * np.expm1(spread**2), 1e-3 * mean)
        for spread in tried
    ]
    best = int(np.argmax([_likelihood(counts, mean, size) for size in sizes]))
    for at in range(best, len(tried)):
        drawn = rng.negative_binomial(sizes[at], sizes[at] / (sizes[at] + mean), (COVERAGE_DRAWS, len(mean)))
        # Ties are shared out at random.
        place = (drawn < counts).mean(axis=0) + rng.random(len(counts)) * (drawn == counts).mean(axis=0)
        if ((place >= 0.05) & (place <= 0.95)).mean() >= 0.9:
            return float(tried[at])
    return MAX_SPREAD


def _likelihood(counts: Any, mean: Any, size: Any) -> float:
    """Return the log likelihood of counts under negative binomials, but for what depends on counts alone."""
    # log(Gamma(y + k) / Gamma(k)) as a sum, so that no special functions are needed.
    top = int(counts.max(initial=0))
    rising = 0.0
    for n in range(top):
        rising += float(np.log(size[counts > n] + n).sum())
    ratio = np.log(size / (size + mean))
    return rising + float((size * ratio + counts * (np.log(mean) - np.log(size + mean))).sum())


def _calibrate(
    history: History, trials: list[Trial], spread: Floats, progress: Callable[[str], None]
) -> Calibration:
    probs, usual, came = [], [], []
    progress("holding odds against what came")
    for trial in trials:
        if not len(trial.pairs):
            raise OutlookError("no events before the calibration")
        chances = reckon_chances(trial.rates, spread, trial.state, trial.start, HORIZONS_DAYS[-1])
        probs.append(chances.probs[:, np.array(HORIZONS_DAYS) - 1])
        usual.append(trial.state.context().astype(np.float64))
        came.append(count_future(history, trial.pairs, trial.start) > 0)
    return fit_calibration(
        np.concatenate(probs, axis=2), np.concatenate(usual, axis=1), np.concatenate(came, axis=2)
    )
