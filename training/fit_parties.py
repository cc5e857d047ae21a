"""Fit the weights by which the actors room chooses a party where the words leave it open.

    python -m training.fit_parties [--shared ../shared] [--out src/detente/actors/data/choice.weights]

Cases are the parties and sources of the gold split `train` and of those annotated pool reports whose name's
hash is even (the odd half is held out: `python -m benchmarks.parties --pool held`). A conditional logit
(McFadden 1974) with an L2 penalty, fitted by L-BFGS. A choice also looks at what was chosen for the report's
earlier events. So the cases are met twice: once with the weights as they are, and once, each half, with
weights fitted on the other half: earlier choices are then as often wrong as they will be on new reports.
Deterministic; some minutes on one core. The split `check` is never read.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from benchmarks.parties import KINDS, normal, read_pool, read_reports, resolve_reports
from detente.actors import Dossier, Gazetteer, PartyKind, Resolver, _choice
from detente.actors._choice import Choice, Options
from detente.actors._features import FEATURES

# Rarer keys say little; the penalty of a key falls with how general it is.
RARE = 8
PENALTY = 30.0
GOLD_WEIGHT = 1.5
SMALL = 0.04
HEADER = """\
# Weights of the choice between the parties of a report (see _choice.py): key: fact=weight ...
# Fitted by training/fit_parties.py on this project's own annotation; CC BY 4.0.
"""


Weights = dict[str, dict[str, float]]
Report = list[dict[str, Any]]


def fold_of(doc: str) -> int:
    """Return the half, 0 or 1, to which a report belongs when weights are fitted on the other half."""
    return hashlib.sha256(doc.encode()).digest()[3] & 1


def collect(
    reports: Iterable[Report], resolver: Resolver | None = None, weights: Weights | None = None
) -> list[tuple[str, Options, str]]:
    """Return the open choices of reports: report, choice, and the party that is right.

    Args:
        reports: The reports, each with its sentences.
        resolver: One to use; None opens one.
        weights: By which the choices are made; None takes those of the package.
    """
    cases: list[tuple[str, Options, str]] = []
    asked: list[Options] = []
    last: dict[tuple[str, int, int], Options | None] = {}
    settle, resolve_all = Choice.settle, Dossier.resolve_all
    resolver = resolver or Resolver(Gazetteer.load())

    def record(self: Choice, *arguments: Any) -> Any:
        asked.append(self.options(*arguments))
        return settle(self, *arguments)

    def record_range(self: Dossier, start: int, end: int, kind: PartyKind, **rest: Any) -> Any:
        asked.clear()
        found = resolve_all(self, start, end, kind, **rest)
        # The last call for a range knows most of the event.
        last[kind, start, end] = asked[0] if len(asked) == 1 else None
        return found

    with ExitStack() as stack:
        stack.enter_context(patch.object(Choice, "settle", record))
        stack.enter_context(patch.object(Dossier, "resolve_all", record_range))
        if weights is not None:
            rows = {key: [row.get(f, 0.0) for f in FEATURES] for key, row in weights.items()}
            stack.enter_context(patch.object(_choice, "_weights", lambda: rows))
        _choice._combined.cache_clear()
        for report in reports:
            for case in resolve_reports([report], resolver):
                options = last[KINDS[case.field], case.start, case.end]
                if options is not None and not case.several:
                    cases.append((report[0]["doc"], options, case.who))
    _choice._combined.cache_clear()
    return cases


def fit(cases: list[tuple[Options, str, float]]) -> Weights:
    """Return the weights by key and fact."""
    often = Counter(key for options, _, _ in cases for key in options.keys)
    keys = [key for key, count in sorted(often.items()) if count >= RARE]
    at = {key: i * len(FEATURES) for i, key in enumerate(keys)}
    rows, columns, values, starts, right, weight = [], [], [], [], [], []
    row = 0
    for options, who, share in cases:
        names = [normal(p) for p in options.parties]
        if who not in names:
            continue
        starts.append(row)
        right.append(row + names.index(who))
        weight.append(share)
        bases = [at[key] for key in options.keys if key in at]
        for facts in options.facts:
            for feature, value in facts:
                for base in bases:
                    rows.append(row)
                    columns.append(base + feature)
                    values.append(value)
            row += 1
    size = len(keys) * len(FEATURES)
    matrix = csr_matrix((values, (rows, columns)), shape=(row, size))
    group = np.repeat(np.arange(len(starts)), np.diff([*starts, row]))
    share = np.array(weight)
    penalty = np.full(size, PENALTY)
    for key, base in at.items():
        if key == "*":
            penalty[base : base + len(FEATURES)] = PENALTY / 5
    gold = np.array(right)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ w
        top = np.maximum.reduceat(scores, starts)
        exp = np.exp(scores - top[group])
        total = np.add.reduceat(exp, starts)
        prob = exp / total[group]
        prob_gold = prob[gold]
        gradient = prob * share[group]
        gradient[gold] -= share
        value = -(share * np.log(np.maximum(prob_gold, 1e-12))).sum() + 0.5 * (penalty * w * w).sum()
        return value, matrix.T @ gradient + penalty * w

    best = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    found: Weights = {}
    for key, base in at.items():
        pairs = {f: round(float(best[base + i]), 2) for i, f in enumerate(FEATURES)}
        kept = {f: v for f, v in pairs.items() if abs(v) >= SMALL}
        if kept:
            found[key] = kept
    return found


def write(weights: Weights, path: Path) -> None:
    """Write weights as `_choice` reads them."""
    lines = [f"{key}: " + " ".join(f"{f}={v:g}" for f, v in row.items()) for key, row in weights.items()]
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Fit, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("src/detente/actors/data/choice.weights"))
    parser.add_argument("--all", action="store_true", help="both halves of the pool: nothing held out")
    arguments = parser.parse_args()
    texts = arguments.shared / "text" / "news_pool.jsonl"
    halves = ("look", "held") if arguments.all else ("look",)
    sources: list[tuple[list[Report], float]] = [
        (list(read_reports(arguments.shared / "gold" / "dev.jsonl", "train")), GOLD_WEIGHT),
        ([report for half in halves for report in read_pool(texts, half)], 1.0),
    ]
    resolver = Resolver(Gazetteer.load())
    first = [(c, share) for reports, share in sources for c in collect(reports, resolver)]
    cases: list[tuple[Options, str, float]] = []
    for fold in (0, 1):
        other = fit([(o, w, share) for (doc, o, w), share in first if fold_of(doc) != fold])
        for reports, share in sources:
            own = (report for report in reports if fold_of(report[0]["doc"]) == fold)
            cases += [(o, w, share) for _, o, w in collect(own, resolver, other)]
    reach = sum(w in {normal(p) for p in o.parties} for o, w, _ in cases) / len(cases)
    weights = fit(cases)
    write(weights, arguments.out)
    print(f"{len(cases)} choices, the right party among them in {reach:.3f}; {len(weights)} keys")
    return 0


if __name__ == "__main__":
    sys.exit(main())
