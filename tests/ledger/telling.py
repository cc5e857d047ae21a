"""Reports coded by hand: no model is needed to test the ledger."""

from __future__ import annotations

import datetime as dt
from typing import Any

from detente.ontology import cameo_root, intensity_of, quad_class_of
from detente.records import EventMention, Party, Place, Source, Span
from detente.reports import Report

Told = tuple[Report, tuple[EventMention, ...]]


def act(type_: str, trigger: str, actor: str = "", recipient: str = "", **fields: Any) -> dict[str, Any]:
    """Return an event to code: parties ("RUS", or with words: "RUS=the_Kremlin"); any field."""
    return {"type": type_, "trigger": trigger, "actor": actor, "recipient": recipient, **fields}


def tell(
    outlet: str,
    day: str,
    *lines: str | tuple[Any, ...],
    url: str = "",
    headline: bool = False,
    issued: str = "",
    version: int = 0,
) -> Told:
    """Return a report and its mentions.

    Args:
        outlet: The outlet.
        day: Day of publication, "2024-08-05".
        lines: Sentences; a tuple is a sentence and the acts coded in it.
        url: Its address.
        headline: Whether the first line is the headline.
        issued: Moment of issue, "2024-08-05T12:00".
        version: Number of the version that its file bears.
    """
    coded = [(line, ()) if isinstance(line, str) else (line[0], line[1:]) for line in lines]
    head = coded[0][0] if headline else ""
    body = " ".join(sentence for sentence, _ in coded[headline:])
    report = Report(
        text="\n\n".join(part for part in (head, body) if part),
        headline=head,
        outlet=outlet,
        url=url,
        published=dt.date.fromisoformat(day),
        language="en",
        issued_at=dt.datetime.fromisoformat(issued) if issued else None,
        version=version,
    )
    mentions = []
    for sentence in report.sentences:
        acts = next((acts for text, acts in coded if text == sentence.text), None)
        assert acts is not None, f"split otherwise: {sentence.text}"
        mentions += [_code(report, sentence, dict(fields)) for fields in acts]
    return report, tuple(mentions)


def _party(code: str) -> Party:
    who, _, text = code.partition("=")
    return Party(text.replace("_", " ") or who, who, "GOV")


def _code(report: Report, sentence: Any, fields: dict[str, Any]) -> EventMention:
    type_, trigger, mode = fields.pop("type"), fields.pop("trigger"), fields.pop("mode", None)
    at = report.text.index(trigger, sentence.span.start)
    assert at < sentence.span.end, trigger
    parties = {
        role: tuple(_party(code) for code in fields.pop(role).split()) for role in ("actor", "recipient")
    }
    said_by, place, date = fields.pop("said_by", None), fields.pop("place", None), fields.pop("date", None)
    return EventMention(
        type=type_,
        mode=mode,
        trigger=trigger,
        trigger_span=Span(at, at + len(trigger)),
        **parties,
        said_by=Source(*said_by) if said_by else None,
        place=Place(place[0], None, *place[1:]) if place else None,
        date=dt.date.fromisoformat(date) if date else None,
        date_precision="day" if date else None,
        quad_class=quad_class_of(type_),
        intensity=intensity_of(type_, mode),
        cameo=cameo_root(type_, mode),
        score=0.9,
        sentence=sentence.text,
        sentence_index=sentence.index,
        sentence_span=sentence.span,
        report_id=report.id,
        coder="by hand 1.0",
        **fields,
    )
