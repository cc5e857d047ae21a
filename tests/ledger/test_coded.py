"""Coded events of data sets live beside those made of reports, once each, and answer the same questions."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from detente.errors import LedgerError, UsageError
from detente.ledger import CodedAddition, CodedEvent, CodedParty, Ledger, plain_who
from detente.ledger._engine import _STEPS, open_engine, parse_address, reading
from detente.ledger._tables import CODED, EVENTS, MIGRATIONS
from tests.ledger.coded import DAY, check_counts, code, days_of
from tests.ledger.telling import act, tell


def test_a_coded_event_is_asked_of_like_any_other(address):
    event = code(url="https://example.org/1", deaths_best=3, place="Tyre", country="LBN", lat=33.27, lon=35.2)
    with Ledger(address) as ledger:
        assert ledger.add_coded([event]) == CodedAddition(added=1)
        (found,) = ledger.events()
        assert (found.type, found.mode, found.actor, found.recipient, found.day) == (
            "ASSAULT",
            "aerial",
            ("ISR",),
            ("LBN",),
            DAY,
        )
        assert (found.origin, found.status, found.grade, found.intensity, found.rung) == (
            "GDELT",
            "happened",
            "reported",
            -9.5,
            10,
        )
        assert (found.mentions, found.reports, found.witnesses, found.counted) == (0, 0, 1, True)
        (dyad,) = ledger.dyads()
        assert (dyad.actor, dyad.recipient, dyad.material_conflict, dyad.intensity) == ("ISR", "LBN", 1, -9.5)
        (day,) = ledger.measures()
        assert (day.day, day.material_conflict, day.rung) == (DAY, 1, 10)
        assert day.tension > 0
        account = ledger.account(found.id[:6])
        assert (account.event, account.coded, account.mentions) == (found, event, ())
        assert [(change.day, change.status) for change in account.history] == [(DAY, "happened")]
        assert list(ledger.coded_events()) == [event]


def test_the_same_event_twice_is_one(address):
    with Ledger(address) as ledger:
        assert ledger.add_coded([code(), code(), code("2")]) == CodedAddition(added=2, repeated=1)
        before = days_of(ledger), ledger.events()
        assert ledger.add_coded([code("2"), code()]) == CodedAddition(repeated=2)
        assert (days_of(ledger), ledger.events()) == before
        # The identifier is the data set's own: another set's event of that number is another one.
        assert ledger.add_coded([code(dataset="ICEWS")]).added == 1
        assert ledger.size.events == 3


def test_an_event_that_differs_stays_unless_it_is_replaced(address):
    other = code(recipient=(CodedParty("SYR"),), day=DAY + dt.timedelta(days=1))
    with Ledger(address) as ledger:
        ledger.add_coded([code(), code("2")])
        assert ledger.add_coded([other]) == CodedAddition(differing=1)
        assert {dyad.recipient for dyad in ledger.dyads()} == {"LBN"}
        assert ledger.add_coded([other], replace=True) == CodedAddition(differing=1, replaced=1)
        assert [(e.day, e.recipient) for e in ledger.events()] == [
            (DAY, ("LBN",)),
            (other.day, ("SYR",)),
        ]
        assert {(d.recipient, d.events) for d in ledger.dyads()} == {("LBN", 1), ("SYR", 1)}
        check_counts(ledger)


def test_as_of_a_day_before_it_was_known(address):
    late = code("2", known_on=DAY + dt.timedelta(days=30))
    with Ledger(address) as ledger:
        ledger.add_coded([code(), late])
        ledger.add(
            *tell("Courier", "2024-08-03", ("Iran struck Israel.", act("ASSAULT", "struck", "IRN", "ISR")))
        )
        for as_of, ids in ((DAY, ["1"]), (late.known_on, ["1", "2", None])):
            assert len(ledger.events(as_of=as_of)) == len(ids)
            assert sum(d.events for d in ledger.dyads(as_of=as_of)) == len(ids)
            coded = list(ledger.coded_events(as_of=as_of))
            assert [e.id for e in coded if e.dataset == "GDELT"] == [id_ for id_ in ids if id_]
            assert len(coded) == len(ids)
        with pytest.raises(LedgerError, match="nothing was known"):
            ledger.account(ledger.events(until=DAY)[1].id, as_of=DAY)
        assert ledger.events(as_of=DAY - dt.timedelta(days=1)) == []


def test_export_as_of_shows_events_of_reports_as_they_were(ledger):
    ledger.add(
        *tell("Courier", "2024-08-03", ("Iran struck Israel.", act("ASSAULT", "struck", "IRN", "ISR")))
    )
    ledger.add(
        *tell(
            "Herald",
            "2024-08-09",
            ("Iran struck Israel.", act("ASSAULT", "struck", "IRN", "ISR", mode="aerial")),
        )
    )
    ledger.add_coded([code()])
    as_of = dt.date(2024, 8, 4)
    then = list(ledger.coded_events(as_of=as_of))
    assert [(e.dataset, e.mode) for e in then] == [("GDELT", "aerial"), ("detente", None)]
    assert [e.id for e in then[1:]] == [e.id for e in ledger.events(as_of=as_of) if e.origin == "reports"]
    assert [e.dataset for e in ledger.coded_events(as_of=as_of, dataset="GDELT")] == ["GDELT"]
    assert [e.dataset for e in ledger.coded_events(as_of=as_of, dataset="detente")] == ["detente"]


def test_events_are_filtered(ledger):
    later = DAY + dt.timedelta(days=3)
    ledger.add_coded([code(), code("2", later, type="CONSULT", mode=None, actor=(CodedParty("USA", "GOV"),))])
    assert [e.id for e in ledger.coded_events(parties=["USA"])] == ["2"]
    assert [e.id for e in ledger.coded_events(until=DAY)] == ["1"]
    assert [e.id for e in ledger.coded_events(types=["CONSULT"], since=later)] == ["2"]
    assert list(ledger.coded_events(dataset="ICEWS")) == []


def test_the_docket_is_made_of_reports_alone(ledger):
    ledger.add_coded([code(type="REQUEST", mode="assist", code="101")])
    assert ledger.docket() == []


def test_events_of_data_sets_are_not_merged(ledger):
    ledger.add_coded([code(), code("2")])
    first, second = (event.id for event in ledger.events())
    with pytest.raises(LedgerError, match="no mentions to merge"):
        ledger.merge(first, second)
    with pytest.raises(LedgerError, match="no such mention"):
        ledger.split(first, second)


@pytest.mark.parametrize(
    "fields",
    [
        {"dataset": ""},
        {"dataset": "reports"},
        {"dataset": "x" * 41},
        {"id_": ""},
        {"type": "COMMENT"},
        {"dataset": "detente", "id_": "not an event"},
    ],
)
def test_what_the_tables_cannot_hold_is_refused(ledger, fields):
    with pytest.raises(UsageError):
        ledger.add_coded([code(**fields)])
    assert ledger.size.events == 0


def test_a_batch_goes_in_whole_or_not_at_all(ledger):
    events = [code(str(number)) for number in range(7)] + [code("7", type="COMMENT")]
    with pytest.raises(UsageError):
        ledger.add_coded(events, batch=3)
    assert [e.id for e in ledger.coded_events()] == [
        e.id for e in sorted(events[:6], key=lambda e: [f.id for f in ledger.events()].index(_id_of(e)))
    ]
    check_counts(ledger)


def _id_of(event: CodedEvent) -> str:
    from detente.ledger._coded import coded_id

    return coded_id(event.dataset, event.id)


def test_signs_that_no_database_takes(address):
    with Ledger(address) as ledger:
        ledger.add_coded(
            [code(words="a\0b", place="c\ud800d", publisher="e\0", actor=(CodedParty(name="f\0"),))]
        )
        (found,) = ledger.coded_events()
        assert (found.words, found.place, found.publisher) == ("a\ufffdb", "c\ufffdd", "e\ufffd")


def test_what_did_not_happen_is_not_counted(ledger):
    ledger.add_coded([code(status="denied"), code("2", day=None, known_on=DAY, end_day=None)])
    assert ledger.dyads() == []
    assert ledger.size.events == 2


def test_parties_unknown_and_several(ledger):
    ledger.add_coded(
        [
            code("1", actor=(), recipient=(CodedParty("UNK", "CVL"),)),
            code("2", actor=(CodedParty("USA"), CodedParty("FRA")), recipient=(CodedParty("ISLAMIC_STATE"),)),
        ]
    )
    assert {(d.actor, d.recipient) for d in ledger.dyads()} == {
        ("UNK", "UNK"),
        ("USA", "ISLAMIC_STATE"),
        ("FRA", "ISLAMIC_STATE"),
    }
    assert ledger.measures()[0].material_conflict == 2


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 30), st.integers(0, 5), st.sampled_from(["AID", "ASSAULT", "CONSULT", "ACCUSE"])
        ),
        max_size=40,
    ),
    st.integers(1, 7),
    st.randoms(use_true_random=False),
)
def test_any_order_and_any_batches_give_the_same_account(tmp_path_factory, rows, batch, chance):
    events = [
        code(str(number), DAY + dt.timedelta(days=day), type=type_, mode=None) for number, day, type_ in rows
    ]
    unique = {event.id: event for event in events}
    shuffled = list(unique.values())
    chance.shuffle(shuffled)
    folder = tmp_path_factory.mktemp("orders")
    with Ledger(folder / "one.db") as one, Ledger(folder / "other.db") as other:
        one.add_coded(unique.values())
        for event in shuffled:
            other.add_coded([event], batch=batch)
        assert one.events() == other.events()
        assert days_of(one) == days_of(other)
        assert sum(d.events for d in one.dyads()) == len(unique)
        check_counts(one)


def test_an_old_ledger_is_brought_up_to_date(tmp_path):
    """`ledger-0.1.0.sql` is a dump of a ledger that version 0.1.0 wrote."""
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as old:
        old.executescript((Path(__file__).parent / "ledger-0.1.0.sql").read_text(encoding="utf-8"))
    old.close()
    with pytest.raises(LedgerError, match="hashed-words 1"):
        Ledger(path)
    # Its words were likened by an older rule; what is tried here is the schema.
    with sqlite3.connect(path) as old:
        old.execute("UPDATE settings SET value = 'hashed-words 2' WHERE name = 'embedder'")
    old.close()
    with Ledger(path) as ledger:
        (event,) = ledger.events()
        assert (event.type, event.actor, event.origin) == ("ASSAULT", ("ISR",), "reports")
        assert ledger.add_coded([code()]).added == 1
        assert ledger.dyads()[0].events == 1
    engine = open_engine(path)
    with reading(engine) as connection:
        assert list(connection.scalars(select(MIGRATIONS.c.version))) == [1, 2, 3, 4, 5]
    engine.dispose()


def test_an_old_ledger_is_brought_up_to_date_on_either_database(address, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("detente.ledger._engine._STEPS", _STEPS[:1])
        engine = open_engine(address)
        with reading(engine) as connection:
            from sqlalchemy import inspect

            assert CODED.name not in inspect(connection).get_table_names()
            assert EVENTS.name in inspect(connection).get_table_names()
        engine.dispose()
    with Ledger(address) as ledger:
        assert ledger.add_coded([code()]).added == 1


def test_names_of_parties():
    assert (plain_who("Sons of the River"), plain_who(" "), plain_who("usa")) == (
        "SONS_OF_THE_RIVER",
        "UNK",
        "USA",
    )
    assert parse_address("x.db").database == "x.db"
