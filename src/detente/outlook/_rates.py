"""The daily rate of each quad class from A to B: a log-linear action-reaction model, fitted by likelihood.

The log of the rate is linear in the logarithms of decayed counts (what A did to B and B to A, what each gives
to and gets from all others), in the pair's usual rate pooled with its parties', and in the weekday. It is a
discrete-time, log-linear kin of the self-exciting process of Hawkes, "Spectra of some self-exciting and mutually
exciting point processes", Biometrika 58(1), 1971, doi:10.1093/biomet/58.1.83; for its use on conflict see Porter and
White, "Self-exciting hurdle models for terrorist activity", Annals of Applied Statistics 6(1), 2012,
doi:10.1214/11-AOAS513, and for log-linear count models with such feedback Fokianos and Tjøstheim, "Log-linear
Poisson autoregression", Journal of Multivariate Analysis 102(3), 2011, doi:10.1016/j.jmva.2010.11.002.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from detente.errors import OutlookError
from detente.outlook._history import History
from detente.outlook._state import BLOCKS, FEATURES, QUADS, Pairs, State, count_day, weekday_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["Rates", "fit_rates", "run_through"]

PENALTY: Final = 30.0
"""Weight of the squared coefficients, in events."""
BURN_IN_DAYS: Final = 21
"""Days at the start from which nothing is learned, since the counts are only being filled."""
NEGATIVES: Final = 60_000
"""Number of pair-days without events that are looked at for each quad class; they are weighted up."""
MAX_LOG_RATE: Final = 5.0


@dataclass(frozen=True, slots=True)
class Rates:
    """Fitted coefficients.

    Attributes:
        weights: Coefficients of the standardised features' original scale, shape (4, features).
        dispersion: Size k of the negative binomial of a day's count (variance m + m²/k), shape (4,).
    """

    weights: Floats
    dispersion: Floats

    def log_rates(self, features: Floats) -> Floats:
        """Return the log of the expected number of events of a day, shape (4, pairs)."""
        return np.minimum(self.weights @ features, MAX_LOG_RATE)


def run_through(
    history: History, pairs: Pairs, *, until: int, start: int | None = None, state: State | None = None
) -> Iterator[tuple[int, State, Floats]]:
    """Yield each day with the state before it and its events, shape (4, pairs), up to a day (exclusive)."""
    state = state or State(pairs)
    if not len(history):
        return
    first = int(history.day[0]) if start is None else start
    bounds = np.searchsorted(history.day, np.arange(first, until + 1))
    for number, day in enumerate(range(first, until)):
        today = history._slice(int(bounds[number]), int(bounds[number + 1]))
        events = count_day(today, pairs)
        yield day, state, events
        state.total += events
        state.step(events[..., None])


def fit_rates(
    history: History, pairs: Pairs, *, until: int, rng: np.random.Generator, restart_days: int | None = None
) -> Rates:
    """Return rates fitted to the days of a history before `until`.

    Args:
        history: PLOVER events.
        pairs: The pairs to learn from.
        until: First day that is not used.
        rng: Chooses the pair-days without events.
        restart_days: Forget everything after so many days, so that short records are learned from; None never.

    Raises:
        OutlookError: There is too little to learn from.
    """
    rows, counts, weights = _collect(history, pairs, until, rng, restart_days)
    fitted, sizes = [], []
    for quad in range(QUADS):
        y, w = counts[quad], weights[quad]
        if y.sum() < 20:
            raise OutlookError(
                f"too few events to learn from: {int(y.sum())} of quad class {quad + 1}",
                hint="use the parameters that ship with the package, or give a longer history",
            )
        beta = _fit_counts(rows[quad], y, w)
        mean = np.exp(np.minimum(rows[quad] @ beta, MAX_LOG_RATE))
        over = float((w * ((y - mean) ** 2 - y)).sum() / (w * mean**2).sum())
        sizes.append(1 / max(over, 0.02))
        fitted.append(beta)
    return Rates(np.array(fitted, np.float32), np.array(sizes, np.float32))


def _collect(
    history: History, pairs: Pairs, until: int, rng: np.random.Generator, restart_days: int | None
) -> tuple[list[Floats], list[Floats], list[Floats]]:
    """Return features, counts and weights of pair-days for each quad class."""
    first = int(history.day[0]) if len(history) else until
    days = until - first
    keep = min(1.0, NEGATIVES / max(1, days * len(pairs)))
    features: list[list[Floats]] = [[] for _ in range(QUADS)]
    counts: list[list[Floats]] = [[] for _ in range(QUADS)]
    weights: list[list[Floats]] = [[] for _ in range(QUADS)]
    for day, state, events in run_through(history, pairs, until=until):
        age = day - first
        if restart_days and age and age % restart_days == 0:
            state.clear()
        burning = age < BURN_IN_DAYS if not restart_days else state.days < 5
        if burning:
            continue
        found = state.features(day).T
        for quad in range(QUADS):
            hot = events[quad] > 0
            chosen = hot | (rng.random(len(pairs)) < keep)
            features[quad].append(found[chosen])
            counts[quad].append(events[quad][chosen])
            weights[quad].append(np.where(hot[chosen], 1.0, 1.0 / keep).astype(np.float32))
    if not features[0]:
        raise OutlookError("the history is too short to learn from", hint=f"{BURN_IN_DAYS} days are the least")
    return tuple([np.concatenate(part) for part in of] for of in (features, counts, weights))  # type: ignore[return-value]


def _fit_counts(rows: Floats, y: Floats, weights: Floats) -> Floats:
    """Return the coefficients of a log-linear model by Newton steps on quasi-likelihood with a ridge."""
    total = float(weights.sum())
    centre = (weights @ rows) / total
    scale = np.sqrt(np.maximum(weights @ (rows - centre) ** 2 / total, 1e-6))
    x = np.empty((len(rows), FEATURES + 1), np.float32)
    x[:, :-1] = (rows - centre) / scale
    x[:, -1] = 1.0
    ridge = np.full(FEATURES + 1, PENALTY)
    ridge[-1] = 0.0
    beta = np.zeros(FEATURES + 1)
    beta[-1] = np.log(max(float((weights * y).sum()) / total, 1e-8))
    # A variance that grows with the mean keeps the few busiest pairs from deciding everything.
    for _ in range(25):
        mean = np.exp(np.clip(x @ beta.astype(np.float32), -20, MAX_LOG_RATE))
        slack = weights / (1 + mean)
        gradient = x.T @ (slack * (y - mean)) - ridge * beta
        curve = (x * (slack * mean)[:, None]).T @ x + np.diag(ridge + 1e-3)
        step = np.linalg.solve(curve.astype(np.float64), gradient.astype(np.float64))
        beta += step * min(1.0, 2.0 / (np.abs(step).max() + 1e-12))
        if np.abs(step).max() < 1e-3:
            break
    found = beta[:-1] / scale
    # The weekdays are there for every row, so that one of them can carry the constant.
    found[BLOCKS["weekday"]] += beta[-1] - float(centre @ found)
    return found.astype(np.float32)


def weekday_effect(weights: Floats, day: int) -> Floats:
    """Return the weekday's part of the log rate, shape (4,)."""
    part: Floats = weights[:, BLOCKS["weekday"]][:, weekday_of(day)]
    return part
