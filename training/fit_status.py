"""Fit what clues say of an event's status: ``python -m training.fit_status``.

Multinomial logistic regression over the clues (`detente.coding._clues`) of every annotated event of the
pool, the gold split `train` and our own corpus (counted 0.3), without the held-out documents and without
the network: of documents that it was trained on, the network is too sure. Clues met fewer than ten times
and weights below 0.05 are left out. Writes ``status_clues.txt`` into the package and prints how often the
clues alone are right on a quarter of the documents, left out for that.

`fit_weights`, which `training.calibrate` calls, fits how clues and network are weighed, on held-out text.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.coding._assemble import StatusGrounds
from detente.coding._clues import Act, ClueReader
from detente.coding._status import (
    FLOOR,
    HISTORICAL,
    STATUSES,
    ClueWeights,
    StatusWeights,
    decide_status,
    signs_of,
    write_clue_weights,
)
from detente.records import Status
from training.data import HEADLINE, Sentence, find_span, load_inline, read_standoff, restore
from training.train import SHARED, hash_share

FOLDS = 5
LEAST_COUNT = 10
LEAST_ODDS = 0.05
STRENGTH = 0.1
OWN_WEIGHT = 0.3
PULL = 0.3
"""How strongly the weights are drawn to those of `StatusWeights` without a fit."""


@dataclass(frozen=True)
class Example:
    """The clues of one annotated event."""

    doc: str
    clues: list[str]
    status: str
    weight: float = 1.0


@dataclass(frozen=True)
class StatusCase:
    """What is known of the status of one coded event of a held-out document."""

    doc: str
    grounds: StatusGrounds

    @property
    def fold(self) -> int:
        """Return the fold of the document."""
        return int(hash_share(self.doc) * 1000) % FOLDS


def _examples_of_rows(doc: str, rows: Sequence[dict[str, Any]]) -> Iterator[Example]:
    """Yield the events of a document in the gold set's layout, its rows in order."""
    published = dt.date.fromisoformat(rows[0]["date"]) if rows[0].get("date") else None
    reader = ClueReader(published, rows[0].get("headline") or "")
    before = ""
    for row in rows:
        text = row["text"]
        for e in row["events"]:
            span = e.get("span") or find_span(text, e["trigger"])
            if span is None:
                continue
            who = (frozenset(p["who"] for p in e[role]) for role in ("actor", "recipient"))
            act = Act(e["type"], e.get("mode"), *span, *who)
            yield Example(doc, reader.read(act, text, place=row["sent"], before=before), e["status"])
        before = text


def read_gold(held: float) -> Iterator[Example]:
    """Yield the events of the gold split `train`, without the held-out share."""
    documents: dict[str, list[dict[str, Any]]] = {}
    with (SHARED / "gold/dev.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["split"] == "train" and hash_share(row["doc"]) >= held:
                documents.setdefault(row["doc"], []).append(row)
    for doc, rows in documents.items():
        yield from _examples_of_rows(doc, sorted(rows, key=lambda r: r["sent"]))


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
            yield from _examples_of_rows(doc, rows)


def read_own(corpus: Path) -> Iterator[Example]:
    """Yield the events of our own corpus."""
    for d in load_inline(corpus):
        reader = ClueReader(dt.date.fromisoformat(d.date) if d.date else None)
        before = ""
        sentences: list[Sentence] = [*([d.headline] if d.headline else []), *d.sentences]
        for place, s in enumerate(sentences):
            for e in s.events:
                who = (
                    frozenset(a.who for a in e.arguments if a.role == role and a.who)
                    for role in ("actor", "recipient")
                )
                act = Act(e.type, None, *e.span, *who)
                clues = reader.read(act, s.text, place=place, before=before)
                yield Example(d.name, clues, e.status, OWN_WEIGHT)
            before = s.text


class ClueModel:
    """The regression: fitted, to be asked or written."""

    def __init__(self, examples: Sequence[Example]) -> None:
        from sklearn.linear_model import LogisticRegression

        count = collections.Counter(c for e in examples for c in set(e.clues))
        self.names = sorted(c for c, n in count.items() if n >= LEAST_COUNT)
        self._rows = {name: n for n, name in enumerate(self.names)}
        fitted = LogisticRegression(C=STRENGTH, max_iter=150, tol=1e-3).fit(
            self._matrix(examples), [e.status for e in examples], [e.weight for e in examples]
        )
        order = [list(fitted.classes_).index(s) for s in STATUSES]
        odds = np.vstack([fitted.coef_[order].T, fitted.intercept_[order]])
        self.odds = odds[:, 1:] - odds[:, :1]

    def _matrix(self, examples: Sequence[Example]) -> Any:
        from scipy.sparse import csr_matrix

        found = [sorted({self._rows[c] for c in e.clues if c in self._rows}) for e in examples]
        ends = np.cumsum([0, *map(len, found)])
        flat = [row for rows in found for row in rows]
        return csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(examples), len(self.names)))

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


def share_right(model: ClueWeights, examples: Sequence[Example]) -> float:
    """Return the share of events whose status the clues alone name."""
    return float(np.mean([STATUSES[int(model.sum_up(e.clues).argmax())] == e.status for e in examples]))


def fit_clues(corpus: Path, dev_share: float = 0.15) -> None:
    """Fit, report and write the weights of the clues."""
    examples = [*read_gold(dev_share), *read_pool(corpus, dev_share / 2)]
    own = list(read_own(corpus))
    out = [e for e in examples if hash_share(f"clues {e.doc}") < 0.25]
    rest = [e for e in examples if hash_share(f"clues {e.doc}") >= 0.25]
    share = share_right(ClueModel([*rest, *own]).as_weights(), out)
    print(f"clues alone are right in {share:.4f} of {len(out)} events of other documents", flush=True)
    rows = ClueModel([*examples, *own]).rounded()
    write_clue_weights(rows)
    print(f"{len(rows) - 1} clues, from {len(examples)} events and {len(own)} of our own")


def fit_weights(pairs: Sequence[tuple[StatusCase, str]]) -> StatusWeights:
    """Return how network and clues are weighed best in cases whose true status is known."""
    from scipy.optimize import minimize

    model = ClueWeights.load()
    cases = [case.grounds for case, _ in pairs]
    net = np.log(np.array([[c.verdict[s] for s in STATUSES] for c in cases]) + FLOOR)
    said = np.array([model.sum_up(c.clues) for c in cases])
    signs = np.array([signs_of(c.clues, c.dated) for c in cases], dtype=float)
    right = np.array([STATUSES.index(status) for _, status in pairs])
    start = np.array(list(asdict(StatusWeights()).values()))

    def loss(w: np.ndarray) -> float:
        odds = w[0] * net + w[1] * said
        odds[:, HISTORICAL] += signs @ w[2:]
        wrong = np.logaddexp.reduce(odds, axis=1) - odds[np.arange(len(right)), right]
        return float(wrong.sum() + PULL * ((w - start) ** 2).sum())

    best: Callable[..., Any] = minimize
    return StatusWeights(*(round(float(v), 3) for v in best(loss, start, method="L-BFGS-B").x))


def cross_decide(cases: Sequence[StatusCase], pairs: Sequence[tuple[StatusCase, str]]) -> list[Status]:
    """Return the status of each case, network and clues weighed as fits the other documents."""
    weights = [fit_weights([p for p in pairs if p[0].fold != fold]) for fold in range(FOLDS)]
    model = ClueWeights.load()
    grounds = [(weights[c.fold], c.grounds) for c in cases]
    return [decide_status(g.verdict, g.clues, g.dated, w, model) for w, g in grounds]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    fit_clues(parser.parse_args().corpus)
