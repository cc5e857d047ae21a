"""Clusters of mentions: each mention, in one fixed order, joins an earlier cluster or begins its own.

The order is that in which the reports became known, so that the outcome depends on the mentions alone and not
on the order of adding; a mention that comes last in it changes nothing that stood before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from detente.ledger._features import Feature
from detente.ledger._likeness import liken, unpack_vectors
from detente.ledger._matching import LINK_SCORE, WORDS_FLOOR, Weigher, explain_pair

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


@dataclass(slots=True)
class _Cluster:
    """What must be known of a cluster's mentions to tell whether one more joins them."""

    ids: set[str] = field(default_factory=set)
    kinds: Counter[int] = field(default_factory=Counter)
    sentences: set[tuple[str, int]] = field(default_factory=set)

    def take(self, feature: Feature, kind: int) -> None:
        """Put a mention in."""
        self.ids.add(feature.id)
        self.kinds[kind] += 1
        self.sentences.add((feature.report_id, feature.sentence))


def link_pairs(left: Sequence[Feature], right: Sequence[Feature], shift: float) -> list[tuple[str, str]]:
    """Return the pairs, one mention from each side, that are linked: taken to be of one event."""
    likeness, weigher = _liken(left, right, shift), Weigher()
    ours, theirs = ([weigher.kind_of(feature) for feature in side] for side in (left, right))
    rows, columns = (likeness >= WORDS_FLOOR).nonzero()
    words = likeness[rows, columns].tolist()
    return [
        (left[i].id, right[j].id)
        for i, j, word in zip(rows.tolist(), columns.tolist(), words, strict=True)
        if left[i].id != right[j].id
        and (weigher.score(left[i], ours[i], right[j], theirs[j], word) or 0.0) >= LINK_SCORE
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
        apart: Pairs of identifiers that a person has set apart.
        shift: As in `liken`.
    """
    weigher = Weigher()
    clusters: dict[str, _Cluster] = defaultdict(_Cluster)
    everyone = [feature for features in settled.values() for feature in features] + list(tail)
    kinds = [weigher.kind_of(feature) for feature in everyone]
    home = [name for name, features in settled.items() for _ in features]
    for feature, kind, name in zip(everyone, kinds, home, strict=False):
        clusters[name].take(feature, kind)
    foes: dict[str, set[str]] = defaultdict(set)
    for one, other in apart:
        foes[one].add(other)
        foes[other].add(one)
    offset = len(home)
    likeness = _liken(tail, everyone, shift)
    assigned: dict[str, Assignment] = {}
    for at, feature in enumerate(tail, start=offset):
        row = likeness[at - offset, :at]
        near = (row >= WORDS_FLOOR).nonzero()[0]
        links: dict[str, list[tuple[float, Feature, float]]] = {}
        for i, words in zip(near.tolist(), row[near].tolist(), strict=True):
            score = weigher.score(feature, kinds[at], everyone[i], kinds[i], words)
            if score is not None and score >= LINK_SCORE:
                links.setdefault(home[i], []).append((score, everyone[i], words))
        assignment = _join(feature, kinds[at], links, clusters, foes.get(feature.id, set()), weigher)
        assigned[feature.id] = assignment
        home.append(assignment.cluster)
        clusters[assignment.cluster].take(feature, kinds[at])
    return assigned


def _join(
    feature: Feature,
    kind: int,
    links: Mapping[str, Sequence[tuple[float, Feature, float]]],
    clusters: Mapping[str, _Cluster],
    foes: set[str],
    weigher: Weigher,
) -> Assignment:
    best: tuple[float, str] | None = None
    for name, linked in sorted(links.items()):
        mean = sum(score for score, _, _ in linked) / len(linked)
        if best is not None and mean <= best[0]:
            continue
        if _may_join(feature, kind, clusters[name], len(linked), foes, weigher):
            best = mean, name
    if best is None:
        return Assignment(feature.id)
    surest = max(score for score, _, _ in links[best[1]])
    alike = (link for link in links[best[1]] if link[0] == surest)
    score, other, words = min(alike, key=lambda link: link[1].order)
    return Assignment(best[1], other.id, round(score, 3), explain_pair(feature, other, words))


def _may_join(
    feature: Feature, kind: int, cluster: _Cluster, linked: int, foes: set[str], weigher: Weigher
) -> bool:
    size = len(cluster.ids)
    if linked < _LINKED_SHARE * size or not foes.isdisjoint(cluster.ids):
        return False
    if (feature.report_id, feature.sentence) in cluster.sentences:
        return False
    contradictions = sum(count for other, count in cluster.kinds.items() if weigher.clash(kind, other))
    return contradictions <= _CONTRADICTED_SHARE * size


def _liken(left: Sequence[Feature], right: Sequence[Feature], shift: float) -> npt.NDArray[np.float64]:
    return liken(
        unpack_vectors([feature.vector for feature in left]),
        unpack_vectors([feature.vector for feature in right]),
        shift,
    )
