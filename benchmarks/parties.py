"""Party accuracy of the actors room on a gold file, with the gold spans given.

    python -m benchmarks.parties ../shared/gold/dev.jsonl [--split train] [--misses 40]
    python -m benchmarks.parties ../shared/text/news_pool.jsonl --pool held

Every party and source text that is not empty is resolved in a dossier that has read the report's headline
and its sentences up to that one. A party counts as right when its `who`, in the scorer's normal form, is the
gold's; where the same words stand for several parties of one event ("both sides"), when all that the resolver
gives hold it.
Speeds are in processor time, with a gazetteer that has read the entries named: reading of sentences, and
resolutions in sentences already read, each the median of seven rounds with new dossiers.
Misses are only shown for the train split and one half of the annotated pool: the rest is for reporting.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import hashlib
import json
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from detente.actors import Dossier, Gazetteer, Resolution, Resolver
from detente.coding._assemble import READ_AHEAD_SENTENCES
from detente.coding._pointing import KINDS
from detente.coding._scoring import name_party
from training.data import HEADLINE, read_standoff, restore

CORPUS = Path(__file__).parents[1] / "training" / "corpus"
# So many reports are enough for the speed.
SPEED_REPORTS: Final = 200
# The sentences of a report with what was annotated; a sentence with its events; and of a party its field,
# what the gold says of it, its first character and the one after its last.
Report: TypeAlias = list[dict[str, Any]]
Step: TypeAlias = tuple[str, list[dict[str, Any]]]
Span: TypeAlias = tuple[str, dict[str, Any], int, int]


@dataclass(frozen=True, slots=True)
class Case:
    """One gold span with what the resolver made of it; `event` is the gold's."""

    event: dict[str, Any]
    field: str
    text: str
    sentence: str
    who: str
    label: str
    found: Resolution
    right: bool
    labelled: bool
    several: bool
    start: int
    end: int


def read_reports(path: Path, split: str) -> Iterator[Report]:
    """Yield the sentences of each report of a split, in order."""
    reports: dict[str, Report] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["split"] == split:
                reports.setdefault(row["doc"], []).append(row)
    for rows in reports.values():
        yield sorted(rows, key=lambda row: row["sent"])


def find_text(sentence: str, text: str, trigger: str) -> int:
    """Return where a text stands, the occurrence nearest to the trigger; -1 when nowhere."""
    anchor = max(sentence.find(trigger), 0)
    best = -1
    at = sentence.find(text)
    while at >= 0:
        before = at == 0 or not sentence[at - 1].isalnum()
        after = at + len(text) >= len(sentence) or not sentence[at + len(text)].isalnum()
        if before and after and (best < 0 or abs(at - anchor) < abs(best - anchor)):
            best = at
        at = sentence.find(text, at + 1)
    return best if best >= 0 else sentence.find(text)


def find_spans(sentence: str, event: dict[str, Any]) -> list[Span]:
    """Return the parties and the source of a gold event whose words stand in its sentence."""
    source = [event["said_by"]] if event["said_by"] else []
    spans = []
    for field, parties in (*((f, event[f]) for f in ("actor", "recipient", "via")), ("said_by", source)):
        for party in parties:
            text = party["text"]
            at = find_text(sentence, text, event["trigger"]) if text else -1
            if at >= 0:
                spans.append((field, party, at, at + len(text)))
    return spans


def evaluate_event(dossier: Dossier, sentence: str, event: dict[str, Any]) -> Iterator[Case]:
    """Yield the cases of one gold event; the dossier has read its sentence last.

    As the coder does it: all spans are resolved once, then those that are open once more with what the
    others gave. Of the gold event only the spans and their roles are used.
    """
    spans = find_spans(sentence, event)
    results = dossier.resolve_event([(KINDS[f], at, end) for f, _, at, end in spans], event["trigger"])
    for (field, party, at, end), found in zip(spans, results, strict=True):
        text = party["text"]
        same = [p for f in ("actor", "recipient") for p in event[f] if p["text"] == text]
        several = len({p["who"] for p in same}) > 1 and field != "said_by"
        pool = found if several else found[:1]
        who = name_party(party["who"])
        hit = next((r for r in pool if name_party(r.who) == who), None)
        best = hit or found[0]
        label = party["kind"] if field == "said_by" else party["sector"]
        given = best.kind if field == "said_by" else best.sector
        yield Case(
            event, field, text, sentence, who, label, best, hit is not None, given == label, several, at, end
        )


def read_pool(path: Path, half: str) -> Iterator[Report]:
    """Yield the annotated sentences of each pool report of a half, "look" or "held", in the gold layout.

    The halves go by the hash of the report's name. "held" is never looked at. The package's weights are
    fitted on both: `training.fit_parties` tells how they do on reports that they have not seen.
    """
    texts: dict[str, dict[str, Any]] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            texts[row["doc"]] = row
    for row in (*read_standoff(CORPUS), *read_standoff(CORPUS, "after")):
        odd = hashlib.sha256(row["doc"].encode()).digest()[0] & 1
        if odd != (half == "held"):
            continue
        source = texts[row["doc"]]
        kept = {key: source[key] for key in ("doc", "date", "outlet", "headline")}
        coded = dict(row["sentences"])
        found = []
        # The sentences before the coded ones are read too: they may have named the parties.
        for number in range(HEADLINE, max(coded) + 1):
            text = source["headline"] if number == HEADLINE else source["sents"][number]
            if number != HEADLINE or coded.get(number):
                events = [restore(text, e) for e in coded.get(number, ())]
                found.append(kept | {"sent": number, "text": text, "events": events})
        if found:
            yield found


def open_dossiers(rows: Report, resolver: Resolver) -> Iterator[tuple[Dossier, list[Step]]]:
    """Yield the empty dossiers of a report, each with the sentences that it reads and their events.

    As the coder does it: the bare surnames of a headline are introduced by what follows.
    """
    day = dt.date.fromisoformat(rows[0]["date"][:10]) if len(rows[0]["date"] or "") >= 10 else None
    outlet, body = rows[0]["outlet"], [row for row in rows if row["sent"] != HEADLINE]
    for row in rows:
        if row["sent"] == HEADLINE:
            ahead: list[Step] = [(other["text"], []) for other in body[:READ_AHEAD_SENTENCES]]
            yield resolver.open(day, outlet), [*ahead, (row["text"], row["events"])]
    steps = [(row["text"], row["events"]) for row in body]
    yield resolver.open(day, outlet), [(rows[0]["headline"] or "", []), *steps]


def resolve_reports(reports: Iterable[Report], resolver: Resolver | None = None) -> Iterator[Case]:
    """Yield the cases of reports, resolved in order."""
    resolver = resolver or Resolver(Gazetteer.load())
    for rows in reports:
        for dossier, steps in open_dossiers(rows, resolver):
            for text, events in steps:
                dossier.add_sentence(text)
                for event in events:
                    yield from evaluate_event(dossier, text, event)


@dataclass(frozen=True, slots=True)
class Speed:
    """How much the resolver does in a second of processor time.

    Attributes:
        sentences: Sentences read.
        resolutions: Parties and sources resolved, their sentences read before.
    """

    sentences: float
    resolutions: float


def measure_speed(reports: Sequence[Report], resolver: Resolver, rounds: int = 7) -> Speed:
    """Return the speed over the spans of reports: the median of some rounds, each with new dossiers.

    One more round goes before, in which the gazetteer reads the entries that are named.
    """
    speeds = []
    for _ in range(rounds + 1):
        reading = resolving = 0.0
        read = resolved = 0
        for dossier, steps in (pair for rows in reports for pair in open_dossiers(rows, resolver)):
            for text, events in steps:
                asked = [(find_spans(text, event), event["trigger"]) for event in events]
                ranges = [([(KINDS[f], at, end) for f, _, at, end in spans], word) for spans, word in asked]
                begun = time.process_time()
                dossier.add_sentence(text)
                between = time.process_time()
                for spans, trigger in ranges:
                    dossier.resolve_event(spans, trigger)
                ended = time.process_time()
                reading, resolving = reading + between - begun, resolving + ended - between
                read, resolved = read + 1, resolved + sum(len(spans) for spans, _ in ranges)
        speeds.append((read / reading, resolved / resolving))
    return Speed(*(statistics.median(column) for column in zip(*speeds[1:], strict=True)))


def main() -> int:
    """Print accuracy by field and, for train, the misses."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("gold", type=Path, help="gold file, or with --pool the pool's texts")
    parser.add_argument("--split", default="train")
    parser.add_argument("--pool", choices=("look", "held"), help="a half of the annotated pool instead")
    parser.add_argument("--misses", type=int, default=0, metavar="N")
    arguments = parser.parse_args()
    if arguments.misses and (arguments.split != "train" or arguments.pool == "held"):
        parser.error("misses are only shown for the train split and the pool's half to look at")
    reports = list(
        read_pool(arguments.gold, arguments.pool)
        if arguments.pool
        else read_reports(arguments.gold, arguments.split)
    )
    resolver = Resolver(Gazetteer.load())
    begun = time.perf_counter()
    cases = list(resolve_reports(reports, resolver))
    seconds, sentences = time.perf_counter() - begun, sum(map(len, reports))
    groups = {f: [c for c in cases if c.field == f] for f in ("actor", "recipient", "via", "said_by")}
    groups["actor+recipient"] = groups["actor"] + groups["recipient"]
    for field, rows in groups.items():
        if rows:
            who = sum(c.right for c in rows) / len(rows)
            label = sum(c.labelled for c in rows) / len(rows)
            kind = "kind" if field == "said_by" else "sector"
            print(f"{field:16} {len(rows):5}  who {who:.3f}  {kind} {label:.3f}")
    print(f"{sentences} sentences, {len(cases)} resolutions in {seconds:.2f} s")
    speed = measure_speed(reports[:SPEED_REPORTS], resolver)
    print(f"per second of processor: {speed.sentences:.0f} sentences, or {speed.resolutions:.0f} resolutions")
    rules: dict[str, list[bool]] = {}
    for case in cases:
        rules.setdefault(case.found.rule or "none", []).append(case.right)
    for rule, hits in sorted(rules.items(), key=lambda pair: -len(pair[1])):
        print(f"  {rule:20} {len(hits):5}  {sum(hits) / len(hits):.3f}")
    misses = collections.Counter((c.text, c.who, c.found.who, c.found.rule) for c in cases if not c.right)
    for (text, gold, got, rule), count in misses.most_common(arguments.misses):
        print(f"{count:4} {text[:70]!r} gold {gold} got {got} ({rule})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
