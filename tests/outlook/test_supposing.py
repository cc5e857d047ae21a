from __future__ import annotations

import contextlib
import datetime as dt
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import UsageError
from detente.ontology import EVENT_TYPES, QUAD_CLASSES
from detente.outlook import Added, Blocked, compare, parse_added, parse_blocked

DAY = dt.date(2024, 8, 10)
CODES = st.text(string.ascii_uppercase, min_size=3, max_size=3).filter(lambda code: code.lower() != "any")
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2050, 1, 1))


def test_the_examples_of_the_issue():
    assert parse_added("2024-08-10 IRN RETREAT ISR") == Added(DAY, "IRN", "RETREAT", "ISR")
    assert parse_blocked("ISR ASSAULT LBN until 2024-08-20") == Blocked(
        "ISR", "ASSAULT", "LBN", until=dt.date(2024, 8, 20)
    )


LAST = dt.date(2020, 7, 18)


@pytest.mark.parametrize("day", [LAST - dt.timedelta(days=3), LAST + dt.timedelta(days=3)])
@pytest.mark.parametrize(
    ("event", "words"),
    [
        (("AAA", "ASSAULT", "AAA"), "a party does nothing to itself"),
        (("AAA", "HUG", "BBB"), "not a PLOVER type: 'HUG'"),
        (("AAA", "ASSAULT", "BBB", -3), "-3 events on one day"),
        (("AAA", "ASSAULT", "BBB", 0), "0 events on one day"),
        (("AAA", "ASSAULT", "BBB", 1.5), "1.5 events on one day"),
        (("AAA", "ASSAULT", "BBB", 10**9), "1000000000 events on one day"),
    ],
)
def test_what_is_added_is_checked_before_the_origin_as_after_it(model, history, day, event, words):
    assert history.last_day == LAST
    with pytest.raises(UsageError, match=words):
        model.simulate(history, runs=3, added=[Added(day, *event)])


@pytest.mark.parametrize(
    ("suppositions", "words"),
    [
        ({"added": [Added(LAST + dt.timedelta(days=60), "AAA", "AID", "BBB")]}, "is after the horizon"),
        ({"added": [Added(dt.datetime(2020, 7, 20), "AAA", "AID", "BBB")]}, "a day is wanted"),
        ({"blocked": [Blocked("AAA", "any", "AAA")]}, "a party does nothing to itself"),
        ({"blocked": [Blocked("AAA", "any", "BBB", until=dt.datetime(2020, 7, 20))]}, "a day is wanted"),
        (
            {"blocked": [Blocked("AAA", "any", "BBB", until=LAST)]},
            "outside the horizon, 2020-07-19 to 2020-08-17",
        ),
        (
            {"blocked": [Blocked("AAA", "any", "BBB", dt.date(2020, 7, 25), dt.date(2020, 7, 20))]},
            "until 2020-07-20 is before from 2020-07-25",
        ),
        ({"blocked": [Blocked("AAA", "shout", "BBB")]}, "AAA shout BBB: not a kind of event"),
    ],
)
def test_suppositions_that_can_not_be_are_refused(model, history, suppositions, words):
    with pytest.raises(UsageError, match=words):
        model.simulate(history, runs=3, **suppositions)
    with pytest.raises(UsageError, match=words):
        compare(model, history, runs=3, **suppositions)


def test_more_of_the_same_and_names_of_several_words():
    assert parse_added("2024-08-10 irn retreat isr x3") == Added(DAY, "irn", "RETREAT", "isr", 3)
    assert parse_added("2024-08-10 'Police (Chad)' ASSAULT Niger").actor == "Police (Chad)"
    found = parse_blocked("* material conflict LBN from 2024-08-10 until 2024-08-10")
    assert found == Blocked(None, "material conflict", "LBN", since=DAY, until=DAY)
    assert parse_blocked("ISR any anybody") == Blocked("ISR", "any", None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing is supposed"),
        ("2024-08-10 IRN RETREAT", "day, actor, type and recipient"),
        ("10.8.2024 IRN RETREAT ISR", "not a day: '10.8.2024'"),
        ("2024-02-30 IRN RETREAT ISR", "not a day: '2024-02-30'"),
        ("2024-08-10 IRN YIELD ISR", "not a PLOVER type: 'YIELD'"),
        ("2024-08-10 IRN RETREAT:ceasefire ISR", "the model knows types, not modes: give RETREAT"),
        ("2024-08-10 RETREAT IRN ISR", "RETREAT is a type, where a party is wanted"),
        ("2024-08-10 IRN RETREAT IRN", "a party does nothing to itself"),
        ("2024-08-10 IRN RETREAT ISR x0", "0 events"),
        ("2024-08-10 'IRN RETREAT ISR", "quotation mark"),
    ],
)
def test_what_is_wrong_with_an_added_event(text, words):
    with pytest.raises(UsageError) as error:
        parse_added(text)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" ", "nothing is supposed"),
        ("ISR ASSAULT", "actor, kind of event and recipient"),
        ("ISR ASSAULT LBN until", "a day is missing after until"),
        ("ISR ASSAULT LBN until tomorrow", "not a day: 'tomorrow'"),
        ("ISR ASSAULT LBN until 2024-08-20 until 2024-08-21", "until stands twice"),
        ("ISR ASSAULT LBN from 2024-08-20 until 2024-08-10", "is before"),
        ("ISR hits LBN", "not a kind of event: 'hits'"),
        ("ISR ASSAULT ISR", "a party does nothing to itself"),
        ("until 2024-08-20", "actor, kind of event and recipient"),
    ],
)
def test_what_is_wrong_with_blocked_events(text, words):
    with pytest.raises(UsageError) as error:
        parse_blocked(text)
    assert words in str(error.value)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(DAYS, CODES, st.sampled_from(sorted(EVENT_TYPES)), CODES, st.integers(1, 100))
def test_an_added_event_comes_back_as_it_was_written(day, actor, type_, recipient, count):
    if actor == recipient:
        return
    assert parse_added(f"{day} {actor} {type_} {recipient} x{count}") == Added(
        day, actor, type_, recipient, count
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(CODES, st.sampled_from([*EVENT_TYPES, *QUAD_CLASSES, "any"]), CODES, DAYS)
def test_blocked_events_come_back_as_they_were_written(actor, what, recipient, day):
    if actor == recipient:
        return
    assert parse_blocked(f"{actor} {what} {recipient} until {day}") == Blocked(
        actor, what, recipient, until=day
    )


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused(text):
    for parse in (parse_added, parse_blocked):
        with contextlib.suppress(UsageError):
            assert parse(text).recipient != ""
