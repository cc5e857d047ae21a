"""How the parties that words and pointers propose are weighed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.actors import Resolution
from detente.coding._arguments import _stand_in_list
from detente.coding._choice import (
    FEATURES,
    Proposal,
    Told,
    Weighing,
    describe,
    weigh,
)
from detente.coding._coder import MODEL_FOLDER
from detente.coding._settings import read_settings
from detente.coding._source import SOURCE_FEATURES

probs = st.floats(0.0, 1.0)
proposals = st.builds(
    lambda who, prob, unnamed, anywhere, listed: Proposal(
        Resolution(who, confidence=0.9),
        prob,
        (0, 4) if prob else None,
        listed,
        unnamed=unnamed,
        anywhere=anywhere,
    ),
    st.sampled_from(["RUS", "IRN", "HAMAS", "UNK"]),
    probs,
    probs,
    probs,
    st.booleans(),
)
lists = st.lists(proposals, max_size=5)


def weighing_of(**weights: float) -> Weighing:
    names = {name.replace(" ", "_"): n for n, name in enumerate(FEATURES)}
    row = [0.0] * len(FEATURES)
    for name, weight in weights.items():
        row[names[name]] = weight
    return Weighing(tuple(row), {}, 0.5)


@given(lists, lists, probs, probs)
def test_features_are_finite_one_row_a_proposal(
    found: list[Proposal], others: list[Proposal], unnamed: float, anywhere: float
) -> None:
    rows = describe(found, others, (unnamed, anywhere))
    assert len(rows) == len(found)
    assert all(len(row) == len(FEATURES) and all(map(math.isfinite, row)) for row in rows)


@given(lists, lists)
def test_the_unknown_are_not_weighed_and_the_likeliest_come_first(
    found: list[Proposal], others: list[Proposal]
) -> None:
    judged = weigh(found, others, (0.5, 0.5), "ASSAULT", weighing_of(pointed_anywhere=4.0, bias=-1.0))
    assert len(judged) == sum(p.resolution.who != "UNK" for p in found)
    assert [prob for prob, _ in judged] == sorted((prob for prob, _ in judged), reverse=True)
    assert all(0.0 < prob < 1.0 for prob, _ in judged)


def test_what_is_pointed_at_outweighs_unsure_words() -> None:
    words = Proposal(Resolution("ISR", confidence=0.9), 0.3, (0, 6), anywhere=0.05)
    pointed = Proposal(Resolution("RUS", confidence=0.9), anywhere=0.9)
    judged = weigh([words, pointed], [], (0.1, 0.1), "REQUEST", weighing_of(pointed_anywhere=6.0, bias=-3.0))
    assert [p.resolution.who for _, p in judged] == ["RUS", "ISR"]
    assert judged[0][0] > 0.5 > judged[1][0]


def test_a_type_can_shift_the_odds() -> None:
    shifted = Weighing((0.0,) * len(FEATURES), {"MOBILIZE": -2.0}, 0.5)
    features = [1.0] * len(FEATURES)
    assert shifted.judge(features, "ASSAULT") == 0.5
    assert shifted.judge(features, "MOBILIZE") == pytest.approx(1 / (1 + math.exp(2.0)))


@pytest.mark.parametrize(
    ("text", "first", "second", "listed"),
    [
        ("Jerusalem, Ramallah and Cairo", "Jerusalem", "Cairo", True),
        ("France and Britain joined", "France", "Britain", True),
        ("Israel struck Syria", "Israel", "Syria", False),
    ],
)
def test_parties_in_a_list_are_told_from_others(text: str, first: str, second: str, listed: bool) -> None:
    ranges = [(text.index(w), text.index(w) + len(w)) for w in (first, second)]
    assert _stand_in_list(text, *ranges) is listed


def test_the_shipped_weights_fit_the_features() -> None:
    choice = read_settings(MODEL_FOLDER).choice
    assert {role: len(fields["weights"]) for role, fields in choice.items()} == {
        "actor": len(FEATURES),
        "recipient": len(FEATURES),
        "said_by": len(SOURCE_FEATURES),
    }


def told(*roles: tuple[str, str]) -> Told:
    return Told(tuple({"actor": frozenset({a}), "recipient": frozenset({r})} for a, r in roles))


def test_what_the_report_told_lately_counts_more() -> None:
    lately, before = told(("ISR", "HAMAS"), ("HAMAS", "ISR")), told(("HAMAS", "ISR"), ("ISR", "HAMAS"))
    assert lately.share("actor", "ISR") > before.share("actor", "ISR") > 0.0
    assert lately.share("actor", "USA") == 0.0
    assert Told().share("actor", "ISR") == 0.0


def test_only_events_against_the_same_party_are_asked_for() -> None:
    mixed = told(("RUS", "UKR"), ("ISR", "HAMAS"))
    assert mixed.share("actor", "RUS", against="HAMAS") == 0.0
    assert mixed.share("actor", "ISR", against="HAMAS") > mixed.share("actor", "ISR")


@given(
    st.lists(st.tuples(*[st.sampled_from(["RUS", "IRN", "HAMAS"])] * 2), max_size=6),
    st.sampled_from(["RUS", "IRN", "HAMAS"]),
)
def test_a_share_is_a_share(roles: list[tuple[str, str]], who: str) -> None:
    assert all(0.0 <= told(*roles).share(role, who) < 1.0 for role in ("actor", "recipient"))


def test_a_party_that_did_it_before_is_weighed_higher() -> None:
    pointed = [Proposal(Resolution("ISR", confidence=0.9), anywhere=0.4)]
    weighing = weighing_of(told_in_this_role=3.0, bias=-1.0)
    (without, _), (with_it, _) = (
        weigh(pointed, [], (0.3, 0.3), "ASSAULT", weighing, role="actor", told=t)[0]
        for t in (Told(), told(("ISR", "HAMAS")))
    )
    assert with_it > without
