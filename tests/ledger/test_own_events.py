"""Events that a ledger gave away, read into it or into another: never doubled, whatever they were called."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.ledger import CodedAddition, Ledger, Reviewer
from tests.ledger.coded import check_counts, code
from tests.ledger.telling import act, tell


def test_what_a_ledger_made_of_reports_is_not_doubled_in_it(address):
    told = tell("Courier", "2024-08-03", ("Iran struck Israel.", act("ASSAULT", "struck", "IRN", "ISR")))
    with Ledger(address) as ledger:
        ledger.add(*told)
        given_away = list(ledger.coded_events())
        assert [event.dataset for event in given_away] == ["detente"]
        assert ledger.add_coded(given_away, replace=True) == CodedAddition(repeated=1)
        assert ledger.events()[0].origin == "reports"


def test_reports_take_the_place_of_their_own_coded_event(tmp_path):
    told = tell("Courier", "2024-08-03", ("Iran struck Israel.", act("ASSAULT", "struck", "IRN", "ISR")))
    with Ledger(tmp_path / "one.db") as one, Ledger(tmp_path / "other.db") as other:
        one.add(*told)
        other.add_coded(one.coded_events())
        assert other.events()[0].origin == "detente"
        assert list(other.coded_events()) == list(one.coded_events())
        other.add(*told)
        assert other.events() == one.events()
        assert other.dyads() == one.dyads()
        check_counts(other)


def test_our_own_data_set_is_that_of_reports_here_and_elsewhere(tmp_path):
    told = tell("Courier", "2024-08-03", ("Iran struck Israel.", act("ASSAULT", "struck", "IRN", "ISR")))
    here = tell("Herald", "2024-08-04", ("Peru struck Ecuador.", act("ASSAULT", "struck", "PER", "ECU")))
    with Ledger(tmp_path / "one.db") as one, Ledger(tmp_path / "other.db") as other:
        one.add(*told)
        other.add(*here)
        other.add_coded([*one.coded_events(), code()])
        for as_of in (None, dt.date(2024, 8, 9)):
            found = list(other.coded_events(dataset="detente", as_of=as_of))
            assert [event.actor[0].who for event in found] == ["IRN", "PER"]


STRIKE = (
    "An Israeli air strike killed at least 12 people at a school in Gaza City.",
    act("ASSAULT", "strike", "ISR", "PSE", mode="aerial"),
)


def strikes(*days: str) -> list[tuple]:
    return [tell(f"Outlet {day}", day, STRIKE) for day in days]


def test_an_event_of_our_own_is_known_by_its_old_names(address):
    first, second, third = strikes("2024-08-10", "2024-08-11", "2024-08-11")[:2] + strikes("2024-08-12")
    with Ledger(address) as ledger:
        ledger.add(*second)
        ledger.add(*third)
        (named_late,) = ledger.coded_events()
        # An earlier report turns up: the event bears the name of its mention.
        ledger.add(*first)
        (event,) = ledger.events()
        assert event.id != named_late.id
        stay, go = ledger.split(event.id, ledger.account(event.id).mentions[1].id)
        apart = list(ledger.coded_events())
        ledger.merge(stay.id, go.id)
        together = ledger.events()
        assert ledger.add_coded([*apart, named_late]) == CodedAddition(repeated=3)
        assert ledger.add_coded([named_late], replace=True) == CodedAddition(repeated=1)
        assert ledger.events() == together
        check_counts(ledger)


def test_what_a_person_discarded_does_not_come_back_with_our_own_export(ledger):
    ledger.add(*strikes("2024-08-10")[0])
    given_away = list(ledger.coded_events())
    Reviewer(ledger).discard(given_away[0].id)
    assert ledger.add_coded(given_away) == CodedAddition(repeated=1)
    assert ledger.events() == []


@pytest.mark.parametrize("batch", [1, 5])
def test_reports_take_the_place_of_their_coded_event_under_another_name(tmp_path, batch):
    first, second = strikes("2024-08-10", "2024-08-11")
    with Ledger(tmp_path / "one.db") as one, Ledger(tmp_path / "other.db") as other:
        one.add(*second)
        other.add_coded(one.coded_events())
        # There the event is named after an earlier mention.
        other.add_many([first, second], batch=batch)
        assert [event.origin for event in other.events()] == ["reports"]
        check_counts(other)
        assert other.add_coded(one.coded_events()) == CodedAddition(repeated=1)
