"""What review asks and what it answers: doubts, verdicts, and what a mention should have been."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Literal

from detente.errors import UsageError
from detente.ontology import (
    EVENT_TYPES,
    SECTORS,
    SOURCE_KINDS,
    STATUSES,
    cameo_root,
    intensity_of,
    quad_class_of,
)
from detente.records import EventMention, Party, Source, Span

__all__ = ["Correction", "Doubt", "LinkDoubt", "Verdict", "VerdictKind"]

VerdictKind = Literal["confirmed", "corrected", "discarded"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A mention of which the coder was not sure.

    Attributes:
        id: Its identifier.
        event: The event of which it tells.
        mention: What was coded.
        outlet: The report's outlet.
        headline: The report's headline.
        published: The report's day, or None.
    """

    id: str
    event: str
    mention: EventMention
    outlet: str
    headline: str
    published: dt.date | None


@dataclass(frozen=True, slots=True)
class LinkDoubt:
    """Two mentions that were taken for one event, not far above the least score.

    Attributes:
        mention: The later mention.
        other: The one to which it is linked.
        event: The event.
        score: How surely.
        why: The points on which they agree and differ.
        sentence: The later mention's sentence.
        other_sentence: The other's.
        outlet: The later mention's outlet.
        other_outlet: The other's.
        known_on: Day from which the later was known.
        other_known_on: Day from which the other was.
    """

    mention: str
    other: str
    event: str
    score: float
    why: str
    sentence: str
    other_sentence: str
    outlet: str
    other_outlet: str
    known_on: dt.date
    other_known_on: dt.date


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person said of a mention.

    Attributes:
        mention_id: The mention.
        verdict: confirmed, corrected or discarded.
        record: What had been coded.
        corrected: What stands instead, or None.
        made_at: When, "2024-08-05T12:00:00Z".
        made_by: Who.
    """

    mention_id: str
    verdict: str
    record: EventMention
    corrected: EventMention | None
    made_at: str
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a mention should have been; a field left out (None) stays as it was.

    Attributes:
        type: PLOVER type.
        mode: Mode of the type; "" for none.
        actor: Who acts.
        recipient: On whom.
        said_by: On whose word; an empty tuple for the outlet's own, else one source.
        status: actual, historical, future, hypothetical or negated.
        hedged: Whether the words mark doubt.
    """

    type: str | None = None
    mode: str | None = None
    actor: tuple[Party, ...] | None = None
    recipient: tuple[Party, ...] | None = None
    said_by: tuple[Source, ...] | None = None
    status: str | None = None
    hedged: bool | None = None

    def apply(self, mention: EventMention) -> EventMention:
        """Return the mention as corrected.

        Raises:
            UsageError: A type, mode, status, sector or kind is none, or words do not stand in the sentence.
        """
        type_ = self.type or mention.type
        mode = mention.mode if self.mode is None and type_ == mention.type else (self.mode or None)
        status: Any = self.status or mention.status
        _check(type_, EVENT_TYPES, "type")
        if mode is not None:
            _check(mode, EVENT_TYPES[type_].modes, "mode")
        _check(status, STATUSES, "status")
        said_by = mention.said_by
        if self.said_by is not None:
            if len(self.said_by) > 1:
                raise UsageError("an event has one source at most", where="said_by")
            said_by = _locate(self.said_by[0], mention, "said_by") if self.said_by else None
        return replace(
            mention,
            type=type_,
            mode=mode,
            actor=_parties(self.actor, mention.actor, mention, "actor"),
            recipient=_parties(self.recipient, mention.recipient, mention, "recipient"),
            said_by=said_by,
            status=status,
            hedged=mention.hedged if self.hedged is None else self.hedged,
            quad_class=quad_class_of(type_),
            intensity=intensity_of(type_, mode),
            cameo=cameo_root(type_, mode),
        )


def _check(value: str, known: Any, what: str) -> None:
    if value not in known:
        raise UsageError(f"{value!r} is no {what}", where=what, hint=f"one of {', '.join(known) or 'none'}")


def _parties(
    given: tuple[Party, ...] | None, old: tuple[Party, ...], mention: EventMention, where: str
) -> tuple[Party, ...]:
    if given is None:
        return old
    for party in given:
        _check(party.sector, SECTORS, "sector")
    kept = {(party.text, party.who, party.sector): party for party in old}
    return tuple(
        kept.get((party.text, party.who, party.sector)) or _locate(party, mention, where) for party in given
    )


def _locate(named: Any, mention: EventMention, where: str) -> Any:
    """Return a party or source with the place of its words in the report."""
    if not named.who.strip():
        raise UsageError("a party needs a code", where=where, hint="UNK when it is not known")
    if isinstance(named, Source):
        _check(named.kind, SOURCE_KINDS, "kind")
    span = None
    if named.text:
        at = mention.sentence.find(named.text)
        if at < 0:
            raise UsageError(f"{named.text!r} does not stand in the sentence", where=where)
        span = Span(mention.sentence_span.start + at, mention.sentence_span.start + at + len(named.text))
    return replace(named, span=span, rule="person")
