from __future__ import annotations

import datetime as dt
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.actors import Gazetteer
from detente.errors import LeakageError, OutlookError, UsageError
from detente.outlook import (
    BaseRateQuery,
    History,
    are_neighbours,
    describe_base_rate,
    find_base_rate,
    parse_kinds,
    read_history,
    say_setting_aside,
    to_states,
)
from detente.outlook._baserate import find_design_effect

SHARED = Path(__file__).parents[3] / "shared" / "events"
BASE = dt.date(2020, 1, 1)


def day(number: int) -> dt.date:
    return BASE + dt.timedelta(days=number)


def make(*rows: tuple[int, str, str, str], end: int = 400) -> History:
    """Return a history of rows, with something harmless on its first and last day."""
    ends = [(0, "FRA", "CONSULT", "DEU"), (end, "FRA", "CONSULT", "DEU")]
    kept = [(day(number), a, kind, b) for number, a, kind, b in [*rows, *ends]]
    return History.from_rows(kept, types=sorted({row[2] for row in kept}))


CLASH = (100, "ECU", "ASSAULT", "PER")
THREAT = (150, "PER", "THREATEN:violence", "ECU")


def test_the_sentence_of_the_issue():
    rate = find_base_rate(make(CLASH, THREAT, (160, "PER", "ASSAULT:aerial", "ECU")))
    assert describe_base_rate(rate) == (
        "Threats of violence by a state against a neighbour with which it had clashed in the last 90 days "
        "were followed by force within 30 days in 1 of 1 case (100%, 95% interval from 21% to 100%), "
        "between 2020-01-01 and 2021-02-04."
    )
    (case,) = rate.cases
    assert (case.day, case.before, case.outcome_day, case.outcome) == (
        day(150),
        day(100),
        day(160),
        "ASSAULT:aerial",
    )


@pytest.mark.parametrize(
    ("number", "followed"), [(149, False), (150, False), (151, True), (180, True), (181, False)]
)
def test_the_outcome_counts_after_the_day_of_the_trigger_until_the_last_of_the_horizon(number, followed):
    rate = find_base_rate(make(CLASH, THREAT, (number, "PER", "ASSAULT", "ECU")))
    assert rate.hits == followed


@pytest.mark.parametrize(("number", "met"), [(59, False), (60, True), (149, True), (150, False)])
def test_the_condition_counts_in_the_days_before_the_trigger(number, met):
    rate = find_base_rate(make((number, "ECU", "ASSAULT", "PER"), THREAT))
    assert (len(rate.cases), rate.unmet) == ((1, 0) if met else (0, 1))


def test_directions():
    rows = (CLASH, THREAT, (160, "ECU", "ASSAULT", "PER"))
    hits = {
        d: find_base_rate(make(*rows), BaseRateQuery(direction=d)).hits for d in ("same", "reverse", "either")
    }
    assert hits == {"same": 0, "reverse": 1, "either": 1}
    before = {
        d: len(find_base_rate(make(*rows), BaseRateQuery(after_direction=d)).cases)
        for d in ("same", "reverse", "either")
    }
    assert before == {"same": 0, "reverse": 1, "either": 1}


def test_triggers_within_a_case_belong_to_it():
    again = [(150 + step, "PER", "THREATEN:violence", "ECU") for step in (0, 5, 30)]
    after = (181, "PER", "THREATEN:violence", "ECU")
    rate = find_base_rate(make(CLASH, *again, after, (155, "ECU", "ASSAULT", "PER")))
    assert [(case.day, case.triggers) for case in rate.cases] == [(day(150), 3), (day(181), 1)]
    assert rate.triggers == 4


def test_what_is_at_the_ends_of_the_history_is_set_aside_and_counted():
    early = (50, "PER", "THREATEN:violence", "ECU")
    late = (380, "PER", "THREATEN:violence", "ECU")
    rate = find_base_rate(make(early, (370, "ECU", "ASSAULT", "PER"), late, (385, "PER", "ASSAULT", "ECU")))
    assert (rate.early, rate.censored, rate.censored_hits, len(rate.cases)) == (1, 1, 1, 0)
    assert describe_base_rate(rate).startswith("No rate can be given: threats of violence")
    assert rate.prob is rate.low is rate.high is None
    words = " ".join(say_setting_aside(rate))
    assert "already followed by the outcome: 1" in words
    assert "Widen the trigger" in words


def test_quiet_days_that_are_known_are_part_of_the_horizon():
    late = (390, "PER", "THREATEN:violence", "ECU")
    history = make((370, "ECU", "ASSAULT", "PER"), late)
    assert find_base_rate(history).censored == 1
    rate = find_base_rate(history, until=day(421))
    assert (rate.censored, len(rate.cases), rate.hits, rate.last_day) == (0, 1, 0, day(420))
    with pytest.raises(LeakageError):
        find_base_rate(history, until=day(400))


def test_classes_of_parties():
    rows = [
        (100, "ECU", "ASSAULT", "PER"),
        (101, "PER", "THREATEN:violence", "ECU"),
        (102, "IRN", "ASSAULT", "ISR"),
        (103, "IRN", "THREATEN:violence", "ISR"),
        (104, "HAMAS", "ASSAULT", "ISR"),
        (105, "HAMAS", "THREATEN:violence", "ISR"),
    ]
    history = make(*rows)

    def actors(**options: str) -> set[str]:
        return {case.actor for case in find_base_rate(history, BaseRateQuery(**options)).cases}

    assert actors() == {"PER"}
    assert actors(recipients="states") == {"PER", "IRN"}
    assert actors(actors="any", recipients="any") == {"PER", "IRN", "HAMAS"}
    assert actors(actors="HAMAS, IRN", recipients="ISR") == {"HAMAS", "IRN"}
    with pytest.raises(OutlookError, match="knows nothing of this party"):
        find_base_rate(history, BaseRateQuery(actors="ATL"))


def test_modes_that_the_history_does_not_tell():
    plain = History.from_rows([(day(1), "PER", "THREATEN", "ECU")])
    with pytest.raises(OutlookError, match="tells no modes"):
        find_base_rate(plain)
    assert find_base_rate(plain, BaseRateQuery(trigger="THREATEN", after=None)).censored == 1
    unnamed = History.from_rows([(day(1), "Peru", "THREATEN", "Ecuador")])
    with pytest.raises(OutlookError, match="no party of the history has the code of a state"):
        find_base_rate(unnamed, BaseRateQuery(trigger="THREATEN"))


@pytest.mark.parametrize(
    "options",
    [
        {"trigger": "SHOUT"},
        {"trigger": "THREATEN:aerial"},
        {"trigger": ""},
        {"direction": "sideways"},
        {"within_days": 0},
        {"after_days": 4000},
        {"after_least": 0},
        {"actors": "neighbours"},
        {"recipients": " ,"},
    ],
)
def test_queries_that_do_not_fit_say_what_does(options):
    with pytest.raises(UsageError) as error:
        BaseRateQuery(**options)
    assert error.value.hint


def test_an_empty_history_has_no_rate():
    rate = find_base_rate(History.from_rows([]))
    assert describe_base_rate(rate) == "No rate can be given: the history has no events."
    assert say_setting_aside(rate) == ()


def test_the_design_effect_is_that_of_rao_and_scott():
    rows = [CLASH, (100, "COL", "ASSAULT", "VEN")]
    # Of PER and ECU all four cases are followed, of COL and VEN none.
    for number in (110, 150, 190, 230):
        rows += [(number, "PER", "THREATEN:violence", "ECU"), (number + 1, "PER", "ASSAULT", "ECU")]
        rows += [(number, "VEN", "THREATEN:violence", "COL"), (number - 1, "VEN", "ASSAULT", "COL")]
    rate = find_base_rate(make(*rows))
    ven = [case for case in rate.cases if case.actor == "VEN"]
    assert (len(rate.cases), len(ven)) == (8, 4)
    hits = sum(case.followed for case in rate.cases)
    share = hits / 8
    by_pair = [(4, sum(c.followed for c in rate.cases if c.actor == who)) for who in ("PER", "VEN")]
    variance = 2 * sum((h - n * share) ** 2 for n, h in by_pair) / 64
    assert rate.design_effect == pytest.approx(max(1.0, variance / (share * (1 - share) / 8)))
    assert find_design_effect(rate.cases[:1]) == 1.0


def test_pairs_that_resemble_each_other_widen_the_interval():
    cases = []
    for pair, followed in (("AB", True), ("CD", False)):
        template = find_base_rate(make(CLASH, THREAT)).cases[0]
        cases += [replace(template, actor=pair[0], recipient=pair[1], followed=followed)] * 10
    assert find_design_effect(cases) == pytest.approx(20.0)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 300),
            st.sampled_from(["PER", "ECU", "COL"]),
            st.sampled_from(["ASSAULT", "THREATEN:violence", "CONSULT"]),
            st.sampled_from(["PER", "ECU", "COL"]),
        ),
        max_size=40,
    ),
    within=st.integers(1, 60),
    after=st.sampled_from([None, "ASSAULT", "any"]),
)
def test_every_trigger_is_accounted_for_and_cases_do_not_overlap(rows, within, after):
    rate = find_base_rate(make(*rows), BaseRateQuery(within_days=within, after=after))
    assert rate.hits <= len(rate.cases)
    if rate.cases:
        assert 0 <= rate.low <= rate.prob <= rate.high <= 1
    assert sum(
        case.triggers for case in rate.cases
    ) + rate.unmet + rate.early + rate.censored <= rate.triggers + sum(case.triggers for case in rate.cases)
    last: dict[tuple[str, str], dt.date] = {}
    for case in rate.cases:
        pair = (case.actor, case.recipient)
        assert pair not in last or (case.day - last[pair]).days > within
        last[pair] = case.day
        assert case.followed == (case.outcome_day is not None)
        if case.outcome_day:
            assert 1 <= (case.outcome_day - case.day).days <= within


def test_kinds():
    assert parse_kinds("threaten:VIOLENCE") == (("THREATEN", "violence"),)
    assert len(parse_kinds("any")) == 16
    assert ("ASSAULT", None) in parse_kinds("material conflict, ACCUSE")


def test_borders_are_the_same_from_both_sides():
    lines = (files("detente.outlook") / "data" / "borders.txt").read_text(encoding="utf-8").splitlines()
    borders = {line.split()[0]: line.split()[1:] for line in lines if line and not line.startswith("#")}
    assert "Written by" in lines[1]
    for code, others in borders.items():
        assert others == sorted(set(others))
        assert code not in others
        assert all(code in borders[other] for other in others), code
    gazetteer = Gazetteer.load()
    for name, code in (("Peru", "PER"), ("Kosovo", "XKX"), ("Japan", "JPN")):
        assert code in borders
        assert any(found.entry.who == code for found in gazetteer.find(name))
    assert are_neighbours("PRK", "KOR")
    assert not are_neighbours("JPN", "KOR")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared event files are not here")
def test_on_icews_and_keds():
    icews = to_states(read_history(SHARED / "icews18", modes=True))
    rate = find_base_rate(icews)
    assert (rate.hits, len(rate.cases), rate.pairs) == (11, 17, 11)
    keds = read_history(SHARED / "samples" / "keds_balkans_weis.csv", modes=True)
    rate = find_base_rate(keds, BaseRateQuery(actors="any", recipients="any"))
    assert (rate.hits, len(rate.cases), rate.pairs) == (85, 168, 72)
