"""Which candidates are read at all, and what a lower score finds."""

from dataclasses import replace

import pytest

from detente.coding import Coder
from detente.coding._assemble import Assembler
from detente.coding._coder import MODEL_FOLDER
from detente.coding._network import Network
from detente.coding._settings import Settings, read_settings
from detente.errors import ModelError
from detente.reports import Report


def test_a_lower_score_reads_what_was_passed_over() -> None:
    settings = Settings("x", read_limit=0.7, min_score=0.4, min_certainty=0.2)
    assert settings.with_min_score(0.1).read_limit == 0.0
    assert settings.with_min_score(0.6).read_limit == 0.7


def test_a_lower_score_finds_no_fewer_events() -> None:
    report = Report("Kenya asked Sudan for calm, and a minister may have warned of a strike.", headline="")
    usual, all_ = (len(Coder.load(min_score=m).code(report)) for m in (0.6, 0.05))
    assert usual <= all_


def test_numbers_fitted_for_another_version_are_refused() -> None:
    settings = read_settings(MODEL_FOLDER)
    short = settings.choice["actor"] | {"weights": settings.choice["actor"]["weights"][:-1]}
    stale = replace(settings, choice=settings.choice | {"actor": short})
    with pytest.raises(ModelError, match="another version"):
        Assembler(Network(MODEL_FOLDER).labels, stale)
