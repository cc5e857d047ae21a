"""Crises at earlier origins, simulated by what was known then: what the bands are fitted to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from detente.outlook._asking import choose_parties, tension_by_day
from detente.outlook._bands import BAND_DAYS, Bands, fit_bands
from detente.outlook._forward import simulate_forward
from detente.outlook._history import History, to_date
from detente.outlook._rungs import CRISIS_PARTIES, MODEL_RUNGS, find_clashes, rungs_by_day

if TYPE_CHECKING:
    from detente.outlook._fitting import Fit, Trial

__all__ = ["try_crises"]

CRISES_TRIED: Final = 8
"""Crises that are simulated from each origin."""


def try_crises(
    history: History,
    trials: Sequence[tuple[Trial, Fit]],
    *,
    runs: int,
    rng: np.random.Generator,
    progress: Callable[[str], None],
) -> Bands:
    """Return the bands fitted to crises at the origins of trials.

    Args:
        history: What is known when the fit is made; it must reach 30 days beyond each origin.
        trials: Origins, with what was fitted before each.
        runs: Runs of each crisis.
        rng: Source of chance.
        progress: Is told what is being done.
    """
    parts: list[tuple[Any, ...]] = []
    for number, (trial, fit) in enumerate(trials):
        progress(f"holding crises against what came, {number + 1} of {len(trials)}")
        origin = to_date(trial.start)
        known = history.before(origin)
        for pair in find_clashes(known, origin, CRISES_TRIED):
            parties = choose_parties(known, pair, limit=CRISIS_PARTIES)
            simulation = simulate_forward(
                fit,
                known,
                parties=parties,
                horizon_days=BAND_DAYS[-1],
                origin=origin,
                runs=runs,
                rng=rng,
            )
            at = np.array(BAND_DAYS) - 1
            levels = np.quantile(simulation.tension()[:, at], [0.05, 0.5, 0.95], axis=0)
            tops = np.maximum.accumulate(simulation.rung(), axis=1)[:, at]
            shares = np.stack([(tops >= rung).mean(axis=0) for rung in MODEL_RUNGS], axis=1)
            after = history.select(parties=set(parties)).before(to_date(trial.start + BAND_DAYS[-1]))
            end = to_date(trial.start + BAND_DAYS[-1])
            came = tension_by_day(after, parties, end)[-BAND_DAYS[-1] :][at]
            highest = np.maximum.accumulate(rungs_by_day(after, parties, end)[-BAND_DAYS[-1] :])[at]
            parts.append((levels, came, shares, highest[:, None] >= np.array(MODEL_RUNGS)))
    if not parts:
        return Bands.usual()
    columns = list(zip(*parts, strict=True))
    levels, came, shares, reached = (
        np.stack(column, axis=axis) for column, axis in zip(columns, (2, 1, 1, 1), strict=True)
    )
    return fit_bands(levels, came, shares, reached)
