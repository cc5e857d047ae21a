"""Fit the weights by which the actors room chooses a party where the words leave it open.

    python -m training.fit_parties [--shared ../shared] [--out src/detente/actors/data/choice.weights]
    python -m training.fit_parties --leave-out runs/heldout.jsonl --out runs/parties.weights

Cases are the parties and sources of the gold split `train` and of the annotated pool. A conditional logit
(McFadden 1974) with an L2 penalty, fitted by L-BFGS. A choice also looks at what was chosen for the report's
earlier events. So the cases are met twice: once with the weights as they are, and once, each third of the
reports, with weights fitted on the others: earlier choices are then as often wrong as on new reports.
How often those choices are right is printed: on reports that the weights have not seen, and for the pool's
half `held`, that nobody has looked at, without any rule made for them either.
With `--leave-out` the reports of a file in the gold layout are not met: `training.calibrate --parties` takes
such weights. Deterministic; some minutes on one core. The split `check` is never read.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from benchmarks.parties import read_pool, read_reports, resolve_reports
from detente.actors import Dossier, Gazetteer, PartyKind, Resolver, _choice
from detente.actors._choice import Choice, Options
from detente.actors._features import FEATURES, NUMBER
from detente.actors._findings import Sentence
from detente.actors._text import split_words
from detente.coding._evaluation import load_gold
from detente.coding._pointing import KINDS
from detente.coding._scoring import name_party

# Rarer keys say little; the penalty of a key falls with how general it is.
RARE = 8
PENALTY = 30.0
GOLD_WEIGHT = 1.5
SMALL = 0.04
FOLDS = 3
HEADER = """\
# Weights of the choice between the parties of a report (see _choice.py): key: fact=weight ...
# Fitted by training/fit_parties.py on this project's own annotation; CC BY 4.0.
"""


Weights = dict[str, dict[str, float]]
Report = list[dict[str, Any]]
# Of a field of an event and whether the party was found.
Tally = Counter[tuple[str, bool]]


class Open(NamedTuple):
    """A choice that the words leave open: its report, its options, and the party that is right."""

    doc: str
    options: Options
    who: str


def fold_of(doc: str) -> int:
    """Return the part of all reports, 0 to `FOLDS` - 1, to which a report belongs."""
    return hashlib.sha256(doc.encode()).digest()[3] % FOLDS


def collect(
    reports: Iterable[Report], resolver: Resolver, weights: Weights | None = None, tally: Tally | None = None
) -> list[Open]:
    """Return the open choices of reports.

    Args:
        reports: The reports, each with its sentences.
        resolver: The resolver.
        weights: By which the choices are made; None takes those of the package.
        tally: Counts by field the parties asked for and those found; None counts nothing.
    """
    cases: list[Open] = []
    asked: list[Options] = []
    last: dict[tuple[str, int, int], Options | None] = {}
    settle, resolve = Choice.settle, Dossier._resolve

    def record(self: Choice, *arguments: Any) -> Any:
        asked.append(self.options(*arguments))
        return settle(self, *arguments)

    def record_range(
        self: Dossier, home: Sentence, first: int, stop: int, kind: PartyKind, *rest: Any
    ) -> Any:
        asked.clear()
        found = resolve(self, home, first, stop, kind, *rest)
        # The last call for a range knows most of the event.
        last[kind, first, stop] = asked[0] if len(asked) == 1 else None
        return found

    with ExitStack() as stack:
        stack.enter_context(patch.object(Choice, "settle", record))
        stack.enter_context(patch.object(Dossier, "_resolve", record_range))
        if weights is not None:
            rows = {key: [(NUMBER[f], w) for f, w in row.items()] for key, row in weights.items()}
            stack.enter_context(patch.object(_choice, "_weights", lambda: rows))
        _choice._combined.cache_clear()
        for report in reports:
            for case in resolve_reports([report], resolver):
                first, stop = split_words(case.sentence).span_of(case.start, case.end)
                options = last[KINDS[case.field], first, stop]
                if options is not None and not case.several:
                    cases.append(Open(report[0]["doc"], options, case.who))
                if tally is not None:
                    tally[case.field, case.right] += 1
    _choice._combined.cache_clear()
    return cases


def fit(cases: list[tuple[Open, float]]) -> Weights:
    """Return the weights by key and fact; each case counts as much as the number beside it."""
    often = Counter(key for case, _ in cases for key in case.options.keys)
    keys = [key for key, count in sorted(often.items()) if count >= RARE]
    at, width = {key: i for i, key in enumerate(keys)}, len(FEATURES)
    # A fact of a row (a party of a case) counts by the sum of the weights of the case's keys.
    row_of, cell_of, values = array("L"), array("L"), array("d")
    starts: list[int] = []
    right: list[int] = []
    shares: list[float] = []
    held_by: list[int] = []
    held: list[int] = []
    row = 0
    for (_, options, who), share in cases:
        names = [name_party(p) for p in options.parties]
        if who not in names:
            continue
        number = len(starts)
        starts.append(row)
        right.append(row + names.index(who))
        shares.append(share)
        for key in options.keys:
            if key in at:
                held_by.append(number)
                held.append(at[key])
        for facts in options.facts:
            for feature, value in facts:
                row_of.append(row)
                cell_of.append(number * width + feature)
                values.append(value)
            row += 1
    count = len(starts)
    holds = csr_matrix((np.ones(len(held)), (held_by, held)), shape=(count, len(keys)))
    held_in = holds.T.tocsr()
    facts_of, cells, value = np.asarray(row_of), np.asarray(cell_of), np.asarray(values)
    group, gold = np.repeat(np.arange(count), np.diff([*starts, row])), np.array(right)
    share = np.array(shares)
    penalty = np.full((len(keys), width), PENALTY)
    penalty[at["*"]] = PENALTY / 5

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(len(keys), width)
        scores = np.bincount(facts_of, value * (holds @ weights).ravel()[cells], minlength=row)
        exp = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        prob = exp / np.add.reduceat(exp, starts)[group]
        gradient = prob * share[group]
        gradient[gold] -= share
        cost = -(share * np.log(np.maximum(prob[gold], 1e-12))).sum() + 0.5 * (penalty * weights**2).sum()
        by_case = np.bincount(cells, value * gradient[facts_of], minlength=count * width)
        return cost, (held_in @ by_case.reshape(count, width) + penalty * weights).ravel()

    start = np.zeros(len(keys) * width)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    found: Weights = {}
    for key, line in zip(keys, best.reshape(len(keys), width), strict=True):
        pairs = {f: round(float(x), 2) for f, x in zip(FEATURES, line, strict=True)}
        kept = {f: v for f, v in pairs.items() if abs(v) >= SMALL}
        if kept:
            found[key] = kept
    return found


def write(weights: Weights, path: Path) -> None:
    """Write weights as `_choice` reads them."""
    lines = [f"{key}: " + " ".join(f"{f}={v:g}" for f, v in row.items()) for key, row in weights.items()]
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


def leave_out(reports: Iterable[Report], path: Path) -> list[Report]:
    """Return the reports that a file in the gold layout does not hold."""
    out = {row.doc for row in load_gold(path)}
    return [report for report in reports if report[0]["doc"] not in out]


@contextmanager
def use_weights(path: Path) -> Iterator[None]:
    """Let resolvers choose by the weights of another file."""
    weights = _choice.read_weights(path.read_text(encoding="utf-8"))
    _choice._combined.cache_clear()
    try:
        with patch.object(_choice, "_weights", lambda: weights):
            yield
    finally:
        _choice._combined.cache_clear()


def main() -> int:
    """Fit, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("src/detente/actors/data/choice.weights"))
    parser.add_argument("--leave-out", type=Path, help="file in the gold layout whose reports are not met")
    arguments = parser.parse_args()
    texts = arguments.shared / "text" / "news_pool.jsonl"
    sources: dict[str, tuple[list[Report], float]] = {
        "train": (list(read_reports(arguments.shared / "gold" / "dev.jsonl", "train")), GOLD_WEIGHT),
        "look": (list(read_pool(texts, "look")), 1.0),
        "held": (list(read_pool(texts, "held")), 1.0),
    }
    if arguments.leave_out:
        sources = {n: (leave_out(reports, arguments.leave_out), w) for n, (reports, w) in sources.items()}
    resolver = Resolver(Gazetteer.load())
    first = [(c, share) for reports, share in sources.values() for c in collect(reports, resolver)]
    tallies: dict[str, Tally] = {name: Counter() for name in sources}
    cases: list[tuple[Open, float]] = []
    for fold in range(FOLDS):
        others = fit([(case, share) for case, share in first if fold_of(case.doc) != fold])
        for name, (reports, share) in sources.items():
            own = [report for report in reports if fold_of(report[0]["doc"]) == fold]
            cases += [(c, share) for c in collect(own, resolver, others, tallies[name])]
    for name, tally in tallies.items():
        for field in KINDS:
            hits, total = tally[field, True], tally[field, True] + tally[field, False]
            print(f"{name:6} {field:10} {total:6} {hits / max(total, 1):.3f}")
    reach = sum(w in {name_party(p) for p in o.parties} for (_, o, w), _ in cases) / len(cases)
    weights = fit(cases)
    write(weights, arguments.out)
    print(f"{len(cases)} choices, the right party among them in {reach:.3f}; {len(weights)} keys")
    return 0


if __name__ == "__main__":
    sys.exit(main())
