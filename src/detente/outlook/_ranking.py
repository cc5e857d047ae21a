"""Who is next: parties ranked for a subject and a relation, from what was known the day before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from detente.errors import LeakageError, OutlookError, UsageError
from detente.outlook._graph import Graph, split_days
from detente.outlook._history import History, to_date
from detente.outlook._network import Choices, Network, train_network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["DayRanks", "PartyRanker"]

WRONG_PER_QUERY: Final = 60
"""Wrong candidates that a query is trained against."""


@dataclass(frozen=True, slots=True)
class DayRanks:
    """Where the right answers of one day were ranked.

    Attributes:
        day: Number of the day.
        filtered: Rank of each fact's object with the day's other right answers taken out, ties at their mean.
        raw: Rank with all parties in.
        subject: Subject of each query; the second half of the rows asks backwards.
        relation: Its relation, turned ones counted on from the first.
        object: The right answer.
    """

    day: int
    filtered: NDArray[np.float64]
    raw: NDArray[np.float64]
    subject: Ints
    relation: Ints
    object: Ints


class PartyRanker:
    """Learns to rank the parties that a subject will have to do with by a relation.

    Attributes:
        network_: The network.
        types_: Relations, in their order.
        fitted_until_: First day, as a number, that the fit did not see.

    Args:
        days: Last days of the history that are learned from; the days before only fill the counts.
        queries: The most queries that are learned from.
        epochs: Times that each is seen.
        rng: Seed of the chance in fitting.
    """

    network_: Network
    types_: tuple[str, ...]
    fitted_until_: int

    def __init__(self, *, days: int = 150, queries: int = 60_000, epochs: int = 6, rng: int = 0) -> None:
        self.days = days
        self.queries = queries
        self.epochs = epochs
        self.rng = rng

    def fit(self, history: History, *, progress: Callable[[str], None] | None = None) -> Self:
        """Learn from a history, day by day from what was known the day before; return the ranker.

        Raises:
            OutlookError: The history has fewer than three days with events.
        """
        rng = np.random.default_rng(self.rng)
        graph = Graph(history)
        days = split_days(graph.facts)
        if len(days) < 3:
            raise OutlookError("too few days to learn from", hint="three days with events are the least")
        last = int(days[-1][0, 3])
        first = max(last - self.days + 1, int(days[0][0, 3]) + (last - int(days[0][0, 3])) // 4)
        wanted = sum(_count_queries(graph, facts) for facts in days if int(facts[0, 3]) >= first)
        share = min(1.0, self.queries / max(1, wanted))
        parts: list[Choices] = []
        for facts in days:
            day = int(facts[0, 3])
            if day >= first:
                graph.advance(None, day - 1)
                found = _make_choices(graph, facts, share, rng)
                if found is not None:
                    parts.append(found)
            graph.advance(facts, day)
        if progress:
            progress(f"{len(parts)} days to learn from")
        choices = _join(parts)
        self.network_ = train_network(choices, graph.relations, rng, epochs=self.epochs, progress=progress)
        self.types_, self.fitted_until_ = history.types, last + 1
        return self

    def rank_days(
        self, history: History, *, since: int, single_step: bool = True, check: bool = True
    ) -> Iterator[DayRanks]:
        """Yield how the facts of each day from `since` on are ranked.

        Args:
            history: All facts; those of a day are counted only after it was ranked.
            since: Number of the first day to rank.
            single_step: Count the true facts up to the day before; False stops at the day before `since`.
            check: Refuse to rank days that the fit saw.

        Raises:
            LeakageError: The fit saw days from `since` on.
            UsageError: The relations are not those of the fit.
        """
        if check and since < self.fitted_until_:
            raise LeakageError(
                f"the ranker was fitted to days before {to_date(self.fitted_until_)}",
                hint="rank later days, or fit to a shorter history",
            )
        if history.types != self.types_:
            raise UsageError("the relations are not those that the ranker was fitted to")
        graph = Graph(history)
        lines = np.stack([history.actor, history.type, history.recipient, history.day], axis=1).astype(
            np.int64
        )
        for facts in split_days(graph.facts):
            day = int(facts[0, 3])
            if day >= since:
                graph.advance(None, day - 1)
                low, high = np.searchsorted(history.day, [day, day + 1])
                yield self._rank_day(graph, lines[low:high], facts)
            graph.advance(facts if single_step or day < since else None, day)

    def rank(
        self, history: History, subject: str, relation: str, *, backwards: bool = False, limit: int = 10
    ) -> list[tuple[str, float]]:
        """Return the likeliest parties of the day after a history, each with its share among all candidates.

        Args:
            history: What is known.
            subject: Who acts; or, backwards, on whom.
            relation: A relation of the fit.
            backwards: Ask who does it to the subject.
            limit: The most to return.

        Raises:
            OutlookError: Nothing is known of the subject.
            UsageError: The relation is unknown.
        """
        if relation not in self.types_ or history.types != self.types_:
            raise UsageError(f"not a relation of the fit: {relation!r}")
        at = history.index(subject)
        if at is None or not len(history):
            raise OutlookError("nothing is known of this party", where=subject)
        graph = Graph(history)
        for facts in split_days(graph.facts):
            graph.advance(facts, int(facts[0, 3]))
        number = self.types_.index(relation) + (graph.half if backwards else 0)
        query, object_ = graph.candidates(np.array([at]), np.array([number]))
        if not len(query):
            return []
        scores = self._score(
            graph, np.array([at]), np.array([number]), query, object_, int(history.day[-1]) + 1
        )
        weights = np.exp(scores.astype(np.float64) - float(scores.max()))
        order = np.argsort(-weights, kind="stable")[:limit]
        return [(history.parties[object_[row]], float(weights[row] / weights.sum())) for row in order]

    def _score(
        self,
        graph: Graph,
        subject: Ints,
        relation: Ints,
        query: Ints,
        object_: Ints,
        day: int,
        chunk: int = 100_000,
    ) -> Floats:
        parts = []
        for begin in range(0, len(query), chunk):
            of = query[begin : begin + chunk]
            rows = graph.features(subject[of], relation[of], object_[begin : begin + chunk], day)
            # As in training, where they are kept in half precision.
            parts.append(self.network_.score(rows.astype(np.float16), relation[of]))
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _rank_day(self, graph: Graph, lines: Ints, facts: Ints) -> DayRanks:
        """Rank the object of each line of a day and, backwards, the subject."""
        turned = lines[:, [2, 1, 0]]
        turned = np.stack([turned[:, 0], turned[:, 1] + graph.half, turned[:, 2]], axis=1)
        asked = np.concatenate([lines[:, :3], turned])
        codes = np.unique(facts[:, 0] * graph.relations + facts[:, 1])
        subject, relation = codes // graph.relations, codes % graph.relations
        query, object_ = graph.candidates(subject, relation)
        scores = self._score(graph, subject, relation, query, object_, int(lines[0, 3]))
        n = graph.parties
        truth = np.unique(
            np.searchsorted(codes, facts[:, 0] * graph.relations + facts[:, 1]) * n + facts[:, 2]
        )
        wanted = np.searchsorted(codes, asked[:, 0] * graph.relations + asked[:, 1])
        raw, filtered = _rank_candidates(query, object_, scores, truth, wanted * n + asked[:, 2], n)
        missed = np.flatnonzero(np.isnan(raw))
        _rank_others(graph, relation, query, object_, truth, missed, wanted, asked[:, 2], raw, filtered)
        return DayRanks(int(lines[0, 3]), filtered, raw, *(asked[:, at] for at in range(3)))


def _count_queries(graph: Graph, facts: Ints) -> int:
    return len(np.unique(facts[:, 0] * graph.relations + facts[:, 1]))


def _make_choices(graph: Graph, facts: Ints, share: float, rng: np.random.Generator) -> Choices | None:
    codes = facts[:, 0] * graph.relations + facts[:, 1]
    asked = np.unique(codes)
    if share < 1:
        asked = asked[rng.random(len(asked)) < share]
    if not len(asked):
        return None
    subject, relation = asked // graph.relations, asked % graph.relations
    query, object_ = graph.candidates(subject, relation)
    keep = np.isin(codes, asked)
    truth = np.searchsorted(asked, codes[keep]) * graph.parties + facts[keep, 2]
    right = np.isin(query * graph.parties + object_, truth)
    size = np.bincount(query, minlength=len(asked))
    found = np.bincount(query, right, len(asked)) > 0
    chosen = (right | (rng.random(len(query)) < WRONG_PER_QUERY / size[query])) & found[query]
    query, object_, right = query[chosen], object_[chosen], right[chosen]
    if not len(query):
        return None
    rows = graph.features(subject[query], relation[query], object_, int(facts[0, 3])).astype(np.float16)
    numbers = np.unique(query, return_inverse=True)[1]
    return Choices(rows, relation[query].astype(np.int16), right, numbers)


def _join(parts: list[Choices]) -> Choices:
    if not parts:
        raise OutlookError("no query has an answer among its candidates", hint="a longer history is needed")
    sizes = np.cumsum([0, *(int(part.query[-1]) + 1 for part in parts)])
    columns: list[Any] = [
        np.concatenate([getattr(p, name) for p in parts]) for name in ("features", "relation", "right")
    ]
    return Choices(
        *columns, np.concatenate([part.query + size for part, size in zip(parts, sizes, strict=False)])
    )


def _rank_candidates(
    query: Ints, object_: Ints, scores: Floats, truth: Ints, wanted: Ints, n: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return raw and filtered ranks of the wanted (query times n plus object) among the candidates, else nan.

    Ties are ranked at their mean, in both.
    """
    keys = query * n + object_
    right = np.isin(keys, truth)
    order = np.lexsort((-scores, query))
    group, value = query[order], scores[order]
    first_of_query = np.searchsorted(group, group)
    new = (
        np.r_[True, (group[1:] != group[:-1]) | (value[1:] != value[:-1])]
        if len(group)
        else np.zeros(0, bool)
    )
    tie = np.cumsum(new) - 1
    starts = np.flatnonzero(new)
    ends = np.r_[starts[1:], len(group)]
    rights = np.r_[0, np.cumsum(right[order])]
    better = starts[tie] - first_of_query
    better_right = rights[starts[tie]] - rights[first_of_query]
    level = ends[tie] - starts[tie] - 1
    level_right = rights[ends[tie]] - rights[starts[tie]] - right[order]
    raw, filtered = np.empty(len(keys)), np.empty(len(keys))
    raw[order] = better + level / 2 + 1
    filtered[order] = better - better_right + (level - level_right) / 2 + 1
    at = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    there = keys[at] == wanted if len(keys) else np.zeros(len(wanted), bool)
    return np.where(there, raw[at], np.nan), np.where(there, filtered[at], np.nan)


def _rank_others(
    graph: Graph,
    relation: Ints,
    query: Ints,
    object_: Ints,
    truth: Ints,
    missed: Ints,
    wanted: Ints,
    answer: Ints,
    raw: NDArray[np.float64],
    filtered: NDArray[np.float64],
) -> None:
    """Fill in the ranks of answers that are no candidates: after those, by how usual they are."""
    n, starts = graph.parties, np.searchsorted(query, np.arange(len(relation) + 1))
    activity = graph.activity()
    table = graph.tables["relation_object"]
    last, order = -1, np.zeros(0)
    for row in missed[np.argsort(relation[wanted[missed]], kind="stable")]:
        of = int(wanted[row])
        if relation[of] != last:
            last = int(relation[of])
            usual = activity.copy()
            low, high = np.searchsorted(table.keys, [last * n, (last + 1) * n])
            usual[table.keys[low:high] % n] += 1000 * table.counts[low:high, -1]
            order = np.sort(usual)
        listed = object_[starts[of] : starts[of + 1]]
        mine, theirs = usual[answer[row]], usual[listed]
        above = n - np.searchsorted(order, mine, side="right") - (theirs > mine).sum()
        level = (
            np.searchsorted(order, mine, side="right")
            - np.searchsorted(order, mine)
            - (theirs == mine).sum()
            - 1
        )
        raw[row] = len(listed) + above + level / 2 + 1
        low, high = np.searchsorted(truth, [of * n, (of + 1) * n])
        right = truth[low:high] % n
        inside = np.isin(right, listed)
        outside = usual[right[~inside & (right != answer[row])]]
        filtered[row] = raw[row] - inside.sum() - (outside > mine).sum() - (outside == mine).sum() / 2
