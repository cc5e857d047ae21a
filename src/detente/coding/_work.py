"""What goes through the coder: passages of reports, and the network's verdicts on their triggers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from detente.coding._network import Floats, Trigger, Verdict
from detente.reports import HEADLINE_INDEX

__all__ = ["CodedSentence", "Passage", "TriggerWork"]


@dataclass(frozen=True, slots=True)
class CodedSentence:
    """One sentence given to the coder: its number (-1: the headline), text and offset in the report."""

    index: int
    text: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of one report, as the coder takes them.

    Attributes:
        id: Identifier of the report.
        sentences: The headline first (index -1), where there is one, then the sentences in order.
        published: Day of publication, or None.
        outlet: Who published it, or "".
    """

    id: str
    sentences: tuple[CodedSentence, ...]
    published: dt.date | None = None
    outlet: str = ""

    @property
    def headline(self) -> str:
        """The headline, "" for none."""
        first = self.sentences[0] if self.sentences else None
        return first.text if first and first.index == HEADLINE_INDEX else ""

    def before(self, position: int, most: int) -> tuple[str, ...]:
        """Return the sentences before a position, at most so many, the last of them last; no headline."""
        first = max(position - most, 1 if self.headline else 0)
        return tuple(s.text for s in self.sentences[first:position])


@dataclass(frozen=True, slots=True, eq=False)
class TriggerWork:
    """A candidate trigger, the position of its sentence in the passage, and the network's verdict."""

    position: int
    trigger: Trigger
    tags: Floats
    verdict: Verdict
