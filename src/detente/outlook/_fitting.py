"""Fitting in steps: rates, lasting deviations, calibration on the last days, rates again on all days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from detente.errors import OutlookError
from detente.ontology import EVENT_TYPES, QUAD_CLASSES
from detente.outlook._calibration import HORIZONS_DAYS, Calibration, fit_calibration
from detente.outlook._chances import reckon_chances
from detente.outlook._history import PLOVER_TYPES, History, to_date
from detente.outlook._rates import Rates, fit_rates
from detente.outlook._simulating import Engine
from detente.outlook._state import QUADS, Pairs, State

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["Fit", "FutureCounts", "count_future", "draw_counts", "fit_all"]

EVERY_DAYS: Final = 10
"""Days between origins of the calibration."""
MIN_DAYS: Final = 60
"""The fewest days before the calibration's first origin."""


@dataclass(frozen=True, slots=True)
class Fit:
    """All that is learned; see `Outlook`."""

    rates: Rates
    spread: Floats
    shares: Floats
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class FutureCounts:
    """Events of each pair within each horizon, drawn: shape (4, horizons, pairs, runs)."""

    drawn: NDArray[np.int16]


def fit_all(
    history: History,
    *,
    until: int,
    restart_days: int | None,
    calibration_days: int,
    runs: int,
    seed: int,
    progress: Callable[[str], None],
) -> Fit:
    """Return everything fitted to a history before the day `until`."""
    rng = np.random.default_rng(seed)
    n = len(history.parties)
    level = np.ones(QUADS, np.float32)
    spread, calibration = np.zeros(QUADS, np.float32), Calibration.none()
    if calibration_days and until - calibration_days - int(history.day[0]) >= MIN_DAYS:
        cut = until - calibration_days
        early = history.before(to_date(cut))
        progress("learning from the days before the calibration")
        rates = fit_rates(
            early, Pairs.of(early.actor, early.recipient, n), until=cut, rng=rng, restart_days=restart_days
        )
        origins = list(range(cut, until - HORIZONS_DAYS[-1] + 1, EVERY_DAYS))
        some = origins[:: max(1, len(origins) // 2)][:2]
        level = _find_level(history, rates, origins, progress)
        rates = rates.scaled(level)
        spread = _find_spread(history, rates, some, runs, rng, progress)
        calibration = _calibrate(history, rates, spread, origins, progress)
    progress("learning from all days")
    rates = fit_rates(
        history,
        Pairs.of(history.actor, history.recipient, n),
        until=until,
        rng=rng,
        restart_days=restart_days,
    )
    return Fit(rates.scaled(level), spread, _mix_of(history), calibration)


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


def _find_level(
    history: History,
    rates: Rates,
    origins: list[int],
    progress: Callable[[str], None],
) -> Floats:
    """Return by what the rates are too low (above 1) or too high over the first week, for each quad class."""
    drawn, came = np.full(QUADS, 20.0), np.full(QUADS, 20.0)
    for number, start in enumerate(origins):
        progress(f"measuring the level of the rates, {number + 1} of {len(origins)}")
        known = history.before(to_date(start))
        pairs = Pairs.of(known.actor, known.recipient, len(history.parties))
        state, week = State.at(known, pairs, start), HORIZONS_DAYS[:1]
        chances = reckon_chances(rates, np.zeros(QUADS, np.float32), state, start, week[-1])
        drawn += chances.expected[:, -1].sum(axis=1)
        came += count_future(history, pairs, start, week)[:, 0].sum(axis=1)
    # Half the way, in logarithms: what is stirred up compounds over a month.
    found: Floats = np.sqrt(np.clip(came / drawn, 0.6, 1.6)).astype(np.float32)
    return found


def _find_spread(
    history: History,
    rates: Rates,
    origins: list[int],
    runs: int,
    rng: np.random.Generator,
    progress: Callable[[str], None],
) -> Floats:
    """Return how far pairs stay off their rates: what the counts of a horizon vary beyond the runs."""
    over, under = np.zeros(QUADS), np.zeros(QUADS)
    for number, start in enumerate(origins):
        progress(f"measuring how far pairs stay off their rates, {number + 1} of {len(origins)}")
        known = history.before(to_date(start))
        pairs = Pairs.of(known.actor, known.recipient, len(history.parties))
        state = State.at(known, pairs, start)
        drawn = draw_counts(rates, np.zeros(QUADS, np.float32), state, start, runs, rng).drawn[:, -1]
        came = count_future(history, pairs, start)[:, -1]
        mean, variance = drawn.mean(axis=2), drawn.var(axis=2)
        steady, busy = (1 + rates.steady_share(state)) / 2, mean >= 1.0
        for quad in range(QUADS):
            m, v, y = mean[quad][busy[quad]], variance[quad][busy[quad]], came[quad][busy[quad]]
            part = steady[quad][busy[quad]]
            # Weighted so that each pair counts alike, however busy.
            over[quad] += float((((y - m) ** 2 - v) / (m * m + m)).sum())
            under[quad] += float((part * part * m * m / (m * m + m)).sum())
    excess = np.clip(over / np.maximum(under, 1e-9), 0.0, 2.0)
    found: Floats = np.sqrt(np.log1p(excess)).astype(np.float32)
    return found


def _calibrate(
    history: History,
    rates: Rates,
    spread: Floats,
    origins: list[int],
    progress: Callable[[str], None],
) -> Calibration:
    probs, usual, came = [], [], []
    for number, start in enumerate(origins):
        progress(f"holding odds against what came, {number + 1} of {len(origins)}")
        known = history.before(to_date(start))
        pairs = Pairs.of(known.actor, known.recipient, len(history.parties))
        if not len(pairs):
            raise OutlookError("no events before the calibration")
        state = State.at(known, pairs, start)
        chances = reckon_chances(rates, spread, state, start, HORIZONS_DAYS[-1])
        probs.append(chances.probs[:, np.array(HORIZONS_DAYS) - 1])
        usual.append(state.context().astype(np.float64))
        came.append(count_future(history, pairs, start) > 0)
    return fit_calibration(
        np.concatenate(probs, axis=2), np.concatenate(usual, axis=1), np.concatenate(came, axis=2)
    )
