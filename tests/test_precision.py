"""The benchmark of int8 against fp32 compares what it says it compares."""

import shutil
from pathlib import Path

import pytest

from benchmarks import precision
from detente.coding._coder import MODEL_FOLDER
from detente.coding._evaluation import GoldSentence

SENTENCES = [
    GoldSentence("a", 0, "Russia urged Iran to show restraint.", ()),
    GoldSentence("a", 1, "The talks in Doha lasted a day.", ()),
]


def test_a_model_is_as_good_as_itself(tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(MODEL_FOLDER, other)
    lines = precision.compare([MODEL_FOLDER, other], SENTENCES, rounds=1)
    assert lines[-1] == "100.0% of the 2 sentences are coded alike"
    size = next(line.split() for line in lines if line.startswith("megabytes"))
    assert size[-1] == "1.00x"
    assert 0 < float(size[1]) < 25


def test_parts_are_timed_apart() -> None:
    outcome = precision.run_round(MODEL_FOLDER, SENTENCES)
    assert [e["type"] for e in outcome.rows[0]["events"]] == ["REQUEST"]
    # More is done in a second by a part than by the whole.
    assert outcome.pace.whole < min(outcome.pace.encoder, outcome.pace.reader)


@pytest.mark.parametrize(
    ("field", "value", "share"), [("status", "future", 0.5), ("score", 0.1, 1.0), ("type", "ACCUSE", 0.5)]
)
def test_sentences_that_differ_are_counted(field: str, value: object, share: float) -> None:
    event = {"type": "REQUEST", "status": "actual", "score": 0.9}
    one = [{"events": [event]}, {"events": []}]
    other = [{"events": [event | {field: value}]}, {"events": []}]
    assert precision.share_alike(one, other) == share


def test_the_best_of_the_rounds_counts() -> None:
    outcomes = [
        precision.Outcome("m", (), precision.Pace(encoder, reader, whole, 24.5))
        for encoder, reader, whole in ((1.0, 5.0, 0.5), (2.0, 4.0, 0.9))
    ]
    assert precision.best_pace(outcomes) == precision.Pace(2.0, 5.0, 0.9, 24.5)
