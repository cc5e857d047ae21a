"""The record that ships with the package: how odds of the model fared by rolling origin."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from detente.outlook._backtest import OddsScore

__all__ = ["Record", "read_record"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How odds of material conflict fared when the model was put to the test.

    Attributes:
        of: On what events.
        first_origin: First day from which odds were made.
        odds: Scores by horizon and baseline.
    """

    of: str
    first_origin: dt.date
    odds: tuple[OddsScore, ...]


@cache
def read_record() -> Record | None:
    """Return the record that ships with the package, None where there is none.

    `python -m benchmarks.outlook ../shared/events --out src/detente/outlook/data/record.json` makes it.

    Example:
        >>> record = read_record()
        >>> record is None or {score.baseline for score in record.odds} >= {"climatology", "persistence"}
        True
    """
    file = files("detente.outlook") / "data" / "record.json"
    if not file.is_file():
        return None
    return msgspec.json.decode(file.read_bytes(), type=Record)
