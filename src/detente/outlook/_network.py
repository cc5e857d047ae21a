"""A small network that scores candidates: a log-linear part, relation by relation, and two hidden layers.

Trained with the loss of Cox's conditional choice over the candidates of a query (McFadden, "Conditional logit
analysis of qualitative choice behavior", 1974), other right answers left out, by Adam (Kingma and Ba, 2015,
arXiv:1412.6980) with decoupled decay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["WEIGHTS", "Choices", "Network", "train_network"]

WEIGHTS: Final = (
    "codes",
    "first",
    "first_bias",
    "second",
    "second_bias",
    "last",
    "plain",
    "relation_weights",
)
"""Names of a network's arrays."""

_LEAK: Final = np.float32(0.02)
_DECAY: Final = {"relation_weights": 3e-2}
_PLAIN_DECAY: Final = 1e-3
LEAST_STEPS: Final = 150
"""Steps below which a network is hardly learned."""
_SIZES: Final = (12, 64, 32)


@dataclass(frozen=True, slots=True)
class Choices:
    """Queries with candidates, row by row.

    Attributes:
        features: Shape (rows, features), half precision.
        relation: Relation of the query, shape (rows,).
        right: Whether the candidate is an answer, shape (rows,).
        query: Number of the query, ascending from 0, shape (rows,).
    """

    features: NDArray[np.float16]
    relation: NDArray[np.int16]
    right: NDArray[np.bool_]
    query: Ints


class Network:
    """The network and what its training keeps.

    Args:
        centre: Mean of each feature.
        scale: Standard deviation of each.
        relations: Number of relations.
        rng: Source of the first weights.
    """

    def __init__(self, centre: Floats, scale: Floats, relations: int, rng: np.random.Generator) -> None:
        self.centre, self.scale = centre, scale
        size, (code, wide, narrow) = len(centre), _SIZES

        def draw(*shape: int, spread: float) -> Floats:
            return rng.normal(0, spread, shape).astype(np.float32)

        self.weights: dict[str, Floats] = {
            "codes": draw(relations, code, spread=0.3),
            "first": draw(size + code, wide, spread=(size + code) ** -0.5),
            "first_bias": np.zeros(wide, np.float32),
            "second": draw(wide, narrow, spread=wide**-0.5),
            "second_bias": np.zeros(narrow, np.float32),
            "last": draw(narrow, spread=narrow**-0.5),
            "plain": np.zeros(size, np.float32),
            "relation_weights": np.zeros((relations, size), np.float32),
        }

    @classmethod
    def of(cls, centre: Floats, scale: Floats, weights: dict[str, Floats]) -> Network:
        """Return a network with the weights given, by their names."""
        network = cls(centre, scale, 1, np.random.default_rng(0))
        network.weights = weights
        return network

    def score(self, features: Any, relation: Any, chunk: int = 50_000) -> Floats:
        """Return the score of each row, the log of its weight among the candidates up to a constant."""
        parts = []
        for begin in range(0, len(features), chunk):
            rows = (features[begin : begin + chunk].astype(np.float32) - self.centre) / self.scale
            parts.append(self._forward(rows, relation[begin : begin + chunk])[0])
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _forward(self, rows: Floats, relation: Ints) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
        w = self.weights
        inputs: Floats = np.concatenate([rows, w["codes"][relation]], axis=1)
        first: Floats = inputs @ w["first"] + w["first_bias"]
        np.maximum(first, _LEAK * first, out=first)
        second: Floats = first @ w["second"] + w["second_bias"]
        np.maximum(second, _LEAK * second, out=second)
        own = np.einsum("ij,ij->i", rows, w["relation_weights"][relation])
        score: Floats = second @ w["last"] + rows @ w["plain"] + own
        return score, (inputs, first, second)

    def _backward(
        self, slope: Floats, rows: Floats, relation: Ints, kept: tuple[Floats, Floats, Floats]
    ) -> dict[str, Floats]:
        w, (inputs, first, second) = self.weights, kept
        into_second = slope[:, None] * w["last"]
        into_second *= np.where(second < 0, _LEAK, np.float32(1))
        into_first = into_second @ w["second"].T
        into_first *= np.where(first < 0, _LEAK, np.float32(1))
        into_codes = into_first @ w["first"][rows.shape[1] :].T
        order = np.argsort(relation, kind="stable")
        sorted_ = relation[order]
        starts = np.flatnonzero(np.r_[True, sorted_[1:] != sorted_[:-1]])
        codes, own = np.zeros_like(w["codes"]), np.zeros_like(w["relation_weights"])
        codes[sorted_[starts]] = np.add.reduceat(into_codes[order], starts)
        own[sorted_[starts]] = np.add.reduceat(rows[order] * slope[order, None], starts)
        return {
            "codes": codes,
            "first": inputs.T @ into_first,
            "first_bias": into_first.sum(axis=0),
            "second": first.T @ into_second,
            "second_bias": into_second.sum(axis=0),
            "last": second.T @ slope,
            "plain": rows.T @ slope,
            "relation_weights": own,
        }


def train_network(
    choices: Choices,
    relations: int,
    rng: np.random.Generator,
    *,
    epochs: int = 6,
    rate: float = 2e-3,
    batch: int = 256,
    progress: Callable[[str], None] | None = None,
) -> Network:
    """Return a network trained on choices.

    Args:
        choices: Queries with candidates, each with at least one answer.
        relations: Number of relations.
        rng: First weights and the order of the queries.
        epochs: Times that each query is seen; more where there are few, until enough steps are made.
        rate: Highest step of Adam; it falls by a cosine.
        batch: Queries in a step.
        progress: Is told the loss of each epoch.
    """
    sample = choices.features[::50].astype(np.float32)
    network = Network(sample.mean(axis=0), sample.std(axis=0) + np.float32(1e-3), relations, rng)
    queries = int(choices.query[-1]) + 1
    starts = np.searchsorted(choices.query, np.arange(queries + 1))
    epochs = max(epochs, -(-LEAST_STEPS // (queries // batch + 1)))
    steps, step = epochs * (queries // batch + 1), 0
    means = {name: np.zeros_like(value) for name, value in network.weights.items()}
    squares = {name: np.zeros_like(value) for name, value in network.weights.items()}
    for epoch in range(epochs):
        order, total, answers = rng.permutation(queries), 0.0, 0
        for begin in range(0, queries, batch):
            chosen = np.sort(order[begin : begin + batch])
            size = starts[chosen + 1] - starts[chosen]
            at = np.repeat(starts[chosen] - (np.cumsum(size) - size), size) + np.arange(size.sum())
            rows = (choices.features[at].astype(np.float32) - network.centre) / network.scale
            relation, right = choices.relation[at].astype(np.int64), choices.right[at]
            scores, kept = network._forward(rows, relation)
            loss, slope = _choice_loss(scores, right, np.repeat(np.arange(len(chosen)), size), len(chosen))
            step += 1
            fall = 0.5 * (1 + np.cos(np.pi * step / steps)) + 0.02
            slopes = network._backward(slope / np.float32(len(chosen)), rows, relation, kept)
            _move(network.weights, slopes, means, squares, step, rate * min(1.0, step / 100) * fall)
            total, answers = total + loss, answers + int(right.sum())
        if progress:
            progress(f"epoch {epoch + 1} of {epochs}: loss {total / max(answers, 1):.4f}")
    return network


def _choice_loss(scores: Floats, right: NDArray[np.bool_], query: Ints, queries: int) -> tuple[float, Floats]:
    """Return the sum of -log(share of each answer against the wrong ones) and its slope."""
    starts = np.searchsorted(query, np.arange(queries))
    top = np.maximum.reduceat(scores, starts)
    weight = np.exp(scores - top[query])
    wrong = np.add.reduceat(np.where(right, 0, weight), starts)
    mine, of = weight[right], query[right]
    whole = wrong[of] + mine + np.float32(1e-30)
    loss = float(-np.log(mine / whole + np.float32(1e-30)).sum())
    slope = weight * np.bincount(of, 1 / whole, queries)[query]
    slope[right] = -wrong[of] / whole
    return loss, slope.astype(np.float32)


def _move(
    weights: dict[str, Floats],
    slopes: dict[str, Floats],
    means: dict[str, Floats],
    squares: dict[str, Floats],
    step: int,
    rate: float,
) -> None:
    for name, slope in slopes.items():
        means[name] += np.float32(0.1) * (slope - means[name])
        squares[name] += np.float32(0.005) * (slope * slope - squares[name])
        mean, square = means[name] / (1 - 0.9**step), squares[name] / (1 - 0.995**step)
        decay = _DECAY.get(name, _PLAIN_DECAY)
        change = rate * mean / (np.sqrt(square) + 1e-7) + rate * decay * weights[name]
        weights[name] -= change.astype(np.float32)
