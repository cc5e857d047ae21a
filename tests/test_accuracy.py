"""Accuracy never falls silently: floors on our own gold set everywhere, on the check split where it is."""

import json
import math
import random
import tomllib
from pathlib import Path

import pytest

from benchmarks.accuracy import bootstrap, sector_share, via_f1
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
    result = evaluate(path, coder=coder)
    floors = dict(FLOORS["own_gold"])
    gold = {(r["doc"], r["sent"]): r["events"] for r in rows}
    coded = {(r["doc"], r["sent"]): r["events"] for r in result.coded_rows}
    assert via_f1(gold, coded) >= floors.pop("via F1")
    assert sector_share(gold, coded) >= floors.pop("sector")
    assert_floors(result, floors)


def test_check_split(coder: Coder) -> None:
    if not CHECK.is_file():
        pytest.skip("../shared/gold/dev.jsonl is not here")
    result = evaluate(CHECK, split="check", coder=coder)
    assert result.sentences == 493
    assert_floors(result, FLOORS["check"])


def test_samples_without_a_figure_do_not_spoil_its_interval() -> None:
    gold = {(str(n), 0): () for n in range(20)}

    def undefined_half_of_the_time(sample: object, _: object) -> float:
        assert isinstance(sample, dict)
        drawn = sum(int(key[0].rpartition(":")[2]) for key in sample)
        return drawn / 400 if drawn % 2 else float("nan")

    low, high = bootstrap(gold, {}, undefined_half_of_the_time, 400, random.Random(1))
    assert 0.2 < low < 0.475 < high < 0.8
    nothing = bootstrap(gold, {}, lambda *_: float("nan"), 50, random.Random(1))
    assert all(math.isnan(value) for value in nothing)
