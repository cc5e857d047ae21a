"""Names in sight of a trigger: their tokens, and which candidates are read at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.coding import Coder
from detente.coding._assemble import Settings, _tokens_of
from detente.reports import Report

OFFSETS = ((0, 0), (0, 6), (7, 12), (13, 17), (17, 18), (0, 0))
"""Tokens of "Russia urged Iran.", special ones first and last."""


@pytest.mark.parametrize(
    ("start", "stop", "tokens"),
    [(0, 6, (1, 2)), (13, 17, (3, 4)), (0, 12, (1, 3)), (8, 9, (2, 3)), (13, 18, (3, 5)), (30, 40, (5, 5))],
)
def test_tokens_of_a_name(start: int, stop: int, tokens: tuple[int, int]) -> None:
    assert _tokens_of(OFFSETS, start, stop) == tokens


@given(st.integers(0, 20), st.integers(1, 10))
def test_tokens_are_those_that_overlap(start: int, size: int) -> None:
    first, last = _tokens_of(OFFSETS, start, start + size)
    overlapping = [n for n, (a, b) in enumerate(OFFSETS) if a < b and a < start + size and b > start]
    assert list(range(first, last)) == overlapping


def test_a_lower_score_reads_what_was_passed_over() -> None:
    settings = Settings("x", read_limit=0.7, min_score=0.4, min_certainty=0.2)
    assert settings.with_min_score(0.1).read_limit == 0.0
    assert settings.with_min_score(0.6).read_limit == 0.7


def test_a_lower_score_finds_no_fewer_events() -> None:
    report = Report("Kenya asked Sudan for calm, and a minister may have warned of a strike.", headline="")
    usual, all_ = (len(Coder.load(min_score=m).code(report)) for m in (0.6, 0.05))
    assert usual <= all_
