"""The model held against what came, origin by origin, with nothing after an origin in reach of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from detente.errors import OutlookError
from detente.ontology import QUAD_CLASSES
from detente.outlook._asking import make_generator
from detente.outlook._baselines import BASELINES, Record, baseline_odds
from detente.outlook._calibration import HORIZONS_DAYS
from detente.outlook._chances import reckon_chances
from detente.outlook._fitting import count_future, draw_counts
from detente.outlook._history import History, to_date, to_number
from detente.outlook._scores import Backtest, CountScore, OddsScore, ReliabilityBin
from detente.outlook._state import Pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.outlook._model import Outlook

__all__ = ["backtest", "check_model", "measure_auc", "measure_crps", "measure_ece"]

BINS: Final = 10
BUSY: Final = 1.0
"""Expected events of a horizon from which a pair's interval is judged: below, it is nearly always 0 to 0."""


def backtest(
    history: History,
    *,
    since: dt.date,
    until: dt.date | None = None,
    every_days: int = 7,
    refit_days: int = 30,
    model: Outlook | None = None,
    make: Callable[[], Outlook] | None = None,
    what: str = "material conflict",
    horizons_days: Sequence[int] = HORIZONS_DAYS,
    runs: int = 100,
    min_events: int = 1,
    resamples: int = 1000,
    rng: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Backtest:
    """Return how odds and counts fare when made at many origins from what was known then.

    Args:
        history: PLOVER events.
        since: First origin.
        until: First day that is not used at all; None for the day after the last event.
        every_days: Days between origins.
        refit_days: Days after which the model is fitted anew.
        model: A fitted model to judge as it is; None to fit one on the way.
        make: Makes the models to fit; None for `Outlook` as it comes.
        what: Quad class to foretell.
        horizons_days: Horizons; an origin counts for those that end before `until`.
        runs: Runs for each origin.
        min_events: Events of any type that a pair needs before an origin to be asked about.
        resamples: Resamples of the bootstrap.
        rng: Seed.
        progress: Is told what is being done.

    Raises:
        LeakageError: A model that is given was fitted to days from `since` on.
        OutlookError: No origin has a horizon that ends before `until`.
    """
    from detente.outlook._model import Outlook

    say = progress or (lambda _: None)
    if history.last_day is None:
        raise OutlookError(
            "the history has no events, so nothing can be held against what came",
            hint="add reports of events that happened, with their day and both parties",
        )
    end = to_number(until) if until else int(history.day[-1]) + 1
    history = history.before(to_date(end))
    horizons = tuple(sorted(horizons_days))
    origins = _choose_origins(history, since, end - horizons[0], every_days)
    quad = QUAD_CLASSES.index(what)
    tallies = {h: _Tally() for h in horizons}
    fitted_on, current = -(10**9), model
    generator = make_generator(rng)
    for number, origin in enumerate(origins):
        say(f"origin {to_date(origin)}, {number + 1} of {len(origins)}")
        known = history.before(to_date(origin))
        known.check_before(to_date(origin))
        if model is None and origin - fitted_on >= refit_days:
            current = (make or Outlook)().fit(known, until=to_date(origin), progress=say)
            fitted_on = origin
        assert current is not None
        check_model(current, to_date(origin))
        _judge_origin(
            current, history, known, origin, end, quad, horizons, runs, min_events, generator, tallies
        )
    return _sum_up(what, origins, tallies, resamples, np.random.default_rng(rng))


def _choose_origins(history: History, since: dt.date, last: int, every_days: int) -> list[int]:
    """Return the days of the origins, from `since` to `last`.

    Raises:
        OutlookError: There is none, or nothing is known before the first.
    """
    origins = list(range(to_number(since), last + 1, every_days))
    if not origins:
        raise OutlookError("no origin has a horizon that ends in time", hint="begin earlier")
    if origins[0] <= int(history.day[0]):
        raise OutlookError(
            f"nothing is known before {since}: the first event is on {history.first_day}", hint="begin later"
        )
    return origins


def _sum_up(
    what: str, origins: Sequence[int], tallies: dict[int, _Tally], resamples: int, rng: np.random.Generator
) -> Backtest:
    odds: list[OddsScore] = []
    bins: list[ReliabilityBin] = []
    counts: list[CountScore] = []
    for horizon, tally in tallies.items():
        if tally.probs:
            odds.extend(tally.score_odds(horizon, resamples, rng))
            bins.extend(tally.bin_odds(horizon))
            counts.append(tally.score_counts(horizon))
    return Backtest(
        what=what,
        origins=tuple(map(to_date, origins)),
        odds=tuple(odds),
        reliability=tuple(bins),
        counts=tuple(counts),
    )


def check_model(model: Outlook, origin: dt.date) -> None:
    """Raise when a model was fitted to what an origin does not know.

    Raises:
        LeakageError: It was.
    """
    from detente.errors import LeakageError

    if model.fitted_until_ > origin:
        raise LeakageError(
            f"the model was fitted to days before {model.fitted_until_}, and would be judged from {origin}",
            hint="fit it to history.before(day), or judge it on later days",
        )


class _Tally:
    """What is gathered for one horizon over the origins."""

    def __init__(self) -> None:
        self.probs: list[Any] = []
        self.base: dict[str, list[Any]] = {name: [] for name in BASELINES}
        self.came: list[Any] = []
        self.block: list[Any] = []
        self.crps: list[Any] = []
        self.places: list[Any] = []
        self.sums = [0.0, 0.0]

    def score_odds(self, horizon: int, resamples: int, rng: np.random.Generator) -> list[OddsScore]:
        p, y = np.concatenate(self.probs), np.concatenate(self.came).astype(float)
        blocks = np.unique(np.concatenate(self.block), return_inverse=True)[1]
        n = int(blocks.max()) + 1
        mine = np.bincount(blocks, (p - y) ** 2, n)
        draws = rng.multinomial(n, np.full(n, 1 / n), size=resamples).astype(np.float64)
        scores = []
        for name in BASELINES:
            b = np.concatenate(self.base[name])
            theirs = np.bincount(blocks, (b - y) ** 2, n)
            skills = 1 - (draws @ mine) / np.maximum(draws @ theirs, 1e-12)
            low, high = np.quantile(skills, [0.025, 0.975])
            scores.append(
                OddsScore(
                    horizon_days=horizon,
                    baseline=name,
                    odds=len(p),
                    events=int(y.sum()),
                    brier=float(mine.sum() / len(p)),
                    baseline_brier=float(theirs.sum() / len(p)),
                    skill=float(1 - mine.sum() / theirs.sum()),
                    skill_low=float(low),
                    skill_high=float(high),
                    log_score=measure_log_score(p, y),
                    baseline_log_score=measure_log_score(b, y),
                    auc=measure_auc(p, y),
                    baseline_auc=measure_auc(b, y),
                    ece=measure_ece(p, y),
                )
            )
        return scores

    def bin_odds(self, horizon: int) -> list[ReliabilityBin]:
        p, y = np.concatenate(self.probs), np.concatenate(self.came).astype(float)
        at = np.minimum((p * BINS).astype(int), BINS - 1)
        return [
            ReliabilityBin(
                horizon_days=horizon,
                low=number / BINS,
                high=(number + 1) / BINS,
                mean_prob=float(p[at == number].mean()),
                share=float(y[at == number].mean()),
                odds=int((at == number).sum()),
            )
            for number in range(BINS)
            if (at == number).any()
        ]

    def score_counts(self, horizon: int) -> CountScore:
        crps = np.concatenate(self.crps, axis=1).mean(axis=1)
        places = np.concatenate(self.places)
        return CountScore(
            horizon_days=horizon,
            crps=float(crps[0]),
            climatology_crps=float(crps[1]),
            persistence_crps=float(crps[2]),
            coverage=float(((places >= 0.05) & (places <= 0.95)).mean()) if len(places) else float("nan"),
            pairs=len(places),
            drawn=self.sums[0],
            came=self.sums[1],
        )


def _judge_origin(
    model: Outlook,
    history: History,
    known: History,
    origin: int,
    end: int,
    quad: int,
    horizons: tuple[int, ...],
    runs: int,
    min_events: int,
    rng: np.random.Generator,
    tallies: dict[int, _Tally],
) -> None:
    n = len(history.parties)
    pairs = Pairs.of(known.actor, known.recipient, n)
    state = model.marks_.state_at(known, pairs, origin)
    chances = reckon_chances(model.rates_, model.spread_, state, origin, horizons[-1])
    drawn = draw_counts(model.rates_, model.spread_, state, origin, runs, rng, horizons).drawn[quad]
    came = count_future(history, pairs, origin, horizons)[quad]
    asked = (state.total + state.total[:, pairs.reverse]).sum(axis=0) >= min_events
    usual = state.context()[quad]
    record = Record(known, pairs, quad, origin)
    blocks = np.minimum(pairs.actor, pairs.recipient) * n + np.maximum(pairs.actor, pairs.recipient)
    for at, horizon in enumerate(horizons):
        if origin + horizon > end:
            continue
        tally, counts, y = tallies[horizon], drawn[at][asked].astype(np.float64), came[at][asked]
        prob = chances.probs[quad, horizon - 1][asked]
        tally.probs.append(model.calibration_.correct(prob, usual[asked], quad, horizon))
        for name, odds in baseline_odds(record, horizon).items():
            tally.base[name].append(odds[asked])
        tally.came.append(y > 0)
        tally.block.append(blocks[asked])
        starts = np.arange(max(record.days - horizon, 0), -1, -max(1, horizon // 3))
        past = record.windows(starts, horizon)[asked].astype(np.float64)
        tally.crps.append(np.stack([measure_crps(counts, y), measure_crps(past, y), np.abs(past[:, 0] - y)]))
        busy = counts.mean(axis=1) >= BUSY
        below = (counts[busy] < y[busy, None]).mean(axis=1)
        level = (counts[busy] == y[busy, None]).mean(axis=1)
        tally.places.append(below + rng.random(int(busy.sum())) * np.maximum(level, 1 / runs))
        tally.sums[0] += float(counts.mean(axis=1).sum())
        tally.sums[1] += float(y.sum())


def measure_crps(runs: Any, came: Any) -> NDArray[np.float64]:
    """Return the continuous ranked probability score of ensembles, shape (cases, runs), against what came.

    Gneiting and Raftery, "Strictly proper scoring rules, prediction, and estimation", JASA 102(477), 2007,
    doi:10.1198/016214506000001437: E|X - y| - E|X - X'| / 2.

    Example:
        >>> measure_crps(np.array([[0.0, 2.0]]), np.array([1])).tolist()
        [0.5]
    """
    ordered = np.sort(np.asarray(runs, float), axis=1)
    n = ordered.shape[1]
    near = np.abs(ordered - np.asarray(came)[:, None]).mean(axis=1)
    spread = (ordered * (2 * np.arange(1, n + 1) - n - 1)).sum(axis=1) / (n * n)
    found: NDArray[np.float64] = near - spread
    return found


def measure_auc(prob: Any, came: Any) -> float:
    """Return the chance that a case that came has higher odds than one that did not; nan without both.

    Example:
        >>> measure_auc([0.1, 0.9, 0.9], [0, 1, 0])
        0.75
    """
    p, y = np.asarray(prob, float), np.asarray(came).astype(bool)
    if not 0 < y.sum() < len(y):
        return float("nan")
    ordered = np.sort(p)
    rank = (np.searchsorted(ordered, p) + np.searchsorted(ordered, p, side="right") + 1) / 2
    return float((rank[y].mean() - (y.sum() + 1) / 2) / (~y).sum())


def measure_log_score(prob: Any, came: Any) -> float:
    """Return the mean of -log of the odds given to what came; odds are kept within 0.0001 of 0 and 1."""
    p, y = np.clip(np.asarray(prob, float), 1e-4, 1 - 1e-4), np.asarray(came, float)
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())


def measure_ece(prob: Any, came: Any) -> float:
    """Return the expected calibration error: how far odds are from shares, over ten bins of equal width.

    Example:
        >>> round(measure_ece([0.2, 0.2, 0.2, 0.2, 0.2], [1, 0, 0, 0, 0]), 6)
        0.0
    """
    p, y = np.asarray(prob, float), np.asarray(came, float)
    at = np.minimum((p * BINS).astype(int), BINS - 1)
    gap = np.abs(np.bincount(at, p, BINS) - np.bincount(at, y, BINS))
    return float(gap.sum() / len(p))
