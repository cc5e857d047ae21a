"""Fit how an event's parties are chosen, on held-out text; `training.calibrate` runs it.

Pairs what is coded of the held-out documents with the events of the same type
in the same sentence, and fits one logistic regression a role over the proposed parties
(`detente.coding._choice`). The least probability is that with most parties' sets right, and what is printed
was found on documents that the fit has not seen (five folds).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import numpy as np

from detente.coding._arguments import Arguments
from detente.coding._assemble import Assembler
from detente.coding._choice import FEATURES, NUMBERS, Told, describe
from detente.coding._scoring import name_party
from detente.coding._work import Passage, TriggerWork
from detente.ontology import EVENT_TYPES
from training.clue_models import FOLDS, fold_of, weigh_documents

ROLES = ("actor", "recipient")
TYPES = tuple(EVENT_TYPES)
Coded = TypeVar("Coded")
PLAIN: dict[str, dict[str, Any]] = {
    role: {"weights": [0.0] * len(names), "types": {}, "limit": 0.5} for role, names in NUMBERS.items()
}


@dataclass
class Case:
    """The proposals of one coded event, and what the gold says of it."""

    doc: str
    sent: int
    kind: str
    trigger: str
    score: float
    rows: dict[str, list[list[float]]]
    names: dict[str, list[str]]
    truth: dict[str, set[str]] = field(default_factory=dict)

    @property
    def fold(self) -> int:
        """Return the fold of the document."""
        return fold_of(self.doc)


class View(NamedTuple):
    """Type, trigger and score of what was coded, as `pair_up` looks at it."""

    type: str
    trigger: str
    score: float


class Recorder(Assembler):
    """Keeps the proposals of every event that it assembles."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.cases: list[Case] = []
        self.certainties: dict[tuple[str, Any], float] = {}

    def _read_arguments(
        self, passage: Passage, work: TriggerWork, dossier: Any, trigger: str, told: Told
    ) -> Arguments:
        found = super()._read_arguments(passage, work, dossier, trigger, told)
        kind, score = self.score_of(work)
        rows, names = {}, {}
        for role, other in (ROLES, ROLES[::-1]):
            proposals = found.proposals[role]
            rows[role] = describe(proposals, found.proposals[other], found.pointing.nobody(role), role, told)
            names[role] = [name_party(p.resolution.who) for p in proposals]
        sent = passage.sentences[work.position].index
        self.certainties[passage.id, self.trigger_span(passage, work)] = found.certainty(kind)
        self.cases.append(Case(passage.id, sent, kind, trigger, score, rows, names))
        return found


def pair_up(
    events: Sequence[dict[str, Any]], coded: Sequence[Coded], view: Callable[[Coded], View]
) -> Iterator[tuple[Coded, dict[str, Any]]]:
    """Yield what was coded in a sentence with the true event of its type, each taken once.

    Like triggers go first, then the better score.

    Args:
        events: The sentence's true events.
        coded: What was coded in it.
        view: Gives type, trigger and score of what was coded.
    """
    free = sorted(((view(c), c) for c in coded), key=lambda pair: -pair[0].score)
    for e in events:
        fits = [n for n, (seen, _) in enumerate(free) if seen.type == e["type"]]
        if fits:
            like = [
                n for n in fits if free[n][0].trigger in e["trigger"] or e["trigger"] in free[n][0].trigger
            ]
            yield free.pop((like or fits)[0])[1], e


def with_types(rows: Sequence[Sequence[float]], kind: str) -> list[list[float]]:
    """Return feature rows with one column a type behind them."""
    return [[*row, *(float(kind == t) for t in TYPES)] for row in rows]


def fit(x: np.ndarray, y: np.ndarray, w: np.ndarray, strength: float = 0.02) -> np.ndarray:
    """Return the weights of a logistic regression whose first column is the bias."""
    from sklearn.linear_model import LogisticRegression

    scale = x.std(0)
    scale[scale == 0.0] = 1.0
    scale[0] = 1.0
    model = LogisticRegression(C=strength, max_iter=5000, fit_intercept=False).fit(x / scale, y, w)
    weights: np.ndarray = model.coef_[0] / scale
    return weights


def fit_role(cases: Sequence[Case], role: str) -> np.ndarray:
    """Return the weights of one role."""
    x = np.array([r for c in cases for r in with_types(c.rows[role], c.kind)])
    known = np.array([n != "UNK" for c in cases for n in c.names[role]])
    y = np.array([n in c.truth[role] for c in cases for n in c.names[role]])
    w = np.array(
        [k for c, k in zip(cases, weigh_documents(c.doc for c in cases), strict=True) for _ in c.names[role]]
    )
    return fit(x[known], y[known], w[known])


def judge(cases: Sequence[Case], role: str, weights: np.ndarray) -> list[list[tuple[float, str]]]:
    """Return (probability, party) of the proposals of each case."""
    judged = []
    for c in cases:
        rows = with_types(c.rows[role], c.kind)
        odds = np.array(rows) @ weights if rows else np.zeros(0)
        probs = 1.0 / (1.0 + np.exp(-odds))
        judged.append([(float(p), n) for p, n in zip(probs, c.names[role], strict=True) if n != "UNK"])
    return judged


def cross_fit(cases: Sequence[Case], role: str) -> tuple[float, list[bool]]:
    """Return (best least probability, whether each case's set is right), found on unseen documents."""
    judged: dict[int, list[tuple[float, str]]] = {}
    for fold in range(FOLDS):
        inside = [n for n, c in enumerate(cases) if c.fold == fold]
        weights = fit_role([c for c in cases if c.fold != fold], role)
        judged |= dict(zip(inside, judge([cases[n] for n in inside], role, weights), strict=True))
    weight = weigh_documents(c.doc for c in cases)

    def right(limit: float) -> list[bool]:
        return [{n for p, n in judged[i] if p >= limit} == c.truth[role] for i, c in enumerate(cases)]

    limit = max(
        (x / 50 for x in range(15, 40)),
        key=lambda x: sum(w for w, ok in zip(weight, right(x), strict=True) if ok),
    )
    return limit, right(limit)


def as_weighing(weights: np.ndarray, names: Sequence[str], limit: float) -> dict[str, Any]:
    """Return the fields of a `Weighing`."""
    rounded = [round(float(v), 4) for v in weights]
    types = {t: v for t, v in zip(TYPES, rounded[len(names) :], strict=True) if v}
    return {"weights": rounded[: len(names)], "types": types, "limit": round(limit, 3)}


def fit_choice(cases: Sequence[Case]) -> dict[str, dict[str, Any]]:
    """Return the fitted weights of all roles, and print how often they are right on unseen documents."""
    choice, rights = {}, []
    for role in ROLES:
        limit, right = cross_fit(cases, role)
        rights.append(right)
        choice[role] = as_weighing(fit_role(cases, role), FEATURES, limit)
        print(f"{role}: the set is right in {np.mean(right):.3f} of {len(cases)}, limit {limit}")
    print(f"both: {np.mean([a and b for a, b in zip(*rights, strict=True)]):.3f}")
    return {**PLAIN, **choice}
