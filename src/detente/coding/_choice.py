"""Which parties an event has: evidence of words and pointers weighed together.

The reader marks words that are actor or recipient, and points at words that name them, here or in earlier
sentences; the resolver says for whom words stand. None of them is always right, so each party that any of
them proposes is judged by all: a logistic regression, fitted on held-out text (`training.fit_choice`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from detente.coding._decode import to_log_odds
from detente.coding._source import SOURCE_FEATURES
from detente.records import Span

if TYPE_CHECKING:
    from detente.actors import Resolution

__all__ = [
    "FEATURES",
    "NUMBERS",
    "Proposal",
    "Weighing",
    "describe",
    "weigh",
]

FEATURES: Final = (
    "bias",
    "has words",
    "log odds of words",
    "words against likeliest",
    "listed with likeliest",
    "listed, words against likeliest",
    "log pointed unnamed",
    "pointed unnamed",
    "pointed unnamed, no words",
    "log pointed anywhere",
    "pointed anywhere",
    "anywhere against likeliest",
    "pointed anywhere, has words",
    "nobody unnamed",
    "nobody anywhere",
    "resolver confidence",
    "likeliest words, no words",
    "likeliest words of nobody known, no words",
    "words in the other role",
    "pointed in the other role",
    "named with others",
    "told in this role",
    "told in this role, no words",
    "told in the other role",
    "told against the other role's likeliest",
)
"""What is known of a proposed party, in order; weights of the event's types follow."""

NUMBERS: Final = {"actor": FEATURES, "recipient": FEATURES, "said_by": SOURCE_FEATURES}
"""The numbers that are weighed for each role."""
OTHER: Final = {"actor": "recipient", "recipient": "actor"}
# Each event told before the last counts for this much less.
FADING: Final = 0.8
SMOOTHING: Final = 1.0
# What weighs less than this changes nothing any more: long reports are not looked through to their begin.
FORGOTTEN: Final = 1e-9


class Proposal(msgspec.Struct, eq=False):
    """A party that may be actor or recipient of an event.

    Attributes:
        resolution: Who it is.
        prob: Probability of its likeliest words (0: it has none in the sentence).
        words: Characters of these words in the sentence, or None.
        listed: Whether these words stand in a list with the role's likeliest words.
        several: Whether these words name several parties.
        unnamed: Probability that the reader points at it as a party without a name here.
        anywhere: Probability that the reader points at it wherever it is named.
        seen: Where in the report it is named, for a party without words.
    """

    resolution: Resolution
    prob: float = 0.0
    words: tuple[int, int] | None = None
    listed: bool = False
    several: bool = False
    unnamed: float = 0.0
    anywhere: float = 0.0
    seen: Span | None = None


class Told(NamedTuple):
    """What the report has told before of events of one type: who stood in which role, the last first.

    Attributes:
        roles: For each earlier event, its parties by role.
    """

    roles: Iterable[dict[str, frozenset[str]]] = ()

    def share(self, role: str, who: str, against: str | None = None) -> float:
        """Return how often a party stood in a role, 0 to 1, events told lately more; 0 when never told.

        Args:
            role: "actor" or "recipient".
            who: The party.
            against: Only of events with this party in the other role; None for all.
        """
        other = OTHER[role]
        hits, weights, weight = 0.0, SMOOTHING, 1.0
        for parties in self.roles:
            if weight < FORGOTTEN:
                break
            if against is None or against in parties[other]:
                weights += weight
                hits += weight * (who in parties[role])
                weight *= FADING
        return hits / weights


NOTHING_TOLD: Final = Told()


@dataclass(frozen=True, slots=True)
class Weighing:
    """Fitted weights of one role, and the least probability of a party."""

    weights: tuple[float, ...]
    types: dict[str, float]
    limit: float

    def judge(self, features: Sequence[float], kind: str) -> float:
        """Return the probability that a party with these features belongs to an event of type `kind`."""
        odds = sum(w * x for w, x in zip(self.weights, features, strict=True)) + self.types.get(kind, 0.0)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))


def _log(prob: float) -> float:
    return math.log(prob + 0.02)


def describe(
    found: Sequence[Proposal],
    others: Sequence[Proposal],
    nobody: tuple[float, float],
    role: str = "actor",
    told: Told = NOTHING_TOLD,
) -> list[list[float]]:
    """Return the `FEATURES` of each proposal.

    Args:
        found: The proposals of one role.
        others: Those of the other role of the same event.
        nobody: Probabilities that nobody is pointed at: as unnamed party, and anywhere.
        role: The role of `found`.
        told: What the report has told of such events.
    """
    rival_known = [o for o in others if o.resolution.who != "UNK"]
    against = max(rival_known, key=lambda o: (o.prob, o.anywhere)).resolution.who if rival_known else None
    known = [p for p in found if p.resolution.who != "UNK"]
    best = max((p.prob for p in found), default=0.0)
    best_known = max((p.prob for p in known), default=0.0)
    most = max((p.anywhere for p in known), default=0.0)
    rows = []
    for p in found:
        words = p.prob > 0.0
        ratio = p.prob / best if words else 0.0
        rival = next((o for o in others if o.resolution.who == p.resolution.who), None)
        rows.append(
            [
                1.0,
                float(words),
                to_log_odds(p.prob) if words else 0.0,
                ratio,
                float(p.listed),
                ratio * p.listed,
                _log(p.unnamed),
                p.unnamed,
                0.0 if words else p.unnamed,
                _log(p.anywhere),
                p.anywhere,
                p.anywhere / most if most > 0.0 else 0.0,
                p.anywhere if words else 0.0,
                nobody[0],
                nobody[1],
                p.resolution.confidence if words else 0.0,
                0.0 if words else best_known,
                0.0 if words else max(0.0, best - best_known),
                rival.prob if rival else 0.0,
                rival.anywhere if rival else 0.0,
                float(p.several),
                (share := told.share(role, p.resolution.who)),
                0.0 if words else share,
                told.share(OTHER[role], p.resolution.who),
                told.share(role, p.resolution.who, against) if against else 0.0,
            ]
        )
    return rows


def weigh(
    found: Sequence[Proposal],
    others: Sequence[Proposal],
    nobody: tuple[float, float],
    kind: str,
    weighing: Weighing,
    *,
    role: str = "actor",
    told: Told = NOTHING_TOLD,
) -> list[tuple[float, Proposal]]:
    """Return (probability that it belongs to the event, proposal), likeliest first, without the unknown."""
    judged = [
        (weighing.judge(x, kind), p)
        for p, x in zip(found, describe(found, others, nobody, role, told), strict=True)
        if p.resolution.who != "UNK"
    ]
    return sorted(judged, key=lambda pair: -pair[0])
