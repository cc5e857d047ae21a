"""Speed and memory: ``python -m benchmarks.speed [GOLD.jsonl]``.

Prints sentences a second of the whole pipeline and of the bare encoder on the same sentences, headlines
among them since both read them (best of three), their ratio, the time of one ``detente read`` from a cold
start, and its peak memory. Without a file it reads the project's own gold set.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from detente.coding import Coder
from detente.coding._coder import MODEL_FOLDER
from detente.coding._evaluation import load_gold, to_passages
from detente.coding._network import Network

ROOT = Path(__file__).parents[1]


def best_seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """Return the shortest time of some rounds, after one to warm up."""
    work()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def own_gold() -> Path:
    """Return a temporary file with the project's own gold set."""
    from training.to_gold import gold_rows

    path = Path(tempfile.mkdtemp()) / "gold.jsonl"
    rows = gold_rows(ROOT / "tests/gold/news.txt")
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return path


def time_command() -> tuple[float, float]:
    """Return (seconds, peak MB) of one cold ``detente read`` on the example report; the best of three."""
    command = [sys.executable, "-m", "detente", "read", str(ROOT / "examples/report.txt")]
    times = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return min(times), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="?", type=Path)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER, help="folder of another model")
    args = parser.parse_args()
    seconds, megabytes = time_command()
    passages = to_passages(load_gold(args.gold or own_gold()))
    coder, network = Coder.load(model=args.model), Network(args.model, threads=os.cpu_count() or 1)
    texts = [s.text for p in passages for s in p.sentences]

    def code_unseen() -> None:
        # A round must not find what the one before it has read.
        coder.forget()
        coder.code_passages(passages)

    whole = len(texts) / best_seconds(code_unseen)
    bare = len(texts) / best_seconds(lambda: network.encode(texts))
    print(f"{len(texts)} sentences: whole pipeline {whole:.0f}/s, bare encoder {bare:.0f}/s")
    print(f"ratio {whole / bare:.2f}")
    print(f"one `detente read` from a cold start: {seconds:.2f} s, peak memory {megabytes:.0f} MB")


if __name__ == "__main__":
    main()
