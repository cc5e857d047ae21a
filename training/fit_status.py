"""Fit what clues say of an event's status: ``python -m training.fit_status``.

Multinomial logistic regression over the clues (`detente.coding._clues`) of every annotated event of the
pool, the gold split `train` and our own corpus (counted 0.3), without the held-out documents and without
the network: of documents that it was trained on, the network is too sure. Clues met fewer than ten times
and weights below 0.05 are left out. Writes ``status_clues.txt`` into the package and prints how often the
clues alone are right on a quarter of the documents, left out for that.

`fit_weights`, which `training.calibrate` calls, fits how clues and network are weighed, on held-out text.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.coding._assemble import Grounds
from detente.coding._clue_weights import write_clue_weights
from detente.coding._status import (
    FLOOR,
    HISTORICAL,
    STATUS_CLUES,
    STATUSES,
    StatusWeights,
    decide_status,
    load_status_clues,
    signs_of,
)
from detente.records import Status
from training.clue_models import FOLDS, ClueModel, Example, fit_and_write, fold_of

STRENGTH = 0.1
PULL = 0.3
"""How strongly the weights are drawn to those of `StatusWeights` without a fit."""
HEAD = (
    "# What clues (_clues.py) to an event's status weigh: log odds in hundredths of "
    f"{', '.join(STATUSES[1:])} against actual.\n"
    "# Written by training.fit_status from the project's annotation; CC BY 4.0. The clue * is the bias.\n"
)


@dataclass(frozen=True)
class GroundsCase:
    """What the status and source of one coded event of a held-out document are decided on."""

    doc: str
    grounds: Grounds

    @property
    def fold(self) -> int:
        """Return the fold of the document."""
        return fold_of(self.doc)


def fit_clues(examples: Sequence[Example]) -> ClueModel[Example]:
    """Return the model of the status."""
    return ClueModel(examples, lambda e: e.clues, lambda e: e.status, STATUSES, STRENGTH)


def fit_weights(pairs: Sequence[tuple[GroundsCase, str]]) -> StatusWeights:
    """Return how network and clues are weighed best in cases whose true status is known."""
    from scipy.optimize import minimize

    model = load_status_clues()
    cases = [case.grounds for case, _ in pairs]
    net = np.log(np.array([[c.verdict[s] for s in STATUSES] for c in cases]) + FLOOR)
    said = np.array([model.sum_up(c.clues) for c in cases])
    signs = np.array([signs_of(c.clues, c.dated) for c in cases], dtype=float)
    right = np.array([STATUSES.index(status) for _, status in pairs])
    start = np.array(list(asdict(StatusWeights()).values()))

    def loss(w: np.ndarray) -> float:
        odds = w[0] * net + w[1] * said
        odds[:, HISTORICAL] += signs @ w[2:]
        wrong = np.logaddexp.reduce(odds, axis=1) - odds[np.arange(len(right)), right]
        return float(wrong.sum() + PULL * ((w - start) ** 2).sum())

    best: Callable[..., Any] = minimize
    return StatusWeights(*(round(float(v), 3) for v in best(loss, start, method="L-BFGS-B").x))


def cross_decide(cases: Sequence[GroundsCase], pairs: Sequence[tuple[GroundsCase, str]]) -> list[Status]:
    """Return the status of each case, network and clues weighed as fits the other documents."""
    weights = [fit_weights([p for p in pairs if p[0].fold != fold]) for fold in range(FOLDS)]
    model = load_status_clues()
    grounds = [(weights[c.fold], c.grounds) for c in cases]
    return [decide_status(g.verdict, g.clues, g.dated, w, model) for w, g in grounds]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    fit_and_write(
        parser.parse_args().corpus, fit_clues, lambda m: write_clue_weights(STATUS_CLUES, HEAD, m.rounded())
    )
