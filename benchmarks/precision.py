"""The shipped int8 model beside an fp32 export of the same run: accuracy and speed.

``python -m training.export RUN --out FP32 --fp32`` makes the second, to which calibration.json and gate.npz
of the shipped folder are copied; then ``python -m benchmarks.precision FP32 [--int8 FOLDER] [--gold FILE]
[--split SPLIT]``. Without a file it reads the project's own gold set. The two take turns, so that a busy
machine slows both; the best of the rounds counts, by the processor's clock on one core.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.accuracy import figures
from benchmarks.speed import own_gold
from detente.coding import Coder
from detente.coding._coder import MODEL_FOLDER
from detente.coding._evaluation import GoldSentence, code_gold, load_gold, select_scored

Rows = Sequence[dict[str, Any]]


class Stopwatch:
    """Stands in for a part of the coder and adds up the processor's seconds that it takes."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self._work = work
        self.seconds = 0.0

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Do the work."""
        started = time.process_time()
        try:
            return self._work(*args, **options)
        finally:
            self.seconds += time.process_time() - started


@dataclass(frozen=True, slots=True)
class Pace:
    """Sentences in a second of processor: the encoder, the reader, all together; and size in MB."""

    encoder: float
    reader: float
    whole: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one model coded, and how fast."""

    name: str
    rows: tuple[dict[str, Any], ...]
    pace: Pace


def run_round(folder: Path, sentences: list[GoldSentence]) -> Outcome:
    """Code the sentences once by a model's folder, on one thread."""
    coder = Coder.load(model=folder, threads=1)
    network = coder._network
    encode, read = Stopwatch(network.encode), Stopwatch(network.read)
    network.encode, network.read = encode, read  # type: ignore[method-assign]
    whole = Stopwatch(code_gold)
    rows = whole(sentences, coder)
    n = len(sentences)
    size = sum((folder / f"{part}.onnx").stat().st_size for part in ("encoder", "reader")) / 1e6
    pace = Pace(*(n / max(watch.seconds, 1e-9) for watch in (encode, read, whole)), size)
    return Outcome(coder.name, tuple(rows), pace)


def best_pace(outcomes: Sequence[Outcome]) -> Pace:
    """Return the best of each pace over rounds."""
    paces = [outcome.pace for outcome in outcomes]
    return Pace(
        max(p.encoder for p in paces),
        max(p.reader for p in paces),
        max(p.whole for p in paces),
        paces[0].megabytes,
    )


def share_alike(one: Rows, other: Rows) -> float:
    """Return the share of sentences (0 to 1) that both code alike: types, parties, source, status."""
    names = ("type", "mode", "actor", "recipient", "via", "said_by", "status", "hedged")

    def plain(row: dict[str, Any]) -> list[list[Any]]:
        return [[event.get(name) for name in names] for event in row["events"]]

    return sum(plain(a) == plain(b) for a, b in zip(one, other, strict=True)) / len(one) if one else 1.0


def accuracies(sentences: Sequence[GoldSentence], rows: Rows) -> dict[str, float]:
    """Return the figures of `benchmarks.accuracy` for what was coded."""
    gold, coded = select_scored(sentences, rows)
    return {name: figure(gold, coded) for name, figure in figures().items()}


def compare(folders: Sequence[Path], sentences: list[GoldSentence], rounds: int = 3) -> list[str]:
    """Return the lines of the table: the two folders side by side, the second less the first."""
    outcomes = [[run_round(folder, sentences) for folder in folders] for _ in range(rounds)]
    left, right = (list(column) for column in zip(*outcomes, strict=True))
    scores = [accuracies(sentences, column[0].rows) for column in (left, right)]
    paces = [best_pace(column) for column in (left, right)]
    lines = [f"{'':22} {'int8':>8} {'fp32':>8}    fp32 to int8"]
    for name in scores[0]:
        a, b = (s[name] for s in scores)
        lines.append(f"{name:22} {a:8.3f} {b:8.3f} {b - a:+8.3f}")
    for title, name in (
        ("encoder, sentences/s", "encoder"),
        ("reader, sentences/s", "reader"),
        ("whole, sentences/s", "whole"),
        ("megabytes", "megabytes"),
    ):
        a, b = (getattr(p, name) for p in paces)
        lines.append(f"{title:22} {a:8.1f} {b:8.1f} {b / a:7.2f}x")
    alike = share_alike(left[0].rows, right[0].rows)
    lines.append(f"{alike:.1%} of the {len(sentences)} sentences are coded alike")
    return lines


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("fp32", type=Path, help="folder of the fp32 export")
    parser.add_argument("--int8", type=Path, default=MODEL_FOLDER, help="folder of the int8 model")
    parser.add_argument("--gold", type=Path, help="a file in the gold set's layout")
    parser.add_argument("--split", help="a split of that file")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    sentences = load_gold(args.gold or own_gold(), args.split)
    print("\n".join(compare((args.int8, args.fp32), sentences, args.rounds)))


if __name__ == "__main__":
    main()
