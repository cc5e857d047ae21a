"""Server time of the desk's pages on a ledger of 100,000 mentions, one process.

python -m benchmarks.desk_speed --mentions 100000

Each page is asked for several times, by another event, report, pair or filter each time where it has any, so
that what is kept from the last request helps only where it would help a reader too. Shown are the first
request, the median and the slowest in wall time, and the median of the processor's time, all threads
together, which a busy machine changes less.

The pages named "after a report" are asked for right after a report came in, when nothing that was kept holds
any more and the open matters are being worked out aside.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.ledger_speed import PLACES, make_reports
from detente.ledger import Ledger
from detente.records import EventMention, Place
from detente.reports import Report


def make_varied(mentions: int, seed: int = 7) -> Iterator[tuple[Report, tuple[EventMention, ...]]]:
    """Yield reports whose mentions are surer and less sure, at places, told, planned and denied."""
    chance = random.Random(11)
    spots = {name: (chance.uniform(20, 45), chance.uniform(25, 60)) for name in PLACES.split()}
    for report, found in make_reports(mentions, seed):
        varied = []
        for mention in found:
            name = next((word for word in spots if f" {word} " in mention.sentence.replace(",", " ")), None)
            place = Place(name, None, "TUR", name, *spots[name]) if name else None
            status: Any = chance.choices(("actual", "future", "negated"), (88, 9, 3))[0]
            score, hedged = round(chance.uniform(0.35, 1), 3), chance.random() < 0.15
            varied.append(replace(mention, place=place, status=status, score=score, hedged=hedged))
        yield report, tuple(varied)


def ask(client: Any, path: str) -> tuple[float, float, int]:
    """Return wall and processor milliseconds and the size of the answer to one request."""
    wall, processor = time.perf_counter(), time.process_time()
    answer = client.get(path)
    spent = (time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000
    assert answer.status_code == 200, (path, answer.status_code)
    return *spent, len(answer.content)


def paths_of(client: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield each page with the addresses at which it is asked for."""
    events = [e["id"] for e in client.get("/api/events?limit=200").json()["items"]]
    reports = [r["id"] for r in client.get("/api/reports?limit=100").json()["items"]]
    pairs = [(d["actor"], d["recipient"]) for d in client.get("/api/pairs?limit=60").json()["items"]]
    parties = [p["code"] for p in client.get("/api/parties?limit=24").json()["items"]]
    yield "situation", ["/"]
    yield "situation as of", [f"/?as_of=2024-{month:02d}-15" for month in range(2, 12)]
    yield "timeline", [f"/timeline?offset={60 * n}" for n in range(10)]
    yield "timeline of a party", [f"/timeline?party={code}" for code in parties]
    yield (
        "timeline by words",
        [f"/timeline?text={w}" for w in ("convoy", "bridge", "radar", "mosque", "tower")],
    )
    yield "timeline as of", [f"/timeline?as_of=2024-{month:02d}-15" for month in range(2, 12)]
    yield "event", [f"/event/{id_}" for id_ in events]
    yield "pair", [f"/pair/{one}/{other}" for one, other in pairs]
    yield "party", [f"/party/{code}" for code in parties]
    yield "reports", [f"/reports?offset={60 * n}" for n in range(10)]
    yield "report", [f"/report/{id_}" for id_ in reports]
    yield "review", ["/review", "/review?offset=12", "/review?links=1"]
    yield "outlook", ["/outlook"]
    yield "what if", ["/whatif"]
    yield "add", ["/add"]
    yield "API events", [f"/api/events?offset={50 * n}" for n in range(10)]


AFTER_REPORT = ("situation", "timeline", "pair", "party", "event")


def after_report(client: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield pages with the addresses at which they are asked for after a report came in."""
    paths = dict(paths_of(client))
    for name in AFTER_REPORT:
        yield f"{name} after a report", paths[name]


def main() -> None:
    """Make the ledger, or take one, and print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=100_000)
    parser.add_argument(
        "--db", type=Path, help="The ledger: made there if it is absent, else a copy of it is used."
    )
    parser.add_argument("--times", type=int, default=11)
    parser.add_argument("--only", default="", help="Only pages whose name has these words.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = options.db or Path(folder) / "made.db"
        if not kept.exists():
            with Ledger(kept) as ledger:
                ledger.add_many(make_varied(options.mentions))
        # A copy, since reports are added to it.
        measured = Path(shutil.copy(kept, Path(folder) / "crisis.db"))
        with Ledger(measured) as ledger:
            print(f"{ledger.size}, load {os.getloadavg()[0]:.1f} of {os.cpu_count()} processors")
            measure(ledger, options.times, options.only)


def measure(ledger: Ledger, times: int, only: str) -> None:
    """Ask for the pages of a desk and print the times."""
    from starlette.testclient import TestClient

    from detente.desk.web import create_app

    app = create_app(ledger)
    with TestClient(app, base_url="http://localhost") as client:
        # The desk warms up aside when it starts; a reader comes after that.
        client.get("/")
        while client.get("/api/docket?limit=1").status_code != 200:
            time.sleep(1)
        print(f"{'page':24} {'first':>9} {'median':>9} {'slowest':>9} {'processor':>10} {'size':>8}")
        # Of another seed each time: a kept ledger may hold those of the last.
        new = list(make_varied(5 * times * len(AFTER_REPORT), seed=int(time.time())))
        for name, paths in chain(paths_of(client), after_report(client)):
            if only not in name:
                continue
            spent = []
            for path in islice(cycle(paths), times):
                if name.endswith("after a report"):
                    assert ledger.add(*new.pop()), "the report was there already"
                spent.append(ask(client, path))
            walls = [wall for wall, _, _ in spent]
            print(
                f"{name:24} {walls[0]:6.0f} ms {statistics.median(walls):6.0f} ms {max(walls):6.0f} ms "
                f"{statistics.median(cpu for _, cpu, _ in spent):7.0f} ms {spent[-1][2] / 1000:5.0f} kB",
                flush=True,
            )


if __name__ == "__main__":
    main()
