"""What is held out is what no network was trained on; limits count gold and pool alike."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="training needs torch; the package does not")

from detente.coding._evaluation import load_gold
from training import calibrate
from training.train import hash_share

SENTS = ["Iran struck Iraq.", "It rained.", "Iraq protested.", "Nobody spoke."]
STRIKE = {"type": "ASSAULT", "span": [5, 11]}
PROTEST = {"type": "PROTEST", "span": [5, 14]}


def name_where(fits: Callable[[float], bool], stem: str) -> str:
    """Return a name whose share of the hash is such."""
    return next(n for i in range(1000) if fits(hash_share(n := f"{stem}{i}")))


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")


def test_what_is_held_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold_held, gold_trained = (name_where(f, "gold") for f in (lambda h: h < 0.15, lambda h: h >= 0.15))
    held = name_where(lambda h: h < 0.075, "pool")
    # Between the shares: held out of the gold, but not of the pool.
    trained = name_where(lambda h: 0.075 <= h < 0.15, "pool")
    later = name_where(lambda h: h >= 0.15, "pool")
    shared, corpus = tmp_path / "shared", tmp_path / "corpus"
    monkeypatch.setattr(calibrate, "SHARED", shared)
    row = {"sent": 0, "text": SENTS[0], "events": []}
    write_lines(
        shared / "gold/dev.jsonl",
        [row | {"doc": d, "split": s} for s in ("train", "check") for d in (gold_held, gold_trained)],
    )
    frame = {"date": "2024-05-01", "headline": "A strike", "sents": SENTS}
    write_lines(shared / "text/news_pool.jsonl", [{"doc": d, **frame} for d in (trained, later, held)])
    write_lines(
        corpus / "pool-1.jsonl",
        [{"doc": d, "sentences": [[-1, []], [0, [STRIKE]]]} for d in (held, trained)],
    )
    write_lines(
        corpus / "after-1.jsonl",
        [
            {"doc": held, "sentences": [[2, [PROTEST]]]},
            {"doc": later, "sentences": [[0, [STRIKE]], [1, []]]},
        ],
    )
    path = tmp_path / "runs/heldout.jsonl"
    calibrate.write_heldout(path, corpus)
    found = {(s.doc, s.sent): s for s in load_gold(path)}
    assert set(found) == {(gold_held, 0), (later, 0), (later, 1), (held, 0), (held, 1), (held, 2)}
    assert found[gold_held, 0].split == "train"
    # What nobody has coded is context, not a sentence without events.
    assert [s for s, row in found.items() if not row.coded] == [(held, 1)]
    assert [e["trigger"] for row in found.values() for e in row.events] == ["struck", "struck", "protested"]
    assert found[held, 2].headline == "A strike"


def test_limits_count_gold_and_pool_alike() -> None:
    def event(score: float, kind: str = "ASSAULT") -> dict[str, Any]:
        parties: dict[str, Any] = {"actor": [], "recipient": [], "via": [], "said_by": None}
        rest = {"trigger": "x", "status": "actual", "hedged": False, "mode": None, "certain": 1.0}
        return {"type": kind, "score": score} | parties | rest

    # The gold's one event has a low score; so have ten wrong ones of the pool.
    gold = {("gold", 0): [event(1.0)]} | {(f"pool{n}", 0): [event(1.0)] for n in range(10)}
    coded = {key: [event(0.65), event(0.25, "AID")] for key in gold} | {("gold", 0): [event(0.25)]}
    both, at, _ = calibrate.fit_limits(gold, coded)
    assert at <= 0.25
    assert both == pytest.approx((1.0 + 2 / 3) / 2)
    # By the pool alone they would be passed over.
    del gold["gold", 0]
    assert 0.25 < calibrate.fit_limits(gold, coded)[1] <= 0.65
