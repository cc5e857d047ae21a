"""How the marks rank who is next, held against what came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import LeakageError, UsageError
from detente.outlook._graph import Graph, split_days
from detente.outlook._history import History, to_date
from detente.outlook._marks import Marks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["DayRanks", "rank_days"]


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


def rank_days(marks: Marks, history: History, *, since: int, single_step: bool = True) -> Iterator[DayRanks]:
    """Yield how the facts of each day from `since` on are ranked; see `Outlook.rank_days`."""
    if since < marks.until:
        raise LeakageError(
            f"the ranker was fitted to days before {to_date(marks.until)}",
            hint="rank later days, or fit to a shorter history",
        )
    if history.types != marks.types:
        raise UsageError("the relations are not those that the model was fitted to")
    graph = Graph(history)
    lines = np.stack([history.actor, history.type, history.recipient, history.day], axis=1).astype(np.int64)
    graph.jump(since)
    for facts in split_days(graph.facts):
        day = int(facts[0, 3])
        if day >= since:
            graph.advance(None, day - 1)
            low, high = np.searchsorted(history.day, [day, day + 1])
            yield rank_day(marks, graph, lines[low:high], facts)
            graph.advance(facts if single_step else None, day)


def rank_day(marks: Marks, graph: Graph, lines: Ints, facts: Ints) -> DayRanks:
    """Return the ranks of the object of each line of a day and, backwards, of the subject."""
    turned = lines[:, [2, 1, 0]]
    turned = np.stack([turned[:, 0], turned[:, 1] + graph.half, turned[:, 2]], axis=1)
    asked = np.concatenate([lines[:, :3], turned])
    codes = np.unique(facts[:, 0] * graph.relations + facts[:, 1])
    subject, relation = codes // graph.relations, codes % graph.relations
    query, object_ = graph.candidates(subject, relation)
    scores = marks.score(graph, subject, relation, query, object_, int(lines[0, 3]))
    n = graph.parties
    truth = np.unique(np.searchsorted(codes, facts[:, 0] * graph.relations + facts[:, 1]) * n + facts[:, 2])
    wanted = np.searchsorted(codes, asked[:, 0] * graph.relations + asked[:, 1])
    raw, filtered = _rank_candidates(query, object_, scores, truth, wanted * n + asked[:, 2], n)
    missed = np.flatnonzero(np.isnan(raw))
    _rank_others(graph, relation, query, object_, truth, missed, wanted, asked[:, 2], raw, filtered)
    return DayRanks(int(lines[0, 3]), filtered, raw, *(asked[:, at] for at in range(3)))


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
