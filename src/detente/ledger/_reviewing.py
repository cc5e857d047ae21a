"""Review: what people say of single mentions and links holds, and becomes training data.

A mention that is discarded leaves the account as if it had never been read; a corrected one stands in its
place with the same identifier. Its verdict keeps the record as it was, so that it can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, select

from detente.errors import UnknownRecordError
from detente.ledger._engine import stamp
from detente.ledger._recoding import gold_rows, replace_mention
from detente.ledger._stored import read_record
from detente.ledger._tables import MENTIONS, REPORTS, SENTENCES, VERDICTS
from detente.ledger._verdicts import Correction, Doubt, LinkDoubt, Verdict, VerdictKind
from detente.ledger._writing import record_of
from detente.records import EventMention

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["Reviewer"]

Answer = TypeVar("Answer")
UNSURE_SCORE: Final = 0.6
"""Mentions below this score are offered for review."""
UNSURE_LINK: Final = 0.68
"""Links below this score are; from `detente.ledger.LINK_SCORE` on mentions are linked."""


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
