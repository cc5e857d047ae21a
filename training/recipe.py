"""Train a network from the corpus in one go: ``python -m training.recipe --out runs/model``.

Two cores and `--minutes` of training (100), in three stages, each of which leaves its folder in OUT and is
not done again when it is there:

1. ``first``: one run on both cores from the pretrained encoder, at the full learning rate;
2. ``left`` and ``right``: two runs from there side by side, one core each, down to a rate of nothing;
3. OUT/model.pt: the mean of both, or the better of the three on held-out text (`training.average`).

A run that was cut short goes on from its last epoch. How long the last sitting took, and how the networks
score on held-out text, is in OUT/recipe.json.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import torch

from training.average import average
from training.features import encode_documents
from training.mentions import mark_mentions
from training.model import Encoder, Reader, find_encoder, load_bert
from training.train import evaluate_dev, load_sources, load_tokenizer
from training.train import parse_arguments as train_arguments

FIRST_SHARE: Final = 0.2
"""Share of the training time that the common beginning has: enough for the new heads to settle."""
COMMON: Final = ("--tokens", "1200", "--own-weight", "0.8", "--epochs", "99", "--evaluate-every", "99")
SEEDS: Final = {"left": 21, "right": 22}


class Stage(NamedTuple):
    """A stage's folder and the process that trains it; None where the folder says that it is done."""

    folder: Path
    process: subprocess.Popen[bytes] | None


def run_stages(out: Path, minutes: float, corpus: Path, threads: int = 2) -> None:
    """Train the common beginning and the two runs from it, as far as they are not there.

    Raises:
        subprocess.CalledProcessError: A run failed, and any beside it has ended; its output is in
            OUT/STAGE.log.
    """
    first = ["--minutes", str(FIRST_SHARE * minutes), "--decay-from", "0.9", "--seed", "11"]
    first += ["--threads", str(threads)]
    _wait([_start(out / "first", corpus, first)])
    rest = str((1.0 - FIRST_SHARE) * minutes)
    stages = []
    for name, seed in SEEDS.items():
        options = ["--start", str(out / "first/model.pt"), "--minutes", rest, "--decay-from", "0.1"]
        options += ["--lr", "1.6e-4", "--head-lr", "8e-4", "--threads", "1", "--seed", str(seed)]
        stages.append(_start(out / name, corpus, options))
    _wait(stages)


def _start(folder: Path, corpus: Path, options: Sequence[str]) -> Stage:
    """Return a stage, its process started unless it is done."""
    if (folder / "done").exists():
        return Stage(folder, None)
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "training.train", "--out", str(folder), "--corpus", str(corpus)]
    print(f"{folder.name}: {' '.join(options)}", file=sys.stderr, flush=True)
    with folder.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "--resume", *COMMON, *options], stdout=log, stderr=subprocess.STDOUT
        )
    return Stage(folder, process)


def _wait(stages: Sequence[Stage]) -> None:
    """Wait for all stages and mark those that are done; raises for the first that failed."""
    running = [(folder, process) for folder, process in stages if process is not None]
    for folder, process in running:
        if process.wait() == 0:
            (folder / "done").touch()
    for folder, process in running:
        if process.returncode:
            print(f"{folder.name} failed: see {folder.with_suffix('.log')}", file=sys.stderr, flush=True)
            raise subprocess.CalledProcessError(process.returncode, process.args)


def choose_network(out: Path, corpus: Path) -> dict[str, dict[str, float]]:
    """Return the held-out scores of both runs and their mean; writes the best as OUT/model.pt."""
    folder = find_encoder()
    _, held = load_sources(train_arguments(["--out", str(out), "--corpus", str(corpus)]))
    dev = encode_documents(held, load_tokenizer(folder))
    mark_mentions(dev)
    states = {name: torch.load(out / name / "model.pt", weights_only=True) for name in SEEDS}
    states["mean"] = average(list(states.values()))
    scores = {}
    for name, state in states.items():
        encoder, reader = Encoder(load_bert(folder, 0.0), dropout=0.0), Reader(dropout=0.0)
        encoder.load_state_dict(state["encoder"])
        reader.load_state_dict(state["reader"])
        scores[name] = evaluate_dev(encoder, reader, dev)
        print(name, {k: scores[name][k] for k in ("f1", "type|trigger", "party sets", "status")}, flush=True)
    best = max(scores, key=lambda name: scores[name]["f1"] + scores[name]["party sets"])
    torch.save(states[best], out / "model.pt")
    print(f"kept: {best}", flush=True)
    return scores


def main() -> None:
    """Run the stages and write OUT/model.pt and OUT/recipe.json."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    parser.add_argument("--minutes", type=float, default=100.0, help="of training, all stages together")
    parser.add_argument("--threads", type=int, default=2, help="of the first stage; 1 beside other work")
    args = parser.parse_args()
    started = time.time()
    run_stages(args.out, args.minutes, args.corpus, args.threads)
    scores = choose_network(args.out, args.corpus)
    row = {"minutes": round((time.time() - started) / 60, 1), "scores": scores}
    (args.out / "recipe.json").write_text(json.dumps(row, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
