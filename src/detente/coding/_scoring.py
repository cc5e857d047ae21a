"""Scores of coded events against a gold file, by the rules of the gold set's own scorer.

A record's tuple is (type, set of actor `who`, set of recipient `who`), with UNK left out of the sets.
F1 is micro-averaged over sentences; status, hedge, source and via are scored on the records whose type
and actors match. `tests/coding/test_scoring.py` holds this module and ``score.py`` together.
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["F1", "LEVELS", "Event", "Scores", "Sentences", "count_matches", "name_party", "score_events"]

Event = Mapping[str, Any]
Sentences = Mapping[tuple[str, int], Sequence[Event]]

_SAME: Final = {
    "HOUTHI": "HOUTHIS",
    "ANSAR ALLAH": "HOUTHIS",
    "ISIS": "ISLAMIC STATE",
    "ISIL": "ISLAMIC STATE",
    "IS": "ISLAMIC STATE",
    "UNITED NATIONS": "UN",
    "UNO": "UN",
    "EUROPEAN UNION": "EU",
    "HIZBOLLAH": "HEZBOLLAH",
    "HIZBULLAH": "HEZBOLLAH",
}


@dataclass(frozen=True, slots=True)
class F1:
    """Counts of one level, and their precision, recall and F1 (0 where they are undefined)."""

    hits: int
    coded: int
    gold: int

    @property
    def precision(self) -> float:
        """Return hits over coded."""
        return self.hits / self.coded if self.coded else 0.0

    @property
    def recall(self) -> float:
        """Return hits over gold."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of a run.

    Attributes:
        levels: "type", "actor" and "tuple" to their counts.
        matched: Number of records whose type and actors match.
        accuracy: "status", "hedged", "said_by present", "said_by same source", "via" to the share of
            `matched` that is right, 0 to 1; empty when nothing matched.
    """

    levels: dict[str, F1]
    matched: int
    accuracy: dict[str, float]


def name_party(who: str | None) -> str:
    """Return a party's name as it is compared: capitals, no article, one name for each group.

    Example:
        >>> name_party("the Houthi"), name_party(None)
        ('HOUTHIS', 'UNK')
    """
    name = (who or "UNK").upper().strip().removeprefix("THE ")
    return _SAME.get(name, name)


def _parties(event: Event, field: str) -> tuple[str, ...]:
    return tuple(sorted({name_party(p.get("who")) for p in event.get(field) or []} - {"UNK"}))


def _source(event: Event) -> str | None:
    return name_party(event["said_by"].get("who")) if event.get("said_by") else None


LEVELS: Final[dict[str, Callable[[Event], Hashable]]] = {
    "type": lambda e: (e["type"],),
    "actor": lambda e: (e["type"], _parties(e, "actor")),
    "tuple": lambda e: (e["type"], _parties(e, "actor"), _parties(e, "recipient")),
}


def count_matches(gold: Sentences, coded: Sentences, level: str) -> F1:
    """Return hits, coded and gold records at one of `LEVELS`; sentences that gold lacks don't count."""
    key = LEVELS[level]
    hits = n_coded = n_gold = 0
    for sentence, events in gold.items():
        g = collections.Counter(map(key, events))
        c = collections.Counter(map(key, coded.get(sentence, ())))
        hits, n_coded, n_gold = hits + (g & c).total(), n_coded + c.total(), n_gold + g.total()
    return F1(hits, n_coded, n_gold)


def _attributes(gold: Sentences, coded: Sentences) -> tuple[int, dict[str, float]]:
    key = LEVELS["actor"]
    matched = 0
    right: collections.Counter[str] = collections.Counter()
    for sentence, events in gold.items():
        free = list(coded.get(sentence, ()))
        for g in events:
            c = next((c for c in free if key(c) == key(g)), None)
            if c is None:
                continue
            free.remove(c)
            matched += 1
            right["status"] += g["status"] == c.get("status")
            right["hedged"] += bool(g["hedged"]) == bool(c.get("hedged"))
            right["said_by present"] += bool(g["said_by"]) == bool(c.get("said_by"))
            right["said_by same source"] += _source(g) == _source(c)
            right["via"] += _parties(g, "via") == _parties(c, "via")
    return matched, {name: count / matched for name, count in right.items()} if matched else {}


def score_events(gold: Sentences, coded: Sentences) -> Scores:
    """Return the scores of coded events against gold ones.

    Args:
        gold: (document, sentence number) to the gold events, dictionaries in the gold set's layout.
        coded: The same of the coder; sentences may be missing.
    """
    matched, accuracy = _attributes(gold, coded)
    return Scores({level: count_matches(gold, coded, level) for level in LEVELS}, matched, accuracy)
