"""Party accuracy on the train split of the development gold set, where that is at hand."""

from pathlib import Path

import pytest

from benchmarks.parties import measure_speed, read_reports, resolve_reports
from detente.actors import Gazetteer, Resolver

GOLD = Path(__file__).parents[2] / ".." / "shared" / "gold" / "dev.jsonl"


@pytest.mark.skipif(not GOLD.exists(), reason="the gold set lies outside the repository")
def test_party_accuracy() -> None:
    cases = list(resolve_reports(read_reports(GOLD, "train")))
    parties = [c.right for c in cases if c.field in ("actor", "recipient")]
    sources = [c.right for c in cases if c.field == "said_by"]
    assert sum(parties) / len(parties) >= 0.95
    assert sum(sources) / len(sources) >= 0.94


@pytest.mark.skipif(not GOLD.exists(), reason="the gold set lies outside the repository")
def test_speed() -> None:
    """Processor time; the floors are far below what an idle machine does, since others may be at work."""
    speed = measure_speed([*read_reports(GOLD, "train")][::2], Resolver(Gazetteer.load()), rounds=3)
    assert speed.resolutions >= 5000
    assert speed.sentences >= 1500
