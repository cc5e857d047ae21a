"""The record that ships with the package: how odds of the model fared by rolling origin."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

__all__ = ["Record", "SkillScore", "TensionRecord", "read_record"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillScore:
    """The Brier skill of odds of one horizon against one baseline; fields as in `OddsScore`."""

    horizon_days: int
    baseline: str
    skill: float
    skill_low: float
    skill_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionRecord:
    """How often the index of tension was within its 90% band; fields as in `TensionScore`."""

    horizon_days: int
    coverage: float
    crises: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How odds of material conflict fared when the model was put to the test.

    Attributes:
        of: On what events.
        first_origin: First day from which odds were made.
        scores: By horizon and baseline.
        tension: How often the bands of the index of tension held, by horizon.
    """

    of: str
    first_origin: dt.date
    scores: tuple[SkillScore, ...]
    tension: tuple[TensionRecord, ...] = ()


@cache
def read_record() -> Record | None:
    """Return the record that ships with the package, None where there is none.

    Its figures are those of docs/evaluation.md; `python -m benchmarks.outlook_report` makes it from what
    `benchmarks.outlook` kept.

    Example:
        >>> record = read_record()
        >>> sorted({score.baseline for score in record.scores})
        ['climatology', 'logistic', 'persistence', 'season']
    """
    file = files("detente.outlook") / "data" / "record.json"
    return msgspec.json.decode(file.read_bytes(), type=Record) if file.is_file() else None
