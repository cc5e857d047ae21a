"""A cheap look at a sentence's word pieces: sentences that cannot hold an event are not read further."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["Gate"]


class Gate:
    """A logistic regression on word pieces, fitted by `training.gate`; its recall is in docs/model-card.md.

    Args:
        weights: One weight a word piece (pieces,).
        limit: Sentences whose weights sum to less are passed over; minus infinity lets all through.
    """

    def __init__(self, weights: NDArray[np.float32], limit: float) -> None:
        self._weights = weights
        self._limit = limit

    @classmethod
    def load(cls, path: Path) -> Gate:
        """Return the gate of a file ``gate.npz``; one that lets everything through where there is none."""
        if not path.is_file():
            return cls(np.zeros(1, dtype=np.float32), -np.inf)
        with np.load(path) as data:
            weights = data["weights"].astype(np.float32) * data["scale"]
            return cls(weights, float(data["limit"] - data["bias"]))

    def passes(self, ids: Sequence[int]) -> bool:
        """Return whether a sentence of these word pieces may hold an event."""
        if self._limit == -np.inf:
            return True
        return float(self._weights[list(set(ids))].sum()) >= self._limit
