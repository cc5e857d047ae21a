"""Which candidates are read at all, and what a lower score finds."""

from detente.coding import Coder
from detente.coding._settings import Settings
from detente.reports import Report


def test_a_lower_score_reads_what_was_passed_over() -> None:
    settings = Settings("x", read_limit=0.7, min_score=0.4, min_certainty=0.2)
    assert settings.with_min_score(0.1).read_limit == 0.0
    assert settings.with_min_score(0.6).read_limit == 0.7


def test_a_lower_score_finds_no_fewer_events() -> None:
    report = Report("Kenya asked Sudan for calm, and a minister may have warned of a strike.", headline="")
    usual, all_ = (len(Coder.load(min_score=m).code(report)) for m in (0.6, 0.05))
    assert usual <= all_
