"""What a coded event may say is the same at all doors."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.errors import UsageError
from detente.ledger import CodedAddition, CodedParty, Ledger, check_coded
from tests.ledger.coded import DAY, code

MOMENT = dt.datetime(2024, 8, 1, 22, tzinfo=dt.timezone(dt.timedelta(hours=-5)))


def test_a_moment_in_a_coded_event_is_its_day_in_utc(address):
    late = dt.datetime(2024, 8, 4, 3)
    with Ledger(address) as ledger:
        ledger.add_coded([code(day=MOMENT, end_day=late, known_on=late)])
        (found,) = ledger.coded_events()
        assert (found.day, found.end_day, found.known_on) == (
            dt.date(2024, 8, 2),
            late.date(),
            late.date(),
        )
        assert all(type(day) is dt.date for day in (found.day, found.end_day, found.known_on))
        assert [event.day for event in ledger.events()] == [found.day]
        assert ledger.add_coded([found]) == CodedAddition(repeated=1)


@pytest.mark.parametrize(
    "fields",
    [
        {"day": "2024-08-01"},
        {"known_on": None},
        {"known_on": 20240801},
        {"end_day": DAY - dt.timedelta(days=1)},
        {"mode": "zz"},
        {"status": "zz"},
        {"grade": "zz"},
        {"scheme": "zz"},
        {"scale": 99.0},
        {"scale": float("nan")},
        {"lat": 200.0, "lon": 0.0},
        {"lat": float("nan"), "lon": 0.0},
        {"lat": 1.0},
        {"country": "Lebanon"},
        {"sources": -1},
        {"sources": 10**20},
        {"deaths_best": 1.5},
        {"contexts": "abc"},
        {"words": None},
        {"disputed": "no"},
        {"actor": (CodedParty("A B"),)},
        {"actor": (CodedParty("USA", "KING"),)},
        {"actor": "USA"},
        {"id_": "x" * 201},
        {"id_": 1},
    ],
    ids=str,
)
def test_one_check_serves_all_doors(ledger, fields):
    with pytest.raises(UsageError):
        ledger.add_coded([code(**fields)])
    with pytest.raises(UsageError):
        check_coded(code(**fields))
    # A good event before it goes in with none of its batch.
    with pytest.raises(UsageError):
        ledger.add_coded([code("good"), code(**fields)])
    assert ledger.events() == []


def test_what_is_no_event_is_refused(ledger):
    with pytest.raises(UsageError, match="no coded event"):
        ledger.add_coded([{"id": "1"}])


def test_values_of_another_kind_that_say_the_same(ledger):
    whole = code(lat=33.0, lon=35.0, country="LBN")
    ledger.add_coded(
        [code(lat=33, lon=35, country="LBN", actor=list(whole.actor), contexts=["", "a"], place="")]
    )
    (found,) = ledger.coded_events()
    assert found == code(lat=33.0, lon=35.0, country="LBN", contexts=("a",))
    assert ledger.add_coded([found]) == CodedAddition(repeated=1)
