"""Forward runs as the user gets them: who did what to whom on which day of which run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.errors import OutlookError, UsageError
from detente.ledger import follow_tension, level_days, rung_of
from detente.ontology import EVENT_TYPES, QUAD_CLASSES
from detente.outlook._bands import Bands
from detente.outlook._calibration import Calibration
from detente.outlook._history import Row, is_whole, parse_what

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["Simulation"]


@dataclass(frozen=True, eq=False)
class Simulation:
    """Many runs of the days to come.

    Attributes:
        origin: First day of the runs.
        horizon_days: Number of days.
        runs: Number of runs.
        parties: Codes of the parties in it.
        types: PLOVER types.
        run: Run of each row, shape (rows,); rows are sorted by run, day, pair and type.
        day: Day of each row, 0 for the origin.
        actor: Index into `parties`.
        type: Index into `types`.
        recipient: Index into `parties`.
        count: Number of such events on that day of that run, at least 1.
        start_tension: Index of tension of these parties before the origin, 0 to 100.
    """

    origin: dt.date
    horizon_days: int
    runs: int
    parties: tuple[str, ...]
    types: tuple[str, ...]
    run: Ints
    day: Ints
    actor: Ints
    type: Ints
    recipient: Ints
    count: Ints
    start_tension: float
    _calibration: Calibration = field(repr=False, default_factory=Calibration.none)
    _bands: Bands = field(repr=False, default_factory=Bands.none)
    _usual: NDArray[np.float32] | None = field(repr=False, default=None)

    def counts(
        self, actor: str | None = None, what: str = "any", recipient: str | None = None
    ) -> NDArray[np.int64]:
        """Return the number of events of each run and day, shape (runs, days); None is any party.

        Raises:
            UsageError: `what` is no kind of event.
            OutlookError: A party is not in the simulation.
        """
        keep = self._match(actor, what, recipient)
        flat = np.bincount(
            self.run[keep] * self.horizon_days + self.day[keep],
            self.count[keep],
            self.runs * self.horizon_days,
        )
        return flat.reshape(self.runs, self.horizon_days).astype(np.int64)

    def prob(
        self,
        actor: str | None = None,
        what: str = "material conflict",
        recipient: str | None = None,
        within_days: int | None = None,
        *,
        calibrated: bool = True,
    ) -> float:
        """Return the probability of at least one such event within some days, None for all of them.

        The share of runs is corrected, where the record of the model says how, for one pair and kinds of
        event of one quad class; `calibrated=False` gives the share itself.
        """
        days = self._within(within_days)
        probs = self.probs(actor, what, recipient, calibrated=calibrated)
        return float(probs[days - 1])

    def probs(
        self,
        actor: str | None = None,
        what: str = "material conflict",
        recipient: str | None = None,
        *,
        calibrated: bool = True,
    ) -> NDArray[np.float64]:
        """Return the probability for each number of days, 1 to the horizon, shape (days,): it never falls."""
        happened = self.counts(actor, what, recipient).cumsum(axis=1) > 0
        shares = happened.mean(axis=0)
        quads = {EVENT_TYPES[name].quad_class for name in parse_what(what)}
        if calibrated and actor is not None and recipient is not None and len(quads) == 1:
            quad = QUAD_CLASSES.index(next(iter(quads)))
            types = [name in parse_what(what) for name in self.types]
            usual = np.zeros(3)
            if self._usual is not None:
                of_types = self._usual[self.parties.index(actor), self.parties.index(recipient)][types]
                usual = np.r_[of_types[:, :2].sum(axis=0), of_types[:, 2].max()]
            found = [self._calibration.correct(p, usual, quad, d + 1) for d, p in enumerate(shares)]
            shares = np.maximum.accumulate(np.array(found, float))
        return np.asarray(shares, float)

    def expected(
        self,
        actor: str | None = None,
        what: str = "any",
        recipient: str | None = None,
        within_days: int | None = None,
    ) -> float:
        """Return the expected number of such events within some days."""
        return float(self.counts(actor, what, recipient)[:, : self._within(within_days)].sum(axis=1).mean())

    def tension(self, one: str | None = None, other: str | None = None) -> NDArray[np.float64]:
        """Return the index of tension at the end of each day, 0 to 100, shape (runs, days).

        Of all parties together, or of a pair in both directions (from 0 at the origin, as only the whole has
        its index carried over).
        """
        if (one is None) != (other is None):
            raise UsageError("tension is that of a pair or of all", hint="give both parties or none")
        keep = np.ones(len(self.run), bool)
        if one is not None:
            keep = self._match(one, "any", other) | self._match(other, "any", one)
        size, at = self.runs * self.horizon_days, self.run[keep] * self.horizon_days + self.day[keep]
        weight = self._intensity[self.type[keep]] / 10
        times = self.count[keep]
        sums = [np.bincount(at, np.maximum(sign * weight, 0) * times, size) for sign in (-1, 1)]
        tops = [np.zeros(size), np.zeros(size)]
        for top, sign in zip(tops, (-1, 1), strict=True):
            np.maximum.at(top, at, np.maximum(sign * weight, 0))
        levels = level_days(sums[0], sums[1], tops[0], tops[1]).reshape(self.runs, self.horizon_days)
        return follow_tension(levels, self.start_tension if one is None else 0.0)

    def tension_to_expect(self) -> NDArray[np.float64]:
        """Return the index of tension of all parties as it is to expect, 0 to 100, shape (runs, days).

        That is `tension()` with each run moved away from the median of its day, as far as the record of the
        model asks for: the runs know chance, not the errors of the rates. The order of runs stays.
        """
        return self._bands.widen(self.tension())

    def tension_levels(self, levels: Sequence[float]) -> NDArray[np.float64]:
        """Return quantiles of the index of tension to expect, 0 to 100, shape (levels, days).

        Those of `tension()`, with their distance from its median stretched as in `tension_to_expect`.

        Args:
            levels: Shares of the runs that are to be below, 0 to 1.

        Raises:
            UsageError: A level is not from 0 to 1.
        """
        for level in levels:
            if not isinstance(level, int | float | np.number) or not 0 <= level <= 1:
                raise UsageError(f"{level!r} is no level of a quantile", hint="give numbers from 0 to 1")
        tension = self.tension()
        found = np.quantile(tension, levels, axis=0)
        return self._bands.widen(found, np.median(tension, axis=0))

    def rung(self) -> NDArray[np.int64]:
        """Return the highest rung of each day, 0 to 11, shape (runs, days)."""
        rungs = np.array([rung_of(name) for name in self.types])
        found = np.zeros(self.runs * self.horizon_days, np.int64)
        np.maximum.at(found, self.run * self.horizon_days + self.day, rungs[self.type])
        return found.reshape(self.runs, self.horizon_days)

    def rows(self, run: int) -> Iterator[Row]:
        """Yield (day, actor, type, recipient) of one run, each event once, by day."""
        if not 0 <= run < self.runs:
            raise UsageError(f"there is no run {run}", hint=f"give 0 to {self.runs - 1}")
        begin, end = np.searchsorted(self.run, [run, run + 1])
        for at in range(int(begin), int(end)):
            day = self.origin + dt.timedelta(days=int(self.day[at]))
            row = (
                day,
                self.parties[self.actor[at]],
                self.types[self.type[at]],
                self.parties[self.recipient[at]],
            )
            for _ in range(int(self.count[at])):
                yield row

    def _within(self, within_days: int | None) -> int:
        days = self.horizon_days if within_days is None else within_days
        if not is_whole(days) or not 1 <= days <= self.horizon_days:
            raise UsageError(
                f"the simulation has {self.horizon_days} days, not {days!r}", hint="simulate a longer horizon"
            )
        return days

    def _match(self, actor: str | None, what: str, recipient: str | None) -> NDArray[np.bool_]:
        among = parse_what(what)
        keep: Any = np.array([name in among for name in self.types], bool)[self.type]
        for party, column in ((actor, self.actor), (recipient, self.recipient)):
            if party is not None:
                if party not in self.parties:
                    raise OutlookError(
                        "the party is not in the simulation", where=party, hint="name it among the parties"
                    )
                keep = keep & (column == self.parties.index(party))
        found: NDArray[np.bool_] = keep
        return found

    @cached_property
    def _intensity(self) -> NDArray[np.float64]:
        return np.array([EVENT_TYPES[name].intensity for name in self.types])
