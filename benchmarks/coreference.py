"""Scores of coreference: MUC, B-cubed, CEAF-e and their mean (CoNLL F1), and links as pairs.

A partition is a collection of clusters, each a set of mentions. Mentions that only one side has are allowed,
as Pradhan et al. 2014 (doi:10.3115/v1/P14-2006) define: they count against the side that has them.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

__all__ = ["Coreference", "Rates", "assign", "b_cubed", "ceaf_e", "muc", "pairs", "score_clusters"]

Mention = TypeVar("Mention", bound=Hashable)
Partition = Collection[Set[Mention]]


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision and recall, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean; 0 when both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Coreference:
    """How well clusters agree with those of a gold standard."""

    muc: Rates
    b_cubed: Rates
    ceaf_e: Rates
    pairs: Rates

    @property
    def conll(self) -> float:
        """Mean of the F1 of MUC, B-cubed and CEAF-e, 0 to 1."""
        return (self.muc.f1 + self.b_cubed.f1 + self.ceaf_e.f1) / 3


def score_clusters(gold: Partition[Mention], found: Partition[Mention]) -> Coreference:
    """Return all scores of the clusters found.

    Example:
        >>> score_clusters([{1, 2}, {3}], [{1, 2}, {3}]).conll
        1.0
    """
    return Coreference(muc(gold, found), b_cubed(gold, found), ceaf_e(gold, found), pairs(gold, found))


def muc(gold: Partition[Mention], found: Partition[Mention]) -> Rates:
    """Return the share of links: Vilain et al. 1995 (doi:10.3115/1072399.1072405).

    A partition without a link has a rate of 0.
    """
    return Rates(_link_share(found, gold), _link_share(gold, found))


def _link_share(one: Partition[Mention], other: Partition[Mention]) -> float:
    """Return the share of the links in `one` that `other` has too."""
    home = _homes(other)
    held = total = 0
    for cluster in one:
        parts = {home[mention] for mention in cluster if mention in home}
        alone = sum(mention not in home for mention in cluster)
        held += len(cluster) - len(parts) - alone
        total += len(cluster) - 1
    return held / total if total else 0.0


def b_cubed(gold: Partition[Mention], found: Partition[Mention]) -> Rates:
    """Return the mean over mentions of each one's cluster's rates: Bagga and Baldwin 1998."""
    return Rates(_mention_share(found, gold), _mention_share(gold, found))


def _mention_share(one: Partition[Mention], other: Partition[Mention]) -> float:
    clusters = list(other)
    home = _homes(clusters)
    share, total = 0.0, 0
    for cluster in one:
        total += len(cluster)
        for mention in cluster:
            if mention in home:
                share += len(cluster & clusters[home[mention]]) / len(cluster)
    return share / total if total else 0.0


def ceaf_e(gold: Partition[Mention], found: Partition[Mention]) -> Rates:
    """Return the likeness of clusters under the best one-to-one alignment: Luo 2005 (phi 4, doi:10.3115/1220575.1220579)."""
    keys, answers = list(gold), list(found)
    home = _homes(answers)
    likeness: dict[tuple[int, int], float] = {}
    for number, key in enumerate(keys):
        for at in {home[mention] for mention in key if mention in home}:
            shared = len(key & answers[at])
            likeness[number, at] = 2 * shared / (len(key) + len(answers[at]))
    total = sum(_best_alignment(part) for part in _components(likeness))
    return Rates(total / len(answers) if answers else 0.0, total / len(keys) if keys else 0.0)


def pairs(gold: Partition[Mention], found: Partition[Mention]) -> Rates:
    """Return the share of pairs of mentions that are rightly one, and of those that are one that were found."""
    right, said = _pairs_of(gold), _pairs_of(found)
    both = len(right & said)
    return Rates(both / len(said) if said else 0.0, both / len(right) if right else 0.0)


def _pairs_of(partition: Partition[Mention]) -> set[frozenset[Mention]]:
    return {frozenset(pair) for cluster in partition for pair in combinations(cluster, 2)}


def _homes(partition: Partition[Mention]) -> dict[Mention, int]:
    return {mention: number for number, cluster in enumerate(partition) for mention in cluster}


def _components(likeness: dict[tuple[int, int], float]) -> list[dict[tuple[int, int], float]]:
    """Return the likenesses in parts that share no cluster: an alignment of each is one of all."""
    parts: list[tuple[set[int], set[int], dict[tuple[int, int], float]]] = []
    for (key, answer), value in sorted(likeness.items()):
        touching = [part for part in parts if key in part[0] or answer in part[1]]
        parts = [part for part in parts if part not in touching]
        keys, answers, values = {key}, {answer}, {(key, answer): value}
        for part in touching:
            keys |= part[0]
            answers |= part[1]
            values |= part[2]
        parts.append((keys, answers, values))
    return [values for _, _, values in parts]


def _best_alignment(likeness: dict[tuple[int, int], float]) -> float:
    rows = sorted({key for key, _ in likeness})
    columns = sorted({answer for _, answer in likeness})
    weights = [[likeness.get((row, column), 0.0) for column in columns] for row in rows]
    return sum(weights[row][column] for row, column in assign(weights))


def assign(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Return the pairs of row and column with the largest sum of weights, each row and column once at most.

    The Hungarian method with potentials, O(n^2 m): Kuhn 1955 (doi:10.1002/nav.3800020109).

    Example:
        >>> assign([[1.0, 0.9], [0.9, 0.1]])
        [(0, 1), (1, 0)]
    """
    if not weights or not weights[0]:
        return []
    turned = len(weights) > len(weights[0])
    costs = [[-w for w in row] for row in (zip(*weights, strict=True) if turned else weights)]
    rows, columns = len(costs), len(costs[0])
    above, left = [0.0] * (rows + 1), [0.0] * (columns + 1)
    row_of = [0] * (columns + 1)  # 0 is no row; rows and columns count from 1
    for row in range(1, rows + 1):
        row_of[0], column = row, 0
        slack, came, seen = [float("inf")] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while row_of[column]:
            seen[column] = True
            here, step, nearest = row_of[column], float("inf"), 0
            for at in range(1, columns + 1):
                if seen[at]:
                    continue
                reduced = costs[here - 1][at - 1] - above[here] - left[at]
                if reduced < slack[at]:
                    slack[at], came[at] = reduced, column
                if slack[at] < step:
                    step, nearest = slack[at], at
            for at in range(columns + 1):
                if seen[at]:
                    above[row_of[at]] += step
                    left[at] -= step
                else:
                    slack[at] -= step
            column = nearest
        while column:
            row_of[column], column = row_of[came[column]], came[column]
    found = [(row_of[at] - 1, at - 1) for at in range(1, columns + 1) if row_of[at]]
    return sorted((b, a) for a, b in found) if turned else sorted(found)
