from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import LeakageError
from detente.outlook import Outlook, backtest
from detente.outlook._backtest import measure_auc, measure_crps, measure_ece
from detente.outlook._baselines import BASELINES, Record, baseline_odds
from detente.outlook._calibration import Calibration, fit_calibration, wilson_interval
from detente.outlook._history import to_date, to_number
from detente.outlook._state import Pairs

from .conftest import START, make_history


def test_a_backtest_tells_how_odds_and_counts_fared(history):
    since = START + dt.timedelta(days=150)
    record = backtest(
        history,
        since=since,
        make=lambda: Outlook(runs=20, calibration_days=50),
        runs=40,
        every_days=10,
        resamples=100,
    )
    assert {(s.horizon_days, s.baseline) for s in record.odds} == {
        (h, b) for h in (7, 14, 30) for b in BASELINES
    }
    for score in record.odds:
        assert 0 <= score.brier <= 1
        assert score.skill_low <= score.skill <= score.skill_high
        assert 0 <= score.ece <= 1
    assert all(b.low <= b.mean_prob <= b.high for b in record.reliability)
    assert [c.horizon_days for c in record.counts] == [7, 14, 30]


def test_a_planted_leak_is_caught(history):
    knows_all = Outlook(runs=20, calibration_days=0).fit(history)
    with pytest.raises(LeakageError, match="fitted to days before"):
        backtest(history, since=START + dt.timedelta(days=150), model=knows_all)


def test_a_fit_that_reaches_past_its_origin_is_caught(history):
    class Peeking(Outlook):
        def fit(self, _, **options):
            return super().fit(history)

    with pytest.raises(LeakageError):
        backtest(
            history, since=START + dt.timedelta(days=150), make=lambda: Peeking(runs=20, calibration_days=0)
        )


def test_baselines_know_nothing_of_the_future():
    one, other = make_history(120, seed=5), make_history(160, seed=5)
    origin = START + dt.timedelta(days=110)
    found = []
    for history in (one, other):
        known = history.before(origin)
        pairs = Pairs.of(known.actor, known.recipient, len(known.parties))
        found.append(baseline_odds(Record(known, pairs, 3, to_number(origin)), 7))
    for name in BASELINES:
        assert np.array_equal(found[0][name], found[1][name])
        assert ((found[0][name] > 0) & (found[0][name] < 1)).all()


@given(st.lists(st.tuples(st.integers(0, 100), st.booleans()), min_size=2, max_size=40))
def test_area_and_calibration_error_are_shares(cases):
    percent, y = zip(*cases, strict=True)
    p = [each / 100 for each in percent]
    assert 0 <= measure_ece(p, y) <= 1
    area = measure_auc(p, y)
    assert np.isnan(area) == (len(set(y)) == 1)
    if not np.isnan(area):
        assert measure_auc([-x for x in p], y) == pytest.approx(1 - area, abs=1e-6)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20), st.integers(0, 50))
def test_the_score_of_an_ensemble_is_that_of_its_definition(runs, came):
    x = np.array(runs, float)
    wanted = np.abs(x - came).mean() - np.abs(x[:, None] - x[None]).mean() / 2
    assert measure_crps(x[None], np.array([came]))[0] == pytest.approx(wanted, abs=1e-9)


@given(st.integers(0, 100), st.integers(0, 100))
def test_an_interval_holds_its_share(hits, more):
    low, high = wilson_interval(hits, hits + more)
    assert 0 <= low <= high <= 1
    if hits + more:
        assert low <= hits / (hits + more) <= high


def test_calibration_corrects_odds_that_are_twice_too_high():
    rng = np.random.default_rng(0)
    true = rng.random((4, 3, 20_000)) * 0.4
    usual = np.full((4, 20_000, 3), 0.01)
    found = fit_calibration(2 * true, usual, rng.random(true.shape) < true)
    assert found.correct(0.6, [0.01] * 3, 3, 7) == pytest.approx(0.3, abs=0.05)
    assert found.correct(0.6, [0.01] * 3, 3, 10) < 0.4
    hits, cases = found.record(0.3, 3, 7)
    assert 0.2 < hits / cases < 0.35


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 90), st.floats(0, 2))
def test_correction_keeps_the_order(one, other, horizon, usual):
    lines = Calibration.none()
    lines.lines[..., 0] = -0.7
    lines.lines[..., 1] = 0.6
    lines.lines[..., 2] = -0.3
    low, high = sorted((one, other))
    a, b = (lines.correct(p, [usual] * 3, 0, horizon) for p in (low, high))
    assert 0 <= a <= b <= 1
    assert Calibration.none().correct(0.25, [usual] * 3, 0, horizon) == pytest.approx(0.25)


def test_score_judges_later_days_without_fitting(history):
    cut = START + dt.timedelta(days=150)
    model = Outlook(runs=20, calibration_days=0).fit(history.before(cut), until=cut)
    record = model.score(history, runs=30, resamples=50)
    assert record.origins[0] == cut
    assert to_date(to_number(cut)) == cut
