"""Versions of one address: which is the later one, and that the order of adding does not decide it."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.crisis_pages import CRISIS_FOLDER, CRISIS_GOLD
from benchmarks.stories import read_stories
from detente.ledger import Ledger
from detente.reports import read_report
from tests.ledger.telling import act, tell

URL = "https://wire.example/2024/08/10/arden"


def toll(number: int, **fields):
    line = f"A strike near Arden killed {number} people."
    return tell("Wire", "2024-08-10", (line, act("ASSAULT", "strike", "ISR", "HEZBOLLAH")), url=URL, **fields)


def tolls_of(ledger: Ledger) -> list[tuple[int, int, int | None]]:
    (event,) = ledger.events()
    return [(n.version, n.value, n.before) for n in ledger.account(event.id).numbers]


def accounts_of(ledger: Ledger) -> list[object]:
    return [ledger.account(event.id) for event in ledger.events()]


@pytest.mark.parametrize(
    "versions",
    [
        [
            toll(4, issued="2024-08-10T07:50"),
            toll(6, issued="2024-08-10T13:15"),
            toll(5, issued="2024-08-10T18:00"),
        ],
        [toll(4), toll(6, version=2), toll(5, version=3)],
        # The page's own word is better than a name's.
        [toll(4, issued="2024-08-10T07:50", version=3), toll(6, issued="2024-08-10T13:15", version=2)],
    ],
    ids=["moments", "marks", "moments before marks"],
)
def test_what_the_pages_say_orders_versions_however_they_are_added(versions, tmp_path):
    values = [told[1][0].sentence.split()[5] for told in versions]
    expected = [
        (number, int(value), int(values[number - 2]) if number > 1 else None)
        for number, value in enumerate(values, 1)
    ]
    accounts = []
    for number, order in enumerate(itertools.permutations(versions)):
        with Ledger(tmp_path / f"{number}.db") as ledger:
            ledger.add_many(order, batch=1 + number % 3)
            assert tolls_of(ledger) == expected
            accounts.append(accounts_of(ledger))
    assert all(account == accounts[0] for account in accounts)


def test_where_nothing_tells_the_one_given_later_is_the_later_one(ledger):
    # Of eight tolls some would stand in the wrong order by their identifiers.
    values = [4, 9, 3, 7, 5, 8, 2, 6]
    for value in values:
        ledger.add(*toll(value))
    assert [value for _, value, _ in tolls_of(ledger)] == values


def test_when_it_was_fetched_orders_versions_of_which_nothing_else_does(ledger):
    for value, hour in ((6, 13), (4, 7)):
        ledger.add(*toll(value), retrieved=dt.datetime(2024, 8, 10, hour))
    assert tolls_of(ledger) == [(1, 4, None), (2, 6, 4)]


def test_a_retraction_on_the_same_day_takes_back_what_was_said(tmp_path):
    strike = ("A strike near Arden killed 3 people.", act("ASSAULT", "strike", "ISR", "HEZBOLLAH"))
    taken = (
        "The Wire retracted its report of a strike near Arden.",
        act("ASSAULT", "strike", "ISR", "HEZBOLLAH"),
    )
    told = [
        tell("Wire", "2024-08-10", strike, url=URL, issued="2024-08-10T07:00"),
        tell("Wire", "2024-08-10", taken, url=f"{URL}-corrected", issued="2024-08-10T09:00"),
    ]
    for number, order in enumerate(itertools.permutations(told)):
        with Ledger(tmp_path / f"{number}.db") as ledger:
            ledger.add_many(order, batch=1)
            (event,) = ledger.events()
            assert event.status == "retracted"


@pytest.fixture(scope="module")
def stories():
    return [(story.report, story.mentions) for story in read_stories(CRISIS_GOLD)]


@pytest.fixture(scope="module")
def in_order(stories, tmp_path_factory):
    with Ledger(tmp_path_factory.mktemp("order") / "crisis.db") as ledger:
        ledger.add_many(stories)
        return accounts_of(ledger), ledger.docket(), ledger.measures(), ledger.dyads()


@settings(max_examples=2, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 40))
def test_the_crisis_has_one_account_in_any_order(stories, in_order, tmp_path_factory, chance, batch):
    shuffled = list(stories)
    chance.shuffle(shuffled)
    with Ledger(tmp_path_factory.mktemp("shuffled") / "crisis.db") as ledger:
        ledger.add_many(shuffled, batch=batch)
        assert (accounts_of(ledger), ledger.docket(), ledger.measures(), ledger.dyads()) == in_order


def test_files_added_in_the_order_of_their_names(ledger, stories):
    """In a folder `...-v2` stands before the first version; what the page says puts it after."""
    coded = {report.id: mentions for report, mentions in stories}
    paths = [CRISIS_FOLDER / name for name in ("0301-andean-wire-post-v2.html", "0301-andean-wire-post.html")]
    assert sorted(paths) == paths
    reports = [read_report(path) for path in paths]
    assert [(r.version, f"{r.issued_at:%H:%M}") for r in reports] == [(2, "13:15"), (0, "07:50")]
    for report in reports:
        ledger.add(report, coded[report.id])
    tolls = [n for event in ledger.events() for n in ledger.account(event.id).numbers if n.kind == "dead"]
    assert {(n.version, n.value, n.before) for n in tolls} == {(1, 4, None), (2, 6, 4)}
