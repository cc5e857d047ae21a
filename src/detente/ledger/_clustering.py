"""Clusters of mentions: each mention, in one fixed order, joins an earlier cluster or begins its own.

The order is that in which the reports became known, so that the outcome depends on the mentions alone and not
on the order of adding; a mention that comes last in it changes nothing that stood before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from detente.ledger._features import Feature
from detente.ledger._likeness import liken, unpack_vectors
from detente.ledger._matching import LINK_SCORE, WORDS_FLOOR, contradict, explain_pair, score_pair

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Assignment", "cluster_tail", "link_pairs"]

# A mention joins when it is linked with this share of a cluster's mentions at least ...
_LINKED_SHARE: Final = 0.5
# ... and contradicts at most this share: one wrongly resolved party must not break up forty reports.
_CONTRADICTED_SHARE: Final = 0.2


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where a mention belongs, and why.

    Attributes:
        cluster: Identifier of the first mention of its cluster.
        merged_with: The mention to which it is most surely linked; None for a cluster's first.
        score: How surely; None for a cluster's first.
        why: What the two agree on.
    """

    cluster: str
    merged_with: str | None = None
    score: float | None = None
    why: str = ""


def link_pairs(left: Sequence[Feature], right: Sequence[Feature], shift: float) -> list[tuple[str, str]]:
    """Return the pairs, one mention from each side, that are linked: taken to be of one event."""
    likeness = _liken(left, right, shift)
    return [
        (left[int(i)].id, right[int(j)].id)
        for i, j in zip(*(likeness >= WORDS_FLOOR).nonzero(), strict=True)
        if left[int(i)].id != right[int(j)].id
        and (score_pair(left[int(i)], right[int(j)], float(likeness[i, j])) or 0.0) >= LINK_SCORE
    ]


def cluster_tail(
    settled: Mapping[str, Sequence[Feature]],
    tail: Sequence[Feature],
    apart: frozenset[tuple[str, str]],
    shift: float,
) -> dict[str, Assignment]:
    """Return where each mention of a tail belongs.

    Args:
        settled: Clusters of mentions that come before the tail, by identifier.
        tail: Mentions in merging order, each after all that is settled.
        apart: Pairs, smaller identifier first, that a person has set apart.
        shift: As in `liken`.
    """
    members = {name: list(features) for name, features in settled.items()}
    home = {feature.id: name for name, features in members.items() for feature in features}
    everyone = [feature for features in members.values() for feature in features] + list(tail)
    offset = len(everyone) - len(tail)
    likeness = _liken(tail, everyone, shift)
    assigned: dict[str, Assignment] = {}
    for number, feature in enumerate(tail):
        row = likeness[number]
        near = [int(i) for i in (row[: offset + number] >= WORDS_FLOOR).nonzero()[0]]
        assignment = _join(feature, [(everyone[i], float(row[i])) for i in near], members, home, apart)
        assigned[feature.id] = assignment
        home[feature.id] = assignment.cluster
        members.setdefault(assignment.cluster, []).append(feature)
    return assigned


def _join(
    feature: Feature,
    near: Sequence[tuple[Feature, float]],
    members: Mapping[str, Sequence[Feature]],
    home: Mapping[str, str],
    apart: frozenset[tuple[str, str]],
) -> Assignment:
    links: dict[str, list[tuple[float, Feature, float]]] = {}
    for other, words in near:
        score = score_pair(feature, other, words)
        if score is not None and score >= LINK_SCORE:
            links.setdefault(home[other.id], []).append((score, other, words))
    best: tuple[float, str] | None = None
    for name, linked in sorted(links.items()):
        mean = sum(score for score, _, _ in linked) / len(linked)
        if (best is None or mean > best[0]) and _may_join(feature, members[name], len(linked), apart):
            best = mean, name
    if best is None:
        return Assignment(feature.id)
    score, other, words = min(links[best[1]], key=lambda link: (-link[0], link[1].order))
    return Assignment(best[1], other.id, round(score, 3), explain_pair(feature, other, words))


def _may_join(
    feature: Feature, cluster: Sequence[Feature], linked: int, apart: frozenset[tuple[str, str]]
) -> bool:
    if linked < _LINKED_SHARE * len(cluster):
        return False
    contradictions = 0
    for other in cluster:
        pair = (min(feature.id, other.id), max(feature.id, other.id))
        reason = "apart" if pair in apart else contradict(feature, other)
        if reason in {"apart", "same sentence"}:
            return False
        contradictions += reason is not None
    return contradictions <= _CONTRADICTED_SHARE * len(cluster)


def _liken(left: Sequence[Feature], right: Sequence[Feature], shift: float) -> npt.NDArray[np.float64]:
    return liken(
        unpack_vectors([feature.vector for feature in left]),
        unpack_vectors([feature.vector for feature in right]),
        shift,
    )
