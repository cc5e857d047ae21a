from __future__ import annotations

import datetime as dt

import pytest

from detente.errors import LeakageError, OutlookError
from detente.outlook import History, Outlook, backtest_crises

CUT = dt.date(2020, 6, 8)


@pytest.fixture(scope="module")
def early(history):
    return Outlook(calibration_days=0).fit(history.before(CUT), until=CUT)


def test_tension_and_rungs_are_held_against_what_came(early, history):
    found = backtest_crises(history, since=CUT, model=early, runs=40, crises=2, every_days=20)
    assert found.origins[0] == CUT
    assert [score.horizon_days for score in found.tension] == [7, 14, 30]
    for score in found.tension:
        assert 0 <= score.below <= 1 - score.coverage <= 1
        assert 0 <= score.mean <= 100
        assert abs(score.mean - score.came) < 25
        assert score.crps > 0
    for rung in found.rungs:
        assert 0 <= rung.events <= rung.odds
        assert 0 <= rung.brier <= 1
    again = backtest_crises(history, since=CUT, model=early, runs=40, crises=2, every_days=20)
    assert again == found


def test_crises_are_not_judged_by_what_the_fit_saw(early, history):
    with pytest.raises(LeakageError):
        backtest_crises(history, since=CUT - dt.timedelta(days=20), model=early, runs=20)


def test_without_a_clash_there_is_no_crisis(early):
    rows = [(CUT + dt.timedelta(days=day - 20), "AAA", "AID", "BBB") for day in range(40)]
    with pytest.raises(OutlookError, match="no pair clashed"):
        backtest_crises(History.from_rows(rows), since=CUT, model=early, runs=20)
