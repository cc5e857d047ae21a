"""Bands of tension that hold what came, and odds of rungs that are pooled with the past."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import OutlookError
from detente.outlook import Blocked, History, Outlook, compare, look_ahead
from detente.outlook._bands import BAND_DAYS, USUAL_STRETCH, Bands, fit_bands
from detente.outlook._rungs import MODEL_RUNGS, pool_rung

START = dt.date(2020, 1, 1)


@settings(max_examples=60)
@given(
    st.lists(st.floats(0, 100), min_size=2, max_size=40),
    st.lists(st.floats(1, 3), min_size=10, max_size=10),
    st.integers(1, 60),
)
def test_bands_nest_hold_the_median_and_stay_on_the_scale(values, stretch, days):
    runs = np.tile(np.array(values)[:, None], (1, days))
    bands = Bands(np.array(stretch).reshape(2, 5), 1)
    wide = bands.widen(runs)
    before = np.quantile(runs, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
    after = bands.widen(before, before[2])
    assert (np.diff(after, axis=0) >= -1e-9).all()
    assert (after[2] == before[2]).all()
    assert (after[:2] <= before[:2] + 1e-9).all()
    assert (after[3:] >= before[3:] - 1e-9).all()
    assert wide.min() >= 0
    assert wide.max() <= 100
    assert (np.diff(wide[np.argsort(values, kind="stable")], axis=0) >= -1e-9).all()


def test_the_stretch_that_is_wanted_is_found():
    rng = np.random.default_rng(0)
    shape = (len(BAND_DAYS), 4000)
    levels = np.stack([np.full(shape, level) for level in (50 - 8.2, 50.0, 50 + 8.2)])
    # The runs say a standard deviation of 5 on both sides; below it is 10.
    off = rng.normal(size=shape)
    came = 50 + np.where(off < 0, 10 * off, 5 * off)
    found = fit_bands(levels, came)
    assert found.cases == 4000
    assert found.stretch[0] == pytest.approx(2.0, abs=0.15)
    assert found.stretch[1] == pytest.approx(1.0, abs=0.08)


def test_few_crises_leave_the_usual_stretch_about_as_it_is():
    few = np.stack([np.full((5, 2), level) for level in (40.0, 50.0, 60.0)])
    found = fit_bands(few, np.full((5, 2), 5.0))
    assert (found.stretch[0] >= np.array(USUAL_STRETCH)[0]).all()
    assert found.stretch[0] == pytest.approx(np.array(USUAL_STRETCH)[0], rel=0.02)
    none = fit_bands(np.zeros((3, 5, 0)), np.zeros((5, 0)))
    assert (none.stretch == np.array(USUAL_STRETCH)).all()


def test_a_fit_learns_its_bands_and_keeps_them(model, history, tmp_path):
    assert model.bands_.cases > 0
    assert (model.bands_.stretch >= 1).all()
    model.save(tmp_path / "mine.npz")
    again = Outlook.load(tmp_path / "mine.npz")
    assert again.bands_.stretch.tobytes() == model.bands_.stretch.tobytes()
    assert again.bands_.cases == model.bands_.cases
    runs = again.simulate(history, runs=60)
    band = look_ahead(again, history, parties=history.parties, runs=60).tension[-1]
    assert band.low <= band.lower <= band.median <= band.upper <= band.high
    low, high = np.quantile(runs.tension()[:, -1], [0.05, 0.95])
    assert band.high - band.low > high - low


def test_bands_do_not_know_what_comes_after_the_fit(history):
    """What is changed after the day of the fit changes nothing; what is changed before it does."""
    cut = dt.date(2020, 5, 20)

    def fit(rows):
        known = History.from_rows(rows).before(cut)
        return Outlook(runs=20, calibration_days=40).fit(known, until=cut).bands_.stretch

    rows = list(history.rows())
    late = [row if row[0] < cut else (row[0], "CCC", "ASSAULT", "DDD") for row in rows]
    calm = [row for row in rows if row[2] != "ASSAULT" or row[0] < cut - dt.timedelta(days=25)]
    plain = fit(rows)
    assert fit(late).tobytes() == plain.tobytes()
    assert fit(calm).tobytes() != plain.tobytes()


def test_a_what_if_widens_both_bands_and_leaves_the_difference(model, history):
    asked = {"blocked": [Blocked("AAA", "ASSAULT", "BBB")], "runs": 60, "parties": ("AAA", "BBB")}
    found = compare(model, history, **asked)
    for shift in found.tension:
        assert shift.difference == pytest.approx(shift.with_it.mean - shift.without.mean)
        assert shift.low <= shift.difference <= shift.high
    flat = Outlook.__new__(Outlook)
    flat.__dict__.update(model.__dict__, bands_=Bands.none())
    same = compare(flat, history, **asked)
    for one, other in zip(found.tension, same.tension, strict=True):
        assert (one.difference, one.low, one.high) == (other.difference, other.low, other.high)
        assert one.with_it.median == other.with_it.median
        assert one.with_it.low <= other.with_it.low <= other.with_it.high <= one.with_it.high


def test_a_rung_that_is_taken_out_is_supposed_not_reached(model, history):
    found = compare(model, history, blocked=[Blocked(None, "material conflict", None)], runs=40)
    top = next(d for d in found.differences if d.actor is None and d.what.startswith("rung 9"))
    assert (top.with_it, top.supposed) == (0.0, True)
    assert top.without > 0


@given(st.floats(0, 1), st.lists(st.integers(0, 11), max_size=200), st.sampled_from(MODEL_RUNGS))
def test_odds_of_rungs_lie_between_runs_and_past(share, days, rung):
    reached = np.array(days, np.int64)
    prob = float(pool_rung(share, reached, rung, 7))
    recent = reached[-60:]
    spans = [recent[max(0, at - 7) : at].max() >= rung for at in range(len(recent), 6, -7)]
    past = float(np.mean(spans)) if spans else share
    assert min(share, past) - 1e-9 <= prob <= max(share, past) + 1e-9
    assert float(pool_rung(min(1.0, share + 0.1), reached, rung, 7)) >= prob


def test_the_past_counts_half_and_a_short_one_less():
    always, never = np.full(60, 9), np.zeros(60, np.int64)
    assert float(pool_rung(0.5, always, 9, 30)) == pytest.approx((0.5 + 3 / 4) / 2)
    assert float(pool_rung(0.5, never, 9, 7)) == pytest.approx((0.5 + 1 / 10) / 2)
    assert float(pool_rung(0.5, always[:6], 9, 7)) == 0.5


def quarrel(days, each=8):
    rng = np.random.default_rng(5)
    kinds = ("ASSAULT", "THREATEN", "AID", "CONSULT")
    return History.from_rows(
        (START + dt.timedelta(days=day), one, kind, other)
        for day in range(days)
        for one, other in (("AAA", "BBB"), ("BBB", "AAA"), ("AAA", "CCC"))
        for kind in kinds
        for _ in range(rng.poisson(each / 12))
    )


def test_a_short_history_is_fitted_with_a_warning():
    short = Outlook(runs=20).fit(quarrel(50))
    assert any("not calibrated" in note for note in short.notes_)
    assert "not calibrated" in short.fitted_on_
    assert (short.bands_.stretch == np.array(USUAL_STRETCH)).all()
    assert short.calibration_.cases.sum() == 0
    longer = Outlook(runs=20).fit(quarrel(100))
    assert longer.notes_ == ()
    assert longer.calibration_.cases.sum() > 0


def test_too_few_events_before_the_calibration_are_no_error():
    """Nearly all of the record is of the last month: what was before can't be learned from."""
    late = quarrel(40).rows()
    shifted = [(day + dt.timedelta(days=80), *rest) for day, *rest in late]
    history = History.from_rows([(START, "AAA", "AID", "BBB"), *shifted])
    told = []
    found = Outlook(runs=20).fit(history, progress=told.append)
    assert any("not calibrated" in note for note in found.notes_)
    assert any("too little is known before" in words for words in told)
    with pytest.raises(OutlookError, match="too few"):
        Outlook(runs=20).fit(history.before(START + dt.timedelta(days=84)))
