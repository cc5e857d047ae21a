"""What a backtest gives: scores of odds and of counts, by horizon."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = ["Backtest", "CountScore", "OddsScore", "ReliabilityBin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsScore:
    """How odds of one horizon fared, against one baseline.

    Attributes:
        horizon_days: The horizon.
        baseline: climatology, persistence, season or logistic.
        odds: Number of odds.
        events: Number that came true.
        brier: Mean squared error of the odds.
        baseline_brier: The same of the baseline.
        skill: 1 - brier / baseline_brier.
        skill_low: Lower end of its 95% interval, by a bootstrap of blocks: all odds of two parties together.
        skill_high: Upper end.
        log_score: Mean of -log of the odds given to what came.
        baseline_log_score: The same of the baseline.
        auc: Area under the curve of hits against false alarms.
        baseline_auc: The same of the baseline.
        ece: Expected calibration error over ten bins of equal width.
    """

    horizon_days: int
    baseline: str
    odds: int
    events: int
    brier: float
    baseline_brier: float
    skill: float
    skill_low: float
    skill_high: float
    log_score: float
    baseline_log_score: float
    auc: float
    baseline_auc: float
    ece: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityBin:
    """Odds of one size and how often they came true."""

    horizon_days: int
    low: float
    high: float
    mean_prob: float
    share: float
    odds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountScore:
    """How simulated counts of a horizon match those that came.

    Attributes:
        horizon_days: The horizon.
        crps: Mean continuous ranked probability score of the runs, in events.
        climatology_crps: The same of the pair's past horizons.
        persistence_crps: The same of the last horizon's count.
        coverage: Share of busy pairs whose count is within the runs' 90% interval, ties shared out at random.
        pairs: Number of those.
        drawn: Mean number of events drawn.
        came: Number that came.
    """

    horizon_days: int
    crps: float
    climatology_crps: float
    persistence_crps: float
    coverage: float
    pairs: int
    drawn: float
    came: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """The record of a model.

    Attributes:
        what: Quad class that was foretold.
        origins: The origins.
        odds: Scores of odds, by horizon and baseline.
        reliability: Bins of odds, by horizon.
        counts: Scores of counts, by horizon.
    """

    what: str
    origins: tuple[dt.date, ...]
    odds: tuple[OddsScore, ...]
    reliability: tuple[ReliabilityBin, ...]
    counts: tuple[CountScore, ...]
