"""The interval of a difference of two shares of the same runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from detente.outlook._calibration import wilson_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

__all__ = ["paired_interval"]


def paired_interval(
    without: Flags,
    with_it: Flags,
    *,
    correct: Callable[[float], float] = float,
    probs: tuple[float, float] | None = None,
) -> tuple[float, float]:
    """Return the 95% interval of a difference of two shares of the same runs, the second less the first.

    Newcombe, "Improved confidence intervals for the difference between binomial proportions based on paired
    data", Statistics in Medicine 17(22), 1998, pages 2635 to 2650, method 10: the Wilson intervals of both,
    put together by the correlation of the runs.

    Args:
        without: Whether it came, in each run.
        with_it: The same in the other runs.
        correct: What turns a share into a probability; it must not fall as the share grows.
        probs: The probabilities, where they are not the corrected shares.

    Example:
        >>> same = np.array([True] * 30 + [False] * 70)
        >>> [round(end, 2) + 0.0 for end in paired_interval(same, same)]
        [-0.02, 0.02]
    """
    n = len(without)
    shares = (float(without.mean()), float(with_it.mean()))
    p0, p1 = probs or (correct(shares[0]), correct(shares[1]))
    ends = []
    for share, prob in zip(shares, (p0, p1), strict=True):
        low, high = wilson_interval(share * n, n)
        ends.append((min(correct(low), prob), max(correct(high), prob)))
    (l0, u0), (l1, u1) = ends
    phi = _correlate(without, with_it)
    down = (p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u0 - p0) + (u0 - p0) ** 2
    up = (u1 - p1) ** 2 - 2 * phi * (u1 - p1) * (p0 - l0) + (p0 - l0) ** 2
    return p1 - p0 - float(np.sqrt(max(down, 0.0))), p1 - p0 + float(np.sqrt(max(up, 0.0)))


def _correlate(one: Flags, other: Flags) -> float:
    """Return the correlation of two sets of yes and no, with Newcombe's correction for continuity."""
    n = len(one)
    both, neither = int((one & other).sum()), int((~one & ~other).sum())
    first, second = int((one & ~other).sum()), int((~one & other).sum())
    margins = (both + first) * (second + neither) * (both + second) * (first + neither)
    if not margins:
        return 0.0
    cross = both * neither - first * second
    return (max(cross - n / 2, 0.0) if cross > 0 else float(cross)) / float(np.sqrt(float(margins)))
