"""Blocks of `key: value` lines."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.actors._files import parse_blocks, parse_day, split_values


def test_blocks_are_parted_by_empty_lines() -> None:
    faults = []
    text = "# origin\n\nname: A\nalias: B; C\nalias: D\n\nname: E\n"
    blocks = list(parse_blocks(text, "f.txt", faults))
    assert [b.line for b in blocks] == [3, 7]
    assert split_values(blocks[0].values["alias"]) == ["B", "C", "D"]
    assert not faults


def test_line_without_key_is_a_fault_with_its_place() -> None:
    faults = []
    blocks = list(parse_blocks("name: A\njust words\n", "f.txt", faults))
    assert len(blocks) == 1
    assert str(faults[0]) == "f.txt:2: expected 'key: value', found 'just words'"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("2024-12", dt.date(2024, 12, 1), dt.date(2024, 12, 31)),
        ("2023-02", dt.date(2023, 2, 1), dt.date(2023, 2, 28)),
        ("2024-05-12", dt.date(2024, 5, 12), dt.date(2024, 5, 12)),
    ],
)
def test_partial_dates(text: str, first: dt.date, last: dt.date) -> None:
    assert parse_day(text) == first
    assert parse_day(text, last=True) == last


@pytest.mark.parametrize("text", ["", "24", "2024-13", "2024-02-30", "May 2024"])
def test_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_day(text, last=False)


@given(st.text(max_size=300))
def test_any_text_parses_or_is_faulted(text: str) -> None:
    faults = []
    blocks = list(parse_blocks(text, "f.txt", faults))
    lines = sum(len(v) for b in blocks for v in b.values.values())
    content = [x for x in text.splitlines() if x.strip() and x[0] != "#"]
    assert lines + len(faults) == len(content)
