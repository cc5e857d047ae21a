"""Writers in processes of their own, and how they are killed: for tests and benchmarks/ledger_kills.py."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from detente.ledger import Ledger
from detente.ledger._counting import count_days
from detente.ledger._tables import CLAIMS, EVENTS, MENTIONS, METADATA, REPORTS, SENTENCES
from tests.ledger.telling import act, tell

ROOT = Path(__file__).parents[2]
REPORTS_OF_A_LEDGER = 40
MOST_REPORTS = 3
FIRST_REPORT_SECONDS = 0.25


@dataclass(frozen=True)
class Killing:
    """What came of killing writers.

    Attributes:
        kills: Times that a writer was killed.
        at_work: Those at which it had not yet added its last report.
        added: Reports that were added in all, by all ledgers.
        ledgers: Ledgers that were filled or begun.
    """

    kills: int
    at_work: int
    added: int
    ledgers: int


def kill_writers(kills: int, folder: Path, *, seed: int) -> Killing:
    """Kill writers of a ledger (kill -9) at random moments, and return what came of it.

    After each kill the ledger is opened: each report must be there as a whole or not at all, once, none that
    was there or that the writer had said was added may be gone, and the tables must fit one another. A full
    ledger must be the same as one that was written in peace; then another is begun.

    Raises:
        AssertionError: It is not so.
    """
    chance = random.Random(seed)
    path = folder / "crisis-0.db"
    Ledger(path).close()
    at_work = added = before = ledgers = 0
    for _ in range(kills):
        process = start_writer(str(path), 0, REPORTS_OF_A_LEDGER)
        told = kill_at_work(process, chance)
        at_work += process.wait(30) == -signal.SIGKILL
        with Ledger(path) as ledger:
            count = check_whole(ledger)
            assert count >= before + told, "a report is gone"
            added, before = added + count - before, count
            if count == REPORTS_OF_A_LEDGER:
                # Full: begin anew, so that each kill hits a writer at work.
                assert ledger.events() == expected_events(REPORTS_OF_A_LEDGER, folder)
                ledgers, before = ledgers + 1, 0
                path = folder / f"crisis-{ledgers}.db"
    with Ledger(path) as ledger:
        ledger.add_many(make_told(number) for number in range(REPORTS_OF_A_LEDGER))
        assert check_whole(ledger) == REPORTS_OF_A_LEDGER
        assert ledger.events() == expected_events(REPORTS_OF_A_LEDGER, folder)
    return Killing(kills, at_work, added, ledgers + 1)


def kill_at_work(process: subprocess.Popen[str], chance: random.Random) -> int:
    """Kill a writer some reports on, anywhere in the adding of the next; return how many it said it added."""
    assert process.stdout is not None
    wanted, told, took = chance.randrange(MOST_REPORTS + 1), 0, FIRST_REPORT_SECONDS
    while told < wanted:
        began = time.perf_counter()
        if not process.stdout.readline():
            break
        told, took = told + 1, time.perf_counter() - began
    # How long a report takes depends on the machine, and on what else it does: the last one tells.
    time.sleep(chance.uniform(0.0, 1.5 * took))
    process.send_signal(signal.SIGKILL)
    told += len(process.stdout.readlines())
    process.stdout.close()
    return told


def expected_events(reports: int, folder: Path):
    with Ledger(folder / "whole.db") as whole:
        whole.add_many(make_told(number) for number in range(reports))
        return whole.events()


def snapshot(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    """Return all that the ledger holds, apart from when it was written."""
    left_out = {"added_at", "applied_at", "retrieved_at", "made_at"}
    with ledger._reading() as connection:
        found = {}
        for table in METADATA.sorted_tables:
            columns = [column for column in table.c if column.name not in left_out]
            found[table.name] = sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)
        return found


WRITER = textwrap.dedent(
    """
    import datetime as dt, sys
    sys.path.insert(0, {root!r})
    from detente.ledger import Ledger
    from tests.ledger.killing import make_told
    first, last = int(sys.argv[2]), int(sys.argv[3])
    with Ledger(sys.argv[1]) as ledger:
        print("ready", flush=True)
        for number in range(first, last):
            if ledger.add(*make_told(number)):
                print(number, flush=True)
    """
).format(root=str(ROOT))


def make_told(number: int):
    """Return the report of a number: three sentences, two acts."""
    day = dt.date(2024, 8, 1) + dt.timedelta(days=number // 6)
    place = ("Arden", "Brook", "Carrow", "Delmar", "Eastport")[number % 5]
    return tell(
        f"Outlet {number % 4}",
        day.isoformat(),
        (f"A strike near {place} killed {number + 2} people.", act("ASSAULT", "strike", "ISR", "HEZBOLLAH")),
        f"Report {number} was filed late.",
        (f"Beirut condemned the attack on {place}.", act("ACCUSE", "condemned", "LBN", "ISR")),
    )


def start_writer(address: str, first: int, last: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(address), str(first), str(last)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def check_whole(ledger: Ledger) -> int:
    """Fail when a report is half in or a table does not fit another; return the number of reports."""
    with ledger._reading() as connection:
        count = connection.scalar(select(func.count()).select_from(REPORTS)) or 0
        for table, each in ((SENTENCES, 3), (MENTIONS, 2)):
            per_report = connection.execute(
                select(func.count()).select_from(table).group_by(table.c.report_id)
            ).all()
            assert [row[0] for row in per_report] == [each] * count
        claims = connection.scalar(select(func.count()).select_from(CLAIMS))
        total = connection.scalar(select(func.sum(EVENTS.c.mentions)))
        assert claims == 2 * count
        assert (total or 0) == 2 * count
    before = snapshot(ledger)
    with ledger._writing() as connection:
        count_days(connection)
    after = snapshot(ledger)
    for name in ("dyad_days", "dyad_months"):
        assert after[name] == before[name]
    return count
