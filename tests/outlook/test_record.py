from __future__ import annotations

from pathlib import Path

import pytest

from detente.outlook import describe_record, look_ahead, read_record

DOCS = (Path(__file__).parents[2] / "docs" / "outlook.md").read_text(encoding="utf-8")


def test_the_record_that_ships_is_that_of_the_documentation():
    record = read_record()
    assert str(record.first_origin) in DOCS
    assert {(s.horizon_days, s.baseline) for s in record.scores} == {
        (days, name) for days in (7, 14, 30) for name in ("climatology", "persistence", "season", "logistic")
    }
    for s in record.scores:
        assert f"{s.skill:.3f} ({s.skill_low:.3f} to {s.skill_high:.3f})" in DOCS
        assert s.skill_low > 0, "odds that are not clearly better than a baseline are not worth showing"


@pytest.mark.parametrize("horizons_days", [(7, 30), (3,)])
def test_the_skill_is_told_beside_the_odds(model, history, horizons_days):
    found = look_ahead(model, history, horizons_days=horizons_days, runs=20)
    words = " ".join(describe_record(found, read_record()))
    assert "against the pair's usual share" in words
    assert "against a logistic regression" in words
    assert "within 30 days" in words
    assert "Brier" not in " ".join(describe_record(found))
