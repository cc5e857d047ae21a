"""The report that started the project: the records that issue 2 asks for, where ../shared is present."""

from pathlib import Path

import pytest

import detente
from tests.expectations import assert_found, cases, describe

SEED = Path(__file__).parents[1] / "../shared/reports/seed.txt"

EXPECTED = {
    "request in the headline": ("REQUEST", "RUS", "IRN", "Putin Urges Khamenei", {"status": "actual"}),
    "request in the first sentence": ("REQUEST", "RUS", "IRN", "has called on", {"status": "actual"}),
    "assassination": ("ASSAULT", "", "HAMAS", "assassination of Hamas leader", {"status": "actual"}),
    "plea via Shoigu": ("REQUEST", "RUS", "IRN", "delivered by Sergei Shoigu", {"via": "RUS"}),
    "meetings in Tehran": ("CONSULT", "RUS", "IRN", "meetings with Iranian leaders", {"place": "Tehran"}),
    "avoid civilians, sources say": ("REQUEST", "RUS", "IRN", "avoid targeting", {"said_by": "anonymous"}),
    "condemns the killing": ("ACCUSE", "RUS", None, "condemning the killing", {"status": "actual"}),
    "asks for jets": ("REQUEST", "IRN", "RUS", "Su-35", {"hedged": True, "mode": "assist"}),
    "American plea": ("REQUEST", "USA", "IRN+HEZBOLLAH", "measured response", {"status": "actual"}),
    "vow to respond": ("THREATEN", "IRN", None, "severely", {"status": "actual"}),
    "strike likely": (
        "ASSAULT", "HEZBOLLAH", None, "retaliatory strike",
        {"status": "future", "hedged": True, "said_by": "anonymous"},
    ),
    "readiness": ("MOBILIZE", "ISR", None, "Israel", {}),
}  # fmt: skip


@pytest.fixture(scope="module")
def reading() -> detente.Reading:
    if not SEED.is_file():
        pytest.skip("../shared/reports/seed.txt is not here")
    return detente.read(SEED, published="2024-08-06")


@pytest.mark.parametrize("name", cases(EXPECTED, set()))
def test_the_record_is_there(reading: detente.Reading, name: str) -> None:
    assert_found(reading.events, EXPECTED[name])


def test_no_perpetrator_is_invented_for_the_assassination(reading: detente.Reading) -> None:
    killings = [e for e in reading.events if e.type == "ASSAULT" and "Haniyeh" in e.sentence]
    assert killings
    assert {p.who for e in killings for p in e.actor} == {"UNK"}, describe(killings)


def test_the_chrome_is_gone_and_the_headline_counts_once(reading: detente.Reading) -> None:
    texts = [s.text for s in reading.sentences]
    assert len(texts) == len(set(texts)) == 17
    assert not any(w in t for t in texts for w in ("Post a Comment", "Next Post"))
