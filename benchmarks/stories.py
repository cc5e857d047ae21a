"""Annotated stories: reports with the event mentions of an expert coder, each with the name of its event.

The layout is told at the top of ``tests/gold/crisis.txt``. A day and a place are read from their words by
the same code that reads them for the model, so that only the merging is put to the test.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from detente.coding._dates import resolve_date
from detente.coding._places import resolve_place
from detente.ontology import cameo_root, intensity_of, quad_class_of
from detente.records import EventMention, Party, Place, Source, Span
from detente.reports import Report, Sentence, build_report
from training.corpus_format import FormatError, parse_sentence

__all__ = ["CODER", "Story", "read_stories"]

CODER: Final = "gold mentions"
_COPY: Final = re.compile(r"<< (?P<name>\S+) (?P<first>\d+)-(?P<last>\d+)")


@dataclass(frozen=True, slots=True)
class Story:
    """One annotated report.

    Attributes:
        report: The report.
        mentions: Its mentions, as an expert coder gives them.
        names: Name of the event of each mention.
        file: Name of the report's file, "" when it has none.
        time: Time of publication, "HH:MM" (UTC), "" when not given.
        topic: Topic to which it belongs, "" when it has none.
    """

    report: Report
    mentions: tuple[EventMention, ...]
    names: tuple[str, ...]
    file: str
    time: str
    topic: str


@dataclass(slots=True)
class _Draft:
    """A report as it is being read: its head, and its lines with their annotation."""

    line: int
    topic: str
    day: str = ""
    time: str = ""
    outlet: str = ""
    url: str = ""
    file: str = ""
    headline: dict[str, Any] | None = None
    sentences: list[dict[str, Any]] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)


def read_stories(path: Path) -> list[Story]:
    """Return the stories of a file, in its order.

    Raises:
        ValueError: A line is not in the layout; it says which.
    """
    drafts: dict[str, _Draft] = {}
    return [_finish(draft, path) for draft in _read_drafts(path, drafts)]


def _read_drafts(path: Path, named: dict[str, _Draft]) -> Iterator[_Draft]:
    draft: _Draft | None = None
    topic = ""
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if line.startswith("# topic "):
            topic = line.removeprefix("# topic ").strip()
        if line.startswith("#"):
            continue
        if not line:
            if draft is not None:
                yield draft
            draft = None
            continue
        if draft is None:
            draft = _Draft(number, topic)
        try:
            _read_line(line, draft, named)
        except (FormatError, KeyError, IndexError) as error:
            raise ValueError(f"{path}, line {number}: {error}") from error
    if draft is not None:
        yield draft


def _read_line(line: str, draft: _Draft, named: dict[str, _Draft]) -> None:
    if line.startswith("@ "):
        when, draft.outlet, draft.url, draft.file = [*map(str.strip, line[2:].split("|")), "", "", ""][:4]
        draft.day, _, draft.time = when.partition(" ")
        named[draft.file] = draft
    elif line.startswith("=="):
        draft.headline = parse_sentence(line[2:].strip())
    elif line == "-":
        draft.paragraphs.append(len(draft.sentences))
    elif copy := _COPY.fullmatch(line):
        source = named[copy["name"]]
        first, last = int(copy["first"]) - 1, int(copy["last"])
        for at in range(first, last):
            if at in source.paragraphs and at > first:
                draft.paragraphs.append(len(draft.sentences))
            draft.sentences.append(source.sentences[at])
    else:
        draft.sentences.append(parse_sentence(line))


def _finish(draft: _Draft, path: Path) -> Story:
    where = f"{path}, line {draft.line}"
    cuts = [0, *draft.paragraphs, len(draft.sentences)]
    texts = [sentence["text"] for sentence in draft.sentences]
    report = build_report(
        "\n\n".join(" ".join(texts[a:b]) for a, b in pairwise(cuts) if a < b),
        headline=draft.headline["text"] if draft.headline else "",
        outlet=draft.outlet,
        url=draft.url,
        published=dt.date.fromisoformat(draft.day),
        language="en",
        issued_at=dt.datetime.fromisoformat(f"{draft.day}T{draft.time}") if draft.time else None,
    )
    coded = ([draft.headline] if draft.headline else []) + draft.sentences
    if [s.text for s in report.sentences] != [sentence["text"] for sentence in coded]:
        wrong = next(a for a, b in zip(report.sentences, coded, strict=False) if a.text != b["text"])
        raise ValueError(f"{where}: the sentence splitter splits otherwise: {wrong.text!r}")
    mentions, names = [], []
    for sentence, annotated in zip(report.sentences, coded, strict=True):
        for event in annotated["events"]:
            if "name" not in event:
                raise ValueError(f"{where}: the event {event['trigger']!r} has no @name")
            mentions.append(_mention(report, sentence, event))
            names.append(event["name"])
    return Story(report, tuple(mentions), tuple(names), draft.file, draft.time, draft.topic)


def _mention(report: Report, sentence: Sentence, event: dict[str, Any]) -> EventMention:
    type_, mode, status = event["type"], event["mode"], event["status"]
    roles = {
        role: tuple(
            Party(p["text"], p["who"], p["sector"], _shift(p["span"], sentence), None, "gold")
            for p in event[role]
        )
        for role in ("actor", "recipient", "via")
    }
    date = None
    if event["time"]:
        date = resolve_date(event["time"], report.published, future=status == "future")
    countries = frozenset(p.who for p in (*roles["actor"], *roles["recipient"]) if len(p.who) == 3)
    return EventMention(
        type=type_,
        mode=mode,
        trigger=event["trigger"],
        trigger_span=_shift(event["span"], sentence) or Span(0, 0),
        **roles,
        said_by=_source(event["said_by"], sentence),
        status=status,
        hedged=event["hedged"],
        date=date.day if date else None,
        date_precision=date.precision if date else None,
        date_text=event["time"],
        place=_place(event, sentence, countries),
        quad_class=quad_class_of(type_),
        intensity=intensity_of(type_, mode),
        cameo=cameo_root(type_, mode),
        score=1.0,
        sentence=sentence.text,
        sentence_index=sentence.index,
        sentence_span=sentence.span,
        report_id=report.id,
        coder=CODER,
    )


def _source(said: dict[str, Any] | None, sentence: Sentence) -> Source | None:
    if said is None:
        return None
    return Source(said["text"], said["who"], said["kind"], _shift(said["span"], sentence), None, "gold")


def _place(event: dict[str, Any], sentence: Sentence, countries: frozenset[str]) -> Place | None:
    if not event["place"]:
        return None
    return resolve_place(event["place"], _shift(event["place_span"], sentence), countries)


def _shift(span: tuple[int, int] | None, sentence: Sentence) -> Span | None:
    if span is None:
        return None
    return Span(sentence.span.start + span[0], sentence.span.start + span[1])
