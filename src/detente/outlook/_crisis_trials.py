"""Crises at earlier origins, simulated by what was known then: what the bands are fitted to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from detente.outlook._asking import choose_parties, tension_by_day
from detente.outlook._bands import BAND_DAYS, Bands, fit_bands
from detente.outlook._forward import simulate_forward
from detente.outlook._history import History, to_date
from detente.outlook._rungs import CRISIS_PARTIES, find_clashes

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
    parts: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
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
            after = history.select(parties=set(parties)).before(to_date(trial.start + BAND_DAYS[-1]))
            end = to_date(trial.start + BAND_DAYS[-1])
            came = tension_by_day(after, parties, end)[-BAND_DAYS[-1] :][at]
            parts.append((levels, came))
    if not parts:
        return Bands.usual()
    return fit_bands(
        np.stack([levels for levels, _ in parts], axis=2), np.stack([came for _, came in parts], axis=1)
    )
