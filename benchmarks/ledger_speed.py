"""Speed of the ledger: mentions merged, and questions asked of a year of a million events.

python -m benchmarks.ledger_speed merge --mentions 100000
python -m benchmarks.ledger_speed ask --events 1000000
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from detente.ledger import Ledger
from detente.ontology import EVENT_TYPES, cameo_root, intensity_of, quad_class_of
from detente.records import EventMention, Party, Span
from detente.reports import Report

START = dt.date(2024, 1, 1)
PLACES = (
    "Arden Brook Carrow Delmar Eastport Fallon Garrow Halden Ister Jarrow Kelso Lorn Marsh Norden Orrin "
    "Pella Quarry Rosten Selby Tarn Ulver Varna Weston Yarrow Zell"
)
WORDS = (
    "bridge harbour convoy depot market border village refinery school barracks ferry radar column airfield "
    "hospital pipeline railway checkpoint ministry embassy garrison warehouse mosque church dam tunnel tower "
    "laboratory prison stadium"
)
FRAMES = (
    "{actor} {verb} a {what} near {place} in the {side} of {recipient}, killing {n}, officials said.",
    "Forces of {actor} {verb} the {what} at {place} on the {side} of {recipient}.",
    "{n} were hurt when {actor} {verb} a {what} outside {place}, {recipient} said of the {side}.",
)
VERBS = {
    "ASSAULT": "struck",
    "ACCUSE": "condemned",
    "REQUEST": "asked about",
    "THREATEN": "threatened",
    "CONSULT": "discussed",
    "MOBILIZE": "massed troops at",
}
SIDES = ("north", "south", "east", "west", "centre", "coast", "highlands")


def make_reports(mentions: int, seed: int = 7) -> Iterator[tuple[Report, tuple[EventMention, ...]]]:
    """Yield reports of five sentences in the order of their days, until they hold so many mentions.

    A fifth of the events are between one pair of parties, as in a real crisis; each event is told by one to
    twelve reports of three days.
    """
    chance = random.Random(seed)
    states = [f"S{number:02d}" for number in range(24)]
    pool: list[dict[str, object]] = []
    made = number = 0
    while made < mentions:
        day = START + dt.timedelta(days=made * 365 // mentions)
        while len(pool) < 40:
            actor, recipient = ("S00", "S01") if chance.random() < 0.2 else chance.sample(states, 2)
            event = {
                "type": chance.choice(list(VERBS)),
                "actor": actor,
                "recipient": recipient,
                "what": chance.choice(WORDS.split()),
                "place": chance.choice(PLACES.split()),
                "side": chance.choice(SIDES),
                "n": chance.randrange(2, 90),
            }
            pool += [event] * chance.choice((1, 1, 2, 3, 4, 6, 12))
        told = [pool.pop(chance.randrange(len(pool))) for _ in range(min(5, mentions - made))]
        number += 1
        yield _make_report(told, day, f"Outlet {number % 60}", chance)
        made += len(told)


def _make_report(
    told: list[dict[str, object]], day: dt.date, outlet: str, chance: random.Random
) -> tuple[Report, tuple[EventMention, ...]]:
    lines = [
        chance.choice(FRAMES).format(verb=VERBS[str(event["type"])], **event).replace("  ", " ")
        for event in told
    ]
    text = "\n".join(line[0].upper() + line[1:] for line in lines)
    report = Report(text=text, outlet=outlet, published=day, language="en")
    mentions = []
    for event, sentence in zip(told, report.sentences, strict=True):
        type_ = str(event["type"])
        trigger = VERBS[type_]
        at = report.text.index(trigger, sentence.span.start)
        mentions.append(
            EventMention(
                type=type_,
                mode=None,
                trigger=trigger,
                trigger_span=Span(at, at + len(trigger)),
                actor=(Party(str(event["actor"]), str(event["actor"]), "GOV"),),
                recipient=(Party(str(event["recipient"]), str(event["recipient"]), "GOV"),),
                quad_class=quad_class_of(type_),
                intensity=intensity_of(type_),
                cameo=cameo_root(type_),
                score=0.9,
                sentence=sentence.text,
                sentence_index=sentence.index,
                sentence_span=sentence.span,
                report_id=report.id,
                coder="made 1.0",
            )
        )
    return report, tuple(mentions)


def measure_merging(mentions: int, path: Path, batch: int) -> None:
    """Print time and memory of merging so many mentions."""
    began = time.perf_counter()
    with Ledger(path) as ledger:
        ledger.add_many(make_reports(mentions), batch=batch)
        seconds = time.perf_counter() - began
        size = ledger.size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{size.mentions} mentions of {size.reports} reports to {size.events} events in {seconds:.1f} s")
    print(f"peak memory {peak:.0f} MB, database {path.stat().st_size / 1e6:.0f} MB")


def fill_ledger(ledger: Ledger, events: int) -> None:
    """Put so many events of a year between 60 states into a ledger, past the merging."""
    from sqlalchemy import insert

    from detente.ledger import rung_of
    from detente.ledger._counting import ALL, count_days
    from detente.ledger._tables import DYADS, EVENTS

    chance = random.Random(7)
    states = [f"S{number:02d}" for number in range(60)]
    weights = [1 / (rank + 1) for rank in range(len(states))]
    kinds = [(type_, mode) for type_, found in EVENT_TYPES.items() for mode in (None, *found.modes)]
    with ledger._writing() as connection:
        for begin in range(0, events, 20_000):
            rows, dyads = [], []
            for number in range(begin, min(begin + 20_000, events)):
                type_, mode = chance.choice(kinds)
                actor, recipient = chance.choices(states, weights, k=2)
                day = START + dt.timedelta(days=number * 366 // events)
                # One in fifty was known later, as reports of an event go on coming in.
                known = day + dt.timedelta(days=chance.randrange(1, 20) if number % 50 == 0 else 0)
                facts = {
                    "quad_class": quad_class_of(type_),
                    "intensity": intensity_of(type_, mode),
                    "rung": rung_of(type_, mode),
                    "day": day,
                    "settled_on": known,
                }
                row = {
                    "id": f"{number:014x}",
                    "type": type_,
                    "mode": mode,
                    "actor": actor,
                    "recipient": recipient,
                    "status": "happened",
                    "disputed": False,
                    "hedged": False,
                    "grade": "reported",
                    "day_said": True,
                    "first_known": known,
                    "last_known": known,
                    "mentions": 0,
                    "reports": 0,
                    "witnesses": 0,
                    "counted": True,
                    "words": "",
                    "origin": "made",
                }
                rows.append(row | facts)
                for one, other in ((actor, recipient), (ALL, ALL)):
                    dyads.append({"event_id": row["id"], "actor": one, "recipient": other} | facts)
            connection.execute(insert(EVENTS), rows)
            connection.execute(insert(DYADS), dyads)
        count_days(connection)


def measure_asking(events: int, path: Path) -> None:
    """Print how long `dyads` and `measures` take over a year of so many events: functions, then commands.

    A function's time is with the ledger opened anew; a command's with the start of Python.
    """
    with Ledger(path) as ledger:
        fill_ledger(ledger, events)
        print(f"{ledger.size.events} events, database {path.stat().st_size / 1e6:.0f} MB")
    middle, first, last = dt.date(2024, 7, 10), dt.date(2024, 2, 10), dt.date(2024, 11, 20)
    asked: tuple[tuple[str, Callable[[Ledger], list[Any]]], ...] = (
        ("dyads", lambda ledger: ledger.dyads()),
        ("dyads of a period", lambda ledger: ledger.dyads(since=first, until=last)),
        ("dyads as of a day", lambda ledger: ledger.dyads(as_of=middle)),
        ("dyads of a period as of a day", lambda ledger: ledger.dyads(since=first, until=last, as_of=middle)),
        ("measures of the crisis", lambda ledger: ledger.measures()),
        ("measures of a pair", lambda ledger: ledger.measures(("S00", "S01"))),
        ("measures as of a day", lambda ledger: ledger.measures(as_of=middle)),
        ("measures of a pair as of a day", lambda ledger: ledger.measures(("S00", "S01"), as_of=middle)),
    )
    for name, ask in asked:
        began, used = time.perf_counter(), time.process_time()
        with Ledger(path) as ledger:
            found = len(ask(ledger))
        wall, used = time.perf_counter() - began, time.process_time() - used
        print(f"{name}: {found} rows in {wall:.2f} s, {used:.2f} s of processor")
    for words in (
        ["dyads"],
        ["dyads", "--as-of", str(middle)],
        ["measures"],
        ["measures", "--pair", "S00", "S01"],
        ["measures", "--as-of", str(middle)],
    ):
        command = [sys.executable, "-m", "detente", "ledger", "--db", str(path), *words, "--format", "jsonl"]
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, check=True, capture_output=True)
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        rows = done.stdout.count(b"\n")
        print(f"detente ledger {' '.join(words)}: {rows} rows in {wall:.2f} s, {used:.2f} s of processor")


def main() -> None:
    """Run the benchmark that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("merge", "ask"))
    parser.add_argument("--mentions", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crisis.db"
        if options.what == "merge":
            measure_merging(options.mentions, path, options.batch)
        else:
            measure_asking(options.events, path)


if __name__ == "__main__":
    main()
