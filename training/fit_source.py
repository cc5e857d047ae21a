"""Fit what clues say of whether an event has a source: ``python -m training.fit_source``.

Logistic regression over clues (`detente.coding._source`, and of `detente.coding._clues` those in `KEPT`),
on what `training.fit_status` fits on, and again without the network. Writes ``source_clues.txt`` into the
package.

`fit_source`, which `training.calibrate` calls, fits how clues and the reader's verdict are weighed, on
held-out text.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from detente.coding._clue_weights import write_clue_weights
from detente.coding._source import SOURCE_CLUES, SOURCE_FEATURES
from training.clue_models import FOLDS, ClueModel, Example, fit_and_write, weigh_documents
from training.fit_choice import as_weighing, fit, with_types
from training.fit_status import GroundsCase

STRENGTH = 0.03
KEPT = frozenset(
    (
        "type",
        "mode",
        "t",
        "first",
        "last",
        "suf",
        "l1",
        "l2",
        "r1",
        "r2",
        "a",
        "rp",
        "pair",
        "pt",
        "s",
        "L",
        "R",
    )
)
"""Clues to the status that are of use here too; those of dates are not."""
HEAD = (
    "# What clues (_source.py) to an event's source weigh: log odds in hundredths that it has one.\n"
    "# Written by training.fit_source from the project's annotation; CC BY 4.0. The clue * is the bias.\n"
)


def clues_of(example: Example) -> list[str]:
    """Return the clues to an event's source."""
    return [*(c for c in example.clues if c.partition("=")[0] in KEPT), *example.source_clues]


def fit_clues(examples: Sequence[Example]) -> ClueModel[Example]:
    """Return the model of whether there is a source."""
    return ClueModel(examples, clues_of, lambda e: e.has_source, (False, True), STRENGTH)


def fit_source(pairs: Sequence[tuple[GroundsCase, dict[str, Any]]]) -> tuple[dict[str, Any], float]:
    """Return (fields of a `Weighing`, share of cases rightly with or without a source on other documents).

    Args:
        pairs: Coded events with the true event that each pairs with; the gold's documents count double.
    """
    x = np.array([with_types([case.grounds.source], e["type"])[0] for case, e in pairs])
    y = np.array([bool(e["said_by"]) for _, e in pairs])
    w = np.array(weigh_documents(case.doc for case, _ in pairs))
    folds = np.array([case.fold for case, _ in pairs])
    right = np.zeros(len(pairs), dtype=bool)
    for fold in range(FOLDS):
        inside = folds == fold
        right[inside] = (x[inside] @ fit(x[~inside], y[~inside], w[~inside]) > 0.0) == y[inside]
    return as_weighing(fit(x, y, w), SOURCE_FEATURES, 0.5), float(right.mean())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    fit_and_write(
        parser.parse_args().corpus, fit_clues, lambda m: write_clue_weights(SOURCE_CLUES, HEAD, m.rounded())
    )
