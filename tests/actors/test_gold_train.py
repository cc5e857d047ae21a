"""Party accuracy on the train split of the development gold set, where that is at hand."""

from pathlib import Path

import pytest

from benchmarks.parties import read_reports, resolve_reports

GOLD = Path(__file__).parents[2] / ".." / "shared" / "gold" / "dev.jsonl"


@pytest.mark.skipif(not GOLD.exists(), reason="the gold set lies outside the repository")
def test_party_accuracy() -> None:
    cases = list(resolve_reports(read_reports(GOLD, "train")))
    parties = [c.right for c in cases if c.field in ("actor", "recipient")]
    sources = [c.right for c in cases if c.field == "said_by"]
    assert sum(parties) / len(parties) >= 0.95
    assert sum(sources) / len(sources) >= 0.94
