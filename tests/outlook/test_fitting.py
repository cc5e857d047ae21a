from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from detente.outlook import History
from detente.outlook._fitting import MAX_SPREAD, _choose_spread
from detente.outlook._history import to_number
from detente.outlook._rates import _collect
from detente.outlook._state import Pairs


def cases(spread, seed=3, number=1500):
    """Counts of pairs whose rates are off by a lognormal factor, with mean and variance of the runs."""
    rng = np.random.default_rng(seed)
    mean = rng.uniform(1, 12, number)
    factor = np.exp(rng.normal(0, spread, number) - spread**2 / 2)
    return np.stack([rng.poisson(mean * factor), mean, mean, np.ones(number)]).astype(float)


@pytest.mark.parametrize("spread", [0.4, 0.8])
def test_the_lasting_deviation_is_found(spread):
    found = _choose_spread(cases(spread), np.random.default_rng(0))
    assert found == pytest.approx(spread, abs=0.2)


def test_without_a_deviation_none_is_found_and_never_more_than_the_largest():
    rng = np.random.default_rng(0)
    assert _choose_spread(cases(0.0), rng) <= 0.1
    assert _choose_spread(np.zeros((4, 0)), rng) == 0.0
    wild = cases(0.0)
    wild[0] = np.where(np.arange(len(wild[0])) % 2, 0, 80)
    assert _choose_spread(wild, rng) == MAX_SPREAD


def test_a_pair_is_learned_from_only_after_it_met():
    first = dt.date(2020, 1, 1)
    rows = [(first + dt.timedelta(days=day), "AAA", "AID", "BBB") for day in range(100)]
    late = [(first + dt.timedelta(days=80), "CCC", "AID", "DDD")]
    until = to_number(first + dt.timedelta(days=100))
    sizes = []
    for history in (History.from_rows(rows + late), History.from_rows(rows)):
        pairs = Pairs.of(history.actor, history.recipient, len(history.parties))
        sizes.append(len(_collect(history, pairs, until, np.random.default_rng(0), None).of(0).count))
    # Two directions on each of the 19 days after the pair met; its first event is not foretold.
    assert sizes[0] - sizes[1] == 2 * 19
