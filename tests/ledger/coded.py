"""Coded events made up for the tests, and their counts by day."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from detente.ledger import CodedEvent, CodedParty, Ledger
from detente.ledger._counting import count_days
from detente.ledger._tables import DYAD_DAYS, DYAD_MONTHS

__all__ = ["DAY", "check_counts", "code", "days_of"]

DAY = dt.date(2024, 8, 1)


def code(id_: str = "1", day: dt.date | None = DAY, **fields) -> CodedEvent:
    facts = {
        "dataset": "GDELT",
        "known_on": day or DAY,
        "type": "ASSAULT",
        "mode": "aerial",
        "scheme": "cameo",
        "code": "195",
        "scale": -10.0,
        "actor": (CodedParty("ISR", "MIL", "ISRMIL", "ISRAEL"),),
        "recipient": (CodedParty("LBN", "UNK", "LBN", "LEBANON"),),
        "words": "ISRAEL 195 LEBANON",
    }
    return CodedEvent(id=id_, day=day, **(facts | fields))


def days_of(ledger: Ledger) -> list[tuple[object, ...]]:
    found = []
    with ledger._reading() as connection:
        for table in (DYAD_DAYS, DYAD_MONTHS):
            rows = connection.execute(select(table).order_by(*list(table.c)[:4])).all()
            found += [(*row[:4], *(pytest.approx(value) for value in row[4:])) for row in rows]
    return found


def check_counts(ledger: Ledger) -> None:
    """Fail when the counts by day are not those of the events."""
    before = days_of(ledger)
    with ledger._writing() as connection:
        count_days(connection)
    assert days_of(ledger) == before
