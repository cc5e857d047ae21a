"""Writers of a ledger killed (kill -9) at random moments: nothing may be lost, doubled or half in.

python -m benchmarks.ledger_kills --kills 100
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from tests.ledger.killing import kill_writers


def main() -> None:
    """Kill writers as often as the command line says; an AssertionError tells what was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=None, help="of the moments; default: another each time")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = kill_writers(options.kills, Path(folder), seed=seed)
    seconds = time.perf_counter() - began
    print(f"seed {seed}: {found.kills} kills in {seconds:.0f} s, {found.at_work} of writers at work")
    print(f"{found.added} reports added to {found.ledgers} ledgers: none lost, doubled or half in")


if __name__ == "__main__":
    main()
