from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from detente.errors import OutlookError, UsageError
from detente.outlook import (
    Added,
    Blocked,
    History,
    Outlook,
    chart_what_if,
    compare,
    describe_what_if,
    look_ahead,
    parse_added,
    parse_blocked,
)
from detente.outlook._paired import paired_interval
from detente.outlook._simulating import hash_chances
from detente.records import to_json

PAIR = ("AAA", "BBB")


@pytest.fixture(scope="module")
def origin(history):
    return history.last_day + dt.timedelta(days=1)


@pytest.fixture(scope="module")
def stirred(model, history, origin):
    return compare(model, history, added=[Added(origin, "AAA", "ASSAULT", "BBB", 5)], seed=3, runs=400)


@pytest.fixture(scope="module")
def calmed(model, history):
    return compare(model, history, blocked=[parse_blocked("* ASSAULT *")], seed=3, runs=400)


def difference(found, actor, recipient, what="material conflict"):
    return next(d for d in found.differences if (d.actor, d.recipient, d.what) == (actor, recipient, what))


def test_an_assault_stirs_up_its_answer(history, origin, stirred):
    added = [Added(origin, "AAA", "ASSAULT", "BBB", 5)]
    # In the made world one heat moves both, and what one did itself tells as much: answers are learned of
    # states.
    answer = difference(compare(Outlook.load(), history, added=added, horizon_days=5), "BBB", "AAA")
    assert 0 < answer.low < answer.difference < answer.high
    assert answer.difference == pytest.approx(answer.with_it - answer.without)
    assert not answer.supposed
    first = stirred.tension[0]
    assert first.low > 0
    assert first.difference == pytest.approx(first.with_it.mean - first.without.mean)


def test_what_is_supposed_is_certain_and_said_to_be_supposed(stirred, calmed, model, history):
    assert difference(stirred, *PAIR).with_it == 1.0
    assert difference(stirred, *PAIR).supposed
    assert not difference(calmed, *PAIR).supposed
    found = compare(model, history, blocked=[Blocked(None, "ASSAULT", None)], whats=["ASSAULT"], runs=100)
    pairs = [d for d in found.differences if d.actor is not None]
    assert pairs
    assert all(d.supposed and d.with_it == 0 for d in pairs)
    assert next(d for d in found.differences if d.what.startswith("rung 9")).with_it == 0


def test_blocking_calms_the_crisis_while_it_lasts(model, history, origin, calmed):
    assert calmed.tension[-1].high < 0
    until = Blocked(None, "any", None, until=origin + dt.timedelta(days=4))
    found = compare(model, history, blocked=[until], seed=3, runs=200)
    bands = [shift.with_it for shift in found.tension]
    assert bands[4].high == pytest.approx(bands[4].low)
    assert bands[20].high > bands[20].low


def test_without_is_the_outlook_run_for_run(stirred, model, history):
    outlook = look_ahead(model, history, seed=3, runs=400)
    assert [shift.without for shift in stirred.tension] == list(outlook.tension)


def test_what_is_supposed_of_a_known_day_counts_as_known(model, history, origin):
    before = origin - dt.timedelta(days=1)
    found = compare(model, history, added=[Added(before, "AAA", "ASSAULT", "BBB", 5)], runs=100)
    assert not difference(found, *PAIR).supposed
    assert found.tension[0].difference > 0
    assert "as if known" in " ".join(describe_what_if(found))


def test_the_same_seed_gives_the_same_bytes(stirred, model, history):
    again = compare(model, history, added=list(stirred.added), seed=3, runs=400)
    assert to_json(again) == to_json(stirred)
    assert chart_what_if(again) == chart_what_if(stirred)


def test_a_supposition_that_changes_nothing_changes_no_run(model, history):
    # Nothing is drawn before the first day, so that taking it out changes nothing.
    found = compare(model, history, added=[], blocked=[Blocked("EEE", "PROTEST", "FFF")], seed=1, runs=100)
    other = [d for d in found.differences if (d.actor, d.recipient) == PAIR]
    assert all(abs(d.difference) < 0.05 for d in other)


def test_stories_tell_of_days_acts_and_tension(stirred, calmed):
    assert "nearest to the middle" in stirred.stories[0].why
    assert any("inflames" in story.why for story in stirred.stories)
    assert any("calms" in story.why for story in calmed.stories)
    for story in stirred.stories:
        assert "AAA assaults BBB" in story.with_it
        assert "Tension at most" in story.without
    assert not any("assaults" in story.with_it for story in calmed.stories)
    assert len({story.run for story in stirred.stories}) == len(stirred.stories)


def test_the_words_say_what_it_can_not_tell(stirred):
    words = " ".join(describe_what_if(stirred))
    assert "what the model expects given such reports" in words
    assert "no proof that the one causes the other" in words
    assert "AAA assaults BBB on 2020-07-19 (5 times)" in words


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({}, UsageError, "nothing is supposed"),
        ({"added": ["2020-07-20 AAA ASSAULT ZZZ"]}, OutlookError, "nothing is known of this party"),
        ({"blocked": ["ZZZ any *"]}, OutlookError, "nothing is known of this party"),
        (
            {"added": ["2021-07-20 AAA ASSAULT BBB"]},
            UsageError,
            "after the horizon, which ends on 2020-08-17",
        ),
        ({"blocked": ["AAA any BBB until 2020-01-01"]}, UsageError, "nothing can be taken out outside"),
        ({"blocked": ["AAA any BBB from 2021-01-01"]}, UsageError, "nothing can be taken out outside"),
        (
            {"blocked": ["* any *"], "horizon_days": 91},
            OutlookError,
            "nothing is known of how the model fares",
        ),
        ({"blocked": ["* any *"], "pairs": [("AAA", "ZZZ")]}, OutlookError, "nothing is known of this party"),
    ],
)
def test_what_is_refused_with_what_would_be_needed(model, history, options, error, words):
    options = dict(options)
    options["added"] = [parse_added(text) for text in options.get("added", [])]
    options["blocked"] = [parse_blocked(text) for text in options.get("blocked", [])]
    with pytest.raises(error, match=words) as caught:
        compare(model, history, **options)
    assert caught.value.hint


def test_a_pair_or_a_history_of_which_nothing_is_known(model):
    rows = [(dt.date(2020, 1, 1), "AAA", "ASSAULT", "BBB"), (dt.date(2020, 1, 2), "CCC", "ACCUSE", "DDD")]
    added = [Added(dt.date(2020, 1, 3), "AAA", "ASSAULT", "CCC")]
    with pytest.raises(OutlookError, match="no event between the two"):
        compare(model, History.from_rows(rows), added=added)
    with pytest.raises(OutlookError, match="has no events"):
        compare(model, History.from_rows([]), added=added)


def test_it_can_be_stopped(model, history):
    calls = iter([False, True])
    stopped = compare(
        model, history, blocked=[Blocked(None, "any", None)], runs=1000, should_stop=lambda: next(calls)
    )
    assert (stopped.runs, stopped.runs_asked) == (100, 1000)


def test_the_paired_interval_is_newcombes():
    # Newcombe 1998, table II, example (a): 36, 12, 2 and 0 of 50 pairs; method 10 gives 0.0569 to 0.3404.
    first = np.array([True] * 36 + [True] * 12 + [False] * 2)
    second = np.array([True] * 36 + [False] * 12 + [True] * 2)
    low, high = paired_interval(second, first)
    assert (round(low, 3), round(high, 3)) == (0.057, 0.340)


def test_chances_by_hash_are_even_and_the_same_each_time():
    chances = hash_chances(7, np.arange(200_000))
    assert (chances == hash_chances(7, np.arange(200_000))).all()
    assert 0 <= chances.min() < chances.max() < 1
    counts = np.histogram(chances, bins=20, range=(0, 1))[0]
    # Chi-squared with 19 degrees of freedom is below 43.8 in 999 of 1,000 cases.
    assert ((counts - 10_000) ** 2 / 10_000).sum() < 43.8
    assert abs(np.corrcoef(chances[:-1], chances[1:])[0, 1]) < 0.01
