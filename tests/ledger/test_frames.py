from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from detente.errors import UsageError
from detente.ledger import to_frame
from tests.ledger.telling import act

STRIKE = ("Israel struck a depot.", act("ASSAULT", "struck", "ISR", "HEZBOLLAH", mode="aerial"))


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_has_a_row_for_each_record(add, ledger, library):
    pytest.importorskip(library, reason=f"{library} is not installed here (detente[tables])")
    add("Courier", "2024-08-01", STRIKE)
    frame = to_frame(ledger.dyads(), library)
    assert (len(frame), frame["actor"][0], frame["material_conflict"][0]) == (1, "ISR", 1)
    assert len(to_frame([], library)) == 0


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_columns_are_the_fields(add, ledger, library, monkeypatch):
    monkeypatch.setitem(sys.modules, library, SimpleNamespace(DataFrame=dict))
    add("Courier", "2024-08-01", STRIKE)
    found = to_frame(ledger.measures(), library)
    assert (found["material_conflict"], found["rung"], list(found)[:3]) == (
        [1],
        [10],
        ["one", "other", "day"],
    )
    assert to_frame([], library) == {}


def test_a_library_that_is_not_there(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match="not installed"):
        to_frame([])
    with pytest.raises(UsageError, match="not a library"):
        to_frame([], "dask")
