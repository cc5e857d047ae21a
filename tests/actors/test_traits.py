"""What those named are, in bits, and how well they fit pronouns."""

import pytest

from detente.actors._findings import Finding
from detente.actors._traits import best_fit, fit, pronoun_class, traits_of

HAMAS = Finding("HAMAS", "REB", "group", "gazetteer", 0.95, "Hamas")
WOMAN = Finding("GBR", "GOV", "person", "gazetteer", 0.95, "Theresa May", woman=True)
STRANGER = Finding("UNK", "CVL", "person", "unknown-person", 0.2, "Joe Smith", definite=False)
CROWD = Finding("ISR", "CVL", "crowd", "role", 0.5, plural=True)


def fits(pronoun: str, finding: Finding, *, subject: bool = False, speaks: bool = False) -> float | None:
    traits = traits_of(finding, subject=subject, speaks=speaks, quoted=False)
    return fit(pronoun_class(pronoun), traits, False)


@pytest.mark.parametrize("kind", ["he", "she", "it", "they", ""])
@pytest.mark.parametrize("says", [True, False])
def test_nobody_fits_better_than_the_best(kind: str, says: bool) -> None:
    """Else the search for a pronoun's antecedent would stop too early."""
    found = [fit.__wrapped__(kind, traits, says) for traits in range(1 << 12)]
    assert max(score for score in found if score is not None) <= best_fit(kind)


def test_pronouns_want_their_kind() -> None:
    assert fits("him", WOMAN) is None
    assert fits("her", HAMAS) is None
    assert fits("it", STRANGER) is None
    assert fits("they", WOMAN) is None
    assert fits("his", STRANGER) is not None
    assert fits("we", CROWD) is None


def test_subjects_and_speakers_fit_better() -> None:
    assert fits("it", HAMAS, subject=True) == 2.5
    assert fits("it", HAMAS) == 1.0
    assert fits("they", CROWD) == 1.0
    assert fits("I", WOMAN) == fits("i", WOMAN)
    assert (fits("we", WOMAN, speaks=True) or 0.0) > (fits("we", WOMAN) or 0.0)
