"""Review: what people say of single mentions and links holds, and becomes training data.

A mention that is discarded leaves the account as if it had never been read; a corrected one stands in its
place with the same identifier. Its verdict keeps the record as it was, so that it can be taken back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, select

from detente.errors import UnknownRecordError, UsageError
from detente.ledger._engine import stamp
from detente.ledger._recoding import gold_rows, replace_mention
from detente.ledger._stored import read_record
from detente.ledger._tables import MENTIONS, REPORTS, SENTENCES, VERDICTS
from detente.ledger._writing import record_of
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

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["Correction", "Doubt", "LinkDoubt", "Reviewer", "Verdict", "VerdictKind"]

Answer = TypeVar("Answer")
VerdictKind = Literal["confirmed", "corrected", "discarded"]
UNSURE_SCORE: Final = 0.6
"""Mentions below this score are offered for review."""
UNSURE_LINK: Final = 0.68
"""Links below this score are; from `detente.ledger.LINK_SCORE` on mentions are linked."""


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


class Reviewer:
    """The queue of what a person should look at, and what that person says.

    Args:
        ledger: The ledger.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def doubts(
        self, *, below: float = UNSURE_SCORE, limit: int = 50, offset: int = 0
    ) -> tuple[list[Doubt], int]:
        """Return mentions on which nobody has given a verdict, the least sure first, and how many there are.

        Args:
            below: Only those with a lower score, 0 to 1.
            limit: The most to return.
            offset: How many to leave out before.
        """
        waiting = and_(MENTIONS.c.score < below, ~_judged("mention"))

        def ask(connection: Connection) -> tuple[list[Doubt], int]:
            # Two counts by index: asking of each mention whether it has a verdict takes ten times as long.
            unsure = select(func.count()).select_from(MENTIONS).where(MENTIONS.c.score < below)
            both = MENTIONS.join(VERDICTS, and_(_of("mention"), VERDICTS.c.mention_id == MENTIONS.c.id))
            judged = select(func.count()).select_from(both).where(MENTIONS.c.score < below)
            total = (connection.scalar(unsure) or 0) - (connection.scalar(judged) or 0)
            query = (
                select(
                    MENTIONS.c.id,
                    MENTIONS.c.event_id,
                    MENTIONS.c.record,
                    REPORTS.c.outlet,
                    REPORTS.c.headline,
                    REPORTS.c.published,
                )
                .join(REPORTS, REPORTS.c.id == MENTIONS.c.report_id)
                .where(waiting)
                .order_by(MENTIONS.c.score, MENTIONS.c.id)
                .limit(limit)
                .offset(offset)
            )
            rows = connection.execute(query)
            return [
                Doubt(r.id, r.event_id, read_record(r.record), r.outlet, r.headline, r.published)
                for r in rows
            ], total

        return self._ask(ask)

    def link_doubts(
        self, *, below: float = UNSURE_LINK, limit: int = 50, offset: int = 0
    ) -> tuple[list[LinkDoubt], int]:
        """Return links on which nobody has given a verdict, the least sure first, and how many there are."""
        other = MENTIONS.alias("other")
        waiting = and_(
            MENTIONS.c.merged_score < below, MENTIONS.c.event_id == other.c.event_id, ~_judged("link")
        )

        def ask(connection: Connection) -> tuple[list[LinkDoubt], int]:
            pairs = MENTIONS.join(other, other.c.id == MENTIONS.c.merged_with)
            total = connection.scalar(select(func.count()).select_from(pairs).where(waiting)) or 0
            words, report = SENTENCES.alias("words"), REPORTS.alias("report")
            query = (
                select(
                    MENTIONS.c.id.label("mention"),
                    other.c.id.label("other"),
                    MENTIONS.c.event_id.label("event"),
                    MENTIONS.c.merged_score.label("score"),
                    MENTIONS.c.merged_why.label("why"),
                    SENTENCES.c.text.label("sentence"),
                    words.c.text.label("other_sentence"),
                    REPORTS.c.outlet,
                    report.c.outlet.label("other_outlet"),
                    REPORTS.c.known_on,
                    report.c.known_on.label("other_known_on"),
                )
                .select_from(pairs)
                .join(REPORTS, REPORTS.c.id == MENTIONS.c.report_id)
                .join(report, report.c.id == other.c.report_id)
                .join(SENTENCES, _same_sentence(SENTENCES, MENTIONS))
                .join(words, _same_sentence(words, other))
                .where(waiting)
                .order_by(MENTIONS.c.merged_score, MENTIONS.c.id)
                .limit(limit)
                .offset(offset)
            )
            return [LinkDoubt(**row._mapping) for row in connection.execute(query)], total

        return self._ask(ask)

    def confirm(self, mention: str, *, by: str = "") -> Verdict:
        """Say that a mention is right, and return the verdict.

        Raises:
            UnknownRecordError: There is no such mention.
        """
        return self._judge(mention, "confirmed", lambda _: None, by)

    def discard(self, mention: str, *, by: str = "") -> Verdict:
        """Take a mention out of the account, for good, and return the verdict.

        Raises:
            UnknownRecordError: There is no such mention.
        """
        return self._judge(mention, "discarded", lambda _: None, by)

    def correct(self, mention: str, correction: Correction, *, by: str = "") -> Verdict:
        """Put a corrected mention in the place of what was coded, for good, and return the verdict.

        Raises:
            UnknownRecordError: There is no such mention.
            UsageError: The correction does not fit.
        """
        return self._judge(mention, "corrected", correction.apply, by)

    def undo(self, mention: str) -> None:
        """Take a verdict back: the mention stands as it was coded, and waits for review again.

        Raises:
            UnknownRecordError: There is no verdict on it.
        """
        with self._ledger._writing() as connection:
            row = _find_verdict(connection, mention)
            if row is None:
                raise UnknownRecordError("there is no verdict on such a mention", where=mention)
            connection.execute(delete(VERDICTS).where(VERDICTS.c.mention_id == mention, _of("mention")))
            if row.verdict != "confirmed":
                record = read_record(row.record)
                replace_mention(connection, mention, row.report_id, record, self._ledger._embedder)

    def keep_link(self, mention: str, *, by: str = "") -> None:
        """Say that a mention and the one to which it is linked tell of one event.

        Raises:
            UnknownRecordError: There is no such mention.
        """
        with self._ledger._writing() as connection:
            row = _find_mention(connection, mention)
            connection.execute(delete(VERDICTS).where(VERDICTS.c.mention_id == mention, _of("link")))
            _write_verdict(
                connection,
                kind="link",
                mention_id=mention,
                report_id=row.report_id,
                verdict="same",
                record=row.record,
                corrected=None,
                made_by=by,
            )

    def cut_link(self, mention: str, *, by: str = "") -> None:
        """Take a mention out of its event into one of its own, for good.

        Raises:
            UnknownRecordError: There is no such mention.
            UsageError: It is the only one of its event.
        """
        with self._ledger._reading() as connection:
            event = _find_mention(connection, mention).event_id
        self._ledger.split(event, mention, by=by)

    def verdict(self, mention: str) -> Verdict | None:
        """Return the verdict on a mention, or None."""

        def ask(connection: Connection) -> Verdict | None:
            row = _find_verdict(connection, mention)
            return None if row is None else _verdict_of(row)

        return self._ask(ask)

    def verdicts(self, *, report: str | None = None, limit: int | None = None) -> list[Verdict]:
        """Return the verdicts on mentions, the last first.

        Args:
            report: Only those on mentions of this report.
            limit: The most to return.
        """
        query = select(VERDICTS).where(_of("mention"))
        if report is not None:
            query = query.where(VERDICTS.c.report_id == report)
        query = query.order_by(VERDICTS.c.made_at.desc(), VERDICTS.c.mention_id).limit(limit)
        return self._ask(lambda c: [_verdict_of(row) for row in c.execute(query)])

    def export(self) -> Iterator[dict[str, Any]]:
        """Yield a row in the layout of the gold set for each sentence whose mentions all have a verdict.

        A sentence with a mention on which nobody has said anything is no training data, and is left out.
        """
        yield from self._ask(gold_rows)

    def _judge(
        self,
        id_: str,
        verdict: VerdictKind,
        change: Callable[[EventMention], EventMention | None],
        by: str,
    ) -> Verdict:
        with self._ledger._writing() as connection:
            earlier = _find_verdict(connection, id_)
            coded = read_record(earlier.record) if earlier is not None else None
            if earlier is not None and earlier.verdict == "discarded":
                report_id = earlier.report_id
            else:
                row = _find_mention(connection, id_)
                report_id, coded = row.report_id, coded or read_record(row.record)
            assert coded is not None
            corrected = change(coded)
            connection.execute(delete(VERDICTS).where(VERDICTS.c.mention_id == id_, _of("mention")))
            _write_verdict(
                connection,
                kind="mention",
                mention_id=id_,
                report_id=report_id,
                verdict=verdict,
                record=record_of(coded),
                corrected=record_of(corrected) if corrected is not None else None,
                made_by=by,
            )
            if verdict != "confirmed" or (earlier is not None and earlier.verdict != "confirmed"):
                stands = None if verdict == "discarded" else corrected or coded
                replace_mention(connection, id_, report_id, stands, self._ledger._embedder)
            found = _find_verdict(connection, id_)
        return _verdict_of(found)

    def _ask(self, question: Callable[[Connection], Answer]) -> Answer:
        with self._ledger._reading() as connection:
            return question(connection)


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


def _of(kind: str) -> ColumnElement[bool]:
    return VERDICTS.c.kind == kind


def _judged(kind: str) -> ColumnElement[bool]:
    return exists().where(_of(kind), VERDICTS.c.mention_id == MENTIONS.c.id)


def _same_sentence(sentences: Any, mentions: Any) -> ColumnElement[bool]:
    return and_(sentences.c.report_id == mentions.c.report_id, sentences.c.number == mentions.c.sentence)


def _find_mention(connection: Connection, id_: str) -> Any:
    row = connection.execute(select(MENTIONS).where(MENTIONS.c.id == id_)).one_or_none()
    if row is None:
        raise UnknownRecordError("there is no such mention", where=id_)
    return row


def _find_verdict(connection: Connection, id_: str) -> Any:
    return connection.execute(
        select(VERDICTS).where(VERDICTS.c.mention_id == id_, _of("mention"))
    ).one_or_none()


def _write_verdict(connection: Connection, **values: str | None) -> None:
    connection.execute(insert(VERDICTS).values(made_at=stamp(), **values))


def _verdict_of(row: Any) -> Verdict:
    corrected = read_record(row.corrected) if row.corrected else None
    return Verdict(row.mention_id, row.verdict, read_record(row.record), corrected, row.made_at, row.made_by)
