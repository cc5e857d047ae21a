"""Clues of annotated events, and linear models over them: what `fit_status` and `fit_source` share."""

from __future__ import annotations

import collections
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from detente.coding._clue_weights import ClueWeights
from detente.coding._clues import FRAME_SENTENCES, Act, ClueReader
from detente.coding._source import read_source_clues
from training.data import HEADLINE, Sentence, find_span, load_inline, read_standoff, restore
from training.train import SHARED, hash_share

FOLDS = 5
HELD = 0.15
"""Share of the gold's documents, and twice that of the pool's, that no clue's weight is fitted on."""
LEAST_COUNT = 10
LEAST_ODDS = 0.05
OWN_WEIGHT = 0.3


def fold_of(doc: str) -> int:
    """Return the part of the held-out documents, 0 to `FOLDS` - 1, to which a document belongs."""
    return int(hash_share(doc) * 1000) % FOLDS


def weigh_documents(docs: Iterable[str]) -> list[float]:
    """Return how much each counts when something is fitted on held-out text: the gold's own double."""
    return [1.0 if doc.startswith("pool") else 2.0 for doc in docs]


@dataclass(frozen=True)
class Example:
    """The clues of one annotated event, to its status and to its source, and what is true."""

    doc: str
    clues: list[str]
    source_clues: list[str]
    status: str
    has_source: bool
    weight: float = 1.0


def _examples_of_rows(
    doc: str, rows: Sequence[dict[str, Any]], texts: Mapping[int, str]
) -> Iterator[Example]:
    """Yield the events of a document in the gold layout, its rows in order; `texts` are its sentences."""
    published = dt.date.fromisoformat(rows[0]["date"]) if rows[0].get("date") else None
    reader = ClueReader(published, rows[0].get("headline") or "")
    for row in rows:
        text, place = row["text"], row["sent"]
        before = [texts[n] for n in range(max(0, place - FRAME_SENTENCES), place) if n in texts]
        for e in row["events"]:
            span = e.get("span") or find_span(text, e["trigger"])
            if span is None:
                continue
            who = (frozenset(p["who"] for p in e[role]) for role in ("actor", "recipient"))
            act = Act(e["type"], e.get("mode"), *span, *who)
            clues = reader.read(act, text, place=place, before=before)
            spoken = read_source_clues(act, text, before)
            yield Example(doc, clues, spoken, e["status"], bool(e.get("said_by")))


def read_gold(held: float) -> Iterator[Example]:
    """Yield the events of the gold split `train`, without the held-out share."""
    documents: dict[str, list[dict[str, Any]]] = {}
    with (SHARED / "gold/dev.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["split"] == "train" and hash_share(row["doc"]) >= held:
                documents.setdefault(row["doc"], []).append(row)
    for doc, rows in documents.items():
        texts = {row["sent"]: row["text"] for row in rows}
        yield from _examples_of_rows(doc, sorted(rows, key=lambda r: r["sent"]), texts)


def read_pool(corpus: Path, held: float) -> Iterator[Example]:
    """Yield the events of the annotated pool, without the held-out share; parts of a document are joined."""
    with (SHARED / "text/news_pool.jsonl").open(encoding="utf-8") as lines:
        texts = {row["doc"]: row for row in map(json.loads, lines)}
    coded: dict[str, dict[int, list[dict[str, Any]]]] = {}
    for row in read_standoff(corpus):
        if hash_share(row["doc"]) >= held:
            coded.setdefault(row["doc"], {}).update({n: e for n, e in row["sentences"] if n != HEADLINE})
    for doc, sentences in coded.items():
        source = texts[doc]
        rows = [
            {"sent": n, "text": text, "events": [restore(text, e) for e in sentences[n]]}
            for n in sorted(sentences)
            for text in [source["sents"][n]]
        ]
        if rows:
            rows[0] |= {"date": source["date"], "headline": source["headline"]}
            yield from _examples_of_rows(doc, rows, dict(enumerate(source["sents"])))


def read_own(corpus: Path) -> Iterator[Example]:
    """Yield the events of our own corpus."""
    for d in load_inline(corpus):
        headline = [d.headline] if d.headline else []
        # Their headlines are left out: short passages repeat them far more often than news does.
        reader = ClueReader(dt.date.fromisoformat(d.date) if d.date else None)
        before: list[str] = []
        sentences: list[Sentence] = [*headline, *d.sentences]
        for place, s in enumerate(sentences, -len(headline)):
            for e in s.events:
                who = (
                    frozenset(a.who for a in e.arguments if a.role == role and a.who)
                    for role in ("actor", "recipient")
                )
                act = Act(e.type, None, *e.span, *who)
                clues = reader.read(act, s.text, place=place, before=before)
                spoken = read_source_clues(act, s.text, before)
                said = any(a.role == "said_by" for a in e.arguments)
                yield Example(d.name, clues, spoken, e.status, said, OWN_WEIGHT)
            if place >= 0:
                before.append(s.text)


def read_examples(corpus: Path) -> tuple[list[Example], list[Example]]:
    """Return the events of gold split `train` and pool, without the held-out documents, and our own."""
    return [*read_gold(HELD), *read_pool(corpus, HELD / 2)], list(read_own(corpus))


class Weighted(Protocol):
    """Something to fit on that counts more or less."""

    @property
    def weight(self) -> float:
        """Return how much it counts."""


E = TypeVar("E", bound=Weighted)


class ClueModel(Generic[E]):
    """A logistic regression over clues: fitted, to be asked or written.

    Args:
        examples: The events.
        clues: Gives an event's clues.
        outcome: Gives its outcome.
        outcomes: All outcomes; the odds are against the first.
        strength: The inverse of the penalty on the weights.
    """

    def __init__(
        self,
        examples: Sequence[E],
        clues: Callable[[E], Sequence[str]],
        outcome: Callable[[E], object],
        outcomes: Sequence[object],
        strength: float,
    ) -> None:
        from sklearn.linear_model import LogisticRegression

        self._clues, self._outcome, self._outcomes = clues, outcome, outcomes
        count = collections.Counter(c for e in examples for c in set(clues(e)))
        self.names = sorted(c for c, n in count.items() if n >= LEAST_COUNT)
        self._rows = {name: n for n, name in enumerate(self.names)}
        right = [outcomes.index(outcome(e)) for e in examples]
        fitted = LogisticRegression(C=strength, max_iter=300, tol=1e-3).fit(
            self._matrix(examples), right, [e.weight for e in examples]
        )
        odds = np.vstack([fitted.coef_.T, fitted.intercept_])
        self.odds = odds if len(outcomes) == 2 else odds[:, 1:] - odds[:, :1]

    def _matrix(self, examples: Sequence[E]) -> Any:
        from scipy.sparse import csr_matrix

        found = [sorted({self._rows[c] for c in self._clues(e) if c in self._rows}) for e in examples]
        ends = np.cumsum([0, *map(len, found)])
        flat = [row for rows in found for row in rows]
        return csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(examples), len(self.names)))

    def centred(self, least: float) -> list[tuple[str, list[int]]]:
        """Return the weights over the mean of outcomes in tenths, those under `least` as 0, the bias last."""
        whole_odds = np.pad(self.odds, ((0, 0), (1, 0)))
        over = whole_odds - whole_odds.mean(axis=1, keepdims=True)
        whole = np.rint(np.where(np.abs(over) >= least, over, 0.0) * 10).astype(int).tolist()
        kept = [(name, row) for name, row in zip(self.names, whole[:-1], strict=True) if any(row)]
        return [*kept, ("*", np.rint(over[-1] * 10).astype(int).tolist())]

    def rounded(self) -> list[tuple[str, list[int]]]:
        """Return the weights that are kept, in hundredths, the bias last."""
        whole = np.rint(self.odds * 100).astype(int).tolist()
        kept = [
            (name, row)
            for name, row in zip(self.names, whole[:-1], strict=True)
            if max(map(abs, row)) >= LEAST_ODDS * 100
        ]
        return [*kept, ("*", whole[-1])]

    def as_weights(self) -> ClueWeights:
        """Return the weights as the package uses them."""
        rows = self.rounded()
        table = np.array([odds for _, odds in rows], dtype=np.float32) / 100
        return ClueWeights({n: i for i, (n, _) in enumerate(rows[:-1])}, np.pad(table, ((0, 0), (1, 0))))

    def share_right(self, examples: Sequence[E]) -> float:
        """Return the share of events whose outcome the clues alone name."""
        weights = self.as_weights()
        named = [self._outcomes[int(weights.sum_up(self._clues(e)).argmax())] for e in examples]
        return float(np.mean([n == self._outcome(e) for n, e in zip(named, examples, strict=True)]))


def fit_and_write(
    corpus: Path,
    fit: Callable[[Sequence[Example]], ClueModel[Example]],
    write: Callable[[ClueModel[Example]], None],
) -> None:
    """Fit and write a model, and print how often one without a quarter of the documents is right on them."""
    examples, own = read_examples(corpus)
    out = [e for e in examples if hash_share(f"clues {e.doc}") < 0.25]
    rest = [e for e in examples if hash_share(f"clues {e.doc}") >= 0.25]
    share = fit([*rest, *own]).share_right(out)
    print(f"clues alone are right in {share:.4f} of {len(out)} events of other documents", flush=True)
    model = fit([*examples, *own])
    write(model)
    print(f"{len(model.rounded()) - 1} clues, from {len(examples)} events and {len(own)} of our own")
