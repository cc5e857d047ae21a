"""An event's status: the network's verdict weighed with clues that it does not see.

The network knows no dates: whether "the Hamas attack" is news or history depends on the day of the report.
What the clues (`_clues`) say is a linear model in ``status_clues.txt``, fitted on annotated reports without
the network; how both weigh is fitted on reports that the network has not been trained on (`StatusWeights`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from detente.coding._damaged import refuse_damaged
from detente.records import Status

__all__ = [
    "STATUSES",
    "ClueWeights",
    "StatusWeights",
    "decide_status",
    "name_verdict",
    "signs_of",
    "write_clue_weights",
]

STATUSES: Final[tuple[Status, ...]] = get_args(Status)
HISTORICAL: Final = STATUSES.index("historical")
FLOOR: Final = 0.003
"""Added to the network's probabilities: none is surer than 1 in 300."""
WEIGHTS: Final = Path(__file__).with_name("status_clues.txt")
HEAD: Final = (
    "# What clues (_clues.py) to an event's status weigh: log odds in hundredths of {} against actual.\n"
    "# Written by training.fit_status from the project's annotation; CC BY 4.0. The clue * is the bias.\n"
)
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StatusWeights:
    """How network and clues are weighed; log odds are added up.

    Attributes:
        network: Weight of the logarithm of the network's probabilities.
        clues: Weight of what the clues say.
        dated_old: Log odds for historical where the event's own time words name a day long gone.
        dated_recent: The same where they name one of the last month.
        known_old: The same where the event, or one mentioned earlier, is a known one of long ago.
    """

    network: float = 0.5
    clues: float = 0.5
    dated_old: float = 0.0
    dated_recent: float = 0.0
    known_old: float = 0.0


class ClueWeights:
    """The linear model over clues.

    Args:
        rows: Row of each clue.
        table: Log odds against "actual" (clues, statuses); the last row is the bias.
    """

    def __init__(self, rows: Mapping[str, int], table: Floats) -> None:
        self._rows = rows
        self._table = table

    @classmethod
    @functools.cache
    def load(cls, path: Path = WEIGHTS) -> ClueWeights:
        """Return the weights of a file, the package's own by default.

        Raises:
            ModelError: It is missing or damaged.
        """
        with refuse_damaged("the weights of the status clues", path):
            text = path.read_text(encoding="utf-8")
            lines = [line.rsplit(" ", 4) for line in text.splitlines() if not line.startswith("# ")]
            rows = {line[0]: n for n, line in enumerate(lines) if line[0] != "*"}
            if len(rows) != len(lines) - 1 or lines[-1][0] != "*":
                raise ValueError("the bias has to be its last line, and no clue may stand twice")
            whole = [int(odds) for line in lines for odds in line[1:]]
            odds = np.array(whole, dtype=np.float32).reshape(len(lines), len(STATUSES) - 1) / 100
        return cls(rows, np.pad(odds, ((0, 0), (1, 0))))

    def sum_up(self, clues: Iterable[str]) -> Floats:
        """Return the log odds of each status against "actual" (statuses,)."""
        known = [row for clue in set(clues) if (row := self._rows.get(clue)) is not None]
        total: Floats = self._table[known].sum(axis=0) + self._table[-1]
        return total

    def tell(self, clues: Iterable[str], status: Status, most: int = 6) -> list[tuple[str, float]]:
        """Return the clues that speak most for a status, and their log odds over the mean of statuses."""
        column = STATUSES.index(status)
        found = []
        for clue in set(clues):
            row = self._rows.get(clue)
            if row is not None:
                odds = self._table[row]
                found.append((clue, float(odds[column] - odds.mean())))
        telling = sorted((f for f in found if f[1] > 0), key=lambda f: (-f[1], f[0]))
        return [(clue, round(odds, 2)) for clue, odds in telling[:most]]


def write_clue_weights(rows: Sequence[tuple[str, Sequence[int]]], path: Path = WEIGHTS) -> None:
    """Write the weights of clues, the bias last, in hundredths against "actual" (four whole numbers each)."""
    lines = [f"{clue} {' '.join(map(str, odds))}\n" for clue, odds in rows]
    path.write_text(HEAD.format(", ".join(STATUSES[1:])) + "".join(lines), encoding="utf-8")


def name_verdict(labels: Sequence[str], probs: Floats) -> dict[Status, float]:
    """Return the network's probability of each status, given the order of its outputs."""
    return {status: float(probs[labels.index(status)]) for status in STATUSES}


def decide_status(
    verdict: Mapping[Status, float],
    clues: Sequence[str],
    dated: Status | None,
    weights: StatusWeights,
    model: ClueWeights,
) -> Status:
    """Return an event's status.

    Args:
        verdict: The network's probability of each status.
        clues: The event's clues.
        dated: What its own time words say, "actual" or "historical", or None.
        weights: How both are weighed.
        model: What the clues weigh.
    """
    odds = weights.network * np.log(np.array([verdict[s] for s in STATUSES]) + FLOOR)
    odds += weights.clues * model.sum_up(clues)
    odds[HISTORICAL] += sum(
        weight
        for weight, holds in zip(
            (weights.dated_old, weights.dated_recent, weights.known_old), signs_of(clues, dated), strict=True
        )
        if holds
    )
    return STATUSES[int(odds.argmax())]


def signs_of(clues: Iterable[str], dated: Status | None) -> tuple[bool, bool, bool]:
    """Return whether an event is dated long ago, dated recently, and known to be long ago."""
    return dated == "historical", dated == "actual", not {"kn=old", "memo=kold"}.isdisjoint(clues)
