"""At whom the reader points for a trigger's actor, recipient and source, words looked up in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from detente.coding._decode import Found, decode_pointer
from detente.coding._network import Labels
from detente.coding._work import Passage, TriggerWork
from detente.records import Span

if TYPE_CHECKING:
    from detente.actors import Dossier, PartyKind, Resolution

__all__ = ["KINDS", "Pointing"]

POINTED_FLOOR: Final = 0.05
"""Least probability of a word that the reader points at."""
POINTED_RUNS: Final = 4
"""Runs of such words that are looked up for one role, the likeliest first."""
KINDS: Final[dict[str, PartyKind]] = {
    "actor": "actor",
    "recipient": "recipient",
    "via": "party",
    "said_by": "source",
}
"""What a role's words are to the actors room."""


class Pointing:
    """The pointers of one trigger, each looked up once.

    The reader points twice for each role: at the party as one that the sentence leaves out or calls "he", and
    at the party wherever it is named.
    """

    def __init__(self, labels: Labels, passage: Passage, work: TriggerWork, dossier: Dossier) -> None:
        self._passage, self._work, self._dossier = passage, work, dossier
        self._unnamed = {role: n for n, role in enumerate(labels.context_roles)}
        self._anywhere = {role: len(self._unnamed) + n for n, role in enumerate(labels.party_roles)}
        # Where the reader's tokens stand, in its order: the sentence itself, then its context.
        self._places = [(work.position, work.trigger.sentence)]
        self._places += [(position, sentence) for _, position, sentence in work.trigger.context]
        self._looked_up: dict[tuple[int, int, int, PartyKind], Resolution] = {}
        self._found: dict[int, list[tuple[Resolution, float, Span]]] = {}

    def nobody(self, role: str) -> tuple[float, float]:
        """Return how likely the reader points at nobody: as unnamed party, and anywhere."""
        first = self._work.verdict.pointer[0]
        return float(first[self._unnamed[role]]), float(first[self._anywhere[role]])

    def unnamed(self, role: str) -> list[tuple[Resolution, float, Span]]:
        """Return (party, probability, words) of those pointed at as unnamed here, the likeliest first."""
        return self._at(self._unnamed[role], role)

    def anywhere(self, role: str) -> list[tuple[Resolution, float, Span]]:
        """Return (party, probability, words) of those pointed at wherever named, the likeliest first."""
        return self._at(self._anywhere[role], role)

    def _at(self, column: int, role: str) -> list[tuple[Resolution, float, Span]]:
        if column not in self._found:
            self._found[column] = self._find(column, role)
        return self._found[column]

    def _find(self, column: int, role: str) -> list[tuple[Resolution, float, Span]]:
        """Return the parties pointed at; words that name the same party add up."""
        pointer = self._work.verdict.pointer
        if 1.0 - pointer[0, column] < POINTED_FLOOR:
            return []
        found: dict[str, tuple[Resolution, float, Span, float]] = {}
        runs = decode_pointer(pointer[:, column], POINTED_FLOOR)
        for run in sorted(runs, key=lambda run: -run.prob)[:POINTED_RUNS]:
            number, start, stop = self._locate(run)
            resolution = self._look_up(number, start, stop, KINDS[role])
            if resolution.who == "UNK":
                continue
            offset = self._passage.sentences[number].offset
            span = Span(offset + start, offset + stop)
            kept = found.get(resolution.who)
            if kept is None:
                found[resolution.who] = resolution, run.prob, span, run.prob
            elif run.prob > kept[3]:
                found[resolution.who] = resolution, kept[1] + run.prob, span, run.prob
            else:
                found[resolution.who] = kept[0], kept[1] + run.prob, kept[2], kept[3]
        return sorted(((r, p, span) for r, p, span, _ in found.values()), key=lambda x: -x[1])

    def _look_up(self, number: int, start: int, stop: int, kind: PartyKind) -> Resolution:
        key = number, start, stop, kind
        if key not in self._looked_up:
            # The sentence itself was added last, to whichever dossier this is.
            sentence = -1 if number == self._work.position else number
            self._looked_up[key] = self._dossier.resolve(start, stop, kind, sentence=sentence)
        return self._looked_up[key]

    def _locate(self, found: Found) -> tuple[int, int, int]:
        """Return (position of the sentence, start, stop) of a run of the pointer's tokens."""
        at = 0
        for position, sentence in self._places:
            size = len(sentence.offsets)
            if found.start < at + size:
                first, last = found.start - at, min(found.stop - at, size)
                return position, *sentence.words_of(first, last)
            at += size
        raise AssertionError("a token lies beyond the sentence and its context")
