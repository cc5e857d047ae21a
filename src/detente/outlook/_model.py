"""The outlook: one fitted model that gives odds, is simulated forward, and is held against what came."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from detente.errors import LeakageError, OutlookError
from detente.ontology import QUAD_CLASSES
from detente.outlook._asking import (
    MAX_HORIZON_DAYS,
    QUAD_OF_TYPE,
    active_pairs,
    check_pair,
    check_parties,
    choose_origin,
    choose_parties,
    count_between,
    pairs_among,
    pool_shares,
    sort_horizons,
)
from detente.outlook._bands import Bands
from detente.outlook._calibration import HORIZONS_DAYS, Calibration, wilson_interval
from detente.outlook._chances import reckon_chances
from detente.outlook._files import read_model, write_model
from detente.outlook._fitting import Fit, fit_all
from detente.outlook._forward import Rng, simulate_forward
from detente.outlook._history import PLOVER_TYPES, History, parse_what, to_number
from detente.outlook._marks import Marks
from detente.outlook._next import rank_next
from detente.outlook._ranking import DayRanks, rank_days
from detente.outlook._rates import Rates
from detente.outlook._reading import to_plover
from detente.outlook._simulation import Simulation
from detente.outlook.records import Added, Blocked, NextEvent, Odds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.outlook._scores import Backtest

__all__ = ["MAX_HORIZON_DAYS", "Outlook"]


class Outlook:
    """What is likely next between parties, learned from a history of events.

    Attributes:
        rates_: Coefficients of the daily rates.
        spread_: How far a pair stays off its rate over a horizon, a standard deviation of logarithms, shape
        (4,). shares_: Usual share of each PLOVER type in its quad class, shape (16,).
        calibration_: How odds are corrected, and the record of such odds.
        bands_: How the bands of the tension to expect are widened.
        fitted_until_: First day that the fit did not see.
        fitted_on_: Where the parameters come from, in words.
        notes_: What the user should know of how they were learned, in sentences.

    Args:
        restart_days: Learn as if the record began anew every so many days, so that short records, such as a
            ledger's, are dealt with as they should; None to learn from the whole record.
        calibration_days: Days before the end of a history on which odds are held against what came, after a
            fit to what was before; 0 for no calibration. Fewer where the history is short.
        runs: Number of runs that calibration draws.
        rng: Seed of the chance in fitting.

    Example:
        >>> model = Outlook.load()
        >>> rows = [(dt.date(2024, 8, day), "IRN", "THREATEN", "ISR") for day in range(1, 9)]
        >>> odds = model.predict(History.from_rows(rows), [("IRN", "ISR")], what="THREATEN")
        >>> [round(o.horizon_days) for o in odds], 0 < odds[0].prob <= odds[-1].prob < 1
        ([7, 14, 30], True)
    """

    rates_: Rates
    marks_: Marks
    spread_: NDArray[np.float32]
    shares_: NDArray[np.float32]
    calibration_: Calibration
    bands_: Bands
    fitted_until_: dt.date
    fitted_on_: str
    notes_: tuple[str, ...] = ()

    def __init__(
        self, *, restart_days: int | None = None, calibration_days: int = 90, runs: int = 100, rng: int = 0
    ) -> None:
        self.restart_days = restart_days
        self.calibration_days = calibration_days
        self.runs = runs
        self.rng = rng

    def fit(
        self,
        history: History,
        *,
        until: dt.date | None = None,
        name: str = "a history of the user's",
        progress: Callable[[str], None] | None = None,
    ) -> Self:
        """Learn from a history and return the model.

        Args:
            history: PLOVER events.
            until: First day that is not known; None for the day after the last event.
            name: Where the history comes from, for the model's card.
            progress: Is told what is being done.

        Raises:
            LeakageError: The history has events on or after `until`.
            OutlookError: There is too little to learn from.
            UsageError: A setting of the model is out of range.
        """
        until = choose_origin(history, until)
        plover = to_plover(history)
        found: Fit = fit_all(
            history,
            plover,
            until=to_number(until),
            restart_days=self.restart_days,
            calibration_days=self.calibration_days,
            runs=self.runs,
            seed=self.rng,
            progress=progress or (lambda _: None),
        )
        self.rates_, self.marks_ = found.rates, found.marks
        self.spread_, self.shares_ = found.spread, found.shares
        self.calibration_, self.bands_, self.notes_ = found.calibration, found.bands, found.notes
        self.fitted_until_ = until
        self.fitted_on_ = f"{name}: {len(history)} events, {history.first_day} to {history.last_day}"
        if self.notes_:
            self.fitted_on_ += f" ({'; '.join(note.split(':')[0] for note in self.notes_)})"
        return self

    def predict(
        self,
        history: History,
        pairs: Sequence[tuple[str, str]] | None = None,
        *,
        what: str = "material conflict",
        horizons_days: Sequence[int] = HORIZONS_DAYS,
        origin: dt.date | None = None,
    ) -> tuple[Odds, ...]:
        """Return the odds that one party does something to another, for each pair and horizon.

        Args:
            history: What is known.
            pairs: (actor, recipient); None for the ten most active of the last 90 days.
            what: A PLOVER type, a quad class or "any".
            horizons_days: Lengths of the horizon, 1 to 90 days.
            origin: First day that is not known; None for the day after the last event.

        Raises:
            LeakageError: The history has events on or after the origin.
            OutlookError: The history is empty, or knows nothing of a party.
            UsageError: A horizon, a pair or `what` does not fit.
        """
        self._check_fitted()
        horizons = sort_horizons(horizons_days)
        pairs = list(pairs) if pairs is not None else active_pairs(history)
        check_parties(history, {party for pair in pairs for party in pair})
        origin = choose_origin(history, origin, horizons[-1])
        chosen = choose_parties(history, {party for pair in pairs for party in pair})
        among = pairs_among(history, chosen)
        state = self.marks_.state_at(history, among, to_number(origin))
        wanted = parse_what(what)
        types = np.array([name in wanted for name in PLOVER_TYPES])
        shares = pool_shares(history, among, self.shares_) * types
        share = np.stack([shares[:, quad == QUAD_OF_TYPE].sum(axis=1) for quad in range(len(QUAD_CLASSES))])
        chances = reckon_chances(self.rates_, self.spread_, state, to_number(origin), horizons[-1], share)
        usual = state.context()
        usual[..., :2] *= share[..., None]
        ends = [np.array([history.index(pair[end]) for pair in pairs]) for end in (0, 1)]
        where = among.find(ends[0], ends[1])
        quads = sorted({int(quad) for quad in QUAD_OF_TYPE[types]})
        answers: list[Odds] = []
        for (actor, recipient), at in zip(pairs, where, strict=True):
            check_pair(actor, recipient)
            past, last = count_between(history, actor, recipient), 0.0
            for horizon in horizons:
                none = 1.0
                for quad in quads:
                    raw = chances.probs[quad, horizon - 1, at]
                    none *= 1 - float(self.calibration_.correct(raw, usual[quad, at], quad, horizon))
                # Lines of several horizons could cross by a hair.
                last = max(last, 1 - none)
                expected = float(chances.expected[quads, horizon - 1, at].sum())
                answers.append(
                    self._answer(actor, recipient, what, origin, horizon, last, expected, past, quads)
                )
        return tuple(answers)

    def _answer(
        self,
        actor: str,
        recipient: str,
        what: str,
        origin: dt.date,
        horizon: int,
        prob: float,
        expected: float,
        past: int,
        quads: Sequence[int],
    ) -> Odds:
        hits, cases = self.calibration_.record(prob, quads[0], horizon) if len(quads) == 1 else (0, 0)
        low, high = wilson_interval(hits, cases)
        return Odds(
            actor=actor,
            recipient=recipient,
            what=what,
            origin=origin,
            horizon_days=horizon,
            prob=prob,
            low=min(low, prob),
            high=max(high, prob),
            record_hits=hits,
            record_cases=cases,
            expected=expected,
            past_events=past,
        )

    def odds_of(
        self,
        simulation: Simulation,
        history: History,
        pairs: Sequence[tuple[str, str]],
        *,
        what: str = "material conflict",
        horizons_days: Sequence[int] = HORIZONS_DAYS,
    ) -> tuple[Odds, ...]:
        """Return the odds that a simulation gives, with the record of such odds; noisier than `predict`.

        Raises:
            OutlookError: A party is not in the simulation.
            UsageError: A pair is one party, or a horizon is longer than the simulation.
        """
        self._check_fitted()
        answers: list[Odds] = []
        quads = sorted({int(QUAD_OF_TYPE[PLOVER_TYPES.index(name)]) for name in parse_what(what)})
        horizons = sort_horizons(horizons_days)
        for actor, recipient in pairs:
            check_pair(actor, recipient)
            past = count_between(history, actor, recipient)
            probs = simulation.probs(actor, what, recipient)
            for horizon in horizons:
                expected = simulation.expected(actor, what, recipient, horizon)
                prob = float(probs[horizon - 1])
                answers.append(
                    self._answer(
                        actor, recipient, what, simulation.origin, horizon, prob, expected, past, quads
                    )
                )
        return tuple(answers)

    def rank(
        self,
        history: History,
        *,
        actor: str | None = None,
        what: str = "any",
        recipient: str | None = None,
        origin: dt.date | None = None,
        limit: int = 10,
    ) -> tuple[NextEvent, ...]:
        """Return what is likeliest on the first day that is not known, the most expected first.

        Args:
            history: What is known.
            actor: Only what this party does; None for any.
            what: A PLOVER type, a quad class or "any".
            recipient: Only what is done to this party; None for any.
            origin: First day that is not known; None for the day after the last event.
            limit: The most to return; below 0 is a `UsageError`.

        Raises:
            LeakageError: The history has events on or after the origin.
            OutlookError: The history is empty, or knows nothing of a party.
        """
        self._check_fitted()
        origin = choose_origin(history, origin, 1)
        return rank_next(
            self.rates_,
            self.marks_,
            self.shares_,
            history,
            actor=actor,
            what=what,
            recipient=recipient,
            origin=origin,
            limit=limit,
        )

    def rank_days(self, history: History, *, since: dt.date, single_step: bool = True) -> Iterator[DayRanks]:
        """Yield how the events of each day from `since` on are ranked: whom with, and, backwards, by whom.

        Args:
            history: All events, with the types of the fit; those of a day are counted only after it was
                ranked.
            since: First day to rank.
            single_step: Count what happened up to the day before; False stops at the day before `since`.

        Raises:
            LeakageError: The fit saw days from `since` on.
            UsageError: The types are not those of the fit.
        """
        self._check_fitted()
        return rank_days(self.marks_, history, since=to_number(since), single_step=single_step)

    def simulate(
        self,
        history: History,
        *,
        parties: Collection[str] | None = None,
        horizon_days: int = 30,
        origin: dt.date | None = None,
        runs: int = 1000,
        added: Sequence[Added] = (),
        blocked: Sequence[Blocked] = (),
        rng: Rng = 0,
    ) -> Simulation:
        """Return many runs of the days to come; reactions to what is drawn are drawn too.

        Two simulations with one seed draw by the same chances, so that what differs between them comes from
        what is added and blocked.

        Args:
            history: What is known.
            parties: The parties that act; None for the 20 most active.
            horizon_days: Number of days, 1 to 90.
            origin: First day that is not known; None for the day after the last event.
            runs: Number of runs.
            added: Events supposed: before the origin as known, after it as coming in every run.
            blocked: Events taken out.
            rng: A seed or a generator; the same seed gives the same bytes.

        Raises:
            LeakageError: The history has events on or after the origin.
            OutlookError: The history is empty, or knows nothing of a party.
            UsageError: The horizon, a day or a kind of event does not fit.
        """
        self._check_fitted()
        return simulate_forward(
            Fit(self.rates_, self.marks_, self.spread_, self.shares_, self.calibration_, self.bands_),
            history,
            parties=parties,
            horizon_days=horizon_days,
            origin=origin,
            runs=runs,
            added=added,
            blocked=blocked,
            rng=rng,
        )

    def score(self, history: History, *, since: dt.date | None = None, **options: Any) -> Backtest:
        """Return how the model's odds fare on a history, without fitting it anew.

        Args:
            history: PLOVER events.
            since: First origin; None for the first day that the fit did not see.
            options: As `detente.outlook.backtest` takes them.

        Raises:
            LeakageError: The fit saw days from `since` on.
        """
        from detente.outlook._backtest import backtest

        self._check_fitted()
        since = since or self.fitted_until_
        if since < self.fitted_until_:
            raise LeakageError(
                f"the model was fitted to days before {self.fitted_until_}, and would be judged from {since}",
                hint="judge it on later days, or use backtest, which fits anew",
            )
        return backtest(history, since=since, model=self, **options)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the fitted parameters to a file (.npz)."""
        self._check_fitted()
        write_model(self, path)

    @classmethod
    def load(cls, path: str | os.PathLike[str] | None = None) -> Outlook:
        """Return a fitted model from a file, or the one that ships with the package.

        Raises:
            OutlookError: There is no such file, or it is not a model of this version.
        """
        return read_model(cls(), path)

    def _check_fitted(self) -> None:
        if not hasattr(self, "rates_"):
            raise OutlookError("the model is not fitted", hint="call fit, or take Outlook.load()")
