"""Open matters and the rules that answer them."""

# ruff: noqa: E501 -- a case is easiest to judge with its sentence on one line
from __future__ import annotations

import datetime as dt

import pytest

from detente.ledger import RULES
from tests.ledger.telling import act


def matters(ledger, **options):
    return [(m.kind, m.owed_by, m.state, m.rule) for m in ledger.docket(**options)]


ASK = (
    "Moscow asked Iran for attack drones to use at the front.",
    act("REQUEST", "asked", "RUS=Moscow", "IRN=Iran", mode="assist"),
)
APPEAL = ("Putin urged Iran to show restraint.", act("REQUEST", "urged", "RUS", "IRN", mode="change"))
THREAT = ("Iran threatened to strike Israel.", act("THREATEN", "threatened", "IRN", "ISR", mode="violence"))


@pytest.mark.parametrize(
    ("opening", "answer", "expected"),
    [
        (ASK, ("Iran rejected the plea for drones.", act("REJECT", "rejected", "IRN", "RUS")), ("request", ("IRN",), "refused", "request-rejected")),
        (ASK, ("Iran sent drones to Russia.", act("AID", "sent", "IRN", "RUS")), ("request", ("IRN",), "granted", "help-given")),
        (APPEAL, ("Iran said it would hold back.", act("CONCEDE", "hold back", "IRN", "RUS")), ("request", ("IRN",), "granted", "demand-met")),
        (THREAT, ("Iran fired missiles at Israel.", act("ASSAULT", "fired", "IRN", "ISR")), ("threat", ("IRN",), "carried out", "force-used")),
        (THREAT, ("Iran backed down.", act("CONCEDE", "backed down", "IRN")), ("threat", ("IRN",), "withdrawn", "threat-dropped")),
        # Not by the one who owes, not to the one who waits, or of another kind.
        (ASK, ("Syria rejected the plea for drones.", act("REJECT", "rejected", "SYR", "RUS")), ("request", ("IRN",), "open", "")),
        (ASK, ("Iran rejected the American offer.", act("REJECT", "rejected", "IRN", "USA")), ("request", ("IRN",), "open", "")),
        (THREAT, ("Iran fired at Iraq.", act("ASSAULT", "fired", "IRN", "IRQ")), ("threat", ("IRN",), "open", "")),
        (ASK, ("Iran condemned Russia.", act("ACCUSE", "condemned", "IRN", "RUS")), ("request", ("IRN",), "open", "")),
    ],
)  # fmt: skip
def test_rules(add, ledger, opening, answer, expected):
    add("Courier", "2024-08-05", opening)
    add("Courier", "2024-08-09", answer)
    assert matters(ledger)[0] == expected
    matter = ledger.docket()[0]
    assert (matter.answer is None) == (expected[2] == "open")
    # Before the answer was known the matter was open.
    assert ledger.docket(as_of=dt.date(2024, 8, 8))[0].state == "open"


def test_what_comes_before_or_much_later_is_no_answer(add, ledger):
    add("Courier", "2024-08-01", ("Iran sent drones to Russia.", act("AID", "sent", "IRN", "RUS")))
    add("Courier", "2024-08-05", ASK)
    add("Courier", "2024-12-05", ("Iran sent trucks to Russia.", act("AID", "sent", "IRN", "RUS")))
    assert [row[2] for row in matters(ledger)] == ["open"]


def test_an_act_answers_the_matter_whose_words_it_shares(add, ledger):
    add("Courier", "2024-08-05", ASK)
    add(
        "Courier",
        "2024-08-06",
        (
            "Moscow asked Iran for a loan to pay for imports of grain.",
            act("REQUEST", "asked", "RUS=Moscow", "IRN=Iran", mode="assist"),
        ),
    )
    add("Courier", "2024-08-09", ("Iran sent the attack drones to Russia.", act("AID", "sent", "IRN", "RUS")))
    assert [(m.words, m.state) for m in ledger.docket()] == [
        (ASK[0], "granted"),
        ("Moscow asked Iran for a loan to pay for imports of grain.", "open"),
    ]
    assert len(ledger.docket(open_only=True)) == 1
    assert ledger.docket(parties=["CHN"]) == []


def test_an_ultimatum_lapses(add, ledger):
    add(
        "Courier",
        "2024-08-05",
        (
            "Israel gave Hezbollah 48 hours to leave the border.",
            act("REQUEST", "gave", "ISR", "HEZBOLLAH", mode="yield"),
        ),
    )
    add("Courier", "2024-08-07", ("It rained in Arden.", act("CONSULT", "rained", "LBN", "SYR")))
    assert matters(ledger) == [("ultimatum", ("HEZBOLLAH",), "open", "")]
    add("Courier", "2024-08-08", ("It rained in Brook.", act("CONSULT", "rained", "LBN", "JOR")))
    (matter,) = ledger.docket()
    assert (matter.state, matter.rule, matter.answered_on) == (
        "lapsed",
        "deadline-passed",
        dt.date(2024, 8, 7),
    )


def test_a_promise_is_kept_by_the_event_itself(add, ledger):
    promise = act("AID", "send", "USA", "UKR", status="future")
    add("Courier", "2024-08-05", ("Washington will send tanks to Ukraine.", promise))
    assert matters(ledger) == [("promise", ("USA",), "open", "")]
    add("Courier", "2024-08-08", ("Washington has sent tanks to Ukraine.", act("AID", "sent", "USA", "UKR")))
    assert matters(ledger) == [("promise", ("USA",), "carried out", "announced-then-done")]


def test_rules_have_names_of_their_own():
    assert len({rule.name for rule in RULES}) == len(RULES)
