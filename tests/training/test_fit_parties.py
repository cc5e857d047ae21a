"""Weights of the resolver from another file, and reports that are left out of the fit."""

import json
from pathlib import Path

import pytest

pytest.importorskip("scipy", reason="fitting needs scipy; the package does not")

from detente.actors import Gazetteer, Resolver, _choice
from detente.errors import UsageError
from training.fit_parties import leave_out, use_weights, write

TOLD = (
    "Iran and Pakistan closed their border.",
    "Iranian officials met the press.",
    "The government protested.",
)


def who_protested() -> str:
    dossier = Resolver(Gazetteer.load()).open()
    for text in TOLD:
        dossier.add_sentence(text)
    return dossier.resolve(0, len("The government")).who


def test_resolvers_choose_by_other_weights(tmp_path: Path) -> None:
    path = tmp_path / "parties.weights"
    write({"*": {"none": 50.0}}, path)
    shipped, before = _choice._weights(), who_protested()
    assert before != "UNK"
    with use_weights(path):
        assert who_protested() == "UNK"
    assert who_protested() == before
    with pytest.raises(UsageError), use_weights(path):
        Resolver(Gazetteer.load()).open().resolve(0, 1)
    assert who_protested() == before
    assert _choice._weights() is shipped


def test_reports_that_are_held_out_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "heldout.jsonl"
    path.write_text(json.dumps({"doc": "a", "sent": 0, "text": "It rained.", "events": None}) + "\n")
    reports = [[{"doc": doc, "sent": 0}] for doc in ("a", "b", "a2")]
    assert leave_out(reports, path) == reports[1:]
