"""The index of tension as a function of what happened by day, for histories and for futures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.ledger._views import FALL, HALF_WEIGHT, RISE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["follow_tension", "level_days"]


def level_days(conflict: Any, cooperation: Any, worst: Any, best: Any) -> NDArray[np.float64]:
    """Return the level of each day, 0 to 1: its conflict less half its cooperation.

    Args:
        conflict: Sum of |intensity| / 10 over the day's conflict events.
        cooperation: The same of its cooperation events.
        worst: The largest |intensity| / 10 of a conflict event, 0 when there is none.
        best: The same of a cooperation event.

    Example:
        >>> float(level_days(1.0, 0.0, 0.9, 0.0))
        0.45
    """
    bad, good = np.asarray(conflict, float), np.asarray(cooperation, float)
    found: NDArray[np.float64] = np.maximum(
        0.0, np.asarray(worst) * bad / (bad + 1) - HALF_WEIGHT * np.asarray(best) * good / (good + 1)
    )
    return found


def follow_tension(levels: Any, start: Any = 0.0) -> NDArray[np.float64]:
    """Return the index of tension, 0 to 100, at the end of each day.

    Args:
        levels: Level of each day, 0 to 1, days on the last axis.
        start: The index before the first day.

    Example:
        >>> follow_tension([0.5, 0.0]).round(2).tolist()
        [25.0, 22.64]
    """
    goals = 100 * np.asarray(levels, float)
    found = np.empty_like(goals)
    tension = np.broadcast_to(np.asarray(start, float), goals.shape[:-1]).copy()
    for day in range(goals.shape[-1]):
        goal = goals[..., day]
        tension = tension + (goal - tension) * np.where(goal > tension, RISE, FALL)
        found[..., day] = tension
    return found
