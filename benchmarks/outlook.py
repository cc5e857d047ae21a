"""How the outlook's odds and counts fare, by rolling origin.

    python -m benchmarks.outlook ../shared/events                  # ICEWS 2018 between states
    python -m benchmarks.outlook ../shared/events --what keds      # KEDS Balkans, 1989 to 2003
    python -m benchmarks.outlook speed                             # 1,000 runs of 30 days for 20 parties

    python -m benchmarks.outlook ../shared/events --part crises    # tension and rungs alone

At each origin (ICEWS: every week from 2018-06-30 on; KEDS: every half year from 1993 on) the model knows only
what was before it; it is fitted anew every 30 days (KEDS: every two years). Odds of material conflict within
7, 14 and 30 days, for every ordered pair with an event before the origin, against
four baselines; intervals by a bootstrap of pairs of parties, each with all its odds in both directions. Then
crises, the ten pairs that clash most with six others each, at the same origins: how often the index of
tension was within its 90% band, its ranked probability score; Brier score and calibration of odds of rungs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from detente.outlook import (
    Backtest,
    CrisisBacktest,
    History,
    Outlook,
    backtest,
    backtest_crises,
    read_history,
    to_states,
)
from detente.records import to_json

__all__ = ["main", "measure_speed", "print_crises", "print_record"]


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("events", help='the folder with icews18/ and samples/, or "speed"')
    parser.add_argument("--what", choices=("icews", "keds"), default="icews")
    parser.add_argument("--every", type=int, default=7, help="days between origins")
    parser.add_argument("--refit", type=int, default=30, help="days between fits")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--part", choices=("odds", "crises", "both"), default="both")
    parser.add_argument("--keep", help="write all figures to this folder (JSON) for outlook_report")
    options = parser.parse_args(arguments)
    if options.events == "speed":
        measure_speed()
        return 0
    began, cpu = time.perf_counter(), time.process_time()
    history, since, every, refit = load_set(options.events, options.what, options.every, options.refit)
    print(f"{options.what}: {len(history)} events, {len(history.parties)} parties")

    fits = Fits()

    def say(words: str) -> None:
        print(words, file=sys.stderr, flush=True)

    if options.keep:
        # Now, not after minutes of work.
        Path(options.keep).mkdir(parents=True, exist_ok=True)

    def keep(name: str, record: Backtest | CrisisBacktest) -> None:
        if options.keep:
            (Path(options.keep) / f"{name}-{options.what}.json").write_bytes(to_json(record) + b"\n")

    if options.part != "crises":
        record = backtest(
            history,
            since=since,
            every_days=every,
            refit_days=refit,
            make=lambda: fits,
            runs=options.runs,
            rng=options.seed,
            progress=say,
        )
        print(f"odds from {len(record.origins)} origins")
        print_record(record)
        keep("outlook", record)
    if options.part != "odds":
        crises = backtest_crises(
            history,
            since=since,
            every_days=every,
            refit_days=refit,
            make=lambda: fits,
            rng=options.seed,
            progress=say,
        )
        print(f"crises from {len(crises.origins)} origins")
        print_crises(crises)
        keep("crises", crises)
    print(f"{time.perf_counter() - began:.0f} s, {time.process_time() - cpu:.0f} s of processor")
    return 0


class Fits(Outlook):
    """Models fitted once for each day: odds and crises are judged at the same origins."""

    def __init__(self) -> None:
        super().__init__()
        self._models: dict[dt.date | None, Outlook] = {}

    def fit(self, history: History, *, until: dt.date | None = None, **options: Any) -> Outlook:  # type: ignore[override]
        """Return the model of a day, fitted when it is first asked for."""
        if until not in self._models:
            self._models[until] = Outlook().fit(history, until=until, **options)
        return self._models[until]


def load_set(folder: str, what: str, every: int, refit: int) -> tuple[History, dt.date, int, int]:
    """Return events, the first origin, and the days between origins and between fits, of a data set."""
    if what == "icews":
        return to_states(read_history(f"{folder}/icews18")), dt.date(2018, 6, 30), every, refit
    return read_history(f"{folder}/samples/keds_balkans_weis.csv"), dt.date(1993, 1, 1), max(every, 182), 730


def print_record(record: Backtest) -> None:
    """Print scores, calibration and counts."""
    for s in record.odds:
        print(
            f"{s.horizon_days:>3} days against {s.baseline:<12} skill {s.skill:+.3f} ({s.skill_low:+.3f} to "
            f"{s.skill_high:+.3f}), Brier {s.brier:.5f} to {s.baseline_brier:.5f}, log {s.log_score:.4f} to "
            f"{s.baseline_log_score:.4f}, AUC {s.auc:.3f} to {s.baseline_auc:.3f}, ECE {s.ece:.4f}, "
            f"{s.events} of {s.odds} came"
        )
    for b in record.reliability:
        print(
            f"{b.horizon_days:>3} days, odds {b.low:.1f} to {b.high:.1f}: "
            f"mean {b.mean_prob:.3f}, came {b.share:.3f} of {b.odds}"
        )
    for c in record.counts:
        print(
            f"{c.horizon_days:>3} days, counts: CRPS {c.crps:.4f}, climatology {c.climatology_crps:.4f}, "
            f"persistence {c.persistence_crps:.4f}; 90% intervals hold {c.coverage:.3f} of {c.pairs}; "
            f"{c.drawn:.0f} drawn, {c.came:.0f} came"
        )


def print_crises(record: CrisisBacktest) -> None:
    """Print how the index of tension and the odds of rungs fared."""
    for t in record.tension:
        print(
            f"{t.horizon_days:>3} days, tension: 90% bands hold {t.coverage:.3f} of {t.crises} "
            f"({t.below:.3f} below); CRPS {t.crps:.2f}, persistence {t.persistence_crps:.2f}, climatology "
            f"{t.climatology_crps:.2f}; mean {t.mean:.1f}, came {t.came:.1f}"
        )
    for r in record.rungs:
        print(
            f"{r.horizon_days:>3} days, {r.of} rungs: Brier {r.brier:.4f}, climatology "
            f"{r.climatology_brier:.4f}; ECE {r.ece:.4f}; {r.events} of {r.odds} came, "
            f"mean of the odds {r.mean_prob:.3f}"
        )


def measure_speed() -> None:
    """Print the time that 1,000 runs of 30 days take for 20 parties, all pairs of which are active."""
    rng = np.random.default_rng(0)
    days, parties = np.sort(rng.integers(0, 365, 8000)), [f"P{at:02d}" for at in range(20)]
    actor, recipient = rng.integers(0, 20, 8000), rng.integers(1, 20, 8000)
    history = History.from_columns(
        days + 19_000, actor, rng.integers(0, 16, 8000), (actor + recipient) % 20, parties=parties
    )
    model = Outlook.load()
    began, cpu = time.perf_counter(), time.process_time()
    runs = model.simulate(history, parties=parties, runs=1000, horizon_days=30)
    print(
        f"1,000 runs of 30 days, 20 parties, {len(runs.run)} rows: {time.perf_counter() - began:.1f} s, "
        f"{time.process_time() - cpu:.1f} s of processor"
    )


if __name__ == "__main__":
    raise SystemExit(main())
