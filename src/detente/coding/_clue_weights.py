"""Linear models over clues: what each clue weighs, in files of the package.

A clue is a short text, "near=old" or "sp=said|L" (`_clues`, `_source`, `_sectors`). A file has a line for
each, with its log odds in hundredths for every outcome but the first, against the first; the last line is the
bias, ``*``. Of many outcomes, a line names those that the clue speaks for or against, in tenths.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detente.coding._damaged import refuse_damaged

__all__ = ["ClueWeights", "write_clue_weights", "write_named_weights"]

Floats = NDArray[np.float32]


class ClueWeights:
    """The linear model over clues.

    Args:
        rows: Row of each clue.
        table: Log odds against the first outcome (clues, outcomes); the last row is the bias.
    """

    def __init__(self, rows: Mapping[str, int], table: Floats) -> None:
        self._rows = rows
        self._table = table

    @classmethod
    @functools.cache
    def load(cls, path: Path, outcomes: int) -> ClueWeights:
        """Return the weights of a file that tells between so many outcomes.

        Raises:
            ModelError: It is missing or damaged.
        """
        with refuse_damaged(f"the weights of clues in {path.name}", path):
            text = path.read_text(encoding="utf-8")
            lines = [
                line.rsplit(" ", outcomes - 1) for line in text.splitlines() if not line.startswith("# ")
            ]
            rows = {line[0]: n for n, line in enumerate(lines) if line[0] != "*"}
            if len(rows) != len(lines) - 1 or lines[-1][0] != "*":
                raise ValueError("the bias has to be its last line, and no clue may stand twice")
            whole = [int(odds) for line in lines for odds in line[1:]]
            odds = np.array(whole, dtype=np.float32).reshape(len(lines), outcomes - 1) / 100
        return cls(rows, np.pad(odds, ((0, 0), (1, 0))))

    @classmethod
    @functools.cache
    def load_named(cls, path: Path, outcomes: tuple[str, ...]) -> ClueWeights:
        """Return the weights of a file whose lines name outcomes: "w=soldiers MIL 21 GOV -4".

        Raises:
            ModelError: It is missing or damaged.
        """
        with refuse_damaged(f"the weights of clues in {path.name}", path):
            text = path.read_text(encoding="utf-8")
            lines = [line.split(" ") for line in text.splitlines() if not line.startswith("# ")]
            rows = {line[0]: n for n, line in enumerate(lines) if line[0] != "*"}
            if len(rows) != len(lines) - 1 or lines[-1][0] != "*":
                raise ValueError("the bias has to be its last line, and no clue may stand twice")
            column = {name: n for n, name in enumerate(outcomes)}
            table = np.zeros((len(lines), len(outcomes)), dtype=np.float32)
            for n, (_, *pairs) in enumerate(lines):
                for name, tenths in zip(pairs[::2], pairs[1::2], strict=True):
                    table[n, column[name]] = int(tenths) / 10
        return cls(rows, table)

    def sum_up(self, clues: Iterable[str]) -> Floats:
        """Return the log odds of each outcome, against the first or, with named outcomes, their mean."""
        # In one order: the last digits of a sum depend on it.
        known = sorted(map(self._rows.__getitem__, self._rows.keys() & clues))
        total: Floats = self._table[known].sum(axis=0) + self._table[-1]
        return total

    def tell(self, clues: Iterable[str], column: int, most: int = 6) -> list[tuple[str, float]]:
        """Return the clues that speak most for an outcome, and their log odds over the mean of outcomes."""
        found = []
        for clue in set(clues):
            row = self._rows.get(clue)
            if row is not None:
                odds = self._table[row]
                found.append((clue, float(odds[column] - odds.mean())))
        telling = sorted((f for f in found if f[1] > 0), key=lambda f: (-f[1], f[0]))
        return [(clue, round(odds, 2)) for clue, odds in telling[:most]]


def write_clue_weights(path: Path, head: str, rows: Sequence[tuple[str, Sequence[int]]]) -> None:
    """Write the weights of clues, the bias last, in hundredths; `head` is comment, its lines begin "# "."""
    lines = [f"{clue} {' '.join(map(str, odds))}\n" for clue, odds in rows]
    path.write_text(head + "".join(lines), encoding="utf-8")


def write_named_weights(
    path: Path, head: str, rows: Sequence[tuple[str, Sequence[int]]], outcomes: Sequence[str]
) -> None:
    """Write weights in tenths, the bias last, for `ClueWeights.load_named`; `head` as above."""
    lines = [
        " ".join((clue, *(f"{name} {odds}" for name, odds in zip(outcomes, row, strict=True) if odds))) + "\n"
        for clue, row in rows
    ]
    path.write_text(head + "".join(lines), encoding="utf-8")
