"""Who is next: temporal link prediction by the published protocol.

    python -m benchmarks.forecast ../shared/events/icews14 --part valid

The folder holds `train.txt`, `valid.txt`, for `--part test` also `test.txt` (subject, relation, object,
time), and the id maps. One `Outlook` is fitted to train alone, rates and marks; odds are not calibrated, as
none is asked for. Its marks rank. Each fact of the part is asked both ways, "with
whom?" and "by whom?"; in single steps the facts up to the day before are known, in many steps those up to
the part's first day. Time-aware filter: other right answers of that day are taken out; ties are ranked at
their mean. Printed are MRR and Hits@1, 3, 10. A rule of decayed frequency is there to compare with
(`--rule`).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from detente.errors import DetenteError
from detente.outlook import History, Outlook, read_graph
from detente.outlook._history import to_date

__all__ = ["main", "print_ranks"]


class FrequencyRule:
    """Scores by decayed frequency: of the triple, then of the pair, then of the object."""

    def score(self, features: np.ndarray, relation: np.ndarray) -> np.ndarray:
        """Return a score of each row, from the features that `Graph.features` begins with."""
        rows = features.astype(np.float32)
        return rows[:, 3] + 0.5 * rows[:, 2] + 0.1 * rows[:, 5] + 0.01 * rows[:, 10] + 0.02 * rows[:, 31]


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder")
    parser.add_argument("--part", choices=("valid", "test"), default="valid")
    parser.add_argument("--steps", choices=("single", "multi", "both"), default="single")
    parser.add_argument("--rule", action="store_true", help="score the rule of decayed frequency instead")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    began, cpu = time.perf_counter(), time.process_time()
    try:
        parts = ["train", "valid"] + (["test"] if options.part == "test" else [])
        whole = read_graph(options.folder, parts=parts)
        # The days of all parts count from the first fact of train.
        train_facts = len(read_graph(options.folder, parts=["train"]))
        part_size = len(whole) - len(read_graph(options.folder, parts=parts[:-1]))
        train = first_events(whole, train_facts)
        since = to_date(int(whole.day[len(whole) - part_size]))
        model = Outlook(calibration_days=0, rng=options.seed).fit(train, name=options.folder, progress=tell)
        if options.rule:
            model.marks_ = replace(model.marks_, network=FrequencyRule())
        print(f"fit {time.perf_counter() - began:.0f} s", file=sys.stderr)
        steps = ("single", "multi") if options.steps == "both" else (options.steps,)
        for step in steps:
            print_ranks(
                model.rank_days(whole, since=since, single_step=step == "single"),
                f"{options.part}, {step} step",
            )
    except DetenteError as error:
        print(f"forecast: {error}", file=sys.stderr)
        return error.exit_code
    print(
        f"{time.perf_counter() - began:.0f} s, {time.process_time() - cpu:.0f} s of processor; "
        f"{len(whole.parties)} parties, {len(whole.types)} relations, {len(whole)} facts"
    )
    return 0


def first_events(history: History, count: int) -> History:
    """Return the first events of a history; the parts follow each other in time."""
    return history.before_number(int(history.day[count - 1]) + 1)


def tell(words: str) -> None:
    """Say on standard error what is being done."""
    print(words, file=sys.stderr, flush=True)


def print_ranks(days: Iterator, title: str) -> float:
    """Print the figures of some days, the filtered ones first; return their MRR."""
    filtered, raw = [], []
    for day in days:
        filtered.append(day.filtered)
        raw.append(day.raw)
        tell(f"day {day.day}: MRR {np.mean(1 / day.filtered):.4f}")
    figures = []
    for name, ranks in (("time-aware filter", np.concatenate(filtered)), ("raw", np.concatenate(raw))):
        hits = ", ".join(f"Hits@{k} {np.mean(ranks <= k):.4f}" for k in (1, 3, 10))
        figures.append(float(np.mean(1 / ranks)))
        print(f"MRR {figures[-1]:.4f}, {hits} ({title}, {name}, {len(ranks)} queries)", flush=True)
    return figures[0]


if __name__ == "__main__":
    raise SystemExit(main())
