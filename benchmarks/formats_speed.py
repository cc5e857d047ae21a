"""Speed of exchange: rows of GDELT read into a ledger, again, and written out.

python -m benchmarks.formats_speed --rows 1000000
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from detente.formats import import_events, write_events
from detente.ledger import Ledger

START = dt.date(2024, 1, 1)
CODES = "042 043 036 040 010 020 051 111 112 1121 130 138 141 173 190 193 195 057 073 163 100 120"
STATES = (
    "USA RUS CHN IRN ISR UKR GBR FRA DEU TUR SYR LBN IRQ SAU EGY IND PAK AFG PRK KOR JPN POL ITA ESP YEM JOR "
    "PSE QAT ARE OMN KWT BHR LBY TUN DZA MAR SDN SSD ETH ERI SOM KEN UGA RWA COD NGA MLI NER BFA TCD CMR ZAF "
    "MEX COL VEN BRA ARG CHL PER CUB"
)
FIPS = "US RS CH IR IS UP UK FR GM TU SY LE IZ SA EG"


def write_rows(path: Path, rows: int, seed: int = 7) -> None:
    """Write so many rows in the layout of GDELT 2.0, over a year, the days in order as in the real files."""
    chance = random.Random(seed)
    states, codes, fips = STATES.split(), CODES.split(), FIPS.split()
    weights = [1 / (rank + 1) for rank in range(len(states))]
    with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") as out:
        for number in range(rows):
            day = START + dt.timedelta(days=number * 366 // rows)
            actor, recipient = chance.choices(states, weights, k=2)
            cells = [""] * 61
            cells[0], cells[1] = str(1_100_000_000 + number), day.strftime("%Y%m%d")
            cells[5:8], cells[12] = (f"{actor}GOV", actor, actor), "GOV"
            cells[15:18] = recipient, recipient, recipient
            cells[26], cells[30], cells[32] = chance.choice(codes), "-2.0", "3"
            cells[52], cells[53] = f"Town {number % 500}", chance.choice(fips)
            cells[56], cells[57] = f"{chance.uniform(-60, 70):.4f}", f"{chance.uniform(-180, 180):.4f}"
            cells[59], cells[60] = day.strftime("%Y%m%d") + "120000", f"https://news.example/{number}"
            out.write("\t".join(cells) + "\n")


def timed(name: str, run: Callable[[], object]) -> None:
    """Print what a run gave, its seconds by the clock and of this process, and the most memory so far."""
    wall, own = time.perf_counter(), time.process_time()
    found = run()
    wall, own = time.perf_counter() - wall, time.process_time() - own
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name}: {found}; {wall:.1f} s, {own:.1f} s of processor, peak {peak:.0f} MB", flush=True)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows, path = Path(folder) / "rows.gz", Path(folder) / "crisis.db"
        write_rows(rows, options.rows)
        with Ledger(path) as ledger:
            timed("import", lambda: import_events(ledger, rows).addition)
            timed("import again", lambda: import_events(ledger, rows).addition)
            timed("dyads", lambda: len(ledger.dyads()))
            timed("measures of the crisis", lambda: len(ledger.measures()))
            timed("measures of a pair", lambda: len(ledger.measures(("USA", "RUS"))))
            for format_ in ("jsonl", "csv"):
                with (Path(folder) / "out").open("wb") as out:
                    timed(
                        f"export {format_}",
                        lambda out=out, format_=format_: write_events(ledger.coded_events(), out, format_),
                    )
        print(f"database {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
