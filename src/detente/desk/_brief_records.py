"""The brief as records: sections of remarks, each with its notes, whatever it is then written as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente.desk._words import clean

if TYPE_CHECKING:
    from detente.desk._saying import Telling
    from detente.ledger import DayMeasure

__all__ = ["Brief", "Note", "Notes", "Remark", "Section"]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: the sentence of a report on which a remark rests.

    Attributes:
        number: Its number, from 1.
        outlet: The report's outlet; "" when not known.
        known_on: Day from which the report was known.
        words: The sentence.
    """

    number: int
    outlet: str
    known_on: dt.date
    words: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A statement with its evidence.

    Attributes:
        text: The statement: one sentence or more, with full stops.
        notes: Numbers of its notes.
        when: Day or days that stand beside it; "" when none do.
        aside: On whose word, how sure, which numbers; "" when there is nothing to say.
        quad_class: Quad class of the event it tells, "" when it tells none.
        day: Day of what it tells, by which remarks are put in order; None when it has none.
        clause: The statement without what the grade says too; "" when it is `text`.
        grade: Grade of the event it tells, "" when it tells none.
    """

    text: str
    notes: tuple[int, ...] = ()
    when: str = ""
    aside: str = ""
    quad_class: str = ""
    day: dt.date | None = None
    clause: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the brief.

    Attributes:
        name: A short name for it, that of its place in the page.
        title: Its heading.
        lead: Remarks in running text.
        items: Remarks one below the other.
    """

    name: str
    title: str
    lead: tuple[Remark, ...] = ()
    items: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What happened, on whose word, what is open, how near the brink.

    Attributes:
        title: Whom it is about.
        day: The day as of which it is known; None for a ledger without reports.
        since: First day of the period it tells of; None as above.
        facts: Number of reports, outlets, events.
        sections: Its parts.
        measures: Tension and rungs by day, for the picture; empty when nothing was counted.
        notes: The sentences on which it rests.
    """

    title: str
    day: dt.date | None
    since: dt.date | None
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    measures: tuple[DayMeasure, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class Notes:
    """The footnotes as they come up; the same sentence of the same report is one note."""

    _notes: dict[tuple[str, dt.date, str], Note] = field(default_factory=dict)

    def cite(self, *tellings: Telling) -> tuple[int, ...]:
        """Return the numbers of the notes for the sentences of these mentions."""
        return tuple(dict.fromkeys(self.add(t.outlet, t.known_on, t.mention.sentence) for t in tellings))

    def add(self, outlet: str, known_on: dt.date, words: str) -> int:
        """Return the number of the note for a sentence, a new one when it is not cited yet."""
        key = (outlet, known_on, words)
        if key not in self._notes:
            self._notes[key] = Note(len(self._notes) + 1, outlet, known_on, " ".join(clean(words).split()))
        return self._notes[key].number

    def all(self) -> Sequence[Note]:
        """Return the notes in the order of their numbers."""
        return list(self._notes.values())
