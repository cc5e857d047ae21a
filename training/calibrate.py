"""Fit settings and score curve on held-out text: ``python -m training.calibrate MODEL``.

Held-out: 15% of the gold split `train` and 7.5% of the annotated pool, chosen by the hash of the
document's name; the run that is calibrated has not been trained on them. A mention is right when its
sentence has an event of its type. The settings are searched one at a time for the best tuple F1, the curve is
isotonic regression. The calibration error is that of curves fitted on other documents (five folds).
"""

from __future__ import annotations

import argparse
import collections
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from detente.actors import Gazetteer, Resolver
from detente.coding import Coder, score_events
from detente.coding._assemble import Assembler, Settings
from detente.coding._evaluation import GoldSentence, as_gold_row, load_gold, to_passages
from detente.coding._network import Network
from training.data import HEADLINE, load_standoff, read_standoff, restore
from training.train import SHARED, hash_share

Rows = dict[tuple[str, int], list[dict[str, Any]]]


def write_heldout(path: Path, corpus: Path, share: float = 0.15) -> None:
    """Write the held-out documents in the gold set's layout."""
    rows: list[dict[str, Any]] = []
    with (SHARED / "gold/dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["split"] == "train" and hash_share(row["doc"]) < share:
                rows.append(row)
    held = {
        d.name: d
        for d in load_standoff(corpus, SHARED / "text/news_pool.jsonl")
        if hash_share(d.name) < share / 2
    }
    for source in read_standoff(corpus):
        if (document := held.get(source["doc"])) is None:
            continue
        frame = {"doc": document.name, "split": "pool", "date": document.date}
        frame["headline"] = document.headline.text if document.headline else ""
        coded = [events for number, events in source["sentences"] if number != HEADLINE]
        for n, (events, s) in enumerate(zip(coded, document.sentences, strict=True)):
            rows.append({**frame, "sent": n, "text": s.text, "events": [restore(s.text, e) for e in events]})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")


def mark_right(gold: Rows, coded: Rows) -> list[tuple[float, bool]]:
    """Return (raw score, right) of every coded mention; the best scores take the gold events first."""
    marks = []
    for sentence, events in coded.items():
        free = collections.Counter(e["type"] for e in gold.get(sentence, []))
        for e in sorted(events, key=lambda e: -e["score"]):
            marks.append((e["score"], free[e["type"]] > 0))
            free[e["type"]] -= 1
    return marks


def fit_curve(marks: list[tuple[float, bool]], points: int = 12) -> list[list[float]]:
    """Return a monotone curve (raw, probability) by isotonic regression over quantile bins."""
    from sklearn.isotonic import IsotonicRegression

    raw = np.array([m[0] for m in marks])
    right = np.array([m[1] for m in marks], dtype=float)
    order = np.argsort(raw)
    bins = np.array_split(order, points)
    x = np.array([raw[b].mean() for b in bins])
    y = np.array([right[b].mean() for b in bins])
    fitted = IsotonicRegression(y_min=0.01, y_max=0.99).fit_transform(
        x, y, sample_weight=[len(b) for b in bins]
    )
    curve = [[0.0, 0.0], *([round(float(a), 4), round(float(b), 4)] for a, b in zip(x, fitted, strict=True))]
    return [*curve, [1.0, max(0.99, curve[-1][1])]]


def expected_calibration_error(marks: list[tuple[float, bool]], bins: int = 10) -> float:
    """Return the mean gap between score and share of right mentions, weighted by bin size (0 to 1)."""
    scores = np.array([m[0] for m in marks])
    right = np.array([m[1] for m in marks], dtype=float)
    which = np.minimum((scores * bins).astype(int), bins - 1)
    return float(
        sum(
            (which == b).mean() * abs(scores[which == b].mean() - right[which == b].mean())
            for b in range(bins)
            if (which == b).any()
        )
    )


def cross_fitted_error(gold: Rows, coded: Rows, folds: int = 5) -> float:
    """Return the calibration error of scores whose curve was fitted without their documents."""
    marks: list[tuple[float, bool]] = []

    def part(rows: Rows, fold: int, *, inside: bool) -> Rows:
        return {k: v for k, v in rows.items() if (int(hash_share(k[0]) * 1000) % folds == fold) == inside}

    for fold in range(folds):
        xs, ys = zip(*fit_curve(mark_right(gold, part(coded, fold, inside=False))), strict=True)
        for raw, right in mark_right(gold, part(coded, fold, inside=True)):
            marks.append((float(np.interp(raw, xs, ys)), right))
    return expected_calibration_error(marks)


def tuple_f1(gold: Rows, coded: Rows, at: float, level: str = "tuple") -> float:
    """Return the F1 of the mentions with a score of at least `at`."""
    kept = {s: [e for e in events if e["score"] >= at] for s, events in coded.items()}
    return score_events(gold, kept).levels[level].f1


def fit_type_thresholds(gold: Rows, coded: Rows, at: float, step: float = 0.002) -> dict[str, float]:
    """Return a least score for single types where that lifts tuple F1 by at least `step`.

    One pass from the most frequent type to the rarest, within 0.2 of the common threshold; types with
    fewer than 20 gold events keep the common one.
    """
    counts = collections.Counter(e["type"] for events in gold.values() for e in events)
    limits: dict[str, float] = {}

    def f1(trial: dict[str, float]) -> float:
        kept = {s: [e for e in v if e["score"] >= trial.get(e["type"], at)] for s, v in coded.items()}
        return score_events(gold, kept).levels["tuple"].f1

    best = f1(limits)
    for kind, n in counts.most_common():
        if n < 20:
            break
        trials = {
            limit: f1(limits | {kind: limit}) for limit in np.round(at + np.arange(-0.2, 0.21, 0.05), 3)
        }
        limit = max(trials, key=lambda x: trials[x])
        if trials[limit] >= best + step:
            limits[kind], best = float(limit), trials[limit]
    return limits


class Cache:
    """The network's verdicts on some sentences, read once, to be assembled under many settings."""

    def __init__(self, sentences: Sequence[GoldSentence], model: Path, least: float = 0.15) -> None:
        self.sentences = sentences
        self.gold: Rows = {(s.doc, s.sent): list(s.events) for s in sentences}
        self.passages = to_passages(sentences)
        self.network = Network(model)
        self.resolver = Resolver(Gazetteer.load())
        coder = Coder(self.network, self.resolver, Settings("cache", candidate_limit=least))
        self.works = [
            w for i in range(0, len(self.passages), 32) for w in coder._work(self.passages[i : i + 32])
        ]

    def code(self, settings: Settings) -> Rows:
        """Return what the model codes with the given settings."""
        assembler = Assembler(self.network.labels, settings)
        rows: Rows = {key: [] for key in self.gold}
        for passage, works in zip(self.passages, self.works, strict=True):
            for m in assembler.assemble(passage, works, self.resolver):
                if (passage.id, m.sentence_index) in rows:
                    rows[passage.id, m.sentence_index].append(as_gold_row(m))
        return rows

    def best(self, settings: Settings) -> tuple[float, float]:
        """Return (tuple F1, least raw score) at the least score that is best for tuple F1."""
        coded = self.code(replace(settings, min_score=0.15))
        limits = [a / 100 for a in range(15, 80, 2)]
        return max((tuple_f1(self.gold, coded, a), a) for a in limits)


GRID: dict[str, tuple[float, ...]] = {
    "tag_weight": (0.3, 0.4, 0.5, 0.6),
    "context_limit": (0.25, 0.35, 0.45, 0.55),
    "weak_limit": (0.0, 0.51, 0.61, 0.66, 0.71),
    "weak_context_limit": (0.35, 0.5, 0.65),
    "add_limit": (0.4, 0.55, 0.7, 0.85, 1.1),
    "pointer_ratio": (0.2, 0.35, 0.5, 0.7),
    "role_limit": (0.35, 0.42, 0.5, 0.58),
    "argument_ratio": (0.6, 0.7, 0.75, 0.85),
}
"""Values tried for each setting, one setting after the other, twice round."""


def search_settings(cache: Cache, settings: Settings, rounds: int = 2) -> Settings:
    """Return the settings with the best tuple F1, found by moving one at a time."""
    best, at = cache.best(settings)
    for _ in range(rounds):
        before = best
        for name, values in GRID.items():
            for value in values:
                if value == getattr(settings, name):
                    continue
                f1, limit = cache.best(trial := replace(settings, **{name: value}))
                if f1 > best + 1e-4:
                    best, at, settings = f1, limit, trial
            print(f"{name} {getattr(settings, name)}: tuple {best:.4f} at {at}", flush=True)
        if best == before:
            break
    return replace(settings, min_score=at)


def calibrate(model: Path, heldout: Path, name: str) -> Settings:
    """Return the settings fitted on the held-out file, and write them into the model's folder."""
    cache = Cache(load_gold(heldout), model)
    settings = search_settings(cache, Settings(name))
    raw = cache.code(replace(settings, min_score=0.05))
    marks = mark_right(cache.gold, raw)
    curve = fit_curve(marks)
    xs, ys = zip(*curve, strict=True)
    settings = replace(
        settings, curve=curve, min_score=round(float(np.interp(settings.min_score, xs, ys)), 3)
    )
    loose = cache.code(replace(settings, min_score=0.02))
    settings = replace(settings, type_min_score=fit_type_thresholds(cache.gold, loose, settings.min_score))
    (model / "calibration.json").write_text(json.dumps(asdict(settings), indent=1) + "\n", encoding="utf-8")
    coded = cache.code(settings)
    scores = score_events(cache.gold, coded)
    print("calibration error before", round(expected_calibration_error(marks), 3))
    print("calibration error on other documents", round(cross_fitted_error(cache.gold, raw), 3))
    print({k: round(v.f1, 3) for k, v in scores.levels.items()}, scores.accuracy)
    return settings


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    parser.add_argument("--heldout", type=Path, default=Path("runs/heldout.jsonl"))
    parser.add_argument("--name", default="detente-mini 0.2.0")
    a = parser.parse_args()
    if not a.heldout.exists():
        write_heldout(a.heldout, a.corpus)
    calibrate(a.model, a.heldout, a.name)
