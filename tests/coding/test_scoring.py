import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from detente.coding._scoring import count_matches, name_party, score_events

SHARED = Path(__file__).parents[2] / ".." / "shared" / "gold"


def event(kind: str, actor: str, recipient: str | None = None, **more: Any) -> dict[str, Any]:
    base = {
        "type": kind,
        "actor": [{"who": actor}],
        "recipient": [{"who": recipient}] if recipient else [],
        "via": [],
        "said_by": None,
        "status": "actual",
        "hedged": False,
    }
    return base | more


def test_f1_by_hand() -> None:
    gold = {("a", 0): [event("ACCUSE", "ISR", "IRN"), event("ASSAULT", "UNK")], ("a", 1): []}
    coded = {("a", 0): [event("ACCUSE", "ISR", "LBN")], ("a", 1): [event("AID", "USA")]}
    kind = count_matches(gold, coded, "type")
    assert (kind.hits, kind.coded, kind.gold) == (1, 2, 2)
    assert (kind.precision, kind.recall, kind.f1) == (0.5, 0.5, 0.5)
    assert count_matches(gold, coded, "actor").hits == 1
    assert count_matches(gold, coded, "tuple").hits == 0


def test_nothing_coded_scores_zero() -> None:
    gold = {("a", 0): [event("ACCUSE", "ISR")]}
    scores = score_events(gold, {})
    assert scores.levels["type"].f1 == 0.0
    assert (scores.matched, scores.accuracy) == (0, {})


def test_names_of_one_group_are_one() -> None:
    assert name_party("Isil") == name_party("ISLAMIC STATE")


def load_scorer() -> ModuleType:
    path = SHARED / "score.py"
    if not path.is_file():
        pytest.skip("../shared/gold/score.py is not here")
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def damage(events: list[dict[str, Any]], rng: random.Random) -> list[dict[str, Any]]:
    """Return the events as a poor coder would give them."""
    result = []
    for e in events:
        e = json.loads(json.dumps(e))
        roll = rng.random()
        if roll < 0.15:
            continue
        if roll < 0.25:
            e["type"] = "ACCUSE"
        elif roll < 0.4 and e["actor"]:
            e["actor"][0]["who"] = rng.choice(["UNK", "Isis", "the UN", "FRA"])
        elif roll < 0.5:
            e["status"] = "future"
        elif roll < 0.6:
            e["said_by"] = None
        elif roll < 0.7:
            e["hedged"] = not e["hedged"]
            e["recipient"] = e["recipient"][:1]
        elif roll < 0.75:
            e["via"] = [{"who": "QAT"}]
        result.append(e)
    return result


@pytest.mark.parametrize("seed", range(5))
def test_scores_equal_those_of_the_gold_sets_scorer(seed: int) -> None:
    scorer = load_scorer()
    gold = scorer.load(SHARED / "dev.jsonl", "train")
    rng = random.Random(seed)
    coded = {k: damage(v, rng) for k, v in gold.items() if rng.random() > 0.1}
    ours = score_events(gold, coded)
    for level in ("type", "actor", "tuple"):
        f1 = ours.levels[level]
        assert (f1.precision, f1.recall, f1.f1) == pytest.approx(scorer.f1(gold, coded, level))
    matched, accuracy = scorer.attributes(gold, coded)
    assert ours.matched == matched
    assert ours.accuracy == pytest.approx(accuracy)
