"""Claims, numbers, status and grade, as of any day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import LedgerError
from detente.ledger._deadlines import find_deadline
from detente.ledger._numbers import find_numbers, read_number
from tests.ledger.telling import act, tell

URL = "https://courier.example/strike"
PLACE = ("Arden", "LBN", "Arden", 33.3, 35.4)


def strike(words: str, **fields):
    return words, act("ASSAULT", "strike", "ISR", "HEZBOLLAH", mode="aerial", place=PLACE, **fields)


def day(number: int) -> dt.date:
    return dt.date(2024, 8, number)


def test_a_toll_changes_from_version_to_version(add, ledger):
    add(
        "Courier",
        "2024-08-10",
        strike("An air strike on a market in Arden killed at least 5 people."),
        url=URL,
    )
    add("Courier", "2024-08-11", strike("An air strike on a market in Arden killed 9 people."), url=URL)
    account = ledger.account(ledger.events()[0].id)
    assert [(n.kind, n.value, n.bound, n.version, n.before) for n in account.numbers] == [
        ("dead", 5, "at least", 1, None),
        ("dead", 9, "exactly", 2, 5),
    ]
    assert [claim.version for claim in account.claims] == [1, 2]
    assert {claim.witness for claim in account.claims} == {1}
    earlier = ledger.account(account.event.id, as_of=day(10))
    assert [number.value for number in earlier.numbers] == [5]


def test_a_toll_in_the_next_sentence_belongs_to_the_attack(add, ledger):
    add(
        "Courier",
        "2024-08-10",
        strike("An air strike hit Arden."),
        "At least 30 people were wounded, medics said.",
    )
    (number,) = ledger.account(ledger.events()[0].id).numbers
    assert (number.kind, number.value, number.text) == ("wounded", 30, "At least 30 people were wounded")


def test_a_denial_is_a_claim_and_makes_it_contested(add, ledger):
    add(
        "Courier",
        "2024-08-10",
        strike(
            "An air strike on Arden killed five, Hezbollah said.",
            said_by=("Hezbollah", "HEZBOLLAH", "institution"),
        ),
    )
    add(
        "Herald",
        "2024-08-12",
        strike(
            "Israel denied that it carried out the air strike on Arden.",
            status="negated",
            said_by=("Israel", "ISR", "institution"),
        ),
    )
    (event,) = ledger.events()
    account = ledger.account(event.id)
    assert [(c.stance, c.source_who) for c in account.claims] == [("asserts", "HEZBOLLAH"), ("denies", "ISR")]
    assert [(c.day, c.status, c.grade, c.disputed) for c in account.history] == [
        (day(10), "happened", "reported", False),
        (day(12), "happened", "contested", True),
    ]
    assert ledger.events(as_of=day(11))[0].grade == "reported"


def test_only_denied_is_denied_and_not_counted(add, ledger):
    add("Herald", "2024-08-12", strike("Israel denied reports of an air strike on Arden.", status="negated"))
    (event,) = ledger.events()
    assert (event.status, event.counted, ledger.measures()) == ("denied", False, [])


def test_a_later_version_without_it_withdraws_it(add, ledger):
    add("Courier", "2024-08-10", strike("An air strike on Arden killed five."), url=URL)
    (event,) = ledger.events()
    assert ledger.measures()
    add("Courier", "2024-08-12", "There was an explosion in Arden, its cause unknown.", url=URL)
    (now,) = ledger.events()
    assert (now.id, now.status, now.grade, now.counted) == (event.id, "retracted", "retracted", False)
    assert ledger.measures() == ledger.dyads() == []
    assert [(c.day, c.status) for c in ledger.account(event.id).history] == [
        (day(10), "happened"),
        (day(12), "retracted"),
    ]
    # What was known before the new version is still answered.
    assert ledger.events(as_of=day(11)) == [event]
    assert len(ledger.measures(as_of=day(11))) == len(ledger.dyads(as_of=day(11))) == 1


def test_an_outlet_takes_back_its_report(add, ledger):
    add("Courier", "2024-08-10", strike("An air strike on a market in Arden killed five."))
    add(
        "Courier",
        "2024-08-12",
        strike("The Courier retracted its report of an air strike on a market in Arden."),
    )
    (event,) = ledger.events()
    assert (event.status, event.grade) == ("retracted", "retracted")


def test_expected_then_happened(add, ledger):
    add(
        "Courier",
        "2024-08-10",
        strike("Israel is expected to launch an air strike on Arden.", status="future", hedged=True),
    )
    add("Herald", "2024-08-12", strike("Israel has launched an air strike on Arden."))
    (event,) = ledger.events()
    assert [change.status for change in ledger.account(event.id).history] == ["expected", "happened"]
    assert ledger.events(as_of=day(11))[0].counted is False


@pytest.mark.parametrize(
    ("reports", "grade", "witnesses"),
    [
        ([("A", {"said_by": ("sources", "UNK", "anonymous")})], "unconfirmed", 1),
        ([("A", {"hedged": True})], "unconfirmed", 1),
        ([("A", {})], "reported", 1),
        ([("A", {}), ("A", {})], "reported", 1),
        ([("A", {}), ("B", {"said_by": ("A", "UNK", "media")})], "reported", 1),
        ([("A", {}), ("B", {})], "corroborated", 2),
        ([("A", {"said_by": ("the army", "ISR", "institution")})], "corroborated", 1),
        ([("A", {}), ("B", {}), ("C", {})], "confirmed", 3),
    ],
)
def test_grades(add, ledger, reports, grade, witnesses):
    frames = (
        "An air strike on a market in {} killed five.",
        "The air strike hit the market of {}.",
        "In {} a market was hit in an air strike.",
    )
    for number, (outlet, fields) in enumerate(reports):
        add(outlet, "2024-08-10", strike(frames[number].format("Arden"), **fields))
    (event,) = ledger.events()
    assert (event.grade, event.witnesses) == (grade, witnesses)


def test_as_of_is_what_a_ledger_of_that_day_would_say(tmp_path, ledger):
    from detente.ledger import Ledger

    told = [
        tell(
            "Courier",
            f"2024-08-{number:02d}",
            strike(f"An air strike on a market in Arden killed {number} people."),
            url=URL,
        )
        for number in range(10, 14)
    ] + [
        tell(
            "Herald", "2024-08-12", ("Beirut condemned the strike.", act("ACCUSE", "condemned", "LBN", "ISR"))
        )
    ]
    ledger.add_many(told)
    for number in range(10, 14):
        with Ledger(tmp_path / f"{number}.db") as then:
            then.add_many(pair for pair in told if pair[0].published <= day(number))
            assert then.events() == ledger.events(as_of=day(number))
            assert then.dyads() == ledger.dyads(as_of=day(number))
            assert then.measures() == ledger.measures(as_of=day(number))
            assert then.account(then.events()[0].id) == ledger.account(then.events()[0].id, as_of=day(number))


def test_nothing_was_known_before(add, ledger):
    add("Courier", "2024-08-10", strike("An air strike hit Arden."))
    assert ledger.events(as_of=day(9)) == []
    with pytest.raises(LedgerError, match="nothing was known"):
        ledger.account(ledger.events()[0].id, as_of=day(9))


def test_filters(add, ledger):
    add("Courier", "2024-08-10", strike("An air strike hit Arden."))
    add("Courier", "2024-08-12", ("Beirut condemned the raid.", act("ACCUSE", "condemned", "LBN", "ISR")))
    for as_of in (None, day(12), day(30)):
        assert [e.type for e in ledger.events(as_of=as_of)] == ["ASSAULT", "ACCUSE"]
        assert [e.type for e in ledger.events(types=["ACCUSE"], as_of=as_of)] == ["ACCUSE"]
        assert [e.type for e in ledger.events(parties=["LBN", "XXX"], as_of=as_of)] == ["ACCUSE"]
        assert [e.type for e in ledger.events(actor="ISR", as_of=as_of)] == ["ASSAULT"]
        assert [e.type for e in ledger.events(recipient="ISR", as_of=as_of)] == ["ACCUSE"]
        assert [e.type for e in ledger.events(since=day(11), as_of=as_of)] == ["ACCUSE"]
        assert [e.type for e in ledger.events(until=day(11), as_of=as_of)] == ["ASSAULT"]
        assert ledger.events(statuses=["denied"], as_of=as_of) == []
        assert len(ledger.events(limit=1, as_of=as_of)) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Strikes killed at least 12 people and wounded thirty-one.",
            [("dead", 12, "at least"), ("wounded", 31, "exactly")],
        ),
        (
            "At least 12 people were killed and 30 others injured.",
            [("dead", 12, "at least"), ("wounded", 30, "exactly")],
        ),
        ("The death toll rose to 1,204 on Friday.", [("dead", 1204, "exactly")]),
        ("Five Palestinians, including two children, were killed.", [("dead", 5, "exactly")]),
        ("The army carried out some 40 air strikes overnight.", [("strikes", 40, "about")]),
        ("More than two dozen were wounded.", [("wounded", 24, "at least")]),
        ("More than a hundred thousand people were displaced.", [("displaced", 100000, "at least")]),
        ("He was killed in 2014.", []),
        ("The talks lasted 12 hours.", []),
    ],
)
def test_numbers(text, found):
    assert [(n.kind, n.value, n.bound) for n in find_numbers(text)] == found


@given(st.text(max_size=200))
def test_numbers_stand_where_they_say(text):
    for number in find_numbers(text):
        assert text[number.start : number.end] == number.text
        assert number.value >= 0


@given(st.integers(0, 10**8))
def test_digits_are_read(number):
    assert read_number(f"{number:,}") == number


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("It gave the group 48 hours to leave.", day(7)),
        ("They must leave within three days.", day(8)),
        ("a 72-hour ultimatum", day(8)),
        ("The army must withdraw by Friday.", day(9)),
        ("It must stop before 1 March.", dt.date(2025, 3, 1)),
        ("It must stop by August 20, 2024.", day(20)),
        ("It must stop by 31 February.", None),
        ("It must stop at once.", None),
        ("They have 99999999999999999999 days.", None),
    ],
)
def test_deadlines(text, deadline):
    assert find_deadline(text, day(5)) == deadline


def test_what_happened_is_not_dated_by_a_day_still_to_come(ledger):
    """ "Ecuador promised access before 20 March" is no event of 20 March."""
    line = "Ecuador promised on Monday to let inspectors in before 20 March."
    ledger.add(*tell("Wire", "2021-03-08", (line, act("AGREE", "promised", "ECU", "PER", date="2021-03-20"))))
    (event,) = ledger.events()
    assert (event.status, event.day, event.day_said) == ("happened", dt.date(2021, 3, 8), False)


def test_a_day_foretold_is_taken_when_it_had_come(ledger):
    plan = act("AGREE", "sign", "PER", "ECU", status="future", date="2021-03-09")
    done = act("AGREE", "signed", "PER", "ECU")
    ledger.add(
        *tell("Wire", "2021-03-08", ("Peru and Ecuador will sign a truce at Manaus on Tuesday.", plan))
    )
    ledger.add(*tell("Post", "2021-03-10", ("Peru and Ecuador signed a truce at Manaus.", done)))
    events = ledger.events()
    if len(events) > 1:
        ledger.merge(*(event.id for event in events))
    (event,) = ledger.events()
    assert (event.status, event.day, event.day_said) == ("happened", dt.date(2021, 3, 9), True)


def test_a_day_foretold_is_not_taken_when_it_had_not(ledger):
    plan = act("AGREE", "sign", "PER", "ECU", status="future", date="2021-03-20")
    done = act("AGREE", "signed", "PER", "ECU")
    ledger.add(
        *tell("Wire", "2021-03-08", ("Peru and Ecuador will sign a truce at Manaus on 20 March.", plan))
    )
    ledger.add(*tell("Post", "2021-03-10", ("Peru and Ecuador signed a truce at Manaus.", done)))
    events = ledger.events()
    if len(events) > 1:
        ledger.merge(*(event.id for event in events))
    (event,) = ledger.events()
    assert (event.status, event.day, event.day_said) == ("happened", dt.date(2021, 3, 10), False)
