"""An event's status: the network's verdict weighed with clues that it does not see.

The network knows no dates: whether "the Hamas attack" is news or history depends on the day of the report.
What the clues (`_clues`) say is a linear model in ``status_clues.txt``, fitted on annotated reports without
the network; how both weigh is fitted on reports that the network has not been trained on (`StatusWeights`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from detente.coding._clue_weights import ClueWeights
from detente.records import Status

__all__ = [
    "STATUSES",
    "STATUS_CLUES",
    "StatusWeights",
    "decide_status",
    "load_status_clues",
    "name_verdict",
    "signs_of",
]

STATUSES: Final[tuple[Status, ...]] = get_args(Status)
HISTORICAL: Final = STATUSES.index("historical")
FLOOR: Final = 0.003
"""Added to the network's probabilities: none is surer than 1 in 300."""
STATUS_CLUES: Final = Path(__file__).with_name("status_clues.txt")
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


def load_status_clues() -> ClueWeights:
    """Return what the clues weigh, read once.

    Raises:
        ModelError: The file is missing or damaged.
    """
    return ClueWeights.load(STATUS_CLUES, len(STATUSES))


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
