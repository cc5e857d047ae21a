"""Fit score curve and thresholds on held-out text: ``python -m training.calibrate MODEL --runs runs``.

Held-out: 15% of the gold split `train` and 7.5% of the annotated pool, chosen by the hash of the
document's name; the run that is calibrated has not been trained on them. A mention is right when its
sentence has an event of its type. The curve is isotonic regression; the least score is that of the best
tuple F1, for all types together.
"""

from __future__ import annotations

import argparse
import collections
import json
from pathlib import Path
from typing import Any

import numpy as np

from detente.coding import Coder, score_events
from detente.coding._evaluation import GoldSentence, code_gold, load_gold
from training.data import load_standoff, read_standoff, restore
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
        for n, ((_, events), s) in enumerate(zip(source["sentences"], document.sentences, strict=True)):
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


def code(sentences: list[GoldSentence], model: Path, settings: dict[str, Any]) -> Rows:
    """Return what the model codes with the given settings."""
    (model / "calibration.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    rows = code_gold(sentences, Coder.load(model=model))
    return {(r["doc"], r["sent"]): r["events"] for r in rows}


def calibrate(model: Path, heldout: Path, name: str) -> dict[str, Any]:
    """Return the settings fitted on the held-out file, and write them into the model's folder."""
    sentences = load_gold(heldout)
    gold: Rows = {(s.doc, s.sent): list(s.events) for s in sentences}
    best: tuple[float, dict[str, Any]] = (-1.0, {})
    for weight in (0.3, 0.5):
        for role_limit in (0.35, 0.5):
            for context_limit in (0.35, 0.6):
                settings: dict[str, Any] = {
                    "coder": name, "candidate_limit": 0.25, "min_score": 0.1, "tag_weight": weight,
                    "role_limit": role_limit, "context_limit": context_limit,
                }  # fmt: skip
                coded = code(sentences, model, settings)
                at, f1 = max(
                    ((a / 100, tuple_f1(gold, coded, a / 100)) for a in range(15, 80, 3)), key=lambda p: p[1]
                )
                print(
                    f"weight {weight} roles {role_limit} context {context_limit}: tuple {f1:.3f} at {at}",
                    flush=True,
                )
                if f1 > best[0]:
                    best = (f1, settings | {"min_score": at})
    settings = best[1]
    coded = code(sentences, model, settings | {"min_score": 0.05})
    marks = mark_right(gold, coded)
    settings["curve"] = fit_curve(marks)
    xs, ys = zip(*settings["curve"], strict=True)
    settings["min_score"] = round(float(np.interp(settings["min_score"], xs, ys)), 3)
    loose = code(sentences, model, settings | {"min_score": 0.02})
    settings["type_min_score"] = fit_type_thresholds(gold, loose, settings["min_score"])
    coded = code(sentences, model, settings)
    scores = score_events(gold, coded)
    print("calibration error before", round(expected_calibration_error(marks), 3))
    print("calibration error after", round(expected_calibration_error(mark_right(gold, coded)), 3))
    print({k: round(v.f1, 3) for k, v in scores.levels.items()}, scores.accuracy)
    return settings


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    parser.add_argument("--heldout", type=Path, default=Path("runs/heldout.jsonl"))
    parser.add_argument("--name", default="detente-mini 0.1.0")
    a = parser.parse_args()
    if not a.heldout.exists():
        write_heldout(a.heldout, a.corpus)
    calibrate(a.model, a.heldout, a.name)
