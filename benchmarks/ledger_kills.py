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
    parser.add_argument(
        "--seed", type=int, default=None, help="of the moments; default: another one each time"
    )
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = kill_writers(options.kills, Path(folder), seed=seed)
    print(
        f"seed {seed}: {found.kills} kills, {found.at_work} of writers at work, {found.added} reports added to "
        f"{found.ledgers} ledgers between them: none lost, doubled or half in "
        f"({time.perf_counter() - began:.0f} s)"
    )


if __name__ == "__main__":
    main()
