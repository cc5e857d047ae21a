"""Fit how sure the words for an event's place have to be; `training.calibrate` runs it, on held-out text."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["fit_place", "score_places"]

LIMITS = tuple(n / 20 for n in range(4, 19))
_ARTICLE = "the "
Place = tuple[float, str, str]
"""Probability and words of the coded place ("" for none), and words of the true one."""


def _plain(words: str) -> str:
    return words.casefold().strip(" .,").removeprefix(_ARTICLE)


def score_places(places: Sequence[Place], limit: float) -> float:
    """Return the F1 of places whose probability is at least the limit; right are the same words."""
    right = coded = true = 0
    for prob, ours, theirs in places:
        told = bool(ours) and prob >= limit
        coded += told
        true += bool(theirs)
        right += told and bool(theirs) and _plain(ours) == _plain(theirs)
    return 2 * right / (coded + true) if coded + true else 0.0


def fit_place(places: Sequence[Place]) -> tuple[float, float]:
    """Return (the limit with the best F1, that F1)."""
    best = max(LIMITS, key=lambda limit: score_places(places, limit))
    return best, score_places(places, best)
