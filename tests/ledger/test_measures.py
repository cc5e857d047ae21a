"""Measures by day, in Python and in SQL."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from detente.ledger import RUNGS, CodedEvent, CodedParty, Ledger, rung_of
from detente.ledger._counting import count_days
from detente.ontology import EVENT_TYPES, intensity_of
from tests.ledger.telling import act, tell


def told():
    strike = act("ASSAULT", "struck", "ISR", "HEZBOLLAH", mode="aerial")
    fire = act("ASSAULT", "fired", "HEZBOLLAH", "ISR", mode="heavy-weapons")
    return [
        tell("Courier", "2024-08-01", ("Israel struck a depot.", strike), ("Hezbollah fired rockets.", fire)),
        tell(
            "Courier", "2024-08-04", ("Beirut condemned the raid.", act("ACCUSE", "condemned", "LBN", "ISR"))
        ),
        tell(
            "Courier",
            "2024-08-09",
            ("Envoys of Israel met Lebanese officers.", act("CONSULT", "met", "ISR", "LBN")),
        ),
        tell("Courier", "2024-08-11", ("Israel struck a bridge.", strike)),
    ]


@pytest.fixture
def filled(address):
    with Ledger(address) as opened:
        opened.add_many(told())
        yield opened


def test_counts_and_intensity(filled):
    days = {m.day: m for m in filled.measures()}
    first = days[dt.date(2024, 8, 1)]
    assert (first.material_conflict, first.verbal_conflict, first.intensity, first.rung) == (2, 0, -19.0, 10)
    assert first.rung_name == RUNGS[10]
    assert sum(m.verbal_cooperation for m in days.values()) == 1
    assert len(days) == 11
    assert days[dt.date(2024, 8, 2)].intensity == 0


def test_pairs_are_of_both_directions(filled):
    one, other = filled.measures(("ISR", "HEZBOLLAH")), filled.measures(("HEZBOLLAH", "ISR"))
    assert one == other
    assert (one[0].one, one[0].other, one[0].material_conflict) == ("HEZBOLLAH", "ISR", 2)
    assert filled.measures(("XXX", "ISR")) == []


def test_tension_rises_fast_falls_slowly_and_stays_in_bounds(filled):
    tension = [m.tension for m in filled.measures()]
    assert all(0 <= value <= 100 for value in tension)
    assert tension[1] < tension[0]
    assert tension[0] - tension[1] < tension[0] / 5
    assert tension[10] > tension[9]


def test_half_of_tension_is_gone_in_a_week(filled):
    days = filled.measures(("HEZBOLLAH", "ISR"), until=dt.date(2024, 8, 25))
    at = {m.day: m.tension for m in days}
    assert at[dt.date(2024, 8, 25)] == pytest.approx(at[dt.date(2024, 8, 11)] / 4, rel=0.01)


def test_tension_hardly_grows_with_the_volume_of_coverage(tmp_path):
    peaks = []
    for outlets in (1, 40):
        with Ledger(tmp_path / f"{outlets}.db") as opened:
            sentence = (
                "Israel struck a depot near Arden.",
                act("ASSAULT", "struck", "ISR", "HEZBOLLAH", mode="aerial"),
            )
            opened.add_many(tell(f"Outlet {n}", "2024-08-01", sentence) for n in range(outlets))
            peaks.append(max(m.tension for m in opened.measures()))
    assert peaks[0] == peaks[1]


def test_since_keeps_the_tension_of_before(filled):
    late = filled.measures(since=dt.date(2024, 8, 10))
    assert late == filled.measures()[-2:]


def test_sql_says_the_same(filled):
    with filled._reading() as connection:
        rows = connection.execute(
            text("SELECT one, other, day, tension FROM tension ORDER BY one, other, day")
        ).all()
        pairs = connection.execute(
            text("SELECT DISTINCT one, other FROM pair_days ORDER BY one, other")
        ).all()
    expected = [m for pair in pairs for m in filled.measures((pair.one, pair.other))]
    assert [(row.one, row.other, str(row.day)) for row in rows] == [
        (m.one, m.other, str(m.day)) for m in expected
    ]
    assert [float(row.tension) for row in rows] == pytest.approx([m.tension for m in expected], abs=0.006)


def test_dyads(filled):
    dyads = {(d.actor, d.recipient): d for d in filled.dyads()}
    assert set(dyads) == {("ISR", "HEZBOLLAH"), ("HEZBOLLAH", "ISR"), ("LBN", "ISR"), ("ISR", "LBN")}
    assert dyads["ISR", "HEZBOLLAH"].events == 2
    assert dyads["ISR", "HEZBOLLAH"].last_day == dt.date(2024, 8, 11)
    assert [d.actor for d in filled.dyads(since=dt.date(2024, 8, 10))] == ["ISR"]


def test_several_parties_count_once_for_the_crisis(ledger):
    ledger.add(*tell("A", "2024-08-01", ("Both struck depots.", act("ASSAULT", "struck", "GBR USA", "YEM"))))
    assert len(ledger.dyads()) == 2
    assert ledger.measures()[0].material_conflict == 1


def test_every_type_and_mode_has_a_rung():
    for type_, found in EVENT_TYPES.items():
        for mode in (None, *found.modes):
            assert (rung_of(type_, mode) > 0) == (
                found.intensity < 0
                or (type_, mode) in {("REQUEST", None), ("REQUEST", "change"), ("REQUEST", "yield")}
            )
    assert (
        rung_of("THREATEN", "violence")
        < rung_of("MOBILIZE")
        < rung_of("ASSAULT", "beat")
        < rung_of("ASSAULT", "drone")
    )


DAYS = st.dates(dt.date(2023, 12, 20), dt.date(2024, 4, 10))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(DAYS, st.integers(0, 40), st.sampled_from(["ISR", "IRN", "LBN"])), max_size=30),
    st.none() | DAYS,
    st.none() | DAYS,
    st.none() | DAYS,
    st.booleans(),
)
def test_dyads_are_the_sums_of_their_events(facts, since, until, as_of, recount):
    """Of whole months and of parts of months alike, however they were counted."""
    if since and until and since > until:
        since, until = until, since
    kinds = ["ASSAULT", "AID", "CONSULT", "ACCUSE"]
    events = [
        CodedEvent(
            dataset="made",
            id=str(number),
            day=day,
            known_on=day + dt.timedelta(days=later),
            type=kinds[number % 4],
            mode=None,
            actor=(CodedParty(who),),
            recipient=(CodedParty("USA"),),
        )
        for number, (day, later, who) in enumerate(facts)
    ]
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "crisis.db") as ledger:
        ledger.add_coded(events, batch=7)
        if recount:
            with ledger._writing() as connection:
                count_days(connection)
        wanted = [
            event
            for event in events
            if (since is None or event.day >= since)
            and (until is None or event.day <= until)
            and (as_of is None or event.known_on <= as_of)
        ]
        expected = Counter(event.actor[0].who for event in wanted)
        dyads = ledger.dyads(since=since, until=until, as_of=as_of)
        assert {dyad.actor: dyad.events for dyad in dyads} == expected
        for dyad in dyads:
            of_it = [event for event in wanted if event.actor[0].who == dyad.actor]
            assert (dyad.first_day, dyad.last_day) == (min(e.day for e in of_it), max(e.day for e in of_it))
            assert dyad.intensity == sum(intensity_of(event.type, None) for event in of_it)
            assert dyad.material_conflict == sum(event.type == "ASSAULT" for event in of_it)
        counted = sum(
            m.verbal_cooperation + m.material_cooperation + m.verbal_conflict + m.material_conflict
            for m in ledger.measures(since=since, until=until, as_of=as_of)
        )
        # Days after the last that was known of are not shown.
        assert counted == sum(event.day <= (as_of or dt.date.max) for event in wanted)


def test_measures_may_be_asked_to_the_end_of_time(ledger):
    ledger.add(*tell("A", "2024-08-10", ("Iran struck Erbil.", act("ASSAULT", "struck", "IRN", "IRQ"))))
    found = ledger.measures(since=dt.date(9999, 12, 30), until=dt.date.max)
    assert [(m.day, m.tension) for m in found] == [(dt.date(9999, 12, 30), 0.0), (dt.date.max, 0.0)]
    month = ledger.measures(until=dt.date(2024, 9, 10))
    # From a later day on the index is the same.
    assert ledger.measures(since=dt.date(2024, 9, 1), until=dt.date(2024, 9, 10)) == month[-10:]
    assert ledger.dyads(since=dt.date(9999, 12, 15), as_of=dt.date.max) == []
    assert ledger.dyads(until=dt.date(1, 1, 15), as_of=dt.date.min) == []
