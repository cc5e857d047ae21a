"""What the ledger answers with: events, claims, numbers, statuses and open matters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from detente.ledger._terms import GRADES, EventStatus, Grade, Stance
from detente.ledger.coded import CodedEvent

__all__ = [
    "GRADES",
    "Account",
    "Addition",
    "Claim",
    "ClaimedNumber",
    "Event",
    "EventStatus",
    "Grade",
    "LedgerSize",
    "MergedMention",
    "Stance",
    "StatusChange",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as all reports on it tell it together.

    Attributes:
        id: Identifier: that of the mention that first told of it. The identifier of any of its mentions, or
            the beginning of one, finds it too.
        type: PLOVER type that most mentions give.
        mode: Mode that most mentions of that type give, or None.
        quad_class: verbal or material, cooperation or conflict.
        intensity: PLOVER intensity, -10 to 10.
        rung: Rung on the ladder of escalation, 0 to 11.
        actor: Codes of those who act, in alphabetical order; empty when not known.
        recipient: Codes of those it is done to.
        status: hypothetical, expected, announced, happened, denied or retracted.
        disputed: True where it is both asserted and denied.
        hedged: True where every standing claim of it is hedged.
        grade: How well it is corroborated, see `GRADES` and docs/ledger.md.
        day: Day of the event (UTC); None when nothing says so and it is no news.
        day_said: True where a report names the day; False where it is taken from the first report's.
        first_known: Day of the first report on it.
        last_known: Day of the last.
        place: Where, as most reports name it, or None.
        country: ISO alpha-3 code of that place's state, or None.
        lat: Degrees north, or None.
        lon: Degrees east, or None.
        mentions: Number of mentions.
        reports: Number of reports.
        witnesses: Number of independent witnesses, see docs/ledger.md.
        counted: True where the measures count it: it happened, and its day is known.
        words: The sentence that first told of it.
        origin: "reports", or the data set from which it came.
    """

    id: str
    type: str
    mode: str | None
    quad_class: str
    intensity: float
    rung: int
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    status: EventStatus
    disputed: bool
    hedged: bool
    grade: Grade
    day: dt.date | None
    day_said: bool
    first_known: dt.date
    last_known: dt.date
    place: str | None
    country: str | None
    lat: float | None
    lon: float | None
    mentions: int
    reports: int
    witnesses: int
    counted: bool
    words: str
    origin: str = "reports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one report says of an event, on whose word.

    Attributes:
        mention: Identifier of the mention.
        report_id: The report.
        outlet: Its outlet, "" when not known.
        url: Its address, "" when not known.
        version: Number of the report among those of its address, from 1.
        known_on: Day from which the report was known.
        stance: asserts, denies, announces (its own plan), expects, supposes or retracts.
        hedged: True where the words mark doubt.
        source_who: Code of the source on whose word it stands, "" when it is the outlet's own.
        source_name: The source as the report names it, "" when it is the outlet's own.
        source_kind: named, institution, anonymous, media or document; "" when it is the outlet's own.
        witness: Claims with the same number stand on one witness: one outlet, copies of one text, or one
            agency that both cite.
        withdrawn: True where a later version of the report no longer has it, or the outlet took it back.
    """

    mention: str
    report_id: str
    outlet: str
    url: str
    version: int
    known_on: dt.date
    stance: Stance
    hedged: bool
    source_who: str
    source_name: str
    source_kind: str
    witness: int
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedNumber:
    """A number that a report claims of an event.

    Attributes:
        kind: dead, wounded, missing, captured, displaced or strikes.
        value: How many.
        bound: exactly, at least, about or at most.
        text: The words.
        mention: The mention by which it belongs to the event.
        report_id: The report.
        outlet: Its outlet.
        version: Number of the report among those of its address, from 1.
        known_on: Day from which the report was known.
        before: What the version before claimed of the same kind; None when it claimed nothing.
    """

    kind: str
    value: int
    bound: str
    text: str
    mention: str
    report_id: str
    outlet: str
    version: int
    known_on: dt.date
    before: int | None


@dataclass(frozen=True, slots=True)
class StatusChange:
    """From which day on an event has a status and a grade.

    Attributes:
        day: The day from which that was known.
        status: The status.
        grade: The grade.
        disputed: True where it is both asserted and denied.
    """

    day: dt.date
    status: EventStatus
    grade: Grade
    disputed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedMention:
    """A mention of an event, and why it was merged into it.

    Attributes:
        id: Identifier of the mention.
        report_id: Its report.
        outlet: The report's outlet.
        known_on: Day from which the report was known.
        sentence: The sentence.
        trigger: The words that carry the event.
        merged_with: Mention to which it is most surely linked; None for the first, and for one that only a
            person's decision put here.
        score: How surely, None as above; `detente.ledger.LINK_SCORE` is the least.
        why: The points on which the two agree and differ; "decision" where a person put it here; "first".
    """

    id: str
    report_id: str
    outlet: str
    known_on: dt.date
    sentence: str
    trigger: str
    merged_with: str | None
    score: float | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All that the ledger knows of one event.

    Attributes:
        event: The event.
        mentions: Its mentions, first known first.
        claims: What each report says of it.
        numbers: The numbers claimed.
        history: Its status through time.
        coded: What the data set says of it from which it came; None for an event made of reports.
    """

    event: Event
    mentions: tuple[MergedMention, ...]
    claims: tuple[Claim, ...]
    numbers: tuple[ClaimedNumber, ...]
    history: tuple[StatusChange, ...]
    coded: CodedEvent | None = None


@dataclass(frozen=True, slots=True)
class Addition:
    """What adding reports did.

    Attributes:
        added: Identifiers of the reports that were added.
        repeated: Number of reports that the ledger held already.
        mentions: Number of mentions added.
    """

    added: tuple[str, ...]
    repeated: int
    mentions: int


@dataclass(frozen=True, slots=True)
class LedgerSize:
    """How much a ledger holds.

    Attributes:
        reports: Number of reports, versions counted singly.
        mentions: Number of mentions.
        events: Number of events.
    """

    reports: int
    mentions: int
    events: int
