"""The daily rate of each quad class from A to B: an action-reaction model, fitted by likelihood.

The expected count of a day is a sum of rates with coefficients of at least 0 (decayed rates of what A did
to B and B to A, what both did to others, the usual rate of the pair pooled with that of its parties), times
factors for the weekday and for how the last days differ from the usual. That is the self-exciting process
of Hawkes, "Spectra of some self-exciting and mutually exciting point processes", Biometrika 58(1), 1971,
doi:10.1093/biomet/58.1.83, by day and with a sum of exponential kernels; for its use on conflict see Porter
and White, "Self-exciting hurdle models for terrorist activity", Annals of Applied Statistics 6(1), 2012,
doi:10.1214/11-AOAS513. The coefficients are fitted by the expectation-maximisation of Veen and Schoenberg,
"Estimation of space-time branching process models in seismology using an EM-type algorithm", JASA 103(482),
2008, doi:10.1198/016214508000000148.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from detente.errors import OutlookError
from detente.outlook._history import History
from detente.outlook._marks import MEMORY_DAYS, Marks, graph_classes
from detente.outlook._state import BLOCKS, LINEAR, QUADS, SHIFTS, Pairs, State, count_day, weekday_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["Rates", "fit_rates", "run_through"]

BURN_IN_DAYS: Final = 21
"""Days at the start from which nothing is learned, since the counts are only being filled."""
NEGATIVES: Final = 60_000
"""Number of pair-days without events that are looked at for each quad class; they are weighted up."""
RECENCY_DAYS: Final = 90.0
"""Half-life of the weight of a day in the fit: what was so a year ago may be so no more."""
MAX_RATE: Final = 100.0
"""The highest daily rate of a pair."""
LEARN_DAYS: Final = 730
"""Last days that are learned from: what was before weighs less than a hundredth."""
RENEW_DAYS: Final = 30
"""Days after which the marks are renewed in fitting: in a forecast they are as old as its horizon."""
PRIOR_EVENTS: Final = 100.0
"""Weight of the prior that a shift has no effect, as a squared coefficient counts, in events."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Fitted coefficients.

    Attributes:
        sums: What each rate adds to the expected count, at least 0, shape (4, LINEAR).
        shifts: Exponents of the shifts, shape (4, SHIFTS).
        weekdays: Factor of each weekday, Monday first, shape (4, 7).
        dispersion: Size k of the negative binomial of a day's count (variance m + m²/k), shape (4,).
    """

    sums: Floats
    shifts: Floats
    weekdays: Floats
    dispersion: Floats

    def scaled(self, level: Floats) -> Rates:
        """Return rates that are higher by a factor for each quad class, shape (4,)."""
        return replace(self, sums=(self.sums * level[:, None]).astype(np.float32))

    def steady_share(self, state: State) -> Floats:
        """Return which share of the expected counts comes of usual rates, not of late events, (4, pairs)."""
        linear = state.features()[0]
        still = slice(BLOCKS["base"].start, BLOCKS["reverse_base"].stop)
        found: Floats = (self.sums[:, still] @ linear[still]) / (self.sums @ linear + np.float32(1e-9))
        return found

    def expect(self, state: State, day: int) -> Floats:
        """Return the expected number of events of a day, shape (4, pairs)."""
        linear, shifts = state.features()
        mean = (self.sums @ linear) * np.exp(self.shifts @ shifts) * self.weekdays[:, weekday_of(day), None]
        found: Floats = np.minimum(mean, MAX_RATE)
        return found


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
    history: History,
    pairs: Pairs,
    *,
    until: int,
    rng: np.random.Generator,
    restart_days: int | None = None,
    marks: Marks | None = None,
) -> Rates:
    """Return rates fitted to the days of a history before `until`.

    Args:
        history: PLOVER events.
        pairs: The pairs to learn from.
        until: First day that is not used.
        rng: Chooses the pair-days without events.
        restart_days: Forget everything after so many days, so that short records are learned from; None
        never.
        marks: Whom events are with; None to go by what each party gives and gets on the whole.

    Raises:
        OutlookError: There is too little to learn from.
    """
    sample = _collect(history, pairs, until, rng, restart_days, marks)
    parts = []
    for quad in range(QUADS):
        rows = sample.of(quad)
        if rows.count.sum() < 20:
            raise OutlookError(
                f"too few events to learn from: {int(rows.count.sum())} of one quad class",
                hint="use the parameters that ship with the package, or give a longer history",
            )
        parts.append(_fit_quad(rows))
    sums, shifts, weekdays, sizes = (np.array(part, np.float32) for part in zip(*parts, strict=True))
    return Rates(sums, shifts, weekdays, sizes)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Pair-days of one quad class."""

    linear: Floats
    shifts: Floats
    weekday: NDArray[np.int64]
    count: Floats
    weight: Floats


class _Sample:
    """Pair-days to learn from: all with events, and a share of the others."""

    def __init__(self) -> None:
        self._parts: list[list[_Rows]] = [[] for _ in range(QUADS)]

    def add(
        self,
        day: int,
        features: tuple[Floats, Floats],
        events: Floats,
        keep: float,
        chance: Floats,
        recency: float,
        met: NDArray[np.bool_],
    ) -> None:
        for quad in range(QUADS):
            hot = events[quad] > 0
            at = np.flatnonzero(met & (hot | (chance[quad] < keep)))
            weight = (recency * np.where(hot[at], 1.0, 1.0 / keep)).astype(np.float32)
            weekdays = np.full(len(at), weekday_of(day))
            found = _Rows(features[0].T[at], features[1].T[at], weekdays, events[quad][at], weight)
            self._parts[quad].append(found)

    def of(self, quad: int) -> _Rows:
        if not self._parts[quad]:
            raise OutlookError(
                "the history is too short to learn from", hint=f"{BURN_IN_DAYS} days are the least"
            )
        names = ("linear", "shifts", "weekday", "count", "weight")
        return _Rows(*(np.concatenate([getattr(part, name) for part in self._parts[quad]]) for name in names))


def _collect(
    history: History,
    pairs: Pairs,
    until: int,
    rng: np.random.Generator,
    restart_days: int | None,
    marks: Marks | None = None,
) -> _Sample:
    first = int(history.day[0]) if len(history) else until
    keep = min(1.0, NEGATIVES / max(1, min(until - first, LEARN_DAYS) * len(pairs)))
    sample, begun, renewed = _Sample(), first, -RENEW_DAYS
    graph = (
        graph_classes(history.before_number(until).since_number(until - LEARN_DAYS - MEMORY_DAYS))
        if marks is not None and len(history)
        else None
    )
    for day, state, events in run_through(history, pairs, until=until):
        if restart_days and day > first and (day - first) % restart_days == 0:
            state.clear()
            begun, renewed = day, -RENEW_DAYS
        if day >= until - LEARN_DAYS and state.days >= (3 if restart_days else BURN_IN_DAYS):
            if marks is not None and graph is not None and day - renewed >= RENEW_DAYS:
                graph.jump(day, since=max(begun, day - MEMORY_DAYS))
                state.marks, renewed = marks.share_out(graph, pairs, day), day
            chance = rng.random((QUADS, len(pairs)), dtype=np.float32)
            recency = 0.5 ** ((until - day) / RECENCY_DAYS)
            # A pair that meets only later must not be there before: that it will meet would be known.
            met = state.total.sum(axis=0)
            sample.add(day, state.features(), events, keep, chance, recency, met + met[pairs.reverse] > 0)
    return sample


def _fit_quad(rows: _Rows) -> tuple[Floats, Floats, Floats, float]:
    """Return sums, shifts, weekdays and dispersion, fitted in turns."""
    total = np.bincount(rows.weekday, rows.weight, 7)
    events = np.bincount(rows.weekday, rows.weight * rows.count, 7)
    usual = events.sum() / total.sum()
    weekdays = ((events + 20 * 1.0) / (total * usual + 20)).astype(np.float32)
    sums = np.full(LINEAR, 1 / LINEAR, np.float32)
    shifts = np.zeros(SHIFTS, np.float32)
    for rounds in (60, 100, 150):
        factor = np.exp(rows.shifts @ shifts) * weekdays[rows.weekday]
        sums = _fit_sums(rows, factor, sums, rounds)
        mean = np.maximum(rows.linear @ sums * weekdays[rows.weekday], 1e-9)
        shifts = _fit_shifts(rows, mean, shifts)
    mean = np.minimum(rows.linear @ sums * np.exp(rows.shifts @ shifts) * weekdays[rows.weekday], MAX_RATE)
    over = float((rows.weight * ((rows.count - mean) ** 2 - mean)).sum() / (rows.weight * mean**2).sum())
    return sums, shifts, weekdays, 1 / min(max(over, 0.02), 20.0)


def _fit_sums(rows: _Rows, factor: Floats, sums: Floats, rounds: int) -> Floats:
    """Return coefficients of at least 0, by sharing each event among its causes."""
    exposure = (rows.weight * factor) @ rows.linear + 1e-3
    hot = np.flatnonzero(rows.count)
    linear, share = rows.linear[hot], rows.weight[hot] * rows.count[hot]
    for _ in range(rounds):
        # The factor cancels: what is shared is the event, by the parts of its rate.
        ratio = share / (linear @ sums + 1e-9)
        sums = (sums * ((ratio @ linear) / exposure)).astype(np.float32)
    return sums


def _fit_shifts(rows: _Rows, mean: Floats, shifts: Floats) -> Floats:
    """Return exponents by Newton steps on the Poisson likelihood with a ridge."""
    for _ in range(6):
        now = mean * np.exp(rows.shifts @ shifts)
        # Busy pairs swing more than Poisson: they count for less.
        slack = rows.weight / (1 + now)
        gradient = rows.shifts.T @ (slack * (rows.count - now)) - PRIOR_EVENTS * shifts
        curve = (rows.shifts * (slack * now)[:, None]).T @ rows.shifts + PRIOR_EVENTS * np.eye(SHIFTS)
        step = np.linalg.solve(curve.astype(np.float64), gradient.astype(np.float64))
        shifts = np.clip(shifts + np.clip(step, -0.5, 0.5), -1.0, 1.0).astype(np.float32)
        if np.abs(step).max() < 1e-3:
            break
    return shifts
