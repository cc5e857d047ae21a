"""Mentions become events: own cases, any order of adding, decisions of people."""

# ruff: noqa: E501 -- a case is easiest to judge with its sentence on one line
from __future__ import annotations

import dataclasses
import itertools
import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import LedgerError, UsageError
from detente.ledger import LINK_SCORE, HashedEmbedder, Ledger
from detente.ledger._copies import COPY_LIKENESS, compare_sketches, sketch_text
from detente.ledger._features import FAMILIES
from detente.ledger._likeness import liken, pack_vectors, unpack_vectors
from detente.ontology import EVENT_TYPES
from tests.ledger.telling import act, tell

GAZA = ("Gaza City", "PSE", "Gaza City", 31.5, 34.466)
RAFAH = ("Rafah", "PSE", "Rafah", 31.287, 34.259)
TEHRAN = ("Tehran", "IRN", "Tehran", 35.694, 51.421)

# Pairs of sentences: do they tell of one event? Written for these tests.
CASES = [
    (
        True,
        ("2024-08-10", "An Israeli air strike killed at least 12 people at a school in Gaza City on Saturday.",
         act("ASSAULT", "strike", "ISR", "PSE", mode="aerial", place=GAZA, date="2024-08-10")),
        ("2024-08-10", "Israel struck a school sheltering displaced people in Gaza City, killing 15, medics said.",
         act("ASSAULT", "struck", "ISR", "PSE", mode="aerial", place=GAZA)),
    ),
    (
        False,
        ("2024-08-10", "An Israeli air strike killed at least 12 people at a school in Gaza City on Saturday.",
         act("ASSAULT", "strike", "ISR", "PSE", mode="aerial", place=GAZA, date="2024-08-10")),
        ("2024-08-10", "An Israeli air strike killed four people in a car in Rafah on Saturday.",
         act("ASSAULT", "strike", "ISR", "PSE", mode="aerial", place=RAFAH, date="2024-08-10")),
    ),
    (
        True,
        ("2024-07-31", "Hamas leader Ismail Haniyeh was assassinated in Tehran early on Wednesday.",
         act("ASSAULT", "assassinated", "", "HAMAS", mode="targeted", place=TEHRAN, date="2024-07-31")),
        ("2024-08-01", "Iran blamed Israel for the assassination of Haniyeh in Tehran on Wednesday.",
         act("ASSAULT", "assassination", "ISR", "HAMAS", mode="targeted", place=TEHRAN, date="2024-07-31")),
    ),
    (
        False,
        ("2024-07-31", "Hamas leader Ismail Haniyeh was assassinated in Tehran early on Wednesday.",
         act("ASSAULT", "assassinated", "", "HAMAS", mode="targeted", place=TEHRAN, date="2024-07-31")),
        ("2024-07-31", "An Israeli strike on Tuesday killed a Hezbollah commander, Fuad Shukr, in Beirut.",
         act("ASSAULT", "strike", "ISR", "HEZBOLLAH", mode="aerial", date="2024-07-30")),
    ),
    (
        True,
        ("2024-08-05", "Russian security chief Sergei Shoigu held talks with Iranian leaders in Tehran on Monday.",
         act("CONSULT", "talks", "RUS", "IRN", mode="visit", place=TEHRAN, date="2024-08-05")),
        ("2024-08-06", "Iranian President Pezeshkian met Sergei Shoigu, the Russian security chief, in Tehran.",
         act("CONSULT", "met", "IRN", "RUS", mode="visit", place=TEHRAN)),
    ),
    (
        False,
        ("2024-08-05", "Russian security chief Sergei Shoigu held talks with Iranian leaders in Tehran on Monday.",
         act("CONSULT", "talks", "RUS", "IRN", mode="visit", place=TEHRAN, date="2024-08-05")),
        ("2024-08-05", "The Chinese foreign minister spoke by telephone with his Iranian counterpart on Monday.",
         act("CONSULT", "spoke", "CHN", "IRN", mode="phone", date="2024-08-05")),
    ),
    (
        False,
        ("2024-08-05", "Israeli jets struck a car in southern Lebanon, killing two fighters.",
         act("ASSAULT", "struck", "ISR", "HEZBOLLAH", mode="aerial")),
        ("2024-08-05", "Hezbollah fired rockets at an army base in northern Israel.",
         act("ASSAULT", "fired", "HEZBOLLAH", "ISR", mode="heavy-weapons")),
    ),
    (
        False,
        ("2024-08-05", "Washington condemned the shelling of the port.", act("ACCUSE", "condemned", "USA", "RUS")),
        ("2024-08-20", "Washington condemned the shelling of the port.", act("ACCUSE", "condemned", "USA", "RUS")),
    ),
    (
        True,
        ("2024-08-05", "Washington condemned the shelling of the grain port.", act("ACCUSE", "condemned", "USA", "RUS")),
        ("2024-08-06", "The United States has condemned Russia's shelling of a grain port.",
         act("ACCUSE", "condemned", "USA", "RUS")),
    ),
    (
        False,
        ("2024-08-05", "Washington condemned the shelling of the grain port.", act("ACCUSE", "condemned", "USA", "RUS")),
        ("2024-08-05", "Washington threatened new sanctions over the shelling of the grain port.",
         act("THREATEN", "threatened", "USA", "RUS", mode="restrict")),
    ),
    (
        False,
        ("2024-08-05", "The president asked Iran for restraint after the killing.",
         act("REQUEST", "asked", "RUS", "IRN", mode="change")),
        ("2024-08-05", "Tehran was asked by Moscow for more drones under the arms deal.",
         act("REQUEST", "asked", "RUS", "IRN", mode="assist")),
    ),
    (
        True,
        ("2024-08-05", "President Putin asked Iran for restraint in its response to the killing of Haniyeh.",
         act("REQUEST", "asked", "RUS", "IRN", mode="change")),
        ("2024-08-06", "Putin has urged Iran to show restraint in its response, two sources said.",
         act("REQUEST", "urged", "RUS", "IRN", mode="change")),
    ),
    (
        False,
        ("2024-08-05", "Moscow asked Iran for a loan to pay for imports of grain.",
         act("REQUEST", "asked", "RUS=Moscow", "IRN=Iran", mode="assist")),
        ("2024-08-05", "Moscow asked Iran for attack drones to be sent by sea.",
         act("REQUEST", "asked", "RUS=Moscow", "IRN=Iran", mode="assist")),
    ),
    (
        False,
        ("2024-08-05", "Israeli jets struck a house in Khan Younis, killing six people.",
         act("ASSAULT", "struck", "ISR=Israeli_jets", "PSE=people", mode="aerial")),
        ("2024-08-05", "Israeli forces struck a car in Nuseirat, killing two people.",
         act("ASSAULT", "struck", "ISR=Israeli_forces", "PSE=people", mode="aerial")),
    ),
    (
        False,
        ("2024-08-05", "Russian drones hit a school in the Kharkiv region overnight, wounding four.",
         act("ASSAULT", "hit", "RUS=Russian_drones", "UKR=", mode="drone")),
        ("2024-08-06", "Russian drones hit a power station in the Sumy region, wounding a guard.",
         act("ASSAULT", "hit", "RUS=Russian_drones", "UKR=", mode="drone")),
    ),
    (
        False,
        ("2024-08-05", "The Russian foreign minister met his Turkish counterpart on the sidelines of the summit.",
         act("CONSULT", "met", "RUS=Russian_foreign_minister", "TUR=Turkish_counterpart")),
        ("2024-08-06", "The Russian president met Turkey's energy minister to discuss a gas hub.",
         act("CONSULT", "met", "RUS=Russian_president", "TUR=Turkey's_energy_minister")),
    ),
    (
        True,
        ("2024-08-05", "Peru on Tuesday ordered out the Ecuadorian ambassador over the shelling.",
         act("SANCTION", "ordered out", "PER=Peru", "ECU=the_Ecuadorian_ambassador", mode="expel")),
        ("2024-08-08", "Quito called the expulsion of its envoy a mistake.",
         act("SANCTION", "expulsion", "PER=", "ECU=its_envoy", mode="expel")),
    ),
]  # fmt: skip


def tell_case(number: int, side: tuple):
    day, sentence, coded = side
    return tell(f"Outlet {number}", day, (sentence, coded))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[1][1][:30] + " / " + case[2][1][:30])
def test_own_cases(ledger, case):
    same, *sides = case
    for number, side in enumerate(sides):
        ledger.add(*tell_case(number, side))
    assert (len(ledger.events()) == 1) is same


def test_acts_of_one_sentence_stay_apart(add, ledger):
    add(
        "Courier",
        "2024-08-10",
        (
            "Israel struck a school and then struck a market in Gaza City.",
            act("ASSAULT", "struck a school", "ISR", "PSE", place=GAZA),
            act("ASSAULT", "struck a market", "ISR", "PSE", place=GAZA),
        ),
    )
    assert len(ledger.events()) == 2


def test_headline_and_text_of_a_report_are_one(add, ledger):
    add(
        "Courier",
        "2024-08-06",
        (
            "Putin asks Iran for restraint over Haniyeh killing",
            act("REQUEST", "asks", "RUS", "IRN", mode="change"),
        ),
        (
            "President Putin has asked Iran for a restrained response to the killing of Haniyeh.",
            act("REQUEST", "asked", "RUS", "IRN", mode="change"),
        ),
        headline=True,
    )
    assert [event.mentions for event in ledger.events()] == [2]


def test_each_mention_says_why_it_was_merged(add, ledger):
    for number, side in enumerate(CASES[0][1:]):
        ledger.add(*tell_case(number, side))
    first, second = ledger.account(ledger.events()[0].id).mentions
    assert (first.merged_with, first.score, first.why) == (None, None, "first")
    assert second.merged_with == first.id
    assert second.score >= LINK_SCORE
    points = dict(part.rsplit(" ", 1) for part in second.why.split(", "))
    assert {"words", "ISR", "PSE", "place"} <= set(points)
    assert sum(map(float, points.values())) == pytest.approx(second.score, abs=0.04)


def crisis():
    """Return the reports of all cases, each sentence told by two outlets, a day apart."""
    told = []
    for number, (_, *sides) in enumerate(CASES):
        for side, (_day, sentence, coded) in enumerate(sides):
            for late in (0, 1)[: 1 + number % 2]:
                day = f"2024-08-{1 + number + late:02d}"
                told.append(
                    tell(f"Outlet {number % 3}-{side}-{late}", day, (sentence, {**coded, "date": None}))
                )
    return told


class Expected:
    """The account that any order must give; its own class, since hypothesis writes out what a test is given."""

    def __init__(self, account):
        self.account = account


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    with Ledger(tmp_path_factory.mktemp("ledger") / "crisis.db") as ledger:
        for told in crisis():
            ledger.add(*told)
        return Expected(account_of(ledger))


def account_of(ledger):
    events = ledger.events()
    details = [ledger.account(event.id) for event in events]
    # When each was fetched is no part of the account.
    return details, ledger.dyads(), ledger.measures(), ledger.docket()


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(range(len(crisis()))), batch=st.sampled_from([1, 5, 36]))
def test_the_account_does_not_depend_on_the_order(tmp_path_factory, expected, order, batch):
    told = crisis()
    with Ledger(tmp_path_factory.mktemp("ledger") / "crisis.db") as ledger:
        ledger.add_many([told[at] for at in order], batch=batch)
        assert account_of(ledger) == expected.account


def test_a_person_merges_and_it_sticks(add, ledger):
    for number, side in enumerate(CASES[6][1:]):
        ledger.add(*tell_case(number, side))
    one, other = ledger.events()
    merged = ledger.merge(one.id, other.id, by="desk")
    assert merged.mentions == 2
    assert [event.id for event in ledger.events()] == [merged.id]
    assert {mention.why for mention in ledger.account(merged.id).mentions} == {"first", "decision"}
    add("Third", "2024-08-06", CASES[6][1][1:])
    assert [event.mentions for event in ledger.events()] == [3]


def test_a_person_splits_and_it_sticks(add, ledger):
    for number, side in enumerate(CASES[0][1:]):
        ledger.add(*tell_case(number, side))
    (event,) = ledger.events()
    first, second = ledger.account(event.id).mentions
    stay, go = ledger.split(event.id, second.id, by="desk")
    assert (stay.id, go.id) == (first.id, second.id)
    add("Third", "2024-08-11", CASES[0][1][1:])
    assert sorted(event.mentions for event in ledger.events()) == [1, 2]
    # The later decision holds.
    ledger.merge(stay.id, go.id)
    assert [event.mentions for event in ledger.events()] == [3]
    ledger.split(first.id, second.id)
    assert sorted(event.mentions for event in ledger.events()) == [1, 2]


def test_a_split_leaves_the_rest_together(add, ledger):
    for number in range(5):
        add(f"Outlet {number}", "2024-08-10", CASES[0][1][1:])
    (event,) = ledger.events()
    mentions = ledger.account(event.id).mentions
    stay, go = ledger.split(event.id, mentions[0].id, mentions[3].id)
    assert (stay.mentions, go.mentions) == (3, 2)
    assert ledger.size.events == 2


def test_decisions_on_what_is_not_there(add, ledger):
    add("Courier", "2024-08-10", CASES[0][1][1:])
    (event,) = ledger.events()
    with pytest.raises(LedgerError, match="no such event"):
        ledger.merge(event.id, "ffffffffffffff")
    with pytest.raises(UsageError, match="two different"):
        ledger.merge(event.id, event.id)
    with pytest.raises(LedgerError, match="no such mention"):
        ledger.split(event.id, "ffff")
    with pytest.raises(UsageError, match="not none and not all"):
        ledger.split(event.id, event.id)
    with pytest.raises(UsageError, match="not none and not all"):
        ledger.split(event.id)


def test_events_are_found_by_the_beginning_of_a_name(add, ledger):
    for number, side in enumerate(CASES[0][1:]):
        ledger.add(*tell_case(number, side))
    (event,) = ledger.events()
    for mention in ledger.account(event.id).mentions:
        assert ledger.account(mention.id).event == event
        assert ledger.account(mention.id[:6].upper()).event == event
    for nonsense in ("", "abc", "%%%%", "____"):
        with pytest.raises(LedgerError, match="no such event"):
            ledger.account(nonsense)


def test_families_cover_all_types():
    assert set(FAMILIES) == set(EVENT_TYPES)


@given(
    st.lists(st.lists(st.floats(-9, 9, width=32), min_size=8, max_size=8), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_likeness_is_the_same_in_any_order(rows, chance):
    vectors = unpack_vectors(pack_vectors(np.array(rows, dtype=np.float32)))
    order = list(range(len(rows)))
    chance.shuffle(order)
    found = liken(vectors, vectors)
    assert np.array_equal(liken(vectors[order], vectors[order]), found[np.ix_(order, order)])
    assert np.all(found <= 1 + 1e-12)


def test_vectors_that_are_too_wide_are_refused():
    with pytest.raises(ValueError, match="1024"):
        pack_vectors(np.zeros((1, 1025), dtype=np.float32))


def test_hashed_words_ignore_what_every_report_says():
    embedder = HashedEmbedder()
    _, (one,) = tell(
        "A", "2024-08-10", ("Troops shelled the harbour.", act("ASSAULT", "shelled", "RUS", "UKR"))
    )
    said = dataclasses.replace(one, sentence="Troops shelled the harbour, it said on Monday.")
    rows = unpack_vectors(pack_vectors(embedder.embed([one, said])))
    assert liken(rows[:1], rows[1:])[0, 0] == pytest.approx(1.0)


def test_copies_are_found_and_other_reports_are_not():
    chance = random.Random(3)
    words = [f"word{number}" for number in range(400)]
    text = " ".join(chance.choices(words, k=300))
    copy = text + " Additional reporting by our staff."
    other = " ".join(chance.choices(words, k=300))
    assert compare_sketches(sketch_text(text), sketch_text(copy)) >= COPY_LIKENESS
    assert compare_sketches(sketch_text(text), sketch_text(other)) < COPY_LIKENESS


def test_wire_copy_is_one_witness_in_any_order(tmp_path):
    wire = [
        f"The ministry said in its statement number {number} that the talks had gone on."
        for number in range(12)
    ]
    strike = ("A strike near Arden killed three people.", act("ASSAULT", "strike", "ISR", "HEZBOLLAH"))
    own = (
        "Three people died when a strike hit the outskirts of Arden.",
        act("ASSAULT", "strike", "ISR", "HEZBOLLAH"),
    )
    told = [
        tell("Courier", "2024-08-10", strike, *wire),
        tell("Herald", "2024-08-10", strike, *wire, "Edited by the Herald's desk."),
        tell("Post", "2024-08-10", own),
    ]
    for number, order in enumerate(itertools.permutations(told)):
        with Ledger(tmp_path / f"{number}.db") as ledger:
            ledger.add_many(order, batch=1)
            (event,) = ledger.events()
            assert (event.reports, event.witnesses, event.grade) == (3, 2, "corroborated")
