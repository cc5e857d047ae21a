"""How well mentions are merged into events: ``python -m benchmarks.merging [--embedder NAME] [--errors]``.

On the demonstration crisis and on the own cases of `tests/gold/coreference.txt`, whose topics are split by a
digest of their names into a development half, on which the rules were settled, and a held-out half. Mentions
are those of the gold standard, so that only the merging is measured; with ``--model`` also those that the model reads in
the crisis ("end to end"). All stories of a set go into one ledger.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.coreference import Coreference, score_clusters
from benchmarks.crisis_pages import CRISIS_GOLD
from benchmarks.stories import Story, read_stories
from detente.ledger import Embedder, Ledger
from detente.ledger._features import mention_ids
from detente.records import EventMention

__all__ = ["CASES", "Merged", "halves", "merge_stories", "score_model", "score_stories"]

CASES: Final = CRISIS_GOLD.parent / "coreference.txt"


@dataclass(frozen=True, slots=True)
class Merged:
    """The clusters of a set of stories, by gold standard and by a ledger, of mentions by identifier."""

    gold: dict[str, str]
    found: dict[str, str]
    mentions: dict[str, EventMention]

    def score(self, names: Mapping[str, Hashable] | None = None) -> Coreference:
        """Return the scores; `names` gives mentions that count as one an equal name."""
        return score_clusters(_clusters(self.gold, names), _clusters(self.found, names))


def _clusters(home: Mapping[str, str], names: Mapping[str, Hashable] | None) -> list[set[Hashable]]:
    clusters: dict[str, set[Hashable]] = defaultdict(set)
    for mention, cluster in home.items():
        clusters[cluster].add(names[mention] if names else mention)
    return list(clusters.values())


def halves(stories: Sequence[Story]) -> tuple[list[Story], list[Story]]:
    """Return the stories of the development topics and of the held-out ones, by a digest of the name."""
    parts: tuple[list[Story], list[Story]] = ([], [])
    for story in stories:
        parts[hashlib.sha256(story.topic.encode()).digest()[0] % 2].append(story)
    return parts


def merge_stories(stories: Sequence[Story], embedder: Embedder | None = None) -> Merged:
    """Return the clusters into which a new ledger merges the gold mentions of all stories."""
    gold: dict[str, str] = {}
    mentions: dict[str, EventMention] = {}
    for story in stories:
        for id_, mention, name in zip(
            mention_ids(story.mentions, story.report.id), story.mentions, story.names, strict=True
        ):
            gold[id_], mentions[id_] = f"{story.topic} {name}", mention
    with tempfile.TemporaryDirectory() as folder, Ledger(f"{folder}/merging.db", embedder=embedder) as ledger:
        ledger.add_many((story.report, story.mentions) for story in stories)
        found = _home_of(ledger)
    return Merged(gold, found, mentions)


def score_stories(stories: Sequence[Story], embedder: Embedder | None = None) -> Coreference:
    """Return the scores of a ledger on the gold mentions of all stories."""
    return merge_stories(stories, embedder).score()


def score_model(stories: Sequence[Story], embedder: Embedder | None = None) -> Coreference:
    """Return the scores end to end: the model reads the mentions, the ledger merges them.

    A mention that the model finds is one of the gold standard when it stands in the same sentence, has the same type and its
    trigger shares a character; others count against it, and so do those that it misses.
    """
    from detente.coding import Coder

    coder = Coder.load(threads=1)
    gold: dict[str, str] = {}
    names: dict[str, Hashable] = {}
    with tempfile.TemporaryDirectory() as folder, Ledger(f"{folder}/merging.db", embedder=embedder) as ledger:
        for story in stories:
            for number, name in enumerate(story.names):
                gold[f"{story.report.id} {number}"] = name
            read = coder.code(story.report)
            ledger.add(story.report, read)
            names |= _align(story, read)
        found = _home_of(ledger)
    names |= {id_: id_ for id_ in gold}
    return Merged(gold, found, {}).score(names)


def _align(story: Story, read: Sequence[EventMention]) -> dict[str, Hashable]:
    names: dict[str, Hashable] = {}
    free = dict(enumerate(story.mentions))
    for id_, mention in zip(mention_ids(tuple(read), story.report.id), read, strict=True):
        span = mention.trigger_span
        twin = next(
            (
                number
                for number, other in free.items()
                if other.type == mention.type
                and other.trigger_span.start < span.end
                and span.start < other.trigger_span.end
            ),
            None,
        )
        names[id_] = id_
        if twin is not None:
            del free[twin]
            names[id_] = f"{story.report.id} {twin}"
    return names


def _home_of(ledger: Ledger) -> dict[str, str]:
    return {
        mention.id: event.id for event in ledger.events() for mention in ledger.account(event.id).mentions
    }


def without_copies(stories: Sequence[Story]) -> list[Story]:
    """Return the stories with each sentence annotated only where it first stands: wire copy is too easy."""
    seen: set[str] = set()
    kept = []
    for story in stories:
        fresh = [m.sentence not in seen for m in story.mentions]
        seen |= {m.sentence for m in story.mentions}
        pairs = [
            (m, n) for m, n, new in zip(story.mentions, story.names, fresh, strict=True) if new
        ]
        kept.append(
            Story(
                story.report, tuple(m for m, _ in pairs), tuple(n for _, n in pairs),
                story.file, story.time, story.topic,
            )
        )  # fmt: skip
    return kept


def main() -> None:
    """Print the scores of each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embedder", default="default", help="hashed, encoder, mixed or default")
    parser.add_argument("--model", action="store_true", help="also end to end, with the model's mentions")
    parser.add_argument("--errors", action="store_true", help="show the pairs that are wrong in the development half")
    options = parser.parse_args()
    embedder = make_embedder(options.embedder)
    crisis = read_stories(CRISIS_GOLD)
    development, held_out = halves(read_stories(CASES))
    sets = {
        "crisis": crisis,
        "crisis, each sentence once": without_copies(crisis),
        "cases, development": development,
        "cases, held out": held_out,
    }
    print(f"{'':28}CoNLL   MUC    B3 CEAFe  pairs P     R  mentions events found")
    for name, stories in sets.items():
        merged = merge_stories(stories, embedder)
        _print_row(name, merged.score(), len(merged.gold), len(set(merged.gold.values())), len(set(merged.found.values())))
        alone = score_clusters(_clusters(merged.gold, None), [{mention} for mention in merged.gold])
        _print_row("  each mention alone", alone, len(merged.gold), len(set(merged.gold.values())), len(merged.gold))
        if options.errors and name == "cases, development":
            _print_errors(merged)
    if options.model:
        _print_row("crisis, end to end", score_model(crisis, embedder))


def make_embedder(name: str) -> Embedder | None:
    """Return an embedder by its short name, None for the ledger's default."""
    from detente.ledger import HashedEmbedder

    return {"default": None, "hashed": HashedEmbedder()}[name]


def _print_row(name: str, score: Coreference, *counts: int) -> None:
    rates = (score.conll, score.muc.f1, score.b_cubed.f1, score.ceaf_e.f1)
    print(
        f"{name:28}" + " ".join(f"{rate:.3f}" for rate in rates),
        f"  {score.pairs.precision:.3f} {score.pairs.recall:.3f} ",
        " ".join(f"{count:8}" for count in counts),
    )


def _print_errors(merged: Merged) -> None:
    ids = sorted(merged.gold)
    for number, one in enumerate(ids):
        for other in ids[number + 1 :]:
            right, said = merged.gold[one] == merged.gold[other], merged.found[one] == merged.found[other]
            if right != said:
                a, b = merged.mentions[one], merged.mentions[other]
                print("  MISSED" if right else "  FALSE ", merged.gold[one], a.trigger, "|", b.trigger)
                print("          ", a.sentence, "\n          ", b.sentence)


if __name__ == "__main__":
    main()
