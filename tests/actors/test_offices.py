"""How complete the offices of the 80 states most in the news are."""

import pytest

from benchmarks.offices import POSTS, STATES, Gap, find_gaps
from detente.actors import Gazetteer

# Measured less a hundredth: heads 0.995, foreign 0.879, defence 0.583, interior 0.420, army chief 0.397.
FLOORS = {
    "head": 0.985,
    "foreign minister": 0.86,
    "defence minister": 0.57,
    "interior minister": 0.41,
    "army chief": 0.385,
}


@pytest.fixture(scope="module")
def found(gazetteer: Gazetteer) -> tuple[dict[str, float], list[Gap]]:
    return find_gaps(gazetteer)


def test_states_are_eighty_and_known(gazetteer: Gazetteer) -> None:
    assert len(STATES) == len(set(STATES)) == 80
    assert set(STATES) <= gazetteer.states.keys()


@pytest.mark.parametrize("post", POSTS)
def test_offices_are_as_complete_as_they_were(found: tuple[dict[str, float], list[Gap]], post: str) -> None:
    shares, gaps = found
    longest = [f"{g.state} {g.months} months from {g.first:%Y-%m}" for g in gaps if g.post == post][:10]
    assert shares[post] >= FLOORS[post], longest


def test_gaps_make_up_what_is_not_covered(found: tuple[dict[str, float], list[Gap]]) -> None:
    shares, gaps = found
    missing = sum(g.months for g in gaps if g.post == "head")
    total = missing / (1 - shares["head"])
    assert 0 < missing < 0.015 * total
