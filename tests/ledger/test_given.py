"""What callers give is taken as it is meant, or refused: never answered by nothing, never a bare error."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.errors import LedgerError, UsageError
from detente.ledger import Browser, EventQuery
from detente.ledger._given import day_of
from tests.ledger.telling import act, tell

DAY = dt.date(2024, 8, 3)
# Late in the evening west of Greenwich: the next day in UTC.
EVENING = dt.datetime(2024, 8, 2, 22, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
TOLD = tell("Courier", "2024-08-03", ("Iran struck Israel.", act("ASSAULT", "struck", "IRN", "ISR")))


class Timestamp(dt.date):
    """A day of a class of somebody else's."""


def test_a_moment_is_its_day_in_utc():
    assert day_of(EVENING, "day") == day_of(EVENING.replace(tzinfo=None), "day") + dt.timedelta(1) == DAY
    assert type(day_of(EVENING, "day")) is type(day_of(Timestamp(2024, 8, 3), "day")) is dt.date
    assert day_of(None, "day") is None
    for none in ("2024-08-03", 2024, 0, dt.datetime.max.replace(tzinfo=EVENING.tzinfo)):
        with pytest.raises(UsageError, match="is no day"):
            day_of(none, "day")


def test_every_question_takes_a_moment_for_its_day(ledger):
    ledger.add(*TOLD)
    for as_of in (DAY, DAY - dt.timedelta(days=1)):
        moment = dt.datetime.combine(as_of, dt.time(9))
        assert ledger.events(as_of=moment) == ledger.events(as_of=as_of)
        assert list(ledger.coded_events(as_of=moment)) == list(ledger.coded_events(as_of=as_of))
        assert ledger.dyads(as_of=moment) == ledger.dyads(as_of=as_of)
        assert ledger.measures(as_of=moment) == ledger.measures(as_of=as_of)
        assert ledger.docket(as_of=moment) == ledger.docket(as_of=as_of)
    (event,) = ledger.events()
    assert ledger.account(event.id, as_of=EVENING) == ledger.account(event.id)
    with pytest.raises(LedgerError, match="nothing was known"):
        ledger.account(event.id, as_of=dt.datetime(2024, 8, 2, 23))
    assert ledger.events(since=EVENING, until=DAY) == [event]
    assert ledger.measures(since=EVENING)[0].day == DAY
    assert ledger.dyads(since=EVENING, until=EVENING) == ledger.dyads()


def test_every_page_takes_a_moment_for_its_day(ledger):
    ledger.add(*TOLD)
    with Browser(ledger) as browser:
        query = EventQuery(since=EVENING, until=EVENING)
        assert (query.since, query.until) == (DAY, DAY)
        for ask in (
            lambda as_of: browser.find_events(query, as_of=as_of),
            lambda as_of: browser.count_by("day", query, as_of=as_of),
            lambda as_of: browser.count_between("IRN", "ISR", as_of=as_of),
            lambda as_of: browser.day_events([EVENING], as_of=as_of),
            lambda as_of: browser.changes(dt.datetime(2024, 8, 2), as_of=as_of),
            lambda as_of: browser.direction_days("IRN", "ISR", as_of=as_of),
            lambda as_of: browser.dyads(as_of=as_of),
            lambda as_of: browser.open_matters(as_of=as_of),
            lambda as_of: browser.measures(until=as_of, as_of=as_of),
            lambda as_of: browser.acts(as_of=as_of),
            lambda as_of: browser.places(since=EVENING, as_of=as_of),
            lambda as_of: browser.reports(as_of=as_of),
        ):
            assert ask(EVENING) == ask(DAY)
            with pytest.raises(UsageError, match="is no day"):
                ask("2024-08-03")
        for numbers in ({"limit": -1}, {"offset": -1}):
            with pytest.raises(UsageError, match="no number"):
                browser.find_events(query, **numbers)
            with pytest.raises(UsageError, match="no number"):
                browser.reports(**numbers)


def test_days_of_reports(ledger):
    report, mentions = TOLD
    for fields in ({"retrieved": DAY}, {"retrieved": "now"}, {"known_on": "2024-08-03"}):
        with pytest.raises(UsageError, match=r"is no (moment|day)"):
            ledger.add(report, mentions, **fields)
    assert ledger.add(report, mentions, known_on=EVENING, retrieved=EVENING)
    assert ledger.events(as_of=DAY) == ledger.events()
    assert ledger.events()[0].first_known == DAY


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"types": "ASSAULT"}, "one name, not several"),
        ({"types": ["assault"]}, "no PLOVER type"),
        ({"types": [1]}, "no name"),
        ({"parties": "ECU"}, "one name, not several"),
        ({"parties": 5}, "no list of names"),
        ({"since": dt.date(2022, 1, 1), "until": dt.date(2020, 1, 1)}, "is after"),
        ({"since": "2022-01-01"}, "is no day"),
        ({"as_of": "2022-01-01"}, "is no day"),
    ],
)
def test_what_cannot_be_meant_is_refused(ledger, fields, match):
    with pytest.raises(UsageError, match=match):
        ledger.events(**fields)
    # By the call, not by the first event taken.
    with pytest.raises(UsageError, match=match):
        ledger.coded_events(**fields)
    if "as_of" not in fields:
        with pytest.raises(UsageError, match=match):
            EventQuery(**fields)


def test_words_and_numbers_that_there_are_not(ledger):
    for fields in ({"statuses": ["happend"]}, {"statuses": "happened"}, {"limit": -1}, {"limit": 1.5}):
        with pytest.raises(UsageError):
            ledger.events(**fields)
    for fields in ({"grades": ["sure"]}, {"outlets": "Courier"}, {"between": ("A", "B", "C")}):
        with pytest.raises(UsageError):
            EventQuery(**fields)
    for pair in (("A", "B", "C"), ("A",), "AB", ("A", 1)):
        with pytest.raises(UsageError):
            ledger.measures(pair)


def test_any_number_of_parties(address):
    from detente.ledger import Ledger

    with Ledger(address) as ledger:
        ledger.add(*TOLD)
        others = [f"P{number}" for number in range(3000)]
        assert ledger.events(parties=others) == []
        assert len(ledger.events(parties=[*others, "ISR"])) == 1
        assert len(ledger.events(parties={"IRN"})) == 1
        # A code across the two lists, or half of one, is no party.
        assert ledger.events(parties=["IRN ISR", "IR"]) == []
