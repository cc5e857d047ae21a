"""Accuracy with confidence intervals: ``python -m benchmarks.accuracy GOLD [--split check]``.

Codes the file once and prints each figure with its 95% interval from a bootstrap over documents (Efron
and Tibshirani 1993, percentile interval), then type by type. ``--by TYPE`` figures are no basis for
tuning when the split is `check`.
"""

from __future__ import annotations

import argparse
import collections
import json
import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from detente.coding import Coder, score_events
from detente.coding._evaluation import code_gold, load_gold, select_scored
from detente.coding._scoring import LEVELS, Event, Sentences, name_party

Figure = Callable[[Sentences, Sentences], float]


def figures() -> dict[str, Figure]:
    """Return the figures by name."""

    def level(name: str) -> Figure:
        return lambda gold, coded: score_events(gold, coded).levels[name].f1

    def share(name: str) -> Figure:
        return lambda gold, coded: score_events(gold, coded).accuracy.get(name, float("nan"))

    names = ("status", "hedged", "said_by present", "said_by same source", "via")
    return {
        **{f"{n} F1": level(n) for n in ("type", "actor", "tuple")},
        **{n: share(n) for n in names},
        "via F1": via_f1,
        "sector": sector_share,
        "calibration error": calibration_error,
    }


def pair_up(gold: Sentences, coded: Sentences) -> Iterator[tuple[Event, Event]]:
    """Yield the gold records with the coded ones whose type and actors match, each taken once."""
    key = LEVELS["actor"]
    for sentence, events in gold.items():
        free = list(coded.get(sentence, ()))
        for g in events:
            c = next((c for c in free if key(c) == key(g)), None)
            if c is not None:
                free.remove(c)
                yield g, c


def via_f1(gold: Sentences, coded: Sentences) -> float:
    """Return the micro F1 of intermediaries over the records whose type and actors match; nan without any."""
    hits = n_coded = n_gold = 0
    for pair in pair_up(gold, coded):
        true, found = ({name_party(p["who"]) for p in e["via"]} - {"UNK"} for e in pair)
        hits, n_coded, n_gold = hits + len(true & found), n_coded + len(found), n_gold + len(true)
    return 2 * hits / (n_coded + n_gold) if n_coded + n_gold else float("nan")


def sector_share(gold: Sentences, coded: Sentences) -> float:
    """Return how often the sector of a right actor or recipient is right; nan without any.

    Records are those whose type and actors match; unknown parties are left out.
    """
    right = total = 0
    for pair in pair_up(gold, coded):
        for role in ("actor", "recipient"):
            true, found = ({name_party(p["who"]): p["sector"] for p in e[role]} for e in pair)
            shared = (true.keys() & found.keys()) - {"UNK"}
            right, total = right + sum(true[who] == found[who] for who in shared), total + len(shared)
    return right / total if total else float("nan")


def calibration_error(gold: Sentences, coded: Sentences, bins: int = 10) -> float:
    """Return the mean gap between score and share of right types, over bins of the score (0 to 1).

    The best scores of a sentence take its gold events first.
    """
    marks: list[tuple[float, bool]] = []
    for sentence, events in coded.items():
        free = collections.Counter(e["type"] for e in gold.get(sentence, ()))
        for e in sorted(events, key=lambda e: -e["score"]):
            marks.append((e["score"], free[e["type"]] > 0))
            free[e["type"]] -= 1
    gap = 0.0
    for b in range(bins):
        inside = [(s, r) for s, r in marks if min(int(s * bins), bins - 1) == b]
        gap += abs(sum(s for s, _ in inside) - sum(r for _, r in inside))
    return gap / len(marks) if marks else float("nan")


def bootstrap(
    gold: Sentences, coded: Sentences, figure: Figure, rounds: int, rng: random.Random
) -> tuple[float, float]:
    """Return the 95% interval of a figure over resampled documents; nan where it is never defined.

    Samples in which the figure is undefined (no intermediary in any document) are left out: a nan among them
    would spoil the order of the others.
    """
    documents: dict[str, list[tuple[str, int]]] = {}
    for key in gold:
        documents.setdefault(key[0], []).append(key)
    names = sorted(documents)
    values = []
    for _ in range(rounds):
        sample = rng.choices(names, k=len(names))
        keys = [(f"{n}:{k[0]}", k) for n, name in enumerate(sample) for k in documents[name]]
        g = {(name, k[1]): gold[k] for name, k in keys}
        c = {(name, k[1]): coded[k] for name, k in keys if k in coded}
        values.append(figure(g, c))
    values = sorted(v for v in values if not math.isnan(v))
    if not values:
        return float("nan"), float("nan")
    return values[int(0.025 * len(values))], values[max(0, int(0.975 * len(values)) - 1)]


def by_type(gold: Sentences, coded: Sentences) -> list[tuple[str, int, float, float, float]]:
    """Return (type, gold events, precision, recall, tuple F1) for every type, most frequent first."""
    rows = []
    for kind in {e["type"] for events in gold.values() for e in events}:
        g = {k: [e for e in v if e["type"] == kind] for k, v in gold.items()}
        c = {k: [e for e in v if e["type"] == kind] for k, v in coded.items()}
        scores = score_events(g, c).levels
        rows.append(
            (kind, scores["type"].gold, scores["type"].precision, scores["type"].recall, scores["tuple"].f1)
        )
    return sorted(rows, key=lambda r: -r[1])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--split")
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--model", type=Path, help="folder of another model")
    args = parser.parse_args()
    sentences = load_gold(args.gold, args.split)
    coder = Coder.load(model=args.model)
    rows = code_gold(sentences, coder)
    gold, coded = select_scored(sentences, rows)
    result = {}
    for name, figure in figures().items():
        low, high = bootstrap(gold, coded, figure, args.rounds, random.Random(args.seed))
        result[name] = (figure(gold, coded), low, high)
    if args.json:
        print(json.dumps(result))
        return
    print(f"{coder.name}, {args.gold.name} {args.split or 'all'}: {len(sentences)} sentences")
    for name, (value, low, high) in result.items():
        print(f"{name:22} {value:.3f}  [{low:.3f}, {high:.3f}]")
    print("\ntype        gold  P      R      tuple F1")
    for kind, n, precision, recall, f1 in by_type(gold, coded):
        print(f"{kind:10} {n:5}  {precision:.3f}  {recall:.3f}  {f1:.3f}")


if __name__ == "__main__":
    main()
