"""Which pairs clash of late, and the rungs that a crisis stands on and stood on, by types alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from detente.ledger import rung_of
from detente.outlook._history import PLOVER_TYPES, History, to_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "CRISES",
    "CRISIS_PARTIES",
    "MODEL_RUNGS",
    "find_clashes",
    "find_rung",
    "pool_rung",
    "rungs_by_day",
]

MODEL_RUNGS: Final = tuple(sorted({rung_of(name) for name in PLOVER_TYPES} - {0}))
"""The rungs that types without modes can reach: an assault of any kind is given as rung 9."""
RUNG_DAYS: Final = 7
"""Days before the origin whose highest rung is where the crisis stands."""
CRISES: Final = 10
"""Crises that are looked at from each origin."""
CRISIS_PARTIES: Final = 8
"""Parties of each: the two that clash, and those nearest to them."""
PAST_RUNG_DAYS: Final = 60
"""Days before the origin whose spans tell how often a rung is reached."""
RUN_SPANS: Final = 2
"""Spans of the past that the runs count as, where the past is short."""
CLASH_DAYS: Final = 60
"""Days before an origin whose material conflict says which pairs clash."""


def find_clashes(known: History, origin: dt.date, limit: int = CRISES) -> list[tuple[str, str]]:
    """Return the pairs with the most material conflict of late, whichever acts, the busiest first."""
    recent = known.since(origin - dt.timedelta(days=CLASH_DAYS))
    n, hot = len(known.parties), (recent.quad == 3) & (recent.actor != recent.recipient)
    one, other = recent.actor[hot].astype(np.int64), recent.recipient[hot].astype(np.int64)
    keys, counts = np.unique(np.minimum(one, other) * n + np.maximum(one, other), return_counts=True)
    order = np.lexsort((keys, -counts))[:limit]
    return [(known.parties[key // n], known.parties[key % n]) for key in keys[order].tolist()]


def find_rung(history: History, parties: Sequence[str], origin: dt.date) -> int:
    """Return the highest rung of the last 7 days, by types alone; 0 for none."""
    recent = history.select(parties=set(parties)).since(origin - dt.timedelta(days=RUNG_DAYS))
    return max((rung_of(recent.types[at]) for at in set(recent.type.tolist())), default=0)


def rungs_by_day(history: History, parties: Sequence[str], before: dt.date) -> NDArray[np.int64]:
    """Return the highest rung of each day among some parties, from their first event to before a day."""
    among = history.select(parties=set(parties))
    if not len(among):
        return np.zeros(0, np.int64)
    found = np.zeros(to_number(before) - int(among.day[0]), np.int64)
    rung = np.array([rung_of(name) for name in among.types])
    np.maximum.at(found, among.day - int(among.day[0]), rung[among.type])
    return found


def pool_rung(share: Any, reached: NDArray[np.int64], rung: int, horizon_days: int) -> NDArray[np.float64]:
    """Return the odds that a rung, or a higher one, is reached within a horizon.

    The mean of two shares: of the runs that reach it, and of the crisis's own spans of that length in the
    last 60 days in which it was reached. Such a linear pool (Stone, "The opinion pool", Annals of
    Mathematical Statistics 32(4), 1961, doi:10.1214/aoms/1177704873) did better on earlier crises than the
    runs alone; lines fitted to the weeks before did worse. Where no span is known, the runs alone speak.

    Args:
        share: Share of the runs.
        reached: Highest rung of each day that is known, shape (days,).
        rung: Number of the rung.
        horizon_days: Length of the horizon.
    """
    of_runs, recent = np.asarray(share, float), reached[-PAST_RUNG_DAYS:]
    spans = len(recent) // horizon_days
    tops = recent[len(recent) - spans * horizon_days :].reshape(spans, horizon_days).max(axis=1, initial=0)
    of_past = (int((tops >= rung).sum()) + RUN_SPANS * of_runs) / (spans + RUN_SPANS)
    found: NDArray[np.float64] = (of_runs + of_past) / 2
    return found
