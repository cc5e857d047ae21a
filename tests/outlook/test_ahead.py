from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from detente.errors import LeakageError, OutlookError, UsageError
from detente.ledger import RUNGS
from detente.outlook import (
    History,
    Outlook,
    chart_outlook,
    describe_outlook,
    describe_record,
    look_ahead,
)
from detente.outlook._runs import join_simulations, simulate_in_parts
from detente.records import to_json

PAIR = ("AAA", "BBB")


@pytest.fixture(scope="module")
def found(model, history):
    return look_ahead(model, history, seed=5, runs=300)


def test_what_it_holds(found, history):
    assert found.origin == history.last_day + dt.timedelta(days=1)
    assert (found.runs, found.runs_asked, found.horizons_days) == (300, 300, (7, 14, 30))
    assert len(found.odds) == 10 * 3
    assert {(o.actor, o.recipient) for o in found.odds[:6]} == {PAIR, PAIR[::-1]}
    assert len(found.tension) == 30
    assert found.tension[0].day == found.origin
    assert found.past[-1].day == history.last_day
    assert len(found.past) == 60


def test_odds_and_rungs_rise_with_the_horizon_and_fall_with_the_rung(found):
    for records, key in ((found.odds, lambda o: (o.actor, o.recipient)), (found.rungs, lambda o: o.rung)):
        for name in {key(o) for o in records}:
            probs = [o.prob for o in records if key(o) == name]
            assert probs == sorted(probs)
    for horizon in found.horizons_days:
        probs = [o.prob for o in found.rungs if o.horizon_days == horizon]
        assert probs == sorted(probs, reverse=True)
        assert all(o.low <= o.prob <= o.high for o in found.rungs)
    for band in found.tension:
        levels = [0, band.low, band.lower, band.median, band.upper, band.high, 100]
        assert levels == sorted(levels)


def test_the_next_rung_is_the_first_above_the_highest_of_the_last_week(model):
    days = [dt.date(2020, 1, 1) + dt.timedelta(days=d) for d in range(30)]
    rows = [(day, "AAA", "ACCUSE", "BBB") for day in days] + [(days[5], "AAA", "ASSAULT", "BBB")]
    found = look_ahead(model, History.from_rows(rows), runs=100)
    assert found.rung == 2
    assert {o.name for o in found.rungs if o.is_next} == {RUNGS[3]}
    rows.append((days[-1], "AAA", "ASSAULT", "BBB"))
    top = look_ahead(model, History.from_rows(rows), runs=100)
    assert top.rung == 9
    assert not any(o.is_next for o in top.rungs)


def test_the_same_seed_gives_the_same_bytes(model, history, found):
    again = look_ahead(model, history, seed=5, runs=300)
    assert to_json(again) == to_json(found)
    assert chart_outlook(again) == chart_outlook(found)
    assert look_ahead(model, history, seed=6, runs=300).tension != found.tension


def test_parts_are_told_of_and_the_work_can_be_stopped(model, history):
    told = []
    stopped = look_ahead(
        model,
        history,
        runs=1000,
        progress=lambda done, total: told.append((done, total)),
        should_stop=lambda: len(told) == 2,
    )
    assert told == [(100, 1000), (200, 1000)]
    assert (stopped.runs, stopped.runs_asked) == (200, 1000)
    # What was done is what would have been done first.
    assert stopped.tension == look_ahead(model, history, runs=200).tension
    with pytest.raises(OutlookError, match="stopped before the first runs"):
        look_ahead(model, history, should_stop=lambda: True)


def test_parts_joined_hold_all_runs(model, history):
    options = {"runs": 230, "seed": 1, "horizon_days": 5, "parties": PAIR}
    (joined,) = simulate_in_parts(model, history, [{}], **options)
    assert joined.runs == 230
    assert joined.counts().shape == (230, 5)
    assert (np.diff(joined.run) >= 0).all()
    assert join_simulations([joined, joined]).counts().sum() == 2 * joined.counts().sum()


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"pairs": [("AAA", "ZZZ")]}, OutlookError, "nothing is known of this party"),
        ({"pairs": [("AAA", "AAA")]}, OutlookError, "no odds against itself"),
        ({"parties": ["AAA", "ZZZ"]}, OutlookError, "nothing is known of this party"),
        ({"horizons_days": [91]}, OutlookError, "nothing is known of how the model fares 91 days ahead"),
        ({"horizons_days": []}, UsageError, "a horizon of one day or more"),
        ({"horizons_days": [0]}, UsageError, "a horizon of one day or more"),
        ({"whats": ["SHOUT"]}, UsageError, "not a kind of event"),
        ({"runs": 0}, UsageError, "at least one run"),
        ({"origin": dt.date(2020, 2, 1)}, LeakageError, "on or after 2020-02-01"),
    ],
)
def test_what_is_refused(model, history, options, error, words):
    with pytest.raises(error, match=words) as caught:
        look_ahead(model, history, **options)
    assert str(caught.value)


def test_a_pair_that_never_had_to_do_with_each_other_is_refused(model):
    rows = [(dt.date(2020, 1, 1), "AAA", "ASSAULT", "BBB"), (dt.date(2020, 1, 2), "CCC", "ACCUSE", "DDD")]
    history = History.from_rows(rows)
    with pytest.raises(OutlookError, match="no event between the two") as caught:
        look_ahead(model, history, pairs=[("AAA", "CCC")])
    assert "at least one dated event" in caught.value.hint
    assert look_ahead(model, history, pairs=[("AAA", "BBB")], runs=50).odds[0].past_events == 1


def test_an_empty_history_and_a_model_not_fitted(model, history):
    with pytest.raises(OutlookError, match="has no events"):
        look_ahead(model, History.from_rows([]))
    with pytest.raises(OutlookError, match="not fitted"):
        look_ahead(Outlook(), history)


def test_the_answer_says_which_events_its_tension_counts(found):
    words = " ".join(describe_outlook(found))
    assert f"stands at {found.past[-1].tension:.0f} of 100" in words
    assert "between two of these parties, by types alone" in words
    assert "the measures of the ledger count all events" in words


def test_in_words(found, model, history):
    words = " ".join([*describe_outlook(found), *describe_record(found)])
    assert "300 runs of AAA, BBB, CCC, DDD, EEE and FFF" in words
    assert "nine times in ten" in words
    assert "There is no record beyond" not in words
    longer = look_ahead(model, history, horizons_days=[60], runs=20)
    assert "There is no record beyond 30 days" in " ".join(describe_record(longer))
