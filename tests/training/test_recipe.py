"""The recipe's stages follow each other, are not done twice, and say when they fail."""

from itertools import pairwise
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="training needs torch; the package does not")

from subprocess import CalledProcessError  # noqa: E402

from training import recipe  # noqa: E402

CORPUS = Path("corpus")
# Stands in for Python: notes what it is asked for, and fails where a file FOLDER.fail says so.
STUB = """#!/bin/sh
echo "$@" >> {calls}
test ! -e "$4.fail" || {{ echo out of memory; exit 3; }}
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "calls.txt"
    stub = tmp_path / "python"
    stub.write_text(STUB.format(calls=found), encoding="utf-8")
    stub.chmod(0o755)
    monkeypatch.setattr(recipe.sys, "executable", str(stub))
    return found


def read_calls(path: Path) -> list[tuple[str, dict[str, str]]]:
    """Return name and options of each stage that was run, those side by side by name."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        assert words[:3] == ["-m", "training.train", "--out"]
        assert "--resume" in words
        pairs = {a: b for a, b in pairwise(words) if a.startswith("--")}
        found.append((Path(pairs["--out"]).name, pairs))
    return [found[0], *sorted(found[1:], key=lambda call: call[0])]


def test_one_run_then_two_from_it(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    recipe.run_stages(out, 100.0, CORPUS, threads=1)
    first, left, right = read_calls(calls)
    assert [name for name, _ in (first, left, right)] == ["first", "left", "right"]
    assert "--start" not in first[1]
    assert {options["--start"] for _, options in (left, right)} == {str(out / "first/model.pt")}
    assert float(first[1]["--minutes"]) + float(left[1]["--minutes"]) == pytest.approx(100.0)
    assert left[1]["--seed"] != right[1]["--seed"]
    assert {options["--corpus"] for _, options in (first, left, right)} == {str(CORPUS)}


def test_what_is_done_is_not_done_again(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "first").mkdir(parents=True)
    (out / "first/done").touch()
    recipe.run_stages(out, 10.0, CORPUS)
    assert sorted(name for name, _ in read_calls(calls)) == ["left", "right"]
    recipe.run_stages(out, 10.0, CORPUS)
    assert len(read_calls(calls)) == 2


def test_a_stage_that_fails_is_told_and_taken_up_again(
    calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "left.fail").touch()
    with pytest.raises(CalledProcessError) as caught:
        recipe.run_stages(out, 10.0, CORPUS)
    assert caught.value.returncode == 3
    assert f"left failed: see {out / 'left.log'}" in capsys.readouterr().err
    assert (out / "left.log").read_text() == "out of memory\n"
    # The run beside it ended well, and counts as done.
    assert {p.parent.name for p in out.glob("*/done")} == {"first", "right"}
    (out / "left.fail").unlink()
    calls.unlink()
    recipe.run_stages(out, 10.0, CORPUS)
    assert [name for name, _ in read_calls(calls)] == ["left"]


def test_nothing_follows_a_beginning_that_failed(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "first.fail").touch()
    with pytest.raises(CalledProcessError):
        recipe.run_stages(out, 10.0, CORPUS)
    assert [name for name, _ in read_calls(calls)] == ["first"]


class Net(torch.nn.Linear):
    """A network of one weight."""

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__(1, 1, bias=False)


@pytest.mark.parametrize(("best", "kept"), [(2.0, "mean"), (1.0, "left"), (3.5, "right")])
def test_the_network_that_does_best_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, best: float, kept: str
) -> None:
    weights = {"left": 1.0, "right": 3.0, "mean": 2.0}
    for name in recipe.SEEDS:
        state = {"weight": torch.tensor([[weights[name]]])}
        (tmp_path / name).mkdir()
        torch.save({"encoder": state, "reader": state}, tmp_path / name / "model.pt")

    def score(encoder: Net, *_: object) -> dict[str, float]:
        near = -abs(float(encoder.weight.detach()) - best)
        return {"f1": near, "type|trigger": 0.0, "party sets": 0.0, "status": 0.0}

    for name in ("find_encoder", "load_tokenizer", "load_bert", "mark_mentions", "encode_documents"):
        monkeypatch.setattr(recipe, name, lambda *_: None)
    monkeypatch.setattr(recipe, "load_sources", lambda _: ([], []))
    monkeypatch.setattr(recipe, "evaluate_dev", score)
    monkeypatch.setattr(recipe, "Encoder", Net)
    monkeypatch.setattr(recipe, "Reader", Net)
    scores = recipe.choose_network(tmp_path, CORPUS)
    assert set(scores) == {"left", "right", "mean"}
    found = torch.load(tmp_path / "model.pt", weights_only=True)
    assert float(found["encoder"]["weight"]) == weights[kept]
