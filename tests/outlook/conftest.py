"""A made world: six parties, two of which quarrel; the same each time."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from detente.outlook import PLOVER_TYPES, History, Outlook

START = dt.date(2020, 1, 1)
PARTIES = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF")


def make_history(days: int = 200, seed: int = 1) -> History:
    """Return events whose conflict comes in waves between AAA and BBB, over a quiet ground."""
    rng = np.random.default_rng(seed)
    rows = []
    heat = 0.0
    for day in range(days):
        heat = 0.9 * heat + (rng.random() < 0.05) * 2.0
        for one in PARTIES:
            for other in PARTIES:
                if one == other:
                    continue
                hot = {one, other} == {"AAA", "BBB"}
                for type_ in PLOVER_TYPES:
                    rate = 0.004 + (0.05 + 0.3 * heat) * (hot and type_ in {"ASSAULT", "THREATEN"})
                    for _ in range(rng.poisson(rate)):
                        rows.append((START + dt.timedelta(days=day), one, type_, other))
    return History.from_rows(rows)


@pytest.fixture(scope="session")
def history() -> History:
    return make_history()


@pytest.fixture(scope="session")
def model(history) -> Outlook:
    return Outlook(runs=40, calibration_days=60).fit(history)
