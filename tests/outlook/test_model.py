from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import LeakageError, OutlookError, UsageError
from detente.outlook import Added, Blocked, History, Outlook
from detente.outlook._history import to_date, to_number
from detente.outlook._rates import fit_rates, run_through
from detente.outlook._simulating import Engine, invert_counts
from detente.outlook._state import Pairs, State

HOT = [("AAA", "BBB")]


def probs(odds):
    return [o.prob for o in odds]


def test_odds_are_probabilities_that_grow_with_the_horizon(model, history):
    odds = model.predict(history, [("AAA", "BBB"), ("CCC", "DDD")], horizons_days=(3, 7, 14, 30))
    assert len(odds) == 8
    assert all(0 <= o.low <= o.prob <= o.high <= 1 for o in odds)
    assert probs(odds[:4]) == sorted(probs(odds[:4]))
    assert odds[3].prob > odds[7].prob
    assert odds[0].origin == history.last_day + dt.timedelta(days=1)


def test_same_seed_same_bytes_and_another_seed_others(model, history):
    one, same, other = (model.simulate(history, runs=50, rng=seed) for seed in (3, 3, 4))
    assert one.run.tobytes() == same.run.tobytes()
    assert (one.day.tobytes(), one.count.tobytes()) == (same.day.tobytes(), same.count.tobytes())
    assert one.tension().tobytes() == same.tension().tobytes()
    assert len(one.run) != len(other.run) or one.day.tobytes() != other.day.tobytes()


def test_two_fits_are_the_same(model, history):
    again = Outlook(runs=40, calibration_days=60).fit(history)
    assert again.rates_.sums.tobytes() == model.rates_.sums.tobytes()
    assert again.calibration_.lines.tobytes() == model.calibration_.lines.tobytes()


def test_a_model_is_saved_and_loaded(model, history, tmp_path):
    model.save(tmp_path / "mine.npz")
    loaded = Outlook.load(tmp_path / "mine.npz")
    assert loaded.predict(history, HOT) == model.predict(history, HOT)
    assert loaded.fitted_until_ == model.fitted_until_


def test_files_cut_short_or_of_others_are_no_models(model, tmp_path):
    model.save(tmp_path / "mine.npz")
    whole = (tmp_path / "mine.npz").read_bytes()
    np.save(tmp_path / "one.npy", np.zeros(3))
    for content in (whole[:-40], whole[:200], b"", (tmp_path / "one.npy").read_bytes()):
        (tmp_path / "x.npz").write_bytes(content)
        with pytest.raises(OutlookError, match="not a model"):
            Outlook.load(tmp_path / "x.npz")
    with pytest.raises(OutlookError, match="can't be written"):
        model.save(tmp_path / "none" / "mine.npz")


def test_a_file_that_is_no_model_is_an_error(tmp_path):
    (tmp_path / "x.npz").write_bytes(b"nothing")
    with pytest.raises(OutlookError, match="not a model"):
        Outlook.load(tmp_path / "x.npz")
    with pytest.raises(OutlookError, match=r"no such model of the outlook \(make one with: detente fit"):
        Outlook.load(tmp_path / "none.npz")
    with pytest.raises(OutlookError, match="it is a directory"):
        Outlook.load(tmp_path)


def test_what_comes_after_the_origin_is_refused_everywhere(model, history):
    early = history.last_day - dt.timedelta(days=5)
    with pytest.raises(LeakageError, match="first day that is not known"):
        model.predict(history, HOT, origin=early)
    with pytest.raises(LeakageError):
        model.simulate(history, origin=early)
    with pytest.raises(LeakageError):
        Outlook().fit(history, until=early)
    with pytest.raises(LeakageError, match="fitted to days before"):
        model.score(history, since=early)


def test_the_future_does_not_reach_a_fit(history):
    day = to_date(int(history.day[0]) + 120)
    known, changed = history.before(day), history.before(day).joined([(day, "AAA", "AID", "BBB")] * 50)
    pairs = Pairs.of(known.actor, known.recipient, len(known.parties))
    fits = [fit_rates(h, pairs, until=to_number(day), rng=np.random.default_rng(0)) for h in (known, changed)]
    assert fits[0].sums.tobytes() == fits[1].sums.tobytes()


def test_an_empty_history_and_unknown_parties_get_a_clear_answer(model, history):
    empty = History.from_rows([])
    for ask in (lambda: model.predict(empty), lambda: model.simulate(empty), lambda: Outlook().fit(empty)):
        with pytest.raises(OutlookError, match="no events"):
            ask()
    with pytest.raises(OutlookError, match="XXX"):
        model.predict(history, [("AAA", "XXX")])
    with pytest.raises(UsageError, match="horizon"):
        model.predict(history, HOT, horizons_days=(400,))
    with pytest.raises(OutlookError, match="not fitted"):
        Outlook().predict(history)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"horizons_days": [7.0]}, "no horizon of 7.0 days"),
        ({"horizons_days": ["7", 14]}, "no horizon of '7' days"),
        ({"horizons_days": []}, "no horizon is given"),
        ({"origin": dt.datetime(2030, 1, 1)}, "a day is wanted"),
        ({"origin": dt.date.max}, "beyond the last day there is"),
        ({"origin": dt.date.max - dt.timedelta(days=29)}, "beyond the last day there is"),
    ],
)
def test_days_and_horizons_that_are_none_are_refused(model, history, options, words):
    with pytest.raises(UsageError, match=words):
        model.predict(history, HOT, **options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"rng": -1}, "rng can't be -1"),
        ({"rng": "x"}, "rng can't be 'x'"),
        ({"runs": 2.5}, "at least one run"),
        ({"horizon_days": 7.0}, "no horizon of 7.0 days"),
        ({"origin": dt.datetime(2030, 1, 1)}, "a day is wanted"),
        ({"origin": dt.date.max}, "beyond the last day there is"),
    ],
)
def test_a_simulation_of_what_is_none_is_refused(model, history, options, words):
    with pytest.raises(UsageError, match=words):
        model.simulate(history, **({"runs": 3} | options))


def test_a_generator_is_as_good_as_its_seed(model, history):
    one, other = (model.simulate(history, runs=5, rng=rng) for rng in (3, np.random.default_rng(3)))
    assert one.run.tobytes() == other.run.tobytes()


@pytest.mark.parametrize("level", [float("nan"), 1.5, -0.1, "0.5"])
def test_levels_of_tension_are_shares(model, history, level):
    runs = model.simulate(history, runs=3, horizon_days=5)
    with pytest.raises(UsageError, match="no level of a quantile"):
        runs.tension_levels([0.5, level])


def test_odds_of_a_simulation_are_refused_as_those_of_the_model_are(model, history):
    runs = model.simulate(history, runs=3, horizon_days=10)
    for ask in (
        lambda: model.predict(history, [("AAA", "AAA")], horizons_days=[7]),
        lambda: model.odds_of(runs, history, [("AAA", "AAA")], horizons_days=[7]),
    ):
        with pytest.raises(UsageError, match="AAA: odds are between two parties, not one and itself"):
            ask()
    with pytest.raises(UsageError, match="no horizon of '7' days"):
        model.odds_of(runs, history, HOT, horizons_days=["7"])
    with pytest.raises(UsageError, match="has 10 days, not 14"):
        model.odds_of(runs, history, HOT, horizons_days=[14])


@pytest.mark.parametrize(
    ("setting", "value"),
    [("runs", 0), ("runs", 1.5), ("rng", -1), ("calibration_days", -1), ("restart_days", 0)],
)
def test_settings_out_of_range_are_refused_before_the_work(history, setting, value):
    with pytest.raises(UsageError, match=f"{setting} can't be {value}"):
        Outlook(**{setting: value}).fit(history)


def test_a_history_that_ends_long_ago_is_not_called_short(history):
    with pytest.raises(OutlookError, match="of the 730 days before 2030-01-01 have events") as error:
        Outlook(calibration_days=0).fit(history, until=dt.date(2030, 1, 1))
    assert str(history.last_day) in error.value.hint


def test_one_event_is_enough_to_say_something():
    history = History.from_rows([(dt.date(2024, 8, 1), "IRN", "THREATEN", "ISR")])
    odds = Outlook.load().predict(history, [("IRN", "ISR")], what="any")
    assert all(0 < o.prob < 1 for o in odds)
    assert odds[0].past_events == 1


def test_too_little_to_learn_from_is_said():
    history = History.from_rows([(dt.date(2024, 8, day), "A", "AID", "B") for day in range(1, 4)])
    with pytest.raises(OutlookError, match=r"too short|too few"):
        Outlook().fit(history)


def test_what_is_blocked_does_not_happen_and_what_is_added_does(model, history):
    origin = history.last_day + dt.timedelta(days=1)
    runs = model.simulate(
        history,
        runs=100,
        horizon_days=20,
        blocked=[Blocked("AAA", "ASSAULT", "BBB", until=origin + dt.timedelta(days=9))],
        added=[Added(origin + dt.timedelta(days=2), "CCC", "AID", "DDD", 2)],
    )
    assaults = runs.counts("AAA", "ASSAULT", "BBB")
    assert assaults[:, :10].sum() == 0
    assert assaults[:, 10:].sum() > 0
    assert (runs.counts("CCC", "AID", "DDD")[:, 2] >= 2).all()


def test_without_interventions_the_same_chances_give_the_same_runs(model, history):
    origin = history.last_day + dt.timedelta(days=1)
    plain = model.simulate(history, runs=60, horizon_days=10)
    late = [Added(origin + dt.timedelta(days=6), "AAA", "ASSAULT", "BBB", 5)]
    other = model.simulate(history, runs=60, horizon_days=10, added=late)
    assert (plain.counts()[:, :6] == other.counts()[:, :6]).all()
    more, fewer = (each.counts("AAA", "material conflict", "BBB")[:, 7:].sum() for each in (other, plain))
    assert more > fewer


def test_rows_tell_a_run(model, history):
    runs = model.simulate(history, runs=20, horizon_days=5)
    for run in (0, 19):
        rows = list(runs.rows(run))
        assert len(rows) == runs.counts()[run].sum()
        assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_the_index_and_the_rung_fit_the_events(model, history):
    runs = model.simulate(history, runs=30, horizon_days=15)
    tension, rungs = runs.tension(), runs.rung()
    assert tension.shape == rungs.shape == (30, 15)
    assert ((tension >= 0) & (tension <= 100)).all()
    assert ((rungs >= 9) == (runs.counts(what="ASSAULT") > 0)).all()


def test_fitting_and_simulation_expect_the_same(model, history):
    pairs = Pairs.of(history.actor, history.recipient, len(history.parties))
    day = int(history.day[-1]) + 1
    state = State.at(history, pairs, day)
    engine = Engine(model.rates_, state, day, 3, np.zeros(4, np.float32), np.random.default_rng(0))
    assert np.allclose(engine.expect(day)[..., 1], model.rates_.expect(state, day), rtol=1e-4)


def test_a_state_may_be_walked_to_or_jumped_to(history):
    pairs = Pairs.of(history.actor, history.recipient, len(history.parties))
    day = int(history.day[-1]) + 1
    walked = State(pairs)
    for _ in run_through(history, pairs, until=day, state=walked):
        pass
    jumped = State.at(history, pairs, day)
    assert np.allclose(walked.counts, jumped.counts, atol=1e-4)
    assert np.array_equal(walked.total, jumped.total)


def test_what_parties_do_outside_the_pairs_is_kept(history):
    few = Pairs.of(np.array([0]), np.array([1]), len(history.parties))
    every = Pairs.of(history.actor, history.recipient, len(history.parties))
    day = int(history.day[-1]) + 1
    one, all_ = State.at(history, few, day), State.at(history, every, day)
    at = every.find(few.actor, few.recipient)
    assert np.allclose(one.base(), all_.base()[:, at], rtol=1e-3)
    assert np.allclose(one.margins()[0][:, :2], all_.margins()[0][:, :2], rtol=1e-3, atol=1e-5)


@settings(max_examples=50)
@given(st.floats(0.01, 20), st.floats(0.1, 10), st.floats(0, 0.999))
def test_more_chance_or_a_higher_rate_never_gives_fewer_events(mean, size, chance):
    def draw(u, m):
        return invert_counts(*(np.full((4, 1, 1), v, np.float32) for v in (u, m, size)))[0, 0, 0]

    assert draw(chance, mean) <= draw(chance, mean * 1.5)
    assert draw(chance * 0.5, mean) <= draw(chance, mean)


def test_drawn_counts_have_the_mean_and_variance_wanted():
    chance = np.random.default_rng(0).random((4, 100, 500), dtype=np.float32)
    drawn = invert_counts(chance, np.full(chance.shape, 2.0, np.float32), np.full((4, 1, 1), 3.0, np.float32))
    assert drawn.mean() == pytest.approx(2.0, rel=0.02)
    assert drawn.var() == pytest.approx(2 + 4 / 3, rel=0.04)


def test_the_next_events_are_ranked_with_shares(model, history):
    found = model.rank(history, actor="AAA", what="material conflict", limit=100)
    assert (found[0].recipient, found[0].type) == ("BBB", "ASSAULT")
    assert {event.actor for event in found} == {"AAA"}
    assert [event.expected for event in found] == sorted((e.expected for e in found), reverse=True)
    assert sum(event.share for event in found) == pytest.approx(1, abs=1e-4)
    anyone = model.rank(history, limit=3)
    assert len(anyone) == 3
    with pytest.raises(OutlookError, match="XXX"):
        model.rank(history, actor="XXX")
    with pytest.raises(UsageError, match="no number of answers"):
        model.rank(history, limit=-1)


def test_reckoned_and_simulated_chances_agree(model, history):
    odds = model.predict(history, [("AAA", "BBB"), ("CCC", "DDD")], horizons_days=(7, 30))
    runs = model.simulate(history, runs=2000, parties=history.parties)
    drawn = model.odds_of(runs, history, [("AAA", "BBB"), ("CCC", "DDD")], horizons_days=(7, 30))
    for one, other in zip(odds, drawn, strict=True):
        assert one.prob == pytest.approx(other.prob, abs=0.04)
        assert one.expected == pytest.approx(other.expected, rel=0.15, abs=0.05)
