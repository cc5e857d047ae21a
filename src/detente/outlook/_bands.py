"""How far the index of tension strays from the runs, as earlier crises tell.

The runs know the chance of events and how far pairs stay off their rates. They do not know that the rates may
be off for all pairs of a crisis at once, so their bands are too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["BAND_DAYS", "Bands", "fit_bands"]

BAND_DAYS: Final = (1, 3, 7, 14, 30)
"""Days ahead at which runs are held against what came; between them the correction is interpolated."""
USUAL_STRETCH: Final = ((1.1, 1.2, 1.4, 1.7, 2.0), (1.1, 1.3, 1.5, 1.6, 1.7))
"""Stretch below and above the median where there is nothing to learn from: what held about nine in ten of the
crises of 2014 (from July), 2018 (to June) and 1991 to 1992 (KEDS) taken together, see docs/outlook.md."""
USUAL_CASES: Final = 120
"""Crises that the usual stretch counts as."""
MAX_STRETCH: Final = 3.0


@dataclass(frozen=True, slots=True)
class Bands:
    """How bands of the index of tension are widened.

    Attributes:
        stretch: By what the distance of runs from their median is multiplied, below and above it, for each
            of `BAND_DAYS`: shape (2, 5), at least 1.
        cases: Number of crises and origins that it was fitted to; 0 for what is usual.
    """

    stretch: Floats
    cases: int

    @classmethod
    def usual(cls) -> Bands:
        """Return the stretch that is usual, where nothing could be learned."""
        return cls(np.array(USUAL_STRETCH), 0)

    @classmethod
    def none(cls) -> Bands:
        """Return what changes nothing."""
        return cls(np.ones((2, len(BAND_DAYS))), 0)

    def widen(self, tension: Any, middle: Any = None) -> Floats:
        """Return values of the index of tension, 0 to 100, moved away from the median of their day.

        Their order stays, so quantiles nest as before.

        Args:
            tension: Index of each run (or each quantile of runs) and day, shape (runs, days), the first day
                being one ahead.
            middle: Median of each day; None for that of the values given.

        Example:
            >>> bands = Bands(np.full((2, 5), 2.0), 0)
            >>> bands.widen([[40.0], [50.0], [80.0]]).ravel().tolist()
            [30.0, 50.0, 100.0]
        """
        runs = np.asarray(tension, float)
        middle = np.median(runs, axis=0) if middle is None else np.asarray(middle, float)
        days = np.arange(1, runs.shape[1] + 1)
        below, above = (_between(days, each) for each in self.stretch)
        off = runs - middle
        found: Floats = np.clip(middle + off * np.where(off < 0, below, above), 0.0, 100.0)
        return found


def _between(days: Any, values: Floats) -> Floats:
    found: Floats = np.interp(np.log(days), np.log(BAND_DAYS), values)
    return found


def fit_bands(tension: Floats, came: Floats) -> Bands:
    """Return the bands fitted to what came.

    The stretch is what makes a twentieth of what came fall below the 90% interval, and a twentieth above, as
    in conformal prediction (Romano, Patterson and Candès, "Conformalized quantile regression", NeurIPS 2019),
    but drawn towards the usual one, as crises of one time resemble each other.

    Args:
        tension: Quantiles 0.05, 0.5 and 0.95 of the runs, for each of `BAND_DAYS`: shape (3, 5, crises).
        came: The index that came, shape (5, crises).
    """
    found, cases = Bands.usual(), came.shape[1]
    if not cases:
        return found
    low, middle, high = tension
    for side, (off, width) in enumerate(((middle - came, middle - low), (came - middle, high - middle))):
        wanted = np.quantile(off / np.maximum(width, 0.1), 0.95, axis=1)
        wanted = np.log(np.clip(wanted, 1.0, MAX_STRETCH))
        usual = np.log(found.stretch[side])
        found.stretch[side] = np.exp((cases * wanted + USUAL_CASES * usual) / (cases + USUAL_CASES))
    return Bands(found.stretch, cases)
