"""The chance of at least one event within a horizon, reckoned without drawing.

As long as a pair has had no event of a kind, no such event stirs up others. So its rate on a day is the
expected one less what its own expected events since the origin would have stirred up; the chance of none is
the product over the days. It is that of the simulated process, but for what comes back by other counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.outlook._rates import MAX_RATE, Rates
from detente.outlook._simulating import Engine
from detente.outlook._state import BLOCKS, HALF_LIVES_DAYS, QUADS, State

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["Chances", "reckon_chances"]

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)


@dataclass(frozen=True, slots=True)
class Chances:
    """What is to be expected of each pair.

    Attributes:
        probs: Probability of at least one event up to each day, shape (4, days, pairs).
        expected: Expected number of events up to each day, the same shape.
    """

    probs: NDArray[np.float64]
    expected: NDArray[np.float64]


def reckon_chances(
    rates: Rates, spread: Floats, state: State, start: int, days: int, share: Floats | None = None
) -> Chances:
    """Return the chances of each pair and quad class over the days from `start` on.

    Args:
        rates: Fitted rates.
        spread: Standard deviation of the log of a pair's lasting deviation, shape (4,).
        state: The state before the first day.
        start: Number of the first day.
        days: Number of days.
        share: Share of the events of a quad class that are asked about, shape (4, pairs); None for all.
    """
    engine = Engine(rates, state, start, 1, np.zeros(QUADS, np.float32), np.random.default_rng(0))
    own = rates.sums[:, BLOCKS["own"]].reshape(QUADS, len(HALF_LIVES_DAYS), QUADS)
    # Weight of a quad class's own past in its rate, by half-life: shape (half-lives, 4).
    self_weight = np.stack([own[quad, :, quad] for quad in range(QUADS)], axis=1) * state.scale[:, None]
    decay = np.array([0.5 ** (1 / life) for life in HALF_LIVES_DAYS], np.float32)
    since = np.zeros((len(HALF_LIVES_DAYS), QUADS, len(state.pairs)), np.float32)
    part = np.ones((QUADS, len(state.pairs)), np.float32) if share is None else share
    size = rates.dispersion[:, None].astype(np.float64)
    deviation = np.exp(spread[:, None] * _NODES - spread[:, None] ** 2 / 2)
    weights = _WEIGHTS / _WEIGHTS.sum()
    still, moved = np.zeros((QUADS, len(state.pairs))), np.zeros((QUADS, len(state.pairs)))
    total = np.zeros((QUADS, len(state.pairs)))
    probs, expected = [], []
    for day in range(start, start + days):
        stirred, steady, factor = (each[..., 0] for each in engine.parts(day))
        mean = np.minimum((stirred + steady) * factor, np.float32(MAX_RATE))
        fresh = (self_weight[:, :, None] * since).sum(axis=0)
        quiet = np.maximum(stirred - part * fresh, 0) * factor * part
        lasting = steady * factor * part
        hazard = size * np.log1p((quiet + lasting) / size)
        lasting_share = lasting / (quiet + lasting + 1e-12)
        still += hazard * lasting_share
        moved += hazard * (1 - lasting_share)
        none = sum(
            weight * np.exp(-(still * deviation[:, node, None] + moved))
            for node, weight in enumerate(weights)
        )
        total += mean * part
        probs.append(1 - none)
        expected.append(total.copy())
        since *= decay[:, None, None]
        since += mean
        engine.state.step(mean[..., None])
    return Chances(np.stack(probs, axis=1), np.stack(expected, axis=1))
