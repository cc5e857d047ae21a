"""Fit what clues say of a party's sector and a source's kind: ``python -m training.fit_labels``.

Multinomial logistic regressions over the clues (`detente.coding._sectors`, `detente.coding._source`) of every
actor and recipient of the pool and the gold split `train` whose words the resolver names rightly, and of
every source, without the held-out documents and without the network. Parties count once more, a little,
without their words: those that a sentence leaves out have none. Writes ``sector_clues.txt`` and
``kind_clues.txt`` into the package and prints how often they are right on the held-out documents.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.parties import Case, Report, read_pool, read_reports, resolve_reports
from detente.actors import Gazetteer, Resolver
from detente.coding._arguments import to_party, to_source
from detente.coding._clue_weights import ClueWeights, write_named_weights
from detente.coding._evaluation import load_gold
from detente.coding._sectors import SECTOR_CLUES, SECTOR_NAMES, read_sector_clues
from detente.coding._source import KIND_CLUES, KINDS_OF_SOURCE, read_kind_clues
from detente.records import Span
from training.clue_models import ClueModel
from training.train import SHARED

WITHOUT_WORDS = 0.3
LEAST_ODDS = 0.2
HEAD = (
    "# What clues ({module}.py) to {what} weigh: log odds in tenths over the mean of all.\n"
    "# Written by training.fit_labels from the project's annotation; CC BY 4.0. The clue * is the bias.\n"
)


@dataclass(frozen=True)
class Example:
    """The clues of a party or source, the label that the resolver gives it, and the true one."""

    clues: list[str]
    given: str
    label: str
    weight: float = 1.0


def read_parties(cases: Iterable[Case], resolver: Resolver, *, words: bool = True) -> Iterator[Example]:
    """Yield the actors and recipients rightly named, with their sectors; without `words` as if left out."""
    for case in cases:
        if case.field not in ("actor", "recipient") or not case.right:
            continue
        party = to_party(case.found, case.text, Span(case.start, case.end))
        if not words:
            party = replace(party, text="")
        kind, mode = case.event["type"], case.event.get("mode")
        clues = read_sector_clues(party, case.field, kind, mode, resolver.gazetteer.states)
        yield Example(clues, case.found.sector, case.label, 1.0 if words else WITHOUT_WORDS)


def read_sources(cases: Iterable[Case]) -> Iterator[Example]:
    """Yield the sources, with their kinds."""
    for case in cases:
        if case.field == "said_by":
            source = to_source(case.found, case.text, Span(case.start, case.end))
            yield Example(read_kind_clues(source), source.kind, case.label)


def fit_and_write(
    path: Path, what: str, examples: Sequence[Example], outcomes: tuple[str, ...], strength: float
) -> ClueWeights:
    """Return the weights fitted on some examples, as written to a file of the package."""
    model = ClueModel(examples, lambda e: e.clues, lambda e: e.label, outcomes, strength)
    rows = model.centred(LEAST_ODDS)
    module = "_sectors" if path == SECTOR_CLUES else "_source"
    write_named_weights(path, HEAD.format(module=module, what=what), rows, outcomes)
    print(f"{len(rows) - 1} clues to {what}, from {len(examples)} examples")
    return ClueWeights.load_named(path, outcomes)


def share_right(weights: ClueWeights, examples: Sequence[Example], outcomes: tuple[str, ...]) -> float:
    """Return the share of examples whose label the clues name."""
    named = [outcomes[int(weights.sum_up(e.clues).argmax())] for e in examples]
    return float(np.mean([n == e.label for n, e in zip(named, examples, strict=True)]))


def main() -> None:
    """Fit, write the files, and print how often they are right."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--heldout", type=Path, default=Path("runs/heldout.jsonl"))
    held = {row.doc for row in load_gold(parser.parse_args().heldout)}
    texts = SHARED / "text/news_pool.jsonl"
    reports: list[Report] = [
        *read_reports(SHARED / "gold/dev.jsonl", "train"),
        *read_pool(texts, "look"),
        *read_pool(texts, "held"),
    ]
    resolver = Resolver(Gazetteer.load())
    cases = list(resolve_reports((r for r in reports if r[0]["doc"] not in held), resolver))
    left = list(resolve_reports((r for r in reports if r[0]["doc"] in held), resolver))

    parties = [*read_parties(cases, resolver), *read_parties(cases, resolver, words=False)]
    weights = fit_and_write(SECTOR_CLUES, "a party's sector", parties, SECTOR_NAMES, 0.3)
    own, bare = (list(read_parties(left, resolver, words=words)) for words in (True, False))
    given = np.mean([e.given == e.label for e in own])
    print(f"{len(own)} parties of other documents: right in {given:.4f} by the resolver alone,")
    found = (share_right(weights, examples, SECTOR_NAMES) for examples in (own, bare))
    print("{:.4f} by the clues, {:.4f} by those without words".format(*found))

    weights = fit_and_write(KIND_CLUES, "a source's kind", list(read_sources(cases)), KINDS_OF_SOURCE, 1.0)
    sources = list(read_sources(left))
    given = np.mean([e.given == e.label for e in sources])
    print(f"{len(sources)} sources: {given:.4f} by the resolver alone,", end=" ")
    print(f"{share_right(weights, sources, KINDS_OF_SOURCE):.4f} by the clues")


if __name__ == "__main__":
    main()
