"""Whom an event is with: the mark distribution of the process, learned as a conditional choice.

The process is marked: events of a kind come from a party at a rate, its ground process, and each carries a
mark, the other party. Given the past, the rate of a pair is the ground rate times the probability of the mark
(Daley and Vere-Jones, *An Introduction to the Theory of Point Processes*, 2nd ed., volume I, 2003,
doi:10.1007/b97277, section 6.4). For events between parties such marks are a choice among those at risk:
Butts, "A relational event framework for social action", Sociological Methodology 38(1), 2008,
doi:10.1111/j.1467-9531.2008.00203.x; Perry and Wolfe, "Point process modelling for directed interaction
networks", JRSS B 75(5), 2013, doi:10.1111/rssb.12013.

One network answers for the types of the history and for the four quad classes, in both directions. The types
rank who is next; the classes are what the daily rates of pairs with little history are drawn towards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from detente.errors import OutlookError, UsageError
from detente.ontology import QUAD_CLASSES
from detente.outlook._graph import Graph, split_days
from detente.outlook._history import History, check_limit, to_date
from detente.outlook._network import Choices, Network, train_network
from detente.outlook._state import QUADS, Pairs, State

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["Marks", "fit_marks", "graph_classes"]

WRONG_PER_QUERY: Final = 60
"""Wrong candidates that a query is trained against."""
LEARN_DAYS: Final = 150
"""Last days of the history that are learned from; the days before only fill the counts."""
QUERIES: Final = 60_000
"""The most queries of types that are learned from."""
QUERIES_PER_TYPE: Final = 300
"""The most of them for each type and direction: few types need fewer."""
CLASS_QUERIES: Final = 10_000
"""The most queries of quad classes."""
EPOCHS: Final = 6
MEMORY_DAYS: Final = 730
"""Days that marks of quad classes look back on."""


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The fitted choice of the other party.

    Attributes:
        network: Scores candidates. Its relations are the types, the types turned (by whom?), the four quad
            classes, and those turned.
        types: The types of the history that was learned from; empty where only classes were.
        until: Number of the first day that the fit did not see.
    """

    network: Network
    types: tuple[str, ...]
    until: int

    def score(
        self, graph: Graph, subject: Ints, relation: Ints, query: Ints, object_: Ints, day: int
    ) -> Floats:
        """Return the score of each candidate: the log of its probability, up to a constant of its query.

        Args:
            graph: The graph of the types, or that of `graph_classes`, as it stands before the day.
            subject: Subject of each query.
            relation: Its relation, as the graph counts them.
            query: Query of each candidate.
            object_: The candidates.
            day: Number of the day.
        """
        shift = 2 * len(self.types) if graph.half == QUADS and graph.types == QUAD_CLASSES else 0
        parts, chunk = [], 100_000
        for begin in range(0, len(query), chunk):
            of = query[begin : begin + chunk]
            rows = graph.features(subject[of], relation[of], object_[begin : begin + chunk], day)
            # As in training, where they are kept in half precision.
            parts.append(self.network.score(rows.astype(np.float16), relation[of] + shift))
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def share_out(self, graph: Graph, pairs: Pairs, day: int) -> Floats:
        """Return how likely each pair's parties are each other's marks before a day, shape (2, 4, pairs).

        First the probability of the recipient, given that the actor does something of the class; then that of
        the actor, given that the recipient is done it.

        Args:
            graph: That of `graph_classes`, as it stands before the day.
            pairs: Ordered pairs; they are candidates, and so are the others that the graph proposes.
            day: Number of the day.
        """
        found: Floats = np.zeros((2, QUADS, len(pairs)), np.float32)
        if not len(pairs):
            return found
        subjects, n = np.unique(pairs.actor), pairs.parties
        own = np.searchsorted(subjects, pairs.actor) * n + pairs.recipient
        for way in range(2):
            for quad in range(QUADS):
                relation = np.full(len(subjects), quad + way * graph.half)
                query, object_ = graph.candidates(subjects, relation)
                keys = np.union1d(query * n + object_, own)
                query, object_ = keys // n, keys % n
                scores = self.score(graph, subjects, relation, query, object_, day)
                shares = _share(scores, query, len(subjects))
                row = shares[np.searchsorted(keys, own)]
                found[way, quad] = row if way == 0 else row[pairs.reverse]
        return found

    def state_at(self, history: History, pairs: Pairs, day: int) -> State:
        """Return the state before a day, with marks, from a history that ends before it."""
        state = State.at(history, pairs, day)
        recent = history.since_number(day - MEMORY_DAYS)
        if len(recent):
            graph = graph_classes(recent)
            graph.jump(day)
            state.marks = self.share_out(graph, pairs, day)
        return state

    def rank(
        self, history: History, subject: str, relation: str, *, backwards: bool = False, limit: int = 10
    ) -> list[tuple[str, float]]:
        """Return the likeliest parties of the day after a history, each with its share of the candidates.

        Args:
            history: What is known.
            subject: Who acts; or, backwards, on whom.
            relation: A type of the fit, or a quad class.
            backwards: Ask who does it to the subject.
            limit: The most to return.

        Raises:
            OutlookError: Nothing is known of the subject.
            UsageError: The relation is unknown, or the limit below 0.
        """
        check_limit(limit)
        at = history.index(subject)
        if at is None or not len(history):
            raise OutlookError("nothing is known of this party", where=subject)
        if relation in QUAD_CLASSES:
            recent = history.since_number(int(history.day[-1]) + 1 - MEMORY_DAYS)
            graph, number = graph_classes(recent), QUAD_CLASSES.index(relation)
        elif relation in self.types and history.types == self.types:
            graph, number = Graph(history), self.types.index(relation)
        else:
            raise UsageError(f"not a relation of the fit: {relation!r}", hint="or give a quad class")
        day = int(history.day[-1]) + 1
        graph.jump(day)
        asked = np.array([number + (graph.half if backwards else 0)])
        query, object_ = graph.candidates(np.array([at]), asked)
        shares = _share(self.score(graph, np.array([at]), asked, query, object_, day), query, 1)
        order = np.argsort(-shares, kind="stable")[:limit]
        return [(history.parties[object_[row]], float(shares[row])) for row in order]


def graph_classes(history: History) -> Graph:
    """Return the graph of a history of PLOVER types by its quad classes, with nothing counted yet."""
    columns = (history.day, history.actor, history.quad, history.recipient)
    return Graph(History(*columns, parties=history.parties, types=QUAD_CLASSES))


def _share(scores: Floats, query: Ints, queries: int) -> NDArray[np.float64]:
    top = np.full(queries, -np.inf)
    np.maximum.at(top, query, scores)
    weight = np.exp(scores - top[query])
    shares: NDArray[np.float64] = weight / np.bincount(query, weight, queries)[query]
    return shares


def fit_marks(
    history: History,
    classes: History,
    *,
    until: int,
    rng: np.random.Generator,
    types: bool = True,
    days: int = LEARN_DAYS,
    queries: int = QUERIES,
    class_queries: int = CLASS_QUERIES,
    epochs: int = EPOCHS,
    progress: Callable[[str], None] | None = None,
) -> Marks:
    """Return marks learned from a history, day by day from what was known the day before.

    Args:
        history: Events with types of any kind; it ends before `until`.
        classes: The same with PLOVER types, what has none left out; the same parties in the same order.
        until: Number of the first day that is not known.
        rng: Source of chance.
        types: Learn the types too, not the quad classes alone.
        days: Last days that are learned from.
        queries: The most queries of types.
        class_queries: The most queries of quad classes.
        epochs: Times that each is seen.
        progress: Is told what is being done.

    Raises:
        OutlookError: The history has fewer than three days with events.
    """
    most_queries = min(queries, 2 * QUERIES_PER_TYPE * len(history.types))
    graphs = [(Graph(history), most_queries)] if types else []
    recent = classes.since_number(until - MEMORY_DAYS)
    if len(np.unique(recent.day)) < 3 <= len(np.unique(classes.day)):
        raise OutlookError(
            f"too few of the {MEMORY_DAYS} days before {to_date(until)} have events to learn from",
            hint=f"the last event is of {classes.last_day}: learn from the days up to then",
        )
    graphs.append((graph_classes(recent), class_queries))
    parts: list[Choices] = []
    relations = 0
    for graph, most in graphs:
        parts += _choose(graph, most, days, relations, rng)
        relations += graph.relations
    choices = _join(parts)
    if progress:
        progress(f"learning who deals with whom from {int(choices.query[-1]) + 1} choices")
    network = train_network(choices, relations, rng, epochs=epochs, progress=progress)
    return Marks(network, history.types if types else (), until)


def _choose(graph: Graph, queries: int, days: int, shift: int, rng: np.random.Generator) -> list[Choices]:
    """Return the choices of each of the last days of a graph, which is moved to its end."""
    by_day = split_days(graph.facts)
    if len(by_day) < 3:
        raise OutlookError(
            "the history is too short to learn from", hint="three days with events are the least"
        )
    last = int(by_day[-1][0, 3])
    first = max(last - days + 1, int(by_day[0][0, 3]) + (last - int(by_day[0][0, 3])) // 4)
    wanted = sum(_count_queries(graph, facts) for facts in by_day if int(facts[0, 3]) >= first)
    share = min(1.0, queries / max(1, wanted))
    graph.jump(first)
    parts: list[Choices] = []
    for facts in by_day:
        day = int(facts[0, 3])
        if day >= first:
            graph.advance(None, day - 1)
            found = _make_choices(graph, facts, share, shift, rng)
            if found is not None:
                parts.append(found)
            graph.advance(facts, day)
    return parts


def _count_queries(graph: Graph, facts: Ints) -> int:
    return len(np.unique(facts[:, 0] * graph.relations + facts[:, 1]))


def _make_choices(
    graph: Graph, facts: Ints, share: float, shift: int, rng: np.random.Generator
) -> Choices | None:
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
    return Choices(rows, (relation[query] + shift).astype(np.int16), right, numbers)


def _join(parts: list[Choices]) -> Choices:
    if not parts:
        raise OutlookError("no query has an answer among its candidates", hint="a longer history is needed")
    sizes = np.cumsum([0, *(int(part.query[-1]) + 1 for part in parts)])
    return Choices(
        features=np.concatenate([part.features for part in parts]),
        relation=np.concatenate([part.relation for part in parts]),
        right=np.concatenate([part.right for part in parts]),
        query=np.concatenate([part.query + size for part, size in zip(parts, sizes[:-1], strict=True)]),
    )
