"""From odds as simulated to odds that come true as often as they say, with the record kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["HORIZONS_DAYS", "Calibration", "fit_calibration", "wilson_interval"]

HORIZONS_DAYS: Final = (7, 14, 30)
"""Horizons at which odds are held against what came."""
BIN_EDGES: Final = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0)
"""Edges of the bins of the record."""
_TINY: Final = 1e-4
TERMS: Final = 6


def wilson_interval(hits: float, cases: float, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson interval of a share, 95% by default; (0, 1) without cases.

    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22(158), 1927,
    doi:10.1080/01621459.1927.10502953.

    Example:
        >>> [round(end, 3) for end in wilson_interval(4, 10)]
        [0.168, 0.687]
    """
    if cases <= 0:
        return 0.0, 1.0
    share = hits / cases
    middle = (share + z * z / (2 * cases)) / (1 + z * z / cases)
    half = z * np.sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases)) / (1 + z * z / cases)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How odds were corrected, and how such odds fared, for each quad class and horizon.

    Attributes:
        lines: Coefficients of the corrected log odds, shape (4, horizons, 6): a constant, the log odds, the
            part of them above odds of about one in eight, the log odds by the pair's usual rate alone, and
            the logarithms of its decayed count and of that of all between the two.
        cases: Number of odds in each bin, shape (4, horizons, bins).
        hits: Number of those that came true, the same shape.
    """

    lines: Floats
    cases: Floats
    hits: Floats

    @classmethod
    def none(cls) -> Calibration:
        """Return one that changes nothing and has no record."""
        lines = np.zeros((4, len(HORIZONS_DAYS), TERMS))
        lines[..., 1] = 1.0
        empty = np.zeros((4, len(HORIZONS_DAYS), len(BIN_EDGES) - 1))
        return cls(lines, empty, empty.copy())

    def correct(self, prob: Any, usual: Any, quad: int, horizon_days: int) -> Floats:
        """Return corrected probabilities; between the horizons of the record the lines are interpolated.

        Args:
            prob: Probabilities as reckoned or simulated.
            usual: The pair's usual rate and counts, `State.context`, shape (..., 3).
            quad: Quad class, 0 to 3.
            horizon_days: The horizon.
        """
        at = np.log(np.clip(horizon_days, HORIZONS_DAYS[0], HORIZONS_DAYS[-1]))
        known = np.log(HORIZONS_DAYS)
        line = np.array([np.interp(at, known, self.lines[quad, :, part]) for part in range(TERMS)])
        prob = np.asarray(prob, np.float64)
        odds = _terms(prob, usual, horizon_days) @ line
        found: Floats = np.where(prob <= 0, 0.0, 1 / (1 + np.exp(-odds)))
        return found

    def record(self, prob: float, quad: int, horizon_days: int) -> tuple[int, int]:
        """Return how many odds like this one came true, and of how many."""
        at = int(np.argmin([abs(np.log(horizon_days / known)) for known in HORIZONS_DAYS]))
        bin_ = min(int(np.searchsorted(BIN_EDGES, prob, side="right")) - 1, len(BIN_EDGES) - 2)
        return int(self.hits[quad, at, bin_]), int(self.cases[quad, at, bin_])


def _terms(prob: Floats, usual: Any, horizon_days: int) -> Floats:
    """Return what the corrected log odds are made of, shape (..., TERMS)."""
    inner = np.clip(prob, _TINY, 1 - _TINY)
    odds = np.log(inner / (1 - inner))
    context = np.asarray(usual, np.float64)
    plain = np.clip(1 - np.exp(-context[..., 0] * horizon_days), _TINY, 1 - _TINY)
    others = (np.log(plain / (1 - plain)), np.log1p(context[..., 1]), np.log1p(context[..., 2]))
    terms = (np.ones_like(odds), odds, np.maximum(odds + 2, 0))
    return np.stack([*terms, *(np.broadcast_to(each, odds.shape) for each in others)], axis=-1)


def fit_calibration(probs: Floats, usual: Floats, came: NDArray[np.bool_]) -> Calibration:
    """Return the calibration of odds by logistic lines, after Platt.

    Platt, "Probabilistic outputs for support vector machines", Advances in Large Margin Classifiers, 1999.
    Slopes in the odds are kept positive, so that higher odds stay higher.

    Args:
        probs: Probabilities, shape (4, horizons, odds).
        usual: Usual rates and counts, `State.context`, shape (4, odds, 3).
        came: What came, shape (4, horizons, odds).
    """
    found = Calibration.none()
    for quad in range(probs.shape[0]):
        for at in range(probs.shape[1]):
            p, y = probs[quad, at], came[quad, at].astype(float)
            found.lines[quad, at] = _fit_line(_terms(p, usual[quad], HORIZONS_DAYS[at]), y)
            corrected = found.correct(p, usual[quad], quad, HORIZONS_DAYS[at])
            bins = np.clip(np.searchsorted(BIN_EDGES, corrected, side="right") - 1, 0, len(BIN_EDGES) - 2)
            found.cases[quad, at] = np.bincount(bins, minlength=len(BIN_EDGES) - 1)
            found.hits[quad, at] = np.bincount(bins, y, minlength=len(BIN_EDGES) - 1)
    return found


def _fit_line(x: Floats, came: Floats) -> Floats:
    plain = np.array([0.0, 1.0, 0.0, 0.0, 0.0, 0.0])
    line = plain.copy()
    # A prior worth some cases holds the line where there is little to learn from.
    prior = np.diag([1.0, 5.0, 5.0, 5.0, 5.0, 5.0])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ line))
        gradient = x.T @ (came - p) - prior @ (line - plain)
        curve = (x * (p * (1 - p))[:, None]).T @ x + prior
        step = np.linalg.solve(curve, gradient)
        line = line + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-6:
            break
    line[1] = max(line[1], 0.1)
    line[2] = max(line[2], 0.1 - line[1])
    return line
