from __future__ import annotations

import datetime as dt

import pytest

from detente.errors import UnknownRecordError
from detente.ledger import Browser, EventQuery, Ledger
from tests.ledger.telling import act, tell

REPORTS = (
    tell(
        "Herald",
        "2024-08-01",
        "Nothing moved.",
        (
            "Iran struck a depot near Erbil.",
            act("ASSAULT", "struck", "IRN", "IRQ", place=("Erbil", "IRQ", "Erbil", 36.2, 44.0)),
        ),
        "Nobody was hurt.",
        url="https://herald.example/1",
    ),
    tell(
        "Courier",
        "2024-08-03",
        ("Iraq condemned Iran over the strike.", act("ACCUSE", "condemned", "IRQ", "IRN")),
        (
            "Iran denied that it struck the depot near Erbil.",
            act("ASSAULT", "struck", "IRN", "IRQ", status="negated"),
        ),
    ),
    tell("Herald", "2024-08-04", ("Oman hosted both sides.", act("CONSULT", "hosted", "OMN", "IRN IRQ"))),
)


@pytest.fixture
def browser(address):
    with Ledger(address) as ledger, Browser(ledger) as opened:
        ledger.add_many(REPORTS)
        yield opened


def ids(page):
    return [event.type for event in page.events]


def test_pages_and_totals(browser):
    whole = browser.find_events(EventQuery())
    assert ids(whole) == ["CONSULT", "ACCUSE", "ASSAULT"]
    assert whole.total == 3
    second = browser.find_events(EventQuery(), limit=1, offset=1)
    assert (ids(second), second.total) == (["ACCUSE"], 3)
    assert ids(browser.find_events(EventQuery(), newest_first=False)) == ids(whole)[::-1]


@pytest.mark.parametrize(
    ("query", "types"),
    [
        (EventQuery(text="DEPOT near"), ["ASSAULT"]),
        (EventQuery(text="100%"), []),
        (EventQuery(outlets=["Courier"]), ["ACCUSE", "ASSAULT"]),
        (EventQuery(parties=["OMN"]), ["CONSULT"]),
        (EventQuery(between=("IRN", "IRQ")), ["ACCUSE", "ASSAULT"]),
        (EventQuery(actor="IRQ"), ["ACCUSE"]),
        (EventQuery(grades=["contested"]), ["ASSAULT"]),
        (EventQuery(since=dt.date(2024, 8, 4)), ["CONSULT"]),
    ],
)
def test_filters(browser, query, types):
    page = browser.find_events(query)
    assert ids(page) == types
    assert page.total == len(types)
    counts = browser.count_by("type", query)
    assert sorted(type_ for type_, _ in counts) == sorted(types)


def test_as_of_gives_what_was_known_then(browser):
    day = dt.date(2024, 8, 2)
    page = browser.find_events(EventQuery(), as_of=day)
    assert (ids(page), page.total) == (["ASSAULT"], 1)
    assert page.events[0].grade == "reported"
    assert ids(browser.find_events(EventQuery(grades=["contested"]), as_of=day)) == []
    assert ids(browser.find_events(EventQuery(text="denied"), as_of=day)) == []
    assert browser.count_by("day", EventQuery(), as_of=day) == {(dt.date(2024, 8, 1), "material conflict"): 1}
    assert [event.type for event in browser.day_events([dt.date(2024, 8, 1)], as_of=day)] == ["ASSAULT"]


def test_changes_tell_what_became_known(browser):
    changes = browser.changes(dt.date(2024, 8, 2))
    told = {change.event.type: change.before and change.before.grade for change in changes}
    assert told == {"ACCUSE": None, "CONSULT": None, "ASSAULT": "reported"}
    assert browser.changes(dt.date(2024, 8, 4)) == []
    assert [c.event.type for c in browser.changes(dt.date(2024, 8, 2), as_of=dt.date(2024, 8, 3))] == [
        "ACCUSE",
        "ASSAULT",
    ]


def test_places_contexts_and_reports(browser):
    (place,) = browser.places()
    assert (place.place, place.events, place.conflict, place.worst) == ("Erbil", 1, 1, -9)
    event = browser.find_events(EventQuery(types=["ASSAULT"])).events[0]
    context = browser.contexts([event.id])[event.id]
    assert (context.before, context.after) == ("Nothing moved.", "Nobody was hurt.")
    lines, total = browser.reports(text="herald")
    assert (total, [line.known_on.day for line in lines]) == (2, [4, 1])
    stored = browser.report(lines[1].id)
    assert stored.report == REPORTS[0][0]
    assert [found.mention for found in stored.mentions] == list(REPORTS[0][1])
    assert [line.id for line in stored.versions] == [stored.report.id]
    assert browser.outlets() == {"Herald": 2, "Courier": 1}
    days = browser.known_days()
    assert (days.first.day, days.last.day) == (1, 4)
    with pytest.raises(UnknownRecordError):
        browser.report("0" * 16)


def test_each_direction_by_itself(browser):
    found = [(d.one, d.other, d.day.day) for d in browser.direction_days("IRQ", "IRN")]
    assert found == [("IRN", "IRQ", 1), ("IRQ", "IRN", 3)]


def test_the_revision_follows_every_change_by_anybody(address):
    with Ledger(address) as ledger, Ledger(address) as other, Browser(ledger) as browser:
        seen = {browser.revision()}
        assert browser.revision() in seen
        for writer, told in ((ledger, REPORTS[0]), (other, REPORTS[1])):
            writer.add(*told)
            assert browser.revision() not in seen
            seen.add(browser.revision())
        assert browser.revision() in seen


@pytest.mark.parametrize("as_of", [None, dt.date(2024, 8, 3)])
def test_acts_dyads_and_measures_are_those_of_the_ledger(browser, as_of):
    from detente.outlook import History

    ledger = browser._ledger
    acts, dropped = browser.acts(as_of=as_of)
    history = History.from_rows(acts, dropped=dropped)
    told = History.from_events(ledger.events(as_of=as_of))
    assert len(history) > 0
    assert (history.parties, history.dropped) == (told.parties, told.dropped)
    for name in ("day", "actor", "type", "recipient"):
        assert getattr(history, name).tolist() == getattr(told, name).tolist()
    assert browser.dyads(as_of=as_of) == ledger.dyads(as_of=as_of)
    assert browser.measures(as_of=as_of) == ledger.measures(as_of=as_of)


@pytest.mark.parametrize("as_of", [None, "2024-08-01", "2024-08-03"])
@pytest.mark.parametrize("pair", [("IRN", "IRQ"), ("IRQ", "IRN"), ("OMN", "IRN"), ("USA", "IRN")])
def test_counts_between_two_parties_are_those_of_their_events(browser, pair, as_of):
    day = dt.date.fromisoformat(as_of) if as_of else None
    one, other = pair
    counts = browser.count_between(one, other, as_of=day)
    events = browser.find_events(EventQuery(between=pair), as_of=day).events
    assert counts.total == len(events)
    happened = [event for event in events if event.status == "happened"]
    expected = {
        type_: (
            sum(e.type == type_ and one in e.actor and other in e.recipient for e in happened),
            sum(e.type == type_ and other in e.actor and one in e.recipient for e in happened),
        )
        for type_ in {event.type for event in happened}
    }
    assert counts.types == expected
    dyads = browser.dyads(pair, as_of=day)
    assert sorted(dyads, key=lambda d: d.actor) == sorted(
        (d for d in browser.dyads(as_of=day) if {d.actor, d.recipient} == set(pair)), key=lambda d: d.actor
    )


@pytest.mark.parametrize("as_of", [None, "2024-08-03", "2024-08-04"])
def test_changes_are_the_difference_of_two_days(browser, as_of):
    since, day = dt.date(2024, 8, 1), dt.date.fromisoformat(as_of) if as_of else None
    then = {event.id: event for event in browser.find_events(EventQuery(), as_of=since).events}
    now = browser.find_events(EventQuery(), as_of=day).events
    told = ("type", "actor", "recipient", "status", "grade", "disputed", "day")
    expected = {
        event.id
        for event in now
        if event.id not in then or any(getattr(event, f) != getattr(then[event.id], f) for f in told)
    }
    changes = browser.changes(since, as_of=day)
    assert {change.event.id for change in changes} == expected
    for change in changes:
        assert change.before == then.get(change.event.id)
        assert change.event in now


def test_the_desk_finds_the_open_matters_of_the_ledger(browser):
    calls = []
    for as_of in (None, dt.date(2024, 8, 3)):
        matters = browser.open_matters(as_of=as_of, pause=lambda: calls.append(1))
        assert matters == browser._ledger.docket(open_only=True, as_of=as_of)
    assert calls
