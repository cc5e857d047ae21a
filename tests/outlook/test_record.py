from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.outlook_report import MARKS, make_record, put_tables, read_crises, read_figures, render_tables
from detente.outlook import describe_record, look_ahead, read_record

DOCS = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")


def test_the_record_that_ships_is_that_of_the_documentation():
    record = read_record()
    assert str(record.first_origin) in DOCS
    assert {(s.horizon_days, s.baseline) for s in record.scores} == {
        (days, name) for days in (7, 14, 30) for name in ("climatology", "persistence", "season", "logistic")
    }
    for s in record.scores:
        assert f"{s.skill:.3f} ({s.skill_low:.3f} to {s.skill_high:.3f})" in DOCS
        assert s.skill_low > 0, "odds that are not clearly better than a baseline are not worth showing"


def test_page_and_record_are_made_from_the_figures():
    figures = read_figures()
    assert put_tables(DOCS, render_tables(figures, read_crises())) == DOCS
    assert DOCS.count(MARKS[0]) == 1
    assert make_record(figures["icews"], read_crises()["icews"]) == read_record()


def test_the_figures_hold_what_is_asked():
    found = read_figures()["icews"]
    assert all(score.skill_low > 0 and score.ece <= 0.02 for score in found.odds)
    assert all(0.85 <= score.coverage <= 0.95 for score in found.counts)
    assert all(s.crps < min(s.climatology_crps, s.persistence_crps) for s in found.counts)
    # Floors: 0.028, 0.026 and 0.019 since rates are drawn towards ground rates times marks.
    assert [score.skill >= 0.018 for score in found.odds if score.baseline == "logistic"] == [True] * 3
    assert [
        score.crps <= limit for score, limit in zip(found.counts, (0.022, 0.042, 0.082), strict=True)
    ] == ([True] * 3)


def test_bands_of_tension_hold_and_rungs_beat_the_past():
    for found in read_crises().values():
        # Above 0.95 is too wide; that it was, after 14 and 30 days, is said in docs/outlook.md.
        assert all(t.coverage >= 0.85 and t.crps < t.persistence_crps for t in found.tension)
        assert all(t.crps < t.climatology_crps for t in found.tension)
        assert all(r.brier < r.climatology_brier for r in found.rungs)


@pytest.mark.parametrize("horizons_days", [(7, 30), (3,)])
def test_the_skill_is_told_beside_the_odds(model, history, horizons_days):
    found = look_ahead(model, history, horizons_days=horizons_days, runs=20)
    words = " ".join(describe_record(found, read_record()))
    assert "against the pair's usual share" in words
    assert "against a logistic regression" in words
    assert "within 30 days" in words
    assert "Brier" not in " ".join(describe_record(found))
