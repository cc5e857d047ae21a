"""What odds are held against: climatology, persistence, the season's average, logistic regression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from detente.outlook._history import History
from detente.outlook._state import Pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["BASELINES", "Record", "baseline_odds"]

BASELINES: Final = ("climatology", "persistence", "season", "logistic")
SEASON_DAYS: Final = 90
YEAR_DAYS: Final = 365
_LIVES: Final = (7.0, 30.0)
_EVERY_DAYS: Final = 7
_MAX_ORIGINS: Final = 12


class Record:
    """Events of each pair by day, as far as a day knows them.

    Args:
        history: The events, all before the origin.
        pairs: The pairs.
        quad: Quad class that is foretold.
        origin: Number of the first day that is not known.
    """

    def __init__(self, history: History, pairs: Pairs, quad: int, origin: int) -> None:
        self.first = int(history.day[0])
        self.days = origin - self.first
        at = pairs.find(history.actor, history.recipient)
        keep = at >= 0
        self._at, self._day = at[keep], history.day[keep].astype(np.int64) - self.first
        self._quad = history.quad[keep]
        self._pairs = pairs
        mine = self._quad == quad
        counts = np.zeros((len(pairs), self.days + 1), np.int32)
        np.add.at(counts, (self._at[mine], self._day[mine] + 1), 1)
        self.sums = counts.cumsum(axis=1, out=counts)
        self.quad = quad

    def happened(self, starts: NDArray[np.int64], horizon: int) -> NDArray[np.bool_]:
        """Return whether an event fell within a horizon of each start, shape (pairs, starts)."""
        return (self.sums[:, starts + horizon] - self.sums[:, starts]) > 0

    def windows(self, starts: NDArray[np.int64], horizon: int) -> NDArray[np.int32]:
        """Return the number of events within a horizon of each start, shape (pairs, starts)."""
        found: NDArray[np.int32] = self.sums[:, starts + horizon] - self.sums[:, starts]
        return found

    def features(self, day: int) -> Floats:
        """Return logarithms of decayed counts before a day, shape (pairs, features)."""
        known = self._day < day
        at, age = self._at[known], day - 1 - self._day[known]
        columns = []
        for life in _LIVES:
            weight = 0.5 ** (age / life)
            for quad in range(4):
                mine = self._quad[known] == quad
                column = np.bincount(at[mine], weight[mine], len(self._pairs))
                columns.append(np.log1p(column))
                columns.append(np.log1p(column[self._pairs.reverse]))
        columns.append(np.log1p(self.sums[:, day] / max(day, 1) * 30))
        columns.append(np.ones(len(self._pairs)))
        return np.stack(columns, axis=1)


def baseline_odds(record: Record, horizon: int) -> dict[str, Floats]:
    """Return the odds of each baseline for each pair, by what the record knows.

    Climatology is the share of the pair's past horizons with an event, with one horizon's worth of all pairs'
    mean; persistence the share of pairs like it (with an event in the last horizon, or without) that had one
    in the
    next; the season's average the share of horizons of the same month of earlier years, or of the last 90
    days where
    the record is shorter than two years; logistic regression on the logarithms of decayed counts (half-lives
    of 7 and
    30 days, each quad class, both directions) and of the usual rate is fitted to the past origins.
    """
    last = record.days - horizon
    starts = np.arange(0, max(last, 0) + 1)
    share = record.happened(starts, horizon)
    usual = float(share.mean())

    def pooled(chosen: NDArray[np.bool_]) -> Floats:
        found: Floats = (chosen.sum(axis=1) + horizon * usual) / (chosen.shape[1] + horizon)
        return found

    season = starts[starts > last - SEASON_DAYS]
    if record.days >= 2 * YEAR_DAYS:
        from_end = record.days - starts
        season = starts[
            (from_end > YEAR_DAYS / 2)
            & (np.abs((from_end + YEAR_DAYS // 2) % YEAR_DAYS - YEAR_DAYS // 2) <= 15)
        ]
    return {
        "climatology": pooled(share),
        "persistence": _persist(record, horizon),
        "season": pooled(record.happened(season, horizon)),
        "logistic": _regress(record, horizon),
    }


def _origins(record: Record, horizon: int) -> list[int]:
    """Return past origins whose horizon is known, the latest first."""
    last = record.days - horizon
    return list(range(last, max(horizon, 30), -_EVERY_DAYS))[:_MAX_ORIGINS]


def _persist(record: Record, horizon: int) -> Floats:
    origins = np.array(_origins(record, horizon) or [horizon])
    before, after = (
        record.happened(origins - horizon, horizon),
        record.happened(np.minimum(origins, record.days - horizon), horizon),
    )
    now = record.happened(np.array([record.days - horizon]), horizon)[:, 0]
    shares = [(after[before == was].sum() + 0.5) / ((before == was).sum() + 1.0) for was in (False, True)]
    return np.where(now, shares[1], shares[0])


def _regress(record: Record, horizon: int) -> Floats:
    origins = _origins(record, horizon) or [max(record.days - horizon, 0)]
    x = np.concatenate([record.features(day) for day in origins])
    y = np.concatenate([record.happened(np.array([day]), horizon)[:, 0] for day in origins]).astype(float)
    ridge = np.full(x.shape[1], 1.0)
    ridge[-1] = 1e-3
    line = np.zeros(x.shape[1])
    line[-1] = np.log((y.mean() + 1e-4) / (1 - y.mean() + 1e-4))
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ line, -30, 30)))
        gradient = x.T @ (y - p) - ridge * line
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.clip(np.linalg.solve(curve, gradient), -2, 2)
        line += step
        if np.abs(step).max() < 1e-5:
            break
    found: Floats = 1 / (1 + np.exp(-np.clip(record.features(record.days) @ line, -30, 30)))
    return found
