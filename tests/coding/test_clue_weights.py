from pathlib import Path

import pytest

from detente.coding._clue_weights import ClueWeights, write_clue_weights, write_named_weights
from detente.errors import ModelError


def test_weights_are_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "clues.txt"
    rows = [("kn=old", [200, 0, -5, 0]), ("ax=had been", [100, 0, 0, 0]), ("*", [-50, -1, -2, -3])]
    write_clue_weights(path, "# Ours.\n", rows)
    weights = ClueWeights.load(path, 5)
    assert weights.sum_up(["ax=had been", "unheard", "ax=had been"]).tolist() == pytest.approx(
        [0, 0.5, -0.01, -0.02, -0.03]
    )
    assert weights.tell(["kn=old", "unheard"], 1) == [("kn=old", 1.61)]
    assert weights.tell(["kn=old"], 2) == []


@pytest.mark.parametrize(
    "text", ["", "kn=old 1 2 3\n* 1 2 3 4\n", "a=b 1 2 3 4\na=b 1 2 3 4\n* 0 0 0 0\n", "* a b c d\n"]
)
def test_damaged_weights_are_an_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "clues.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="the weights of clues"):
        ClueWeights.load(path, 5)
    with pytest.raises(ModelError, match="the weights of clues"):
        ClueWeights.load(tmp_path / "missing.txt", 5)


def test_weights_of_named_outcomes_are_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "clues.txt"
    write_named_weights(
        path, "# Ours.\n", [("w=army", [0, 21, -4]), ("*", [1, 0, -2])], ("GOV", "MIL", "CVL")
    )
    assert path.read_text(encoding="utf-8") == "# Ours.\nw=army MIL 21 CVL -4\n* GOV 1 CVL -2\n"
    weights = ClueWeights.load_named(path, ("GOV", "MIL", "CVL"))
    assert weights.sum_up(["w=army", "unheard", "w=army"]).tolist() == pytest.approx([0.1, 2.1, -0.6])


@pytest.mark.parametrize(
    "text",
    ["", "w=army MIL 21\n", "w=a MIL 1\nw=a MIL 2\n* GOV 1\n", "w=a ARM 1\n* GOV 1\n", "w=a MIL\n* GOV 1\n"],
)
def test_damaged_weights_of_named_outcomes_are_an_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "clues.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="the weights of clues"):
        ClueWeights.load_named(path, ("GOV", "MIL"))
