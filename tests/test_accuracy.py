"""Accuracy never falls silently: floors on our own gold set everywhere, on the check split where it is."""

import json
import tomllib
from pathlib import Path

import pytest

from detente.coding import Coder, Evaluation, evaluate
from training.to_gold import gold_rows

HERE = Path(__file__).parent
CHECK = HERE.parent / "../shared/gold/dev.jsonl"
FLOORS = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))


def figures(result: Evaluation) -> dict[str, float]:
    return {k: v.f1 for k, v in result.scores.levels.items()} | result.scores.accuracy


def assert_floors(result: Evaluation, floors: dict[str, float]) -> None:
    found = figures(result)
    assert floors
    below = {name: (found[name], floor) for name, floor in floors.items() if found[name] < floor}
    assert not below, f"below the floor (found, floor): {below}"


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load()


def test_own_gold(coder: Coder, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    rows = gold_rows(HERE / "gold/news.txt")
    assert len(rows) >= 200
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    assert_floors(evaluate(path, coder=coder), FLOORS["own_gold"])


def test_check_split(coder: Coder) -> None:
    if not CHECK.is_file():
        pytest.skip("../shared/gold/dev.jsonl is not here")
    result = evaluate(CHECK, split="check", coder=coder)
    assert result.sentences == 493
    assert_floors(result, FLOORS["check"])
